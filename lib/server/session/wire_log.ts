/**
 * What the log says of a peer: what goes over its wire, and what became of its logins, with all that is secret masked. It
 * knows no socket.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { isPublicName, maskRequest, maskTokens, parseCommand } from "../../wire/request.ts";
import { REPLY_END } from "../../wire/event.ts";
import type { Chat } from "../chat/chat.ts";
import type { Login } from "../chat/logins/login.ts";
import type { Log } from "../log.ts";

/** Characters of a reply that are logged. */
const LONGEST = 64 * 1024;

/** A reply in which the name stands that somebody tried. */
const NAMED = /(Too many wrong passwords for ).*?(, try again)/;

/** Logs one peer, by its address and the name of who uses it. */
export class PeerLog {
  readonly #log: Log;
  readonly #chat: Chat;
  readonly #address: string;
  /** The login that was used last. */
  login: Login | undefined;
  /** Whether the name that was tried last may be a password. */
  #hidesName = false;
  /** A long reply, of which only pieces are known yet. */
  #pieces: string | undefined;

  /** The log of one peer; `peer`: its address and port. */
  constructor({ log, chat, peer }: { log: Log; chat: Chat; peer: string }) {
    this.#log = log;
    this.#chat = chat;
    this.#address = peer;
  }

  /** Whether requests and replies are logged. */
  get isOn(): boolean {
    return this.#log.wire;
  }

  /** The peer: its address, and the name of who uses it. */
  get who(): string {
    return this.#with(this.login);
  }

  #with(login: Login | undefined): string {
    return login === undefined ? this.#address : `${this.#address} (${login.account.name})`;
  }

  /** A request, or what is wrong with it. */
  request(line: string | ChatError): void {
    if (!this.#log.wire) return;
    const isUser = (name: string) => this.#chat.isUser(name);
    const shown = line instanceof ChatError ? `(${line.message})` : JSON.stringify(maskRequest(line, isUser));
    const token = line instanceof ChatError ? undefined : tokenIn(line);
    const login = token === undefined ? undefined : this.#chat.logins.known(token);
    this.#log.info(`data from client ${this.#with(login ?? this.login)} ${shown}`);
  }

  /** Replies that are about to be written. */
  replies(replies: readonly string[]): void {
    if (!this.#log.wire) return;
    for (const reply of replies) {
      if (this.#pieces === undefined) this.#reply(reply);
      else if (this.#pieces.length < LONGEST) this.#pieces += reply;
    }
  }

  /** What comes up to {@linkcode PeerLog.endLong} is one reply. */
  beginLong(): void {
    this.#pieces = "";
  }

  /** The reply has its end. */
  endLong(): void {
    const reply = this.#pieces ?? "";
    this.#pieces = undefined;
    if (this.#log.wire) this.#reply(reply.length > LONGEST ? `${reply.slice(0, LONGEST)}...` : reply);
  }

  #reply(reply: string): void {
    this.#log.info(`reply to client ${this.who} ${maskTokens(this.#masked(reply).trim())}`);
  }

  /** A text in which the name may stand that was tried last. */
  #masked(text: string): string {
    return this.#hidesName ? text.replace(NAMED, "$1***$2") : text;
  }

  /** Events that are about to be written, each as a line. @returns The same. */
  events(events: Uint8Array, login: Login): Uint8Array {
    if (!this.#log.wire) return events;
    for (const event of new TextDecoder().decode(events).split(REPLY_END)) {
      if (event !== "") this.#log.info(`event to client ${this.#with(login)} ${maskTokens(event)}`);
    }
    return events;
  }

  /** A login, with a password or with the token of an earlier one. */
  loggedIn({ account }: Login, how: "password" | "token"): void {
    this.#hidesName = false;
    const did = how === "password" ? "logged in" : "is back with a token";
    this.#log.info(`${account.name} ${did} from ${this.#address}`);
  }

  /** A code of a class that was wrong, or not given; which one it was is nobody's business. */
  wrongCode(): void {
    this.#log.info(`wrong class code from ${this.#address}`);
  }

  /** An account that the peer has made for itself. */
  registered({ account }: Login): void {
    this.#log.info(`account ${account.name} was registered from ${this.#address}`);
  }

  /** A password that its owner has changed. */
  passwordChanged({ account }: Login): void {
    this.#log.info(
      `account ${account.name} has a new password, set from ${this.#address}; its other logins have ended`,
    );
  }

  /** The end of a login that was asked for. */
  loggedOut({ account }: Login): void {
    this.#log.info(`${account.name} logged out from ${this.#address}`);
  }

  /** An attempt to log in that failed, and why. */
  failed(user: string, password: string, error: unknown): void {
    if (!(error instanceof ChatError)) return;
    this.#hidesName = !isPublicName(user, password, (name) => this.#chat.isUser(name));
    const name = this.#hidesName ? "***" : user;
    const from = `from ${this.#address}`;
    if (error.code === "wrong_password") this.#log.info(`wrong password for ${name} ${from}`);
    else if (error.code === "no_user") this.#log.info(`unknown user ${name} ${from}`);
    else this.#log.info(`no login for ${name} ${from}: ${this.#masked(error.message)}`);
  }
}

function tokenIn(line: string): string | undefined {
  try {
    const command = parseCommand(line);
    return "token" in command ? command.token : undefined;
  } catch {
    return undefined;
  }
}
