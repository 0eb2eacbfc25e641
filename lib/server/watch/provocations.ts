/**
 * Whose connections are provoked, how, and by whom. It knows no socket.
 *
 * @module
 */

import type { StoredAccount } from "../../store/store.ts";
import type { Login } from "../chat/logins/login.ts";
import type { Provocation } from "./provocation.ts";

/** Whom one provokes: oneself, another, or all. */
export type Provoked = "self" | "all" | StoredAccount;

interface Laid {
  readonly provocation: Provocation;
  readonly by: Login;
}

/** What holds until it is lifted, or who wanted it has left. */
export class Provocations {
  /** What all get whom no teacher could free: said at the start of the server. */
  readonly #always: Provocation;
  #all: Laid | undefined;
  /** By account: what a teacher wants of it, and what it wants of itself. */
  readonly #byTeacher = new Map<number, Laid>();
  readonly #own = new Map<number, Laid>();

  /** What all get from the start on. */
  constructor(always: Provocation = {}) {
    this.#always = always;
  }

  /** Whether there is any. */
  get isAny(): boolean {
    return this.#all !== undefined || this.#byTeacher.size + this.#own.size + Object.keys(this.#always).length > 0;
  }

  /** What the connections of an account get; a teacher's only what he wants himself, for others look at him. */
  of(account: StoredAccount | undefined): Provocation {
    const own = account && this.#own.get(account.id)?.provocation;
    if (account?.role === "teacher") return own ?? {};
    const laid = account && this.#byTeacher.get(account.id)?.provocation;
    return { ...this.#always, ...this.#all?.provocation, ...laid, ...own };
  }

  /** Adds to what holds. */
  lay(by: Login, whom: Provoked, provocation: Provocation): void {
    const laid = (before: Laid | undefined) => ({ by, provocation: { ...before?.provocation, ...provocation } });
    if (whom === "all") this.#all = laid(this.#all);
    else if (whom === "self") this.#own.set(by.account.id, laid(this.#own.get(by.account.id)));
    else this.#byTeacher.set(whom.id, laid(this.#byTeacher.get(whom.id)));
  }

  /** Ends what was laid down. */
  lift(by: Login, whom: Provoked): void {
    if (whom === "all") this.#all = undefined;
    else if (whom === "self") this.#own.delete(by.account.id);
    else this.#byTeacher.delete(whom.id);
  }

  /** Ends what those wanted who have left. @returns Whom it held for. */
  liftAbandoned(hasLeft: (by: Login) => boolean): (number | "all")[] {
    const lifted: (number | "all")[] = [];
    if (this.#all !== undefined && hasLeft(this.#all.by)) {
      this.#all = undefined;
      lifted.push("all");
    }
    for (const laid of [this.#byTeacher, this.#own]) {
      for (const [account, { by }] of laid) {
        if (hasLeft(by) && laid.delete(account)) lifted.push(account);
      }
    }
    return lifted;
  }
}
