/**
 * The messages: who may get one, who has read which, and who is to be told of it. It knows no socket and no wire.
 *
 * @module
 */

import { ChatError, type FullMessage } from "../../../chat.ts";
import type { NewFile } from "../../../store/files.ts";
import type { Change, Inbox, NewMessage, Store, StoredAccount, StoredRef } from "../../../store/store.ts";
import { requireUser } from "../accounts/accounts.ts";
import type { Groups } from "../groups/groups.ts";
import type { ConnectedPeer, Peers } from "../class/peers.ts";
import type { Subscription } from "../live/subscription.ts";
import type { Hub } from "../live/hub.ts";
import type { Login } from "../logins/login.ts";
import { InboxLeases } from "./inbox_leases.ts";
import { MessageIds } from "./message_ids.ts";
import { UnreadCounts } from "./unread_counts.ts";
import type { Quota } from "./quota.ts";
import type { Rules } from "../class/rules.ts";

/** What {@linkcode Messages} needs. */
export interface MessagesOptions {
  /** Where messages are kept. */
  readonly store: Store;
  /** What delivers messages and receipts to live connections. */
  readonly hub: Hub;
  /** Unread messages that an account may have; 0 for no bound. */
  readonly maxUnread: number;
  /** What accounts may have stored. */
  readonly quota: Quota;
  /** Whom an account may reach. */
  readonly rules: Rules;
  /** What is written down as the time, in milliseconds since 1970. */
  readonly now: () => number;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** The groups. */
  readonly groups: Groups;
  /** Who is connected: a connection's messages are counted. */
  readonly peers: Peers;
}

/** Where a message comes from. */
export interface Origin {
  /** The connection. */
  readonly carrier: ConnectedPeer;
  /** Its events, if it is or was live: it needs none for what it sends itself. */
  readonly events: { readonly subscription: Subscription | undefined } | undefined;
}

/** Options of {@linkcode Messages.post}. */
export interface PostOptions {
  /** Where it comes from. @default from no connection */
  readonly origin?: Origin;
  /** What comes with it. */
  readonly file?: NewFile;
  /** Whether it costs its sender nothing, who does not say how often others come and are told it. @default {false} */
  readonly isFree?: boolean;
}

/** Messages that wait for one commit. */
interface Sending {
  readonly done: Promise<void>;
  /** How many there are for each receiver. */
  readonly receivers: UnreadCounts;
  /** The ids of those that a live connection sends. */
  readonly origins: string[];
}

/** The messages of a chat. */
export class Messages {
  readonly #options: MessagesOptions;
  #ids = new MessageIds();
  /** By account: how many messages are unread. */
  #unread = new UnreadCounts();
  /** What is on its way to the disk, by commit, the newest last. */
  readonly #sending: Sending[] = [];
  /** The same of messages with a key, by receiver. */
  readonly #posting = new UnreadCounts();
  /** By account: what will tell whether an inbox has arrived. */
  readonly #proofs = new Map<number, Promise<unknown>>();

  readonly #leases: InboxLeases;

  /** To be opened before anything is asked of it. */
  constructor(options: MessagesOptions) {
    this.#options = options;
    this.#leases = new InboxLeases(options.store);
  }

  /** Reads where it was left. */
  async open(): Promise<void> {
    const { store } = this.#options;
    this.#unread = new UnreadCounts(await store.unreadCounts());
    this.#ids = new MessageIds(await store.lastId());
  }

  /**
   * Sends a message; resolves when it is on disk.
   *
   * @throws {ChatError} At once, if there is no such receiver; as a rejection, if the store does not take it.
   */
  send({ account: from }: Login, receiver: string, text: string, origin: Origin): Promise<void> {
    const message = this.#newMessage(from, this.#receiver(from, receiver, text), text);
    return this.#send(from, [message], this.#options.store.addMessage(message), origin);
  }

  /**
   * Sends a text to each of several receivers, once; resolves when all the messages are on disk, and rejects if none is.
   *
   * @throws {ChatError} At once, if one of them cannot get it.
   */
  sendToEach(
    { account: from }: Login,
    receivers: readonly string[],
    text: string,
    origin: Origin,
  ): Promise<void> {
    const to = new Set(receivers.map((name) => this.#receiver(from, name, text)));
    const messages = [...to].map((receiver) => this.#newMessage(from, receiver, text));
    return this.#send(from, messages, this.#options.store.addMessages(messages), origin);
  }

  #send(
    from: StoredAccount,
    messages: readonly NewMessage[],
    done: Promise<void>,
    { carrier, events }: Origin,
  ): Promise<void> {
    const { hub, peers } = this.#options;
    const live = events?.subscription;
    peers.wrote(carrier, from, messages.length);
    let sending = this.#sending.at(-1);
    if (sending?.done !== done) sending = this.#watch(done);
    for (const { id, receiver } of messages) {
      sending.receivers.add(receiver, 1);
      if (live === undefined) continue;
      sending.origins.push(id);
      hub.sentBy(id, live);
    }
    return done;
  }

  /**
   * Sends a message once, however often it is called with `key`.
   *
   * @returns Where the message is kept since the first time.
   * @throws {ChatError} If it was not kept before and cannot be.
   */
  async post(
    { account: from }: Pick<Login, "account">,
    key: string,
    receiver: string,
    text: string,
    { origin, file, isFree = false }: PostOptions = {},
  ): Promise<StoredRef> {
    const { store, hub, peers } = this.#options;
    let to: number;
    try {
      to = isFree ? this.#reachable(from, receiver) : this.#receiver(from, receiver, text);
    } catch (error) {
      const kept = await store.findByKey(from.id, key);
      if (kept !== undefined) return kept;
      throw error;
    }
    const message = { ...this.#newMessage(from, to, text), ...(file && { file }) };
    this.#posting.add(to, 1);
    if (origin !== undefined) peers.wrote(origin.carrier, from, 1);
    const live = origin?.events?.subscription;
    if (live !== undefined) hub.sentBy(message.id, live);
    try {
      return await store.addIdempotent(message, key);
    } finally {
      this.#posting.add(to, -1);
      hub.forget(message.id);
    }
  }

  /** Makes sure that a user may be sent something. @throws {ChatError} If the user may not send something to a receiver now. */
  check({ account: from }: Login, receiver: string): void {
    this.#reachable(from, receiver);
  }

  /**
   * Resolves when all messages are stored that were sent until now, and it is known what the user has read of the inboxes
   * whose connections have ended; never rejects.
   */
  async idle({ account }: Login): Promise<void> {
    await this.#sending.at(-1)?.done.catch(() => {});
    await this.#proofs.get(account.id);
  }

  /** How many messages were ever stored. */
  async count(): Promise<number> {
    const { store } = this.#options;
    return await (store.shared?.countMessages?.() ?? store.lastSeq());
  }

  /** The place of the newest message of all. */
  async newestPlace(): Promise<number> {
    return await this.#options.store.lastSeq();
  }

  /**
   * Where the user's unread messages after a place are. They stay unread until {@linkcode Messages.markRead}.
   *
   * @param fit Leaves out what does not fit into the reply.
   */
  async inbox(
    { account: { id } }: Login,
    after: number,
    fit: (inbox: Inbox) => Promise<Inbox> = (inbox) => Promise.resolve(inbox),
  ): Promise<Inbox> {
    await this.#proofs.get(id);
    return await this.#leases.hold(id, after, async () => await fit(await this.#options.store.inbox(id, after)));
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
    this.#leases.settle(id, cursor, marked);
    await marked;
  }

  /** Notes that the user has got the unread messages up to the place `cursor`. */
  async markRead({ account }: Login, cursor: number): Promise<void> {
    const { store, now } = this.#options;
    const marked = store.markRead(account.id, cursor, now());
    this.#leases.settle(account.id, cursor, marked);
    await marked;
  }

  /**
   * Notes that the user has got the unread messages up to the one with an id.
   *
   * @param partner Only those of the conversation with that account, or below 0 with that group.
   */
  async acknowledge({ account }: Login, id: string, partner?: number): Promise<void> {
    const unread = this.#unread.of(account.id) + this.#options.groups.unreadOf(account.id);
    await this.#options.store.acknowledge(account.id, id, this.#options.now(), { unread, partner });
  }

  /** The place of the oldest unread message of the user; infinite if there is none. */
  async firstUnread({ account }: Login): Promise<number> {
    const { messages, cursor } = await this.#options.store.unread(account.id, { maxLength: 1, maxCount: 1 });
    return messages.length > 0 ? cursor : Infinity;
  }

  /** Counts what was stored and read. */
  changed(change: Change): void {
    this.#unread.changed(change);
    if (change.kind === "messages") this.#ids.see(change.messages.newest.id);
  }

  /** How many messages to an account are unread, or on their way to the disk. */
  #unreadOf(account: number): number {
    const stored = this.#unread.of(account) + this.#posting.of(account);
    return this.#sending.reduce((sum, { receivers }) => sum + receivers.of(account), stored);
  }

  /** Who is to get a text, if that may be: an account, or a group. */
  #receiver(from: StoredAccount, name: string, text: string): number {
    const receiver = this.#reachable(from, name);
    this.#options.quota.take(from.id, text);
    return receiver;
  }

  #reachable(from: StoredAccount, name: string): number {
    const { find, maxUnread, rules, groups } = this.#options;
    if (name.startsWith("#")) {
      const group = groups.requireMember(from, name);
      rules.check(from, group);
      return group.receiver; // It fills no inbox: to its members it is a place up to which they have read.
    }
    const account = requireUser(find, name);
    rules.check(from, account);
    const isFull = maxUnread > 0 && this.#unreadOf(account.id) >= maxUnread;
    if (isFull) throw new ChatError(`The inbox of ${account.name} is full`, { code: "inbox_full" });
    return account.id;
  }

  #newMessage(from: StoredAccount, receiver: number, text: string): NewMessage {
    const at = this.#options.now();
    return { id: this.#ids.next(at), sender: from.id, receiver, text, at };
  }

  /** Notes what is on its way until it is stored, and counted as unread, or is not. */
  #watch(done: Promise<void>): Sending {
    const sending: Sending = { done, receivers: new UnreadCounts(), origins: [] };
    this.#sending.push(sending);
    const end = () => {
      this.#sending.splice(this.#sending.indexOf(sending), 1);
      for (const id of sending.origins) this.#options.hub.forget(id);
    };
    done.then(end, end);
    return sending;
  }
}
