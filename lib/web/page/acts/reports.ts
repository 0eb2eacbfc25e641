/**
 * What a teacher reads of the class, as tables; and what of it is taken home.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { ENGLISH_REPORTS } from "../../../reports/class_tables.ts";
import { INDONESIAN_REPORTS } from "../../../reports/indonesian.ts";
import { readReport, type ReportPart, type ReportQuestion } from "../../../reports/read.ts";
import type { Table } from "../../../reports/report.ts";
import { toCsv } from "../../../reports/table.ts";
import { type App, askAs, say } from "../app.ts";
import { chosen } from "../../i18n/chosen.ts";
import { refusalOf } from "./doing.ts";
import { saveFile } from "./save.ts";

/** Where the times of reports are shown. */
export interface ReportWay {
  /** The name of the time zone. */
  readonly zone: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called with how many rows have come, more or less. */
  readonly onPart: (rows: number) => void;
}

/** Reads all of a report, part by part; `undefined`: it was refused, which is said, or ended. */
export async function readTable(app: App, question: ReportQuestion, way: ReportWay): Promise<Table | undefined> {
  const texts = chosen(app.texts, { en: ENGLISH_REPORTS, id: INDONESIAN_REPORTS });
  let rows = 0;
  const ask = async (part: ReportQuestion): Promise<ReportPart> => {
    const answer = await askPart(app, part);
    way.signal.throwIfAborted();
    rows += answer.messages?.length ?? 0;
    way.onPart(rows);
    return answer;
  };
  try {
    return await readReport(question, ask, { texts, zone: way.zone });
  } catch (error) {
    if (way.signal.aborted) return undefined;
    if (!(error instanceof ChatError)) throw error;
    return void say(app, refusalOf(app, error), "bad");
  }
}

async function askPart(app: App, question: ReportQuestion): Promise<ReportPart> {
  const reply = question.name === "transcript"
    ? await askAs(app, "history", question)
    : await askAs(app, "done", question);
  if (reply.kind === "error") throw new ChatError(reply.message, { code: reply.code });
  if (reply.kind === "history") return { messages: reply.messages, more: reply.more };
  return { data: reply.data ?? {} };
}

/** Saves a table as CSV. */
export function saveTable(table: Table, name: string): void {
  saveFile(new Blob([toCsv(table)], { type: "text/csv" }), name);
}
