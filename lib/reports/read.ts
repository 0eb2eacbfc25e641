/**
 * Reads what a report is made of from a server, which tells it in parts. It knows not how the server is asked. Pure.
 *
 * @module
 */

import type { FullMessage, Json } from "../chat.ts";
import { attendanceTable, auditTable, type ReportOptions, sessionsTable, transcriptTable } from "./class_tables.ts";
import type { Table } from "./table.ts";

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

/** All of a report, as a table. It rejects as `ask` does. */
export async function readReport(question: ReportQuestion, ask: AskReport, options: ReportOptions): Promise<Table> {
  switch (question.name) {
    case "sessions":
      return sessionsTable((await ask(question)).data?.["sessions"], options);
    case "transcript":
      return transcriptTable(await readTranscript(question, ask), options);
    case "attendance": {
      const rows: Json[] = [];
      for (let { from } = question;;) {
        const { data = {} } = await ask({ ...question, ...from !== undefined && { from } });
        rows.push(...list(data["rows"]));
        if (typeof data["next"] !== "string") return attendanceTable(rows, options);
        from = data["next"];
      }
    }
    case "audit": {
      const acts: Json[] = [];
      while (true) {
        const last = acts.at(-1) as { readonly number: number } | undefined;
        const { data = {} } = await ask({ ...question, ...last !== undefined && { after: last.number } });
        const more = list(data["acts"]);
        acts.push(...more);
        if (data["more"] !== true || more.length === 0) return auditTable(acts, options);
      }
    }
  }
}

/** All messages of a transcript. It rejects as `ask` does. */
export async function readTranscript(question: TranscriptQuestion, ask: AskReport): Promise<FullMessage[]> {
  const found: FullMessage[] = [];
  while (true) {
    const after = found.at(-1)?.id;
    const { messages = [], more } = await ask({ ...question, ...after !== undefined && { after } });
    found.push(...messages);
    if (!more || messages.length === 0) return found;
  }
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
