/**
 * What a store keeps of files: their names and which message each came with. What is in them is kept elsewhere, under its
 * hash. It knows no database.
 *
 * @module
 */

/** A file that comes with a message, as its sender named it. */
export interface NewFile {
  /** Its name, without a path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The SHA-256 of what is in it, in hexadecimal. */
  readonly sha256: string;
}

/** A file that was kept. */
export interface StoredFile extends NewFile {
  /** The place of its message in the order of the store: the number by which it is asked for. */
  readonly id: number;
  /** The user name of the sender. */
  readonly from: string;
  /** The user name of the receiver, or the name of a group with `#` before it. */
  readonly to: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
}

/** Which files to return. */
export interface FilesOptions {
  /** The id of the account with which they were exchanged, or the receiver that stands for a group. @default any */
  readonly other?: number | undefined;
  /** The number before which they end. @default the newest ones */
  readonly before?: number | undefined;
  /** How many at most. */
  readonly limit: number;
}

/** Files. Who asks for one is told only of those in conversations in which he has part. */
export interface FileStore {
  /** The file with a number, if the account has part in the conversation in which it was sent. */
  file(account: number, id: number): Promise<StoredFile | undefined>;
  /** The newest files of the conversations in which an account has part, the newest first. */
  list(account: number, options: FilesOptions): Promise<StoredFile[]>;
  /** The bytes of those files that came with the messages in these places, by place: none for a message without a file. */
  sizes(places: readonly number[]): Promise<Map<number, number>>;
  /** Bytes of the contents that each account has sent, each once and in whole blocks of `block` bytes, by account. */
  usage(block: number): Promise<Map<number, number>>;
  /** Whether an account has sent a file with this content. */
  hasSent(account: number, sha256: string): Promise<boolean>;
  /** Those of these hashes that are the content of no file. */
  unused(hashes: readonly string[]): Promise<string[]>;
}

/** What is in files, where servers share a database: under its SHA-256, in pieces of one size, of which the last is shorter. */
export interface Depot {
  /** Bytes of a piece. */
  readonly pieceSize: number;
  /** Whether a content is there; if so, it stays for a day at least, whether a file refers to it or not. */
  has(sha256: string): Promise<boolean>;
  /** Keeps a piece, from 0 on, of a content that is not there yet. */
  addPiece(sha256: string, n: number, bytes: Uint8Array): Promise<void>;
  /** Says that all pieces of a content are kept. @returns Whether that is so: a fail-over may have lost some. */
  add(content: Pick<NewFile, "sha256" | "size">): Promise<boolean>;
  /** Bytes of a content, so many from `offset` on, or as many as there are. */
  read(sha256: string, offset: number, length: number): Promise<Uint8Array>;
  /** All contents. */
  list(): AsyncIterable<Pick<NewFile, "sha256" | "size">>;
  /** Removes those of these to which no file refers, and none is about to. @returns Which were removed. */
  remove(hashes: readonly string[]): Promise<string[]>;
}
