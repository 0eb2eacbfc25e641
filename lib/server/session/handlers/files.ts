/**
 * What a server does for the commands about files.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ChatError, type Json, PROTOCOL_LIMITS, type Reply } from "../../../chat.ts";
import type { Command, CommandOf } from "../../../wire/command.ts";
import type { FileCommand } from "../../../wire/commands/files.ts";
import { encode, encodeTime } from "../../../wire/json.ts";
import { free } from "../../../wire/lines.ts";
import { REPLY_END } from "../../../wire/event.ts";
import type { Chat } from "../../chat/chat.ts";
import type { Files, UploadState } from "../../chat/files/files.ts";
import { FileText, type IncomingFile } from "../../chat/files/incoming_file.ts";
import type { Login } from "../../chat/logins/login.ts";
import { type LongReply, PIECE_SIZE } from "../../chat/messages/long_replies.ts";
import type { StoredFile } from "../../../store/files.ts";
import { Base64Decoder, latin1 } from "../../files/base64.ts";
import type { Answer, Caller, Handlers } from "../handler.ts";

/** Of each of these commands. */
export const FILE_HANDLERS: Handlers<FileCommand["name"]> = {
  sendfile: sendWhole,
  sendgroupfile: sendWhole,
  chunk: sendWhole,
  async downloadfile({ carrier: { chat } }, { id }, login) {
    const file = await filesOf(chat).find(login, id);
    return longReply({ fileid: file.id, filename: file.name }, "message", filesOf(chat).content(file));
  },
  downloadgroupfile: (caller, { token, id }, login) =>
    FILE_HANDLERS.downloadfile(caller, { name: "downloadfile", token, id }, login),
  async put(caller, command, login) {
    return describeUpload(await filesOf(caller.carrier.chat).put(login, command, caller));
  },
  async get({ carrier: { chat } }, { id, offset = 0, limit = PROTOCOL_LIMITS.defaultChunk }, login) {
    const file = await filesOf(chat).find(login, id);
    const { name, size, sha256 } = file;
    const content = filesOf(chat).content(file, offset, Math.min(limit, PROTOCOL_LIMITS.chunk));
    return await longReply({ id, name, size, sha256, offset }, "data", content);
  },
  async files({ carrier: { chat } }, { user, before, limit = PROTOCOL_LIMITS.defaultPage }, login) {
    const page = await filesOf(chat).list(login, { user, before, limit: Math.min(limit, PROTOCOL_LIMITS.page) });
    return { kind: "done", message: "Files", data: { files: page.files.map(describeFile), more: page.more } };
  },
};

/** A request whose content comes piece by piece, since it is as long as a file. */
export interface LongBody {
  /** Takes the next piece of it. @throws {ChatError} If it cannot be taken: no more is wanted then. */
  push(piece: Uint8Array): Promise<void>;
  /** All of it has come. @throws {ChatError} If nothing comes of it. */
  end(): Promise<Reply>;
  /** No more of it comes. */
  abandon(): Promise<void>;
}

/** Begins to take what is in a request of a command that {@linkcode isLong}; its own `data` is not looked at. @throws {ChatError} If it cannot be taken. */
export function openBody(caller: Caller, command: Command, login: Login): LongBody {
  switch (command.name) {
    case "sendfile":
      return fileBody(caller, [command.user], command.file, login);
    case "sendgroupfile":
      return fileBody(caller, receiversOf(caller, command.user), command.file, login);
    case "chunk":
      return chunkBody(caller, command, login);
    default:
      throw new Error(`${command.name} has no long body`);
  }
}

/** Whom the family's clients mean: users with commas between them, else a group, else a user. */
function receiversOf({ carrier: { chat, limits } }: Caller, names: string): readonly string[] {
  if (!names.includes(",")) return [chat.groups.find(names)?.title ?? names];
  const users = new Map(names.split(",").filter((name) => name !== "").map((name) => [name.toLowerCase(), name]));
  const { members } = limits.groupLimits;
  if (users.size > 0 && users.size <= members) return [...users.values()];
  throw new ChatError(`A file can be sent to ${members} users at once`, { code: "wrong_parameters" });
}

/** Takes a request that is no longer than others. */
async function sendWhole(
  caller: Caller,
  command: CommandOf<"sendfile" | "sendgroupfile" | "chunk">,
  login: Login,
): Promise<Answer> {
  const body = openBody(caller, command, login);
  try {
    await body.push(Buffer.from(command.data));
    return await body.end();
  } finally {
    await body.abandon();
  }
}

function fileBody(
  caller: Caller,
  users: readonly string[],
  name: string,
  login: Login,
): LongBody {
  const files = filesOf(caller.carrier.chat);
  const incoming: IncomingFile = files.begin(login, users, name);
  const text = new FileText(incoming);
  return {
    push: (piece) => text.push(piece),
    async end() {
      await text.end();
      await files.send(login, users, name, incoming, caller);
      return { kind: "done", message: "File Sent" };
    },
    abandon: () => incoming.abandon(),
  };
}

/** A chunk is in memory until it is whole: it has a bound, and is written whole or not at all. */
function chunkBody({ carrier: { chat } }: Caller, { key, offset }: CommandOf<"chunk">, login: Login): LongBody {
  const decoder = new Base64Decoder();
  let [bytes, length] = [new Uint8Array(0), 0];
  const makeRoom = (more: number) => {
    if (length + more <= bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * bytes.length, length + more));
    grown.set(bytes.subarray(0, length));
    free(bytes);
    bytes = grown;
  };
  const check = () => {
    if (length <= PROTOCOL_LIMITS.chunk) return;
    throw new ChatError(`A chunk has at most ${PROTOCOL_LIMITS.chunk} bytes`, { code: "wrong_parameters" });
  };
  return {
    push: (piece) =>
      Promise.try(() => {
        makeRoom(Base64Decoder.room(piece.length));
        length += decoder.push(latin1(piece), bytes.subarray(length));
        check();
      }),
    async end() {
      makeRoom(Base64Decoder.room(0));
      length += decoder.end(bytes.subarray(length));
      check();
      const reached = await filesOf(chat).chunk(login, key, offset, bytes.subarray(0, length));
      return { kind: "done", message: "Received", data: { offset: reached } };
    },
    abandon: () => Promise.try(() => free(bytes)),
  };
}

/** The files of a chat. @throws {ChatError} If it keeps none. */
function filesOf({ files }: Chat): Files {
  if (files === undefined) throw new ChatError("This server takes no files", { code: "file_too_large" });
  return files;
}

function describeUpload({ offset, sent }: UploadState): Reply {
  if (sent === undefined) return { kind: "done", message: "Continue", data: { offset } };
  const { id, seq, at } = sent;
  return { kind: "done", message: "File Sent", data: { offset, id, at: encodeTime(at), file: seq } };
}

function describeFile({ at, ...file }: StoredFile): { [key: string]: Json } {
  return { ...file, at: encodeTime(at) };
}

/** A reply that ends with the content of a file; its first piece is read at once, so that what cannot be read is told. */
async function longReply(
  members: { readonly [key: string]: Json },
  key: string,
  content: AsyncGenerator<string>,
): Promise<LongReply> {
  const first = await content.next();
  const begin = `${encode({ status: "OK", ...members }).slice(0, -1)}, "${key}": "`;
  async function* pieces(): AsyncGenerator<string> {
    yield begin + (first.value ?? "");
    yield* content;
    yield `"}${REPLY_END}`;
  }
  return { kind: "long", pieces: pieces(), size: PIECE_SIZE };
}
