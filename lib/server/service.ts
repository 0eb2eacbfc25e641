/**
 * The chat: who is logged in, who may do what, who gets which message. It knows no socket and no wire.
 *
 * What a request needs of accounts and logins is in memory, written through to the store.
 *
 * @module
 */

import { ChatError, LIMITS, TEXTS } from "../chat.ts";
import type { Store, StoredAccount, Unread } from "../store/store.ts";
import { DEFAULT_LIMITS, failureDelay } from "./limits.ts";
import { type Login, Logins } from "./logins.ts";
import { MessageIds } from "./message_ids.ts";
import { OWASP_COST, type Passwords } from "./password.ts";
import { pause, unlessAborted } from "./wait.ts";

/** Characters of text in one inbox; what is beyond waits for the next one. */
const MAX_INBOX = 2 * 1024 * 1024;

/** Verified in the place of the hash of a name that nobody has, so that the time of a login does not tell the two apart. */
const NOBODY = `$argon2id$v=19$m=${OWASP_COST.memory},t=${OWASP_COST.iterations},p=${OWASP_COST.parallelism}` +
  `$${"A".repeat(22)}$${"A".repeat(43)}`;

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
  readonly #logins: Logins;
  #reloading: Promise<void> | undefined;
  /** Whether a reload failed: what is in memory must not be used before one succeeds. */
  #isStale = false;
  /** By account: what will tell whether an inbox has arrived. */
  readonly #proofs = new Map<number, Promise<unknown>>();
  /** By account: how many messages are unread, or on their way to the disk. */
  #unread = new Map<number, number>();
  /** The receivers of the messages that wait for one commit. */
  #sending: { done: Promise<void>; receivers: number[] } | undefined;
  /** By account: wrong passwords in a row. */
  readonly #failures = new Map<number, number>();
  #ids = new MessageIds();

  private constructor(store: Store, passwords: Passwords, options: ServiceOptions) {
    const { demo = false, maxUnread = DEFAULT_LIMITS.unread, now = Date.now, wait = pause } = options;
    this.#store = store;
    this.#passwords = passwords;
    this.#demo = demo;
    this.#maxUnread = maxUnread;
    this.#now = now;
    this.#wait = wait;
    this.#logins = new Logins(store, now);
  }

  /** Opens the chat that `store` keeps. The store and the passwords stay the caller's to close. */
  static async open(store: Store, passwords: Passwords, options: ServiceOptions = {}): Promise<Service> {
    const service = new Service(store, passwords, options);
    store.accountsChanged();
    await service.#load();
    service.#unread = await store.unreadCounts();
    service.#ids = new MessageIds(await store.newestId());
    return service;
  }

  /**
   * Makes sure that what other processes changed in the store is known: `undefined` if it is, else the promise of it.
   * To be asked before each request.
   */
  refresh(): Promise<void> | undefined {
    if (this.#store.accountsChanged() || this.#isStale) this.#reload();
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
    // Names that nobody has share one turn: whoever invents many takes no more of them.
    const verifying = this.#passwords.verify(password, account?.passwordHash ?? NOBODY, { queue: account?.name ?? "" });
    const matches = await unlessAborted(verifying, signal);
    if (matches === undefined) throw new ChatError("The server is stopping");
    if (account === undefined) throw new ChatError(TEXTS.noUser);
    // The password may have been changed while the hash was made.
    if (!matches || !this.#isCurrent(account)) {
      this.#failures.set(account.id, (this.#failures.get(account.id) ?? 0) + 1);
      throw new ChatError(TEXTS.wrongPassword);
    }
    this.#failures.delete(account.id);
    const added = await this.#logins.add(account);
    // The store takes no login for a password that was changed a moment ago.
    await this.refresh();
    if (this.#isCurrent(account)) return added;
    await this.#logins.end(added.login);
    throw new ChatError(TEXTS.wrongPassword);
  }

  /** Who is logged in. */
  get logins(): Logins {
    return this.#logins;
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
    const id = this.#ids.next(at);
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

  /** How many people may log in. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  #isCurrent({ name, passwordHash }: StoredAccount): boolean {
    return this.#accounts.get(name.toLowerCase())?.passwordHash === passwordHash;
  }

  /** Reads everything again, after a reload that is under way: that one may have read before the change. */
  #reload(): void {
    const reloading = Promise.resolve(this.#reloading).catch(() => {}).then(() => this.#load());
    this.#isStale = false;
    this.#reloading = reloading;
    reloading.catch(() => this.#isStale = true).then(() => {
      if (this.#reloading === reloading) this.#reloading = undefined;
    });
  }

  async #load(): Promise<void> {
    const before = this.#logins.snapshot();
    const accounts = (await this.#store.accounts()).filter(({ demo }) => this.#demo || !demo);
    const stored = await this.#store.logins(this.#now() - LIMITS.loginIdle);
    this.#accounts = new Map(accounts.map((account) => [account.name.toLowerCase(), account]));
    this.#logins.replace(before, stored, new Map(accounts.map((account) => [account.id, account])));
  }
}
