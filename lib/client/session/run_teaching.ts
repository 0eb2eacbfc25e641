/**
 * What the commands of teachers come to, and those that change a message. It knows no terminal.
 *
 * @module
 */

import { ChatError, isUuid } from "../../chat.ts";
import { writeNewFile } from "../../new_file.ts";
import { readReport, readTranscript, type ReportPart, type ReportQuestion } from "../../reports/read.ts";
import type { Table } from "../../reports/report.ts";
import { formatFor, toLines } from "../../reports/table.ts";
import type { Command } from "../../wire/command.ts";
import { localZone } from "../../zone.ts";
import type { Exchange } from "../connection/remote.ts";
import type { Texts } from "../i18n/texts.ts";
import { asciiJson } from "../sanitize.ts";
import type { Answer, Style } from "./results.ts";
import type { Session } from "./session.ts";
import type { TeachingInput } from "./teaching_input.ts";

/** Messages of one's own that are looked through for the last one. */
const RECENT = 50;

/** What came of it: an answer, or lines of a table. */
export type TeachingOutcome = Answer | { readonly kind: "lines"; readonly lines: readonly string[] };

/** Does one of these commands. Whatever goes wrong with the server or on the way to it becomes the answer. */
export async function runTeaching(
  session: Session,
  input: TeachingInput,
  { style, texts }: { style: Style; texts: Texts },
): Promise<TeachingOutcome> {
  try {
    return await new Run(session, texts, style).do(input);
  } catch (error) {
    if (error instanceof Refused) return { kind: "reply", ...error.exchange, user: "" };
    if (error instanceof ChatError) return { kind: "failed", message: error.message };
    throw error;
  }
}

/** The server has refused a request of several. */
class Refused extends Error {
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    super();
    this.exchange = exchange;
  }
}

/** The token in the place of that of a command: it is added when it is sent. */
type Untold<C> = C extends { readonly token: string } ? Omit<C, "token"> : never;

/** One command, which may take several requests. */
class Run {
  readonly #session: Session;
  readonly #texts: Texts;
  readonly #style: Style;
  /** The replies to all of them, as they came. */
  readonly #replies: string[] = [];

  constructor(session: Session, texts: Texts, style: Style) {
    this.#session = session;
    this.#texts = texts;
    this.#style = style;
  }

  async do(input: TeachingInput): Promise<TeachingOutcome> {
    switch (input.kind) {
      case "sessions":
      case "attendance":
      case "transcript":
      case "audit":
        return await this.#report(input);
      case "retract":
        return await this.#answer({
          name: "remove",
          id: await this.#idOf(input.message, () => this.#lastOf(input.message)),
        });
      case "edit":
      case "delete": {
        const id = await this.#idOf(input.message, () => this.#lastTo(input.message));
        return await this.#answer(
          input.kind === "edit" ? { name: "edit", id, text: input.text } : { name: "delete", id },
        );
      }
      default: {
        const { kind, ...parameters } = input;
        return await this.#answer({ name: kind, ...parameters } as Untold<Command>);
      }
    }
  }

  async #ask(command: Untold<Command>): Promise<Exchange> {
    const { connection } = this.#session;
    if (connection.login === undefined) throw new ChatError(this.#texts.notAuthorized);
    if (this.#session.isKnown && !this.#session.can(command.name)) {
      throw new ChatError(this.#texts.notThisServer(command.name));
    }
    const exchange = await connection.request({ ...command, token: connection.login.token } as Command);
    if (exchange.reply.kind === "error") throw new Refused(exchange);
    this.#replies.push(exchange.json);
    return exchange;
  }

  async #answer(command: Untold<Command>): Promise<Answer> {
    return { kind: "reply", ...await this.#ask(command), user: "" };
  }

  async #idOf(message: string, find: () => Promise<string>): Promise<string> {
    return isUuid(message) ? message.toLowerCase() : await find();
  }

  /** The id of the last message that the person has sent to a user or a group. */
  async #lastTo(user: string): Promise<string> {
    const { reply } = await this.#ask({ name: "history", user, limit: RECENT });
    const messages = reply.kind === "history" ? reply.messages : [];
    const own = messages.findLast(({ from, removed }) => !removed && isSame(from, this.#session.user ?? ""));
    if (own === undefined) throw new ChatError(this.#texts.noMessageTo(user));
    return own.id;
  }

  /** The id of the last message that a user has sent today. */
  async #lastOf(user: string): Promise<string> {
    const question = { name: "transcript", with: user, zone: localZone() } as const;
    const messages = await readTranscript(question, (part) => this.#part(part), this.#texts.reports.tooLarge);
    const last = messages.findLast(({ from, removed }) => !removed && isSame(from, user));
    if (last === undefined) throw new ChatError(this.#texts.noMessageOf(user));
    return last.id;
  }

  async #report(input: Extract<TeachingInput, { kind: "sessions" | "attendance" | "transcript" | "audit" }>): Promise<
    TeachingOutcome
  > {
    const { kind, path, ...query } = input;
    const zone = localZone();
    const isOfDays = kind === "attendance" || kind === "transcript";
    const question: ReportQuestion = { name: kind, ...query, ...isOfDays && { zone } };
    const table = await readReport(question, (part) => this.#part(part), { texts: this.#texts.reports, zone });
    if (path !== undefined) return await this.#save(path, table);
    const lines = this.#style === "json" ? this.#replies.map(asciiJson) : toLines(table);
    return { kind: "lines", lines };
  }

  /** A part of a report. */
  async #part(question: ReportQuestion): Promise<ReportPart> {
    const { reply } = await this.#ask(question);
    if (reply.kind === "history") return { messages: reply.messages, more: reply.more };
    return reply.kind === "done" && reply.data !== undefined ? { data: reply.data } : {};
  }

  async #save(path: string, table: Table): Promise<Answer> {
    try {
      await writeNewFile(path, formatFor(path, table));
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) throw new ChatError(this.#texts.isThere(path));
      throw new ChatError(this.#texts.cannotSave(path, error instanceof Error ? error.message : String(error)));
    }
    const rows = table.rows.length;
    const message = this.#texts.reportSaved(path, rows);
    const json = JSON.stringify({ status: "OK", message, path, rows });
    return { kind: "reply", reply: { kind: "done", message, data: { path, rows } }, json, user: "" };
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
