/**
 * What the page makes of events, pages of a history and what was seen.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { ChatEvent, FullMessage } from "../../lib/chat.ts";
import { applyEvent } from "../../lib/web/state/events.ts";
import { append, MOST_LINES, receiptOf, takeNewest, takeOlder } from "../../lib/web/state/lines.ts";
import { allOf, listPeople } from "../../lib/web/state/people.ts";
import { newConversation, START, type State, withConversation } from "../../lib/web/state/state.ts";
import {
  acknowledged,
  firstSeen,
  leaveConversation,
  lookAway,
  openConversation,
  see,
  unreadCount,
} from "../../lib/web/state/unread.ts";

const MAYA: State = { ...START, login: { user: "maya", token: "t", role: "student" } };

function idOf(n: number): string {
  return `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

function message(n: number, from: string, to: string, more: Partial<FullMessage> = {}): FullMessage {
  return { id: idOf(n), from, fromName: from.toUpperCase(), to, toName: to, text: `text ${n}`, at: n * 1000, ...more };
}

function messages(from: number, to: number): FullMessage[] {
  return Array.from({ length: to - from + 1 }, (_, i) => message(from + i, "izza", "maya"));
}

function after(state: State, ...events: ChatEvent[]): State {
  return events.reduce((now, event) => applyEvent(now, event, () => false), state);
}

function comes(n: number, from: string, to = "maya"): ChatEvent {
  return { kind: "message", message: message(n, from, to) };
}

Deno.test("a message stands in the conversation of its sender, or of its group, and is unread there once", () => {
  const state = after(MAYA, comes(1, "izza"), comes(2, "Izza", "#Kelas"), comes(1, "izza"));
  assertEquals([...state.conversations.keys()], ["izza", "#kelas"]);
  assertEquals(state.conversations.get("izza")!.lines.length, 1);
  assertEquals(state.conversations.get("izza")!.title, "IZZA");
  assertEquals(state.conversations.get("#kelas")!.title, "Kelas");
  assertEquals(unreadCount(state), 2);
});

Deno.test("what another tab has sent is read, and a note to oneself is not", () => {
  assertEquals(unreadCount(after(MAYA, comes(1, "maya", "izza"))), 0);
  assertEquals(unreadCount(after(MAYA, comes(1, "maya", "maya"))), 1);
});

Deno.test("what was seen is acknowledged, each conversation by itself, up to the first message that was not", () => {
  let state = after(MAYA, comes(1, "izza"), comes(2, "nania"), comes(3, "izza"), comes(4, "nania"), comes(5, "izza"));
  assertEquals(firstSeen(state), undefined);
  state = see(state, "izza", idOf(3));
  assertEquals(firstSeen(state), { id: idOf(3), key: "izza" });
  state = acknowledged(state, { id: idOf(3), key: "izza" });
  assertEquals([firstSeen(state), state.arrivals.length], [undefined, 3]);
  state = see(state, "nania", idOf(2));
  assertEquals(firstSeen(state), { id: idOf(2), key: "nania" });
  state = see(see(state, "nania", idOf(4)), "izza", idOf(5));
  for (let next; (next = firstSeen(state)) !== undefined;) state = acknowledged(state, next);
  assertEquals([unreadCount(state), state.arrivals], [0, []]);
});

Deno.test("what comes again after a cut is not unread again, and what an earlier run has shown is not unread", () => {
  const state = see(after(MAYA, comes(1, "izza")), "izza", idOf(1));
  assertEquals(unreadCount(after(state, comes(1, "izza"))), 0);
  const later = applyEvent(MAYA, comes(1, "izza"), (key, id) => key === "izza" && id <= idOf(1));
  assertEquals(unreadCount(later), 0);
  assertEquals(firstSeen(later)?.id, idOf(1));
});

Deno.test("the divider stands before the first unread message, stays while one reads, and goes when one leaves", () => {
  let state = openConversation(after(MAYA, comes(1, "izza"), comes(2, "izza")), "izza");
  const divider = () => state.conversations.get("izza")!.divider;
  assertEquals(divider(), idOf(1));
  state = see(state, "izza", idOf(2));
  assertEquals(divider(), idOf(1));
  state = openConversation(leaveConversation(state), "izza");
  assertEquals(divider(), undefined);
  state = after({ ...state, isWatching: true }, comes(3, "izza"));
  assertEquals([divider(), unreadCount(state)], [undefined, 0]);
  state = after({ ...state, isWatching: false }, comes(4, "izza"), comes(5, "izza"));
  assertEquals([divider(), unreadCount(state)], [idOf(4), 2]);
  state = after(see(state, "izza", idOf(5)), comes(6, "izza"));
  assertEquals(divider(), idOf(4)); // It does not move while somebody may read there.
  assertEquals(lookAway(state).conversations.get("izza")!.divider, idOf(6));
  assertEquals(lookAway(see(state, "izza", idOf(6))).conversations.get("izza")!.divider, undefined);
});

Deno.test("a receipt counts for all earlier messages of the user, and for one that the page learns of later", () => {
  const sent = [1, 2, 4].map((n) => comes(n, "maya", "izza"));
  const state = after(MAYA, ...sent, comes(3, "izza"), {
    kind: "receipt",
    id: idOf(2),
    state: "read",
    by: "izza",
    at: 9,
  });
  const lines = state.conversations.get("izza")!.lines;
  assertEquals(lines.map(receiptOf), ["read", "read", "sent", "sent"]);
  const early = after(state, { kind: "receipt", id: idOf(5), state: "delivered", by: "izza", at: 9 });
  const late = append(early.conversations.get("izza")!, message(5, "maya", "izza"));
  assertEquals(late.lines.filter(({ from }) => from === "maya").map(receiptOf), [
    "read",
    "read",
    "delivered",
    "delivered",
  ]);
});

Deno.test("a change, a removal and the progress in a group reach the message", () => {
  const state = after(
    MAYA,
    comes(1, "izza"),
    comes(2, "maya", "#kelas"),
    { kind: "edit", id: idOf(1), from: "izza", to: "maya", text: "other", at: 5, removed: false },
    { kind: "receipts", id: idOf(2), group: "#kelas", delivered: 2, read: 1, members: 3 },
  );
  assertEquals(state.conversations.get("izza")!.lines[0]!.text, "other");
  assertEquals(state.conversations.get("#kelas")!.lines[0]!.progress, { delivered: 2, read: 1, members: 3 });
  const removed = after(state, {
    kind: "edit",
    id: idOf(1),
    from: "izza",
    to: "maya",
    text: "(removed)",
    at: 6,
    removed: true,
  });
  assertEquals(removed.conversations.get("izza")!.lines[0]!.removed, true);
});

Deno.test("the newest page meets what is known, or takes its place where there may be a gap", () => {
  const known = { ...newConversation("izza"), lines: messages(1, 10), hasOlder: false };
  const met = takeNewest(known, { messages: messages(8, 12), more: true });
  assertEquals(met.lines.map(({ id }) => id), messages(1, 12).map(({ id }) => id));
  assertEquals(met.hasOlder, false);
  const apart = takeNewest(known, { messages: messages(20, 30), more: true });
  assertEquals(apart.lines.map(({ id }) => id), messages(20, 30).map(({ id }) => id));
  assertEquals(apart.hasOlder, true);
  const live = { ...newConversation("izza"), lines: messages(31, 32) };
  assertEquals(takeNewest(live, { messages: messages(20, 30), more: true }).lines.length, 13);
});

Deno.test("what was unread comes bit by bit beside the newest page, takes its place, and none of it counts as seen", () => {
  let state: State = { ...openConversation(MAYA, "izza"), isWatching: true };
  state = after(state, comes(1, "izza"));
  state = see(state, "izza", idOf(1));
  state = { ...after({ ...state, isWatching: false }, comes(2, "izza")), isWatching: true };
  const page = { messages: messages(8, 10), more: true };
  state = withConversation(state, "izza", (it) => takeNewest(it, page));
  state = after(state, ...[3, 4, 5, 6, 7, 8, 9, 10].map((n) => comes(n, "izza")));
  const { lines, unread } = state.conversations.get("izza")!;
  assertEquals(lines.map(({ id }) => id), messages(2, 10).map(({ id }) => id));
  assertEquals(unread, [2, 3, 4, 5, 6, 7, 8, 9].map(idOf)); // The last one is before the person's eyes.
});

Deno.test("older pages go before, once, and never make more of it than is kept", () => {
  const known = { ...newConversation("izza"), lines: messages(201, 210), hasOlder: true };
  const page = { messages: messages(1, 200), more: false };
  const older = takeOlder(known, idOf(201), page);
  assertEquals(older.lines.map(({ id }) => id), messages(1, 210).map(({ id }) => id));
  assertEquals(takeOlder(older, idOf(201), page), older);
  const full = { ...known, lines: messages(201, MOST_LINES + 200) };
  const cut = takeOlder(full, idOf(201), page);
  assertEquals([cut.lines.length, cut.lines[0]!.id, cut.isCut], [MOST_LINES, idOf(1), true]);
  assertEquals(append(cut, message(99_999, "izza", "maya")).lines, cut.lines); // It would leave a gap.
  const live = append({ ...full, lines: messages(1, MOST_LINES), hasOlder: false }, message(99_999, "izza", "maya"));
  assertEquals([live.lines.length, live.lines[0]!.id, live.hasOlder], [MOST_LINES, idOf(2), true]);
  assertEquals(takeNewest(cut, { messages: messages(30_000, 30_100), more: true }).lines.length, 101);
});

Deno.test("the list has the latest conversation first, then groups, then who else is there", () => {
  const state: State = {
    ...after(MAYA, comes(1, "izza"), comes(2, "nania")),
    active: new Set(["maya", "budi", "izza"]),
  };
  const joined = after(state, { kind: "group", group: "kelas", member: true });
  assertEquals(allOf(listPeople(joined, "")).map(({ name }) => name), ["nania", "izza", "#kelas", "budi"]);
  assertEquals(allOf(listPeople(joined, "ZZ")).map(({ name }) => name), ["izza"]);
  const left = after(joined, { kind: "group", group: "kelas", member: false });
  assertEquals(listPeople(left, "").groups, []);
});

Deno.test("a group that gets another name keeps what was said, what is unread and that it is open", () => {
  let state = openConversation(after(MAYA, comes(1, "izza", "#kelas")), "#kelas");
  state = after(state, { kind: "group", group: "kelas7b", member: true, before: "kelas" });
  assertEquals([...state.conversations.keys()], ["#kelas7b"]);
  assertEquals(state.current, "#kelas7b");
  assertEquals(firstSeen(see(state, "#kelas7b", idOf(1)))?.id, idOf(1));
});
