/**
 * What carries a session, as an interface: the connection, of which it knows no more than that it writes. It knows no byte
 * that comes, and no socket.
 *
 * @module
 */

import type { Visit } from "../admission/admission.ts";
import type { Recipient } from "../chat/messages/long_replies.ts";
import type { Chat } from "../chat/chat.ts";
import type { ServerLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Inspector } from "../watch/inspector.ts";
import type { Tapped } from "../watch/tap.ts";

/** A connection, as its session sees it. What it writes goes out one after the other. */
export interface Carrier extends Recipient, Tapped {
  /** The chat that requests are about. */
  readonly chat: Chat;
  /** Who looks at the wire of whom. */
  readonly inspector: Inspector;
  /** Where requests, replies and faults are told. */
  readonly log: Log;
  /** What one peer may use. */
  readonly limits: ServerLimits;
  /** Aborted when the server stops: nothing is waited for any more that may take long. */
  readonly stopping: AbortSignal;
  /** Bytes that came from the peer. */
  readonly received: number;
  /** Bytes that were written to it. */
  readonly sent: number;
  /** What the peer may do; is told who it is. */
  readonly visit: Visit;
  /** Writes replies; resolves when they are handed to the system. */
  write(replies: Uint8Array): Promise<void>;
  /** Writes one reply in pieces, each when it is made, and nothing between them. */
  writePieces(pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Whether the peer is known to be gone. @default it is not known */
  isGone?(): Promise<boolean>;
  /** It has shown a login. */
  shown(): void;
  /** Closes the connection. */
  close(): void;
}
