/**
 * The commands that send and save files. It knows no terminal.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { openSource } from "../files/local_file.ts";
import { describeSize, type Progress } from "../files/progress.ts";
import { download, upload, type Way } from "../files/transfer.ts";
import type { Texts } from "../i18n/texts.ts";
import type { Answer } from "./results.ts";
import type { InputCommand } from "./commands.ts";
import type { Session } from "./session.ts";

/** A command that sends or saves a file. */
export type FileTransfer = Extract<InputCommand, { kind: "file" | "get" }>;

/** How a transfer is followed. */
export interface TransferOptions {
  /** Ends it. @default nothing does */
  readonly signal?: AbortSignal | undefined;
  /** Attempts to connect before it is given up. @default {16}, about two minutes */
  readonly attempts?: number;
  /** Called with how far it has come. @default nobody */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with what a person should know. @default nobody */
  readonly notice?: ((text: string) => void) | undefined;
}

/** Sends or saves a file. Whatever goes wrong becomes the answer. */
export async function runTransfer(
  session: Session,
  typed: FileTransfer,
  texts: Texts,
  { signal = new AbortController().signal, attempts = 16, onProgress = () => {}, notice = () => {} }: TransferOptions =
    {},
): Promise<Answer> {
  try {
    const { login, remote } = session.connection;
    if (login === undefined) throw new ChatError(texts.notAuthorized);
    if (session.isKnown && !session.can("put")) throw new ChatError(texts.notThisServer(typed.kind));
    await using own = remote.another();
    const stop = () => void own.close();
    signal.addEventListener("abort", stop);
    try {
      const way = { remote: own, token: login.token, signal, texts, attempts, onProgress };
      return await transfer(typed, { ...way, onWait: (reason) => notice(texts.fileWaits(reason)) });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  } catch (error) {
    if (error instanceof ChatError) return { kind: "failed", message: error.message };
    throw error;
  }
}

async function transfer(typed: FileTransfer, way: Way): Promise<Answer> {
  const { texts } = way;
  if (typed.kind === "get") {
    const { path, size } = await download(typed.id, typed.path, way);
    return done(texts.fileSaved(path, describeSize(size)), { path, size });
  }
  using source = await openSource(typed.path, texts);
  const file = await upload(source, typed.user, crypto.randomUUID(), way);
  const { name, size } = source;
  return done(texts.fileSent(name, typed.user, describeSize(size)), { file, name, size });
}

/** What was done, as a reply of the server would say it. */
function done(message: string, data: { readonly [key: string]: string | number }): Answer {
  const json = JSON.stringify({ status: "OK", message, ...data });
  return { kind: "reply", reply: { kind: "done", message, data }, json, user: "" };
}
