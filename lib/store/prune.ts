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
  /** Bytes in the file of the store that are free for what comes: the file becomes no smaller. */
  readonly free: number;
}

/** What was pruned, as those who follow a store are told. */
export interface PruneChange {
  /** Tells it from other changes. */
  readonly kind: "pruned";
  /** By account: how many messages to it, without those to groups, were unread and are not there any more. */
  readonly unread: ReadonlyMap<number, number>;
  /** By group: the place up to which nothing is left, and everybody counts as having read all. */
  readonly groups: ReadonlyMap<number, number>;
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
