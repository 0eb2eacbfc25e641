/**
 * A store in one SQLite file. What would hold up the network is done in a thread of its own, and whatever arrives while a
 * flush runs there shares the next. It knows nothing of sockets, passwords or the protocol.
 *
 * @module
 */

import type { FullMessage } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import { SqliteAccounts } from "./account_store.ts";
import { addTo, type Batch, GroupCommit } from "./group_commit.ts";
import type { Write } from "./commit.ts";
import type { CheckOptions } from "./check.ts";
import { announceConversion } from "./conversion.ts";
import { SqliteControl } from "./control.ts";
import { KeyAge } from "./key_age.ts";
import { Database } from "./database.ts";
import { QuickDisk } from "./quick_disk.ts";
import { Feed } from "./feed.ts";
import { claimFile } from "./files.ts";
import { Lookout } from "./lookout.ts";
import { toPage } from "./outlines.ts";
import { UnreadReader } from "./unread_reader.ts";
import { startThread, type Thread } from "./thread.ts";
import type { DatabaseCall } from "./worker.ts";
import { DiskErrors } from "./disk_errors.ts";
import { StoreError } from "./errors.ts";
import { createFileStore } from "./file_rows.ts";
import type {
  Change,
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
  return new SqliteStore(thread, near, { open: opening.move(), errors, marks: new KeyAge(elapsed), disk, lookout });
}

interface Parts {
  readonly open: AsyncDisposable;
  readonly errors: DiskErrors;
  readonly marks: KeyAge;
  readonly disk: QuickDisk;
  readonly lookout: Lookout | undefined;
}

class SqliteStore extends SqliteAccounts implements Store {
  readonly control = new SqliteControl({
    read: (query, ...values) => this.#read("control", query, ...values),
    write: (what, ...writes) => this.#write(what, ...writes),
  });
  readonly #thread: Thread;
  /** What ends when the store is closed. */
  readonly #open: AsyncDisposable;
  readonly #errors: DiskErrors;
  readonly #marks: KeyAge;
  readonly #commits: GroupCommit;
  readonly #feed = new Feed();
  readonly #lookout: Disposable | undefined;
  readonly files = createFileStore((question) => this.#readPart("files", question));
  readonly #unread = new UnreadReader((...call) => this.#readPart(...call));
  #lastPart: Promise<unknown> = Promise.resolve();

  constructor(thread: Thread, near: Database | undefined, { open, errors, marks, disk, lookout }: Parts) {
    super(thread);
    this.#thread = thread;
    this.#open = open;
    this.#errors = errors;
    this.#marks = marks;
    this.#lookout = lookout;
    const onStored = (batch: Batch) => this.#feed.tellCommit(batch);
    this.#commits = new GroupCommit({ thread, near, disk, onStored, onEnd: (error) => errors.note(error) });
  }

  follow(listener: Listener): void {
    this.#feed.follow(listener);
  }

  addMessage(message: NewMessage): Promise<void> {
    const { batch } = this.#commits;
    addTo(batch, message);
    this.#commits.grown(batch);
    return batch.done.promise;
  }

  async addIdempotent(message: NewMessage, key: string): Promise<StoredRef & { isNew: boolean }> {
    const { batch } = this.#commits;
    const index = addTo(batch, message);
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
    return await this.#read("posted", sender, key);
  }

  unread(account: number, options: UnreadOptions): Promise<Unread> {
    return this.#unread.unread(account, options);
  }

  inbox(account: number, after = 0): Promise<Inbox> {
    return this.#unread.inbox(account, after);
  }

  async conversation(account: number, other: number, { before, limit }: PageOptions): Promise<Page> {
    return toPage(await this.#readPart("page", [account, other], { before, limit: limit + 1 }), limit);
  }

  messages(places: readonly number[]): Promise<FullMessage[]> {
    return this.#readPart("messages", places);
  }

  lastSeq(): Promise<number> {
    return this.#read("newestPlace");
  }

  unreadCounts(): Promise<Map<number, number>> {
    return this.#read("unreadCounts");
  }

  lastId(): Promise<string | undefined> {
    return this.#read("newestId");
  }

  markRead(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]> {
    return this.#advance(["markRead", at, account, cursor]);
  }

  acknowledge(account: number, id: string, at: number, { unread = Infinity } = {}): Promise<ReceiptUpdate[]> {
    return this.#advance(["acknowledge", at, account, id, unread > FEW]);
  }

  markDelivered(account: number, cursor: number, at: number): Promise<ReceiptUpdate[]> {
    return this.#advance(["markDelivered", at, account, cursor]);
  }

  async #advance(write: Write): Promise<ReceiptUpdate[]> {
    const place = this.#commits.batch.writes.length;
    const { committed } = await this.#write("the receipt", write);
    return committed.progress[place]!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.settle();
    // Before the thread's, for only a connection that may write, and is the last one, leaves a single file behind.
    this.#lookout?.[Symbol.dispose]();
    await this.#thread.call("close");
    await this.#open[Symbol.asyncDispose]();
  }

  protected override tell(change: Change): void {
    this.#feed.tell(change);
  }

  protected override read<T>(...call: DatabaseCall): Promise<T> {
    return this.#read(...call);
  }

  protected override async write(what: string, ...writes: Write[]): Promise<void> {
    await this.#write(what, ...writes);
  }

  /** Reads a part of what may be long: one after the other, whichever peer it is for, so that commits get in between. */
  #readPart<T>(...call: DatabaseCall): Promise<T> {
    const part = this.#lastPart.then(() => this.#read<T>(...call));
    this.#lastPart = part.catch(() => {}); // Heard by the caller.
    return part;
  }

  async #read<T>(...call: DatabaseCall): Promise<T> {
    try {
      return await this.#thread.call(...call);
    } catch (error) {
      this.#errors.tell(error);
      throw error;
    }
  }

  /** @param what What a failure is told of: a commit is about messages, and may be about other things too. */
  async #write(what: string, ...writes: Write[]): Promise<Batch> {
    const { batch } = this.#commits;
    batch.writes.push(...writes);
    try {
      await batch.done.promise;
      return batch;
    } catch (error) {
      throw error instanceof StoreError ? error.of(`Cannot store ${what}`) : error;
    }
  }
}
