/** Steps of cases about tokens. @module */

import type { Login } from "../bench.ts";
import { isError, isOk } from "../replies.ts";
import { type Words, words } from "../words.ts";

/** Said where an error was to come. */
export const EXPECTED_ERROR: Words = words("An error was expected", "Seharusnya ERROR");
const DEAD = words("The token must be dead now", "Token seharusnya sudah mati");
const LIVES = words("The token must work here", "Token seharusnya berlaku di sini");

/** Expects an inbox for a token, or an error. */
export async function expectInbox(
  rule: string,
  { probe, token }: Pick<Login, "probe" | "token">,
  isAlive: boolean,
): Promise<void> {
  const reply = await probe.ask(`inbox ${token}`);
  if (typeof reply !== "string" && (isAlive ? isOk(reply) : isError(reply))) return;
  throw probe.broken(rule, isAlive ? LIVES : DEAD, reply);
}
