/**
 * The list of conversations: those in which something was said, the latest first, then groups and whoever is there. Pure.
 *
 * @module
 */

import { type Conversation, isGroup, keyOf, newConversation, type State } from "./state.ts";

/** The parts of the list. */
export interface People {
  /** Those in which something was said, or that are open. */
  readonly recent: readonly Conversation[];
  /** Groups of the user, in which nothing was said as far as is known here. */
  readonly groups: readonly Conversation[];
  /** Who is there, and nobody has written to. */
  readonly others: readonly Conversation[];
}

/** What is listed, as far as `filter` occurs in a name. */
export function listPeople({ conversations, active, current, login }: State, filter: string): People {
  const wanted = keyOf(filter.trim());
  const known = [...conversations.values()];
  const isOpen = (it: Conversation) => keyOf(it.name) === current;
  const isRecent = (it: Conversation) => it.lastAt > 0 || it.unread.length > 0 || isOpen(it);
  const others = [...active].filter((name) => name !== login?.user && !conversations.has(keyOf(name))).map(
    newConversation,
  );
  const matches = ({ name, title }: Conversation) => keyOf(`${name} ${title}`).includes(wanted);
  return {
    recent: known.filter((it) => isRecent(it) && matches(it)).sort((a, b) => b.lastAt - a.lastAt || byName(a, b)),
    groups: known.filter((it) => !isRecent(it) && isGroup(it.name) && !it.gone && matches(it)).sort(byName),
    others: [...known.filter((it) => !isRecent(it) && !isGroup(it.name) && active.has(it.name)), ...others]
      .filter(matches).sort(byName),
  };
}

function byName(one: Conversation, other: Conversation): number {
  return keyOf(one.title).localeCompare(keyOf(other.title));
}

/** All that is listed, from top to bottom. */
export function allOf({ recent, groups, others }: People): Conversation[] {
  return [...recent, ...groups, ...others];
}
