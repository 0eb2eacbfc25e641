/**
 * The order in which the messages of an inbox came. Pure.
 *
 * @module
 */

import type { Message } from "../chat.ts";

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * The messages of an inbox, which come sender by sender, in the order in which the server took them: those of one sender as
 * they stand, and those of several by their ids, which sort so. Their times may come from a clock that was set meanwhile:
 * they are asked where a server gives no such ids, and never against the order of one sender.
 */
export function inOrderOfArrival(messages: readonly Message[]): Message[] {
  const haveIds = messages.every(({ id }) => id !== undefined && UUID_7.test(id));
  const latest = new Map<string, string | number>();
  const placed = messages.map((message) => {
    const own = haveIds ? message.id!.toLowerCase() : message.at ?? 0;
    const before = latest.get(message.from) ?? own;
    const place = before > own ? before : own;
    latest.set(message.from, place);
    return { message, place };
  });
  placed.sort((one, other) => one.place < other.place ? -1 : one.place > other.place ? 1 : 0);
  return placed.map(({ message }) => message);
}
