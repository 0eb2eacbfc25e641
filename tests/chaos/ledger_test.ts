/**
 * That the judge of a run notices what is wrong.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { differences, Ledger, readText, type Stored, type Verdict } from "./ledger.ts";

const GROUPS = new Map([["#g", ["a", "b", "c"]]]);
const NOTHING: Verdict = {
  ...{ lost: [], doubled: [], reordered: [], unseen: [], shownLate: [], shownAgain: [] },
  ...{ unread: [], readUnseen: [], toldTooSoon: [], toldInVain: [] },
};
const ALL = ["a b 0", "a b 1", "b a 0", "a b 2", "a #g 0"];

function receiversOf(text: string): string[] {
  const { from, to } = readText(text);
  return GROUPS.get(to)?.filter((member) => member !== from) ?? [to];
}

/** A message as the store has it, with its text as its id: read by all, and at 2 what was delivered at 1. */
function stored(text: string, more: Partial<Stored> = {}): Stored {
  return { id: text, text, readBy: receiversOf(text), at: { delivered: 1, read: 2 }, ...more };
}

/** A ledger of messages that were acknowledged and came to all whom they were for, but for some: `TEXT READER`. */
function ledgerOf(acknowledged: readonly string[], came = acknowledged, except = ""): Ledger {
  const ledger = new Ledger(GROUPS);
  for (const text of acknowledged) ledger.acknowledged.add(text);
  for (const text of came) {
    for (const reader of receiversOf(text)) if (`${text} ${reader}` !== except) ledger.came(reader, { id: text, text });
  }
  return ledger;
}

function judge(texts: readonly string[], ledger = ledgerOf(ALL)): Verdict {
  return ledger.judge(texts.map((text) => stored(text)));
}

Deno.test("all that was acknowledged is there once, in order, and was seen; what came again is no fault", () => {
  assertEquals(judge(ALL, ledgerOf(ALL, [...ALL, "a b 1"])), NOTHING);
  assertEquals(judge(ALL, ledgerOf(ALL.slice(0, 2), ALL)), NOTHING); // Stored without an acknowledgement.
  const late = ["a b 1", "a b 0", "a b 2"];
  assertEquals(judge(late, ledgerOf(["a b 1", "a b 2"], late)), NOTHING); // It was given up, and stored all the same.
});

Deno.test("each fault of a message is noticed: lost, doubled, reordered, unseen, shown late", () => {
  assertEquals(judge(ALL.slice(1)), { ...NOTHING, lost: ["a b 0"] });
  assertEquals(judge([...ALL, "a b 1"]), { ...NOTHING, doubled: ["a b 1"] });
  assertEquals(judge(["a b 1", "a b 0", "b a 0", "a b 2", "a #g 0"]), { ...NOTHING, reordered: ["a b 0"] });
  const unread = ALL.map((text) => stored(text, text === "a b 2" ? { readBy: [] } : {}));
  assertEquals(ledgerOf(ALL, ALL, "a b 2 b").judge(unread), { ...NOTHING, unseen: ["a b 2 (b)"] });
  const late = ledgerOf(ALL, ["a b 1", "a b 0", "b a 0", "a b 2", "a #g 0"]);
  assertEquals(judge(ALL, late), { ...NOTHING, shownLate: ["a b 0 (b)"] });
});

Deno.test("what the server said is read comes no more", () => {
  const ledger = ledgerOf(ALL);
  ledger.hasRead("b", ["a b 0"]);
  ledger.came("b", { id: "a b 1", text: "a b 1" });
  assertEquals(judge(ALL, ledger), NOTHING);
  ledger.came("b", { id: "a b 0", text: "a b 0" });
  assertEquals(judge(ALL, ledger), { ...NOTHING, shownAgain: ["a b 0 (b)"] });
});

Deno.test("a message to a group is to be seen by each member but its sender", () => {
  const some = ALL.map((text) => stored(text, text === "a #g 0" ? { readBy: ["b"] } : {}));
  assertEquals(ledgerOf(ALL, ALL, "a #g 0 c").judge(some), { ...NOTHING, unseen: ["a #g 0 (c)"] });
});

Deno.test("what the store says of who has read is compared with who was shown it", () => {
  const none = ALL.map((text) => stored(text, text === "a #g 0" ? { readBy: ["c"] } : {}));
  assertEquals(ledgerOf(ALL).judge(none), { ...NOTHING, unread: ["a #g 0 (b)"] });
  const silent = ledgerOf(ALL.slice(1), ALL.slice(1));
  assertEquals(judge(ALL, silent), { ...NOTHING, readUnseen: ["a b 0 (b)"] });
});

Deno.test("a receipt is one of the sender's message, comes after who reads it has it, and stays", () => {
  const told = (to: string, receipt: Parameters<Ledger["told"]>[1], ledger = ledgerOf(ALL)) => {
    ledger.told(to, receipt);
    return judge(ALL, ledger);
  };
  const read = { id: "a b 1", state: "read", by: "b", at: 2 } as const;
  assertEquals(told("a", read), NOTHING);
  assertEquals(told("a", { ...read, state: "delivered", at: 1 }), NOTHING);
  assertEquals(told("a", { ...read, at: 3 }), { ...NOTHING, toldInVain: ["a b 1 (b) read"] });
  assertEquals(told("a", { ...read, by: "c" }).toldInVain, ["a b 1 (c) read"]);
  assertEquals(told("b", read), { ...NOTHING, toldInVain: ["a b 1 (b) read"] });
  assertEquals(told("a", { ...read, id: "gone" }).toldInVain, ["gone (b) read"]);
  const soon = new Ledger(GROUPS);
  soon.told("a", read);
  for (const text of ALL) for (const reader of receiversOf(text)) soon.came(reader, { id: text, text });
  assertEquals(judge(ALL, soon), { ...NOTHING, toldTooSoon: ["a b 1 (b)"] });
});

Deno.test("of a message to a group no more members are told to have read it than have it; a program is heard of later", () => {
  const ledger = ledgerOf(ALL);
  ledger.toldOf("#g", "a #g 0", 2);
  assertEquals(judge(ALL, ledger), NOTHING);
  ledger.toldOf("#g", "a #g 0", 3);
  assertEquals(judge(ALL, ledger), { ...NOTHING, toldTooSoon: ["a #g 0 (group)"] });
  const late = new Ledger(GROUPS, ["b"]);
  late.told("a", { id: "a b 0", state: "read", by: "b", at: 2 });
  late.toldOf("#g", "a #g 0", 1);
  assertEquals(late.judge([stored("a b 0", { readBy: [] })]), NOTHING);
});

Deno.test("a history is what the store has of a conversation, with the receipts of one's own messages", () => {
  const all = ALL.map((text) => stored(text));
  const page = all.filter(({ text }) => !text.includes("#"));
  assertEquals(differences(all, "a", "b", page), []);
  assertEquals(differences(all, "a", "b", page.slice(1)).length, 4);
  assertEquals(differences(all, "a", "b", [...page, page[0]!]), ["a: nothing, not a b 0"]);
  const other = page.map((shown, index) => index < 3 ? { ...shown, at: { read: 3 } } : shown);
  assertEquals(differences(all, "a", "b", other), ["a b 0: other receipts", "a b 1: other receipts"]);
  const group = all.filter(({ text }) => text.includes("#"));
  assertEquals(differences(all, "a", "#g", group.map((shown) => ({ ...shown, read: 2 }))), []);
  assertEquals(differences(all, "a", "#g", group.map((shown) => ({ ...shown, read: 1 }))), [
    "a #g 0: read by 2, not 1",
  ]);
});
