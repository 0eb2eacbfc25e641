/**
 * The logins of a server: what tokens stand for, in memory and written through to the store. It knows no password and no
 * peer.
 *
 * How long a login was not used is told by the clock that nobody sets. That one ends with the program, so the store has the
 * time of day; if that is set while the server runs, what is stored is set with it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { ChatError, PROTOCOL_LIMITS, TEXTS } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { Attendance } from "../class/attendance.ts";
import type { Change, LoginStore, StoredAccount } from "../../../store/store.ts";

/** Milliseconds for which the use of a login may be unwritten, and by which what is written may be wrong. */
const TOUCH_INTERVAL = 60_000;

/** What a token stands for. */
export interface Login {
  /** The hash by which the token is stored: the token itself is kept nowhere. */
  readonly tokenHash: string;
  /** Whose login it is, as the account is now. */
  account: StoredAccount;
  /** When it was last used, by the clock that nobody sets. */
  usedAt: number;
  /** The `usedAt` that the store knows of. */
  writtenAt: number;
  /** How many open connections used it, without live ones that are silent. */
  connections: number;
  /** Until when it counts as active without a connection, by the same clock. */
  activeUntil: number;
  /** Whether it has ended: a holder of this object must not use it any more. */
  ended: boolean;
}

/** All logins that live. */
export class Logins {
  /** Called, before long, when it may have changed who is active; one listener is enough. */
  onChange: () => void = () => {};
  readonly #store: LoginStore;
  readonly #clocks: Clocks;
  readonly #attendance: Pick<Attendance, "came" | "left">;
  /** By how much the time of day was ahead of the clock that nobody sets when the store got its times. */
  #offset: number;
  /** By the hash of the token, in the order of login. */
  readonly #logins = new Map<string, Login>();
  /** By account, of which each has {@linkcode PROTOCOL_LIMITS.logins} at most; none for an account without any. */
  readonly #byAccount = new Map<number, Set<Login>>();
  /** The hashes of the tokens of those that ended and that the store did not take out. */
  readonly #left: string[] = [];
  /** Who is active, and until when that holds, unless something changes. */
  #active: { readonly names: readonly string[]; readonly until: number } | undefined;

  /**
   * No login is known yet: those of `store` are read by {@linkcode Logins.load}.
   *
   * @param attendance Is told of connections that come and go.
   */
  constructor(store: LoginStore, clocks: Clocks, attendance: Pick<Attendance, "came" | "left">) {
    this.#store = store;
    this.#clocks = clocks;
    this.#attendance = attendance;
    this.#offset = clocks.wall() - clocks.elapsed();
  }

  /**
   * Makes a login and its token; resolves when it is on disk. If the account has too many, the one that nobody uses, or
   * that was not used for longest, ends.
   */
  async add(account: StoredAccount): Promise<{ token: string; login: Login }> {
    const token = crypto.randomUUID();
    const login = newLogin(hashToken(token), account, this.#clocks.elapsed());
    const { tokenHash, usedAt } = login;
    await this.#store.addLogin({ tokenHash, account: account.id, usedAt: this.#stored(usedAt) }, account.passwordHash);
    this.#keep(login);
    for (const other of this.#tooMany(account.id)) {
      this.#drop(other);
      this.#left.push(other.tokenHash);
    }
    this.#changed();
    await this.#removeLeft();
    return { token, login };
  }

  /** The login that `token` stands for, if there is one. */
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

  /** Ends all logins of an account, as {@linkcode Logins.end} does. @throws {ChatError} If the store does not take it. */
  async endAll({ id }: StoredAccount): Promise<void> {
    await Promise.all(Array.from(this.#byAccount.get(id) ?? [], (login) => this.end(login)));
  }

  #keep(login: Login): void {
    const { tokenHash, account } = login;
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
   * The names of those who have a login with an open connection, or one that was left or used a moment ago; each once, in
   * the order of the alphabet, which knows no upper and lower case here, as names do. The same list as before if nothing has
   * changed: many ask for it.
   */
  active(): readonly string[] {
    const now = this.#clocks.elapsed();
    const known = this.#active;
    if (known !== undefined && now < known.until) return known.names;
    const names = new Map<string, string>();
    let until = Infinity;
    for (const logins of this.#byAccount.values()) {
      for (const login of logins) {
        if (!this.#isActive(login, now)) continue;
        names.set(login.account.name.toLowerCase(), login.account.name);
        const overAt = login.usedAt + PROTOCOL_LIMITS.loginIdle + 1;
        until = Math.min(until, login.connections > 0 ? overAt : Math.min(overAt, login.activeUntil));
        break; // When it is no longer active, the others are asked.
      }
    }
    this.#active = { names: [...names.keys()].sort().map((key) => names.get(key)!), until };
    return this.#active.names;
  }

  #isActive(login: Login, now: number): boolean {
    return (login.connections > 0 || now < login.activeUntil) && !this.isOver(login, now);
  }

  #changed(): void {
    this.#active = undefined;
    this.onChange();
  }

  /** Takes over what the store has ended. */
  changed(change: Change): void {
    switch (change.kind) {
      case "account changed":
        for (const login of this.#byAccount.get(change.account.id) ?? []) login.account = change.account;
        return this.#changed();
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

  /** Takes over what the store has at the start; what was used later than now, by a clock that was set back, as used now. */
  async load(accounts: ReadonlyMap<number, StoredAccount>): Promise<void> {
    const now = this.#clocks.wall();
    const stored = await this.#store.logins(now - PROTOCOL_LIMITS.loginIdle, PROTOCOL_LIMITS.logins, now);
    for (const { tokenHash, account: id, usedAt } of stored) {
      const account = accounts.get(id);
      if (account !== undefined) this.#keep(newLogin(tokenHash, account, this.#clocks.elapsed() - (now - usedAt)));
    }
  }

  /** Whether `login` has ended, or has not been used for too long. */
  isOver(login: Login, now = this.#clocks.elapsed()): boolean {
    return login.ended || now - login.usedAt > PROTOCOL_LIMITS.loginIdle;
  }
}

function newLogin(tokenHash: string, account: StoredAccount, usedAt: number): Login {
  const activeUntil = usedAt + PROTOCOL_LIMITS.activeFor;
  return { tokenHash, account, usedAt, writtenAt: usedAt, connections: 0, activeUntil, ended: false };
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
