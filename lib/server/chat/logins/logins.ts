/**
 * The logins of a server: what tokens stand for, in memory and written through to the store. It knows no password and no
 * peer.
 *
 * How long a login was not used is told by the clock that nobody sets. That one ends with the program, so the store has the
 * time of day; if that is set while the server runs, what is stored is set with it.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS, TEXTS } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { Attendance } from "../class/attendance.ts";
import { hashToken, type Login, newLogin } from "./login.ts";
import type { Change, LoginStore, Store, StoredAccount, StoredLogin } from "../../../store/store.ts";

/** Milliseconds for which the use of a login may be unwritten, and by which what is written may be wrong. */
const TOUCH_INTERVAL = 60_000;

/** What {@linkcode Logins} needs. */
export interface LoginsOptions {
  /** Where they are kept. */
  readonly store: LoginStore & Pick<Store, "shared">;
  /** By which it is told how long one was not used. */
  readonly clocks: Clocks;
  /** Is told of connections that come and go. */
  readonly attendance: Pick<Attendance, "came" | "left">;
  /** The account with an id, if somebody may log in to it. */
  readonly account: (id: number) => StoredAccount | undefined;
}

/** All logins that live. */
export class Logins {
  /** Called, before long, when it may have changed who is active; one listener is enough. */
  onChange: () => void = () => {};
  readonly #store: LoginsOptions["store"];
  readonly #clocks: Clocks;
  readonly #attendance: LoginsOptions["attendance"];
  readonly #account: LoginsOptions["account"];
  /** By how much the time of day was ahead of the clock that nobody sets when the store got its times. */
  #offset: number;
  /** By the hash of the token, in the order of login. */
  readonly #logins = new Map<string, Login>();
  /** By account, of which each has {@linkcode PROTOCOL_LIMITS.logins} at most; none for an account without any. */
  readonly #byAccount = new Map<number, Set<Login>>();
  /** The hashes of the tokens of those that ended and that the store did not take out. */
  readonly #left: string[] = [];
  /** Who is active, and until when that holds, unless something changes. */
  #active: { readonly accounts: ReadonlySet<number>; readonly until: number } | undefined;

  /** No login is known yet: those of the store are read by {@linkcode Logins.load}. */
  constructor({ store, clocks, attendance, account }: LoginsOptions) {
    this.#store = store;
    this.#clocks = clocks;
    this.#attendance = attendance;
    this.#account = account;
    this.#offset = clocks.wall() - clocks.elapsed();
  }

  /**
   * Makes a login and its token; resolves when it is on disk. If the account has too many, the one that nobody uses, or
   * that was not used for longest, ends.
   */
  async add(account: StoredAccount): Promise<{ token: string; login: Login }> {
    const token = crypto.randomUUID();
    const tokenHash = hashToken(token);
    const usedAt = this.#stored(this.#clocks.elapsed());
    await this.#store.addLogin({ tokenHash, account: account.id, usedAt }, account.passwordHash);
    const login = this.#logins.get(tokenHash); // Of which the store has told.
    if (login === undefined) throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
    this.#setActive(login);
    for (const other of this.#tooMany(account.id)) {
      this.#drop(other);
      this.#left.push(other.tokenHash);
    }
    await this.#removeLeft();
    return { token, login };
  }

  /** Whether a token that is unknown here may stand for a login that another server has made a moment ago. */
  get isShared(): boolean {
    return this.#store.shared !== undefined;
  }

  /** Asks the store for the login that a token stands for; it is found from then on, if there is one. */
  async lookUp(token: string): Promise<void> {
    const stored = await this.#store.shared?.findLogin(hashToken(token));
    if (stored !== undefined) this.#take(stored);
  }

  /** The login that `token` stands for, if there is one that is known here. */
  known(token: string): Login | undefined {
    return this.#logins.get(hashToken(token));
  }

  /** The login that `token` stands for. @throws {ChatError} If there is none, or it has ended. */
  find(token: string): Login {
    const login = this.known(token);
    if (login === undefined) throw new ChatError(TEXTS.noLogin, { code: "no_login" });
    return login;
  }

  /**
   * Notes that `login` is used now.
   *
   * @returns The promise of writing that down, if it is due.
   * @throws {ChatError} If it has ended.
   */
  use(login: Login): Promise<void> | undefined {
    const now = this.#clocks.elapsed();
    if (this.isOver(login, now)) throw new ChatError(TEXTS.noLogin, { code: "no_login" });
    if (!this.#isActive(login, now)) this.#active = undefined;
    login.usedAt = now;
    login.activeUntil = now + PROTOCOL_LIMITS.activeFor;
    if (now - login.writtenAt < TOUCH_INTERVAL) return undefined;
    return this.#touch(login);
  }

  #touch(login: Login): Promise<void> {
    login.writtenAt = login.usedAt;
    return this.#store.touchLogin(login.tokenHash, this.#stored(login.usedAt));
  }

  /** When a login was used of which the store has the time; one that was used later than now, by a clock that was set back, now. */
  #usedAt(stored: number): number {
    return this.#clocks.elapsed() - Math.max(0, this.#clocks.wall() - stored);
  }

  /** A time of the clock that nobody sets as the store has it: by the time of day as it is set now. */
  #stored(time: number): number {
    return Math.round(time + this.#clocks.wall() - this.#clocks.elapsed());
  }

  /**
   * Writes down anew when the logins were used, if the time of day was set since they were: to be called every minute or so,
   * and before the server ends. A failure is of no account: it is tried again.
   */
  async noteClock(): Promise<void> {
    const offset = this.#clocks.wall() - this.#clocks.elapsed();
    if (Math.abs(offset - this.#offset) < TOUCH_INTERVAL) return;
    const results = await Promise.allSettled(Array.from(this.#logins.values(), (login) => this.#touch(login)));
    if (results.every(({ status }) => status === "fulfilled")) this.#offset = offset;
  }

  /**
   * Ends a login: here at once, even if the store does not take it. Then that is tried again at the next login or logout.
   *
   * @throws {ChatError} If the store does not take it: after a restart the login would live again.
   */
  async end(login: Login): Promise<void> {
    this.#drop(login);
    await this.#remove(login.tokenHash);
    await this.#removeLeft();
  }

  /** The accounts that have a login. */
  accounts(): StoredAccount[] {
    return Array.from(this.#byAccount.values(), ([login]) => login!.account);
  }

  /** Counts it as active for a minute after its use. */
  #setActive(login: Login): void {
    login.activeUntil = login.usedAt + PROTOCOL_LIMITS.activeFor;
    this.#changed();
  }

  #take({ tokenHash, account: id, usedAt }: StoredLogin): void {
    const account = this.#account(id);
    if (account === undefined || this.#logins.has(tokenHash)) return;
    const login = newLogin(tokenHash, account, this.#usedAt(usedAt));
    this.#logins.set(tokenHash, login);
    const others = this.#byAccount.get(account.id);
    if (others === undefined) this.#byAccount.set(account.id, new Set([login]));
    else others.add(login);
  }

  #drop(login: Login): void {
    login.ended = true;
    this.#logins.delete(login.tokenHash);
    const others = this.#byAccount.get(login.account.id);
    others?.delete(login);
    if (others?.size === 0) this.#byAccount.delete(login.account.id);
    this.#changed();
  }

  /** The logins of an account that it has no room for, but for the newest: those without a connection, by their use. */
  #tooMany(account: number): Login[] {
    const logins = [...this.#byAccount.get(account)!];
    const excess = logins.length - PROTOCOL_LIMITS.logins;
    if (excess <= 0) return [];
    const byClaim = (one: Login, other: Login) =>
      Math.sign(one.connections) - Math.sign(other.connections) || one.usedAt - other.usedAt;
    return logins.slice(0, -1).sort(byClaim).slice(0, excess);
  }

  async #remove(tokenHash: string): Promise<void> {
    try {
      await this.#store.removeLogin(tokenHash);
    } catch (error) {
      this.#left.push(tokenHash);
      throw error;
    }
  }

  async #removeLeft(): Promise<void> {
    await Promise.allSettled(this.#left.splice(0).map((tokenHash) => this.#remove(tokenHash)));
  }

  /** Notes that one more connection uses `login`. */
  attach(login: Login): void {
    login.connections++;
    this.#attendance.came(login.account.id);
    this.#changed();
  }

  /**
   * Notes that a connection that used `login` is gone.
   *
   * @param grace Milliseconds for which the login counts as active without another. @default the rest of its minute
   */
  detach(login: Login, grace?: number): void {
    login.connections--;
    const now = this.#clocks.elapsed();
    if (grace !== undefined) login.activeUntil = now + grace;
    // Who was silent for too long has gone when he was last heard.
    this.#attendance.left(login.account.id, grace === 0 ? login.usedAt : now, login.activeUntil);
    this.#changed();
  }

  /**
   * The ids of the accounts that have a login with an open connection, or one that was left or used a moment ago. The same
   * set as before if nothing has changed.
   */
  active(): ReadonlySet<number> {
    const now = this.#clocks.elapsed();
    const known = this.#active;
    if (known !== undefined && now < known.until) return known.accounts;
    const accounts = new Set<number>();
    let until = Infinity;
    for (const [account, logins] of this.#byAccount) {
      for (const login of logins) {
        if (!this.#isActive(login, now)) continue;
        accounts.add(account);
        const overAt = login.usedAt + PROTOCOL_LIMITS.loginIdle + 1;
        until = Math.min(until, login.connections > 0 ? overAt : Math.min(overAt, login.activeUntil));
        break; // When it is no longer active, the others are asked.
      }
    }
    this.#active = { accounts, until };
    return accounts;
  }

  #isActive(login: Login, now: number): boolean {
    return (login.connections > 0 || now < login.activeUntil) && !this.isOver(login, now);
  }

  #changed(): void {
    this.#active = undefined;
    this.onChange();
  }

  /** Takes over what changed in the store. */
  changed(change: Change): void {
    switch (change.kind) {
      case "login added":
        return this.#take(change.login);
      case "login used": {
        const login = this.#logins.get(change.tokenHash);
        if (login !== undefined) login.usedAt = Math.max(login.usedAt, this.#usedAt(change.usedAt));
        return;
      }
      case "account changed":
        for (const login of this.#byAccount.get(change.account.id) ?? []) login.account = change.account;
        return;
      case "password changed":
        for (const login of this.#byAccount.get(change.account) ?? []) {
          login.account = { ...login.account, passwordHash: change.passwordHash, demo: false };
        }
        return;
      case "logins ended":
        for (const login of [...this.#byAccount.get(change.account) ?? []]) {
          if (login.tokenHash !== change.kept) this.#drop(login);
        }
        return;
      case "login ended": {
        const login = this.#logins.get(change.tokenHash);
        if (login !== undefined) this.#drop(login);
      }
    }
  }

  /** Takes over what the store has at the start. */
  async load(): Promise<void> {
    const now = this.#clocks.wall();
    const stored = await this.#store.logins(now - PROTOCOL_LIMITS.loginIdle, PROTOCOL_LIMITS.logins, now);
    for (const login of stored) this.#take(login);
    for (const login of this.#logins.values()) this.#setActive(login); // Whoever was there before the start may come back.
  }

  /** Whether `login` has ended, or has not been used for too long. */
  isOver(login: Login, now = this.#clocks.elapsed()): boolean {
    return login.ended || now - login.usedAt > PROTOCOL_LIMITS.loginIdle;
  }
}
