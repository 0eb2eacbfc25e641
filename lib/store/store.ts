/**
 * What the chat keeps, as an interface for each subject, and what changes in it, as one feed. It knows no database.
 * `tests/support/store_contract.ts` is the suite that every store must pass.
 *
 * What callers rely on:
 *
 * 1. All that a method promises has reached the disk when its promise resolves. What is refused was not stored.
 * 2. Writes that are stored together are one commit. It has one promise object, which every `addMessage` of it returned:
 *    who compares promises knows what was stored together. Commits are made in the order of the calls, and their
 *    promises resolve in that order.
 * 3. The listeners of {@linkcode Store.follow} are called for each commit, in that order, before its promise resolves, and
 *    never for what was not stored.
 * 4. A failed commit fails as a whole, with the same error for all of it, and the next one is made all the same.
 * 5. What a user may read is a `ChatError`; any other error is a fault of the program. What cannot be written can still be
 *    read.
 *
 * @module
 */

import type { Depot, FileStore, NewFile } from "./files.ts";
import type { Account, FullMessage, ReceiptState, Role } from "../chat.ts";
import type { ControlChange, ControlStore } from "./control.ts";
import type { GroupChange, GroupStore } from "./groups.ts";
import type { PresenceChange, PresenceStore } from "./presence.ts";
import type { PruneChange, PruneStore } from "./prune.ts";

/** An account as it is kept. */
export interface StoredAccount extends Account {
  /** Never given twice, also if the account is removed. */
  readonly id: number;
  /** The encoded hash: algorithm, parameters, salt and digest. */
  readonly passwordHash: string;
  /** Whether it is one of the document's accounts and still has the password that everybody knows. */
  readonly demo: boolean;
}

/** An account that is not yet kept. */
export type NewAccount = Omit<StoredAccount, "id" | "role"> & {
  /** @default "student" */
  readonly role?: Role;
};

/** What of an account can be changed beside its password. */
export type AccountChange = Partial<Account>;

/** What a token stands for. */
export interface StoredLogin {
  /** SHA-256 of the token, in hexadecimal; the token itself is kept nowhere. */
  readonly tokenHash: string;
  /** The id of the account. */
  readonly account: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly usedAt: number;
}

/** A message that is not yet kept. */
export interface NewMessage {
  /** A UUID v7. */
  readonly id: string;
  /** The id of the sender's account. */
  readonly sender: number;
  /** The id of the receiver's account, or a group: see `groupReceiver`. */
  readonly receiver: number;
  /** What was written; never empty. */
  readonly text: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** What comes with it. Only a message that is kept with a key can have one. */
  readonly file?: NewFile;
}

/** Where a message is kept, and what it got there. */
export interface StoredRef {
  /** Its place in the order of the store. */
  readonly seq: number;
  /** Its UUID v7. */
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** Messages of an account that are unread, in the order of the store. */
export interface Unread {
  /** The messages, the oldest first. */
  readonly messages: FullMessage[];
  /** The place of the last of them; that of `after` if there is none. */
  readonly cursor: number;
  /** Whether they were all that there were when the store was asked; absent if that is not known. */
  readonly isWhole?: true;
}

/** Which unread messages to return. */
export interface UnreadOptions {
  /** Bytes of their texts; one message may have more. */
  readonly maxLength: number;
  /** How many. @default {MAX_UNREAD} */
  readonly maxCount?: number;
  /** The place after which to begin. @default {0} */
  readonly after?: number;
  /** The place after which messages are returned that are read, too. @default {Number.MAX_SAFE_INTEGER} */
  readonly since?: number;
}

/** Messages of one sender, or in one group, that have come a step further at once: delivered, or read. */
export interface ReceiptUpdate {
  /** The id of the sender's account; of messages in a group, which have several senders, the group as a receiver. */
  readonly sender: number;
  /** How many they are; in a group with those of the account itself. */
  readonly count: number;
  /** The id of the newest of them. */
  readonly newest: string;
  /** In a group: the place up to which the account has come. */
  readonly upTo?: number;
}

/** Which page of a conversation to return. */
export interface PageOptions {
  /** The id of the message before which it ends. @default the newest page */
  readonly before?: string | undefined;
  /** How many messages it has at most. */
  readonly limit: number;
}

/** Where messages are that make one answer, in its order: they are read part by part, see {@linkcode MessageStore.messages}. */
export interface Outline {
  /** Their places in the order of the store. */
  readonly seqs: readonly number[];
  /** The bytes of the text of each, in UTF-8. */
  readonly lengths: readonly number[];
}

/** The unread messages of an account, sender by sender, those of the oldest message first. */
export interface Inbox extends Outline {
  /** The newest place; the one after which it begins if there is none. */
  readonly cursor: number;
}

/** A page of a conversation, the newest message last. */
export interface Page extends Outline {
  /** Whether there are older ones. */
  readonly more: boolean;
}

/** Messages that {@linkcode MessageStore.inbox} and {@linkcode MessageStore.unread} return at most: each takes room beside its text. */
export const MAX_UNREAD = 20_000;

/** Bytes of text that {@linkcode MessageStore.inbox} returns at most; one message may have more. */
export const MAX_INBOX_LENGTH = 2 * 1024 * 1024;

/** Bytes of text that {@linkcode MessageStore.conversation} returns at most; one message may have more. */
export const MAX_PAGE_LENGTH = 256 * 1024;

/** The messages that one commit stored, in their order. Each is made when it is asked for: most concern nobody who is live. */
export interface StoredMessages {
  /** How many they are. */
  readonly count: number;
  /** The ids of the accounts that the message at an index is from and to; a group as a receiver. */
  sender(index: number): number;
  /** See {@linkcode StoredMessages.sender}. */
  receiver(index: number): number;
  /** The place of the newest, and its id, or one that its server has made later. */
  readonly newest: Pick<StoredRef, "seq" | "id">;
  /**
   * The message at an index, with its place in the order of the store; `undefined` if another server stored it, and nobody
   * wanted it when that was read: whoever wants it since then finds it in the store.
   */
  at(index: number): (NewMessage & StoredRef) | undefined;
}

/** Whether somebody wants to know what a message says. */
export type Wants = (sender: number, receiver: number) => boolean;

/** What changed in a store. */
export type Change =
  | { readonly kind: "messages"; readonly messages: StoredMessages }
  /** Messages to an account have come a step further: its cursors were moved at `at`. */
  | {
    readonly kind: "cursors";
    readonly state: ReceiptState;
    readonly account: number;
    readonly updates: readonly ReceiptUpdate[];
    readonly at: number;
  }
  | { readonly kind: "account added"; readonly account: StoredAccount }
  /** Its name, full name or role is another. */
  | { readonly kind: "account changed"; readonly account: StoredAccount }
  | { readonly kind: "password changed"; readonly account: number; readonly passwordHash: string }
  | { readonly kind: "account removed"; readonly account: number }
  | { readonly kind: "login added"; readonly login: StoredLogin }
  /** It is in use: see {@linkcode LoginStore.touchLogin}. */
  | { readonly kind: "login used"; readonly tokenHash: string; readonly usedAt: number }
  | { readonly kind: "login ended"; readonly tokenHash: string }
  /** All of an account, but for the one of `kept`. */
  | { readonly kind: "logins ended"; readonly account: number; readonly kept?: string }
  | PresenceChange
  | ControlChange
  | PruneChange
  | GroupChange;

/** Called with each change, in the order of the store, before the promise of its commit resolves. It must not throw. */
export type Listener = (change: Change) => void;

/** Accounts. */
export interface AccountStore {
  /** All accounts, in the order in which they were added. */
  accounts(): Promise<StoredAccount[]>;
  /**
   * Adds an account. Its inbox is empty, also if another of this name was removed before.
   *
   * @throws {ChatError} If its name, in whatever case, is taken.
   */
  addAccount(account: NewAccount): Promise<StoredAccount>;
  /**
   * Adds accounts: all of them or none.
   *
   * @throws {ChatError} If the name of one, in whatever case, is taken.
   */
  addAccounts(accounts: readonly NewAccount[]): Promise<StoredAccount[]>;
  /**
   * Changes what is named of an account; no matter if there is none.
   *
   * @throws {ChatError} If its new name, in whatever case, is taken.
   */
  changeAccount(account: number, change: AccountChange): Promise<void>;
  /**
   * Sets a password and ends the logins of the account. The account is no demo account any more.
   *
   * @param kept The hash of the token whose login stays. @default none
   */
  setPassword(account: number, passwordHash: string, kept?: string): Promise<void>;
  /** Removes an account and its logins. What it wrote stays with its receivers. */
  removeAccount(account: number): Promise<void>;
  /** The ids of the removed accounts that had a name, in whatever case: the one that was removed last is the first. */
  removedAccounts(name: string): Promise<number[]>;
  /** The names, in lower case, of all accounts that were ever added. */
  namesEverUsed(): Promise<Set<string>>;
}

/** What tokens stand for. */
export interface LoginStore {
  /**
   * The logins that were used at `since` (milliseconds since 1970) or later, of each account the `most` that were used
   * last, in the order in which they were added; the others are forgotten.
   *
   * @param now What was used later, by a clock that was set back since, counts as used then, from now on. @default none
   */
  logins(since: number, most: number, now?: number): Promise<StoredLogin[]>;
  /** Adds a login; none if the account was removed or has another password than the one of `passwordHash` by now. */
  addLogin(login: StoredLogin, passwordHash: string): Promise<void>;
  /** Changes when a login was last used; no matter if there is none. */
  touchLogin(tokenHash: string, usedAt: number): Promise<void>;
  /** Ends a login; no matter if there is none. */
  removeLogin(tokenHash: string): Promise<void>;
  /** Ends all logins of an account. */
  endLogins(account: number): Promise<void>;
}

/** Messages, and how far each account has got with those to it. */
export interface MessageStore {
  /** Keeps a message as unread, after all those that were given before it. */
  addMessage(message: NewMessage): Promise<void>;
  /** Keeps messages as {@linkcode MessageStore.addMessage} does, in one commit: all of them, or none. */
  addMessages(messages: readonly NewMessage[]): Promise<void>;
  /**
   * Keeps a message as {@linkcode MessageStore.addMessage} does, but only the first of a sender with the same key.
   *
   * @param key A UUID. It is forgotten after eight days in which the store was open, or later: no clock that can be set has
   * a part in that.
   * @returns `isNew`, and where the first one is kept.
   */
  addIdempotent(message: NewMessage, key: string): Promise<StoredRef & { readonly isNew: boolean }>;
  /** The message that a sender kept with a key, if there is one, among those given before as well. */
  findByKey(sender: number, key: string): Promise<StoredRef | undefined>;
  /** The oldest unread messages of an account themselves, a few: at least one, if there is any. */
  unread(account: number, options: UnreadOptions): Promise<Unread>;
  /**
   * Where the oldest unread messages of an account are: at least one, if there is any, up to {@linkcode MAX_INBOX_LENGTH}.
   *
   * @param after The place after which to begin. @default {0}
   */
  inbox(account: number, after?: number): Promise<Inbox>;
  /**
   * Where the messages are that two accounts wrote to each other: at least one, if there is any, up to
   * {@linkcode MAX_PAGE_LENGTH}.
   *
   * @param other An account; or a group, of which a member gets what it may see, and who is none gets nothing.
   */
  conversation(account: number, other: number, options: PageOptions): Promise<Page>;
  /** The messages in these places, in their order. Who asks for few at a time lets the others have their turns. */
  messages(places: readonly number[]): Promise<FullMessage[]>;
  /** The place of the message that was kept last; 0 if there is none. */
  lastSeq(): Promise<number>;
  /** The id of the message that was kept last, if there is any. */
  lastId(): Promise<string | undefined>;
  /** How many messages are unread, by account, without those to groups; none for an account without any. */
  unreadCounts(): Promise<Map<number, number>>;
  /** Marks the unread messages of an account up to and including a place in the order of the store as read at `at`. */
  markRead(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]>;
  /**
   * Marks the unread messages of an account up to and including the one with an id as read at `at`; if there is none with
   * it, those before the first whose id is greater.
   *
   * @param options `unread`: how many there are at most, if that is known: to mark few is cheap; `partner`: only those of the
   * conversation with that account, or below 0 with that group.
   */
  acknowledge(
    account: number,
    id: string,
    at: number,
    options?: { unread?: number; partner?: number | undefined },
  ): Promise<ReceiptUpdate[]>;
  /** Marks the unread messages of an account up to and including a place as delivered at `at`, if they are not yet. */
  markDelivered(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]>;
}

/** What only a store has on whose database others may be open: one that a process has for itself needs none of it. */
export interface SharedStore {
  /** How the way to the database is; asks nobody. @default it is not known */
  status?(): SharedStatus;
  /** How many messages were ever stored. @default as many as `Store.lastSeq` tells: no place was left out */
  countMessages?(): Promise<number>;
  /** What is in files. @default each server has what it was sent itself */
  readonly contents?: Depot;
  /**
   * The login whose token has a hash, if there is one. Whatever was stored before it, its account above all, is told to
   * those who follow before the promise resolves.
   */
  findLogin(tokenHash: string): Promise<StoredLogin | undefined>;
  /**
   * Resolves when no other server is about to answer with the inbox of an account, or after a span in milliseconds; from then on
   * this one is, for the span or until {@linkcode SharedStore.releaseInbox}. The server that is already, is so for the span from
   * now on.
   */
  takeInbox(account: number, span: number): Promise<void>;
  /** Lets the others answer with the inbox of an account; no matter if this server was not about to. It never throws. */
  releaseInbox(account: number): void;
  /**
   * Waits for the database no more: what is not known to be stored is refused, and nothing can be read from then on.
   *
   * @default it never lets anybody wait for long
   */
  giveUp?(): void;
}

/** How the way to a database is that servers share. */
export interface SharedStatus {
  /** The host that is the primary, as far as it is known, and its port. */
  readonly primary: string;
  /** Milliseconds since it was known last what the other servers did. */
  readonly lag: number;
  /** Batches that were sent, of which it is not known whether they are stored: 0 or 1. */
  readonly inDoubt: number;
  /** Times that a batch was sent again, since the start. */
  readonly repeated: number;
  /** Commits that were made to find out whether one before is on a standby, since the start. */
  readonly barriers: number;
  /** Milliseconds that the batch has waited which is being stored; 0 if there is none. */
  readonly waited: number;
  /** Why nothing can be stored now, if that is known. */
  readonly trouble?: string | undefined;
}

/** A place that keeps the chat. */
export interface Store extends AccountStore, LoginStore, MessageStore, AsyncDisposable {
  /** Groups, and who is in them. */
  readonly groups: GroupStore;
  /** The files that came with messages. A message with one is kept as any other with a key. */
  readonly files: FileStore;
  /** What teachers decide and did. */
  readonly control: ControlStore;
  /** Who is there. */
  readonly presence: PresenceStore;
  /** What it takes to share the database with other servers; absent if one process has it for itself. */
  readonly shared?: SharedStore;
  /** What removes old messages; `undefined` if this store cannot. */
  readonly pruning?: PruneStore;
  /**
   * Calls `listener` with every change from now on: the one way in which live delivery, receipts and what is kept in memory
   * learn of it, whichever process made it. Resolves when it does, at once without `load`.
   *
   * @param load Reads what is kept. It sees the store at one moment, and `listener` is called with every change after it,
   * whatever others write meanwhile. @default nothing is read
   * @param wants Whose messages `listener` asks for by their index. @default everybody's
   */
  follow(listener: Listener, load?: () => Promise<void>, wants?: Wants): Promise<void>;
}

/** How much a store holds. */
export interface StoreContents {
  /** Accounts that are not removed. */
  readonly accounts: number;
  /** Messages, read or not. */
  readonly messages: number;
  /** Files that came with them. */
  readonly files: number;
  /** Messages to an account that it has not read. */
  readonly unread: number;
}
