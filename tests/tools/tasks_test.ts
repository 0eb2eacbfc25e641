/**
 * Every task in both ways: on a network where JSR answers, which a registry of this machine stands for, with the stand-ins
 * under the real names; and on one where it does not. They run in a copy of the project.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { ROOT, run, temporaryDirectory } from "../support/helpers.ts";
import { type Jsr, type JsrPackage, startJsr } from "../support/loopback_jsr.ts";
import { assertNoDenoWords } from "../support/deno_words.ts";
import { hasTmux, startPane } from "../support/pane.ts";

/** Whether to run those that take a minute. */
const runsAll = Deno.env.get("CI_TASKS") === "1";

/** What `@std/*` is, with the stand-ins for its modules. */
function standInsAsPackages(): JsrPackage[] {
  const map: Record<string, string> = JSON.parse(Deno.readTextFileSync(`${ROOT}tools/std/import_map.json`)).imports;
  const { imports } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  return Object.entries<string>(imports).map(([specifier, target]) => {
    const [, name = "", version = "", module = ""] = /^jsr:(@std\/\w+)@([\d.]+)(.*)$/.exec(target) ?? [];
    const path = map[specifier]!.slice(1);
    const files = { [path]: Deno.readTextFileSync(`${ROOT}tools/std${path}`) };
    return { name, version, exports: { [`.${module}`]: `.${path}` }, files };
  });
}

const hasTerminal = await hasTmux();

const NOT_COPIED = [".git", "node_modules", "ngobrol-data"];

function copy(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (NOT_COPIED.includes(name) || `${from}/${name}` === `${ROOT}dist`) continue; // The page has a dist/, too.
    if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

function list(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) =>
    isDirectory ? list(`${folder}/${name}`) : [`${folder}/${name}`]
  ).sort();
}

interface Way extends AsyncDisposable {
  /** Runs a task in the copy. @returns What it printed, on both outputs. */
  task(...words: string[]): Promise<string>;
  /** Runs a task in the copy, at a terminal. @returns What that shows. */
  taskAtTerminal(...words: string[]): Promise<string>;
  readonly jsr: Jsr;
  /** What the tasks left in the copy, outside of dist/. */
  left(): string[];
}

/** A copy of the project on a network where JSR answers, or does not. */
async function startWay(isOpen: boolean): Promise<Way> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory());
  const [project, cache] = [`${directory.path}/a project`, `${directory.path}/cache`];
  copy(ROOT.replace(/\/$/, ""), project);
  const before = list(project);
  // What is known of JSR is forgotten; what npm gave needs not be had again.
  const { npmCache } = JSON.parse((await run([Deno.execPath(), "info", "--json"], [], { cwd: directory.path })).out);
  Deno.mkdirSync(cache);
  Deno.mkdirSync(npmCache, { recursive: true });
  Deno.symlinkSync(npmCache, `${cache}/${npmCache.slice(dirname(npmCache).length + 1)}`);
  const jsr = stack.use(startJsr(isOpen ? standInsAsPackages() : []));
  const env = { JSR_URL: jsr.url, DENO_DIR: cache, STD: "", NO_COLOR: "1", CI_TASKS: "" };
  const running = stack.move();
  return {
    async task(...words) {
      const { code, out, err } = await run([Deno.execPath(), "task", "--quiet", ...words], [], { cwd: project, env });
      assertEquals(code, 0, `${words.join(" ")}: ${code}\n${out}\n${err}`);
      return out + err;
    },
    async taskAtTerminal(...words) {
      const program = [Deno.execPath(), "task", "--quiet", "--config", `${project}/deno.json`, ...words];
      await using pane = await startPane(program, { columns: 160, rows: 60, env });
      const end = () => pane.see("terminal restored");
      await end().catch(end); // A whole task: twice as patient as with anything else.
      const screen = await pane.all();
      assertStringIncludes(screen, "code 0");
      return screen;
    },
    jsr,
    left: () => list(project).filter((path) => !before.includes(path) && !path.startsWith(`${project}/dist/`)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

for (const isOpen of [true, false]) {
  const network = isOpen ? "where JSR answers" : "where JSR does not answer";
  const said = isOpen ? /^Packages of @std\/\*: the real ones$/m : /^Packages of @std\/\*: stand-ins/m;

  Deno.test(`P2: on a network ${network}, the programs start, and nothing is left but dist/`, async () => {
    await using way = await startWay(isOpen);
    assertMatch(await way.task("server", "--version"), /^ngobrol-server \d/);
    assertMatch(await way.task("client", "--version"), /^ngobrol \d/);
    assertMatch(await way.task("compile", "--help"), /^Makes the executable /);
    assertMatch(await way.task("release", "--help"), /^Makes a release /m);
    assertEquals(way.jsr.asked.filter((path) => path.endsWith("/parse_args.ts")).length, isOpen ? 1 : 0);
    assertEquals(way.left(), []);
  });

  Deno.test({
    name: `P2: on a network ${network}, every task does its work${isOpen ? "" : ", at a terminal without a question"}${
      runsAll ? "" : " (needs CI_TASKS=1)"
    }`,
    ignore: !runsAll,
    async fn() {
      await using way = await startWay(isOpen);
      // Once at a terminal, where Deno would ask for what a task may not do.
      const task = isOpen || !hasTerminal ? way.task : way.taskAtTerminal;
      const done = async (...words: string[]) => {
        const shown = await task(...words);
        assertNoDenoWords(shown);
        return shown;
      };
      // Check and test, too.
      assertMatch(await done("ok", "tests/wire/command_test.ts", "tests/stand_ins_test.ts"), said);
      assertMatch(await done("demo", "--fast"), /^All of it as documented\.$/m);
      assertMatch(await done("bench", "--help"), /bench/);
      if (hasTerminal) await done("picture");
      const made = await done("compile");
      assertMatch(made, /^Made dist\/ngobrol, /m);
      assertMatch(made, said);
      assert(isOpen || way.jsr.asked.every((path) => path.endsWith("/meta.json")), String(way.jsr.asked));
      assertEquals(way.left(), []);
    },
  });
}

Deno.test("P6: a release refuses the stand-ins", async () => {
  await using way = await startWay(false);
  const { promise, resolve } = Promise.withResolvers<string>();
  way.task("release", "--strict", "--target", Deno.build.target).then(resolve, (error) => resolve(error.message));
  assertMatch(await promise, /^A strict release needs the real packages of @std/m);
});
