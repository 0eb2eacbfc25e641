/**
 * A store in one SQLite file. What would hold up the network is done in a thread of its own, and whatever arrives while a
 * flush runs there shares the next. It knows nothing of sockets, passwords or the protocol.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import { SqliteAccounts } from "./account_store.ts";
import { Access } from "./access.ts";
import type { GroupCommit } from "./group_commit.ts";
import { addMessage } from "./columns.ts";
import type { Write } from "./commit.ts";
import type { CheckOptions } from "./check.ts";
import { announceConversion } from "./conversion.ts";
import { SqliteControl } from "./control_store.ts";
import { KeyAge } from "./key_age.ts";
import { Database } from "./database.ts";
import { QuickDisk } from "./quick_disk.ts";
import { claimFile } from "./database_files.ts";
import { Lookout } from "./lookout.ts";
import { toPage } from "../bounds.ts";
import { UnreadReader } from "./unread_reader.ts";
import { startThread } from "./thread.ts";
import { DiskErrors } from "./disk_errors.ts";
import { createFileStore } from "./file_store.ts";
import { createGroupStore } from "./group_store.ts";
import { createPresence } from "./presence.ts";
import type { FileStore } from "../files.ts";
import type { GroupStore } from "../groups.ts";
import type { PresenceStore } from "../presence.ts";
import type { PruneStep } from "./prune.ts";
import type { Prunable, Pruned, PruneStore } from "../prune.ts";
import type {
  Inbox,
  Listener,
  NewMessage,
  Page,
  PageOptions,
  ReceiptUpdate,
  Store,
  StoredRef,
  Unread,
  UnreadOptions,
} from "../store.ts";

/** Unread messages that the network's thread may mark at once. */
const FEW = 500;

/** Options of {@linkcode openSqlite}. */
export interface SqliteOptions extends CheckOptions {
  /** Called once with a sentence on a fault of the disk, and when what could not be written can be again. */
  readonly onTrouble?: (sentence: string) => void;
  /** Milliseconds of a clock that never jumps. @default {CLOCKS.elapsed} */
  readonly elapsed?: () => number;
}

/**
 * Opens the store in `file`, makes it if there is none, and brings its tables up to date. One process works on a file at a
 * time: the caller sees to that.
 *
 * @param file A path, or `:memory:`.
 * @throws {ChatError} If the file is no database, is damaged, was written by a newer version, or is open here already.
 */
export async function openSqlite(
  file: string,
  { onTrouble = () => {}, elapsed = CLOCKS.elapsed, ...options }: SqliteOptions = {},
): Promise<Store> {
  await using opening = new AsyncDisposableStack();
  opening.use(claimFile(file));
  announceConversion(file, onTrouble);
  const thread = startThread();
  opening.defer(() => thread.stop());
  await thread.call("open", file, options);
  // A second connection, for what cannot wait for the thread.
  const near = file === ":memory:" ? undefined : new Database(file);
  const [disk, errors] = [new QuickDisk(), new DiskErrors(onTrouble)];
  const lookout = near && new Lookout({ file, near, thread, disk, errors });
  const access = new Access({ thread, near, open: opening.move(), errors, disk, lookout });
  return new SqliteStore(access, new KeyAge(elapsed));
}

class SqliteStore extends SqliteAccounts implements Store, PruneStore {
  readonly pruning: PruneStore = this;
  readonly control: SqliteControl;
  readonly files: FileStore;
  readonly groups: GroupStore;
  readonly presence: PresenceStore;
  readonly #access: Access;
  readonly #marks: KeyAge;
  readonly #commits: GroupCommit;
  readonly #unread: UnreadReader;

  constructor(access: Access, marks: KeyAge) {
    super(access);
    this.#access = access;
    this.#marks = marks;
    this.#commits = access.commits;
    this.#unread = new UnreadReader((...call) => access.readPart(...call));
    access.feed.follow((change) => this.#unread.changed(change));
    this.control = new SqliteControl({
      read: (query, ...values) => access.readPart("control", query, ...values),
      firstFrom: (id) => access.read("firstFrom", id),
      lastSeq: () => this.lastSeq(),
      write: (what, ...writes) => access.change(what, ...writes),
    });
    this.files = createFileStore((question) => access.readPart("files", question));
    this.groups = createGroupStore({
      read: () => access.read("groups"),
      locate: (id) => access.read("locate", id),
      add: (group) => access.call("addGroup", group, CLOCKS.wall()),
      change: (...writes) => access.change("the group", ...writes),
      tell: (change) => access.feed.tell(change),
    });
    this.presence = createPresence((change) => access.feed.tell(change));
  }

  async follow(listener: Listener, load?: () => Promise<void>): Promise<void> {
    if (load !== undefined) await load(); // Nobody else writes meanwhile.
    this.#access.feed.follow(listener);
  }

  addMessage(message: NewMessage): Promise<void> {
    const { batch } = this.#commits;
    addMessage(batch.messages, message);
    this.#commits.grown(batch);
    return batch.done.promise;
  }

  addMessages(messages: readonly NewMessage[]): Promise<void> {
    const { batch } = this.#commits;
    for (const message of messages) addMessage(batch.messages, message);
    this.#commits.grown(batch);
    return batch.done.promise;
  }

  async addIdempotent(message: NewMessage, key: string): Promise<StoredRef & { isNew: boolean }> {
    const { batch } = this.#commits;
    const index = addMessage(batch.messages, message);
    const place = batch.keys.push([index, key]) - 1;
    if (message.file !== undefined) {
      const { id, sender, file: { name, size, sha256 } } = message;
      batch.writes.push(["addFile", name, size, sha256, sender, key, id]);
    }
    if (this.#marks.isDue()) batch.writes.push(["markPosts"]);
    await batch.done.promise;
    const earlier = batch.committed.earlier[place];
    const seq = batch.committed.seqs[index]!;
    return { seq, id: message.id, at: message.at, ...earlier, isNew: earlier === undefined };
  }

  async findByKey(sender: number, key: string): Promise<StoredRef | undefined> {
    await this.#commits.batch.done.promise.catch(() => {}); // It may be on its way.
    return await this.#access.read("posted", sender, key);
  }

  unread(account: number, options: UnreadOptions): Promise<Unread> {
    return this.#unread.unread(account, options);
  }

  inbox(account: number, after = 0): Promise<Inbox> {
    return this.#unread.inbox(account, after);
  }

  async conversation(account: number, other: number, { before, limit }: PageOptions): Promise<Page> {
    return toPage(await this.#access.readPart("page", [account, other], { before, limit: limit + 1 }), limit);
  }

  messages(places: readonly number[]): Promise<FullMessage[]> {
    return this.#access.readPart("messages", places);
  }

  prunable(before: number): Promise<Prunable> {
    return this.#access.readPart("prunable", before);
  }

  async prune(before: number, most: number): Promise<Pruned> {
    const { change, ...pruned } = await this.#access.call<PruneStep>("prune", before, most);
    if (change !== undefined) this.#access.feed.tell(change);
    else await this.#access.call("shrinkLog"); // What was removed is in the log as well.
    return pruned;
  }

  lastSeq(): Promise<number> {
    return this.#access.read("newestPlace");
  }

  unreadCounts(): Promise<Map<number, number>> {
    return this.#access.read("unreadCounts");
  }

  lastId(): Promise<string | undefined> {
    return this.#access.read("newestId");
  }

  markRead(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]> {
    return this.#advance(["markRead", at, account, cursor]);
  }

  acknowledge(
    account: number,
    id: string,
    at: number,
    { unread = Infinity, partner }: { unread?: number; partner?: number | undefined } = {},
  ): Promise<ReceiptUpdate[]> {
    return this.#advance(["acknowledge", at, account, id, unread > FEW, partner]);
  }

  markDelivered(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]> {
    return this.#advance(["markDelivered", at, account, cursor]);
  }

  async #advance(write: Write): Promise<ReceiptUpdate[]> {
    const place = this.#commits.batch.writes.length;
    const { committed } = await this.#access.write("the receipt", write);
    return committed.progress[place]!;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#access[Symbol.asyncDispose]();
  }
}
