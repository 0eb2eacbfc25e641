/**
 * What a connection tells of its bytes to who looks at them, as an interface. Most connections have no tap: to see that there
 * is none is all it costs them.
 *
 * @module
 */

import type { ChatError } from "../../chat.ts";
import type { LongPart } from "../../wire/lines.ts";
import type { StoredAccount } from "../../store/store.ts";
import type { FrameOutput } from "../chat/live/event_queue.ts";
import type { Provocation } from "./provocation.ts";

/** Who looks at a connection. */
export interface Tap {
  /** Bytes were read; good until {@linkcode Tap.taken}. */
  read(chunk: Uint8Array): void;
  /** The next line of them, or what is wrong with it, or a part of one. */
  line(line: string | ChatError | LongPart): void;
  /** All lines of them were taken: what is left is the start of one. */
  taken(): void;
  /** Replies or events are about to be written. */
  writing(bytes: Uint8Array): void;
  /** So many bytes of them were handed to the system. */
  wrote(count: number): void;
  /** The connection has shown a login. */
  shown(account: StoredAccount): void;
  /** The connection has ended. */
  closed(): void;
}

/** A connection, as those who look at it see it. */
export interface Tapped {
  /** Address and port. */
  readonly peer: string;
  /** Whose login it has shown last. */
  readonly account: StoredAccount | undefined;
  /** Who looks at it. */
  tap: Tap | undefined;
  /** Where what one watches on it is written. */
  readonly output: FrameOutput;
  /** Lets what is written come as a network may bring it, from now on; `undefined`: as it is. */
  provoke(provocation: Provocation | undefined): void;
}
