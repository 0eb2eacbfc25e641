/**
 * Reads what a report is made of from a server, which tells it in parts. It knows not how the server is asked. Pure.
 *
 * @module
 */

import { ChatError, type FullMessage, type Json } from "../chat.ts";
import { attendanceTable, auditTable, type ReportOptions, sessionsTable, transcriptTable } from "./class_tables.ts";
import type { Table } from "./report.ts";

/** Characters of a report at the most, a row being this many beside its text: it is held in memory as a whole. */
const LARGEST = 256 * 1024 * 1024;
const ROW = 200;

/** A question about messages: the last one that is known is `after`. */
export interface TranscriptQuestion {
  /** What is asked for. */
  readonly name: "transcript";
  /** A user who wrote or got them, or `#` and the name of a group. @default everybody */
  readonly with?: string;
  /** The first day. @default today */
  readonly from?: string;
  /** The last day. @default today */
  readonly to?: string;
  /** The name of the time zone. */
  readonly zone?: string;
  /** The id of the message after which to begin. */
  readonly after?: string;
}

/** A question for a part of a report. */
export type ReportQuestion =
  | TranscriptQuestion
  | { readonly name: "sessions" }
  | { readonly name: "attendance"; readonly from?: string; readonly to?: string; readonly zone?: string }
  | { readonly name: "audit"; readonly after?: number };

/** A part of a report, as a server answers it. */
export interface ReportPart {
  /** Members of the reply. */
  readonly data?: { readonly [key: string]: Json };
  /** Messages, if it was asked for these. */
  readonly messages?: readonly FullMessage[];
  /** Whether there are more messages. */
  readonly more?: boolean;
}

/** Carries a question to the server, and its answer back. */
export type AskReport = (question: ReportQuestion) => Promise<ReportPart>;

/**
 * All of a report, as a table.
 *
 * @throws {ChatError} If it is too large, or what `ask` throws.
 */
export async function readReport(question: ReportQuestion, ask: AskReport, options: ReportOptions): Promise<Table> {
  const { tooLarge } = options.texts;
  switch (question.name) {
    case "sessions":
      return sessionsTable((await ask(question)).data?.["sessions"], options);
    case "transcript":
      return transcriptTable(await readTranscript(question, ask, tooLarge), options);
    case "attendance": {
      const rows = new Rows<Json>(tooLarge);
      for (let { from } = question;;) {
        const { data = {} } = await ask({ ...question, ...from !== undefined && { from } });
        rows.add(list(data["rows"]));
        if (typeof data["next"] !== "string") return attendanceTable(rows.all, options);
        from = data["next"];
      }
    }
    case "audit": {
      const acts = new Rows<Json>(tooLarge);
      while (true) {
        const last = acts.all.at(-1) as { readonly number: number } | undefined;
        const { data = {} } = await ask({ ...question, ...last !== undefined && { after: last.number } });
        const more = list(data["acts"]);
        acts.add(more);
        if (data["more"] !== true || more.length === 0) return auditTable(acts.all, options);
      }
    }
  }
}

/**
 * All messages of a transcript.
 *
 * @param tooLarge What is said of one that is too large.
 * @throws {ChatError} If it is too large, or what `ask` throws.
 */
export async function readTranscript(
  question: TranscriptQuestion,
  ask: AskReport,
  tooLarge: string,
): Promise<readonly FullMessage[]> {
  const found = new Rows<FullMessage>(tooLarge, ({ text }) => text.length);
  while (true) {
    const after = found.all.at(-1)?.id;
    const { messages = [], more } = await ask({ ...question, ...after !== undefined && { after } });
    found.add(messages);
    if (!more || messages.length === 0) return found.all;
  }
}

/** What was read: a server that says again and again that there is more fills no memory. */
class Rows<T> {
  readonly all: T[] = [];
  readonly #tooLarge: string;
  readonly #lengthOf: (row: T) => number;
  #size = 0;

  constructor(tooLarge: string, lengthOf: (row: T) => number = () => 0) {
    this.#tooLarge = tooLarge;
    this.#lengthOf = lengthOf;
  }

  add(rows: readonly T[]): void {
    for (const row of rows) {
      this.#size += ROW + this.#lengthOf(row);
      this.all.push(row);
    }
    if (this.#size > LARGEST) throw new ChatError(this.#tooLarge);
  }
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
