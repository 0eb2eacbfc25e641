/**
 * The imports of the programs point the way that the design draws, and what is written down twice is the same.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { VERSION } from "../lib/chat.ts";
import { CLIENT_PERMISSIONS, SERVER_PERMISSIONS } from "../tools/executable.ts";
import { ROOT } from "./support/helpers.ts";

/** What a store is, whatever keeps it. */
const STORE = [
  "lib/store/prune.ts",
  "lib/store/store.ts",
  "lib/store/groups.ts",
  "lib/store/files.ts",
  "lib/store/control.ts",
  "lib/store/presence.ts",
];

/** What the page is made of, beneath its acts and its views. */
const PAGE = [
  "lib/web/i18n/",
  "lib/web/outbox/",
  "lib/web/state/",
  "lib/web/page/app.ts",
  "lib/web/page/frames.ts",
  "lib/web/page/memory.ts",
  "lib/web/page/preact.tsx",
  "lib/web/page/outbox/",
];

/**
 * What the files of a folder may import beside each other: folders (with a slash at the end) and files. Those of a pure
 * row import no package, no built-in and no clock either, unless they are named.
 */
const ALLOWED: Readonly<Record<string, { to: readonly string[]; pure?: boolean }>> = {
  "server.ts": {
    to: [
      "lib/address.ts",
      "lib/build.ts",
      "lib/chat.ts",
      "lib/async.ts",
      "lib/configuration.ts",
      "lib/discovery/name.ts",
      "lib/help.ts",
      "lib/output.ts",
      "lib/resolve.ts",
      "lib/sanitize.ts",
      "lib/usage_error.ts",
      "lib/server/",
      "lib/store/",
    ],
  },
  "client.ts": {
    to: ["lib/chat.ts", "lib/input.ts", "lib/output.ts", "lib/usage_error.ts", "lib/check/", "lib/client/"],
  },
  "ngobrol.ts": { to: ["lib/output.ts", "server.ts", "client.ts"] },
  "lib/sanitize.ts": { to: [], pure: true },
  "lib/": { to: ["lib/sanitize.ts"] },
  "lib/address.ts": { to: ["lib/chat.ts", "node:net"], pure: true },
  "lib/resolve.ts": { to: ["lib/address.ts", "node:dns/promises"] },
  "lib/arguments.ts": { to: ["@std/cli/parse-args"], pure: true },
  "lib/csv.ts": { to: ["lib/chat.ts"] },
  "lib/nearest.ts": { to: [], pure: true },
  "lib/columns.ts": { to: [], pure: true },
  "lib/flags.ts": { to: ["lib/arguments.ts"], pure: true },
  "lib/help.ts": { to: ["lib/columns.ts", "lib/flags.ts", "lib/nearest.ts"], pure: true },
  "lib/configuration_texts.ts": { to: [], pure: true },
  "lib/text_file.ts": { to: ["lib/configuration_texts.ts"], pure: true },
  "lib/configuration.ts": {
    to: [
      "lib/text_file.ts",
      "lib/chat.ts",
      "lib/configuration_texts.ts",
      "lib/flags.ts",
      "lib/nearest.ts",
      "lib/usage_error.ts",
    ],
  },
  "lib/build.ts": { to: ["lib/chat.ts"] },
  "lib/usage_error.ts": { to: ["lib/chat.ts"], pure: true },
  "lib/frame.ts": { to: [], pure: true },
  "lib/chat.ts": { to: ["lib/frame.ts"], pure: true },
  "lib/utf8.ts": { to: [], pure: true },
  "lib/zone.ts": { to: [], pure: true },
  "lib/discovery/": { to: [] },
  "lib/discovery/name.ts": { to: [], pure: true },
  "lib/width.ts": { to: ["npm:get-east-asian-width@1.7.0"], pure: true },
  "lib/reports/": { to: ["lib/chat.ts", "lib/sanitize.ts", "lib/width.ts", "lib/zone.ts"], pure: true },
  "lib/wire/": { to: ["lib/chat.ts", "node:buffer"], pure: true },
  "lib/store/": { to: ["lib/chat.ts"], pure: true },
  "lib/store/sqlite/": { to: ["lib/chat.ts", "lib/thread.ts", "lib/store/errors.ts", "lib/store/bounds.ts", ...STORE] },
  "lib/store/move/": { to: ["lib/chat.ts", "lib/store/sqlite/", "lib/store/postgres/"] },
  "lib/store/postgres/": {
    to: ["lib/chat.ts", "lib/async.ts", "lib/store/errors.ts", "lib/store/bounds.ts", ...STORE],
  },
  "lib/server/": {
    to: [
      "lib/chat.ts",
      "lib/async.ts",
      "lib/output.ts",
      "lib/sanitize.ts",
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/admission/",
      "lib/server/chat/",
      "lib/server/connection/",
      "lib/server/web/",
      "lib/server/watch/",
    ],
  },
  "lib/server/web/": {
    to: [
      "lib/address.ts",
      "lib/async.ts",
      "lib/chat.ts",
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/connection/",
    ],
  },
  "lib/server/web/web_flags.ts": {
    to: ["lib/address.ts", "lib/chat.ts", "lib/usage_error.ts"],
    pure: true,
  },
  "lib/server/announcer.ts": {
    to: ["lib/address.ts", "lib/async.ts", "lib/discovery/", "lib/server/limits.ts", "lib/server/log.ts"],
  },
  "lib/server/settings.ts": {
    to: [
      "lib/discovery/name.ts",
      "lib/sanitize.ts",
      "lib/address.ts",
      "lib/chat.ts",
      "lib/flags.ts",
      "lib/help.ts",
      "lib/usage_error.ts",
      "lib/server/flag_table.ts",
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/admin/",
      "lib/server/web/web_flags.ts",
      "lib/server/watch/",
    ],
  },
  "lib/server/flag_table.ts": {
    to: [
      "lib/chat.ts",
      "lib/configuration.ts",
      "lib/flags.ts",
      "lib/server/admin/people/made_password.ts",
      "lib/server/chat/accounts/registration.ts",
      "lib/server/limits.ts",
      "lib/server/log.ts",
    ],
  },
  "lib/server/help_text.ts": {
    to: ["lib/chat.ts", "lib/columns.ts", "lib/help.ts", "lib/server/flag_table.ts"],
    pure: true,
  },
  "lib/server/limits.ts": {
    to: [
      "lib/chat.ts",
      "lib/server/chat/logins/guesses.ts",
      "lib/server/files/space.ts",
      "lib/server/session/inbox_proof.ts",
    ],
  },
  "lib/server/admission/": { to: ["lib/chat.ts", "lib/server/limits.ts", "lib/server/log.ts"] },
  "lib/server/admin/": {
    to: [
      "lib/help.ts",
      "lib/chat.ts",
      "lib/csv.ts",
      "lib/async.ts",
      "lib/input.ts",
      "lib/new_file.ts",
      "lib/output.ts",
      "lib/sanitize.ts",
      "lib/text_file.ts",
      "lib/tty.ts",
      "lib/reports/",
      "lib/zone.ts",
      "lib/usage_error.ts",
      "lib/utf8.ts",
      "lib/wire/lines.ts",
      "lib/store/",
      "lib/server/bind.ts",
      "lib/server/log.ts",
      "lib/server/chat/",
      "lib/server/connection/",
      "lib/server/files/",
    ],
  },
  "lib/server/chat/": {
    to: [
      "lib/chat.ts",
      "lib/sanitize.ts",
      "lib/async.ts",
      "lib/thread.ts",
      "lib/zone.ts",
      "lib/wire/",
      ...STORE,
      "lib/server/files/",
      "lib/server/limits.ts",
    ],
  },
  "lib/server/files/": { to: ["lib/chat.ts", "lib/store/files.ts"] },
  "lib/server/watch/": {
    to: ["lib/chat.ts", "lib/wire/", "lib/store/store.ts", "lib/server/chat/", "lib/server/limits.ts"],
  },
  "lib/server/session/": {
    to: [
      "lib/chat.ts",
      "lib/async.ts",
      "lib/wire/",
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/admission/",
      "lib/server/chat/",
      "lib/server/files/",
      "lib/server/watch/",
      "lib/store/files.ts",
    ],
  },
  "lib/server/connection/": {
    to: [
      "lib/address.ts",
      "lib/chat.ts",
      "lib/async.ts",
      "lib/wire/",
      "lib/server/limits.ts",
      "lib/server/log.ts",
      "lib/server/admission/",
      "lib/server/chat/",
      "lib/server/session/",
      "lib/server/watch/",
      "lib/store/store.ts",
    ],
  },
  "lib/web/page/": {
    to: [
      "lib/chat.ts",
      "lib/wire/",
      "lib/client/connection/backoff.ts",
      ...PAGE,
      "lib/web/page/acts/",
      "lib/web/page/views/",
    ],
  },
  "lib/web/i18n/": { to: [], pure: true },
  "lib/web/state/": { to: ["lib/chat.ts", "lib/zone.ts"], pure: true },
  "lib/web/outbox/": { to: ["lib/chat.ts", "lib/client/attempt.ts", "lib/web/state/"] },
  "lib/web/page/outbox/": { to: ["lib/chat.ts", "lib/web/outbox/", "lib/web/state/"] },
  "lib/web/page/views/": { to: ["lib/chat.ts", "lib/zone.ts", ...PAGE, "lib/web/page/acts/", "lib/web/page/views/"] },
  "lib/web/page/views/class/": {
    to: ["lib/chat.ts", "lib/zone.ts", "lib/reports/", ...PAGE, "lib/web/page/acts/", "lib/web/page/views/"],
  },
  "lib/web/page/views/files/": {
    to: ["lib/chat.ts", "lib/client/files/progress.ts", ...PAGE, "lib/web/page/acts/", "lib/web/page/views/"],
  },
  "lib/web/page/views/wire/": {
    to: [
      "lib/chat.ts",
      "lib/wire/meanings.ts",
      "lib/client/wire/frame_line.ts",
      ...PAGE,
      "lib/web/page/acts/",
      "lib/web/page/views/",
    ],
  },
  "lib/web/page/acts/": {
    to: [
      "lib/chat.ts",
      "lib/reports/",
      "lib/client/files/progress.ts",
      "lib/wire/command.ts",
      "lib/web/page/link.ts",
      ...PAGE,
    ],
  },
  "lib/client/": { to: ["lib/chat.ts", "lib/sanitize.ts", "lib/client/i18n/"] },
  "lib/client/mod.ts": { to: ["lib/chat.ts", "lib/wire/command.ts", "lib/client/connection/"] },
  "lib/client/flag_table.ts": {
    to: ["lib/chat.ts", "lib/flags.ts", "lib/client/i18n/texts.ts"],
    pure: true,
  },
  "lib/client/flags.ts": {
    to: [
      "lib/address.ts",
      "lib/build.ts",
      "lib/configuration.ts",
      "lib/flags.ts",
      "lib/help.ts",
      "lib/client/flag_table.ts",
      "lib/nearest.ts",
      "lib/chat.ts",
      "lib/usage_error.ts",
      "lib/client/i18n/",
      "lib/client/connection/tls.ts",
      "lib/client/session/commands.ts",
      "lib/client/terminal/theme.ts",
    ],
  },
  "lib/client/i18n/": {
    to: ["lib/configuration_texts.ts", "lib/reports/class_tables.ts", "lib/reports/indonesian.ts"],
    pure: true,
  },
  "lib/client/connection/": {
    to: [
      "lib/discovery/",
      "lib/address.ts",
      "lib/async.ts",
      "lib/chat.ts",
      "lib/resolve.ts",
      "lib/sanitize.ts",
      "lib/wire/",
      "lib/client/sanitize.ts",
      "lib/client/secrets.ts",
      "lib/client/i18n/",
    ],
  },
  "lib/client/wire/": { to: ["lib/chat.ts", "lib/wire/", "lib/client/sanitize.ts", "lib/client/i18n/"] },
  "lib/client/files/": {
    to: [
      "lib/async.ts",
      "lib/chat.ts",
      "lib/wire/command.ts",
      "lib/client/connection/",
      "lib/client/i18n/",
    ],
  },
  "lib/client/session/": {
    to: [
      "lib/reports/",
      "lib/zone.ts",
      "lib/nearest.ts",
      "lib/new_file.ts",
      "lib/chat.ts",
      "lib/client/files/",
      "lib/client/attempt.ts",
      "lib/client/message.ts",
      "lib/client/order.ts",
      "lib/client/sanitize.ts",
      "lib/client/secrets.ts",
      "lib/client/i18n/",
      "lib/client/connection/",
      "lib/wire/command.ts",
    ],
  },
  "lib/client/live/": {
    to: [
      "lib/async.ts",
      "lib/chat.ts",
      "lib/utf8.ts",
      "lib/wire/",
      "lib/client/",
      "lib/client/terminal/renderer.ts",
    ],
  },
  "lib/client/terminal/": {
    to: [
      "lib/async.ts",
      "lib/chat.ts",
      "lib/input.ts",
      "lib/output.ts",
      "lib/tty.ts",
      "lib/utf8.ts",
      "lib/width.ts",
      "lib/client/message.ts",
      "lib/client/sanitize.ts",
      "lib/client/stop.ts",
      "lib/client/i18n/",
    ],
  },
  "lib/check/": { to: ["lib/async.ts", "lib/check/", "lib/clock.ts"] },
  "lib/check/rules/": { to: ["lib/check/"], pure: true },
  "lib/check/cases/": { to: ["lib/async.ts", "lib/check/", "lib/client/connection/legacy_commands.ts"] },
  "lib/check/reports/": { to: ["lib/check/", "lib/reports/", "lib/sanitize.ts"], pure: true },
  "lib/check/client/": {
    to: [
      "lib/async.ts",
      "lib/check/",
      "lib/clock.ts",
      "lib/chat.ts",
      "lib/configuration.ts",
      "lib/output.ts",
      "lib/usage_error.ts",
    ],
  },
  "lib/check/command/": {
    to: [
      "lib/address.ts",
      "lib/async.ts",
      "lib/chat.ts",
      "lib/check/",
      "lib/clock.ts",
      "lib/columns.ts",
      "lib/configuration.ts",
      "lib/csv.ts",
      "lib/flags.ts",
      "lib/help.ts",
      "lib/output.ts",
      "lib/reports/",
      "lib/text_file.ts",
      "lib/usage_error.ts",
    ],
  },
  "lib/client/modes/": {
    to: ["lib/async.ts", "lib/chat.ts", "lib/output.ts", "lib/utf8.ts", "lib/wire/", "lib/client/"],
  },
};

/** The clocks of the machine, as a file of the project. */
const CLOCK = "lib/clock.ts";

/** Lines of code in a file of lib; comments and blank lines do not count, since nothing shall be saved by leaving docs out. */
const MAX_LINES = 215;

const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

const STATEMENT = /(?:^|;)\s*(?:import|export)\s+(?:type\s+)?(?:[\w*{},\s]+?\sfrom\s+)?"([^"]+)"/gm;
const EXPRESSION = /\bimport\(\s*"([^"]+)"|new URL\(\s*"([^"]+)",\s*import\.meta\.url/g;

/** What a source imports, in whatever way, types as well. */
function importsOf(source: string): string[] {
  const code = source.replace(COMMENT, "");
  return [
    ...Array.from(code.matchAll(STATEMENT), ([, specifier]) => specifier!),
    ...Array.from(code.matchAll(EXPRESSION), ([, a, b]) => (a ?? b)!),
  ];
}

/** The source files below a folder of the project, as paths from its root. */
function sourcesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(ROOT + folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sourcesIn(`${folder}${name}/`);
    return /\.tsx?$/.test(name) ? [folder + name] : [];
  });
}

const SOURCES = ["ngobrol.ts", "server.ts", "client.ts", ...sourcesIn("lib/")];

/** The imports of a source, those of files as paths from the project's root. */
function edgesOf(path: string): string[] {
  return importsOf(Deno.readTextFileSync(ROOT + path)).map((specifier) =>
    specifier.startsWith(".") ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier
  );
}

const GRAPH = new Map(SOURCES.map((path) => [path, edgesOf(path)]));

function isFile(specifier: string): boolean {
  return !/^(?:@|[\w-]+:|[\w-]+$)/.test(specifier);
}

function matches(path: string, pattern: string): boolean {
  return pattern.endsWith("/") ? path.startsWith(pattern) : path === pattern;
}

/** The row that counts for a file, the most exact one, and its pattern. */
function ruleOf(path: string) {
  const pattern = Object.keys(ALLOWED).filter((pattern) => matches(path, pattern)).sort((a, b) => a.length - b.length)
    .at(-1);
  assert(pattern !== undefined, `${path} has no row in the table of allowed imports`);
  return { pattern, ...ALLOWED[pattern]! };
}

/** A way along `edges` that ends where it began, if there is one. */
function findCircle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  function follow(node: string, way: readonly string[]): string[] | undefined {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const circle = follow(next, [...way, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  }
  for (const node of edges.keys()) {
    const circle = follow(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

Deno.test("the scan finds every way to import, and none in a comment", () => {
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
  assertEquals(found, letters);
});

Deno.test("every file imports only what the design's arrows allow", () => {
  const wrong: string[] = [];
  for (const [path, edges] of GRAPH) {
    const { pattern, to, pure = false } = ruleOf(path);
    for (const specifier of edges) {
      const allowed = isFile(specifier) && !(specifier === CLOCK && !pure)
        ? ruleOf(specifier).pattern === pattern || to.some((row) => matches(specifier, row))
        : !pure || to.includes(specifier);
      if (!allowed) wrong.push(`${path} -> ${specifier}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("only one file writes to standard output and error, and none to wait for them", () => {
  for (const path of SOURCES) {
    const code = Deno.readTextFileSync(ROOT + path).replace(COMMENT, "");
    assert(!/\bconsole\.|\balert\(|std(out|err)\.(writeSync|writable)/.test(code), path);
    const streams = code.match(/\bDeno\.std(?:out|err)\b(?!\.isTerminal)/g) ?? [];
    assertEquals(streams.length, path === "lib/output.ts" ? 2 : 0, path);
  }
});

Deno.test("only one file reads the clocks of the machine", () => {
  const reads = /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bhrtime\b|\bTemporal\b|\bdatetime\(|'now'/;
  const code = (path: string) => Deno.readTextFileSync(ROOT + path).replace(COMMENT, "");
  assertEquals(SOURCES.filter((path) => reads.test(code(path))), ["lib/clock.ts"]);
});

Deno.test("errors are told apart by their codes, and by their texts only where others wrote those", () => {
  const tells = /\bmessage\s*[!=]==\s*(?:TEXTS|["`'])|\bmessage\??\.(?:starts|ends|includes|replace|match)/;
  const code = (path: string) => Deno.readTextFileSync(ROOT + path).replace(COMMENT, "");
  const found = SOURCES.filter((path) => path.startsWith("lib/") && tells.test(code(path)));
  // The texts of Deno, of SQLite, and of servers that send no code.
  assertEquals(found.sort(), [
    "lib/check/replies.ts",
    "lib/client/connection/connect.ts",
    "lib/store/sqlite/errors.ts",
    "lib/wire/error.ts",
  ]);
});

Deno.test("threads are started in one place, where they get no environment", () => {
  const starts = SOURCES.filter((path) => /\bnew Worker\(/.test(Deno.readTextFileSync(ROOT + path)));
  assertEquals(starts, ["lib/thread.ts"]);
});

Deno.test("every import of a file leads to a file", () => {
  const files = [...GRAPH.values()].flat().filter(isFile);
  assert(files.length > SOURCES.length, "the scan found too little");
  assertEquals(files.filter((path) => !GRAPH.has(path)), []);
});

Deno.test("a circle is found wherever it begins", () => {
  const edges = { a: ["b", "c"], b: ["d"], c: ["d"], d: ["e"], e: [] };
  assertEquals(findCircle(new Map(Object.entries(edges))), undefined);
  assertEquals(findCircle(new Map(Object.entries({ ...edges, e: ["c"] }))), ["d", "e", "c", "d"]);
});

Deno.test("no files import each other in a circle, not even for their types", () => {
  assertEquals(findCircle(GRAPH), undefined);
});

Deno.test("files in lib are short, and say first what they are", () => {
  for (const path of SOURCES) {
    const source = Deno.readTextFileSync(ROOT + path);
    const lines = source.replace(COMMENT, "").split("\n").filter((line) => line.trim() !== "").length;
    if (path.startsWith("lib/")) assert(lines <= MAX_LINES, `${path} has ${lines} lines of code`);
    assert(/^(?:#!.*\n)?\/\*\*[\s\S]*?@module\s*\*\//.test(source), `${path} has no header`);
  }
});

Deno.test("the version is the same in the code and in deno.json, and every task says what it is for", () => {
  const config = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  assertEquals(VERSION, config.version);
  for (const [name, task] of Object.entries<{ description?: string }>(config.tasks)) {
    assert(task.description, `the task ${name} has no description`);
  }
});

Deno.test("a task gives a program the permissions of its executable, and lets it ask for no other", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  assert(tasks.server.command.endsWith(`deno run --quiet --no-prompt $STD ${SERVER_PERMISSIONS.join(" ")} server.ts`));
  assert(tasks.client.command.endsWith(`deno run --quiet --no-prompt $STD ${CLIENT_PERMISSIONS.join(" ")} client.ts`));
});
