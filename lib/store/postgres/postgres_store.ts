/**
 * A store in a PostgreSQL with synchronous standbys, which many servers share. It knows nothing of sockets, passwords or the
 * protocol.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";
import { Bounded, toInbox, toPage } from "../bounds.ts";
import type { FileStore } from "../files.ts";
import type { GroupStore } from "../groups.ts";
import type { PresenceStore } from "../presence.ts";
import type { PruneChange, PruneStore } from "../prune.ts";
import {
  type Change,
  type Inbox,
  type Listener,
  MAX_INBOX_LENGTH,
  MAX_UNREAD,
  type NewMessage,
  type Page,
  type PageOptions,
  type ReceiptUpdate,
  type SharedStore,
  type Store,
  type StoredRef,
  type Unread,
  type UnreadOptions,
  type Wants,
} from "../store.ts";
import { Access } from "./access.ts";
import { PostgresAccounts } from "./account_store.ts";
import { arrayOf } from "./connection.ts";
import { PostgresControl } from "./control_store.ts";
import type { Move } from "./cursor_writes.ts";
import { createDepot } from "./depot.ts";
import { createFileStore } from "./file_store.ts";
import { createGroupStore } from "./group_store.ts";
import { findPage, findUnread, UNREAD_COUNTS } from "./message_reads.ts";
import { openDatabase, type OpenOptions } from "./open.ts";
import { MESSAGES, readMessage } from "./rows.ts";
import { createPruning } from "./prune.ts";
import type { PostgresPlace } from "./url.ts";

/** Options of {@linkcode openPostgres}. */
export interface PostgresOptions extends OpenOptions {
  /**
   * Called with a sentence if this server cannot know what the others did: it was away for too long, or the database has lost
   * what it knows. @default {() => {}}
   */
  readonly onLost?: (sentence: string) => void;
}

/**
 * Opens the store in a database, makes its tables if there are none, and brings them up to date.
 *
 * @throws {ChatError} If it cannot be reached, is not kept on two disks, or was written by a newer version.
 */
export async function openPostgres(place: PostgresPlace, options: PostgresOptions = {}): Promise<Store> {
  const { onTrouble = () => {}, onLost = () => {}, isUnsafe = false } = options;
  const opened = await openDatabase(place, options);
  const access = new Access({ ...opened, isUnsafe, onTrouble, onLost });
  await access.start();
  return new PostgresStore(access);
}

class PostgresStore extends PostgresAccounts implements Store {
  readonly control: PostgresControl;
  readonly files: FileStore;
  readonly groups: GroupStore;
  readonly presence: PresenceStore;
  readonly pruning: PruneStore;
  readonly shared: SharedStore;
  readonly #access: Access;

  constructor(access: Access) {
    super(access);
    this.#access = access;
    const read = access.read.bind(access);
    this.files = createFileStore(read);
    this.groups = createGroupStore(access);
    this.pruning = createPruning({
      read,
      write: async (statement) => (await access.write("the change", statement))[0] as PruneChange | undefined,
    });
    const { servers } = access;
    this.presence = servers;
    this.shared = {
      status: () => access.status(),
      countMessages: async () => Number((await read("SELECT sum(last_seq) AS count FROM conversations"))[0]!["count"]),
      contents: createDepot((sql, values) => access.keep(sql, values)),
      findLogin: (tokenHash) => this.findLogin(tokenHash),
      takeInbox: (account, span) => servers.takeInbox(account, span),
      releaseInbox: (account) => servers.releaseInbox(account),
      giveUp: () => access.giveUp(),
    };
    this.control = new PostgresControl({
      server: access.server,
      read,
      write: async (what, ...statements) => (await access.write(what, ...statements))[0] !== undefined,
    });
  }

  async follow(listener: Listener, load?: () => Promise<void>, wants: Wants = () => true): Promise<void> {
    const { news, servers } = this.#access;
    // Who is at the others may have been heard before anybody followed.
    const there = Array.from(servers.active, (account): Change => ({ kind: "presence", account, isActive: true }));
    if (load === undefined) {
      there.forEach(listener);
      return news.follow(listener, wants);
    }
    let late: [Change, number | undefined][] | undefined = there.map((change) => [change, undefined]);
    let seen = 0;
    const tell = (change: Change, batch = Infinity) => batch > seen && listener(change);
    news.follow((change, batch) => late === undefined ? tell(change, batch) : late.push([change, batch]), wants);
    seen = await this.#access.atOneMoment(load);
    for (const [change, batch] of late) tell(change, batch);
    late = undefined;
  }

  addMessage(message: NewMessage): Promise<void> {
    return this.addMessages([message]);
  }

  addMessages(messages: readonly NewMessage[]): Promise<void> {
    try {
      const { batch } = this.#access.commits;
      for (const message of messages) batch.add(message);
      return batch.done.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async addIdempotent(message: NewMessage, key: string): Promise<StoredRef & { isNew: boolean }> {
    const { batch } = this.#access.commits;
    const place = batch.add(message, key);
    await batch.done.promise;
    return batch.placeOf(place, message);
  }

  async findByKey(sender: number, key: string): Promise<StoredRef | undefined> {
    await this.#access.commits.batch.done.promise.catch(() => {}); // It may be on its way.
    const sql = "SELECT number AS seq, messages.id, messages.at FROM posts JOIN messages ON number = message " +
      "WHERE posts.sender = $1::int AND key = $2::text";
    const [row] = await this.#access.read(sql, [sender, key]);
    return row && { seq: Number(row["seq"]), id: String(row["id"]), at: Number(row["at"]) };
  }

  async unread(account: number, options: UnreadOptions): Promise<Unread> {
    const { maxCount = MAX_UNREAD, maxLength, after = 0, since = Number.MAX_SAFE_INTEGER } = options;
    const items = await findUnread(this.#access.read.bind(this.#access), account, {
      after,
      since,
      limit: maxCount + 1,
    });
    const bounds = new Bounded(maxCount, maxLength);
    const part = items.filter(({ length }) => bounds.takes(length));
    if (part.length === 0) return { messages: [], cursor: after };
    const messages = await this.messages(part.map(({ number }) => number));
    return { messages, cursor: part.at(-1)!.number, ...part.length === items.length && { isWhole: true } };
  }

  async inbox(account: number, after = 0): Promise<Inbox> {
    const read = this.#access.read.bind(this.#access);
    const items = await findUnread(read, account, { after, since: Number.MAX_SAFE_INTEGER, limit: MAX_UNREAD });
    const bounds = new Bounded(MAX_UNREAD, MAX_INBOX_LENGTH);
    return await toInbox(
      items.filter(({ length }) => bounds.takes(length)),
      after,
      (accounts) => this.#namesOf(accounts),
    );
  }

  async #namesOf(accounts: readonly number[]): Promise<string[]> {
    const rows = await this.#access.read("SELECT id, name FROM accounts WHERE id = ANY ($1::int[])", [
      arrayOf(accounts),
    ]);
    const names = new Map(rows.map(({ id, name }) => [Number(id), String(name)]));
    return accounts.map((account) => names.get(account) ?? "");
  }

  async conversation(account: number, other: number, { before, limit }: PageOptions): Promise<Page> {
    const read = this.#access.read.bind(this.#access);
    return toPage(await findPage(read, [account, other], { before, limit: limit + 1 }), limit);
  }

  async messages(places: readonly number[]): Promise<FullMessage[]> {
    return (await this.#access.read(MESSAGES, [arrayOf(places)])).map(readMessage);
  }

  async lastSeq(): Promise<number> {
    return Number((await this.#access.read("SELECT number FROM state"))[0]!["number"]);
  }

  async lastId(): Promise<string | undefined> {
    const [row] = await this.#access.read("SELECT id FROM messages ORDER BY number DESC LIMIT 1");
    return row && String(row["id"]);
  }

  async unreadCounts(): Promise<Map<number, number>> {
    const rows = await this.#access.read(UNREAD_COUNTS);
    return new Map(rows.map(({ account, count }) => [Number(account), Number(count)]));
  }

  markRead(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]> {
    return this.#advance({ kind: "read", account, upTo: cursor, at });
  }

  acknowledge(
    account: number,
    id: string,
    at: number,
    { partner }: { partner?: number | undefined } = {},
  ): Promise<ReceiptUpdate[]> {
    return this.#advance({ kind: "acknowledged", account, upTo: id, at, partner });
  }

  markDelivered(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]> {
    return this.#advance({ kind: "delivered", account, upTo: cursor, at });
  }

  async #advance(move: Move): Promise<ReceiptUpdate[]> {
    const moved = await this.#access.move(move) as { updates: ReceiptUpdate[] } | undefined;
    return moved?.updates ?? [];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#access[Symbol.asyncDispose]();
  }
}
