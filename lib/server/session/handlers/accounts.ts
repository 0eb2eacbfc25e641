/**
 * What a server does for the commands by which people get accounts and change their passwords.
 *
 * @module
 */

import { ChatError, type Reply } from "../../../chat.ts";
import type { CommandOf } from "../../../wire/command.ts";
import type { AccountCommand } from "../../../wire/commands/accounts.ts";
import { Joiner } from "../../chat/accounts/registration.ts";
import { attemptOf, type Caller, type Handlers } from "../handler.ts";

/** Of each of these commands. */
export const ACCOUNT_HANDLERS: Handlers<AccountCommand["name"]> = {
  async join(caller, { code }) {
    const { registration, rules } = caller.carrier.chat;
    rules.checkDoor({ role: "student" });
    const joiner = await joinerOf(caller);
    noted(caller, () => registration.join(joiner, code));
    const { title } = registration;
    return { kind: "done", message: title === undefined ? "Welcome" : `Welcome to ${title}` };
  },
  register,
  async passwd(caller, { old, password }, login) {
    await caller.carrier.chat.entrance.changePassword(login, { old, password }, attemptOf(caller));
    caller.log.passwordChanged(login);
    return { kind: "done", message: "Password changed" };
  },
};

async function register(caller: Caller, { account }: CommandOf<"register">): Promise<Reply> {
  const { carrier: { chat }, log, logins } = caller;
  const joiner = await joinerOf(caller);
  const applicant = noted(caller, () => chat.registration.read(joiner, account));
  const { token, login } = await chat.entrance.register(applicant, joiner, attemptOf(caller));
  log.registered(login);
  logins.made(token, login);
  return { kind: "token", token, message: "User registered successfully" };
}

/** Lets the log know of a wrong code. */
function noted<T>({ log }: Caller, take: () => T): T {
  try {
    return take();
  } catch (error) {
    if (error instanceof ChatError && error.code === "wrong_code") log.wrongCode();
    throw error;
  }
}

/** The peer as one that wants an account, when it has waited for what its wrong codes have cost it. */
async function joinerOf(caller: Caller): Promise<Joiner> {
  const { chat, visit } = caller.carrier;
  const joiner = caller.joiner ??= new Joiner();
  const pause = chat.registration.pauseOf(joiner);
  if (pause > 0) await visit.wait(pause);
  return joiner;
}
