/**
 * Stores batches, each in one transaction whose outcome is always found out: it is sent again under its number if the way to the
 * database is lost, and is told to be stored only when a standby has it. It knows no message.
 *
 * @module
 */

import { pause } from "../../async.ts";
import { codeOf, type Connection, constraintOf, type Row } from "./connection.ts";
import { StoreError } from "../errors.ts";
import { describeRefusal, isPassing, type Link, LostError, PATIENCE } from "./link.ts";
import { NoAnswerError, within } from "./patience.ts";
import type { Statement } from "./statement.ts";

/** Milliseconds between two attempts, and between two times that the names of the standbys are asked for. */
const PAUSE = 50;

/** Code and constraint of a batch that was stored before. */
const UNIQUE = "23505";
const KNOWN_BATCH = "batches_pkey";

/** There is no such table: somebody has made the database anew. */
const NO_TABLE = "42P01";

/** What PostgreSQL says of all that follows an error in a transaction. */
const IN_FAILED_TRANSACTION = "25P02";

/**
 * Numbers of batches, and places of messages, that are left out by a fail-over: what was lost by it may have had some of them, other
 * servers may have heard of that, and what gets such a number again would be known to them already.
 */
const GAP = 1_048_576;

/** Which standbys a commit waits for: none if this is empty, and then no warning tells of it. */
export const NAMES = "current_setting('synchronous_standby_names')";

/**
 * Takes the number of the batch, which waits while another transaction has it and may still undo it; then locks the row by which all
 * batches follow each other.
 */
const BEGIN = `WITH numbered AS (INSERT INTO batches (writer, batch) VALUES ($1::int, $2::bigint) RETURNING 1)
UPDATE state SET writer = $1::int, writer_batch = $2::bigint,
  batch = batch + CASE WHEN timeline > 0 AND timeline < $3::bigint THEN ${GAP} ELSE 1 END,
  number = number + CASE WHEN timeline > 0 AND timeline < $3::bigint THEN ${GAP} ELSE 0 END,
  timeline = greatest(timeline, $3::bigint) WHERE id = 1 AND EXISTS (SELECT 1 FROM numbered)`;

const BARRIER = "UPDATE writers SET beat = beat + 1 WHERE id = $1::int";

/** Whether the number of this start is still its own: a fail-over or a restored backup may have lost it, and another one has it then. */
const IS_OWN = "SELECT 1 FROM writers WHERE id = $1::int AND name = $2::text";

/** What {@linkcode Batches} need. */
export interface BatchesOptions {
  /** The way to the primary, for this alone. */
  readonly link: Link;
  /** The number under which this start of a server stores. */
  readonly writer: number;
  /** What stands beside that number. */
  readonly name: string;
  /** Whether what only the primary has counts as stored. */
  readonly isUnsafe: boolean;
  /**
   * Reads the news that came last, in the same write as the batch: rows with {@linkcode NAMES} as `names`, of which the only
   * one may have no `batch`.
   */
  readonly readNews: (connection: Connection) => Promise<readonly Row[]>;
  /** Called with a sentence when batches have to wait, and when they go on. */
  readonly onTrouble: (sentence: string) => void;
  /** Called with a sentence if the database does not know this start any more: nothing is stored then. */
  readonly onLost: (sentence: string) => void;
}

/** What a transaction was answered. */
interface Answer {
  readonly names: string;
  readonly news: readonly Row[];
}

/** Stores one batch at a time. */
export class Batches {
  readonly #options: BatchesOptions;
  /** How many were stored. */
  #number = 0;
  /** Batches that were sent again, and barriers, since the start. */
  readonly counts: { retries: number; barriers: number } = { retries: 0, barriers: 0 };
  /** Whether a batch was sent of which it is not known whether it is stored. */
  isInDoubt = false;
  /** The connection of which it is known that the number of this start is its own there. */
  #known: Connection | undefined;
  /** What is waited for, if it takes long. */
  #trouble: string | undefined;

  /** Nothing was stored yet. */
  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  /**
   * The number of the next batch.
   *
   * @returns It, from 1 on.
   */
  get next(): number {
    return this.#number + 1;
  }

  /**
   * Stores the next batch; resolves with the news that came with it when it is on the disks of the primary and a standby.
   *
   * @throws {StoreError} If PostgreSQL refuses it, and nothing of it is stored; or if it is not known whether it is, when the
   * link is closed. Another error, if what was asked for cannot be.
   */
  async store(statements: readonly Statement[]): Promise<readonly Row[]> {
    const number = this.#number + 1;
    const { link } = this.#options;
    for (let isAgain = false;; isAgain = true) {
      try {
        const news = await this.#attempt(number, statements);
        this.#number = number;
        this.isInDoubt = false;
        this.#tell(undefined);
        return news;
      } catch (error) {
        const refusal = describeRefusal(error);
        // What may be stored is not called refused because it cannot be asked for now.
        if (!isPassing(error) && !(this.isInDoubt && refusal !== undefined)) {
          this.#number = number; // What was refused is not sent again, under no number.
          this.isInDoubt = false;
          this.#tell(refusal ?? this.#trouble);
          throw refusal === undefined ? error : new StoreError("Cannot store anything", refusal, { cause: error });
        }
        if (!codeOf(error).startsWith("40")) link.drop();
        if (link.isClosed) {
          const reason = "the database did not answer before this server ended: perhaps it is stored";
          throw new StoreError("Cannot store anything", reason, { cause: error });
        }
        if (isAgain) {
          this.#tell(refusal ?? "the primary cannot be reached", error instanceof LostError ? error.message : "");
        }
        this.isInDoubt = true;
        this.counts.retries++;
        await pause(PAUSE);
      }
    }
  }

  async #attempt(number: number, statements: readonly Statement[]): Promise<readonly Row[]> {
    const { connection, timeline } = await this.#options.link.open();
    if (connection !== this.#known) await this.#makeSure(connection);
    const { warnings } = connection;
    let answer: Answer;
    let isSure = true;
    try {
      answer = await this.#patiently(this.#transact(connection, number, timeline, statements));
    } catch (error) {
      if (codeOf(error) !== UNIQUE || constraintOf(error) !== KNOWN_BATCH) throw error;
      isSure = false; // It was stored: here, and perhaps nowhere else yet.
      answer = await this.#patiently(this.#answerOf(connection));
    }
    isSure &&= connection.warnings === warnings && this.#isSafe(answer.names);
    while (!isSure) isSure = await this.#barrier(connection);
    return answer.news;
  }

  /** @throws {Error} If what another server stores could be taken for what this one does. */
  async #makeSure(connection: Connection): Promise<void> {
    const { writer, name, onLost } = this.#options;
    const known = await this.#patiently(connection.run(IS_OWN, [writer, name])).catch((error) => {
      if (codeOf(error) === NO_TABLE) return [];
      throw error;
    });
    if (known.length === 0) {
      const sentence = "The database does not know this server any more, as after a restored backup";
      onLost(sentence);
      throw new Error(sentence);
    }
    this.#known = connection;
  }

  /** All of it goes out in one write. */
  async #transact(
    connection: Connection,
    number: number,
    timeline: number,
    statements: readonly Statement[],
  ): Promise<Answer> {
    const { writer } = this.#options;
    const parts = [connection.run("BEGIN"), connection.run(BEGIN, [writer, number, timeline])];
    let place = 0;
    for (const { sql, values, width = 1 } of statements) {
      parts.push(connection.run(sql, [place, ...values]));
      place += width;
    }
    const commit = connection.run("COMMIT");
    const answer = this.#answerOf(connection);
    const results = await Promise.allSettled<unknown>([...parts, commit, answer]);
    const failures = results.filter((result) => result.status === "rejected").map(({ reason }) => reason);
    const [first] = failures.filter((error) => codeOf(error) !== IN_FAILED_TRANSACTION);
    if (first !== undefined) throw first;
    if ((await commit).command !== "COMMIT") {
      throw new Error("A transaction was undone, and PostgreSQL did not say why");
    }
    return await answer;
  }

  /** What is asked behind a batch. If it is refused, the batch may be stored all the same: it is sent again under its number. */
  async #answerOf(connection: Connection): Promise<Answer> {
    const rows = await this.#options.readNews(connection).catch((error) => {
      if (isPassing(error)) throw error;
      throw new LostError("what it has stored cannot be read", { cause: error });
    });
    return { names: String(rows[0]!["names"]), news: rows.filter(({ batch }) => batch !== null) };
  }

  /** Whether a later commit, before which all others are in the log, is on a standby. */
  async #barrier(connection: Connection): Promise<boolean> {
    this.isInDoubt = true;
    this.counts.barriers++;
    const { warnings } = connection;
    const [, [row]] = await this.#patiently(
      Promise.all([connection.run(BARRIER, [this.#options.writer]), connection.run(`SELECT ${NAMES} AS names`)]),
    );
    const isSafe = this.#isSafe(String(row!["names"]));
    if (!isSafe) this.#tell("synchronous_standby_names of the database is empty: what is stored is on one disk only");
    if (isSafe && connection.warnings === warnings) return true;
    await pause(PAUSE);
    return false;
  }

  #isSafe(names: string): boolean {
    return this.#options.isUnsafe || names !== "";
  }

  /** Waits as long as the primary is at work: it may wait for its standby, which no other attempt makes quicker. */
  async #patiently<T>(answer: Promise<T>): Promise<T> {
    while (true) {
      try {
        return await within(PATIENCE, answer);
      } catch (error) {
        if (!(error instanceof NoAnswerError) || !await this.#options.link.isAtWork()) throw error;
        this.#tell("the database waits for a standby, or for a lock");
      }
    }
  }

  /** @param reason More of it, which may change while it lasts and is told once. */
  #tell(trouble: string | undefined, reason = ""): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    const more = reason && ` (${reason})`;
    this.#options.onTrouble(
      trouble === undefined ? "Messages are stored again" : `Nothing can be stored now: ${trouble}${more}`,
    );
  }

  /** Why a batch waits, if it does. */
  get trouble(): string | undefined {
    return this.#trouble;
  }
}
