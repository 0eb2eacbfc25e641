/**
 * Who is active, as everybody who is live was told. While the class is locked, students are told of teachers only: what they
 * see of each other stays as it was when the lock began. It knows no socket.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../../chat.ts";
import type { Change, Store, StoredAccount } from "../../../store/store.ts";
import { encodeEvent } from "./encoded_event.ts";
import type { Logins } from "../logins/logins.ts";
import type { Rules } from "../class/rules.ts";
import type { Subscription } from "./subscription.ts";

/** What a {@linkcode Presence} needs. */
export interface PresenceOptions {
  /** Who is active on this server. */
  readonly logins: Logins;
  /** Where that is said, and what tells of it and of the other servers. */
  readonly store: Pick<Store, "presence" | "shared">;
  /** The name of the account with an id, empty if that is not known yet. */
  readonly nameOf: (id: number) => string;
  /** The account with a name. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** Whether students see of each other who comes and goes. */
  readonly rules: Rules;
  /** The clock that nobody sets, in milliseconds. */
  readonly elapsed: () => number;
  /** All live connections. */
  readonly everybody: () => Iterable<Subscription>;
}

const NOBODY: ReadonlySet<never> = new Set();

/** Tells who comes and goes. */
export class Presence {
  readonly #options: PresenceOptions;
  /** The ids of the accounts that are active on any server, as the store tells. */
  readonly #active = new Set<number>();
  /** Those that are active on this one, as the store was told. */
  #reported: ReadonlySet<number> = NOBODY;
  #isClosed = false;
  /** The names of those who are active. */
  #names: readonly string[] | undefined;
  /** Who is active, as everybody was told; `undefined` while nobody is live. */
  #told: ReadonlySet<string> | undefined;
  /** Whose coming was told of a moment ago, and when. */
  readonly #came = new Map<string, number>();
  /** Who was active when the lock began. */
  #before: ReadonlySet<string> = NOBODY;

  /** Nobody was told anything yet. */
  constructor(options: PresenceOptions) {
    this.#options = options;
    options.rules.onLock = (isLocked) => this.#locked(isLocked);
  }

  /** Whether somebody is to be told who comes and goes: somebody who is live, or another server. */
  get isWatched(): boolean {
    return this.#told !== undefined || this.#options.store.shared !== undefined;
  }

  /** Says who is active on this server, in so far as it is not yet said. */
  report(active = this.#options.logins.active()): void {
    const before = this.#reported;
    if (active === before || this.#isClosed) return;
    this.#reported = active;
    for (const account of active.symmetricDifference(before)) {
      this.#options.store.presence.report(account, active.has(account));
    }
  }

  /** Nobody is active on this server any more: it stops. */
  close(): void {
    this.report(NOBODY);
    this.#isClosed = true;
  }

  /** Takes over what changed in the store; tells whether somebody is to be told. */
  changed(change: Change): boolean {
    if (change.kind === "presence") {
      if (change.isActive) this.#active.add(change.account);
      else this.#active.delete(change.account);
    } else if (!change.kind.startsWith("account ")) return false;
    this.#names = undefined;
    return true;
  }

  /**
   * The names of those who are active; each once, in the order of the alphabet, which knows no upper and lower case here, as
   * names do. The same list as before if nothing has changed: many ask for it.
   */
  active(): readonly string[] {
    this.report();
    return this.#names ??= inOrder(Array.from(this.#active, this.#options.nameOf).filter((name) => name !== ""));
  }

  /** Somebody is live from now on. */
  begin(): void {
    this.#told ??= new Set(this.active());
  }

  /** Nobody is live any more. */
  end(): void {
    this.#told = undefined;
  }

  /** The active users as one may see them; see {@linkcode Presence.active}. */
  activeFor({ name, role }: StoredAccount): readonly string[] {
    const { rules } = this.#options;
    const active = this.active();
    if (role === "teacher" || !rules.isLocked) return active;
    const shown = new Set(active.filter((user) => this.#isTeacher(user)));
    for (const user of this.#before) if (!this.#isTeacher(user)) shown.add(user);
    return inOrder(shown.add(name));
  }

  /** Tells who has come and gone since it was told last. */
  tell(): void {
    const before = this.#told;
    if (before === undefined) return;
    const now = this.#options.elapsed();
    const active = new Set(this.active());
    // A user who logs in again at once is told of later: a flood of logins is no flood of events.
    for (const [user, at] of this.#came) {
      if (now - at >= PROTOCOL_LIMITS.grace) this.#came.delete(user);
      else if (!before.has(user)) active.delete(user);
    }
    this.#told = active;
    const isHidden = this.#options.rules.isLocked;
    for (const user of active.symmetricDifference(before)) {
      if (active.has(user)) this.#came.set(user, now);
      this.#push(user, active.has(user), isHidden && !this.#isTeacher(user) ? "teachers" : "all");
    }
  }

  /** Keeps what students see of each other as it is, or tells them what has changed since it was kept. */
  #locked(isLocked: boolean): void {
    const active = this.#told ?? new Set(this.active());
    if (isLocked) {
      this.#before = active;
      return;
    }
    for (const user of active.symmetricDifference(this.#before)) {
      if (!this.#isTeacher(user)) this.#push(user, active.has(user), "students");
    }
    this.#before = NOBODY;
  }

  #push(user: string, active: boolean, whom: "all" | "teachers" | "students"): void {
    const event = encodeEvent({ kind: "presence", user, active });
    for (const subscription of this.#options.everybody()) {
      const { role } = subscription.login.account;
      if (whom === "all" || (role === "teacher") === (whom === "teachers")) subscription.push(event);
    }
  }

  #isTeacher(user: string): boolean {
    return this.#options.find(user)?.role === "teacher";
  }
}

function inOrder(names: Iterable<string>): string[] {
  const byKey = new Map(Array.from(names, (name) => [name.toLowerCase(), name]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key)!);
}
