/**
 * That the judge of a run notices what is wrong.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Ledger, type Verdict } from "./ledger.ts";

/** A ledger of messages of a to b that were acknowledged and came. */
function ledgerOf(acknowledged: readonly string[], came: readonly string[]): Ledger {
  const ledger = new Ledger();
  for (const text of acknowledged) ledger.acknowledged.add(text);
  for (const text of came) ledger.came(text);
  return ledger;
}

const NOTHING: Verdict = { lost: [], doubled: [], reordered: [], unseen: [], shownLate: [] };
const ALL = ["a b 0", "a b 1", "b a 0", "a b 2"];

Deno.test("all that was acknowledged is there once, in order, and was seen; what came again is no fault", () => {
  assertEquals(ledgerOf(ALL, [...ALL, "a b 1"]).judge(ALL), NOTHING);
  assertEquals(ledgerOf(ALL.slice(0, 2), ALL).judge(ALL), NOTHING); // Stored without an acknowledgement.
  const late = ["a b 1", "a b 0", "a b 2"];
  assertEquals(ledgerOf(["a b 1", "a b 2"], late).judge(late), NOTHING); // It was given up, and stored all the same.
});

Deno.test("each fault is noticed: lost, doubled, reordered, unseen, shown late", () => {
  assertEquals(ledgerOf(ALL, ALL).judge(ALL.slice(1)), { ...NOTHING, lost: ["a b 0"] });
  assertEquals(ledgerOf(ALL, ALL).judge([...ALL, "a b 1"]), { ...NOTHING, doubled: ["a b 1"] });
  assertEquals(ledgerOf(ALL, ALL).judge(["a b 1", "a b 0", "b a 0", "a b 2"]), { ...NOTHING, reordered: ["a b 0"] });
  assertEquals(ledgerOf(ALL, ALL.slice(0, 3)).judge(ALL), { ...NOTHING, unseen: ["a b 2"] });
  assertEquals(ledgerOf(ALL, ["a b 1", "a b 0", "b a 0", "a b 2"]).judge(ALL), { ...NOTHING, shownLate: ["a b 0"] });
});
