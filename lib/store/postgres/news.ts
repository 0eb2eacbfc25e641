/**
 * The change feed of all servers on one database: what each batch changed, in the one order of the store. It knows no
 * connection.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Change, Wants } from "../store.ts";
import type { AccountsAdded } from "./account_writes.ts";
import type { Appended } from "./posts.ts";
import type { Batch } from "./commits.ts";
import type { Row } from "./connection.ts";
import { History } from "./history.ts";
import { ownMessages, type Read, readMessages } from "./stored_messages.ts";

/** Milliseconds without news after which some may be forgotten: far fewer than they are kept for. */
const LONG = 60_000;

const GONE =
  "The database has lost what this server knows: a backup was restored, or a standby promoted that had not all of it";
const TOO_LONG = "This server was away for too long: it does not know what the others did meanwhile";

/** Batches that are read at once. */
const MAX_BATCHES = 64;

/** Reads the news behind a batch. */
export const NEWS = `SELECT batch, ordinal, writer, writer_batch, body FROM news WHERE batch > $1::bigint AND batch <= (
  SELECT max(batch) FROM (SELECT DISTINCT batch FROM news WHERE batch > $1::bigint ORDER BY batch LIMIT ${MAX_BATCHES}) AS next
) ORDER BY batch, ordinal`;

/** Reads which batch is the newest, and up to which the news are forgotten. */
export const STATE = "SELECT batch, forgotten FROM state";

/** The newest batch that has news, and whose it is. */
const NEWEST = "SELECT batch, writer, writer_batch FROM news ORDER BY batch DESC LIMIT 1";

/** What a row of the news says. */
type Told = Appended | AccountsAdded | Change;

/** All that this version tells of. A newer one, beside which it may work, can tell of more. */
const KINDS: Readonly<Record<Exclude<Told["kind"], "messages" | "presence">, true>> = {
  "account added": true,
  "account changed": true,
  "account removed": true,
  "accounts added": true,
  "act added": true,
  appended: true,
  cursors: true,
  "group added": true,
  "group changed": true,
  "login added": true,
  "login ended": true,
  "login used": true,
  "logins ended": true,
  "measure laid down": true,
  "measure lifted": true,
  "member joined": true,
  "member left": true,
  "members delivered": true,
  "message edited": true,
  "password changed": true,
  pruned: true,
};

/** Is called with a change, and with the batch that made it. */
export type Follower = (change: Change, batch: number | undefined) => void;

/** What {@linkcode News} need. */
export interface NewsOptions {
  /** The number of this server. */
  readonly writer: number;
  /** Reads from the primary. */
  readonly read: Read;
  /** How many connections to a primary were made: what was told may be gone at the newest one. */
  readonly connections: () => number;
  /** The newest batch of this server that was acknowledged. */
  readonly acknowledged: () => number;
  /** Called with a sentence if this server cannot know what the others did. */
  readonly onLost: (sentence: string) => void;
}

/** Those who follow a store, and how far they were told. */
export class News {
  readonly #listeners: Follower[] = [];
  readonly #wants: Wants[] = [];
  readonly #options: NewsOptions;
  readonly #writer: number;
  readonly #read: Read;
  /** The newest batch of which was told. */
  #told = 0;
  /** When it was asked last what all servers did, and was answered. */
  #heardAt = CLOCKS.elapsed();
  /** The batch of this server that is under way, and its number. */
  #own: { readonly number: number; readonly batch: Batch } | undefined;
  #last: Promise<void> = Promise.resolve();
  readonly #history: History;
  /** For how many connections it was made sure that what was told is there. */
  #verified = 0;

  /** Nothing was told yet. */
  constructor(options: NewsOptions) {
    this.#options = options;
    this.#writer = options.writer;
    this.#read = options.read;
    this.#history = new History(options.writer, options.acknowledged);
  }

  /** The newest batch of which was told. */
  get told(): number {
    return this.#told;
  }

  /** When it was known last what all servers did. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /**
   * Calls `listener` with each change from now on, and with the batch that made it: none makes a change of presence.
   *
   * @param wants See `Store.follow`.
   */
  follow(listener: Follower, wants: Wants): void {
    this.#listeners.push(listener);
    this.#wants.push(wants);
  }

  /** Begins behind all that is stored. */
  async begin(): Promise<void> {
    const [newest] = await this.#read(NEWEST);
    if (newest !== undefined) this.#note(newest);
    else this.#told = Number((await this.#read(STATE))[0]!["forgotten"]);
  }

  /** Notes which batch of this server is under way: what it stores need not be read again. */
  expect(number: number, batch: Batch): void {
    this.#own = { number, batch };
  }

  /** Tells of what others have stored, and of what this server has, in one order. */
  catchUp(): Promise<void> {
    return this.take(undefined);
  }

  /** Tells as {@linkcode News.catchUp} does, and begins with news that were read. @param askedAt When they were asked for. */
  take(rows: readonly Row[] | undefined, askedAt?: number): Promise<void> {
    const taken = this.#last.then(() => this.#take(rows, askedAt));
    this.#last = taken.catch(() => {}); // Heard by the caller.
    return taken;
  }

  async #take(given: readonly Row[] | undefined, askedAt?: number): Promise<void> {
    for (let rows = given, at = askedAt;; rows = at = undefined) {
      const now = CLOCKS.elapsed();
      // Before anything is told, for what is told then hides what is missing before it.
      if (now - this.#heardAt > LONG && await this.#isForgotten()) this.#options.onLost(TOO_LONG);
      const next = await this.#newest(rows);
      await this.#tellAll(next.filter((row) => Number(row["batch"]) > this.#told));
      this.#heardAt = Math.max(this.#heardAt, at ?? now);
      if (new Set(next.map((row) => row["batch"])).size < MAX_BATCHES) break;
    }
    if (await this.#history.isWrong(this.#read)) this.#options.onLost(GONE);
  }

  /** The news behind what was told and is still there: others may have taken the places of what is not. */
  async #newest(given: readonly Row[] | undefined): Promise<readonly Row[]> {
    const { connections } = this.#options;
    for (let rows = given;; rows = undefined) {
      const count = connections();
      if (count === this.#verified) {
        rows ??= await this.#read(NEWS, [this.#told]);
        if (count === connections()) return rows;
      } else {
        this.#told = await this.#history.verify(this.#read) ?? this.#told;
        if (count === connections()) this.#verified = count;
      }
    }
  }

  /** Whether something was forgotten that was not told yet. */
  async #isForgotten(): Promise<boolean> {
    return Number((await this.#read(STATE))[0]!["forgotten"]) > this.#told;
  }

  /** What others wrote is read first: what is told is told to its end. */
  async #tellAll(rows: readonly Row[]): Promise<void> {
    const bodies = rows.map(({ body }) => JSON.parse(String(body)) as Told);
    // By what else is told with them, such as who is in a group now, others may come to be wanted.
    const isPlain = bodies.every(({ kind }) => kind === "appended" || kind === "cursors");
    const wants: Wants = (sender, receiver) => !isPlain || this.#wants.some((wants) => wants(sender, receiver));
    const all = await Promise.all(rows.map(async (row, index) => {
      const told = bodies[index]!;
      const isOwn = row["writer"] === this.#writer && Number(row["writer_batch"]) === this.#own?.number;
      const own = isOwn ? this.#own!.batch : undefined;
      const isRead = told.kind === "appended" && told.count > 0 && own === undefined;
      const messages = isRead ? await readMessages(this.#read, told, wants) : undefined;
      return { row, told, own, messages };
    }));
    for (const { row, told, own, messages } of all) {
      const tell = (change: Change) => this.#history.isAgain(row) || this.tell(change, Number(row["batch"]));
      if (told.kind !== "appended") {
        own?.outcomes.set(Number(row["ordinal"]) - own.offset, told);
        changesOf(told).forEach(tell);
      } else {
        if (own !== undefined) own.appended = told;
        const stored = messages ?? (own && ownMessages(own, told));
        if (told.count > 0) tell({ kind: "messages", messages: stored! });
      }
      this.#note(row, told.kind === "accounts added" || told.kind === "group added");
    }
    for (const { row } of all) this.#history.noteAgain(row);
  }

  #note(row: Row, givesNumber = false): void {
    this.#told = Number(row["batch"]);
    this.#history.note(row, givesNumber);
  }

  /** Tells of a change. What was stored stays stored if a listener fails, so that is nobody's error but the program's. */
  tell(change: Change, batch?: number): void {
    for (const listener of this.#listeners) {
      try {
        listener(change, batch);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

function changesOf(told: Exclude<Told, Appended>): readonly Change[] {
  if (!Object.hasOwn(KINDS, told.kind)) return []; // It is for newer versions.
  if (told.kind !== "accounts added") return [told];
  return told.accounts.map((account) => ({ kind: "account added", account }));
}
