/**
 * What a person does in conversations: opens them, reads back, writes.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../../chat.ts";
import { type App, askAs, explain, say, update } from "../app.ts";
import { keepOpen } from "../memory.ts";
import { MOST_PENDING } from "../outbox/outbox.ts";
import { takeNewest, takeOlder } from "../../state/lines.ts";
import { linesOf } from "../../state/rows.ts";
import { type Conversation, currentOf, keyOf, type State, withConversation } from "../../state/state.ts";
import { acknowledged, firstSeen, leaveConversation, lookAway, openConversation, see } from "../../state/unread.ts";

/** Bytes that the line of a message has beside its text, at most: two UUIDs, a name, and the command. */
const OVERHEAD = 128;

/** Messages of a page: as many as a server gives. */
const PAGE = 200;

/** Opens a conversation with a user, or with a group by `#` and its name. */
export async function open(app: App, name: string): Promise<void> {
  const wasKnown = app.store.state.conversations.has(keyOf(name));
  update(app, (state) => openConversation(state, name));
  keepOpen(app.store.state.login?.user ?? "", name);
  const reply = await askAs(app, "history", { name: "history", user: name, limit: PAGE });
  if (reply.kind === "history") {
    update(app, (state) => withConversation(state, name, (it) => takeNewest(it, reply)));
    return;
  }
  if (reply.code === "no_user" || reply.code === "no_group" || reply.code === "not_a_member") {
    say(app, explain(app, reply), "bad");
    keepOpen(app.store.state.login?.user ?? "", undefined);
    update(app, (state) => wasKnown ? withConversation(state, name, goneOf) : drop(state, name));
  }
}

function goneOf(conversation: Conversation): Conversation {
  return { ...conversation, gone: true };
}

function drop(state: State, name: string): State {
  const conversations = new Map(state.conversations);
  conversations.delete(keyOf(name));
  return { ...state, conversations, current: state.current === keyOf(name) ? undefined : state.current };
}

/** Leaves the conversation that is open, for the list. */
export function leave(app: App): void {
  update(app, leaveConversation);
  keepOpen(app.store.state.login?.user ?? "", undefined);
}

/** Asks anew for the newest page of the conversation that is open: after a cut, what came meanwhile may not come by itself. */
export async function reload(app: App): Promise<void> {
  const conversation = currentOf(app.store.state);
  if (conversation === undefined) return;
  const { name } = conversation;
  const reply = await askAs(app, "history", { name: "history", user: name, limit: PAGE });
  if (reply.kind === "history") update(app, (state) => withConversation(state, name, (it) => takeNewest(it, reply)));
}

/** Conversations of which an older page is asked for. */
const loading = new Map<string, Promise<boolean>>();

/** Asks for what was said before the oldest message that is known. @returns Whether something came. */
export async function loadOlder(app: App): Promise<boolean> {
  const conversation = currentOf(app.store.state);
  const before = conversation?.lines[0]?.id;
  if (conversation === undefined || before === undefined || !conversation.hasOlder) return false;
  const key = keyOf(conversation.name);
  const load = loading.get(key) ?? loadBefore(app, conversation.name, before);
  loading.set(key, load);
  try {
    return await load;
  } finally {
    loading.delete(key);
  }
}

async function loadBefore(app: App, name: string, before: string): Promise<boolean> {
  const reply = await askAs(app, "history", { name: "history", user: name, before, limit: PAGE });
  if (reply.kind === "error") return false;
  update(app, (state) => withConversation(state, name, (it) => takeOlder(it, before, reply)));
  return true;
}

/** Asks for the groups that the person is in. */
export async function loadGroups(app: App): Promise<void> {
  const reply = await askAs(app, "done", { name: "getgroups" });
  if (reply.kind === "error") return; // A server that has none.
  const names = reply.data?.["groups"];
  if (!Array.isArray(names)) return;
  update(app, (state) =>
    names.filter((name) => typeof name === "string").reduce<State>(
      (all, name) => withConversation(all, `#${name}`, (it) => it.gone ? { ...it, gone: false } : it),
      state,
    ));
}

/**
 * Sends a draft to the conversation that is open: one message for each of its lines.
 *
 * @returns Whether it is kept until the server has it: the draft can go.
 */
export async function send(app: App, draft: string): Promise<boolean> {
  const texts = linesOf(draft);
  const conversation = currentOf(app.store.state);
  if (texts.length === 0 || conversation === undefined || app.outbox === undefined) return false;
  const longest = Math.max(...texts.map((text) => new TextEncoder().encode(text).length));
  if (longest > (app.store.state.server?.limits["line"] ?? PROTOCOL_LIMITS.line) - OVERHEAD) {
    say(app, app.texts.tooLong, "bad");
    return false;
  }
  if (app.store.state.pending.length + texts.length > MOST_PENDING) {
    say(app, app.texts.outboxFull(MOST_PENDING), "bad");
    return false;
  }
  try {
    await app.outbox.add(conversation.name, texts);
  } catch {
    say(app, app.texts.cannotKeep, "bad");
    return false;
  }
  // Who answers has read it.
  update(app, (state) => withConversation(state, conversation.name, (it) => ({ ...it, divider: undefined })));
  return true;
}

/** Notes that the messages of the open conversation up to one were seen, and tells the server as far as that can be told. */
export function seen(app: App, key: string, id: string): void {
  update(app, (state) => see(state, key, id));
  acknowledge(app);
}

/** Notes whether the newest message of the open conversation is before the person's eyes. */
export function watch(app: App, isWatching: boolean): void {
  update(app, (state) => state.isWatching === isWatching ? state : { ...state, isWatching });
}

/** Notes that nobody looks at the page. */
export function away(app: App): void {
  update(app, (state) => lookAway(state.isWatching ? { ...state, isWatching: false } : state));
}

let isAcknowledging = false;

/** Tells the server what was seen; what comes meanwhile is told with the next one. */
export async function acknowledge(app: App): Promise<void> {
  if (isAcknowledging) return;
  isAcknowledging = true;
  try {
    for (let next; (next = firstSeen(app.store.state)) !== undefined;) {
      const { id, key } = next;
      const reply = await askAs(app, "acknowledged", {
        name: "ack",
        id,
        with: app.store.state.conversations.get(key)?.name ?? key,
      });
      // Without a connection it comes again with the next one; of who left a group or never was nothing is unread.
      if (reply.kind === "error" && reply.code === undefined) return;
      const done = next;
      update(app, (state) => acknowledged(state, done));
    }
  } finally {
    isAcknowledging = false;
  }
}
