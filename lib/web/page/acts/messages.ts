/**
 * What a person does with messages that were sent: changes them, removes them, asks who has read them.
 *
 * @module
 */

import type { FullMessage } from "../../../chat.ts";
import { type App, update } from "../app.ts";
import type { Acting } from "../../state/own.ts";
import { doIt, textsIn } from "./doing.ts";

/** Notes with which message something is done, if with any. */
export function act(app: App, acting: Acting | undefined): void {
  update(app, (state) => ({ ...state, acting }));
}

/** Gives a message another text. What was written in several lines becomes one. @returns Whether it has it. */
export async function editMessage(app: App, { id }: FullMessage, text: string): Promise<boolean> {
  const line = text.replaceAll(/[\r\n\u2028\u2029]+/g, " ").trimEnd();
  return line !== "" && await doIt(app, { name: "edit", id, text: line }) !== undefined;
}

/** Removes messages, one after the other, until one is refused. @param isOwn Or somebody's, as a teacher does. */
export async function removeMessages(app: App, lines: readonly FullMessage[], isOwn: boolean): Promise<void> {
  for (const { id, removed } of lines) {
    if (removed) continue;
    if (await doIt(app, { name: isOwn ? "delete" : "remove", id }) === undefined) return;
  }
}

/** Who has got a message. */
export interface Receipts {
  /** Who has read it. */
  readonly read: readonly string[];
  /** Who has got it, and not read it. */
  readonly delivered: readonly string[];
  /** Who has not got it. */
  readonly waiting: readonly string[];
}

/** Asks who has got a message; `undefined`: it was refused. */
export async function readReceipts(app: App, { id }: FullMessage): Promise<Receipts | undefined> {
  const data = await doIt(app, { name: "receipts", id });
  if (data === undefined) return undefined;
  const { read, delivered, waiting } = data;
  return { read: textsIn(read), delivered: textsIn(delivered), waiting: textsIn(waiting) };
}
