/**
 * The door of the page: reads one request of HTTP from each connection, and answers it with a file or makes it a WebSocket.
 * It knows no chat.
 *
 * @module
 */

import { atMost } from "../../async.ts";
import { close, isDisconnect, linger } from "../connection/close.ts";
import type { Transport } from "../connection/transport.ts";
import { writeAll } from "../connection/writer.ts";
import type { ServerLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import { checkHost } from "./hosts.ts";
import { peerOf } from "./forwarded.ts";
import { HttpError, readHead } from "./http_head.ts";
import { answerError, answerFile, type Site } from "./site.ts";
import { answerUpgrade, CHAT_PATH } from "./upgrade.ts";
import { openWebSocket } from "./web_socket.ts";

/** Connections at once that are at the door; for one more the oldest goes. */
const MAX_AT_DOOR = 256;

const NOBODY: ReadonlySet<string> = new Set();

/** As many more may wait for their end, when a peer does not read: the next one waits then. */
const MAX_LEAVING = 256;

/** Where the page is, and what it is. */
export interface WebPlace {
  /** Where, by address. */
  readonly addresses: readonly string[];
  /** On which port of each; 0 for any free one. */
  readonly port: number;
  /** What the operator says that its address is, such as `https://chat.example.org`. */
  readonly url?: string | undefined;
  /** Addresses of proxies: whom they speak for is the peer. @default nobody's */
  readonly proxies?: ReadonlySet<string>;
  /** Whether the server does without, if it cannot listen there. @default false */
  readonly isOptional?: boolean;
  /** The files. */
  readonly site: Site;
  /** The names of this server, in small letters. */
  readonly names: ReadonlySet<string>;
  /** Where the pages of servers with the same store are: they may chat here as well. @default nowhere */
  readonly others?: ReadonlySet<string>;
}

/** What {@linkcode WebDoor} needs. */
export interface WebDoorOptions extends Pick<WebPlace, "site" | "names" | "others" | "proxies"> {
  /** Where faults are told. */
  readonly log: Log;
  /** How long a head may take to come, with the handshake of TLS before it, and an answer to go. */
  readonly limits: Pick<ServerLimits, "headTimeout" | "writeTimeout">;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Takes what has become a WebSocket; resolves when there was a place for it. */
  take(page: Transport): Promise<void>;
}

/** A door that is open until it is disposed of. */
export class WebDoor implements AsyncDisposable {
  readonly #options: WebDoorOptions;
  /** Those who are at the door, the one that came first first, and all that are not released. */
  readonly #atDoor = new Set<Transport>();
  readonly #open = new Set<Promise<unknown>>();

  /** A door at which nobody is. */
  constructor(options: WebDoorOptions) {
    this.#options = options;
  }

  /** Sends away who is at the door; resolves when all are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const conn of this.#atDoor) close(conn);
    await Promise.all(this.#open);
  }

  /** Waits until there is room for one more. */
  async room(): Promise<void> {
    while (this.#open.size >= MAX_AT_DOOR + MAX_LEAVING) await Promise.race(this.#open);
  }

  /** Takes a connection through; resolves when it is none of the door's any more, and never rejects. */
  enter(conn: Transport): Promise<void> {
    const [oldest] = this.#atDoor;
    if (oldest !== undefined && this.#atDoor.size >= MAX_AT_DOOR) this.#leave(oldest);
    this.#atDoor.add(conn);
    const open = this.#pass(conn).finally(() => this.#open.delete(open));
    this.#open.add(open);
    return open;
  }

  #leave(conn: Transport): void {
    this.#atDoor.delete(conn);
    close(conn);
  }

  async #expire(conn: Transport): Promise<void> {
    const { headTimeout } = this.#options.limits;
    const error = new HttpError(408, `A request has to come within ${headTimeout / 1000} s`);
    await atMost(headTimeout, writeAll(conn, answerError(error)).catch(() => {}));
    close(conn);
  }

  async #pass(conn: Transport): Promise<void> {
    const { headTimeout, writeTimeout } = this.#options.limits;
    let timer = setTimeout(() => void this.#expire(conn), headTimeout);
    let page: Transport | undefined;
    try {
      conn.setNoDelay();
      await conn.handshake?.();
      const { answer, rest, remoteAddr } = await this.#read(conn);
      clearTimeout(timer);
      timer = setTimeout(() => close(conn), writeTimeout);
      if (answer !== undefined) await writeAll(conn, answer);
      if (rest === undefined) await linger(conn);
      else page = openWebSocket(conn, { remoteAddr, rest, stopping: this.#options.stopping });
    } catch (error) {
      if (!isDisconnect(error)) this.#options.log.info(`a request for the page failed: ${error}`);
    } finally {
      clearTimeout(timer);
    }
    const isOurs = this.#atDoor.delete(conn);
    if (page !== undefined && isOurs) return await this.#options.take(page);
    close(conn);
    await Promise.all([conn.closed, conn.released]);
  }

  /** @returns The answer to the request, and what came behind it if it is a WebSocket then. */
  async #read(
    conn: Transport,
  ): Promise<{ remoteAddr: Deno.NetAddr; answer?: Uint8Array; rest?: Uint8Array }> {
    const { site, names, others = NOBODY, proxies = NOBODY } = this.#options;
    const { remoteAddr } = conn;
    try {
      const request = await readHead(conn);
      if (request === undefined) return { remoteAddr };
      const { head, rest } = request;
      checkHost(head.headers.get("host"), names);
      if (head.path === CHAT_PATH) {
        return { answer: answerUpgrade(head, others), rest, remoteAddr: peerOf(remoteAddr, head.headers, proxies) };
      }
      return { remoteAddr, answer: answerFile(head, site, conn.handshake !== undefined) };
    } catch (error) {
      if (error instanceof HttpError) return { remoteAddr, answer: answerError(error) };
      throw error;
    }
  }
}
