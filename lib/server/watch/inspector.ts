/**
 * Who may look at the wire of whom, and may provoke whom; who is told of it, and what is kept of it. It knows no socket.
 *
 * @module
 */

import { ChatError, TEXTS, type Watching } from "../../chat.ts";
import type { StoredAccount } from "../../store/store.ts";
import type { Chat } from "../chat/chat.ts";
import type { Login } from "../chat/logins/login.ts";
import { describeProvocation, type Provocation, provocationOf } from "./provocation.ts";
import { Provocations, type Provoked } from "./provocations.ts";
import type { Tapped } from "./tap.ts";
import type { Target, Watcher } from "./watcher.ts";
import { Watches } from "./watches.ts";

/** Milliseconds between two looks at who has left. */
const CHECK_INTERVAL = 1_000;

const AS_IT_IS = "What the server sends comes as it is again";

/** What is said at the start of a server of what may be seen. */
export interface InspectorSettings {
  /** Whether frames are kept that nobody looks at yet. @default {false} */
  readonly keeps?: boolean;
  /** Whether teachers are shown the texts of others. @default {false} */
  readonly hasTexts?: boolean;
  /** How what all are sent is provoked. @default {{}} */
  readonly teach?: Provocation;
}

/** What was done, and what is told beside it. */
export interface Done {
  /** A sentence. */
  readonly message: string;
  /** Members of the reply. */
  readonly data: { readonly [key: string]: string | boolean | number };
}

/** The inspector of a server. */
export class Inspector {
  readonly #chat: Chat;
  readonly #hasTexts: boolean;
  readonly #onFault: (error: unknown) => void;
  readonly #watches: Watches;
  readonly #provocations: Provocations;
  readonly #connections = new Set<Tapped>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Nobody watches yet; `onFault` is called with a fault that nothing else reports. */
  constructor(chat: Chat, settings: InspectorSettings, onFault: (error: unknown) => void) {
    const { keeps = false, hasTexts = false, teach } = settings;
    this.#chat = chat;
    this.#hasTexts = hasTexts;
    this.#onFault = onFault;
    this.#provocations = new Provocations(teach);
    const provoked = ({ account }: Tapped) => describeProvocation(this.#provocations.of(account)) || undefined;
    this.#watches = new Watches({ chat, keeps, hasTexts, provoked });
  }

  /** A connection has begun. */
  opened(connection: Tapped): void {
    this.#connections.add(connection);
    if (!this.#watches.isIdle) this.#watches.opened(connection);
    if (this.#provocations.isAny) this.#apply([connection]);
  }

  /** A connection has shown a login. */
  shown(connection: Tapped): void {
    if (!this.#watches.isIdle) this.#watches.shown(connection);
    if (this.#provocations.isAny) this.#apply([connection]);
  }

  /** A connection has ended. */
  closed(connection: Tapped): void {
    this.#connections.delete(connection);
    this.unwatch(connection);
    if (!this.#watches.isIdle) this.#watches.closed(connection);
  }

  /**
   * Lets a connection watch: its own account, or what a teacher wants to see. What it is sent is kept back until
   * {@linkcode Inspector.start}.
   *
   * @throws {ChatError} If it may not, there is no such user, or too many watch.
   */
  async watch(connection: Tapped, login: Login, user = login.account.name): Promise<Done> {
    const target = this.#target(login, user);
    if (target.account !== login.account.id) {
      await this.#chat.teaching.note(
        login.account,
        "watch",
        target.name,
        this.#hasTexts ? "with texts" : "without texts",
      );
    }
    // It may have ended meanwhile, and its login as well.
    if (login.ended || !this.#connections.has(connection)) throw new ChatError(TEXTS.noLogin, { code: "no_login" });
    this.unwatch(connection);
    const isTold = this.#isWatched(login, target);
    this.#watches.watch(connection, login, target, this.#connections);
    if (!isTold) this.#tell(login.account, target, true);
    this.#check();
    const texts = this.#hasTexts || target.account === login.account.id;
    return { message: `Watching ${target.name}`, data: { of: target.name, texts } };
  }

  /** Sends what was kept back: the reply to `watch` is written. */
  start(connection: Tapped): void {
    this.#watches.start(connection);
  }

  /** Lets a connection watch no more. */
  unwatch(connection: Tapped): void {
    const watcher = this.#watches.unwatch(connection);
    if (watcher === undefined) return;
    const { login, target } = watcher;
    if (target.account === login.account.id || this.#isWatched(login, target)) return;
    this.#tell(login.account, target, false);
    this.#chat.teaching.note(login.account, "unwatch", target.name, "").catch(this.#onFault);
  }

  /** What somebody who goes live is told: who looks at his wire now. */
  notices({ id }: StoredAccount): { message: string; watching: Watching }[] {
    const told = new Map<string, { message: string; watching: Watching }>();
    for (const { login: { account }, target } of this.#watches.all) {
      if (account.id === id || target.account !== undefined && target.account !== id) continue;
      told.set(`${account.name} ${target.name}`, this.#describe(account, target, true));
    }
    return [...told.values()];
  }

  /** Lets what is sent to somebody come as a network may bring it. @throws {ChatError} If it may not be done, or not so. */
  async provoke(asker: Tapped, login: Login, how: string, amount: number, user?: string): Promise<Done> {
    const provocation = provocationOf(how, amount);
    const whom = this.#whom(login, user);
    await this.#noteProvocation(login, whom, "provoke", describeProvocation(provocation));
    const { cut, ...lasting } = provocation;
    const mine = [...this.#connections].filter((each) => isMeant(each, login, whom));
    if (cut === undefined) {
      this.#provocations.lay(login, whom, lasting);
      this.#apply(mine);
    } else {
      const others = mine.filter((each) => each !== asker); // Who asked is to be told that it is done.
      for (const each of others) each.provoke({ ...this.#provocations.of(each.account), cut });
    }
    this.#tellProvoked(
      login,
      whom,
      `${login.account.name} lets what the server sends you come as a network may bring it`,
    );
    this.#check();
    return { message: `Provoked: ${describeProvocation(provocation)}`, data: { connections: mine.length } };
  }

  /** Ends that. @throws {ChatError} If it may not be done. */
  async unprovoke(login: Login, user?: string): Promise<Done> {
    const whom = this.#whom(login, user);
    await this.#noteProvocation(login, whom, "unprovoke", "");
    this.#provocations.lift(login, whom);
    const mine = [...this.#connections].filter((each) => isMeant(each, login, whom));
    this.#apply(mine);
    this.#tellProvoked(login, whom, AS_IT_IS);
    return { message: "Provoked no more", data: { connections: mine.length } };
  }

  /** Ends all of it: the server stops. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #apply(connections: Iterable<Tapped>): void {
    for (const each of connections) {
      const provocation = this.#provocations.of(each.account);
      each.provoke(Object.keys(provocation).length === 0 ? undefined : provocation);
    }
  }

  #target(login: Login, user: string): Target {
    const { account } = login;
    if (user === "all") {
      requireTeacher(account);
      return { account: undefined, name: "all" };
    }
    const other = user.toLowerCase() === account.name.toLowerCase() ? account : this.#student(account, user);
    return { account: other.id, name: other.name };
  }

  #whom(login: Login, user: string | undefined): Provoked {
    if (user === undefined || user.toLowerCase() === login.account.name.toLowerCase()) return "self";
    if (user !== "all") return this.#student(login.account, user);
    requireTeacher(login.account);
    return "all";
  }

  #student(by: StoredAccount, name: string): StoredAccount {
    requireTeacher(by);
    const account = this.#chat.find(name);
    if (account === undefined) throw new ChatError(TEXTS.noUser, { code: "no_user" });
    return account;
  }

  async #noteProvocation({ account }: Login, whom: Provoked, act: string, detail: string): Promise<void> {
    if (whom === "self") return;
    await this.#chat.teaching.note(account, act, whom === "all" ? "all" : whom.name, detail);
  }

  #tellProvoked({ account }: Login, whom: Provoked, message: string): void {
    if (whom === "all") this.#chat.hub.notice(message);
    else if (whom !== "self" && whom.id !== account.id) this.#chat.hub.noticeTo(whom, message);
  }

  /** Whether a teacher is known to watch somebody. */
  #isWatched({ account }: Login, target: Target): boolean {
    return [...this.#watches.all].some((each) =>
      each.login.account.id === account.id && each.target.name === target.name
    );
  }

  #tell(by: StoredAccount, target: Target, active: boolean): void {
    if (target.account === by.id) return;
    const { message, watching } = this.#describe(by, target, active);
    if (target.account === undefined) this.#chat.hub.notice(message, { watching });
    else this.#chat.hub.noticeTo({ id: target.account }, message, watching);
  }

  #describe(by: StoredAccount, { account, name }: Target, active: boolean): { message: string; watching: Watching } {
    const watching = { by: by.name, of: name, texts: this.#hasTexts, active };
    const whose = account === undefined ? "everybody's wire" : "your wire";
    const texts = this.#hasTexts
      ? "texts as well, but no password"
      : "no password, and of texts only how long they are";
    const message = active
      ? `${by.name} looks at what goes over ${whose}: ${texts}`
      : `${by.name} looks at ${whose} no more`;
    return { message, watching };
  }

  /** Looks from time to time who has left, while anything holds. */
  #check(): void {
    this.#timer ??= setInterval(() => this.tick(), CHECK_INTERVAL);
  }

  /** Ends what those wanted who have left. */
  tick(): void {
    const over: Watcher[] = [...this.#watches.all].filter(({ isOver }) => isOver);
    for (const { connection } of over) this.unwatch(connection);
    const active = this.#chat.logins.active();
    const lifted = this.#provocations.liftAbandoned(({ account }) => !active.has(account.id));
    if (lifted.length > 0) this.#apply(this.#connections);
    for (const whom of lifted) {
      if (whom === "all") this.#chat.hub.notice(AS_IT_IS);
      else this.#chat.hub.noticeTo({ id: whom }, AS_IT_IS);
    }
    if (this.#provocations.isAny || [...this.#watches.all].length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function requireTeacher({ role }: StoredAccount): void {
  if (role !== "teacher") throw new ChatError("Only a teacher can do that", { code: "teachers_only" });
}

function isMeant({ account }: Tapped, login: Login, whom: Provoked): boolean {
  if (whom === "all") return account?.role !== "teacher";
  return account?.id === (whom === "self" ? login.account.id : whom.id);
}
