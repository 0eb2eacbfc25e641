/**
 * `ngobrol check server`: one server.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import type { Case } from "../case.ts";
import { casesOf, judge, type JudgeOptions } from "../judge.ts";
import type { Outcome } from "../outcome.ts";
import { judgeRules, type Verdict } from "../verdict.ts";
import { Program } from "./program.ts";
import { type CheckSettings, readAddress } from "./settings.ts";

/** The cases that would be played. */
export function plannedCases(settings: CheckSettings): Case[] {
  const restart = settings.values.restart === undefined ? {} : { restart: () => Promise.resolve() };
  return casesOf({ ...optionsOf(settings), hostname: "", port: 0, ...restart });
}

/** Checks the server at an address. */
export async function checkServer(settings: CheckSettings, tell: (outcome: Outcome) => void): Promise<Verdict> {
  const { values, subject, seed, weights } = settings;
  const address = readAddress(subject);
  await using program = values.restart === undefined ? undefined : new Program(values.restart, address);
  await program?.start();
  await makeSureOfServer(address, settings.timeout);
  const options: JudgeOptions = {
    ...optionsOf(settings),
    ...address,
    ...(program && { restart: () => program.restart() }),
  };
  const outcomes: Outcome[] = [];
  const at = CLOCKS.wall();
  for await (const outcome of judge(options)) {
    outcomes.push(outcome);
    tell(outcome);
  }
  return judgeRules({ name: subject, profile: values.profile, seed, at }, outcomes, weights);
}

function optionsOf({ users, values, timeout, seed, only }: CheckSettings): Omit<JudgeOptions, "hostname" | "port"> {
  return { users, profile: values.profile, timeout, seed, slow: values.slow, ...(only && { only }) };
}

/** @throws {ChatError} If nobody listens there. */
async function makeSureOfServer(address: Deno.ConnectOptions, timeout: number): Promise<void> {
  try {
    (await Deno.connect({ ...address, signal: AbortSignal.timeout(timeout) })).close();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ChatError(`Nobody answers at ${address.hostname}:${address.port}: ${error.message}`, { cause: error });
  }
}
