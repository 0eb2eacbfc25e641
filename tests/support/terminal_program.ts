/**
 * A terminal without a chat, for tests: what it is to show comes over a connection, and what a person enters goes there.
 *
 * Usage: terminal_program.ts PORT [--plain] [--color] [--bell] [--alternate]
 *
 * @module
 */

import { stopOnSignals } from "../../lib/client/stop.ts";
import { themeOf } from "../../lib/client/terminal/theme.ts";
import { Output } from "../../lib/output.ts";
import { Terminal } from "../../lib/client/terminal/terminal.ts";
import type { ShownMessage } from "../../lib/client/message.ts";
import { LineDecoder } from "../../lib/wire/lines.ts";

/** The time of the program, which stands still: what is shown must not depend on the day of the test. */
export const NOW = new Date(2026, 10, 23, 14, 2).getTime();

/** What the test asks for. */
export type Order =
  | { readonly show: ShownMessage }
  | { readonly update: readonly [key: string, change: Parameters<Terminal["screen"]["update"]>[1]] }
  | { readonly receipt: readonly [user: string, id: string, state: "delivered" | "read"] }
  | { readonly print: readonly string[] };

/** What the program tells: an order was done, a line was entered, and all bytes that were written, in Base64. */
export type Report =
  | { readonly done: true }
  | { readonly line: string | null }
  | { readonly wrote: string };

async function main([port, ...flags]: string[]): Promise<void> {
  Date.now = () => NOW;
  const conn = await Deno.connect({ port: Number(port) });
  let reports = Promise.resolve();
  function report(report: Report) {
    const bytes = new TextEncoder().encode(`${JSON.stringify(report)}\n`);
    reports = reports.then(async () => {
      for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
    });
  }
  // tmux wraps no rows of its alternate screen when it gets narrower, but cuts them off.
  if (flags.includes("--alternate")) Deno.stdout.writeSync(new TextEncoder().encode("\x1b[?1049h\x1b[H"));
  const output = new Output({
    write(bytes: Uint8Array) {
      report({ wrote: btoa(String.fromCharCode(...bytes)) });
      return Deno.stdout.write(bytes);
    },
  });
  const theme = themeOf({
    language: "en",
    plain: flags.includes("--plain"),
    color: flags.includes("--color") ? "always" : "never",
    bell: flags.includes("--bell"),
    term: flags.includes("--alternate") ? "xterm" : Deno.env.get("TERM"),
  });
  const stop = new AbortController();
  stopOnSignals(stop);
  const terminal = new Terminal(stop, {
    theme,
    output,
    history: ["send izza satu", "list", "send izza dua"],
    completer: () => Promise.resolve({ part: "li", candidates: ["list"] }),
  });
  obey(conn, terminal, report).catch(() => Deno.exit(3));
  for (let line: string | undefined = ""; line !== undefined && line !== "exit";) {
    const secret = line === "password";
    line = await terminal.readLine(secret ? "Password: " : "> ", { secret, vanishes: (line) => line === "vanish" });
    if (!secret && line !== undefined && line.startsWith("keep")) terminal.remember(line);
    report({ line: line ?? null });
  }
  terminal[Symbol.dispose]();
  await reports;
  Deno.exit(0);
}

async function obey(conn: Deno.Conn, terminal: Terminal, report: (report: Report) => void): Promise<void> {
  const decoder = new LineDecoder({ limit: 1_000_000 });
  const buffer = new Uint8Array(65_536);
  for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
    for (const line of decoder.push(buffer.subarray(0, count))) {
      if (typeof line !== "string") throw line;
      const order: Order = JSON.parse(line);
      if ("show" in order) terminal.screen.show(order.show);
      else if ("update" in order) terminal.screen.update(...order.update);
      else if ("receipt" in order) terminal.screen.receipt(...order.receipt);
      else terminal.screen.print(order.print);
      await terminal.screen.seen();
      report({ done: true });
    }
  }
}

if (import.meta.main) await main(Deno.args);
