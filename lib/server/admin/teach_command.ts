/**
 * The commands by which an operator is in control of a class from the server's machine: `ngobrol-server teach ...`. They
 * are done by the server that runs: without one there is nobody to control.
 *
 * @module
 */

import { ChatError, isUuid } from "../../chat.ts";
import { writeNewFile } from "../../new_file.ts";
import { ENGLISH_REPORTS } from "../../reports/class_tables.ts";
import { readReport, type ReportPart } from "../../reports/read.ts";
import type { Table } from "../../reports/report.ts";
import { formatFor, toLines } from "../../reports/table.ts";
import { escapeControls } from "../../sanitize.ts";
import { UsageError } from "../../usage_error.ts";
import { localZone } from "../../zone.ts";
import type { Done, TeachCall } from "../chat/class/teach.ts";
import { print } from "./print.ts";

/** How a command reaches the server: carries a call there and its result back. */
export type AskTeach = (call: TeachCall) => Promise<unknown>;

/** Options of a command that shows something. */
export interface TeachOptions {
  /** The first day, such as `2026-11-27`. */
  readonly from?: string | undefined;
  /** The last day. */
  readonly to?: string | undefined;
  /** The name of the time zone. @default that of this machine */
  readonly zone?: string | undefined;
  /** The file to write it to, in the form of the end of its name. @default standard output */
  readonly out?: string | undefined;
}

const USAGE = "teach takes announce TEXT, lock [GROUP], unlock [GROUP], mute NAME [MINUTES], unmute NAME, kick NAME, " +
  "remove ID, close, open, sessions, attendance, transcript [NAME or #GROUP] or audit";

/**
 * Reads the words after `teach`.
 *
 * @throws {UsageError} If they are no command.
 */
export function readTeachCommand(
  [name, ...words]: readonly string[],
  { from, to, zone }: TeachOptions = {},
): TeachCall {
  const days = { ...from !== undefined && { from }, ...to !== undefined && { to }, zone: zone ?? localZone() };
  const [first, second] = words;
  const only = (most: number) => {
    if (words.length > most) throw new UsageError(`teach ${name} takes no ${words[most]}`);
  };
  const needed = (what: string) => {
    if (first === undefined || first === "") throw new UsageError(`teach ${name} takes ${what}`);
    return first;
  };
  switch (name) {
    case "announce":
      return { name, text: [needed("a TEXT"), ...words.slice(1)].join(" ") };
    case "lock":
    case "unlock":
      only(1);
      return { name, ...first !== undefined && { group: first } };
    case "mute":
      only(2);
      if (second !== undefined && !/^[1-9]\d{0,8}$/.test(second)) throw new UsageError("MINUTES is a number from 1 up");
      return { name, user: needed("a NAME"), ...second !== undefined && { minutes: Number(second) } };
    case "unmute":
    case "kick":
      only(1);
      return { name, user: needed("a NAME") };
    case "remove":
      only(1);
      if (!isUuid(needed("the ID of a message"))) throw new UsageError("An ID is a UUID, as a transcript has it");
      return { name, id: first!.toLowerCase() };
    case "close":
    case "open":
    case "sessions":
    case "audit":
      only(0);
      return { name };
    case "attendance":
      only(0);
      return { name, ...days };
    case "transcript":
      only(1);
      return { name, ...first !== undefined && { with: first }, ...days };
    default:
      throw new UsageError(name === undefined ? USAGE : `There is no command teach ${name}: ${USAGE}`);
  }
}

/**
 * Runs one of the commands, and prints or writes what came of it.
 *
 * @throws {ChatError} If it cannot be done.
 */
export async function runTeachCommand(call: TeachCall, ask: AskTeach, { out, zone }: TeachOptions): Promise<void> {
  if (out === "") throw new UsageError("--out takes a file");
  const table = await tableOf(call, ask, zone ?? localZone());
  if (table === undefined) return await print(escapeControls((await ask(call) as Done).message));
  if (out === undefined) return await print(...toLines(table));
  try {
    await writeNewFile(out, formatFor(out, table));
  } catch (error) {
    const isThere = error instanceof Deno.errors.AlreadyExists;
    const reason = isThere ? "it is there already" : error instanceof Error ? error.message : String(error);
    throw new ChatError(`Cannot write ${out}: ${reason}`, { cause: error });
  }
  const count = table.rows.length;
  await print(`${escapeControls(out)} has ${count} ${count === 1 ? "row" : "rows"}`);
}

/** What is shown as a table; `undefined` if the answer is a sentence. */
async function tableOf(call: TeachCall, ask: AskTeach, zone: string): Promise<Table | undefined> {
  switch (call.name) {
    case "sessions":
    case "attendance":
    case "transcript":
    case "audit": {
      const options = { texts: ENGLISH_REPORTS, zone };
      return await readReport(call, async (question) => await ask(question) as ReportPart, options);
    }
    default:
      return undefined;
  }
}
