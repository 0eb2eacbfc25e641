/**
 * `ngobrol check client` finds each fault of a small client by the rule that names it, and none in one that is right.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type Actor, SEED_SCRIPT } from "../../lib/check/client/actor.ts";
import { ChildActor } from "../../lib/check/client/child.ts";
import { judgeClient } from "../../lib/check/client/judge.ts";
import { Stage } from "../../lib/check/client/stage.ts";
import type { Outcome } from "../../lib/check/outcome.ts";
import { ROOT } from "../support/helpers.ts";
import { pooled } from "./pooled.ts";
import { CLIENT_FAULTS, type ClientFault, SmallActor } from "./small_client.ts";

/** The rule that names each fault. */
const CAUGHT_BY: Readonly<Record<ClientFault, string>> = {
  "ends lines with LF": "C1.1",
  "sends a space before the password": "C1.2",
  "sends no token": "C1.3",
  "spoils spaces": "C1.4",
  "does not wait for replies": "C1.5",
  "reads once": "C2.1",
  "looks at the newest piece for the end": "C2.2",
  "reads 64 KiB at most": "C2.3",
  "reads messages only": "C2.4",
  "checks all keys": "C2.5",
  "crashes at an error": "C2.6",
  "waits for two seconds": "C2.7",
  "waits for ever after an end": "C2.8",
  "crashes when nothing comes": "C2.9",
  "shows escape sequences": "C2.10",
  "shows no messages": "C2.11",
  "stays connected after exit": "C2.12",
};

async function check(stage: Stage, actor: Actor, only?: string[]): Promise<Outcome[]> {
  return await Array.fromAsync(judgeClient({ stage, actor, script: SEED_SCRIPT, seed: 1, only }));
}

function brokenRules(outcomes: readonly Outcome[]): string[] {
  return [...new Set(outcomes.flatMap(({ broken }) => broken?.rule ?? []))];
}

Deno.test("a client that is right breaks no rule, and no scene is skipped", async () => {
  using stage = new Stage("127.0.0.1", 0);
  using actor = new SmallActor(stage);
  const outcomes = await check(stage, actor);
  assertEquals(
    outcomes.filter(({ result }) => result !== "kept").map((
      { name, broken, reason },
    ) => [name, broken?.message ?? reason?.en]),
    [],
  );
});

Deno.test("each fault of a client breaks the rule that names it, and nothing else", async () => {
  const found = await pooled(8, CLIENT_FAULTS, async (fault) => {
    using stage = new Stage("127.0.0.1", 0);
    using actor = new SmallActor(stage, fault);
    return [fault, brokenRules(await check(stage, actor))] as const;
  });
  assertEquals(found, CLIENT_FAULTS.map((fault) => [fault, [CAUGHT_BY[fault]]]));
});

Deno.test({
  name: "a client in Python is started, typed into, and judged",
  ignore: !await hasPython(),
  async fn() {
    using stage = new Stage("127.0.0.1", 0);
    await using actor = new ChildActor(`python3 -u ${ROOT}tests/check/client.py ${stage.port}`, stage, 20_000);
    const outcomes = await check(stage, actor, ["C1.1", "C2.1", "C2.8", "C2.6", "exit"]);
    assertEquals(outcomes.map(({ name, result, broken, reason }) => [name, result, broken?.message ?? reason?.en]), [
      ["login-line", "kept", undefined],
      ["single-bytes", "kept", undefined],
      ["errors", "kept", undefined],
      ["close-inside", "broken", "C2.8: The client ends with an exception"],
      ["exit", "kept", undefined],
    ]);
  },
});

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
