/**
 * What an event of the server changes. Pure.
 *
 * @module
 */

import type { ChatEvent, FullMessage, Watching } from "../../chat.ts";
import { append, edit, progress, receive, titled } from "./lines.ts";
import { conversationOf, keyOf, type State, withConversation } from "./state.ts";
import { arrive } from "./unread.ts";

/** What an earlier run has shown: whether a message of a conversation was. */
export type WasSeen = (key: string, id: string) => boolean;

/** `state` after an event; without a login there is none. */
export function applyEvent(state: State, event: ChatEvent, wasSeen: WasSeen): State {
  switch (event.kind) {
    case "message":
      return takeMessage(state, event.message, wasSeen);
    case "receipt":
      return ifKnown(state, event.by, (it) => receive(it, event));
    case "receipts": {
      const { id, delivered, read, members } = event;
      return ifKnown(
        state,
        `#${event.group.replace(/^#/, "")}`,
        (it) => progress(it, id, { delivered, read, members }),
      );
    }
    case "edit":
      if (state.login === undefined) return state;
      return ifKnown(state, conversationOf(state.login.user, event), (it) => edit(it, event));
    case "group":
      return takeGroup(state, event);
    case "presence": {
      const active = new Set(state.active);
      if (event.active) active.add(event.user);
      else active.delete(event.user);
      return { ...state, active };
    }
    case "notice":
      return event.watching === undefined ? state : { ...state, watchings: watched(state.watchings, event.watching) };
    case "ping":
    case "frame":
    case "left out":
      return state; // They change nothing that is shown here: `app.ts` says the one and answers the other.
  }
}

/** Who looks, after another notice of it. */
function watched(before: readonly Watching[], now: Watching): readonly Watching[] {
  const others = before.filter(({ by, of }) => by !== now.by || of !== now.of);
  return now.active ? [...others, now] : others;
}

function ifKnown(state: State, name: string, change: Parameters<typeof withConversation>[2]): State {
  return state.conversations.has(keyOf(name)) ? withConversation(state, name, change) : state;
}

function takeMessage(state: State, message: FullMessage, wasSeen: WasSeen): State {
  const user = state.login?.user;
  if (user === undefined) return state;
  const name = conversationOf(user, message);
  const added = withConversation(state, name, (it) => titled(append(it, message), [message]));
  // A note to oneself is unread as any other message is.
  const isOwn = keyOf(message.from) === keyOf(user) && keyOf(message.to) !== keyOf(user);
  if (isOwn) return added;
  const isNewest = added.conversations.get(keyOf(name))!.lines.at(-1)?.id === message.id;
  return arrive(added, name, message.id, { isNewest, wasSeen: wasSeen(keyOf(name), message.id) });
}

function takeGroup(state: State, event: ChatEvent & { readonly kind: "group" }): State {
  const name = `#${event.group.replace(/^#/, "")}`;
  const renamed = event.before === undefined ? state : rename(state, `#${event.before.replace(/^#/, "")}`, name);
  return withConversation(renamed, name, (it) => it.gone === !event.member ? it : { ...it, gone: !event.member });
}

/** Gives a group another name, wherever it stands. */
function rename(state: State, before: string, name: string): State {
  const known = state.conversations.get(keyOf(before));
  if (known === undefined) return state;
  const conversations = new Map(state.conversations);
  conversations.delete(keyOf(before));
  conversations.set(keyOf(name), { ...known, name, title: name.slice(1) });
  const current = state.current === keyOf(before) ? keyOf(name) : state.current;
  const arrivals = state.arrivals.map((it) => it.key === keyOf(before) ? { ...it, key: keyOf(name) } : it);
  return { ...state, conversations, current, arrivals };
}
