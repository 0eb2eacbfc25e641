/**
 * The rules of `docs/protocol.md`: one table. `tests/check/rules_test.ts` compares it with the document and with the cases.
 *
 * @module
 */

import type { Rule } from "./rule.ts";
import { CLIENTS } from "./rules/clients.ts";
import { CONNECTIONS } from "./rules/connections.ts";
import { INBOXES } from "./rules/inboxes.ts";
import { LIVE } from "./rules/live.ts";
import { LOGINS } from "./rules/logins.ts";
import { MESSAGES } from "./rules/messages.ts";
import { REPLIES } from "./rules/replies.ts";
import { REQUESTS } from "./rules/requests.ts";

/** All of them, by number. */
export const RULES: readonly Rule[] = [
  ...REPLIES,
  ...REQUESTS,
  ...LOGINS,
  ...MESSAGES,
  ...INBOXES,
  ...CONNECTIONS,
  ...LIVE,
  ...CLIENTS,
].sort((one, other) => orderOf(one.id) - orderOf(other.id));

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule with a number, in small letters as well; `undefined` if there is none. */
export function findRule(id: string): Rule | undefined {
  return BY_ID.get(id.toUpperCase());
}

/** Where a rule stands: servers' before clients', then by its numbers. */
function orderOf(id: string): number {
  const [section, number] = id.slice(1).split(".").map(Number);
  return (id.startsWith("C") ? 100_000 : 0) + section! * 100 + number!;
}
