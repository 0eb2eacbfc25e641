/**
 * The messages: who may get one, who has read which, and who is to be told of it. It knows no socket and no wire.
 *
 * @module
 */

import { ChatError, type FullMessage, TEXTS } from "../../chat.ts";
import type {
  Inbox,
  NewMessage,
  Page,
  PageOptions,
  ReceiptUpdate,
  Store,
  StoredAccount,
  StoredRef,
} from "../../store/store.ts";
import type { Subscription } from "./subscription.ts";
import type { Hub } from "./hub.ts";
import type { Login } from "./logins.ts";
import { MessageIds } from "./message_ids.ts";
import type { Quota } from "./quota.ts";

/** What {@linkcode Messages} needs. */
export interface MessagesOptions {
  readonly store: Store;
  readonly live: Hub;
  /** Unread messages that an account may have; 0 for no bound. */
  readonly maxUnread: number;
  /** What accounts may have stored. */
  readonly quota: Quota;
  /** What is written down as the time, in milliseconds since 1970. */
  readonly now: () => number;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
}

/** Whom a message is from and to, and what it says. */
interface Draft {
  readonly from: StoredAccount;
  readonly to: StoredAccount;
  readonly text: string;
  /** The live connection that sends it, if it does. */
  readonly origin: Subscription | undefined;
}

/** The messages of a chat. */
export class Messages {
  readonly #options: MessagesOptions;
  #ids = new MessageIds();
  /** By account: how many messages are unread, or on their way to the disk. */
  #unread = new Map<number, number>();
  /** The receivers of the messages that wait for one commit. */
  #sending: { done: Promise<void>; receivers: number[] } | undefined;
  /** By account: what will tell whether an inbox has arrived. */
  readonly #proofs = new Map<number, Promise<unknown>>();

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /** Reads where it was left. */
  async open(): Promise<void> {
    const { store } = this.#options;
    this.#unread = await store.unreadCounts();
    this.#ids = new MessageIds(await store.lastId());
  }

  /**
   * Sends a message; resolves when it is on disk.
   *
   * @param origin The live connection that sends it, if it does: it needs no event.
   * @throws {ChatError} At once, if there is no such receiver; as a rejection, if the store does not take it.
   */
  send({ account: from }: Login, receiver: string, text: string, origin?: Subscription): Promise<void> {
    const to = this.#receiver(from, receiver, text);
    const message = this.#newMessage(from, to, text);
    const { store, live } = this.#options;
    // Nothing for those who are not live: a message costs its sender no more than before.
    const onStored = live.hasSubscribers(from.id, to.id)
      ? (seq: number) => this.#tell(message, { from, to, text, origin }, seq)
      : undefined;
    const done = store.addMessage(message, onStored);
    this.#count(to, 1);
    if (this.#sending?.done !== done) this.#sending = this.#watch(done);
    this.#sending.receivers.push(to.id);
    return done;
  }

  /**
   * Sends a message once, however often it is called with `key`.
   *
   * @returns Where the message is kept since the first time.
   * @throws {ChatError} If it was not kept before and cannot be.
   */
  async post(
    { account: from }: Login,
    key: string,
    receiver: string,
    text: string,
    origin?: Subscription,
  ): Promise<StoredRef> {
    const { store } = this.#options;
    let to: StoredAccount;
    try {
      to = this.#receiver(from, receiver, text);
    } catch (error) {
      const kept = await store.findByKey(from.id, key);
      if (kept !== undefined) return kept;
      throw error;
    }
    const message = this.#newMessage(from, to, text);
    this.#count(to, 1);
    try {
      const kept = await store.addIdempotent(
        message,
        key,
        (seq) => this.#tell(message, { from, to, text, origin }, seq),
      );
      if (!kept.isNew) this.#count(to, -1);
      return kept;
    } catch (error) {
      this.#count(to, -1);
      throw error;
    }
  }

  /**
   * Resolves when all messages are stored that were sent until now, and it is known what the user has read of the inboxes
   * whose connections have ended; never rejects.
   */
  async idle({ account }: Login): Promise<void> {
    await this.#sending?.done.catch(() => {});
    await this.#proofs.get(account.id);
  }

  /** The place of the newest message of all. */
  async newestPlace(): Promise<number> {
    return await this.#options.store.lastSeq();
  }

  /** Where the user's unread messages behind the place `after` are. They stay unread until {@linkcode Messages.markRead}. */
  async inbox({ account }: Login, after: number): Promise<Inbox> {
    await this.#proofs.get(account.id);
    return await this.#options.store.inbox(account.id, after);
  }

  /** The messages in these places. */
  read(places: readonly number[]): Promise<FullMessage[]> {
    return this.#options.store.messages(places);
  }

  /**
   * Marks messages as read if it turns out that they have arrived. Until that is known, an inbox of the user waits, so that
   * a client with a connection for each command does not get the same messages twice.
   */
  async markReadIf(arrived: Promise<boolean>, login: Login, cursor: number): Promise<void> {
    const { id } = login.account;
    const marked = arrived.then((yes) => yes ? this.markRead(login, cursor) : undefined);
    const known = Promise.allSettled([this.#proofs.get(id), marked]);
    this.#proofs.set(id, known);
    await known;
    if (this.#proofs.get(id) === known) this.#proofs.delete(id);
    await marked;
  }

  /** Notes that the user has got the unread messages up to the place `cursor`. */
  async markRead({ account }: Login, cursor: number): Promise<void> {
    const at = this.#options.now();
    this.#noteRead(account, await this.#options.store.markRead(account.id, cursor, at), at);
  }

  /** Notes that the user has got the unread messages up to the one with an id. */
  async acknowledge({ account }: Login, id: string): Promise<void> {
    const at = this.#options.now();
    this.#noteRead(
      account,
      await this.#options.store.acknowledge(account.id, id, at, { unread: this.#unread.get(account.id) ?? 0 }),
      at,
    );
  }

  /** The place of the oldest unread message of the user; infinite if there is none. */
  async firstUnread({ account }: Login): Promise<number> {
    const { messages, cursor } = await this.#options.store.unread(account.id, { maxLength: 1, maxCount: 1 });
    return messages.length > 0 ? cursor : Infinity;
  }

  /**
   * Where a page is of what the user and another wrote to each other; `gone` if the account of the other was removed.
   *
   * @throws {ChatError} If there is no such other.
   */
  async history({ account }: Login, other: string, options: PageOptions): Promise<Page & { readonly gone?: boolean }> {
    const { find, store } = this.#options;
    const partner = find(other);
    if (partner !== undefined) return await store.conversation(account.id, partner.id, options);
    // Who has nothing of somebody who is gone is told no more than of somebody who never was.
    for (const id of await store.removedAccounts(other)) {
      const newest = await store.conversation(account.id, id, { limit: 1 });
      if (newest.seqs.length > 0) return { ...await store.conversation(account.id, id, options), gone: true };
    }
    throw new ChatError(TEXTS.noUser);
  }

  #noteRead(reader: StoredAccount, progress: readonly ReceiptUpdate[], at: number): void {
    for (const { count } of progress) this.#count(reader, -count);
    this.#options.live.publishReceipts("read", reader, progress, at);
  }

  #find(name: string): StoredAccount {
    const account = this.#options.find(name);
    if (account === undefined) throw new ChatError(TEXTS.noUser);
    return account;
  }

  /** Who is to get a text, if that may be. */
  #receiver(from: StoredAccount, name: string, text: string): StoredAccount {
    const account = this.#find(name);
    const { maxUnread, quota } = this.#options;
    const isFull = maxUnread > 0 && (this.#unread.get(account.id) ?? 0) >= maxUnread;
    if (isFull) throw new ChatError(`The inbox of ${account.name} is full`);
    quota.take(from.id, text);
    return account;
  }

  #newMessage(from: StoredAccount, to: StoredAccount, text: string): NewMessage {
    const at = this.#options.now();
    return { id: this.#ids.next(at), sender: from.id, receiver: to.id, text, at };
  }

  #count({ id }: StoredAccount, change: number): void {
    this.#unread.set(id, (this.#unread.get(id) ?? 0) + change);
  }

  /** Takes back the count of the messages of a commit that fails. */
  #watch(done: Promise<void>): { done: Promise<void>; receivers: number[] } {
    const receivers: number[] = [];
    done.catch(() => {
      for (const id of receivers) this.#unread.set(id, this.#unread.get(id)! - 1);
    });
    return { done, receivers };
  }

  #tell({ id, at }: NewMessage, { from, to, text, origin }: Draft, seq: number): void {
    const names = { from: from.name, fromName: from.fullName, to: to.name, toName: to.fullName };
    const message: FullMessage = { ...names, text, id, at };
    this.#options.live.publish({ message, seq, sender: from.id, receiver: to.id, origin });
  }
}
