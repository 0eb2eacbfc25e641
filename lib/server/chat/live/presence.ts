/**
 * Who is active, as everybody who is live was told. While the class is locked, students are told of teachers only: what they
 * see of each other stays as it was when the lock began. It knows no socket.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../../chat.ts";
import type { StoredAccount } from "../../../store/store.ts";
import { encodeEvent } from "./encoded_event.ts";
import type { Logins } from "../logins/logins.ts";
import type { Rules } from "../class/rules.ts";
import type { Subscription } from "./subscription.ts";

/** What a {@linkcode Presence} needs. */
export interface PresenceOptions {
  /** Who is active. */
  readonly logins: Logins;
  /** The account with a name. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** Whether students see of each other who comes and goes. */
  readonly rules: Rules;
  /** The clock that nobody sets, in milliseconds. */
  readonly elapsed: () => number;
  /** All live connections. */
  readonly everybody: () => Iterable<Subscription>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Tells who comes and goes. */
export class Presence {
  readonly #options: PresenceOptions;
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

  /** Whether somebody is live, and to be told. */
  get isTold(): boolean {
    return this.#told !== undefined;
  }

  /** Somebody is live from now on. */
  begin(): void {
    this.#told ??= new Set(this.#options.logins.active());
  }

  /** Nobody is live any more. */
  end(): void {
    this.#told = undefined;
  }

  /** The active users as one may see them, by name; see {@linkcode Logins.active}. */
  activeFor({ name, role }: StoredAccount): readonly string[] {
    const { logins, rules } = this.#options;
    const active = logins.active();
    if (role === "teacher" || !rules.isLocked) return active;
    const shown = new Set(active.filter((user) => this.#isTeacher(user)));
    for (const user of this.#before) if (!this.#isTeacher(user)) shown.add(user);
    return [...shown.add(name)].sort((one, other) => one.toLowerCase() < other.toLowerCase() ? -1 : 1);
  }

  /** Tells who has come and gone since it was told last. */
  tell(): void {
    const before = this.#told;
    if (before === undefined) return;
    const now = this.#options.elapsed();
    const active = new Set(this.#options.logins.active());
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
    const active = this.#told ?? new Set(this.#options.logins.active());
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
