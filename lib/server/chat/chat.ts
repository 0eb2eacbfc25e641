/**
 * The chat: who has an account, who is logged in, what they write to each other. It knows no socket and no wire.
 *
 * What a request needs of accounts and logins is in memory, written through to the store.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../chat.ts";
import { CLOCKS, type Clocks } from "../../clock.ts";
import type { MessageRef } from "../../store/control.ts";
import type { Change, Store, StoredAccount } from "../../store/store.ts";
import { checkAccount, checkPassword } from "./account_rules.ts";
import type { Contents } from "../files/contents.ts";
import type { FileLimits } from "../files/space.ts";
import { Files } from "./files.ts";
import { Guesser } from "./guesses.ts";
import { type Rate, SERVER_DEFAULTS } from "../limits.ts";
import { Edits } from "./edits.ts";
import { Hub } from "./hub.ts";
import { LoginGate, type Timing } from "./login_gate.ts";
import { type Login, Logins } from "./logins.ts";
import { LongReplies } from "./long_replies.ts";
import { Messages } from "./messages.ts";
import { OWASP_COST, type Passwords } from "./password.ts";
import { Quota } from "./quota.ts";
import { type Applicant, Registration } from "./registration.ts";
import { Rules } from "./rules.ts";
import { Teaching } from "./teaching.ts";

/** Verified in the place of the hash of a name that nobody has, so that the time of a login does not tell the two apart. */
const NOBODY = `$argon2id$v=19$m=${OWASP_COST.memory},t=${OWASP_COST.iterations},p=1` +
  `$${"A".repeat(22)}$${"A".repeat(43)}`;

/** What counts at the gate as one account: those that are to be made. */
const NO_ACCOUNT_YET = -1;

/** Options of a {@linkcode Chat}. */
export interface ChatOptions {
  /**
   * Whether the document's accounts, whose password everybody knows, may be used.
   *
   * @default {false}
   */
  readonly demo?: boolean;
  /**
   * Unread messages that an account may have; 0 for no bound.
   *
   * @default {SERVER_DEFAULTS.unread}
   */
  readonly maxUnread?: number;
  /**
   * Bytes of messages that an account may have stored.
   *
   * @default no bound
   */
  readonly storeRate?: Rate | undefined;
  /** Who may make an account. @default nobody */
  readonly registration?: Registration | undefined;
  /** What is in files. @default files are refused */
  readonly contents?: Contents | undefined;
  /** Bytes of files. @default {SERVER_DEFAULTS.files} */
  readonly fileLimits?: FileLimits;
  /** By which messages and logins are timed. @default {those of this machine} */
  readonly clocks?: Clocks;
  /**
   * The clock of the waits after wrong passwords.
   *
   * @default {that of the system that does not jump}
   */
  readonly timing?: Timing | undefined;
  /**
   * Called with a fault that nothing else reports.
   *
   * @default {() => {}}
   */
  readonly onFault?: (error: unknown) => void;
}

/** Who tries to log in, and until when. */
export interface LogInOptions {
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** The connection, if there is one. @default nobody who was seen before */
  readonly guesser?: Guesser;
  /** Whether nobody waits for the answer any more. @default somebody does */
  readonly isGone?: (() => Promise<boolean>) | undefined;
}

/** The chat of one server. */
export class Chat {
  readonly #store: Store;
  readonly #passwords: Passwords;
  readonly #demo: boolean;
  /** By name in lower case. */
  readonly #accounts = new Map<string, StoredAccount>();
  /** All accounts by id, also those that were removed since the start: what they wrote may be on its way. */
  readonly #everyAccount = new Map<number, StoredAccount>();
  /** Who is logged in. */
  readonly logins: Logins;
  /** Who is told of what as it happens. */
  readonly hub: Hub;
  /** Who gets which message. */
  readonly messages: Messages;
  /** How messages are changed. */
  readonly edits: Edits;
  /** Whom an account may reach now. */
  readonly rules: Rules;
  /** What teachers do. */
  readonly teaching: Teaching;
  /** Who may make an account. */
  readonly registration: Registration;
  /** Whose turn it is to be sent a long reply. */
  readonly long = new LongReplies();
  readonly #gate: LoginGate;
  #files: Files | undefined;

  private constructor(store: Store, passwords: Passwords, options: ChatOptions) {
    const { demo = false, maxUnread = SERVER_DEFAULTS.unread, clocks = CLOCKS } = options;
    const { onFault = () => {}, timing, storeRate, registration = new Registration() } = options;
    this.#store = store;
    this.#passwords = passwords;
    this.#demo = demo;
    this.registration = registration;
    this.#gate = new LoginGate(passwords.threads, timing);
    this.logins = new Logins(store, clocks);
    this.rules = new Rules(clocks);
    const find = (name: string) => this.#accounts.get(name.toLowerCase());
    const account = (id: number) => this.#everyAccount.get(id)!;
    this.hub = new Hub({
      store,
      logins: this.logins,
      rules: this.rules,
      find,
      account,
      long: this.long,
      clocks,
      onFault,
    });
    const [rules, now] = [this.rules, clocks.wall];
    const quota = new Quota(storeRate);
    this.messages = new Messages({ store, hub: this.hub, maxUnread, quota, rules, now, find });
    const receiver = ({ receiver }: MessageRef) =>
      receiver === undefined ? undefined : this.#everyAccount.get(receiver);
    this.edits = new Edits({ store, rules, quota, clocks, receiver });
    this.teaching = new Teaching({ store, now, find, findGroup: () => undefined, edits: this.edits });
  }

  /** Opens the chat that `store` keeps. The store and the passwords stay the caller's to close. */
  static async open(store: Store, passwords: Passwords, options: ChatOptions = {}): Promise<Chat> {
    const chat = new Chat(store, passwords, options);
    await chat.#load();
    await chat.messages.open();
    await chat.edits.open();
    await chat.#openFiles(options);
    store.follow((change) => chat.#changed(change));
    return chat;
  }

  /** Who gets which file; `undefined` on a server that keeps none. */
  get files(): Files | undefined {
    return this.#files;
  }

  async #openFiles({ contents, fileLimits = SERVER_DEFAULTS.files }: ChatOptions): Promise<void> {
    if (contents === undefined) return;
    const find = (name: string) => this.#accounts.get(name.toLowerCase());
    this.#files = await Files.open({ store: this.#store, messages: this.messages, contents, limits: fileLimits, find });
  }

  /** Takes over what changed in the store, whichever process changed it. */
  #changed(change: Change): void {
    switch (change.kind) {
      case "account added":
        this.#add(change.account);
        break;
      case "password changed": {
        const account = this.#everyAccount.get(change.account);
        if (account !== undefined) this.#add({ ...account, passwordHash: change.passwordHash, demo: false });
        break;
      }
      case "account changed": {
        const before = this.#everyAccount.get(change.account.id);
        if (before !== undefined && this.#isCurrent(before)) this.#accounts.delete(before.name.toLowerCase());
        this.#add(change.account);
        break;
      }
      case "account removed": {
        const account = this.#everyAccount.get(change.account);
        if (account !== undefined && this.#isCurrent(account)) this.#accounts.delete(account.name.toLowerCase());
        break;
      }
    }
    this.rules.changed(change);
    this.edits.changed(change);
    this.logins.changed(change);
    this.messages.changed(change);
    this.hub.changed(change);
  }

  #add(account: StoredAccount): void {
    this.#everyAccount.set(account.id, account);
    if (this.#demo || !account.demo) this.#accounts.set(account.name.toLowerCase(), account);
  }

  /**
   * Logs in and returns a new token.
   *
   * @throws {ChatError} If there is no such user, the password is another, or it is not the turn of this attempt: then
   * the error says when to try again.
   */
  async logIn(
    name: string,
    password: string,
    { signal, guesser = new Guesser(), isGone }: LogInOptions,
  ): Promise<{ token: string; login: Login }> {
    const account = this.#accounts.get(name.toLowerCase());
    const attempt = { account: account?.id ?? 0, name, guesser, signal, isGone };
    const matches = await this.#gate.admit(attempt, async () => {
      const matches = await this.#passwords.verify(password, account?.passwordHash ?? NOBODY);
      // The password may have been changed while the hash was made.
      return matches && account !== undefined && this.#isCurrent(account);
    });
    if (account === undefined) throw new ChatError(TEXTS.noUser, { code: "no_user" });
    if (!matches) throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
    this.rules.checkDoor(account);
    const added = await this.logins.add(account);
    // The store takes no login for a password that was changed a moment ago.
    if (this.#isCurrent(account)) return added;
    await this.logins.end(added.login);
    throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
  }

  /**
   * Makes an account for somebody who may have one, and logs in. It costs a hash, and waits for its turn as a login does.
   *
   * @throws {ChatError} If the name is taken, it or the password cannot be used, or it is not the turn of this attempt.
   */
  async register(
    applicant: Applicant,
    { signal, guesser = new Guesser(), isGone }: LogInOptions,
  ): Promise<{ token: string; login: Login }> {
    const { name, fullName, password } = applicant;
    checkAccount(applicant);
    this.rules.checkDoor({ role: "student" });
    if (this.isUser(name)) throw new ChatError(`The name ${name} is taken`, { code: "name_taken" });
    this.registration.take(this.accountCount);
    let passwordHash = "";
    await this.#gate.admit({ account: NO_ACCOUNT_YET, name, guesser, signal, isGone }, async () => {
      passwordHash = await this.#passwords.hash(password);
      return true;
    });
    const account = await this.#store.addAccount({ name, fullName, passwordHash, demo: false });
    return await this.logins.add(account);
  }

  /**
   * Changes the password of somebody who is logged in and knows it; the other logins of the account end.
   *
   * @throws {ChatError} If the old password is another, the new one cannot be used, or it is not the turn of this attempt.
   */
  async changePassword(
    login: Login,
    { old, password }: { old: string; password: string },
    { signal, guesser = new Guesser(), isGone }: LogInOptions,
  ): Promise<void> {
    const { account } = login;
    if (account.demo) {
      throw new ChatError("The password of a demo account cannot be changed", { code: "not_allowed" });
    }
    checkPassword(password);
    let passwordHash = "";
    const attempt = { account: account.id, name: account.name, guesser, signal, isGone };
    const matches = await this.#gate.admit(attempt, async () => {
      if (!await this.#passwords.verify(old, account.passwordHash)) return false;
      passwordHash = await this.#passwords.hash(password);
      return !login.ended && this.#isCurrent(account);
    });
    if (!matches) throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
    await this.#store.setPassword(account.id, passwordHash, login.tokenHash);
  }

  /** Whether somebody who may log in has this name. */
  isUser(name: string): boolean {
    return this.#accounts.has(name.toLowerCase());
  }

  /** How many people may log in. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  #isCurrent({ id, name, passwordHash }: StoredAccount): boolean {
    const current = this.#accounts.get(name.toLowerCase());
    return current?.id === id && current.passwordHash === passwordHash;
  }

  async #load(): Promise<void> {
    for (const account of await this.#store.accounts()) this.#add(account);
    for (const measure of await this.#store.control.measures()) this.rules.load(measure);
    await this.logins.load(new Map(this.#accounts.values().map((account) => [account.id, account])));
  }
}
