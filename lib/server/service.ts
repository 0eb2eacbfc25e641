/**
 * The chat: who is logged in, who may do what, who gets which message. It knows no socket and no wire.
 *
 * What a request needs of accounts and logins is in memory, written through to the store.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { ChatError, LIMITS, TEXTS } from "../chat.ts";
import type { Store, StoredAccount, Unread } from "../store/store.ts";
import { DEFAULT_LIMITS, failureDelay } from "./limits.ts";
import { OWASP_COST, type Passwords } from "./password.ts";
import { pause, unlessAborted } from "./wait.ts";

/** Characters of text in one inbox; what is beyond waits for the next one. */
const MAX_INBOX = 2 * 1024 * 1024;

/** Milliseconds for which the use of a login may be unwritten. */
const TOUCH_INTERVAL = 60_000;

/** Verified in the place of the hash of a name that nobody has, so that the time of a login does not tell the two apart. */
const NOBODY = `$argon2id$v=19$m=${OWASP_COST.memory},t=${OWASP_COST.iterations},p=${OWASP_COST.parallelism}` +
  `$${"A".repeat(22)}$${"A".repeat(43)}`;

/** What a token stands for. */
export interface Login {
  readonly tokenHash: string;
  readonly account: StoredAccount;
  /** When it was last used, in milliseconds since 1970. */
  usedAt: number;
  /** The `usedAt` that the store knows of. */
  writtenAt: number;
  /** How many open connections used it. */
  connections: number;
  /** Whether it has ended: a holder of this object must not use it any more. */
  ended: boolean;
}

/** Options of a {@linkcode Service}. */
export interface ServiceOptions {
  /**
   * Whether the document's accounts, whose password everybody knows, may be used.
   *
   * @default {false}
   */
  readonly demo?: boolean;
  /**
   * Unread messages that an account may have; 0 for no bound.
   *
   * @default {DEFAULT_LIMITS.unread}
   */
  readonly maxUnread?: number;
  /**
   * The clock, in milliseconds since 1970.
   *
   * @default {Date.now}
   */
  readonly now?: () => number;
  /**
   * What waits after wrong passwords.
   *
   * @default {pause}
   */
  readonly wait?: typeof pause;
}

/** The chat of one server. */
export class Service {
  readonly #store: Store;
  readonly #passwords: Passwords;
  readonly #demo: boolean;
  readonly #maxUnread: number;
  readonly #now: () => number;
  readonly #wait: typeof pause;
  /** By name in lower case. */
  #accounts = new Map<string, StoredAccount>();
  /** By the hash of the token, in the order of login. */
  #logins = new Map<string, Login>();
  #reloading: Promise<void> | undefined;
  /** By account: what will tell whether an inbox has arrived. */
  readonly #proofs = new Map<number, Promise<unknown>>();
  /** By account: how many messages are unread, or on their way to the disk. */
  #unread = new Map<number, number>();
  /** The receivers of the messages that wait for one commit. */
  #sending: { done: Promise<void>; receivers: number[] } | undefined;
  /** By account: wrong passwords in a row. */
  readonly #failures = new Map<number, number>();
  /** Ids sort by time, so their time never goes back, whatever the clock does. */
  #lastId = 0;

  private constructor(store: Store, passwords: Passwords, options: ServiceOptions) {
    const { demo = false, maxUnread = DEFAULT_LIMITS.unread, now = Date.now, wait = pause } = options;
    this.#store = store;
    this.#passwords = passwords;
    this.#demo = demo;
    this.#maxUnread = maxUnread;
    this.#now = now;
    this.#wait = wait;
  }

  /** Opens the chat that `store` keeps. The store and the passwords stay the caller's to close. */
  static async open(store: Store, passwords: Passwords, options: ServiceOptions = {}): Promise<Service> {
    const service = new Service(store, passwords, options);
    store.changedElsewhere();
    await service.#load();
    service.#unread = await store.unreadCounts();
    return service;
  }

  /**
   * Makes sure that what other processes changed in the store is known: `undefined` if it is, else the promise of it.
   * To be asked before each request.
   */
  refresh(): Promise<void> | undefined {
    if (this.#store.changedElsewhere()) this.#reloading = this.#load().finally(() => this.#reloading = undefined);
    return this.#reloading;
  }

  /**
   * Logs in and returns a new token. After five wrong passwords in a row, each attempt on the account waits: 1 s, 2 s, 4 s,
   * at most 15 s. The right one gets in after its wait, whoever else tries.
   *
   * @param signal Calls the waiting off.
   * @throws {ChatError} If there is no such user, the password is another, or too many wait for their hash.
   */
  async logIn(name: string, password: string, signal: AbortSignal): Promise<{ token: string; login: Login }> {
    const account = this.#accounts.get(name.toLowerCase());
    const delay = failureDelay(this.#failures.get(account?.id ?? 0) ?? 0);
    if (delay > 0) await this.#wait(delay, signal);
    const verifying = this.#passwords.verify(password, account?.passwordHash ?? NOBODY, { queue: name.toLowerCase() });
    const matches = await unlessAborted(verifying, signal);
    if (matches === undefined) throw new ChatError("The server is stopping");
    if (account === undefined) throw new ChatError(TEXTS.noUser);
    // The password may have been changed while the hash was made.
    if (!matches || this.#accounts.get(name.toLowerCase())?.passwordHash !== account.passwordHash) {
      this.#failures.set(account.id, (this.#failures.get(account.id) ?? 0) + 1);
      throw new ChatError(TEXTS.wrongPassword);
    }
    this.#failures.delete(account.id);
    return await this.#addLogin(account);
  }

  async #addLogin(account: StoredAccount): Promise<{ token: string; login: Login }> {
    for (const login of this.#logins.values()) if (this.#isOver(login)) this.#logins.delete(login.tokenHash);
    const token = crypto.randomUUID();
    const usedAt = this.#now();
    const login = { tokenHash: hashToken(token), account, usedAt, writtenAt: usedAt, connections: 0, ended: false };
    await this.#store.addLogin({ ...login, account: account.id }, account.passwordHash);
    this.#logins.set(login.tokenHash, login);
    return { token, login };
  }

  /** Ends a login. */
  async logOut(login: Login): Promise<void> {
    login.ended = true;
    this.#logins.delete(login.tokenHash);
    await this.#store.removeLogin(login.tokenHash);
  }

  /**
   * The login that `token` stands for.
   *
   * @throws {ChatError} If there is none, or it has ended.
   */
  find(token: string): Login {
    const login = this.#logins.get(hashToken(token));
    if (login === undefined) throw new ChatError(TEXTS.noSession);
    return login;
  }

  /**
   * Notes that `login` is used now.
   *
   * @throws {ChatError} If it has ended.
   */
  use(login: Login): void {
    if (this.#isOver(login)) throw new ChatError(TEXTS.noSession);
    login.usedAt = this.#now();
  }

  /** Writes down when `login` was last used, if that is due: `undefined` if not. */
  touch(login: Login): Promise<void> | undefined {
    if (login.ended || login.usedAt - login.writtenAt < TOUCH_INTERVAL) return undefined;
    login.writtenAt = login.usedAt;
    return this.#store.touchLogin(login.tokenHash, login.usedAt);
  }

  /**
   * Sends a message; resolves when it is on disk.
   *
   * @throws {ChatError} At once, if there is no such receiver; as a rejection, if the store does not take it.
   */
  send(login: Login, receiver: string, text: string): Promise<void> {
    const account = this.#accounts.get(receiver.toLowerCase());
    if (account === undefined) throw new ChatError(TEXTS.noUser);
    const unread = this.#unread.get(account.id) ?? 0;
    if (this.#maxUnread > 0 && unread >= this.#maxUnread) throw new ChatError(`The inbox of ${account.name} is full`);
    const at = this.#now();
    this.#lastId = Math.max(this.#lastId, at);
    const id = generateUuid7(this.#lastId);
    const done = this.#store.addMessage({ id, sender: login.account.id, receiver: account.id, text, at });
    this.#unread.set(account.id, unread + 1);
    if (this.#sending?.done !== done) this.#sending = this.#watch(done);
    this.#sending.receivers.push(account.id);
    return done;
  }

  /** Takes back the count of the messages of a commit that fails. */
  #watch(done: Promise<void>): { done: Promise<void>; receivers: number[] } {
    const receivers: number[] = [];
    done.catch(() => {
      for (const id of receivers) this.#unread.set(id, this.#unread.get(id)! - 1);
    });
    return { done, receivers };
  }

  /** The unread messages of the user. They stay unread until {@linkcode Service.markRead}. */
  async inbox(login: Login): Promise<Unread> {
    await this.#proofs.get(login.account.id);
    return await this.#store.unread(login.account.id, { maxLength: MAX_INBOX });
  }

  /**
   * Marks messages as read if it turns out that they have arrived. Until that is known, an inbox of the user waits, so that
   * a client with a connection for each command does not get the same messages twice.
   */
  async markReadIf(arrived: Promise<boolean>, login: Login, upTo: number): Promise<void> {
    const { id } = login.account;
    const marked = arrived.then((yes) => yes ? this.markRead(login, upTo) : undefined);
    const known = Promise.allSettled([this.#proofs.get(id), marked]);
    this.#proofs.set(id, known);
    await known;
    if (this.#proofs.get(id) === known) this.#proofs.delete(id);
    await marked;
  }

  /** Notes that the user has got the unread messages up to `upTo`. */
  async markRead({ account }: Login, upTo: number): Promise<void> {
    const count = await this.#store.markRead(account.id, upTo, this.#now());
    this.#unread.set(account.id, (this.#unread.get(account.id) ?? 0) - count);
  }

  /** The names of those who have a login with an open connection, or one that was used within the last minute; each once. */
  active(): string[] {
    const since = this.#now() - LIMITS.activeFor;
    const names = new Set<string>();
    for (const login of this.#logins.values()) {
      if ((login.connections > 0 || login.usedAt >= since) && !this.#isOver(login)) names.add(login.account.name);
    }
    return [...names];
  }

  /** How many people may log in. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  #isOver(login: Login): boolean {
    return login.ended || this.#now() - login.usedAt > LIMITS.sessionIdle;
  }

  async #load(): Promise<void> {
    const before = new Map(this.#logins);
    const accounts = await this.#store.accounts();
    const stored = await this.#store.logins(this.#now() - LIMITS.sessionIdle);
    const usable = accounts.filter(({ demo }) => this.#demo || !demo);
    this.#accounts = new Map(usable.map((account) => [account.name.toLowerCase(), account]));
    const byId = new Map(usable.map((account) => [account.id, account]));
    for (const { tokenHash, account: id, usedAt } of stored) {
      const account = byId.get(id);
      // A login that is known stays the same object, since connections hold it.
      if (account === undefined || before.delete(tokenHash)) continue;
      this.#logins.set(tokenHash, { tokenHash, account, usedAt, writtenAt: usedAt, connections: 0, ended: false });
    }
    for (const login of before.values()) {
      login.ended = true;
      this.#logins.delete(login.tokenHash);
    }
  }
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
