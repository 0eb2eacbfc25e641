/**
 * The imports of the programs point the way that the design draws, and what is written down twice is the same.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { VERSION } from "../lib/chat.ts";
import { ROOT } from "./support/helpers.ts";

/**
 * Who may import what, by file or by folder (with a slash at its end). The most exact row counts for a file. The pure
 * ones may import no package either, nor the clocks, unless they are named.
 */
const ALLOWED: Readonly<Record<string, { to: readonly string[]; pure?: boolean }>> = {
  "server.ts": {
    to: [
      "lib/arguments.ts",
      "lib/chat.ts",
      "lib/output.ts",
      "lib/server/",
      "lib/store/sqlite/sqlite_store.ts",
      "lib/store/sqlite/backup.ts",
    ],
  },
  "client.ts": { to: ["lib/chat.ts", "lib/output.ts", "lib/client/"] },
  "lib/arguments.ts": { to: ["@std/cli/parse-args"], pure: true },
  "lib/chat.ts": { to: [], pure: true },
  "lib/clock.ts": { to: [], pure: true },
  "lib/wire/lines.ts": { to: ["lib/chat.ts", "node:buffer"], pure: true },
  "lib/wire/command.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/wire/json.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/wire/event.ts": { to: ["lib/chat.ts", "lib/wire/json.ts"], pure: true },
  "lib/wire/reply.ts": { to: ["lib/chat.ts", "lib/wire/json.ts", "lib/wire/event.ts"], pure: true },
  "lib/output.ts": { to: [] },
  "lib/thread.ts": { to: [] },
  "lib/tty.ts": { to: [] },
  "lib/store/": { to: ["lib/chat.ts", "lib/thread.ts", "lib/store/"] },
  "lib/store/store.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/store/sqlite/key_age.ts": { to: [], pure: true },
  "lib/store/sqlite/disk_errors.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/server/": {
    to: [
      "lib/chat.ts",
      "lib/wire/lines.ts",
      "lib/output.ts",
      "lib/thread.ts",
      "lib/tty.ts",
      "lib/store/store.ts",
      "lib/server/",
    ],
  },
  "lib/server/connection/connection.ts": {
    to: [
      "lib/chat.ts",
      "lib/wire/lines.ts",
      "lib/server/admission/admission.ts",
      "lib/server/connection/transport.ts",
      "lib/server/connection/close.ts",
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/connection/reader.ts",
      "lib/server/chat/service.ts",
      "lib/server/session/session.ts",
      "lib/server/connection/sniff.ts",
      "lib/server/connection/writer.ts",
    ],
  },
  "lib/server/session/inbox_proof.ts": { to: ["lib/clock.ts", "lib/server/chat/logins.ts"], pure: true },
  "lib/server/connection/close.ts": { to: ["lib/async.ts"] },
  "lib/server/connection/sniff.ts": { to: [], pure: true },
  "lib/server/connection/reader.ts": { to: ["lib/wire/lines.ts"] },
  "lib/server/connection/writer.ts": { to: [] },
  "lib/server/session/session.ts": {
    to: [
      "lib/chat.ts",
      "lib/wire/command.ts",
      "lib/wire/reply.ts",
      "lib/server/session/inbox_proof.ts",
      "lib/server/log.ts",
      "lib/server/chat/long_replies.ts",
      "lib/server/session/peer.ts",
      "lib/server/session/reply_queue.ts",
      "lib/server/chat/service.ts",
      "lib/async.ts",
    ],
  },
  "lib/server/connection/transport.ts": { to: [], pure: true },
  "lib/server/admission/admission.ts": {
    to: [
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/admission/share.ts",
      "lib/server/admission/timer_wheel.ts",
    ],
  },
  "lib/server/admission/share.ts": { to: [], pure: true },
  "lib/server/admission/timer_wheel.ts": { to: [] },
  "lib/server/chat/quota.ts": { to: ["lib/chat.ts", "lib/server/limits.ts", "node:buffer"] },
  "lib/server/session/peer.ts": {
    to: [
      "lib/chat.ts",
      "lib/wire/reply.ts",
      "lib/wire/command.ts",
      "lib/server/admission/admission.ts",
      "lib/server/chat/subscription.ts",
      "lib/server/chat/guesses.ts",
      "lib/server/session/inbox_proof.ts",
      "lib/server/limits.ts",
      "lib/server/chat/hub.ts",
      "lib/server/log.ts",
      "lib/server/chat/logins.ts",
      "lib/server/chat/long_replies.ts",
      "lib/server/chat/service.ts",
      "lib/async.ts",
    ],
  },
  "lib/server/chat/backlog.ts": { to: ["lib/server/chat/long_replies.ts"] },
  "lib/server/chat/subscription.ts": {
    to: ["lib/server/chat/backlog.ts", "lib/server/chat/logins.ts", "lib/server/chat/long_replies.ts", "lib/async.ts"],
  },
  "lib/server/chat/catch_up.ts": {
    to: [
      "lib/chat.ts",
      "lib/wire/event.ts",
      "lib/store/store.ts",
      "lib/server/chat/subscription.ts",
      "lib/server/chat/long_replies.ts",
    ],
  },
  "lib/server/chat/hub.ts": {
    to: [
      "lib/chat.ts",
      "lib/wire/event.ts",
      "lib/store/store.ts",
      "lib/server/chat/catch_up.ts",
      "lib/server/chat/subscription.ts",
      "lib/server/chat/logins.ts",
      "lib/server/chat/long_replies.ts",
      "lib/async.ts",
    ],
  },
  "lib/server/chat/long_replies.ts": { to: ["lib/chat.ts", "lib/wire/reply.ts"] },
  "lib/server/chat/messages.ts": {
    to: [
      "lib/chat.ts",
      "lib/store/store.ts",
      "lib/server/chat/subscription.ts",
      "lib/server/chat/hub.ts",
      "lib/server/chat/logins.ts",
      "lib/server/chat/message_ids.ts",
      "lib/server/chat/quota.ts",
    ],
  },
  "lib/server/session/reply_queue.ts": { to: ["lib/chat.ts", "lib/wire/reply.ts"] },
  "lib/server/chat/account_admin.ts": { to: ["lib/chat.ts", "lib/store/store.ts"] },
  "lib/server/chat/service.ts": {
    to: [
      "lib/chat.ts",
      "lib/store/store.ts",
      "lib/server/chat/account_admin.ts",
      "lib/server/chat/guesses.ts",
      "lib/server/limits.ts",
      "lib/server/chat/hub.ts",
      "lib/server/chat/login_gate.ts",
      "lib/server/chat/logins.ts",
      "lib/server/chat/long_replies.ts",
      "lib/server/chat/messages.ts",
      "lib/server/chat/password.ts",
      "lib/server/chat/quota.ts",
    ],
  },
  "lib/server/chat/guesses.ts": { to: [], pure: true },
  "lib/server/chat/login_queue.ts": { to: ["lib/server/chat/guesses.ts"], pure: true },
  "lib/server/chat/login_gate.ts": {
    to: ["lib/chat.ts", "lib/server/chat/guesses.ts", "lib/server/chat/login_queue.ts"],
  },
  "lib/server/chat/logins.ts": { to: ["lib/chat.ts", "lib/store/store.ts"] },
  "lib/server/limits.ts": { to: ["lib/chat.ts", "lib/server/chat/guesses.ts", "lib/server/session/inbox_proof.ts"] },
  "lib/server/log.ts": { to: ["lib/output.ts"] },
  "lib/server/chat/message_ids.ts": { to: [] },
  "lib/async.ts": { to: [] },
  "lib/server/chat/password.ts": { to: ["lib/thread.ts", "lib/server/chat/password_worker.ts"] },
  "lib/server/chat/password_worker.ts": { to: ["lib/server/chat/password.ts"] },
  "lib/client/": {
    to: [
      "lib/arguments.ts",
      "lib/chat.ts",
      "lib/wire/lines.ts",
      "lib/output.ts",
      "lib/wire/command.ts",
      "lib/wire/reply.ts",
      "lib/wire/event.ts",
      "lib/client/",
    ],
  },
  "lib/client/terminal/key_decoder.ts": { to: [], pure: true },
  "lib/client/terminal/width.ts": { to: [], pure: true },
  "lib/client/sanitize.ts": { to: [], pure: true },
  "lib/client/i18n/en.ts": { to: [], pure: true },
  "lib/client/i18n/id.ts": { to: ["lib/client/i18n/en.ts"], pure: true },
  "lib/client/session/commands.ts": { to: ["lib/chat.ts", "lib/client/i18n/texts.ts"], pure: true },
  "lib/client/modes/paste.ts": { to: ["lib/client/session/commands.ts"], pure: true },
  "lib/client/connection/legacy_commands.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/client/connection/backoff.ts": { to: [], pure: true },
  "lib/client/attempt.ts": { to: ["lib/clock.ts"], pure: true },
  "lib/client/order.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/client/live/outbox_file.ts": { to: ["lib/chat.ts"] },
  "lib/client/live/receipts.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/client/pause.ts": { to: ["lib/clock.ts", "node:timers"], pure: true },
  "lib/client/i18n/texts.ts": { to: ["lib/client/i18n/en.ts", "lib/client/i18n/id.ts"], pure: true },
  "lib/client/paths.ts": { to: [], pure: true },
  "lib/client/terminal/edit.ts": {
    to: ["lib/client/terminal/key_decoder.ts", "lib/client/terminal/width.ts"],
    pure: true,
  },
  "lib/client/terminal/search.ts": {
    to: ["lib/client/terminal/key_decoder.ts", "lib/client/terminal/line_editor.ts", "lib/client/terminal/width.ts"],
    pure: true,
  },
  "lib/client/terminal/line_editor.ts": {
    to: [
      "lib/chat.ts",
      "lib/client/terminal/edit.ts",
      "lib/client/terminal/key_decoder.ts",
      "lib/client/terminal/search.ts",
      "lib/client/sanitize.ts",
      "lib/client/terminal/width.ts",
    ],
    pure: true,
  },
  "lib/client/terminal/wrap.ts": { to: ["lib/client/terminal/width.ts"], pure: true },
  "lib/client/terminal/theme.ts": { to: ["lib/client/sanitize.ts", "lib/client/i18n/texts.ts"], pure: true },
  "lib/client/terminal/message_layout.ts": {
    to: [
      "lib/client/terminal/theme.ts",
      "lib/client/sanitize.ts",
      "lib/client/terminal/transcript.ts",
      "lib/client/terminal/width.ts",
      "lib/client/terminal/wrap.ts",
    ],
    pure: true,
  },
  "lib/client/terminal/transcript.ts": {
    to: [
      "lib/chat.ts",
      "lib/client/terminal/message_layout.ts",
      "lib/client/terminal/theme.ts",
      "lib/client/sanitize.ts",
      "lib/client/terminal/width.ts",
    ],
    pure: true,
  },
  "lib/client/terminal/ansi.ts": {
    to: ["lib/client/terminal/line_editor.ts", "lib/client/terminal/transcript.ts", "lib/client/terminal/width.ts"],
    pure: true,
  },
  "lib/client/terminal/keyboard.ts": { to: ["lib/tty.ts", "lib/client/terminal/key_decoder.ts", "lib/client/stop.ts"] },
  "lib/client/stop.ts": { to: [] },
  "lib/client/terminal/renderer.ts": {
    to: [
      "lib/output.ts",
      "lib/client/terminal/ansi.ts",
      "lib/client/terminal/message_layout.ts",
      "lib/client/terminal/line_editor.ts",
      "lib/client/terminal/theme.ts",
      "lib/client/sanitize.ts",
      "lib/client/terminal/transcript.ts",
      "lib/client/terminal/width.ts",
    ],
  },
  "lib/client/terminal/terminal.ts": {
    to: [
      "lib/output.ts",
      "lib/client/terminal/renderer.ts",
      "lib/client/terminal/keyboard.ts",
      "lib/client/terminal/line_editor.ts",
      "lib/client/stop.ts",
      "lib/client/terminal/theme.ts",
      "lib/client/sanitize.ts",
      "lib/client/terminal/transcript.ts",
    ],
  },
  "lib/client/modes/input_history.ts": { to: [] },
};

const MAX_LINES = 260;

interface Import {
  readonly specifier: string;
  /** It is gone once the types are: it makes no cycle. */
  readonly typeOnly: boolean;
}

const STATEMENT = /(?:^|;)\s*(?:import|export)\s+(type\s+)?(?:[\w*{},\s]+?\sfrom\s+)?"([^"]+)"/gm;
const EXPRESSION = /\bimport\(\s*"([^"]+)"|new URL\(\s*"([^"]+)",\s*import\.meta\.url/g;

/** What a source imports, in whatever way. */
function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [
    ...Array.from(code.matchAll(STATEMENT), ([, type, specifier]) => ({ specifier: specifier!, typeOnly: !!type })),
    ...Array.from(code.matchAll(EXPRESSION), ([, a, b]) => ({ specifier: (a ?? b)!, typeOnly: false })),
  ];
}

/** The source files below a folder of the project, as paths from its root. */
function sourcesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(ROOT + folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sourcesIn(`${folder}${name}/`);
    return name.endsWith(".ts") ? [folder + name] : [];
  });
}

const SOURCES = ["server.ts", "client.ts", ...sourcesIn("lib/")];

/** The imports of a source, those of files as paths from the project's root. */
function edgesOf(path: string): Import[] {
  return importsOf(Deno.readTextFileSync(ROOT + path)).map(({ specifier, typeOnly }) => ({
    specifier: specifier.startsWith(".") ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier,
    typeOnly,
  }));
}

const GRAPH = new Map(SOURCES.map((path) => [path, edgesOf(path)]));

function isFile(specifier: string): boolean {
  return !/^(?:@|[\w-]+:|[\w-]+$)/.test(specifier);
}

function matches(path: string, pattern: string): boolean {
  return pattern.endsWith("/") ? path.startsWith(pattern) : path === pattern;
}

function ruleOf(path: string) {
  const pattern = Object.keys(ALLOWED).filter((pattern) => matches(path, pattern)).sort((a, b) => a.length - b.length)
    .at(-1);
  assert(pattern !== undefined, `${path} has no row in the table of allowed imports`);
  return ALLOWED[pattern]!;
}

/** A way along imports that are there when the program runs, from `path` back to `path`. */
function findCycle(path: string, way: string[] = []): string[] | undefined {
  if (way.includes(path)) return path === way[0] ? [...way, path] : undefined;
  for (const { specifier, typeOnly } of GRAPH.get(path) ?? []) {
    const cycle = typeOnly ? undefined : findCycle(specifier, [...way, path]);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

Deno.test("The scan finds every way to import, and none in a comment", () => {
  const source = `
/** import { no } from "./doc.ts"; */
// import "./comment.ts";
import a from "./a.ts";
import {
  type B,
  c as d,
} from "./b.ts";
import type { C } from "./c.ts"; import * as d from "@std/d";
import "./e.ts";
export { f } from "./f.ts";
export * from "node:g";
const worker = new Worker(new URL("./h.ts", import.meta.url));
const { i } = await import("npm:i");
export function j() { return "from"; }
export const k = "./k.ts";
`;
  const found = importsOf(source);
  const letters = ["./a.ts", "./b.ts", "./c.ts", "@std/d", "./e.ts", "./f.ts", "node:g", "./h.ts", "npm:i"];
  assertEquals(found.map(({ specifier }) => specifier), letters);
  assertEquals(found.filter(({ typeOnly }) => typeOnly).map(({ specifier }) => specifier), ["./c.ts"]);
});

Deno.test("Every file imports only what the design's arrows allow", () => {
  const wrong: string[] = [];
  for (const [path, edges] of GRAPH) {
    const { to, pure = false } = ruleOf(path);
    for (const { specifier } of edges) {
      const isCommon = !isFile(specifier) || specifier === "lib/clock.ts";
      const allowed = to.some((pattern) => matches(specifier, pattern)) || (isCommon && !pure);
      if (!allowed) wrong.push(`${path} -> ${specifier}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("Only one file writes to standard output and error, and none to wait for them", () => {
  for (const path of SOURCES) {
    const code = Deno.readTextFileSync(ROOT + path).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    assert(!/\bconsole\.|\balert\(|std(out|err)\.(writeSync|writable)/.test(code), path);
    const streams = code.match(/\bDeno\.std(?:out|err)\b(?!\.isTerminal)/g) ?? [];
    assertEquals(streams.length, path === "lib/output.ts" ? 2 : 0, path);
  }
});

Deno.test("Only one file reads the clocks of the machine", () => {
  const reads = /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bhrtime\b|\bTemporal\b|\bdatetime\(|'now'/;
  const code = (path: string) => Deno.readTextFileSync(ROOT + path).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  assertEquals(SOURCES.filter((path) => reads.test(code(path))), ["lib/clock.ts"]);
});

Deno.test("Threads are started in one place, where they get no environment", () => {
  const starts = SOURCES.filter((path) => /\bnew Worker\(/.test(Deno.readTextFileSync(ROOT + path)));
  assertEquals(starts, ["lib/thread.ts"]);
});

Deno.test("Every import of a file leads to a file", () => {
  const files = [...GRAPH.values()].flat().map(({ specifier }) => specifier).filter(isFile);
  assert(files.length > SOURCES.length, "the scan found too little");
  assertEquals(files.filter((path) => !GRAPH.has(path)), []);
});

Deno.test("No files import each other in a circle", () => {
  assertEquals(SOURCES.map((path) => findCycle(path)).filter((cycle) => cycle !== undefined), []);
});

Deno.test("Files in lib are short, and say first what they are", () => {
  for (const path of SOURCES) {
    const source = Deno.readTextFileSync(ROOT + path);
    const lines = source.split("\n").length - 1;
    if (path.startsWith("lib/")) assert(lines < MAX_LINES, `${path} has ${lines} lines`);
    assert(/^(?:#!.*\n)?\/\*\*[\s\S]*?@module\s*\*\//.test(source), `${path} has no header`);
  }
});

Deno.test("The version is the same in the code and in deno.json, and every task says what it is for", () => {
  const config = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  assertEquals(VERSION, config.version);
  for (const [name, task] of Object.entries<{ description?: string }>(config.tasks)) {
    assert(task.description, `the task ${name} has no description`);
  }
});
