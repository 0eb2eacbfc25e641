/**
 * What has happened since the start, counted where it happens, for an operator who watches the server. To count costs an
 * addition; whatever takes longer is done when somebody asks. It knows no form in which it is shown.
 *
 * @module
 */

import { ChatError, type ErrorCode } from "../../chat.ts";
import type { Change } from "../../store/store.ts";

/** Bytes that went over a connection so far, or over all of them. */
export interface Traffic {
  /** From the peer. */
  readonly received: number;
  /** To the peer. */
  readonly sent: number;
}

/** A connection, as it is counted. */
export interface Counted extends Traffic {
  /** Whether a page in a browser is its peer. @default false */
  readonly isPage?: boolean;
}

/** The counters of a server. */
export class Counters {
  /** Connections that were accepted. */
  connections = 0;
  /** Of these, those for which there was no place. */
  refused = 0;
  /** Requests, also those that no command is. */
  requests = 0;
  /** Logins with a password, or by an account that was made. */
  logins = 0;
  /** Messages that are on disk. */
  messages = 0;
  /** By code: requests that were answered with an error. There are as many codes as the protocol has. */
  readonly errors = new Map<ErrorCode, number>();
  readonly #open = new Set<Counted>();
  #received = 0;
  #sent = 0;

  /** Counts a connection that was accepted. */
  opened(peer: Counted, isRefused: boolean): void {
    this.connections++;
    if (isRefused) this.refused++;
    this.#open.add(peer);
  }

  /** Keeps what went over a connection that is closed. */
  closed(peer: Counted): void {
    if (!this.#open.delete(peer)) return;
    this.#received += peer.received;
    this.#sent += peer.sent;
  }

  /** Counts a request that was answered with an error. */
  failed(error: unknown): void {
    const code = error instanceof ChatError && error.code || "internal";
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** Counts what was stored. */
  changed(change: Change): void {
    if (change.kind === "messages") this.messages += change.messages.count;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#open.size;
  }

  /** Those of them whose peer is a page. */
  get pages(): number {
    return this.#open.values().reduce((count, { isPage }) => count + Number(isPage === true), 0);
  }

  /** Bytes over all connections so far. */
  get traffic(): Traffic {
    let [received, sent] = [this.#received, this.#sent];
    for (const peer of this.#open) {
      received += peer.received;
      sent += peer.sent;
    }
    return { received, sent };
  }
}
