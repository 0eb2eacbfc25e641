/**
 * What the commands come to by which a person gets an account, or another password: all that was left out is asked for.
 *
 * @module
 */

import { isName } from "../../chat.ts";
import type { Texts } from "../i18n/texts.ts";
import type { AccountInput } from "./account_input.ts";
import { type Answer, isFailure } from "./results.ts";
import type { Session } from "./session.ts";

/** Asks a person; `secret`: nothing is shown of the answer, which is `undefined` if there is none. */
export type Ask = (question: string, options: { readonly secret: boolean }) => Promise<string | undefined>;

/** Does one of these commands. @returns `undefined` if the person has called it off, or nobody can be asked. */
export async function runAccountCommand(
  session: Session,
  input: AccountInput,
  { ask, texts }: { ask?: Ask | undefined; texts: Texts },
): Promise<Answer | undefined> {
  try {
    return await (input.kind === "passwd" ? passwd(session, input, ask, texts) : register(session, input, ask, texts));
  } catch (error) {
    if (error instanceof CalledOff) return undefined;
    throw error;
  }
}

/** An answer was needed that did not come. */
class CalledOff extends Error {}

async function register(
  session: Session,
  input: Exclude<AccountInput, { kind: "passwd" }>,
  ask: Ask | undefined,
  texts: Texts,
): Promise<Answer> {
  const code = input.kind === "join" ? input.code ?? await answerTo(ask, texts.codeQuestion) : undefined;
  if (code !== undefined) {
    // Before anything else is asked: who has mistyped it is spared the rest.
    const joined = await session.run({ kind: "join", code });
    if (isFailure(joined)) return joined;
  }
  const user = input.user ?? await answerTo(ask, texts.userQuestion);
  if (!isName(user)) return { kind: "refused", message: texts.badName(user) };
  const isAsked = input.password === undefined;
  const fullName = input.fullName ?? (isAsked ? await answerTo(ask, texts.fullNameQuestion, { mayBeEmpty: true }) : "");
  const password = input.password ?? await newPassword(ask, texts.passwordOf(user), texts);
  if (password === undefined) return { kind: "refused", message: texts.passwordsDiffer };
  // In the line it would end there, and the rest would be a part of the full name.
  if (/\s/.test(password)) return { kind: "refused", message: texts.noSpaces };
  return await session.run({ kind: "register", user, password, fullName: fullName.trim(), code });
}

async function passwd(
  session: Session,
  input: Extract<AccountInput, { kind: "passwd" }>,
  ask: Ask | undefined,
  texts: Texts,
): Promise<Answer> {
  if (session.user === undefined) return { kind: "failed", message: texts.notAuthorized };
  const old = input.old ?? await answerTo(ask, texts.oldPassword, { secret: true });
  const password = input.password ?? await newPassword(ask, texts.newPassword, texts);
  if (password === undefined) return { kind: "refused", message: texts.passwordsDiffer };
  const answer = await session.run({ kind: "passwd", old, password });
  const isDone = answer.kind === "reply" && answer.reply.kind === "done";
  return isDone ? { ...answer, reply: { ...answer.reply, message: texts.passwordChanged } } : answer;
}

/** A password that is typed twice, however its characters are typed; `undefined` if the two differ. */
async function newPassword(ask: Ask | undefined, question: string, texts: Texts): Promise<string | undefined> {
  const password = await answerTo(ask, question, { secret: true });
  const again = await answerTo(ask, texts.sameAgain, { secret: true });
  return again.normalize("NFC") === password.normalize("NFC") ? password : undefined;
}

async function answerTo(
  ask: Ask | undefined,
  question: string,
  { secret = false, mayBeEmpty = false }: { secret?: boolean; mayBeEmpty?: boolean } = {},
): Promise<string> {
  const answer = await ask?.(question, { secret });
  const text = secret ? answer : answer?.trim();
  if (text === undefined || (text === "" && !mayBeEmpty)) throw new CalledOff();
  return text;
}
