/**
 * How far own messages have come, and what is said of it where it cannot be redrawn. Pure.
 *
 * @module
 */

import type { MessageState } from "../message.ts";
import { escapeControls } from "../sanitize.ts";
import type { Theme } from "./theme.ts";
import { cutToWidth, safeWidth } from "./width.ts";

/** All states. */
export const STATES: readonly MessageState[] = ["waiting", "failed", "unsure", "sent", "delivered", "read"];

// What was given up may have been sent all the same, by a later run or to another device.
const RANK = { waiting: 1, failed: 2, unsure: 2, sent: 3, delivered: 4, read: 5 } as const;

/** Columns of a message that a line about it repeats. */
const EXCERPT = 40;

/** How far a state is; not to be known is before all. */
export function rankOf(state: MessageState | undefined): number {
  return state === undefined ? 0 : RANK[state];
}

/** What a line tells of a message. */
export interface Told {
  readonly to: string;
  readonly text: string;
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
