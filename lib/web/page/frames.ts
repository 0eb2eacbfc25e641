/**
 * The frames that come while somebody watches. They are beside the state: hundreds a second may come, and nothing of the
 * page but the view of the wire is drawn anew for them.
 *
 * @module
 */

import type { ChatEvent, Frame } from "../../chat.ts";
import { withFrame } from "../state/wire.ts";

/** What is watched, and what came of it. */
export class Frames {
  /** What came, the oldest first. */
  all: readonly Frame[] = [];
  /** How many the server has left out. */
  leftOut = 0;
  /** Whom the page watches: itself (empty), a user name, or `all`; `undefined`: nobody. */
  of: string | undefined;
  readonly #listeners = new Set<() => void>();
  #isTold = true;

  /** Takes a frame, or how many were left out. */
  take(event: Extract<ChatEvent, { readonly kind: "frame" | "left out" }>): void {
    if (event.kind === "frame") this.all = withFrame(this.all, event.frame);
    else this.leftOut += event.count;
    this.tell();
  }

  /** Forgets what came. */
  clear(): void {
    this.all = [];
    this.leftOut = 0;
    this.tell();
  }

  /** Tells who looks, once for all that comes before the next picture is drawn. */
  tell(): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    requestAnimationFrame(() => {
      this.#isTold = true;
      this.#listeners.forEach((listener) => listener());
    });
  }

  /** Calls `listener` when there is something new. @returns What ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
