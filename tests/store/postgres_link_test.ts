/**
 * Which errors of a PostgreSQL pass by themselves, and how long it is waited for.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { isPassing, LostError } from "../../lib/store/postgres/link.ts";
import { NoAnswerError, within } from "../../lib/store/postgres/patience.ts";
import { freeze } from "../support/virtual_time.ts";

Deno.test("what passes at another time or host is asked for again, and nothing else", () => {
  const withCode = (code: string) => Object.assign(new Error(), { code });
  const passing = {
    "the connection": ["08006", "08P01", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"],
    "the network": ["ECONNRESET", "EPIPE", "NO_ANSWER"],
    "the host": ["57P01", "57P02", "57P03", "57014", "53300", "25006", "25P03"],
    "another batch": ["40001", "40P01"],
  };
  for (const code of Object.values(passing).flat()) assertEquals(isPassing(withCode(code)), true, code);
  for (const code of ["23505", "23503", "22021", "42501", "42P01", "53100", "53200", "58030", "25P02", "XX000", ""]) {
    assertEquals(isPassing(withCode(code)), false, code);
  }
  assertEquals([isPassing(new LostError("")), isPassing(new TypeError())], [true, false]);
});

Deno.test("an answer is waited for so long, and the time in which this process was frozen does not count", async () => {
  const never = new Promise<void>(() => {});
  await assertRejects(() => within(10, never), NoAnswerError);
  assertEquals(await within(10, Promise.resolve(1)), 1);
  const late = Promise.withResolvers<number>();
  const waiting = within(30, late.promise);
  using _ = freeze(5_000); // The timer comes late: what came meanwhile was not read.
  setTimeout(() => late.resolve(2), 45);
  assertEquals(await waiting, 2);
});
