/**
 * `ngobrol check client`: one client.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline/promises";
import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import { readToml } from "../../configuration.ts";
import { stderr } from "../../output.ts";
import { UsageError } from "../../usage_error.ts";
import type { CheckSettings } from "../command/settings.ts";
import type { Outcome } from "../outcome.ts";
import { judgeRules, type Verdict } from "../verdict.ts";
import { type Actor, type Script, SEED_SCRIPT } from "./actor.ts";
import { ChildActor } from "./child.ts";
import { judgeClient } from "./judge.ts";
import { type Dialogue, PersonActor } from "./person.ts";
import { Stage } from "./stage.ts";

/** Checks a client. @throws {ChatError} If the check cannot be made. */
export async function runClientCheck(settings: CheckSettings, tell: (outcome: Outcome) => void): Promise<Verdict> {
  const { values, seed, only, weights, timeout } = settings;
  const script = values.script === undefined ? SEED_SCRIPT : await readScript(values.script);
  using stage = openStage(Number(values.port));
  const child = values.run === undefined ? undefined : new ChildActor(values.run, stage, timeout);
  await using _child = child;
  using dialogue = dialogueOf(settings);
  const actor: Actor = child ?? new PersonActor(stage, dialogue);
  const outcomes: Outcome[] = [];
  const at = CLOCKS.wall();
  for await (const outcome of judgeClient({ stage, actor, script, seed, only })) {
    outcomes.push(outcome);
    tell(outcome);
  }
  return judgeRules(
    { name: values.run ?? `client at port ${stage.port}`, profile: "client", seed, at },
    outcomes,
    weights,
  );
}

function openStage(port: number): Stage {
  if (!(port >= 1 && port <= 65535)) throw new UsageError("--port is a port, from 1 to 65535");
  try {
    return new Stage("127.0.0.1", port);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ChatError(`Cannot listen on port ${port}: ${error.message}`, { cause: error });
  }
}

/** @throws {ChatError} If the file names other commands, or something that is no text. */
async function readScript(path: string): Promise<Script> {
  const given = await readToml(path);
  for (const [name, line] of Object.entries(given)) {
    if (!(name in SEED_SCRIPT)) {
      throw new ChatError(`${path}: ${name} is none of ${Object.keys(SEED_SCRIPT).join(", ")}`);
    }
    if (typeof line !== "string") throw new ChatError(`${path}: ${name} is a text`);
  }
  return { ...SEED_SCRIPT, ...given as Partial<Script> };
}

/** A dialogue beside the report; where standard input is no terminal, nobody is asked. */
function dialogueOf({ language }: CheckSettings): Dialogue & Disposable {
  const canAsk = Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
  const lines = canAsk ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  return {
    tell: (line) => stderr.line(line[language]),
    async ask(question) {
      const answer = await lines?.question(`${question[language]} [y/n] `);
      return answer === undefined ? undefined : /^\s*y/i.test(answer);
    },
    [Symbol.dispose]: () => lines?.close(),
  };
}
