/**
 * Who is connected under which account, for teachers: from where, since when, with how much; and how such a connection is
 * ended. It knows no socket and no command.
 *
 * @module
 */

import type { ChatError } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { StoredAccount } from "../../../store/store.ts";
import type { Traffic } from "../counters.ts";

/** A connection, as far as teachers go by. */
export interface ConnectedPeer extends Traffic {
  /** Address and port. */
  readonly peer: string;
  /** Its stay, which can be ended after saying why. */
  readonly visit: { dismiss(reason: ChatError): boolean };
}

/** A connection that has shown a login. */
export interface ConnectedSession {
  /** Whose login it is. */
  readonly account: StoredAccount;
  /** Which connection. */
  readonly peer: ConnectedPeer;
  /** When it showed the login, in milliseconds since 1970, by the time of day as it is set now. */
  readonly since: number;
  /** Messages that it has sent. */
  messages: number;
}

/** The connections of all accounts. */
export class Peers {
  readonly #clocks: Clocks;
  /** By connection and account: one may have shown logins of several. */
  readonly #sessions = new Map<ConnectedPeer, Map<number, ConnectedSession>>();

  /** Nobody is connected. */
  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /** Notes that a connection has shown a login of an account. */
  came(peer: ConnectedPeer, account: StoredAccount): void {
    let sessions = this.#sessions.get(peer);
    if (sessions === undefined) this.#sessions.set(peer, sessions = new Map());
    if (!sessions.has(account.id)) {
      sessions.set(account.id, { account, peer, since: this.#clocks.elapsed(), messages: 0 });
    }
  }

  /** Notes that a connection is gone. */
  left(peer: ConnectedPeer): void {
    this.#sessions.delete(peer);
  }

  /** Notes that an account sends some messages on a connection. */
  wrote(peer: ConnectedPeer, { id }: StoredAccount, count: number): void {
    const session = this.#sessions.get(peer)?.get(id);
    if (session !== undefined) session.messages += count;
  }

  /** All of them, those that came first before the others. */
  all(): ConnectedSession[] {
    const { wall, elapsed } = this.#clocks;
    const offset = wall() - elapsed(); // They are kept by the clock that nobody sets.
    return [...this.#sessions.values()].flatMap((sessions) =>
      Array.from(sessions.values(), (session) => ({ ...session, since: Math.round(session.since + offset) }))
    );
  }

  /** How many connections an account has. */
  countOf({ id }: StoredAccount): number {
    return this.#of(id).length;
  }

  /** Ends the connections of an account, after saying why. */
  dismiss({ id }: StoredAccount, reason: ChatError): void {
    for (const peer of this.#of(id)) peer.visit.dismiss(reason);
  }

  #of(account: number): ConnectedPeer[] {
    return [...this.#sessions].filter(([, sessions]) => sessions.has(account)).map(([peer]) => peer);
  }
}
