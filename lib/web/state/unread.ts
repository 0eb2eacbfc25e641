/**
 * What was not seen yet, and what may be acknowledged: conversation by conversation. Pure.
 *
 * @module
 */

import { rest } from "./lines.ts";
import { type Arrival, currentOf, keyOf, type State, withConversation } from "./state.ts";

/** How many messages nobody has seen, in all conversations. */
export function unreadCount({ conversations }: State): number {
  let count = 0;
  for (const { unread } of conversations.values()) count += unread.length;
  return count;
}

/**
 * Notes a message to the user, which is unread unless it is before the person's eyes or was seen in an earlier run.
 *
 * @param how `isNewest`: whether it stands at the end of its conversation; `wasSeen`: whether an earlier run has shown it.
 */
export function arrive(
  state: State,
  name: string,
  id: string,
  { isNewest, wasSeen }: { readonly isNewest: boolean; readonly wasSeen: boolean },
): State {
  const key = keyOf(name);
  if (state.arrivals.some((arrival) => arrival.id === id)) return state;
  const arrived = { ...state, arrivals: [...state.arrivals, { id, key }] };
  if (wasSeen || (isNewest && state.isWatching && state.current === key)) return arrived;
  return withConversation(arrived, name, (conversation) => ({
    ...conversation,
    unread: [...conversation.unread, id],
    // One that is there stays: it would move what is being read.
    divider: state.current === key ? conversation.divider ?? id : conversation.divider,
  }));
}

/** Nobody looks: the divider of the conversation that is open goes to what is unread now, if anything is. */
export function lookAway(state: State): State {
  const open = currentOf(state);
  if (open === undefined || open.divider === open.unread[0]) return state;
  return withConversation(state, open.name, (conversation) => ({ ...conversation, divider: conversation.unread[0] }));
}

/** Notes that the messages of a conversation up to one were before the person's eyes. */
export function see(state: State, key: string, id: string): State {
  const conversation = state.conversations.get(key);
  if (conversation === undefined || conversation.unread.length === 0) return state;
  const places = new Map(conversation.lines.map((line, i) => [line.id, i]));
  const last = places.get(id) ?? -1;
  // What is unread and not among the lines is older than they are: it was passed over by choice.
  const unread = conversation.unread.filter((it) => (places.get(it) ?? -1) > last);
  if (unread.length === conversation.unread.length) return state;
  return withConversation(state, conversation.name, () => ({ ...conversation, unread }));
}

/** What may be acknowledged now: in some conversation, the last message up to which all was seen. */
export function firstSeen({ arrivals, conversations }: State): Arrival | undefined {
  const unread = new Map<string, ReadonlySet<string>>();
  const blocked = new Set<string>();
  const seen = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const { id, key } = arrival;
    if (!unread.has(key)) unread.set(key, new Set(conversations.get(key)?.unread));
    if (unread.get(key)!.has(id)) blocked.add(key);
    else if (!blocked.has(key)) seen.set(key, arrival);
  }
  return seen.values().next().value;
}

/** Notes that the server knows that the messages of a conversation up to one were seen. */
export function acknowledged(state: State, { id, key }: Arrival): State {
  const last = state.arrivals.findIndex((arrival) => arrival.id === id);
  return { ...state, arrivals: state.arrivals.filter((arrival, i) => arrival.key !== key || i > last) };
}

/** Opens a conversation, with its divider before what was not seen, and leaves the one that was open. */
export function openConversation(state: State, name: string): State {
  const key = keyOf(name);
  if (state.current === key) return state;
  const left = leaveConversation(state);
  const opened = withConversation(left, name, (conversation) => ({ ...conversation, divider: conversation.unread[0] }));
  return { ...opened, current: key, isWatching: false };
}

/** Leaves the conversation that is open. */
export function leaveConversation(state: State): State {
  const left = state.current === undefined ? undefined : state.conversations.get(state.current);
  if (left === undefined) return { ...state, current: undefined, isWatching: false };
  return { ...withConversation(state, left.name, rest), current: undefined, isWatching: false };
}
