/**
 * The chat: who has an account, who is logged in, who may do what. It knows no socket and no wire.
 *
 * What a request needs of accounts and logins is in memory, written through to the store.
 *
 * @module
 */

import { ChatError, LIMITS, TEXTS } from "../chat.ts";
import type { Store, StoredAccount } from "../store/store.ts";
import type { AccountChange } from "./account_admin.ts";
import { DEFAULT_LIMITS, failureDelay } from "./limits.ts";
import { Live } from "./live.ts";
import { type Login, Logins } from "./logins.ts";
import { LongReplies } from "./long_replies.ts";
import { Mail } from "./mail.ts";
import { OWASP_COST, type Passwords } from "./password.ts";
import { pause, unlessAborted } from "./wait.ts";

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
  /**
   * Hears of a fault that nobody else hears of.
   *
   * @default {() => {}}
   */
  readonly onFault?: (error: unknown) => void;
}

/** The chat of one server. */
export class Service {
  readonly #store: Store;
  readonly #passwords: Passwords;
  readonly #demo: boolean;
  readonly #now: () => number;
  readonly #wait: typeof pause;
  /** By name in lower case. */
  #accounts = new Map<string, StoredAccount>();
  /** Who is logged in. */
  readonly logins: Logins;
  /** Who is told of what as it happens. */
  readonly live: Live;
  /** Who gets which message. */
  readonly mail: Mail;
  /** Whose turn it is to be sent a long reply. */
  readonly long = new LongReplies();
  /** By account: wrong passwords in a row. */
  readonly #failures = new Map<number, number>();

  private constructor(store: Store, passwords: Passwords, options: ServiceOptions) {
    const { demo = false, maxUnread = DEFAULT_LIMITS.unread, now = Date.now, wait = pause } = options;
    const { onFault = () => {} } = options;
    this.#store = store;
    this.#passwords = passwords;
    this.#demo = demo;
    this.#now = now;
    this.#wait = wait;
    this.logins = new Logins(store, now);
    this.live = new Live({ store, logins: this.logins, long: this.long, now, onFault });
    this.mail = new Mail({
      store,
      live: this.live,
      maxUnread,
      now,
      find: (name) => this.#accounts.get(name.toLowerCase()),
    });
  }

  /** Opens the chat that `store` keeps. The store and the passwords stay the caller's to close. */
  static async open(store: Store, passwords: Passwords, options: ServiceOptions = {}): Promise<Service> {
    const service = new Service(store, passwords, options);
    await service.#load();
    await service.mail.open();
    return service;
  }

  /** Takes over what the operator changed; the logins of who was removed or got a new password end. */
  accountChanged({ kind, account }: AccountChange): void {
    const name = account.name.toLowerCase();
    if (kind === "removed") this.#accounts.delete(name);
    else if (this.#demo || !account.demo) this.#accounts.set(name, account);
    if (kind !== "added") this.logins.endAll(account.id);
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
    const added = await this.logins.add(account);
    // The store takes no login for a password that was changed a moment ago.
    if (this.#isCurrent(account)) return added;
    await this.logins.end(added.login);
    throw new ChatError(TEXTS.wrongPassword);
  }

  /** How many people may log in. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  #isCurrent({ name, passwordHash }: StoredAccount): boolean {
    return this.#accounts.get(name.toLowerCase())?.passwordHash === passwordHash;
  }

  async #load(): Promise<void> {
    const accounts = (await this.#store.accounts()).filter(({ demo }) => this.#demo || !demo);
    this.#accounts = new Map(accounts.map((account) => [account.name.toLowerCase(), account]));
    const stored = await this.#store.logins(this.#now() - LIMITS.loginIdle);
    this.logins.load(stored, new Map(accounts.map((account) => [account.id, account])));
  }
}
