/**
 * What a person sees of the wire: the newest frames, each as a line when it comes, and later all that is known of one. It
 * knows no terminal and no server.
 *
 * @module
 */

import type { ChatEvent, Frame } from "../../chat.ts";
import type { Texts } from "../i18n/texts.ts";
import { asPrintf, frameDetails, frameLine } from "./frame_line.ts";

/** Frames that are kept to be asked for. */
const MOST_KEPT = 500;

/** The wire, as it is shown. */
export class WireView {
  readonly #texts: Texts;
  readonly #frames = new Map<number, Frame>();
  #isPaused = false;
  /** Those that came while nothing was shown. */
  #waiting: string[] = [];
  #unseen = 0;

  /** Nothing has come yet. */
  constructor(texts: Texts) {
    this.#texts = texts;
  }

  /** An event about the wire. @returns The lines to show of it now, which are to be cut where a row ends. */
  take(event: Extract<ChatEvent, { kind: "frame" | "left out" }>): string[] {
    const line = event.kind === "frame" ? this.#keep(event.frame) : this.#texts.wireLeftOut(event.count);
    if (!this.#isPaused) return [line];
    this.#waiting.push(line);
    if (this.#waiting.length > MOST_KEPT) {
      this.#waiting.shift();
      this.#unseen++;
    }
    return [];
  }

  #keep(frame: Frame): string {
    this.#frames.delete(frame.n); // One that grows is the newest again.
    this.#frames.set(frame.n, frame);
    if (this.#frames.size > MOST_KEPT) this.#frames.delete(this.#frames.keys().next().value!);
    return frameLine(frame, this.#texts);
  }

  /** Shows nothing until {@linkcode WireView.go}: what is being read shall not move. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Shows what comes, and what has come meanwhile. */
  go(): string[] {
    const lines = this.#waiting.splice(0);
    const unseen = this.#unseen;
    this.#isPaused = false;
    this.#unseen = 0;
    return unseen > 0 ? [this.#texts.wireLeftOut(unseen), ...lines] : lines;
  }

  /** All that is known of a frame; `undefined` if it is not known any more. */
  details(n: number): string[] | undefined {
    const frame = this.#frames.get(n);
    return frame && frameDetails(frame, this.#texts);
  }

  /** How a request is sent by hand; `undefined` if it is not known, or none. */
  copy(n: number, address: string): string | undefined {
    const frame = this.#frames.get(n);
    return frame && asPrintf(frame, address);
  }
}
