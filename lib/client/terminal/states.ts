/**
 * What is said of how far own messages have come, where it cannot be redrawn. Pure.
 *
 * @module
 */

import type { MessageState } from "../message.ts";
import { escapeControls } from "../sanitize.ts";
import type { Theme } from "./theme.ts";
import { cutToWidth, safeWidth } from "../../width.ts";

/** All states. */
export const STATES: readonly MessageState[] = ["waiting", "failed", "unsure", "sent", "delivered", "read"];

/** Columns of a message that a line about it repeats. */
const EXCERPT = 40;

/** What a line tells of a message. */
export interface Told {
  /** The user name of the receiver. */
  readonly to: string;
  /** The text, from its start as far as it is shown. */
  readonly text: string;
  /** How far it has come; absent: not known. */
  readonly state?: MessageState;
}

/**
 * The lines that tell what has become of messages: one for all to a user that have come equally far, which names the last
 * of them. Why something failed or is in doubt is said elsewhere.
 */
export function stateLines({ texts }: Theme, messages: readonly Told[]): string[] {
  const groups = Map.groupBy(messages, ({ state, to }) => `${state} ${to.toLowerCase()}`);
  return [...groups.values()].flatMap((group) => {
    const { to, text, state } = group.at(-1)!;
    const say = state === "waiting"
      ? texts.waitingFor
      : state === "sent"
      ? texts.sentTo
      : state === "delivered"
      ? texts.deliveredTo
      : state === "read"
      ? texts.readBy
      : undefined;
    if (say === undefined) return [];
    const line = text.replaceAll(/\s+/g, " ");
    const excerpt = cutToWidth(line, EXCERPT, safeWidth);
    return [escapeControls(say(to, excerpt === line ? line : `${excerpt}...`, group.length - 1))];
  });
}
