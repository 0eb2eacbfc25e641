/**
 * How the commands of an operator reach the server that works on the store: a port of this machine, and a secret that
 * only the owner of the data directory can read. One request a connection, a line of JSON, and so its answer. It knows
 * not what is asked.
 *
 * A port and a secret, and no Unix socket: Windows, and file systems such as those of memory sticks, have none in a
 * directory, and the path of one has an end after 100 characters.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { ChatError } from "../../chat.ts";
import { LineDecoder } from "../../wire/lines.ts";
import {
  type DataDirectory,
  type OperatorAddress,
  readOperatorAddress,
  removeOperatorAddress,
  writeOperatorAddress,
} from "./data/data_directory.ts";
import { close, isDisconnect } from "../connection/close.ts";
import type { Log } from "../log.ts";
import { pause } from "../../async.ts";
import { writeAll } from "../connection/writer.ts";

const HOSTNAME = "127.0.0.1";

/** Bytes of a request or an answer: an account has few, and a table of 5,000 or a list of all of them a lot. */
const MAX_REQUEST = 2 * 1024 * 1024;
const MAX_ANSWER = 64 * 1024 * 1024;

/** Milliseconds that a request may take to come, and an answer. */
const REQUEST_TIME = 2_000;
const ANSWER_TIME = 30_000;

/** Milliseconds between two connections that are taken: what else connects shall cost the chat nothing. */
const ACCEPT_PAUSE = 10;

/** Milliseconds between two looks at whether commands still find the server. */
const LOOK_INTERVAL = 1_000;

/** Connections at once. Every user of this machine can reach the port: when it is full, the oldest makes room. */
const MAX_CONNECTIONS = 16;

/** What a server needs to take commands. */
export interface OperatorPortOptions {
  /** The directory by which commands find the server. */
  readonly data: Pick<DataDirectory, "path" | "keepLock">;
  /** Where faults are told. */
  readonly log: Log;
  /** Does what is asked, which is JSON as the answer is. A {@linkcode ChatError} is told to the operator. */
  readonly handle: (request: unknown) => Promise<unknown>;
}

/** Takes commands until it is disposed of; those that came before are carried out. */
export function openOperatorPort(options: OperatorPortOptions): AsyncDisposable {
  return new Control(options);
}

class Control implements AsyncDisposable {
  readonly #options: OperatorPortOptions;
  readonly #secret = randomBytes(32).toString("hex");
  readonly #listener = Deno.listen({ hostname: HOSTNAME, port: 0 });
  readonly #connections = new Map<Deno.TcpConn, Promise<void>>();
  readonly #accepting: Promise<void>;
  readonly #looking: ReturnType<typeof setInterval>;

  constructor(options: OperatorPortOptions) {
    this.#options = options;
    this.#accepting = this.#accept();
    writeOperatorAddress(options.data.path, this.#address);
    this.#looking = setInterval(() => this.#look(), LOOK_INTERVAL);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#looking);
    removeOperatorAddress(this.#options.data.path);
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#connections.values());
  }

  get #address(): OperatorAddress {
    return { port: this.#listener.addr.port, secret: this.#secret };
  }

  async #accept(): Promise<void> {
    const connections = this.#connections;
    for await (const conn of this.#listener) {
      const [oldest] = connections.keys();
      if (connections.size >= MAX_CONNECTIONS) close(oldest!);
      connections.set(conn, this.#serve(conn).finally(() => connections.delete(conn)));
      await pause(ACCEPT_PAUSE);
    }
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    const timer = setTimeout(() => close(conn), REQUEST_TIME);
    try {
      const line = await readLine(conn, MAX_REQUEST);
      clearTimeout(timer);
      const { secret, request } = JSON.parse(line);
      if (isSame(String(secret), this.#secret)) await writeLine(conn, await this.#answer(request));
    } catch (error) {
      // Who sends something else gets nothing: it is no command of ours.
      if (!isDisconnect(error) && !(error instanceof SyntaxError) && !(error instanceof TypeError)) {
        this.#options.log.fault("A command of the operator failed", error);
      }
    } finally {
      clearTimeout(timer);
      close(conn);
    }
  }

  async #answer(request: unknown): Promise<unknown> {
    const { handle, log } = this.#options;
    try {
      return { value: await handle(request) };
    } catch (error) {
      if (error instanceof ChatError) return { error: error.message };
      log.fault("A command of the operator failed", error);
      return { error: "Internal error" };
    }
  }

  /** Lets commands find the server, also after somebody has removed what they find it by. */
  #look(): void {
    const { data, log } = this.#options;
    try {
      if (data.keepLock()) log.info(`The lock of ${data.path} was removed; it is there again`);
      if (readOperatorAddress(data.path)?.secret !== this.#secret) writeOperatorAddress(data.path, this.#address);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error; // A disk that takes nothing now: a second later it may.
    }
  }
}

/** The server is not there any more, or not yet. */
export class UnreachableError extends Error {}

/**
 * Asks the server of a data directory.
 *
 * @throws {UnreachableError} If nobody is there: it was not asked.
 * @throws {ChatError} If it cannot be done, or if it is not known whether it was.
 */
export async function askServer({ port, secret }: OperatorAddress, request: unknown): Promise<unknown> {
  const conn = await Deno.connect({ hostname: HOSTNAME, port }).catch((error) => {
    throw new UnreachableError(String(error), { cause: error });
  });
  const timer = setTimeout(() => close(conn), ANSWER_TIME);
  try {
    await writeLine(conn, { secret, request });
    const { value, error } = JSON.parse(await readLine(conn, MAX_ANSWER));
    if (error !== undefined) throw new ChatError(String(error));
    return value;
  } catch (error) {
    if (error instanceof ChatError) throw error;
    throw new ChatError("The server did not answer: look with user list whether it was done", { cause: error });
  } finally {
    clearTimeout(timer);
    close(conn);
  }
}

/** @throws {Deno.errors.UnexpectedEof} If the connection ends before the line does. */
async function readLine(conn: Deno.Conn, limit: number): Promise<string> {
  const decoder = new LineDecoder({ limit });
  const buffer = new Uint8Array(16 * 1024);
  for (let count: number | null; (count = await conn.read(buffer)) !== null;) {
    for (const line of decoder.push(buffer.subarray(0, count))) {
      if (line instanceof ChatError) throw new SyntaxError(line.message);
      return line;
    }
  }
  throw new Deno.errors.UnexpectedEof("The connection ended");
}

async function writeLine(conn: Deno.Conn, value: unknown): Promise<void> {
  await writeAll(conn, Buffer.from(`${JSON.stringify(value)}\n`));
}

function isSame(shown: string, secret: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
