/**
 * `ngobrol-server prune AGE`: removes the messages that are older, for good, with their files. It counts first, and asks.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import type { Prunable, Pruned } from "../../../store/prune.ts";
import type { Store } from "../../../store/store.ts";
import { UsageError } from "../../../usage_error.ts";
import { isDay, startOf } from "../../../zone.ts";
import { describe as describeBytes } from "../../files/space.ts";
import { print } from "../print.ts";
import { readLine } from "../read_line.ts";

/** Messages that one commit removes, which holds others up for some 20 ms, and milliseconds of one request. */
const STEP = 1_000;
const REQUEST_TIME = 2_000;

const DAY = 86_400_000;

/** Days that a message is kept at least: who sends one again with its key does so within eight. */
const LEAST = 30;

/** What is asked of the process that has the store. */
export type PruneCall = readonly [what: "prune", how: "count" | "remove", before: number];

/** Whether a request is one of these. */
export function isPruneCall(request: unknown): request is PruneCall {
  const [what, how, before] = Array.isArray(request) ? request : [];
  return what === "prune" && (how === "count" || how === "remove") && Number.isSafeInteger(before);
}

/** Does what is asked, or a part of it: to remove is asked for again until nothing is left. */
export async function runPruneCall({ pruning }: Store, [, how, before]: PruneCall): Promise<Prunable | Pruned> {
  if (pruning === undefined) throw new ChatError("This store cannot be pruned");
  if (before > CLOCKS.wall() - (LEAST - 1) * DAY) throw new ChatError(`Messages of the last ${LEAST} days stay`);
  if (how === "count") return await pruning.prunable(before);
  let messages = 0;
  for (const until = CLOCKS.elapsed() + REQUEST_TIME;;) {
    const step = await pruning.prune(before, STEP);
    messages += step.messages;
    if (step.messages === 0 || CLOCKS.elapsed() > until) return { ...step, messages };
  }
}

/** What {@linkcode runPruneCommand} works with. */
export interface PruneOptions {
  /** Whether it only counts. */
  readonly isDryRun: boolean;
  /** Whether nobody is asked. */
  readonly isSure: boolean;
  /** Carries a call to where the store is. */
  readonly ask: (call: PruneCall) => Promise<Prunable | Pruned>;
}

/**
 * Runs the command and prints what it did.
 *
 * @throws {ChatError} If it cannot be done, or the answer is no.
 */
export async function runPruneCommand(
  words: readonly string[],
  { isDryRun, isSure, ask }: PruneOptions,
): Promise<void> {
  const before = readAge(words);
  const { messages, unread, files } = await ask(["prune", "count", before]) as Prunable;
  const found = `${plural(messages, "message")} of before ${new Date(before).toISOString().slice(0, 10)} (UTC)`;
  if (messages === 0) {
    return await print(`There are no messages of before ${new Date(before).toISOString().slice(0, 10)}`);
  }
  const more = `${found}, ${unread} of them unread by somebody, and ${plural(files, "file")}`;
  if (isDryRun) return await print(`${more} would be removed`);
  await print(`${more} will be removed for good; a backup has them still`);
  if (!isSure && await confirm() !== "yes") throw new ChatError("Nothing was removed");
  let [sum, free] = [0, undefined as number | undefined];
  for (let step: Pruned; (step = await ask(["prune", "remove", before]) as Pruned).messages > 0;) {
    [sum, free] = [sum + step.messages, step.free];
  }
  const room = free === undefined
    ? "Their room is free when the database has vacuumed its tables"
    : `The file of the store keeps its size: ${describeBytes(free)} of it are free for what comes`;
  await print(`${plural(sum, "message")} removed. ${room}`);
}

/** @returns What was typed. @throws {ChatError} If nobody can be asked. */
async function confirm(): Promise<string> {
  if (!Deno.stdin.isTerminal()) throw new ChatError("No terminal to ask on: use --yes");
  await print("Type yes to go on:");
  return (await readLine()).trim();
}

/** The moment before which messages are old: that of a day's beginning, or so many days ago. */
function readAge([age, ...more]: readonly string[]): number {
  const days = /^([1-9]\d{0,4})d$/.exec(age ?? "")?.[1];
  const day = isDay(age ?? "") ? startOf(age!, "UTC") : NaN;
  const before = days === undefined ? day : CLOCKS.wall() - Number(days) * DAY;
  if (Number.isNaN(before) || more.length > 0) {
    throw new UsageError("prune takes an age or a day, such as 365d or 2026-01-31");
  }
  if (before > CLOCKS.wall() - LEAST * DAY) throw new UsageError(`prune keeps the messages of the last ${LEAST} days`);
  return Math.max(0, Math.floor(before));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
