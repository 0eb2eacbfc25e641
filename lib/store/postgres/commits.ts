/**
 * Group commit: what arrives while a batch is stored shares the next one. It knows no SQL and no connection.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { type Clocks, STEADY_CLOCKS } from "../../clock.ts";
import { StoreError } from "../errors.ts";
import type { NewMessage, StoredRef } from "../store.ts";
import { type Appended, placesOf, type Post } from "./posts.ts";
import { type Move, Moves } from "./cursor_writes.ts";
import type { Statement } from "./statement.ts";

/** Messages of a batch, and other statements, at most. */
const MAX_BATCH = 1_000;

/** Milliseconds that batches may wait before what is new is refused: it would only use up memory. */
const MAX_WAIT = 10_000;

/** What goes into one transaction, and the promise that all of it shares. */
export class Batch {
  /** Its messages, each key once. */
  readonly posts: Post[] = [];
  /** What else is changed. */
  readonly statements: Statement[] = [];
  /** Settles when it is stored, or refused as a whole. */
  readonly done: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  /** How many statements of the transaction are of its messages; the others come behind them. */
  offset = 0;
  /** What the news say of its statements, by their places: none of one that has changed nothing. */
  readonly outcomes = new Map<number, unknown>();
  /** What they say of its messages. */
  appended: Appended | undefined;
  /** Where its messages are, once it is stored. */
  #places: readonly StoredRef[] | undefined;
  /** By sender and key: the message of this batch that has it. */
  readonly #keys = new Map<string, number>();

  /** How many moves of cursors are in it. */
  #moves = 0;
  /** The first place of each statement among the news, once it is stored. */
  #ordinals: ReadonlyMap<Statement, number> | undefined;

  /** How much is in it. */
  get size(): number {
    return this.posts.length + this.statements.length + this.#moves;
  }

  /**
   * Adds a move of cursors to those that one statement makes. What else is changed keeps its place among them, and so does
   * whatever else is moved of the account.
   *
   * @returns That statement, and which of its moves it is.
   */
  move(move: Move): readonly [Statement, number] {
    this.#moves++;
    for (const statement of this.statements.toReversed()) {
      if (!(statement instanceof Moves) || statement.has(move.account)) break;
      if (statement.kind === move.kind) return [statement, statement.add(move)];
    }
    const moves = new Moves(move.kind);
    this.statements.push(moves);
    return [moves, moves.add(move)];
  }

  /** What the news say of a statement, or of one of its moves; `undefined` if it has changed nothing, or is not told. */
  outcomeOf(statement: Statement, index = 0): unknown {
    let next = 0;
    this.#ordinals ??= new Map(this.statements.map((each) => {
      const ordinal = next;
      next += each.width ?? 1;
      return [each, ordinal] as const;
    }));
    return this.outcomes.get(this.#ordinals.get(statement)! + index);
  }

  /** Adds a message. @returns Its place in the batch; that of an earlier one with its key, if there is one. */
  add(message: NewMessage, key?: string): number {
    if (key === undefined) return this.posts.push({ message }) - 1;
    const name = `${message.sender} ${key}`;
    const place = this.#keys.get(name) ?? this.posts.push({ message, key }) - 1;
    this.#keys.set(name, place);
    return place;
  }

  /** Where the message at a place of the batch is, and whether it is that one, and not an earlier one with its key. */
  placeOf(place: number, { id }: NewMessage): StoredRef & { readonly isNew: boolean } {
    this.#places ??= placesOf(this.posts, this.appended!);
    const ref = this.#places[place]!;
    return { ...ref, isNew: ref.id === id };
  }
}

/** What stores a batch; rejects if it is refused. */
export type StoreBatch = (batch: Batch) => Promise<void>;

/** Makes batches of the writes that arrive together. */
export class Commits {
  readonly #store: StoreBatch;
  readonly #trouble: () => string | undefined;
  readonly #clocks: Clocks;
  readonly #waiting: Batch[] = [];
  /** When the batch that is being stored began. */
  #since: number | undefined;
  #running: Promise<void> = Promise.resolve();

  /** Nothing waits. @param trouble Why a batch takes long, if it does. */
  constructor(
    store: StoreBatch,
    trouble: () => string | undefined = () => undefined,
    clocks: Clocks = STEADY_CLOCKS,
  ) {
    this.#store = store;
    this.#trouble = trouble;
    this.#clocks = clocks;
  }

  /** Milliseconds that the batch has waited which is being stored; 0 if there is none. */
  get waited(): number {
    return this.#since === undefined ? 0 : this.#clocks.elapsed() - this.#since;
  }

  /**
   * What goes into the next batch.
   *
   * @throws {StoreError} If the database has not answered for ten seconds.
   */
  get batch(): Batch {
    if (this.waited > MAX_WAIT) {
      throw new StoreError("Cannot store anything", this.#trouble() ?? "the database does not answer");
    }
    const last = this.#waiting.at(-1);
    if (last !== undefined && last.size < MAX_BATCH) return last;
    const batch = new Batch();
    this.#waiting.push(batch);
    if (this.#since === undefined && this.#waiting.length === 1) {
      this.#running = new Promise((resolve) => setImmediate(() => resolve(this.#run())));
    }
    return batch;
  }

  /** Resolves when nothing is left to store; never rejects. */
  async settle(): Promise<void> {
    while (this.#since !== undefined || this.#waiting.length > 0) await this.#running;
  }

  async #run(): Promise<void> {
    for (let batch; (batch = this.#waiting.shift()) !== undefined;) {
      this.#since = this.#clocks.elapsed();
      try {
        await this.#store(batch);
        batch.done.resolve();
      } catch (error) {
        batch.done.reject(error);
      }
    }
    this.#since = undefined;
  }
}
