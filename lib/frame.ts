/**
 * What is told of what goes over a wire: frames, and who looks at them. Types only.
 *
 * @module
 */

/** A run of bytes of a frame; those of a frame stand side by side, from its first byte to its last. */
export interface FrameField {
  /** Bytes before it. */
  readonly at: number;
  /** Bytes; 0 of what is missing. */
  readonly size: number;
  /** What it is; `docs/protocol.md` has all kinds. */
  readonly kind: string;
  /** The parameter, or the key of the reply, that it belongs to. */
  readonly name?: string;
  /** Its characters, or the first 1,000; absent of what is hidden. */
  readonly text?: string;
  /** Why they are not told: nobody may know them, or only who sent and who gets them. */
  readonly hidden?: "secret" | "private";
  /** What is wrong at its first byte, as the server says it. */
  readonly error?: string;
}

/** What went over the wire of a connection: a request, a reply or an event; or that the connection began or ended. */
export interface Frame {
  /** Its number on this server; an unfinished request keeps it until it has its end. */
  readonly n: number;
  /** When its last byte came or was written, in milliseconds since 1970. */
  readonly at: number;
  /** The number of the connection. */
  readonly connection: number;
  /** Address and port of the peer. */
  readonly address: string;
  /** Whose it is, once that is known. */
  readonly user?: string;
  /** What it is; `unfinished`: a request whose end has not come. */
  readonly kind: "opened" | "closed" | "request" | "unfinished" | "reply" | "event";
  /** Of a request, and of the reply to it: the command in this project's name for it. */
  readonly command?: string;
  /** Of a reply: the number of the request. */
  readonly answers?: number;
  /** Bytes. */
  readonly size: number;
  /** Of how many bytes were the reads or writes in which it came or went: the first 64 of them. */
  readonly pieces: readonly number[];
  /** How many more there were. */
  readonly morePieces?: number;
  /** How the server was made to write it. */
  readonly provoked?: string;
  /** What is wrong with a request; the code of a reply that is an error. */
  readonly error?: string;
  /** What it consists of. */
  readonly fields: readonly FrameField[];
}

/** That a teacher looks at the wire of others, or no more. */
export interface Watching {
  /** The name of the teacher. */
  readonly by: string;
  /** A user name, or `all`. */
  readonly of: string;
  /** Whether texts are shown, and not only how long they are. */
  readonly texts: boolean;
  /** Whether it begins; `false`: it is over. */
  readonly active: boolean;
}
