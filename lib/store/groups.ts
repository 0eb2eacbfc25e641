/**
 * Groups as a store keeps them: a conversation with a name and members, of which each has a place up to which it has read.
 * A message to a group is kept once. It knows no database.
 *
 * @module
 */

/** What those who are in charge of a group decide. */
export interface GroupSettings {
  /** Unique without regard to case among the groups that have not ended. */
  readonly name: string;
  /** The encoded hash of the password with which one joins; absent if none is needed. */
  readonly passwordHash?: string | undefined;
  /** Whether only those join who are invited. */
  readonly inviteOnly: boolean;
  /** Whether members see what was written before they joined. */
  readonly wholeHistory: boolean;
}

/** A group that is not yet kept. */
export interface NewGroup extends GroupSettings {
  /** The id of the account that makes it, and is its first member; absent in one that nobody has made, as that of a class. */
  readonly maker?: number | undefined;
}

/** A member, by places in the conversation of the group. */
export interface StoredMember {
  /** The id of the account. */
  readonly account: number;
  /** The place behind which the account is a member. */
  readonly joined: number;
  /** The place up to which messages were delivered to it. */
  readonly delivered: number;
  /** The place up to which it has read. */
  readonly read: number;
}

/** How a membership ended: by the member, or by others. */
export type Exit = "left" | "removed";

/** A group as it is kept. */
export interface StoredGroup extends NewGroup {
  /** The id of its conversation: never given twice. */
  readonly id: number;
  /** The place of its newest message; 0 if there is none. */
  readonly lastSeq: number;
  /** Its members, in no order. */
  readonly members: readonly StoredMember[];
  /** Those who were members and are not. */
  readonly exits: readonly { readonly account: number; readonly exit: Exit }[];
}

/** What changed in the groups of a store. */
export type GroupChange =
  | { readonly kind: "group added"; readonly group: StoredGroup }
  | { readonly kind: "group changed"; readonly group: number; readonly settings: GroupSettings }
  /** Messages up to a place were delivered to so many members. */
  | {
    readonly kind: "members delivered";
    readonly group: number;
    readonly place: number;
    readonly accounts: readonly number[];
  }
  /** Behind all messages that were told before. */
  | { readonly kind: "member joined"; readonly group: number; readonly account: number }
  /** The group ends with its last member, but for one that nobody has made. */
  | { readonly kind: "member left"; readonly group: number; readonly account: number; readonly exit: Exit };

/** Where a message is. */
export interface Located {
  /** Its place in the order of the store. */
  readonly seq: number;
  /** The id of the sender's account. */
  readonly sender: number;
  /** The id of the receiver's account, or a group. */
  readonly receiver: number;
  /** Its place in its conversation. */
  readonly place: number;
}

/** Groups. Where a message or a conversation has an account at its other end, {@linkcode groupReceiver} names a group. */
export interface GroupStore {
  /** All groups that have not ended, in the order in which they were added. */
  list(): Promise<StoredGroup[]>;
  /**
   * Adds a group, with its maker as the only member.
   *
   * @throws {ChatError} If its name, in whatever case, is taken.
   */
  add(group: NewGroup): Promise<StoredGroup>;
  /** Changes the settings of a group; tells whether that was done: not if the name is taken, or the group has ended. */
  change(group: number, settings: GroupSettings): Promise<boolean>;
  /** Makes an account a member behind all that was written so far; tells whether it was none before, of a group that goes on. */
  join(group: number, account: number): Promise<boolean>;
  /** Ends a membership; tells whether there was one. A group that somebody made ends with its last member: its name is free. */
  leave(group: number, account: number, exit: Exit): Promise<boolean>;
  /** Marks messages of a group up to a place as delivered to many of its members at once. */
  deliver(group: number, place: number, accounts: readonly number[]): Promise<void>;
  /** Where the message with an id is, to whomever it was sent. */
  locate(id: string): Promise<Located | undefined>;
}

/** How a group is named where an account is named by its id: below 0. */
export function groupReceiver(group: number): number {
  return -group;
}

/** The id of the group that a receiver stands for; `undefined` if it is an account. */
export function groupOf(receiver: number): number | undefined {
  return receiver < 0 ? -receiver : undefined;
}

/** Whether a change of a store is one of its groups. */
export function isGroupChange<C extends { readonly kind: string }>(change: C): change is C & GroupChange {
  return change.kind.startsWith("group ") || change.kind.startsWith("member");
}
