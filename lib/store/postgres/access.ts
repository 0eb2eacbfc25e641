/**
 * The way to a database that is open: reads; writes, which share batches; and the news of all servers. It knows no table of
 * the chat.
 *
 * @module
 */

import { pause } from "../../async.ts";
import { CLOCKS } from "../../clock.ts";
import { StoreError } from "../errors.ts";
import type { SharedStatus } from "../store.ts";
import { Appender, isKnownKey } from "./append.ts";
import { Batches, NAMES } from "./batches.ts";
import { type Batch, Commits } from "./commits.ts";
import type { Connection, Row, Value } from "./connection.ts";
import type { Move } from "./cursor_writes.ts";
import { Keys } from "./keys.ts";
import { Link } from "./link.ts";
import { NEWS, News, STATE } from "./news.ts";
import type { Primary } from "./primary.ts";
import { Servers } from "./servers.ts";
import { silent, type Statement } from "./statement.ts";

/** Milliseconds between two times that the news of others are asked for. */
const EVERY = 20;

/** For how long news are kept at least. */
const KEPT = "10 minutes";

/** Batches between two times that old news are forgotten. */
const FORGET_EVERY = 256;

/** Milliseconds in which a store that is closed stores what it was given. */
const END_PATIENCE = 10_000;

/** A statement is planned once, by indexes: the tables are small when it is, and large later. */
const PLANNED_ONCE = {
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  plan_cache_mode: "force_generic_plan",
};

const WRITER_SETTINGS = {
  ...PLANNED_ONCE,
  synchronous_commit: "on",
  // What holds the lock while its server is frozen is let go.
  idle_in_transaction_session_timeout: "3s",
};

const FORGET = `gone AS (
  DELETE FROM news WHERE batch <= (SELECT max(batch) FROM (
    SELECT batch, at FROM news ORDER BY batch LIMIT 20000
  ) AS oldest WHERE at < now() - interval '${KEPT}') RETURNING batch
) UPDATE state SET forgotten = greatest(forgotten, (SELECT max(batch) FROM gone))`;

/** What is asked behind each batch: a row in any case. */
const ANSWER =
  `SELECT ${NAMES} AS names, news.* FROM (SELECT 1) AS any_case LEFT JOIN (${NEWS}) AS news ON true ORDER BY batch, ordinal`;

/** What an {@linkcode Access} goes over. */
export interface AccessOptions {
  /** Which host is the primary. */
  readonly primary: Primary;
  /** The number under which this start of a server stores. */
  readonly writer: number;
  /** What stands beside that number. */
  readonly name: string;
  /** Whether what only the primary has counts as stored. */
  readonly isUnsafe: boolean;
  /** Called with a sentence when nothing can be stored, and when it can be again. */
  readonly onTrouble: (sentence: string) => void;
  /** Called with a sentence if this server cannot know what the others did. */
  readonly onLost: (sentence: string) => void;
}

/** The way to one database. */
export class Access implements AsyncDisposable {
  readonly #writer: Link;
  readonly #reader: Link;
  readonly #follower: Link;
  readonly #batches: Batches;
  readonly #appender = new Appender();
  readonly #keys = new Keys();
  readonly #primary: Primary;
  /** The number under which this start of a server stores. */
  readonly server: number;
  /** What shares a batch. */
  readonly commits: Commits;
  /** Who follows what all servers store. */
  readonly news: News;
  /** What the servers tell each other beside that. */
  readonly servers: Servers;
  readonly #aside: Link;
  readonly #keeper: Link;
  #timeline = 0;
  /** When a batch of this server brought news last. */
  #toldAt = 0;
  #following: Promise<void> = Promise.resolve();

  /** Nothing was asked for yet. */
  constructor({ primary, writer, name, isUnsafe, onTrouble, onLost }: AccessOptions) {
    this.#primary = primary;
    this.server = writer;
    this.#writer = new Link(primary, WRITER_SETTINGS);
    this.#reader = new Link(primary);
    this.#follower = new Link(primary, { ...PLANNED_ONCE, synchronous_commit: "local" });
    this.news = new News({
      writer,
      read: (sql, values) => this.#readBy(this.#follower, sql, values),
      connections: () => primary.connections,
      acknowledged: () => this.#batches.next - 1,
      onLost,
    });
    this.#keeper = new Link(primary, { synchronous_commit: "on" });
    this.#aside = new Link(primary, { synchronous_commit: "local" });
    this.servers = new Servers({
      server: writer,
      run: (sql, values) => this.#readBy(this.#aside, sql, values),
      tell: (change) => this.news.tell(change),
    });
    const readNews = (connection: Connection) => connection.run(ANSWER, [this.news.told]);
    this.#batches = new Batches({ link: this.#writer, writer, name, isUnsafe, onTrouble, onLost, readNews });
    this.commits = new Commits((batch) => this.#store(batch), () => this.#batches.trouble);
  }

  /** See `SharedStore.status`. */
  status(): SharedStatus {
    const { counts: { retries, barriers }, isInDoubt } = this.#batches;
    const lag = CLOCKS.elapsed() - this.news.heardAt;
    const { waited } = this.commits;
    return {
      ...{ primary: this.#primary.host, lag, inDoubt: Number(isInDoubt), repeated: retries, barriers, waited },
      trouble: this.#batches.trouble,
    };
  }

  /** Begins to follow what the others store. */
  async start(): Promise<void> {
    await this.news.begin();
    this.#following = this.#follow();
  }

  /** Runs what only reads. */
  read(sql: string, values?: readonly Value[]): Promise<readonly Row[]> {
    return this.#readBy(this.#reader, sql, values);
  }

  /** Keeps what is large, for which nobody's messages wait. */
  keep(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return this.#readBy(this.#keeper, sql, values);
  }

  #readBy(link: Link, sql: string, values?: readonly Value[]): Promise<readonly Row[]> {
    return link.read((connection) => connection.run(sql, values));
  }

  /**
   * Runs `load`, whose reads are of one moment.
   *
   * @returns The newest batch that they see.
   * @throws {StoreError} If the way to the database was lost meanwhile.
   */
  async atOneMoment(load: () => Promise<void>): Promise<number> {
    const { connection } = await this.#reader.open();
    await connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
      const [state] = await connection.run(STATE);
      await load();
      if ((await this.#reader.open()).connection === connection) return Number(state!["batch"]);
      throw new StoreError("Cannot read the store", "the way to the database was lost");
    } finally {
      await connection.run("COMMIT").catch(() => {});
    }
  }

  /**
   * Stores statements in the next batch.
   *
   * @param what What a failure is told of.
   * @returns What the news say of each; nothing of one that has changed nothing, or is not told.
   */
  async write(what: string, ...statements: Statement[]): Promise<unknown[]> {
    return await this.#share(what, async (batch) => {
      batch.statements.push(...statements);
      await batch.done.promise;
      return statements.map((statement) => batch.outcomeOf(statement));
    });
  }

  /** Moves cursors in the next batch. @returns What the news say of that; nothing if none was moved. */
  async move(move: Move): Promise<unknown> {
    return await this.#share("the receipt", async (batch) => {
      const [statement, index] = batch.move(move);
      await batch.done.promise;
      return batch.outcomeOf(statement, index);
    });
  }

  async #share<T>(what: string, work: (batch: Batch) => Promise<T>): Promise<T> {
    try {
      return await work(this.commits.batch);
    } catch (error) {
      throw error instanceof StoreError ? error.of(`Cannot store ${what}`) : error;
    }
  }

  async #store(batch: Batch): Promise<void> {
    if (this.#timeline !== this.#primary.timeline) this.#appender.forget();
    this.#timeline = this.#primary.timeline;
    try {
      await this.#attempt(batch, false);
    } catch (error) {
      if (!isKnownKey(error)) throw error;
      await this.#attempt(batch, true);
    }
  }

  /** @param isAgain Whether some of its messages may have been kept before: that takes longer, and is rare. */
  async #attempt(batch: Batch, isAgain: boolean): Promise<void> {
    const number = this.#batches.next;
    const appends = batch.posts.length === 0 ? [] : this.#appender.statements(batch.posts, isAgain);
    batch.offset = appends.length;
    this.news.expect(number, batch);
    const keys = this.#keys.kept(batch.posts.filter(({ key }) => key !== undefined).length);
    const more = [...keys, ...number % FORGET_EVERY === 0 ? this.#forget(number) : []];
    const askedAt = CLOCKS.elapsed(); // Or later: what was stored until then is among the news.
    const rows = await this.#batches.store([...appends, ...batch.statements, ...more]);
    this.#appender.stored(batch.posts);
    await this.#tell(rows, askedAt);
  }

  #forget(number: number): Statement[] {
    const old = silent("DELETE FROM batches WHERE writer = $2::int AND batch < $3::bigint", this.server, number);
    return [{ sql: `WITH place AS (SELECT $1::int), ${FORGET}`, values: [] }, old];
  }

  /** Tells of a batch that is stored. What stands before it in the order of the store comes first, however long that takes. */
  async #tell(news: readonly Row[], askedAt: number): Promise<void> {
    for (let rows: readonly Row[] | undefined = news;; rows = undefined) {
      try {
        await this.news.take(rows, askedAt);
        this.#toldAt = CLOCKS.elapsed();
        return;
      } catch (error) {
        if (this.#follower.isClosed) throw error;
        await pause(EVERY);
      }
    }
  }

  /** Asks for the news of others, unless a batch of this server brought them just now. */
  async #follow(): Promise<void> {
    while (!this.#follower.isClosed) {
      const wait = Math.max(this.news.heardAt, this.#toldAt) + EVERY - CLOCKS.elapsed();
      if (wait > 0) {
        await pause(wait);
        continue;
      }
      try {
        await this.news.catchUp();
      } catch {
        await pause(EVERY); // There is no primary now; who stores something is told why.
      }
    }
  }

  /** Waits for the database no more: what is not known to be stored is refused, and nothing can be read. */
  giveUp(): void {
    for (const link of [this.#writer, this.#reader, this.#follower, this.#aside, this.#keeper]) link.close();
  }

  /** Lets go of the database when all is stored, or cannot be. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.giveUp(), END_PATIENCE);
    await this.commits.settle();
    clearTimeout(timer);
    await this.servers.close();
    this.giveUp();
    await this.#following;
  }
}
