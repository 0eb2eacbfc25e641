/**
 * What a scene is that a client is led through, and the steps of scenes.
 *
 * @module
 */

import { put, skip } from "../bench.ts";
import { Broken, type Failure } from "../outcome.ts";
import { type Words, words } from "../words.ts";
import { type Actor, fill, type Script } from "./actor.ts";
import type { Request, Stage } from "./stage.ts";

/** What a scene works with. */
export interface Set {
  /** The server. */
  readonly stage: Stage;
  /** Who uses the client. */
  readonly actor: Actor;
  /** What is typed. */
  readonly script: Script;
  /** A word that stands nowhere else. */
  mark(): string;
}

/** A scene. */
export interface Scene {
  /** Its name, for `--only` and the reports. */
  readonly name: string;
  /** The rules that it can find broken; the first one is what it is about. */
  readonly rules: readonly string[];
  /** Rules without which it can tell nothing: where one is broken it is skipped. */
  readonly needs?: readonly string[];
  /** Plays it. @throws {Broken} If a rule is broken. @throws {Skipped} If it cannot tell. */
  play(set: Set): Promise<void>;
}

/** What a client can be asked for. */
export type Command = keyof Script;

/** Who logs in. */
export const USER: Readonly<Record<string, string>> = { user: "maya", password: "surabaya" };
/** What servers of the family call the commands. */
export const NAMES: Readonly<Record<Command, readonly string[]>> = {
  auth: ["auth", "login"],
  send: ["send", "sendprivate"],
  inbox: ["inbox"],
  list: ["list", "online", "listuser", "list_users", "info", "show", "active", "user_aktif", "sessioncheck"],
  logout: ["logout"],
  exit: ["exit"],
};

/** Has a command typed, and waits for its request. */
export async function request(
  { stage, actor, script }: Set,
  command: Command,
  values = {},
): Promise<Request | undefined> {
  await actor.type(fill(script[command], values));
  return await stage.next(NAMES[command], actor.patience);
}

/** The same, as a step that the scene is not about. */
export async function must(set: Set, command: Command, values = {}): Promise<Request> {
  const got = await request(set, command, values);
  if (got === undefined) throw skip("no $1 came", "tidak ada $1", command);
  return got;
}

/** Logs in, as a step that the scene is not about. */
export async function logIn(set: Set): Promise<Request> {
  await set.actor.begin();
  set.stage.begin();
  return await must(set, "auth", USER);
}

/** Logs in, and makes sure by a list that the client has taken the reply. */
export async function settle(set: Set): Promise<void> {
  await logIn(set);
  const mark = set.mark();
  set.stage.answer = () => ({ reply: { status: "OK", messages: [mark] } });
  await must(set, "list");
  await set.actor.hasShown(mark);
  set.stage.answer = undefined;
}

/** A fault, at some bytes of a request. */
export function wrong(
  rule: string,
  what: Words,
  request?: Request,
  mark?: { offset: number; length: number },
  failure: Failure = "wrong",
): Broken {
  if (request === undefined) return new Broken(rule, failure, what);
  const { entry } = request;
  return new Broken(rule, failure, what, { entry, ...(mark ?? { offset: 0, length: entry.bytes.length }) });
}

/** Expects that the client shows a text, and can be used after it. */
export async function expectShown(set: Set, rule: string, text: string): Promise<void> {
  if (await set.actor.hasShown(text) === false) {
    throw new Broken(rule, "wrong", put(words("$1 is not shown", "$1 tidak ditampilkan"), text));
  }
  await expectNext(set, rule);
}

/** Expects that the client sends another request. */
export async function expectNext(set: Set, rule: string): Promise<void> {
  set.stage.answer = undefined;
  if (await request(set, "list") === undefined) {
    throw new Broken(
      rule,
      "hangs",
      words("After it the client sends nothing more", "Setelah itu klien tidak mengirim apa pun"),
    );
  }
}
