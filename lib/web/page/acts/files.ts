/**
 * Files to the server, one after the other, part by part and on from where a cut came; and from it. An upload that is in the
 * state no more was given up: nothing else ends it.
 *
 * @module
 */

// Not in deno.json: only the page needs it.
// deno-lint-ignore-file no-import-prefix
import { sha256 } from "npm:@noble/hashes@2.4.0/sha2.js";
import { ChatError, type FileInfo, PROTOCOL_LIMITS } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import { describeSize } from "../../../client/files/progress.ts";
import { type App, say, update, type WithoutToken } from "../app.ts";
import { fileTexts } from "../../i18n/files.ts";
import { newKey } from "../../outbox/key.ts";
import { fromBase64, nextPart, sentName, toBase64 } from "../../state/files.ts";
import { append } from "../../state/lines.ts";
import { type Upload, withConversation } from "../../state/state.ts";
import { addUploads, changeUpload, MOST_UPLOADS, nextUpload, removeUpload } from "../../state/uploads.ts";
import { askOn, GivenUp } from "./asking.ts";
import { type Data, refusalOf } from "./doing.ts";

/** Bytes that are hashed at once: the page goes on meanwhile. */
const PIECE = 256 * 1024;

/** Replies one after the other that bring nothing. */
const MOST_IDLE = 16;

/** The files of the uploads, by their keys. */
const FILES = new Map<string, File>();

let isRunning = false;

/** Sends files to a conversation, behind those that wait. What cannot be sent is said. */
export function sendFiles(app: App, to: string, files: readonly File[]): void {
  const texts = fileTexts(app.texts);
  const { server, uploads } = app.store.state;
  const most = server?.limits["file"] ?? Infinity;
  for (const { name } of files.filter(({ size }) => size > most)) {
    say(app, texts.tooLarge(name, describeSize(most)), "bad");
  }
  const fitting = files.filter(({ size }) => size <= most);
  if (uploads.length + fitting.length > MOST_UPLOADS) return say(app, texts.tooMany(MOST_UPLOADS), "bad");
  const added = fitting.map((file): Upload => {
    const key = newKey();
    FILES.set(key, file);
    return { key, to, name: sentName(file.name), size: file.size, done: 0 };
  });
  update(app, (state) => addUploads(state, added));
  void run(app);
}

/** Sends what was not taken once more. */
export function retryUpload(app: App, key: string): void {
  update(app, (state) => changeUpload(state, key, { problem: undefined }));
  void run(app);
}

/** Gives a file up. */
export function cancelUpload(app: App, key: string): void {
  FILES.delete(key);
  update(app, (state) => removeUpload(state, key));
}

async function run(app: App): Promise<void> {
  if (isRunning) return;
  isRunning = true;
  addEventListener("beforeunload", hold);
  try {
    for (let next; (next = nextUpload(app.store.state)) !== undefined;) await sendOne(app, next);
  } finally {
    isRunning = false;
    removeEventListener("beforeunload", hold);
    for (const key of FILES.keys()) if (!isWanted(app, key)) FILES.delete(key);
  }
}

/** A file that is on its way ends with the page: the browser asks first. */
function hold(event: Event): void {
  event.preventDefault();
}

function isWanted(app: App, key: string): boolean {
  return app.store.state.uploads.some((it) => it.key === key);
}

async function sendOne(app: App, upload: Upload): Promise<void> {
  const { key } = upload;
  try {
    await uploadFile(app, upload, FILES.get(key)!);
    cancelUpload(app, key);
  } catch (error) {
    if (error instanceof GivenUp) return cancelUpload(app, key);
    const isRefused = error instanceof ChatError;
    const problem = isRefused
      ? { code: error.code, message: refusalOf(app, error) }
      : { code: undefined, message: fileTexts(app.texts).unreadable };
    update(app, (state) => changeUpload(state, key, { problem }));
  }
}

async function uploadFile(app: App, upload: Upload, file: File): Promise<void> {
  const { key, to, name, size } = upload;
  const ask = (command: WithoutToken, expected?: string) =>
    askOn(app, command, { isWanted: () => isWanted(app, key), expected });
  const put = { name: "put", key, user: to, size, sha256: await digest(app, file, key), file: name } as const;
  let part: number = PROTOCOL_LIMITS.defaultChunk;
  let data = await ask(put);
  for (let idle = 0; typeof data["id"] !== "string";) {
    const offset = Number(data["offset"]);
    if (!(offset >= 0 && offset <= size) || idle > MOST_IDLE) throw new ChatError(fileTexts(app.texts).otherContent);
    update(app, (state) => changeUpload(state, key, { done: offset }));
    if (offset === size) {
      data = await ask(put);
    } else {
      const bytes = new Uint8Array(await file.slice(offset, offset + part).arrayBuffer());
      const start = CLOCKS.elapsed();
      data = await ask({ name: "chunk", key, offset, data: toBase64(bytes) }, "no_file");
      part = nextPart(part, CLOCKS.elapsed() - start);
      if (data["code"] === "no_file") data = await ask(put); // The server was started anew.
    }
    idle = Number(data["offset"]) > offset ? 0 : idle + 1;
  }
  show(app, upload, put.sha256, data);
}

/** Puts the message of a file that was sent where it belongs. */
function show(app: App, { to, name, size }: Upload, sha256: string, data: Data): void {
  const user = app.store.state.login?.user;
  const at = Date.parse(String(data["at"]));
  if (user === undefined || Number.isNaN(at)) return;
  const file: FileInfo = { id: Number(data["file"]), name, size, sha256 };
  const text = `File: ${name} (${describeSize(size)})`;
  update(
    app,
    (state) =>
      withConversation(state, to, (it) =>
        append(it, {
          id: String(data["id"]),
          at,
          from: user,
          fromName: user,
          to: it.name,
          toName: it.title,
          text,
          file,
        })),
  );
}

/** The SHA-256 of a file; on plain http a browser has none of its own. */
async function digest(app: App, file: Blob, key: string): Promise<string> {
  const hash = sha256.create();
  for (let offset = 0; offset < file.size; offset += PIECE) {
    if (!isWanted(app, key)) throw new GivenUp();
    hash.update(new Uint8Array(await file.slice(offset, offset + PIECE).arrayBuffer()));
  }
  return inHex(hash.digest());
}

function inHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Gets all that is in a file.
 *
 * @param onPart Called with how many bytes have come. @param isWanted Whether somebody still waits for it.
 * @returns It; `undefined`: it was refused, which is said, or nobody wants it any more.
 */
export async function fetchFile(
  app: App,
  { id, size, sha256: wanted }: FileInfo,
  { onPart, isWanted }: { onPart: (done: number) => void; isWanted: () => boolean },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const content = new Uint8Array(size);
  let part: number = PROTOCOL_LIMITS.defaultChunk;
  try {
    for (let offset = 0; offset < size;) {
      const start = CLOCKS.elapsed();
      const data = await askOn(app, { name: "get", id, offset, limit: part }, { isWanted });
      part = nextPart(part, CLOCKS.elapsed() - start);
      const bytes = fromBase64(String(data["data"] ?? ""));
      if (bytes.length === 0 || offset + bytes.length > size) throw new ChatError(fileTexts(app.texts).otherContent);
      content.set(bytes, offset);
      onPart(offset += bytes.length);
    }
    if (inHex(sha256(content)) !== wanted) throw new ChatError(fileTexts(app.texts).otherContent);
    return content;
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    if (!(error instanceof ChatError)) throw error;
    return void say(app, refusalOf(app, error), "bad");
  }
}
