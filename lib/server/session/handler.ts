/**
 * What the handlers of commands share: who calls, and what they answer.
 *
 * @module
 */

import type { Reply } from "../../chat.ts";
import type { Command, CommandOf } from "../../wire/command.ts";
import { Guesser } from "../chat/logins/guesses.ts";
import type { Asker } from "../chat/logins/login_gate.ts";
import type { Login } from "../chat/logins/login.ts";
import type { LongReply } from "../chat/messages/long_replies.ts";
import type { Joiner } from "../chat/accounts/registration.ts";
import type { Carrier } from "./carrier.ts";
import type { InboxProof } from "./inbox_proof.ts";
import type { PeerEvents } from "./peer_events.ts";
import type { PeerLogins } from "./peer_logins.ts";
import type { PeerLog } from "./wire_log.ts";

/** The peer that gives a command, as its session knows it. */
export interface Caller {
  /** The connection. */
  readonly carrier: Carrier;
  /** Where the log is told of the peer. */
  readonly log: PeerLog;
  /** The logins that it has made or shown. */
  readonly logins: PeerLogins;
  /** What it has proved to have read. */
  readonly proof: InboxProof;
  /** Its events, if it is or was live. */
  readonly events: PeerEvents | undefined;
  /** What its attempts to log in came to; most peers make one. */
  guesser: Guesser | undefined;
  /** What its attempts to join a class came to; most peers make none. */
  joiner: Joiner | undefined;
  /** Its events, which it is about to have. */
  openEvents(): PeerEvents;
}

/** What a command comes to. */
export type Answer = Reply | LongReply;

/** Does what a command says. @throws {ChatError} If it cannot be done. */
export type Handler<N extends Command["name"]> = (
  caller: Caller,
  command: CommandOf<N>,
  ...login: "token" extends keyof CommandOf<N> ? [login: Login] : []
) => Answer | Promise<Answer>;

/** Handlers of some commands: each of its own. */
export type Handlers<N extends Command["name"]> = { readonly [M in N]: Handler<M> };

/** Who a caller is where a password is made or tried. */
export function attemptOf(caller: Caller): Asker {
  const { carrier } = caller;
  // A write that waits for who is live would hold up the question.
  const isGone = caller.events === undefined ? carrier.isGone?.bind(carrier) : undefined;
  return { signal: carrier.stopping, guesser: caller.guesser ??= new Guesser(), isGone };
}
