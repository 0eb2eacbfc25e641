/**
 * Leads a client through the scenes, and tells what came of each.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import { Broken, type Outcome, Skipped } from "../outcome.ts";
import { isPartOf, randomOf } from "../judge.ts";
import { words } from "../words.ts";
import type { Actor, Script } from "./actor.ts";
import type { Scene } from "./scene.ts";
import { SCENES } from "./scenes.ts";
import type { Stage } from "./stage.ts";

/** What a check of a client works with. */
export interface ClientJudgeOptions {
  /** The server that plays with it. */
  readonly stage: Stage;
  /** Who uses the client. */
  readonly actor: Actor;
  /** What is typed. */
  readonly script: Script;
  /** What the random choices are made of. */
  readonly seed: number;
  /** Scenes, rules or sections. @default all */
  readonly only?: readonly string[] | undefined;
}

/** The scenes that are meant. */
export function scenesOf(only: readonly string[] | undefined): readonly Scene[] {
  if (only === undefined) return SCENES;
  return SCENES.filter(({ name, rules }) =>
    only.some((word) => name === word || rules.some((rule) => isPartOf(rule, word)))
  );
}

/** Checks a client: the outcome of each scene, as soon as it is known. */
export async function* judgeClient({ stage, actor, script, seed, only }: ClientJudgeOptions): AsyncGenerator<Outcome> {
  const random = randomOf(`${seed} client`);
  let marks = 0;
  const mark = () => `m${++marks}x${Math.floor(random() * 1e9)}`;
  const known = new Set<string>();
  for (const { name, rules, needs = [], play } of scenesOf(only)) {
    const missing = needs.find((rule) => known.has(rule));
    if (missing !== undefined) {
      const reason = words(`${missing} is broken`, `${missing} dilanggar`);
      yield { name, rules, result: "skipped", reason, exchange: [], took: 0 };
      continue;
    }
    const began = CLOCKS.elapsed();
    let result: Pick<Outcome, "result" | "broken" | "reason"> = { result: "kept" };
    try {
      await play({ stage, actor, script, mark });
    } catch (error) {
      if (error instanceof Broken) known.add(error.rule), result = { result: "broken", broken: error };
      else if (error instanceof Skipped) result = { result: "skipped", reason: error.reason };
      else throw error;
    }
    yield { name, rules, ...result, exchange: [...stage.trace], took: CLOCKS.elapsed() - began };
  }
}
