/**
 * `ngobrol check server` finds each fault of a small server by the rule that names it, and none in a server that is right.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { judge, type JudgeOptions } from "../../lib/check/judge.ts";
import { SERVER_DEFAULTS } from "../../lib/server/limits.ts";
import type { Outcome } from "../../lib/check/outcome.ts";
import { startServer, temporaryDirectory } from "../support/helpers.ts";
import { pooled } from "./pooled.ts";
import { type Fault, FAULTS, SmallServer } from "./small_server.ts";

const USERS = ["maya", "izza", "nania"].map((name) => ({ name, password: "surabaya" }));

/** The rule that names each fault. */
const CAUGHT_BY: Readonly<Record<Fault, string>> = {
  "single recv": "R2.1",
  "merges two commands": "R2.3",
  "misses a split CRLF": "R2.2",
  "one CRLF at the end": "R1.1",
  "CRLF inside": "R1.2",
  "raw UTF-8 in replies": "R1.4",
  "crash on 0xff": "R2.8",
  "hang on 0xff": "R2.7",
  "closes without reply": "R1.7",
  "destructive inbox": "R4.15",
  "inbox of all users": "R4.12",
  "order reversed": "R4.10",
  "loses senders that were drained": "R4.14",
  "list without login": "R5.2",
  ghosts: "R5.4",
  duplicates: "R5.3",
  "bare logout ends all": "R6.4",
  "logout of a dead token answers null": "R6.2",
  "counting tokens": "R3.8",
  "token dies with its connection": "R3.6",
  "empty text crashes": "R4.9",
  "one client at a time": "R7.1",
  "lost update": "R7.5",
  "length limit": "R4.6",
  "errors without message": "R1.5",
  "spoils spaces": "R4.3",
  "decodes pieces": "R2.4",
  greets: "R1.6",
  "closes after each reply": "R1.8",
  "keeps the space before the end": "R2.5",
  "accepts any token": "R3.9",
  "one login a user": "R3.7",
  "hangs on an empty line": "R2.9",
  "quotes by hand": "R4.4",
};

async function check(port: number, options: Partial<JudgeOptions> = {}): Promise<Outcome[]> {
  const all = {
    hostname: "127.0.0.1",
    port,
    users: USERS,
    profile: "base",
    timeout: 5_000,
    seed: 1,
    ...options,
  } as const;
  return await Array.fromAsync(judge(all));
}

function brokenRules(outcomes: readonly Outcome[]): string[] {
  return [...new Set(outcomes.flatMap(({ broken }) => broken?.rule ?? []))];
}

Deno.test("a server that is right breaks no rule, and no case is skipped", async () => {
  using server = new SmallServer();
  const outcomes = await check(server.port);
  assertEquals(
    outcomes.filter(({ result }) => result !== "kept").map((
      { name, broken, reason },
    ) => [name, broken?.message ?? reason?.en]),
    [],
  );
});

Deno.test("each fault breaks the rule that names it, and nothing else", async () => {
  const found = await pooled(8, FAULTS, async (fault) => {
    using server = new SmallServer(fault);
    // The document asks no server to return an inbox that was lost.
    const only = fault === "destructive inbox" ? { only: ["R4.15"] } : {};
    return [fault, brokenRules(await check(server.port, only))] as const;
  });
  assertEquals(found, FAULTS.map((fault) => [fault, [CAUGHT_BY[fault]]]));
});

Deno.test("what the family varies is no fault", async () => {
  using server = new SmallServer(undefined, {
    listWord: "online",
    listKey: "user_aktif",
    textEnd: "\r\n",
    tokenKey: "token",
    hasNames: false,
  });
  const outcomes = await check(server.port);
  assertEquals(brokenRules(outcomes), []);
});

Deno.test("this server keeps all rules, whatever the pieces", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ files: `${directory.path}/files`, limits: SERVER_DEFAULTS });
  const outcomes = await check(server.port, { profile: "all", seed: 7 });
  assertEquals(
    outcomes.filter(({ result }) => result !== "kept").map((
      { name, broken, reason },
    ) => [name, broken?.message ?? reason?.en]),
    [],
  );
});

Deno.test("a server that is gone ends the check soon: the other cases are skipped", async () => {
  using server = new SmallServer();
  const { port } = server;
  server[Symbol.dispose]();
  const outcomes = await check(port);
  assert(outcomes.every(({ result }) => result === "skipped"));
  assertEquals(outcomes.at(-1)!.reason!.en, "the program takes no connection any more");
});

Deno.test("the same seed makes the same choices", async () => {
  using server = new SmallServer();
  const sent = async (seed: number) => {
    const [outcome] = await check(server.port, { only: ["random-pieces"], seed });
    return outcome!.exchange.filter(({ direction }) => direction === ">").map(({ bytes }) => bytes.length);
  };
  assertEquals(await sent(3), await sent(3));
  assert(JSON.stringify(await sent(3)) !== JSON.stringify(await sent(4)));
});
