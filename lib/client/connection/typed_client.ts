/**
 * A client for programs: a command in, its reply out, both with their types. It knows no command, keeps nothing, and makes
 * no new connection when one is lost.
 *
 * @module
 */

import { ChatError, type ChatEvent, DEFAULT_PORT, DEFAULT_TLS_PORT, type Reply } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import { parseEvent } from "../../wire/event.ts";
import { parseReply } from "../../wire/reply.ts";
import { formatCommand } from "../../wire/request.ts";
import type { Address, Connection } from "./connection.ts";
import { Places } from "./places.ts";
import type { TlsOptions } from "./tls.ts";

/** A reply that is no error: those are thrown. */
export type Answer = Exclude<Reply, { readonly kind: "error" }>;

/** Where the server is, and who hears of events. */
export interface TypedClientOptions {
  /** A name or an address. @default "127.0.0.1" */
  readonly host?: string;
  /** The port. @default 8889, with TLS 8890 */
  readonly port?: number;
  /** Other servers of the same chat: one of all is used, by chance, or the first of the others that can be reached. @default none */
  readonly others?: readonly Address[];
  /** Connects by TLS. @default without */
  readonly tls?: TlsOptions;
  /** Milliseconds to wait for the connection, and for a reply while nothing of it comes. @default 10_000 */
  readonly timeout?: number;
  /**
   * Called with each event, in order, once `live` was asked. Nothing is read until what it returns is settled: it must not
   * wait for a reply. What it throws ends the connection. @default nobody
   */
  readonly onEvent?: (event: ChatEvent) => void | Promise<void>;
  /** Called once when the connection has ended, from either end. @default nobody */
  readonly onEnd?: () => void;
}

/** A connection to a server. */
export class TypedClient implements AsyncDisposable {
  readonly #connection: Connection;
  /** Settles when the last request has its reply: a server gets one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Connects to a server.
   *
   * @throws {ChatError} If that fails; the message says why.
   */
  static async connect(options: TypedClientOptions = {}): Promise<TypedClient> {
    const { host = "127.0.0.1", others = [], tls, timeout, onEvent, onEnd } = options;
    const { port = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT } = options;
    return new TypedClient(
      await new Places([{ host, port }, ...others]).open({
        tls,
        onEnd,
        ...timeout !== undefined && { timeout },
        ...onEvent && {
          onEvent: async (json: string) => {
            const event = parseEvent(json);
            if (event !== undefined) await onEvent(event);
          },
        },
      }),
    );
  }

  /** Whether the connection still stands, as far as it is known. */
  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /**
   * Asks the server; requests are sent one after the other, in the order of the calls.
   *
   * @throws {ChatError} If the server answers with an error, with its `code`; or if the connection is lost: without one.
   */
  ask(command: Command): Promise<Answer> {
    const reply = this.#last.then(() => this.#connection.exchange(formatCommand(command)));
    this.#last = reply.catch(() => {});
    return reply.then((json) => {
      const answer = parseReply(json, command.name);
      if (answer.kind !== "error") return answer;
      const { message, code, retrySeconds, hint } = answer;
      throw new ChatError(message, {
        code,
        ...retrySeconds !== undefined && { retrySeconds },
        ...hint !== undefined && { hint },
      });
    });
  }

  /**
   * Logs in.
   *
   * @returns The token for other commands.
   * @throws {ChatError} As {@linkcode ask}.
   */
  async logIn(user: string, password: string): Promise<string> {
    const answer = await this.ask({ name: "auth", user, password });
    if (answer.kind === "token") return answer.token;
    throw new ChatError("The server gave no token");
  }

  /** Ends the connection; requests that wait for their replies fail. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** The same as {@linkcode close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
