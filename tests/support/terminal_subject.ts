/** The terminal half of the client as a program in a real terminal, obeying a test. @module */

import { assert } from "@std/assert";
import type { ShownMessage } from "../../lib/client/message.ts";
import { LineDecoder } from "../../lib/wire/lines.ts";
import { chosenOptions } from "../../tools/std/options.ts";
import { ROOT } from "./helpers.ts";
import { type Pane, type PaneOptions, startPane } from "./pane.ts";
import { within } from "./patience.ts";
import { NOW, type Order, type Report } from "./terminal_program.ts";

/** A program with a terminal, in a real one. */
export interface Subject extends AsyncDisposable {
  readonly pane: Pane;
  /** Gives an order, and waits until it was carried out. */
  order(order: Order): Promise<void>;
  /** The next line that was entered. */
  line(): Promise<string | null>;
  /** What the terminal has written, a write each. */
  readonly writes: string[];
  /** Waits until one of these writes has a text in it. */
  wrote(text: string): Promise<void>;
}

/** Options of {@linkcode start}. */
export interface StartOptions {
  /** What the program is told. @default nothing */
  flags?: readonly string[];
  /** A program and its arguments that runs it, a terminal itself. @default none */
  inside?: readonly string[];
  /** The terminal. @default as startPane() makes it */
  pane?: PaneOptions;
}

/** Starts the program. */
export async function start({ flags = [], inside = [], pane: options = {} }: StartOptions = {}): Promise<Subject> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const program = [
    Deno.execPath(),
    "run",
    "--quiet",
    ...chosenOptions(ROOT),
    "-A",
    `${ROOT}tests/support/terminal_program.ts`,
  ];
  const pane = await startPane([...inside, ...program, String(listener.addr.port), ...flags], options);
  const conn = await within("the program in the terminal", listener.accept(), () => listener.close()).catch((error) =>
    pane[Symbol.asyncDispose]().then(() => Promise.reject(error))
  );
  const writes: string[] = [];
  const reports = readReports(conn);
  const lines: (string | null)[] = [];
  let done = 0;
  async function until(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      const { value: report } = await within("a report of the program", reports.next());
      assert(report !== undefined, "the program has ended");
      if ("done" in report) done++;
      else if ("line" in report) lines.push(report.line);
      else writes.push(new TextDecoder().decode(Uint8Array.from(atob(report.wrote), (byte) => byte.charCodeAt(0))));
    }
  }
  return {
    pane,
    writes,
    async order(order) {
      const next = done + 1;
      await conn.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`));
      await until(() => done === next);
    },
    wrote: (text) => until(() => writes.some((write) => write.includes(text))),
    async line() {
      await until(() => lines.length > 0);
      return lines.shift()!;
    },
    async [Symbol.asyncDispose]() {
      await pane[Symbol.asyncDispose]();
      conn.close();
      listener.close();
    },
  };
}

async function* readReports(conn: Deno.Conn): AsyncGenerator<Report, undefined> {
  const decoder = new LineDecoder({ limit: 1_000_000 });
  const buffer = new Uint8Array(65_536);
  for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
    for (const line of decoder.push(buffer.subarray(0, count))) yield JSON.parse(line as string);
  }
  return undefined;
}

/** A message of somebody else. */
export function ofIzza(text: string): ShownMessage {
  return { key: "k", from: "izza", fromName: "izza", to: "maya", text, at: NOW, own: false };
}

/** A message to izza, which waits to be sent. */
export function own(key: string, text: string): ShownMessage {
  return { key, from: "maya", fromName: "Maya", to: "izza", text, at: NOW, own: true, state: "waiting" };
}
