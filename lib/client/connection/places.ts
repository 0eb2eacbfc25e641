/**
 * The servers of one chat, of which a client uses one at a time: which one, and which when that is gone. It knows no request.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { openConnection } from "./connect.ts";
import type { Address, Connection, ConnectionOptions } from "./connection.ts";

/** Milliseconds that one server may take to be reached where there are others. */
const MOST = 3_000;

/** Servers on which a login and a message are the same. */
export class Places {
  readonly #all: readonly Address[];
  readonly #chance: () => number;
  #current: Address;

  /**
   * Begins with any of them, so that the clients of a chat spread over its servers.
   *
   * @param all At least one.
   * @param chance From 0 to 1.
   */
  constructor(all: readonly Address[], chance: () => number = Math.random) {
    this.#all = all;
    this.#chance = chance;
    this.#current = this.#any(all);
  }

  /** The one that is used, or was last. */
  get current(): Address {
    return this.#current;
  }

  /** Moves on to any of the others, if there are others. */
  leave(): void {
    const others = this.#all.filter((place) => place !== this.#current);
    if (others.length > 0) this.#current = this.#any(others);
  }

  /**
   * Connects to the one that is used, or to the first of the others that can be reached.
   *
   * @throws {ChatError} If none can; the message says why, for each.
   */
  async open(options: ConnectionOptions = {}): Promise<Connection> {
    const reasons: string[] = [];
    const several = this.#all.length > 1 && { connectTimeout: Math.min(options.timeout ?? MOST, MOST) };
    const untried = new Set(this.#all);
    while (true) {
      untried.delete(this.#current);
      try {
        return await openConnection(this.#current, { ...options, ...several });
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        reasons.push(error.message);
        if (untried.size === 0 || options.signal?.aborted) throw new ChatError(reasons.join("; "), { cause: error });
        this.#current = this.#any([...untried]);
      }
    }
  }

  #any(places: readonly Address[]): Address {
    return places[Math.min(Math.floor(this.#chance() * places.length), places.length - 1)]!;
  }
}
