/**
 * Requests that are as long as a file: the head is read like any other line, and the rest goes where it belongs as it comes,
 * so that little of it is in memory. It knows no socket.
 *
 * @module
 */

import { isUtf8 } from "node:buffer";
import { ChatError, type Reply } from "../../chat.ts";
import { commandOf } from "../../wire/command.ts";
import { parseRequest, type Request } from "../../wire/request.ts";
import type { Login } from "../chat/logins/login.ts";
import type { Caller } from "./handler.ts";
import { type LongBody, openBody } from "./handlers/files.ts";

/** Stands in the place of the rest. */
const REST = "AAAA";

/** How many times as long as the longest file a line may be that is read to its end, only to be refused. */
const SWALLOWED = 4;

/** Bytes of a line that are read to its end in any case. */
const LEAST = 1024 * 1024;

const SPACE = 0x20;

/** A request that has begun. What is wrong with it is told after its end: a client that writes does not read. */
interface Begun {
  /** Bytes of its rest that have come. */
  length: number;
  body: LongBody | undefined;
  failure: unknown;
}

/** The long requests of one peer, of which one comes at a time. */
export class LongRequests {
  readonly #caller: Caller;
  readonly #admit: (request: Request) => Promise<Login>;
  #begun: Begun | undefined;

  /** None has begun; `admit` finds the login with which a request is made, or throws a {@linkcode ChatError}. */
  constructor(caller: Caller, admit: (request: Request) => Promise<Login>) {
    this.#caller = caller;
    this.#admit = admit;
  }

  /** Whether a line that begins so may be longer than others: one with a file, of somebody who has a login. */
  mayBegin(bytes: Uint8Array): boolean {
    const [word = "", token] = new TextDecoder().decode(bytes).trimStart().split(" ", 2);
    if (!commandOf(word)?.isLong) return false;
    if (!this.#caller.carrier.visit.isStranger) return true;
    try {
      this.#caller.logins.find(token);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes the next part, or the first one. @throws {ChatError} If it is too long, also to be refused in order. */
  async take(bytes: Uint8Array): Promise<void> {
    if (this.#begun === undefined) return await this.#begin(bytes);
    const begun = this.#begun;
    begun.length += bytes.length;
    const most = Math.max(LEAST, SWALLOWED * this.#caller.carrier.limits.files.file);
    if (begun.length > most) {
      throw new ChatError(`The request is longer than ${most} bytes`, { code: "line_too_long", closes: true });
    }
    if (begun.failure !== undefined) return;
    try {
      await begun.body!.push(bytes);
    } catch (error) {
      begun.failure = error;
      await begun.body!.abandon();
    }
  }

  /** Takes the last part, and tells what came of it all. @throws {ChatError} If nothing did. */
  async end(bytes: Uint8Array): Promise<Reply> {
    await this.take(bytes);
    const { body, failure } = this.#begun!;
    this.#begun = undefined;
    try {
      if (failure !== undefined) throw failure;
      return await body!.end();
    } finally {
      await body?.abandon();
    }
  }

  /** No more of it comes. */
  async abandon(): Promise<void> {
    await this.#begun?.body?.abandon();
  }

  async #begin(bytes: Uint8Array): Promise<void> {
    const start = startOfRest(bytes);
    const begun: Begun = this.#begun = { length: 0, body: undefined, failure: undefined };
    const line = `${new TextDecoder().decode(bytes.subarray(0, start)).trimEnd()} ${REST}`;
    try {
      if (!isUtf8(bytes.subarray(0, start))) {
        throw new ChatError("The request is not valid UTF-8", { code: "bad_line" });
      }
      this.#caller.log.request(line);
      const request = parseRequest(line);
      begun.body = openBody(this.#caller, request.command, await this.#admit(request));
    } catch (error) {
      begun.failure = error;
    }
    await this.take(bytes.subarray(start));
  }
}

/** Where the last parameter begins; the end, if it has not come. */
function startOfRest(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length && bytes[at]! <= SPACE) at++;
  let end = bytes.indexOf(SPACE, at);
  const { parameters } = commandOf(new TextDecoder().decode(bytes.subarray(at, end)))!;
  for (let left = parameters.length - 1; left > 0 && end >= 0; left--) end = bytes.indexOf(SPACE, end + 1);
  return end < 0 ? bytes.length : end + 1;
}
