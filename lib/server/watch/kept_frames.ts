/**
 * The newest frames, in memory: so many of a connection, and so many bytes in all. Nothing secret is in them, since a frame
 * is kept only as it was explained. It knows no connection.
 *
 * @module
 */

import type { Frame, FrameField } from "../../chat.ts";
import { formatEvent } from "../../wire/event.ts";
import { withoutTexts, withTexts } from "../../wire/explain.ts";

/** Frames of a connection that are kept, and bytes of all. */
const MOST_OF_ONE = 256;
const MOST_BYTES = 8 * 1024 * 1024;
/** Bytes that a frame, and a field of it, take beside their texts; measured by their heap. */
const FRAME_SIZE = 400;
const FIELD_SIZE = 120;

const ENCODER = new TextEncoder();

/** Whose frames these are. */
export interface Owner {
  /** The accounts that the connection has shown logins of; or, before that, the one whose name it tried. */
  readonly accounts: readonly number[];
  /** The account that may read the texts: the only one whose login the connection has shown. */
  readonly reader: number | undefined;
  /** Whether a login was shown, and not only a name tried. */
  readonly isKnown: boolean;
}

/** A frame, as it is kept. */
export class KeptFrame {
  #frame: Frame;
  #owner: Owner;
  /** Bytes that it takes, about. */
  readonly size: number;
  #full: Uint8Array | undefined;
  #plain: Uint8Array | undefined;

  /** A frame of somebody. */
  constructor(frame: Frame, owner: Owner) {
    this.#frame = frame;
    this.#owner = owner;
    this.size = frame.fields.reduce((size, { text = "" }) => size + FIELD_SIZE + 2 * text.length, FRAME_SIZE);
  }

  /** Which frame. Its fields have the texts that are private. */
  get frame(): Frame {
    return this.#frame;
  }

  /** Whose it is. */
  get owner(): Owner {
    return this.#owner;
  }

  /** It turned out whose it is; that does not tell who may read its texts. @param user The name, if a login was shown. */
  belongsTo({ accounts, isKnown }: Owner, user: string | undefined): void {
    this.#owner = { accounts, isKnown, reader: undefined };
    if (user !== undefined) this.#frame = { ...this.#frame, user };
    this.forget();
  }

  /** The event for who may read the texts, or may not: encoded once for all. */
  event(hasTexts: boolean): Uint8Array {
    return hasTexts ? this.#full ??= this.#encode(withTexts) : this.#plain ??= this.#encode(withoutTexts);
  }

  /** Forgets the events: it is seldom asked for them again. */
  forget(): void {
    this.#full = this.#plain = undefined;
  }

  #encode(fields: (fields: readonly FrameField[]) => readonly FrameField[]): Uint8Array {
    const frame = { ...this.frame, fields: fields(this.frame.fields) };
    return ENCODER.encode(formatEvent({ kind: "frame", frame }));
  }
}

/** The frames that are kept. */
export class KeptFrames {
  /** All, the oldest first. */
  readonly #all = new Map<number, KeptFrame>();
  /** Those of each connection. */
  readonly #ofConnection = new Map<number, KeptFrame[]>();
  #bytes = 0;

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a frame; old ones make room for it. */
  add(record: KeptFrame): void {
    const { n, connection } = record.frame;
    let own = this.#ofConnection.get(connection);
    if (own === undefined) this.#ofConnection.set(connection, own = []);
    own.push(record);
    this.#all.set(n, record);
    this.#bytes += record.size;
    if (own.length > MOST_OF_ONE) this.#drop(own[0]!);
    while (this.#bytes > MOST_BYTES) this.#drop(this.#all.values().next().value!);
  }

  /** Forgets the oldest frame of its connection. */
  #drop(record: KeptFrame): void {
    const { n, connection } = record.frame;
    const own = this.#ofConnection.get(connection)!;
    own.shift();
    if (own.length === 0) this.#ofConnection.delete(connection);
    this.#all.delete(n);
    this.#bytes -= record.size;
  }

  /** The frames of a connection, the oldest first. */
  of(connection: number): readonly KeptFrame[] {
    return this.#ofConnection.get(connection) ?? [];
  }

  /** The newest `most` frames of those that somebody may see, the oldest first. */
  newest(most: number, maySee: (owner: Owner) => boolean): KeptFrame[] {
    return [...this.#all.values()].filter(({ owner }) => maySee(owner)).slice(-most);
  }

  /** Forgets the frames of a connection. */
  clear(connection: number): void {
    for (const record of [...this.of(connection)]) this.#drop(record);
  }
}
