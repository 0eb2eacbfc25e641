/**
 * What removes old messages for good.
 *
 * @module
 */

/** What is older than a moment. */
export interface Prunable {
  /** Messages. */
  readonly messages: number;
  /** How many times one of them is unread by somebody who is to read it. */
  readonly unread: number;
  /** Files that came with them. */
  readonly files: number;
}

/** What a step has removed. */
export interface Pruned {
  /** Messages; 0 if there was none left. */
  readonly messages: number;
  /** Bytes in the file of the store that are free for what comes: it becomes no smaller. Absent if a database sees to that. */
  readonly free?: number;
}

/** What was pruned, as those who follow a store are told. */
export interface PruneChange {
  /** Tells it from other changes. */
  readonly kind: "pruned";
  /** How many messages. */
  readonly messages: number;
  /** Of accounts: how many messages to it, without those to groups, were unread and are not there any more. */
  readonly unread: readonly (readonly [account: number, count: number])[];
  /** Of groups: the place up to which nothing is left, and everybody counts as having read all. */
  readonly groups: readonly (readonly [group: number, place: number])[];
}

/**
 * Old messages. Which are old is told by the order of the store: all that were stored before the first one that is as new as
 * `before` (milliseconds since 1970). So one is kept rather than removed where a clock was wrong. With a message goes what
 * belongs to it: its file, its key, its change, and when it was read. The places of others stay.
 */
export interface PruneStore {
  /** Counts what is older. */
  prunable(before: number): Promise<Prunable>;
  /** Removes the oldest `most` of what is older, in one commit. Who removes few at a time lets the others have their turns. */
  prune(before: number, most: number): Promise<Pruned>;
}

/** The least id of a moment, in milliseconds since 1970. */
export function leastId(time: number): string {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
