/**
 * What the acts of the page and its views work with: the state, the connection, and whoever is logged in.
 *
 * @module
 */

import { ChatError, type Reply } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import { type Texts } from "../i18n/texts.ts";
import type { Frames } from "./frames.ts";
import { type Link, LinkLost } from "./link.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { OutboxStorage } from "../outbox/storage.ts";
import type { Notice, State } from "../state/state.ts";
import type { Store } from "./store.ts";

/** The page, as its acts and views see it. */
export interface App {
  /** The state. */
  readonly store: Store;
  /** The connection. */
  readonly link: Link;
  /** Where the outbox of any account is kept. */
  readonly storage: OutboxStorage;
  /** What goes over the wire, while somebody looks. */
  readonly frames: Frames;
  /** What the person reads. */
  texts: Texts;
  /** The outbox of whoever is logged in. */
  outbox: Outbox | undefined;
}

/** Commands of a union that need a login, without its token. */
export type Without<C> = C extends unknown ? "token" extends keyof C ? Omit<C, "token"> : never : never;

/** A command that needs a login, without its token. */
export type WithoutToken = Without<Command>;

/** A reply of some kind, or why there is none. */
export type Answer<K extends Reply["kind"]> = Extract<Reply, { readonly kind: K | "error" }>;

/** What can be asked twice. */
const REPEATABLE: ReadonlySet<Command["name"]> = new Set(
  ["auth", "history", "getgroups", "members", "receipts", "sessions"] satisfies Command["name"][],
);

/**
 * Asks the server. What cannot be asked, and a connection that was lost, are an answer as well: an error. Where there are other
 * servers the next one is asked, if the first can have done nothing.
 *
 * @param kind What it answers to this command if it does not refuse it.
 */
export async function ask<K extends Reply["kind"]>(app: App, kind: K, command: Command): Promise<Answer<K>> {
  const first = await askOnce(app, command);
  const isOver = first.isLost || first.reply.kind === "error" && first.reply.code === "stopping";
  if (!isOver || !app.link.hasOthers || first.isLost && first.wasAsked && !REPEATABLE.has(command.name)) {
    return answerOf(app, kind, first.reply);
  }
  if (!first.isLost) app.link.renew(); // It lets nobody go who still asks.
  await app.link.ready().catch(() => {});
  return answerOf(app, kind, (await askOnce(app, command)).reply);
}

function answerOf<K extends Reply["kind"]>(app: App, kind: K, reply: Reply): Answer<K> {
  return (reply.kind === kind || reply.kind === "error" ? reply : failure(app.texts.errors.internal)) as Answer<K>;
}

async function askOnce(
  app: App,
  command: Command,
): Promise<{ readonly reply: Reply; readonly isLost?: boolean; readonly wasAsked?: boolean }> {
  try {
    return { reply: await app.link.ask(command) };
  } catch (error) {
    if (error instanceof LinkLost) {
      return { reply: failure(app.texts.noConnection), isLost: true, wasAsked: error.wasAsked };
    }
    if (error instanceof ChatError) return { reply: failure(error.message) };
    throw error;
  }
}

/** The same, for the login of now. */
export function askAs<K extends Reply["kind"]>(app: App, kind: K, command: WithoutToken): Promise<Answer<K>> {
  const token = app.store.state.login?.token ?? "";
  return ask(app, kind, { ...command, token } as Command);
}

function failure(message: string): Reply {
  return { kind: "error", message };
}

/** An error in the words of the person's language, as far as its code is known. */
export function explain(app: App, { code, message }: { code?: string | undefined; message: string }): string {
  const known: Readonly<Partial<Record<string, string>>> = app.texts.errors;
  return (code === undefined ? undefined : known[code]) ?? message;
}

let lastNotice = 0;

/** Notices that are shown at once. */
const MOST_NOTICES = 3;

/** Says something at the edge of the page. */
export function say(app: App, text: string, tone: Notice["tone"] = "calm"): void {
  const notice = { id: ++lastNotice, text, tone };
  app.store.update((state) => ({ ...state, notices: [...state.notices, notice].slice(-MOST_NOTICES) }));
}

/** Says no more what was said. */
export function unsay(app: App, id: number): void {
  app.store.update((state) => ({ ...state, notices: state.notices.filter((it) => it.id !== id) }));
}

/** Changes the state. */
export function update(app: App, change: (state: State) => State): void {
  app.store.update(change);
}
