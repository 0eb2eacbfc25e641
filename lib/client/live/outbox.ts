/**
 * Messages that were written and that the server has not taken yet, in their order, and in a file until it has: they
 * survive the end of the program. It knows no server.
 *
 * @module
 */

import { CLOCKS, type Clocks } from "../../clock.ts";
import { Attempt } from "../attempt.ts";
import { openOutboxFile, type OutboxFile, recordOf, type Unsent } from "./outbox_file.ts";

/** Options of {@linkcode openOutbox}. */
export interface OutboxOptions {
  /** Where its file lies; it must exist. @default none: what waits is lost with the program */
  directory?: string | undefined;
  /** Called when nothing can be kept, with the reason. @default nobody */
  onProblem?: (reason: string) => void;
  /** By which the age of an attempt is told. @default {those of the machine} */
  clocks?: Clocks | undefined;
}

/** Messages that may wait, and characters of their texts: more than anybody writes while there is no connection. */
const MOST = 10_000;
const MOST_LENGTH = 16 * 1024 * 1024;

/** Messages that wait, in their order. */
export class Outbox implements Disposable {
  readonly #onProblem: (reason: string) => void;
  readonly #clocks: Clocks | undefined;
  #file: OutboxFile | undefined;
  #leftovers: readonly Unsent[];
  #waiting: Unsent[] = [];
  #length = 0;
  /** The first attempts at what is left and what waits, by key. */
  readonly #attempts = new Map<string, Attempt>();

  /** An outbox of what an earlier run left; see {@linkcode Outbox.open}. */
  constructor(
    file: OutboxFile | undefined,
    leftovers: readonly Unsent[],
    { onProblem = () => {}, clocks }: OutboxOptions = {},
  ) {
    this.#file = file;
    this.#leftovers = leftovers;
    this.#onProblem = onProblem;
    this.#clocks = clocks;
    for (const { key, tried } of leftovers) {
      if (tried !== undefined) this.#attempts.set(key, new Attempt(tried, clocks));
    }
  }

  /** What an earlier run has left or was set aside, and what is to be done with was not said yet. */
  get leftovers(): readonly Unsent[] {
    return this.#leftovers;
  }

  /** Whether what waits survives the program. */
  get isKept(): boolean {
    return this.#file !== undefined;
  }

  /** Those that wait. */
  get waiting(): readonly Unsent[] {
    return this.#waiting;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The one that is to be sent next. */
  get first(): Unsent | undefined {
    return this.#waiting[0];
  }

  /** Whether no more can wait. */
  get isFull(): boolean {
    return this.#waiting.length >= MOST || this.#length >= MOST_LENGTH;
  }

  /** Lets a message wait. */
  add(to: string, text: string): Unsent {
    const unsent = { key: crypto.randomUUID(), to, text, at: CLOCKS.wall() };
    this.#try((file) => file.append([recordOf(unsent)]));
    this.#waiting.push(unsent);
    this.#length += text.length;
    return unsent;
  }

  /** Whether it was tried before to send a message. */
  wasTried({ key }: Unsent): boolean {
    return this.#attempts.has(key);
  }

  /** Notes, before it is tried to send a message, that it was; the first time counts. */
  tries({ key }: Unsent): void {
    if (this.#attempts.has(key)) return;
    const attempt = new Attempt(undefined, this.#clocks);
    this.#attempts.set(key, attempt);
    this.#try((file) => file.append([{ key, tried: attempt.at }]));
  }

  /** Notes that nothing of the only attempt has left. */
  untries({ key }: Unsent): void {
    if (this.#attempts.delete(key)) this.#try((file) => file.append([{ key, tried: null }]));
  }

  /**
   * Whether a message may have been stored by a server that knows its key no longer: sent again, it would be there twice.
   *
   * @param keyLife Milliseconds for which a server surely knows a key.
   */
  isDoubtful({ key }: Unsent, keyLife: number): boolean {
    const attempt = this.#attempts.get(key);
    return attempt !== undefined && attempt.age >= keyLife;
  }

  /** Lets a message wait until somebody says what is to be done with it. */
  setAside(unsent: Unsent): void {
    this.#leave(unsent);
    this.#leftovers = [...this.#leftovers, unsent];
  }

  /**
   * Lets what was left wait again, or forgets it. What is doubtful is sent by the person's will, as if for the first time.
   *
   * @param keyLife Milliseconds for which a server surely knows a key.
   */
  settle(what: "send" | "discard", keyLife: number): readonly Unsent[] {
    const leftovers = this.#leftovers;
    this.#leftovers = [];
    if (what === "send") {
      for (const unsent of leftovers) {
        if (this.isDoubtful(unsent, keyLife)) this.#attempts.delete(unsent.key);
        this.#length += unsent.text.length;
      }
      this.#waiting = this.#waiting.concat(leftovers);
    } else {
      this.#forget(leftovers);
    }
    return leftovers;
  }

  /** Resolves as soon as what waits would survive the machine, as far as that is possible. */
  async keep(): Promise<void> {
    try {
      await this.#file?.sync();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Forgets a message that waits no longer. */
  done(unsent: Unsent): void {
    this.#leave(unsent);
    this.#forget([unsent]);
  }

  /** Closes its file and gives up the lock. */
  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #leave({ key }: Unsent): void {
    const left = this.#waiting.find((unsent) => unsent.key === key);
    if (left === undefined) return;
    this.#length -= left.text.length;
    this.#waiting = this.#waiting.filter((unsent) => unsent !== left);
  }

  #forget(unsent: readonly Unsent[]): void {
    for (const { key } of unsent) this.#attempts.delete(key);
    if (this.#waiting.length + this.#leftovers.length === 0) this.#try((file) => file.empty());
    else this.#try((file) => file.append(unsent.map(({ key }) => ({ done: key }))));
  }

  #try(action: (file: OutboxFile) => void): void {
    try {
      if (this.#file !== undefined) action(this.#file);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** Goes on without a file. */
  #giveUp(error: unknown): void {
    this[Symbol.dispose]();
    this.#onProblem(error instanceof Error ? error.message : String(error));
  }
}

/** Opens what waits for the server at `address` and `user`. Programs of one user that run together have a file each. */
export function openOutbox(address: string, user: string, options: OutboxOptions = {}): Outbox {
  const { directory, onProblem = () => {} } = options;
  if (directory === undefined) return new Outbox(undefined, [], options);
  const name = `outbox-${`${address}-${user}`.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-")}`;
  try {
    const { file, unsent } = openOutboxFile(directory, name);
    return new Outbox(file, unsent, options);
  } catch (error) {
    onProblem(error instanceof Error ? error.message : String(error));
    return new Outbox(undefined, [], options);
  }
}
