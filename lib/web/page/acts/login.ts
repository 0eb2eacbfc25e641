/**
 * How a person comes in and goes.
 *
 * @module
 */

import type { ChatError, Role } from "../../../chat.ts";
import { type Answer, type App, ask, askAs, explain, say, update } from "../app.ts";
import { forget, keepConversations, keepLogin, keptConversations, keptLogin, keptOpen } from "../memory.ts";
import { Outbox } from "../outbox/outbox.ts";
import { append } from "../../state/lines.ts";
import { keyOf, newConversation, START, type State, withConversation } from "../../state/state.ts";
import { loadGroups, open, reload } from "./conversations.ts";

/** Why somebody does not come in, in words; `undefined`: he does. */
export type Refusal = string | undefined;

/** Logs in. */
export async function logIn(app: App, user: string, password: string): Promise<Refusal> {
  await app.link.ready().catch(() => {}); // What is asked without a connection says so.
  return await enterWith(app, await ask(app, "token", { name: "auth", user: user.trim(), password }));
}

/** What a new account is made of. */
export interface NewAccount {
  /** The code of the class; empty on a server that is open to everybody. */
  readonly code: string;
  /** The user name. */
  readonly user: string;
  /** The password. */
  readonly password: string;
  /** Empty: the user name. */
  readonly fullName: string;
}

/** Makes an account and logs in. */
export async function register(app: App, { code, user, password, fullName }: NewAccount): Promise<Refusal> {
  // In the line it would end there, and the rest would be a part of the full name, which everybody reads.
  if (/\s/.test(password)) return app.texts.noSpaces;
  await app.link.ready().catch(() => {});
  if (code.trim() !== "") {
    const joined = await ask(app, "done", { name: "join", code: code.trim() });
    if (joined.kind === "error") return explain(app, joined);
  }
  const account = [user.trim(), password, fullName.trim()].join(" ").trim();
  return await enterWith(app, await ask(app, "token", { name: "register", account }));
}

async function enterWith(app: App, reply: Answer<"token">): Promise<Refusal> {
  if (reply.kind === "error") return explain(app, reply);
  const login = { token: reply.token, role: reply.role ?? "student" as Role };
  keepLogin(login);
  return await enter(app);
}

/** Goes on with the login of this tab, if there is one: in the first place, and after each new connection. */
export async function enter(app: App): Promise<Refusal> {
  const kept = keptLogin();
  if (kept === undefined) return undefined;
  const reply = await ask(app, "live", { name: "live", token: kept.token });
  if (reply.kind === "error") {
    if (reply.code === "no_login") endLogin(app, reply);
    return explain(app, reply);
  }
  const { user, active } = reply;
  const isNew = app.store.state.login?.user !== user;
  update(app, (state) => ({
    ...isNew ? remembered({ ...START, link: state.link, server: state.server }, user) : state,
    login: { user, ...kept },
    active: new Set(active),
    ended: undefined,
  }));
  if (isNew) openOutbox(app, user);
  app.outbox?.wake();
  const before = isNew ? keptOpen(user) : undefined;
  await Promise.all([loadGroups(app), before === undefined ? reload(app) : open(app, before)]);
  return undefined;
}

/** `state` with the conversations that an earlier run has shown. */
function remembered(state: State, user: string): State {
  const conversations = new Map(
    [...keptConversations(user).values()].map(({ name, title, lastAt }) => [
      keyOf(name),
      { ...newConversation(name), title, lastAt },
    ]),
  );
  return { ...state, conversations };
}

function openOutbox(app: App, user: string): void {
  app.outbox?.close();
  app.outbox = new Outbox({
    storage: app.storage,
    user,
    post: ({ key, to, text }) =>
      app.link.ask({ name: "post", token: app.store.state.login?.token ?? "", key, user: to, text })
        .catch((error: Error | ChatError) => {
          // What no line can have is no fault of the connection.
          if (error.name === "ChatError") return { kind: "error", message: error.message };
          throw error;
        }),
    keyLife: () => {
      const seconds = app.store.state.server?.limits["post_key_seconds"];
      return seconds === undefined ? undefined : seconds * 1000;
    },
    onChange: (pending) => update(app, (state) => ({ ...state, pending })),
    onSent: ({ to, text }, { id, at }) =>
      update(app, (state) =>
        withConversation(
          state,
          to,
          (it) => append(it, { id, at, from: user, fromName: user, to: it.name, toName: it.title, text }),
        )),
  });
}

/** Ends what the page shows of a login that is none any more; what was written stays, for the next one. */
export function endLogin(app: App, why: { code?: string | undefined; message: string } | undefined): void {
  app.outbox?.close();
  app.outbox = undefined;
  app.frames.of = undefined;
  app.frames.clear();
  keepLogin(undefined);
  update(
    app,
    (state) => ({
      ...START,
      link: state.link,
      server: state.server,
      ended: why && { code: why.code, message: why.message },
    }),
  );
}

/** Logs out, and leaves nothing of the person in this browser. */
export async function logOut(app: App): Promise<void> {
  const { login, pending } = app.store.state;
  if (login === undefined) return;
  const reply = await askAs(app, "logged out", { name: "logout" });
  if (reply.kind === "error" && reply.code !== "no_login") say(app, app.texts.loggedOutHere, "bad");
  await app.storage.remove(pending.map(({ n }) => n)).catch(() => {});
  endLogin(app, undefined);
  forget(login.user);
}

/** Remembers the conversations of now, for the next run. */
export function keepList({ login, conversations }: State): void {
  if (login === undefined) return;
  const before = keptConversations(login.user);
  keepConversations(
    login.user,
    [...conversations].filter(([, it]) => it.lastAt > 0).map(([key, { name, title, lastAt, lines, unread }]) => {
      const seen = lines.findLast(({ id, from }) => from !== login.user && !unread.includes(id))?.id;
      return { name, title, lastAt, seen: seen ?? before.get(key)?.seen };
    }),
  );
}
