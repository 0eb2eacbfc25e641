/**
 * The client's end of the protocol: commands to replies, one at a time, over a connection that can be made again. Events
 * go through it as they are. It must not know who is logged in, nor how anything is shown.
 *
 * @module
 */

import { ChatError, formatAddress, type Reply } from "../../chat.ts";
import { type Command, commandOf } from "../../wire/command.ts";
import { parseReply } from "../../wire/reply.ts";
import { formatCommand } from "../../wire/request.ts";
import { isUnknownCommand, OTHER_WORDS } from "./legacy_commands.ts";
import { textsOf } from "../i18n/texts.ts";
import { Places } from "./places.ts";
import { shortenToken, shortToken } from "../secrets.ts";
import { type Address, type Connection, type ConnectionOptions, LostError } from "./connection.ts";
import { describeFrame } from "./nearly.ts";

/** A reply, as it is understood and as the server sent it, without its end. */
export interface Exchange {
  /** What it means. */
  readonly reply: Reply;
  /** Its JSON, as received. */
  readonly json: string;
}

/** Options of a {@linkcode Remote}. */
export interface RemoteOptions extends Omit<ConnectionOptions, "signal"> {
  /**
   * Called with every request (`>`), reply and event (`<`), without its end and the password, and with what else came, with
   * its line ends. @default nobody
   */
  trace?: (direction: ">" | "<", text: string) => void;
  /**
   * Whether a person reads the trace on a screen, which others see, too: tokens are shortened then, and what follows `auth`
   * is masked, since it may be a password where the name belongs. @default false
   */
  hidesTokens?: boolean;
  /** Other servers of the same chat: one of all is used, by chance, and another one when that is gone. @default none */
  others?: readonly Address[];
}

/** Bytes that a reply may have which is neither an inbox nor the sentence in the place of one. */
const LARGE = 8 * 1024 * 1024;

const MASK = "***";

/** A server, or one of several that are one chat, to which there is one connection at most. */
export class Remote implements AsyncDisposable {
  /** By what a chat is known, whichever of its servers is used: what waits to be sent is kept under it. */
  readonly name: string;
  readonly #servers: readonly Address[];
  readonly #places: Places;
  readonly #options: RemoteOptions;
  #connection: Connection | undefined;
  #connecting: AbortController | undefined;
  /** The request that was asked last; the next one waits for it, since old servers answer two at once with one error. */
  #last: Promise<void> = Promise.resolve();
  /** The names that the server has for commands of which it does not know the usual one. */
  readonly #words = new Map<Command["name"], string>();

  /** Connects when something is asked. */
  constructor(address: Address, options: RemoteOptions = {}) {
    this.#servers = [address, ...options.others ?? []];
    this.#places = new Places(this.#servers);
    this.#options = options;
    this.name = this.#servers.map(({ host, port }) => formatAddress(host, port)).sort()[0]!;
  }

  /** Where the server listens that is used, as it is shown. */
  get address(): string {
    const { host, port } = this.#places.current;
    return formatAddress(host, port);
  }

  /** Whether there are other servers of the same chat. */
  get hasOthers(): boolean {
    return this.#servers.length > 1;
  }

  /** Another way to the same server, over a connection of its own on which nothing comes unasked. */
  another(): Remote {
    const { onEvent: _, onEnd: __, ...options } = this.#options;
    const { current } = this.#places;
    return new Remote(current, { ...options, others: this.#servers.filter((server) => server !== current) });
  }

  /** Whether a request waits for its reply. */
  get isBusy(): boolean {
    return this.#connection?.isBusy ?? false;
  }

  /** Whether there is a connection, as far as it is known. */
  get isConnected(): boolean {
    return this.#connection?.isOpen ?? false;
  }

  /**
   * Connects if there is no connection.
   *
   * @returns Whether a connection that was lost was made again; the first one is none of those.
   * @throws {ChatError} If the server cannot be reached.
   */
  async connect(): Promise<boolean> {
    if (this.isConnected) return false;
    const isAgain = this.#connection !== undefined;
    const connecting = new AbortController();
    this.#connecting = connecting;
    try {
      const { trace, onEvent } = this.#options;
      if (isAgain) this.#places.leave();
      this.#connection = await this.#places.open({
        ...this.#options,
        signal: connecting.signal,
        onStray: trace && ((text) => trace("<", text)),
        onEvent: onEvent && ((json) => {
          trace?.("<", json);
          return onEvent(json);
        }),
      });
      return isAgain;
    } finally {
      this.#connecting = undefined;
    }
  }

  /**
   * Asks the server, after all that was asked before.
   *
   * @param options `tries`: whether other names of the command are tried, if the server does not know it; default `true`.
   * @throws {LostError} If the connection is lost, or there is none.
   * @throws {ChatError} If the command cannot be sent as it is, or the reply cannot be understood.
   */
  async request(command: Command, { tries = true }: { tries?: boolean } = {}): Promise<Exchange> {
    formatCommand(command); // What cannot be sent waits for nothing.
    const { promise, resolve } = Promise.withResolvers<void>();
    const last = this.#last;
    this.#last = promise;
    try {
      await last;
      return await (tries ? this.#inItsWords(command) : this.#ask(command, this.#words.get(command.name)));
    } finally {
      resolve();
    }
  }

  /** Asks by the name that this server has for the command: old servers have others, which are tried once. */
  async #inItsWords(command: Command): Promise<Exchange> {
    const known = this.#words.get(command.name);
    const exchange = await this.#ask(command, known);
    const others = OTHER_WORDS[command.name];
    if (others === undefined || known !== undefined || !isUnknownCommand(exchange.reply)) return exchange;
    this.#words.set(command.name, command.name);
    for (const word of others) {
      const other = await this.#ask(command, word);
      if (isUnknownCommand(other.reply)) continue;
      this.#words.set(command.name, word);
      return other;
    }
    return exchange;
  }

  async #ask(command: Command, word?: string): Promise<Exchange> {
    const line = formatCommand(command, word);
    const { trace, texts = textsOf("en") } = this.#options;
    if (!this.#connection?.isOpen) {
      throw new LostError(this.#connection?.failure ?? texts.lost(this.address), { wasSent: false, closedByUs: false });
    }
    trace?.(">", formatCommand(this.#shown(command), word).trimEnd());
    const json =
      await (command.name === "inbox" ? this.#connection.exchange(line) : this.#connection.exchange(line, LARGE));
    const givesToken = command.name === "auth" || command.name === "register";
    trace?.("<", givesToken && this.#options.hidesTokens ? shortenToken(json) : withoutContent(json));
    try {
      return { reply: parseReply(json, command.name), json };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      throw new ChatError(describeFrame(json, error.message, this.address, texts));
    }
  }

  /** A command as it may be traced. */
  #shown(asked: Command): Command {
    const command = "data" in asked ? { ...asked, data: MASK } : asked;
    const { hidesTokens = false } = this.#options;
    if (command.name === "auth") return { ...command, ...(hidesTokens && { user: MASK }), password: MASK };
    const secrets = commandOf(command.name)!.parameters.filter(({ name, secret }) => secret && name !== "token");
    if (secrets.length > 0) {
      const masked = Object.fromEntries(secrets.map(({ name }) => [name, MASK]));
      return this.#shortened({ ...command, ...masked });
    }
    return this.#shortened(command);
  }

  #shortened(command: Command): Command {
    const { hidesTokens = false } = this.#options;
    return hidesTokens && "token" in command && command.token !== undefined
      ? { ...command, token: shortToken(command.token) }
      : command;
  }

  /** Ends what is going on, a request or an attempt to connect, which fails then. Without one, nothing happens. */
  async interrupt(): Promise<void> {
    this.#connecting?.abort();
    if (this.#connection?.isBusy) await this.#connection.close();
  }

  /** Ends the connection as if it had been lost. */
  async drop(): Promise<void> {
    await this.#connection?.close();
  }

  /** Ends the connection. A later {@linkcode Remote.connect} makes a new one. */
  async close(): Promise<void> {
    this.#connecting?.abort();
    await this.#connection?.close();
    this.#connection = undefined;
  }

  /** Closes the connection; see {@linkcode Remote.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A reply without what is in a file, which nobody could read. */
function withoutContent(json: string): string {
  return json.replace(/"data": "[^"]{100,}"/, `"data": "${MASK}"`);
}
