/**
 * The logins that a peer has made or shown on its connection, and so which commands it may give. It knows no socket.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError, PROTOCOL_LIMITS } from "../../chat.ts";
import type { Request } from "../../wire/request.ts";
import type { Login } from "../chat/logins/login.ts";
import type { Subscription } from "../chat/live/subscription.ts";
import type { Carrier } from "./carrier.ts";
import type { InboxProof } from "./inbox_proof.ts";
import type { ReplyQueue } from "./reply_queue.ts";
import type { PeerLog } from "./wire_log.ts";

const NOTHING: readonly never[] = [];

/** What a {@linkcode PeerLogins} tells of logins. An interface, and not functions, since thousands of peers wait. */
export interface PeerLoginsOptions {
  /** The connection. */
  readonly carrier: Carrier;
  /** Notes which login a request used. */
  readonly log: PeerLog;
  /** Learns from the use of a token that the reply with it has arrived. */
  readonly proof: InboxProof;
  /** Wait until the use of a login is written down, where that is due. */
  readonly replies: ReplyQueue;
}

/** The logins of one peer. */
export class PeerLogins {
  readonly #peer: PeerLoginsOptions;
  /** The login that was made on this connection: the one that a command without a token means. */
  #own: Login | undefined;
  /** The login that was used last, and its token: most requests use the one before again. */
  #recent: { token: string; login: Login } | undefined;
  /** Each once; seldom more than one. */
  #used: readonly Login[] = NOTHING;

  /** A peer without a login. */
  constructor(peer: PeerLoginsOptions) {
    this.#peer = peer;
  }

  /** The login of `token`, or without one that of this connection, in use from now on. @throws {ChatError} If there is none. */
  find(token: string | undefined): Login {
    const { carrier, proof } = this.#peer;
    const recent = this.#recent;
    if (token !== undefined) proof.tokenShown(token);
    let login = token === undefined ? this.#own : recent?.token === token ? recent.login : undefined;
    login ??= carrier.chat.logins.find(token ?? "");
    this.use(login);
    if (token !== undefined && login !== recent?.login) this.#remember(token, login, "token");
    return login;
  }

  /**
   * Decides whether the peer may give a command: the one place that does.
   *
   * @returns The login that it is given with, if it needs one.
   * @throws {ChatError} If there is none.
   */
  require({ spec, token }: Request): Login | undefined {
    switch (spec.needs) {
      case "nothing":
        return undefined;
      case "login":
        return this.find(token);
      case "teacher": {
        const login = this.find(token);
        if (login.account.role === "teacher") return login;
        throw new ChatError("Only a teacher can do that", { code: "teachers_only" });
      }
    }
  }

  /** Resolves when the login that a token stands for is known, if there is one; `undefined` if that is so already. */
  lookUp(token: string | undefined): Promise<void> | undefined {
    const { logins } = this.#peer.carrier.chat;
    if (!logins.isShared || token === undefined || token === this.#recent?.token) return undefined;
    return logins.known(token) === undefined ? logins.lookUp(token) : undefined;
  }

  /** Notes that a login is in use. @throws {ChatError} If it has ended. */
  use(login: Login): void {
    const touched = this.#peer.carrier.chat.logins.use(login);
    if (touched !== undefined) this.#peer.replies.waitFor(touched);
  }

  /** Notes a login that was made on this connection. */
  made(token: string, login: Login): void {
    this.#own = login;
    this.#peer.carrier.chat.counters.logins++;
    this.#remember(token, login, "password");
  }

  #remember(token: string, login: Login, how: "password" | "token"): void {
    const { carrier, log } = this.#peer;
    // A copy: a part of the text that it came in keeps all of that in memory.
    this.#recent = { token: Buffer.from(token).toString(), login };
    log.login = login;
    carrier.shown();
    carrier.visit.show(login.account.id);
    if (this.#used.includes(login)) return;
    log.loggedIn(login, how);
    this.#used = [...this.#used, login];
    carrier.chat.logins.attach(login);
    carrier.chat.peers.came(carrier, login.account);
  }

  /** Notes that a login was ended. */
  ended(login: Login): void {
    if (this.#used.includes(login)) this.#peer.carrier.chat.logins.detach(login);
    this.#used = this.#used.filter((used) => used !== login);
  }

  /** Gives up all logins: the peer is gone. The one that is live may come back unnoticed for a while. */
  leave(live: Subscription | undefined): void {
    const { logins } = this.#peer.carrier.chat;
    for (const login of this.#used) {
      if (login !== live?.login) logins.detach(login);
      else if (!live.heartbeat.timedOut) logins.detach(login, PROTOCOL_LIMITS.grace);
    }
    if (this.#used.length > 0) this.#peer.carrier.chat.peers.left(this.#peer.carrier);
    this.#used = NOTHING;
  }
}
