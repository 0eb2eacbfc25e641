/**
 * Where the outbox is kept, as whoever sends it sees it; and in memory, where a browser keeps nothing.
 *
 * @module
 */

import type { Pending } from "../state/state.ts";

/** What is kept of messages that wait. */
export interface OutboxStorage {
  /** Whether it survives the page. */
  readonly isKept: boolean;
  /** Keeps messages, in their order, behind all others: all of them or none. @returns When they are kept. */
  add(messages: readonly Omit<Pending, "n">[]): Promise<void>;
  /** Those of an account, in their order. */
  all(user: string): Promise<Pending[]>;
  /** Keeps something else of a message. @returns Whether it is still there. */
  change(message: Pending): Promise<boolean>;
  /** Forgets some. */
  remove(places: readonly number[]): Promise<void>;
  /**
   * Takes the turn to send what an account has written, for some time, or lets it go.
   *
   * @param owner Who takes it: a tab.
   * @param until When the turn ends by itself, in milliseconds since 1970; at most `now` to let it go.
   * @returns Whether it is the owner's now: it is not while another one has it.
   */
  takeTurn(user: string, owner: string, now: number, until: number): Promise<boolean>;
}

/** Who sends what an account has written, and until when: in milliseconds since 1970. */
export interface Turn {
  /** The tab that has the turn. */
  readonly owner: string;
  /** When it ends, in milliseconds since 1970. */
  readonly until: number;
}

/** Whether somebody else has the turn. A turn far ahead was taken before the clock was set back. */
export function isTaken(turn: Turn | undefined, owner: string, now: number): boolean {
  return turn !== undefined && turn.owner !== owner && turn.until > now && turn.until < now + 60_000;
}

/** An outbox in memory. */
export class MemoryStorage implements OutboxStorage {
  /** It ends with the page. */
  readonly isKept: boolean = false;
  #messages: Pending[] = [];
  #last = 0;
  readonly #turns = new Map<string, Turn>();

  /** See {@linkcode OutboxStorage.add}. */
  add(messages: readonly Omit<Pending, "n">[]): Promise<void> {
    this.#messages.push(...messages.map((message) => ({ ...message, n: ++this.#last })));
    return Promise.resolve();
  }

  /** See {@linkcode OutboxStorage.all}. */
  all(user: string): Promise<Pending[]> {
    return Promise.resolve(this.#messages.filter((message) => message.user === user));
  }

  /** See {@linkcode OutboxStorage.change}. */
  change(message: Pending): Promise<boolean> {
    const i = this.#messages.findIndex(({ n }) => n === message.n);
    if (i >= 0) this.#messages[i] = message;
    return Promise.resolve(i >= 0);
  }

  /** See {@linkcode OutboxStorage.remove}. */
  remove(places: readonly number[]): Promise<void> {
    this.#messages = this.#messages.filter(({ n }) => !places.includes(n));
    return Promise.resolve();
  }

  /** See {@linkcode OutboxStorage.takeTurn}. */
  takeTurn(user: string, owner: string, now: number, until: number): Promise<boolean> {
    const isFree = !isTaken(this.#turns.get(user), owner, now);
    if (isFree) this.#turns.set(user, { owner, until });
    return Promise.resolve(isFree);
  }
}
