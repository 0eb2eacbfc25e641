/**
 * The change feed of all servers on one database: what each batch changed, in the one order of the store. It knows no
 * connection.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import type { Change, Wants } from "../store.ts";
import type { AccountsAdded } from "./account_writes.ts";
import type { Appended } from "./append.ts";
import type { Batch } from "./commits.ts";
import type { Row } from "./connection.ts";
import { ownMessages, type Read, readMessages } from "./stored_messages.ts";

/** Milliseconds without news after which some may be forgotten: far fewer than they are kept for. */
const LONG = 60_000;

/** Batches that are read at once. */
const MAX_BATCHES = 64;

/** Reads the news behind a batch. */
export const NEWS = `SELECT batch, ordinal, writer, writer_batch, body FROM news WHERE batch > $1::bigint AND batch <= (
  SELECT max(batch) FROM (SELECT DISTINCT batch FROM news WHERE batch > $1::bigint ORDER BY batch LIMIT ${MAX_BATCHES}) AS next
) ORDER BY batch, ordinal`;

/** Reads which batch is the newest, and up to which the news are forgotten. */
export const STATE = "SELECT batch, forgotten FROM state";

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

/** Those who follow a store, and how far they were told. */
export class News {
  readonly #listeners: Follower[] = [];
  readonly #wants: Wants[] = [];
  readonly #writer: number;
  readonly #read: Read;
  readonly #onLost: () => void;
  /** The newest batch of which was told. */
  #told = 0;
  /** When it was asked last what all servers did, and was answered. */
  #heardAt = CLOCKS.elapsed();
  /** The batch of this server that is under way, and its number. */
  #own: { readonly number: number; readonly batch: Batch } | undefined;
  #last: Promise<void> = Promise.resolve();

  /**
   * Nothing was told yet.
   *
   * @param writer The number of this server.
   * @param onLost Called if there was so much that what was not told yet is forgotten.
   */
  constructor(writer: number, read: Read, onLost: () => void) {
    this.#writer = writer;
    this.#read = read;
    this.#onLost = onLost;
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
    this.#told = Number((await this.#read(STATE))[0]!["batch"]);
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
      if (now - this.#heardAt > LONG && await this.#isForgotten()) this.#onLost();
      rows ??= await this.#read(NEWS, [this.#told]);
      await this.#tellAll(rows.filter((row) => Number(row["batch"]) > this.#told));
      this.#heardAt = Math.max(this.#heardAt, at ?? now);
      if (new Set(rows.map((row) => row["batch"])).size < MAX_BATCHES) return;
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
      if (told.kind !== "appended") {
        own?.outcomes.set(Number(row["ordinal"]) - own.offset, told);
        for (const change of changesOf(told)) this.tell(change, Number(row["batch"]));
      } else {
        if (own !== undefined) own.appended = told;
        const stored = messages ?? (own && ownMessages(own, told));
        if (told.count > 0) this.tell({ kind: "messages", messages: stored! }, Number(row["batch"]));
      }
      this.#told = Number(row["batch"]);
    }
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
