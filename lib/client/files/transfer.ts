/**
 * A file on its way to a server or from it: over a connection of its own, so that no message waits for it, and on from where
 * it was cut. It knows no person.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { CLOCKS } from "../../clock.ts";
import { pause } from "../../async.ts";
import { ChatError, type Json, PROTOCOL_LIMITS, type Reply } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import { delayBefore } from "../connection/backoff.ts";
import type { Remote } from "../connection/remote.ts";
import type { Texts } from "../i18n/texts.ts";
import { type Source, Target } from "./local_file.ts";
import { Meter, type Progress } from "./progress.ts";

/** What a transfer goes over. */
export interface Way {
  /** A connection that nobody else uses. */
  readonly remote: Remote;
  /** The login's token. */
  readonly token: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** What it says. */
  readonly texts: Texts;
  /** Attempts one after the other in which nothing comes of it, before it is given up. */
  readonly attempts: number;
  /** Called with how far it has come. */
  readonly onProgress: (progress: Progress) => void;
  /** Called with the reason when it waits for a connection. */
  readonly onWait: (reason: string) => void;
}

/** Replies one after the other that bring nothing. */
const MOST_IDLE = 16;

/** Seconds for which a server may let one request wait. */
const LONGEST_WAIT = 60;

/** Milliseconds that a part shall take, so that others on the same line are not held up; bytes that it has at least. */
const SHORT = 150;
const LONG = 500;
const LEAST_CHUNK = 8 * 1024;

/** The members of a reply. */
type Data = { readonly [key: string]: Json };

/** Sends a file. @returns The number that it has on the server. @throws {ChatError} If it cannot be sent. */
export async function upload(source: Source, user: string, key: string, way: Way): Promise<number> {
  const { token, onProgress } = way;
  const { name, size, sha256 } = source;
  const asking = new Asking(way);
  const meter = new Meter(CLOCKS.elapsed);
  const chunk = new ChunkSize();
  const put = { name: "put", token, key, user, size, sha256, file: name } as const;
  let reply = await asking.ask(put);
  for (let idle = 0; typeof reply["id"] !== "string";) {
    const offset = Number(reply["offset"]);
    if (!(offset >= 0 && offset <= size) || idle > MOST_IDLE) throw new ChatError(way.texts.otherContent);
    onProgress({ name, done: offset, total: size, rate: meter.take(offset) });
    if (offset === size) {
      reply = await asking.ask(put);
    } else {
      const data = encode(await source.read(offset, chunk.size));
      if (data === "") throw new ChatError(way.texts.otherContent); // It has become shorter.
      reply = await chunk.timed(() => asking.ask({ name: "chunk", token, key, offset, data }, ["no_file"]));
      if (reply["code"] === "no_file") reply = await asking.ask(put); // The server was started anew.
    }
    idle = Number(reply["offset"]) > offset ? 0 : idle + 1;
  }
  onProgress({ name, done: size, total: size, rate: meter.take(size) });
  return Number(reply["file"]);
}

/** Saves a file. @param path See {@linkcode Target.open}. @returns Its path and its size. @throws {ChatError} If that fails. */
export async function download(
  id: number,
  path: string | undefined,
  way: Way,
): Promise<{ path: string; size: number }> {
  const { token, texts, onProgress } = way;
  const asking = new Asking(way);
  const meter = new Meter(CLOCKS.elapsed);
  const chunk = new ChunkSize();
  const first = await asking.ask({ name: "get", token, id, limit: 1 });
  const { name, size, sha256 } = first;
  if (typeof name !== "string" || typeof size !== "number" || typeof sha256 !== "string") {
    throw new ChatError(texts.otherContent);
  }
  using target = await Target.open(path, { name, sha256 }, texts);
  if (target.size > size) await target.clear();
  try {
    while (target.size < size) {
      onProgress({ name, done: target.size, total: size, rate: meter.take(target.size) });
      const offset = target.size;
      const reply = await chunk.timed(() => asking.ask({ name: "get", token, id, offset, limit: chunk.size }));
      const bytes = Buffer.from(String(reply["data"] ?? ""), "base64");
      if (bytes.length === 0 || offset + bytes.length > size) throw new ChatError(texts.otherContent);
      await target.append(bytes);
    }
    onProgress({ name, done: size, total: size, rate: meter.take(size) });
    return { path: await target.finish(sha256), size };
  } catch (error) {
    // What came goes on the next time, unless it is of no use.
    if (target.size === 0) await target.discard();
    throw error;
  }
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/** How many bytes a part has: as many as take the line a fraction of a second. */
class ChunkSize {
  size = PROTOCOL_LIMITS.defaultChunk;

  async timed<T>(work: () => Promise<T>): Promise<T> {
    const start = CLOCKS.elapsed();
    const result = await work();
    const time = CLOCKS.elapsed() - start;
    if (time < SHORT) this.size = Math.min(2 * this.size, PROTOCOL_LIMITS.chunk);
    else if (time > LONG) this.size = Math.max(Math.ceil(this.size / 2), LEAST_CHUNK);
    return result;
  }
}

/** Asks again after a lost connection: no request of a transfer does anything twice. */
class Asking {
  readonly #way: Way;

  constructor(way: Way) {
    this.#way = way;
  }

  /** @param expected Codes of errors that are no failures. @throws {ChatError} If it is refused, or not possible for too long. */
  async ask(command: Command, expected: readonly string[] = []): Promise<Data> {
    const { remote, signal, texts, attempts, onWait } = this.#way;
    for (let [attempt, waited] = [0, 0];;) {
      if (signal.aborted) throw new ChatError(texts.stopped);
      try {
        await remote.connect();
        const { reply } = await remote.request(command, { tries: false });
        const seconds = reply.kind === "error" ? reply.retrySeconds ?? Infinity : 0;
        if (reply.kind !== "error" || expected.includes(reply.code ?? "")) return dataOf(reply);
        if ((waited += seconds) > LONGEST_WAIT) throw new Refused(reply.message, { code: reply.code });
        await pause(seconds * 1000, signal);
      } catch (error) {
        if (!(error instanceof ChatError) || error instanceof Refused) throw error;
        if (++attempt > attempts || signal.aborted) throw error;
        if (attempt === 1) onWait(error.message);
        await remote.drop();
        await pause(delayBefore(attempt, Math.random()), signal);
      }
    }
  }
}

/** What the server says no to will not be better over another connection. */
class Refused extends ChatError {}

function dataOf(reply: Reply): Data {
  if (reply.kind === "error") return { code: reply.code ?? "" };
  return reply.kind === "done" ? reply.data ?? {} : {};
}
