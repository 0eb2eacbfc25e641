/**
 * `ngobrol check many`: the servers of a whole class, one after the other, with a page each and a table of all.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { readCsv } from "../../csv.ts";
import { stdout } from "../../output.ts";
import { readTextFile } from "../../text_file.ts";
import { UsageError } from "../../usage_error.ts";
import { CSV_COLUMNS, csvRow } from "../reports/machine.ts";
import { htmlOverview, htmlReport } from "../reports/page.ts";
import { type Look, summary } from "../reports/text.ts";
import { toCsv } from "../../reports/table.ts";
import { judgeRules, passes, type Verdict } from "../verdict.ts";
import { write } from "./files.ts";
import { checkServer } from "./server.ts";
import { type CheckSettings, readAddress, readUsers } from "./settings.ts";

/** Bytes of a table at the most, and programs in it. */
const MAX_FILE = 1024 * 1024;
const MAX_PROGRAMS = 500;

/** Characters of a name that are in the name of its page: no system takes more than 255 bytes. */
const MAX_NAME = 100;

/** A row of the table. */
interface Entry {
  readonly name: string;
  readonly address: string;
  readonly users: CheckSettings["users"];
}

/** Checks all. @returns The exit code: 1 if one breaks a rule that it must keep. */
export async function checkMany(settings: CheckSettings, look: Look): Promise<number> {
  const entries = readEntries(settings);
  const folder = settings.values.html ?? "check";
  makeFolder(folder);
  const rows: { verdict: Verdict; page: string }[] = [];
  for (const [index, entry] of entries.entries()) {
    const verdict = await checkOne(entry, settings);
    const name = entry.name.replaceAll(/[^\w.-]+/g, "_").slice(0, MAX_NAME);
    const page = `${String(index + 1).padStart(3, "0")}_${name}.html`;
    write(`${folder}/${page}`, htmlReport(verdict, settings.language));
    rows.push({ verdict, page });
    stdout.line(summary(verdict, look));
    // After each: what is known is not lost if the rest is called off.
    write(`${folder}/index.html`, htmlOverview(rows, settings.language));
    write(
      `${folder}/index.csv`,
      toCsv({ title: "", note: "", columns: CSV_COLUMNS, rows: rows.map(({ verdict }) => csvRow(verdict)) }),
    );
  }
  stdout.line(`${folder}/index.html`);
  await stdout.flush();
  return rows.every(({ verdict }) => passes(verdict)) ? 0 : 1;
}

/** One of them; whoever cannot be reached has a verdict without a rule. */
async function checkOne({ name, address, users }: Entry, settings: CheckSettings): Promise<Verdict> {
  try {
    const verdict = await checkServer({ ...settings, subject: address, users }, () => {});
    return { ...verdict, subject: { ...verdict.subject, name } };
  } catch (error) {
    if (!(error instanceof ChatError) || error instanceof UsageError) throw error;
    stdout.line(error.message);
    const subject = {
      name: `${name} (${error.message})`,
      profile: settings.values.profile,
      seed: settings.seed,
      at: 0,
    };
    return judgeRules(subject, []);
  }
}

/** @throws {ChatError} If the table cannot be read. */
function readEntries({ subject, users }: CheckSettings): Entry[] {
  let text: string;
  try {
    text = readTextFile(subject, { most: MAX_FILE });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ChatError(`Cannot read ${subject}: ${error.message}`, { cause: error });
  }
  const entries = readCsv(text).flatMap(({ line, fields: [name = "", address = "", own = ""] }): Entry[] => {
    if (line === 1 && address === "address") return [];
    if (name === "" || address === "") throw new UsageError(`${subject}, line ${line}: a row is name,address[,users]`);
    readAddress(address);
    return [{ name, address, users: own === "" ? users : readUsers(own) }];
  });
  if (entries.length === 0) throw new UsageError(`${subject} names no program`);
  if (entries.length > MAX_PROGRAMS) throw new UsageError(`${subject} has more than ${MAX_PROGRAMS} programs`);
  return entries;
}

function makeFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ChatError(`Cannot make ${folder}: ${error.message}`, { cause: error });
  }
}
