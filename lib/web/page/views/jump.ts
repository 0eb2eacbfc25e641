/**
 * Goes to a message of a conversation that somebody has chosen elsewhere, such as in what a search has found.
 *
 * @module
 */

import type { FullMessage } from "../../../chat.ts";
import { type App, update } from "../app.ts";
import { useLayoutEffect } from "../preact.tsx";
import type { Row } from "../../state/rows.ts";
import { STEP } from "./sight.ts";

/** What {@linkcode useJump} works with. */
export interface Jump {
  /** The page. */
  readonly app: App;
  /** What scrolls. */
  readonly box: { readonly current: HTMLElement | null };
  /** The messages of the conversation. */
  readonly lines: readonly FullMessage[];
  /** The rows of those that are shown. */
  readonly rows: readonly Row[];
  /** Shows another part, which begins with a message. */
  readonly show: (top: string) => void;
  /** Notes what is in the window. */
  readonly look: () => void;
}

/** Shows the message that the state names, and gives it the focus. */
export function useJump({ app, box, lines, rows, show, look }: Jump): void {
  const { jump } = app.store.state;
  useLayoutEffect(() => {
    if (jump === undefined) return;
    const row = rows.find((row) => row.kind === "messages" && row.lines.some(({ id }) => id === jump));
    const place = lines.findIndex(({ id }) => id === jump);
    if (row === undefined && place >= 0) return show(lines[Math.max(0, place - STEP)]!.id);
    const id = row?.kind === "messages" ? row.lines.at(-1)!.id : "";
    const element = box.current!.querySelector<HTMLElement>(`li[data-id="${id}"]`);
    if (element !== null) bring(element);
    look();
    update(app, (state) => ({ ...state, jump: undefined }));
  });
}

function bring(element: HTMLElement): void {
  element.scrollIntoView({ block: "center" });
  element.dataset["found"] = "";
  element.addEventListener("blur", () => delete element.dataset["found"], { once: true });
  element.focus({ preventScroll: true });
}
