/**
 * A connection to whichever host is the primary: looked for when it is needed, and again when it is lost. It knows no table, and
 * not what is run over it.
 *
 * @module
 */

import { pause } from "../../async.ts";
import { CLOCKS } from "../../clock.ts";
import { StoreError } from "../errors.ts";
import { codeOf, type Connection } from "./connection.ts";
import { NoAnswerError, within } from "./patience.ts";
import type { Primary, PrimaryConnection } from "./primary.ts";

/** Milliseconds after which a primary that says nothing is looked at. */
export const PATIENCE = 3_000;

/** Milliseconds between two times that all hosts are asked. */
const PAUSE = 50;

/** Milliseconds for which somebody who only wants to read waits for a primary. */
const READ_PATIENCE = 10_000;

/** The way to the primary was lost while something was under way, or there is none: whether it was done is not known. */
export class LostError extends Error {
  /** That of the class. */
  override name = "LostError";
}

/** What a PostgreSQL says when it cannot go on, though another time or another host can: by the beginning of the code. */
const PASSING = ["08", "25006", "25P03", "40", "53300", "57", "CONNECT", "E", "NO_ANSWER"];

/** Whether an error is of the way to the database, or passes: what was asked for may be asked for again. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return error instanceof LostError || PASSING.some((beginning) => code.startsWith(beginning));
}

/** A way to the primary. */
export class Link {
  readonly #primary: Primary;
  readonly #settings: Readonly<Record<string, string>>;
  #open: PrimaryConnection | undefined;
  #opening: Promise<PrimaryConnection | undefined> | undefined;
  #isClosed = false;

  /** Nothing is connected yet. @param settings Of the session. */
  constructor(primary: Primary, settings: Readonly<Record<string, string>> = {}) {
    this.#primary = primary;
    this.#settings = settings;
  }

  /** Whether it was closed: nothing more is tried. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The primary. @throws {LostError} If none can be found at present. */
  async open(): Promise<PrimaryConnection> {
    if (this.#open !== undefined && this.#open.timeline < this.#primary.timeline) this.drop();
    if (this.#isClosed) throw new LostError("it is closed");
    if (this.#open !== undefined) return this.#open;
    this.#opening ??= this.#primary.find(this.#settings).finally(() => this.#opening = undefined);
    const found = await this.#opening;
    if (found === undefined) throw new LostError(this.#primary.reason);
    if (this.#isClosed) found.connection.drop();
    else if (this.#open !== found) {
      this.#open = found;
      this.#primary.connections++;
    }
    return found;
  }

  /** Lets go of the connection: the next one is looked for anew. */
  drop(): void {
    this.#open?.connection.drop();
    this.#open = undefined;
  }

  /** Lets go of it for good. */
  close(): void {
    this.#isClosed = true;
    this.drop();
  }

  /**
   * Runs what only reads, again if the way is lost meanwhile.
   *
   * @param what What cannot be done otherwise, as the beginning of a sentence.
   * @throws {StoreError} If there is no primary for ten seconds.
   */
  async read<T>(work: (connection: Connection) => Promise<T>, what = "Cannot read the store"): Promise<T> {
    for (const until = CLOCKS.elapsed() + READ_PATIENCE;; await pause(PAUSE)) {
      try {
        const { connection } = await this.open();
        return await this.#whileAlive(work(connection));
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (codeOf(error) !== "40001") this.drop();
        if (this.#isClosed || CLOCKS.elapsed() > until) throw new StoreError(what, describeLoss(this.#primary, error));
      }
    }
  }

  /** Waits for an answer as long as the primary lives: what is long to read is no loss. */
  async #whileAlive<T>(answer: Promise<T>): Promise<T> {
    while (true) {
      try {
        return await within(PATIENCE, answer);
      } catch (error) {
        if (!(error instanceof NoAnswerError) || !await this.isAtWork()) throw error;
      }
    }
  }

  /**
   * Whether the process at the other end of this connection is known to be at work, or to wait for a standby, though it says
   * nothing. Another connection is asked.
   */
  async isAtWork(event?: string): Promise<boolean> {
    const open = this.#open;
    if (open === undefined) return false;
    const other = await this.#primary.find();
    try {
      if (other === undefined || other.timeline !== open.timeline) return false;
      if (other.host.host !== open.host.host || other.host.port !== open.host.port) return false;
      const asked = "SELECT wait_event FROM pg_stat_activity WHERE pid = $1::int AND state = 'active'";
      const [row] = await within(PATIENCE, other.connection.run(asked, [open.process]));
      return row !== undefined && (event === undefined || row["wait_event"] === event);
    } catch {
      return false;
    } finally {
      other?.connection.drop();
    }
  }
}

/** Why a PostgreSQL stores nothing, of which an operator can do something, by the codes. */
const REFUSALS: Readonly<Record<string, string>> = {
  "25006": "the database takes nothing but reads (default_transaction_read_only)",
  "42501": "the user of the database may not write to its tables",
  "53100": "the disk of the database is full",
  "53200": "the database has no memory left",
  "58030": "the disk of the database is faulty",
};

/** Why the database refuses what is to be stored; `undefined` if that is nothing for people. */
export function describeRefusal(error: unknown): string | undefined {
  return REFUSALS[codeOf(error)];
}

/** Why there is no way to the database, for people. */
export function describeLoss(primary: Primary, error: unknown): string {
  const reason = error instanceof LostError ? error.message : primary.reason;
  return reason === "" ? "the database does not answer" : `no primary of the database can be reached: ${reason}`;
}
