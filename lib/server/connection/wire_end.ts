/**
 * Our end of a peer's wire, as those see it who look at what goes over it, or provoke it. It knows no session.
 *
 * @module
 */

import type { ChatError } from "../../chat.ts";
import type { LongPart } from "../../wire/lines.ts";
import type { StoredAccount } from "../../store/store.ts";
import type { FrameOutput } from "../chat/live/event_queue.ts";
import type { Inspector } from "../watch/inspector.ts";
import type { Provocation } from "../watch/provocation.ts";
import type { Tap, Tapped } from "../watch/tap.ts";
import type { Transport } from "./transport.ts";
import { Writer } from "./writer.ts";

/** What is read. */
export type Lines = Iterable<string | ChatError | LongPart>;

/** A connection, without what is read and done of it. */
export abstract class WireEnd implements Tapped {
  /** See {@linkcode Tapped.peer}. */
  abstract readonly peer: string;
  /** See {@linkcode Tapped.account}. */
  abstract readonly account: StoredAccount | undefined;
  /** Who looks at it. */
  readonly inspector: Inspector;
  /** What writes to the peer. */
  protected readonly writer: Writer;

  /** Whether the peer is a page, or what speaks as one. */
  readonly isPage: boolean;

  /** Nobody looks at what goes over `conn`. */
  constructor(conn: Pick<Transport, "write" | "isPage">, inspector: Inspector) {
    this.inspector = inspector;
    this.writer = new Writer(conn);
    this.isPage = conn.isPage === true;
  }

  /** Sends what goes before the replies of what was just read. */
  sendFirst(bytes: Uint8Array | undefined): void {
    if (bytes !== undefined) this.writer.write(bytes).catch(() => {}); // The replies fail as well.
  }

  /** Closes the connection at once, whatever waits to be written. */
  abstract close(): void;

  /** Ends the connection: the peer does not read. */
  abstract abandon(): void;

  /** Closes, if the peer has read nothing for `patience` milliseconds of what is written to it. */
  closeIfStalled(patience: number): void {
    if (this.waiting >= patience) this.abandon();
  }

  /** Where events go. */
  get output(): FrameOutput {
    return this.writer;
  }

  /** Bytes that were written to the peer. */
  get sent(): number {
    return this.writer.sent;
  }

  /** Milliseconds that what is written has waited for the peer to read; 0 if nothing waits. */
  get waiting(): number {
    return this.writer.waiting;
  }

  /** See {@linkcode Tapped.tap}. */
  get tap(): Tap | undefined {
    return this.writer.tap;
  }

  set tap(tap: Tap | undefined) {
    this.writer.tap = tap;
  }

  /** See {@linkcode Tapped.provoke}. */
  provoke(provocation: Provocation | undefined): void {
    if (provocation === undefined && this.writer.provoked === undefined) return;
    this.writer.provoke(provocation ?? {}, () => this.close());
  }

  /** It has ended: nobody looks at it any more, and nothing is held back. */
  protected leave(): void {
    this.inspector.closed(this);
    this.provoke(undefined);
  }

  /** It has shown a login. */
  shown(): void {
    this.inspector.shown(this);
  }
}

/** Lines, of which a tap is told as they are taken, if there is one. */
export function tapLines(lines: Lines, tap: Tap | undefined): Lines {
  return tap === undefined ? lines : tapped(lines, tap);
}

function* tapped(lines: Lines, tap: Tap): Generator<string | ChatError | LongPart> {
  for (const line of lines) {
    tap.line(line);
    yield line;
  }
  tap.taken();
}
