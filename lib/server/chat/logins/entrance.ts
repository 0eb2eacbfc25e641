/**
 * The ways into a chat: with a password, with an account that is made for it; and how a password is changed. It knows no
 * session.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../../chat.ts";
import type { AccountStore } from "../../../store/store.ts";
import { checkAccount, checkPassword } from "../accounts/account_rules.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { checkLookalike } from "../accounts/lookalikes.ts";
import type { Applicant, Joiner, Registration } from "../accounts/registration.ts";
import type { Rules } from "../class/rules.ts";
import type { Announcements } from "../messages/announcements.ts";
import type { Login } from "./login.ts";
import { type Asker, type LoginGate, NOT_MADE_YET } from "./login_gate.ts";
import type { Logins } from "./logins.ts";
import { NOBODY, type Passwords } from "./password.ts";

/** What {@linkcode Entrance} needs. */
export interface EntranceOptions {
  /** Where accounts are kept. */
  readonly store: Pick<AccountStore, "addAccount" | "setPassword">;
  /** Who has one. */
  readonly accounts: Accounts;
  /** Who is logged in. */
  readonly logins: Logins;
  /** Whether the door is closed. */
  readonly rules: Rules;
  /** Who may make an account. */
  readonly registration: Registration;
  /** What those are told who come. */
  readonly announcements: Pick<Announcements, "welcome">;
  /** By which passwords are verified. */
  readonly passwords: Passwords;
  /** Whose turn it is. */
  readonly gate: LoginGate;
}

/** The way in. */
export class Entrance {
  readonly #options: EntranceOptions;

  /** Nobody has tried yet. */
  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /**
   * Logs in and returns a new token.
   *
   * @throws {ChatError} If there is no such user, the password is another, or it is not the turn of this attempt: then
   * the error says when to try again.
   */
  async logIn(name: string, password: string, asker: Asker): Promise<{ token: string; login: Login }> {
    const { accounts, announcements, gate, logins, passwords, rules } = this.#options;
    const account = accounts.find(name);
    const matches = await gate.admit({ account: account?.id ?? 0, name, ...asker }, async () => {
      const matches = await passwords.verify(password, account?.passwordHash ?? NOBODY);
      // The password may have been changed while the hash was made.
      return matches && account !== undefined && accounts.isCurrent(account);
    });
    if (account === undefined) throw new ChatError(TEXTS.noUser, { code: "no_user" });
    if (!matches) throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
    rules.checkDoor(account);
    const added = await logins.add(account);
    await announcements.welcome(account);
    return added;
  }

  /**
   * Makes an account for somebody who may have one, and logs in. It costs a hash, and waits for its turn as a login does.
   *
   * @throws {ChatError} If the name is taken, it or the password cannot be used, or it is not the turn of this attempt.
   */
  async register(applicant: Applicant, joiner: Joiner, asker: Asker): Promise<{ token: string; login: Login }> {
    const { store, accounts, announcements, gate, logins, passwords, registration, rules } = this.#options;
    const { name, fullName, password } = applicant;
    checkAccount(applicant);
    rules.checkDoor({ role: "student" });
    if (accounts.find(name) !== undefined) throw new ChatError(`The name ${name} is taken`, { code: "name_taken" });
    checkLookalike(applicant, accounts.usable());
    registration.take(joiner, accounts.count);
    let passwordHash = "";
    await gate.admit({ account: NOT_MADE_YET, name, ...asker }, async () => {
      passwordHash = await passwords.hash(password);
      return true;
    });
    rules.checkDoor({ role: "student" }); // It may have been closed while the hash was made.
    const account = await store.addAccount({ name, fullName, passwordHash, demo: false });
    await registration.onRegistered(account.id);
    const added = await logins.add(account);
    await announcements.welcome(account);
    return added;
  }

  /**
   * Changes the password of somebody who is logged in and knows it; the other logins of the account end.
   *
   * @throws {ChatError} If the old password is another, the new one cannot be used, or it is not the turn of this attempt.
   */
  async changePassword(
    login: Login,
    { old, password }: { old: string; password: string },
    asker: Asker,
  ): Promise<void> {
    const { store, accounts, gate, passwords } = this.#options;
    const { account } = login;
    if (account.demo) {
      throw new ChatError("The password of a demo account cannot be changed", { code: "not_allowed" });
    }
    checkPassword(password);
    let passwordHash = "";
    const matches = await gate.admit({ account: account.id, name: account.name, ...asker }, async () => {
      if (!await passwords.verify(old, account.passwordHash)) return false;
      passwordHash = await passwords.hash(password);
      return !login.ended && accounts.isCurrent(account);
    });
    if (!matches) throw new ChatError(TEXTS.wrongPassword, { code: "wrong_password" });
    await store.setPassword(account.id, passwordHash, login.tokenHash);
  }
}
