/**
 * The files of a chat: who sends which to whom, how much of one has come, and who may have it. It knows no socket and no
 * wire.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError } from "../../../chat.ts";
import type { NewFile, StoredFile } from "../../../store/files.ts";
import type { Change, Inbox, Store, StoredAccount, StoredRef } from "../../../store/store.ts";
import type { Contents, KeptContent } from "../../files/contents.ts";
import { nameOfFile } from "../../files/file_names.ts";
import { describe, type FileLimits, FileSpace, roomOf } from "../../files/space.ts";
import { Turns } from "../../files/turns.ts";
import { IncomingFile } from "./incoming_file.ts";
import type { Login } from "../logins/login.ts";
import type { Messages, Origin, PostOptions } from "../messages/messages.ts";
import type { Quota } from "../messages/quota.ts";
import { type Upload, Uploads } from "./uploads.ts";

/** Bytes of the contents in one inbox; one file may have more. */
const MAX_INBOX_CONTENT = 2 * 1024 * 1024;

/** Bytes of a content that are read and encoded at once: a multiple of three, so that the pieces can be put together. */
const PIECE = 48 * 1024;

/** Pieces that are written or read at once: whoever sends a line of text gets in between. */
const MOST_AT_ONCE = 4;

/** What {@linkcode Files} needs. */
export interface FilesOptions {
  /** Where files are kept. */
  readonly store: Store;
  /** What is in them. */
  readonly contents: Contents;
  /** Their bounds. */
  readonly limits: FileLimits;
  /** What sends the message that a file comes with. */
  readonly messages: Messages;
  /** What accounts may have stored of messages. */
  readonly quota: Quota;
  /** Whom an account talks to under a name: the id of another, or the receiver that stands for a group. It throws a ChatError. */
  readonly partner: (account: StoredAccount, name: string) => number;
  /** Called with a fault that nothing else reports. */
  readonly onFault: (error: unknown) => void;
}

/** A file that is being uploaded, or has been. */
export interface UploadState {
  /** Bytes that have come. */
  readonly offset: number;
  /** The message and the file, if it is sent. */
  readonly sent?: StoredRef | undefined;
}

/** What a client says of a file that it is about to upload. */
export interface Announced {
  /** A UUID of the client's choice: with it a file is sent once. */
  readonly key: string;
  /** Whom it is for. */
  readonly user: string;
  /** Bytes. */
  readonly size: number;
  /** The SHA-256 of what is in it, in hexadecimal. */
  readonly sha256: string;
  /** Its name, perhaps with a path. */
  readonly file: string;
}

/** The files of a chat. */
export class Files {
  readonly #options: FilesOptions;
  readonly #space: FileSpace;
  readonly #uploads = new Uploads();
  readonly #turns = new Turns(MOST_AT_ONCE);

  /** Whether what no file has is being removed, and whether that is to be done once more. */
  #sweeping: "no" | "once" | "again" = "no";

  private constructor(options: FilesOptions) {
    this.#options = options;
    this.#space = new FileSpace(options.limits);
  }

  /** Opens the files; removes the contents that no file has. */
  static async open(options: FilesOptions): Promise<Files> {
    const files = new Files(options);
    await files.#sweep();
    return files;
  }

  /** Bytes that they take on the disk. */
  get bytes(): number {
    return this.#space.bytes;
  }

  /** Removes what is in files that were removed. */
  changed(change: Change): void {
    if (change.kind === "pruned" || change.kind === "message edited" && change.edit.removed) this.#sweepSoon();
  }

  #sweepSoon(): void {
    if (this.#sweeping !== "no") {
      this.#sweeping = "again";
      return;
    }
    this.#sweeping = "once";
    this.#sweep().catch(this.#options.onFault).finally(() => {
      const isAgain = this.#sweeping === "again";
      this.#sweeping = "no";
      if (isAgain) this.#sweepSoon();
    });
  }

  /** Removes the contents that no file has, and counts what the others take. */
  async #sweep(): Promise<void> {
    const { store, contents } = this.#options;
    const { bytes } = await contents.sweep((hashes) => store.files.unused(hashes), roomOf);
    this.#space.recount(await store.files.usage(roomOf(0)), bytes);
  }

  /**
   * Takes a file that comes whole in one request. Its pieces go to {@linkcode IncomingFile.append}, then it is sent by
   * {@linkcode Files.send}, or abandoned.
   *
   * @throws {ChatError} If it cannot be sent to these users, or there is no room.
   */
  begin(login: Login, receivers: readonly string[], file: string): IncomingFile {
    nameOfFile(file);
    this.#checkAll(login, receivers);
    return this.#begin(login, 0);
  }

  /**
   * Sends what has come as a file, with a message to each of some users.
   *
   * @throws {ChatError} If it cannot be stored: then nobody gets it.
   */
  async send(
    login: Login,
    receivers: readonly string[],
    typed: string,
    incoming: IncomingFile,
    origin: Origin,
  ): Promise<void> {
    const name = nameOfFile(typed);
    using kept = await this.#keep(incoming);
    try {
      this.#checkAll(login, receivers); // Much may have changed meanwhile.
      this.#options.quota.take(login.account.id, textOf(name, kept.size), receivers.length); // For all of them, or for none.
      await Promise.all(
        receivers.map((user) =>
          this.#post(login, crypto.randomUUID(), user, { ...kept, name }, { origin, isFree: true })
        ),
      );
    } catch (error) {
      this.#sweepSoon(); // Nobody may have it.
      throw error;
    }
  }

  /**
   * Begins an upload, or tells how far it has come; sends the file when all of it has.
   *
   * @throws {ChatError} If it cannot be sent.
   */
  async put(login: Login, announced: Announced, origin: Origin): Promise<UploadState> {
    const { key, user, size, sha256, file } = announced;
    const { account } = login;
    const name = nameOfFile(file);
    return await this.#uploads.exclusively(account.id, key, async () => {
      const { store } = this.#options;
      const sent = await store.findByKey(account.id, key);
      const hasFile = sent !== undefined && (await store.files.sizes([sent.seq])).has(sent.seq);
      if (hasFile) return { offset: size, sent };
      if (sent !== undefined) throw new ChatError("The key is that of a text or a removed file", { code: "no_file" });
      const upload = this.#uploads.find(account.id, key) ?? this.#start(login, announced);
      if (upload.size !== size || upload.sha256 !== sha256) {
        throw new ChatError("The key is that of another file", { code: "wrong_parameters" });
      }
      const offset = upload.incoming.size;
      if (offset < size) return { offset };
      this.#checkAll(login, [user]); // What may not be sent now is not lost.
      this.#uploads.forget(upload);
      using kept = await this.#keep(upload.incoming, sha256);
      try {
        return { offset, sent: await this.#post(login, key, user, { ...kept, name }, { origin }) };
      } catch (error) {
        this.#sweepSoon();
        throw error;
      }
    });
  }

  #start(login: Login, { key, user, size, sha256 }: Announced): Upload {
    this.#checkAll(login, [user]);
    this.#uploads.makeRoom(login.account.id);
    return this.#uploads.add({ account: login.account.id, key, size, sha256, incoming: this.#begin(login, size) });
  }

  #begin({ account }: Login, size: number): IncomingFile {
    const partial = this.#options.contents.begin();
    return new IncomingFile(account.id, { space: this.#space, turns: this.#turns, partial, size });
  }

  /**
   * Takes the bytes of an upload from `offset` on, unless it is elsewhere.
   *
   * @returns Where it is now: the place from which it goes on.
   * @throws {ChatError} If there is no such upload, or the disk does not take them.
   */
  async chunk({ account }: Login, key: string, offset: number, bytes: Uint8Array): Promise<number> {
    return await this.#uploads.exclusively(account.id, key, async () => {
      const upload = this.#uploads.find(account.id, key);
      if (upload === undefined) throw new ChatError("There is no such upload: begin with put", { code: "no_file" });
      if (offset !== upload.incoming.size) return upload.incoming.size;
      if (offset + bytes.length > upload.size) {
        throw new ChatError("That is more than the size of the file", { code: "wrong_parameters" });
      }
      await upload.incoming.append(bytes);
      return upload.incoming.size;
    });
  }

  /** The file with a number. @throws {ChatError} If the user has part in no conversation with it. */
  async find({ account }: Login, id: number): Promise<StoredFile> {
    const file = await this.#options.store.files.file(account.id, id);
    if (file === undefined) throw new ChatError(`There is no file ${id} for you`, { code: "no_file" });
    return file;
  }

  /** The newest files that a user can have; `user`: only those that were exchanged with them. */
  async list(
    { account }: Login,
    { user, before, limit }: { user?: string | undefined; before?: number | undefined; limit: number },
  ): Promise<{ readonly files: readonly StoredFile[]; readonly more: boolean }> {
    const other = user === undefined ? undefined : this.#options.partner(account, user);
    const files = await this.#options.store.files.list(account.id, { other, before, limit: limit + 1 });
    return { files: files.slice(0, limit), more: files.length > limit };
  }

  /** A part of what is in a file, as Base64, piece by piece. @throws {ChatError} If it cannot be read. */
  async *content(
    { sha256, size }: Pick<NewFile, "sha256" | "size">,
    offset = 0,
    length = size,
  ): AsyncGenerator<string> {
    const end = Math.min(size, offset + length);
    for (let at = offset; at < end; at += PIECE) {
      const length = Math.min(PIECE, end - at);
      const bytes = await this.#turns.run(() => this.#options.contents.read(sha256, at, length));
      if (bytes.length === 0) throw new ChatError("Cannot read the file: a part is missing", { code: "store_failed" });
      yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
    }
  }

  /** As much of an inbox as can have the contents of its files with it, and whether there are any. */
  async withContents(inbox: Inbox): Promise<{ readonly inbox: Inbox; readonly hasFiles: boolean }> {
    const sizes = inbox.seqs.length === 0
      ? new Map<number, number>()
      : await this.#options.store.files.sizes(inbox.seqs);
    if (sizes.size === 0) return { inbox, hasFiles: false };
    let length = 0;
    const places = [...inbox.seqs].sort((one, other) => one - other);
    const end = places.findIndex((seq, index) => {
      length += sizes.get(seq) ?? 0;
      return index > 0 && length > MAX_INBOX_CONTENT && sizes.has(seq);
    });
    if (end === -1) return { inbox, hasFiles: true };
    const cursor = places[end - 1]!;
    const lengths = inbox.lengths.filter((_, index) => inbox.seqs[index]! <= cursor);
    return { inbox: { seqs: inbox.seqs.filter((seq) => seq <= cursor), lengths, cursor }, hasFiles: true };
  }

  async #keep(incoming: IncomingFile, sha256?: string): Promise<KeptContent> {
    const { store } = this.#options;
    return await incoming.keep(sha256, (hash) => store.files.hasSent(incoming.account, hash));
  }

  #post(
    login: Login,
    key: string,
    user: string,
    { name, size, sha256 }: NewFile,
    options: PostOptions,
  ): Promise<StoredRef> {
    const file = { name, size, sha256 };
    return this.#options.messages.post(login, key, user, textOf(name, size), { ...options, file });
  }

  #checkAll(login: Login, receivers: readonly string[]): void {
    for (const user of receivers) this.#options.messages.check(login, user);
  }
}

/** What the message says that a file comes with, for those who know of no files. */
function textOf(name: string, size: number): string {
  return `File: ${name} (${describe(size)})`;
}
