/**
 * Makes the executable, which is both programs, with the permissions that they need and no others. It knows nothing of
 * what they do.
 *
 * @module
 */

import { ENVIRONMENT } from "../lib/client/flags.ts";
import { variablesOf } from "../lib/configuration.ts";
import { SERVER_PROGRAM } from "../lib/server/flag_table.ts";
import { chosenOptions, usesStandIns } from "./std/options.ts";
import { cleanBase, findPrograms, isFor } from "./base.ts";
import { findPackages, unneededFiles } from "./npm_packages.ts";

/** Variables that the library for PostgreSQL reads, whatever it is told: for it they are not there. */
export const IGNORED_VARIABLES = "--ignore-env=PGAPPNAME,PGTARGETSESSIONATTRS";

/** What the server may do, by its task in deno.json. */
export const SERVER_PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-sys=networkInterfaces,hostname,uid,statfs",
  `--allow-env=${[...variablesOf(SERVER_PROGRAM), "PGPASSFILE"].join(",")}`,
  IGNORED_VARIABLES,
];

/** What the client may do, by its task in deno.json. Deno lets every program read NO_COLOR. */
export const CLIENT_PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-sys=networkInterfaces",
  `--allow-env=${ENVIRONMENT.filter((name) => name !== "NO_COLOR").join(",")}`,
];

/** What the executable may do: what one of the two may. */
export const PERMISSIONS: readonly string[] = unite(SERVER_PERMISSIONS, CLIENT_PERMISSIONS);

/** Modules that no import names: the files of threads. */
const THREADS = [
  "lib/server/chat/logins/password_worker.ts",
  "lib/store/sqlite/backup_worker.ts",
  "lib/store/sqlite/worker.ts",
];

/** The files of the page. */
const PAGE = "lib/web/dist";

const DENO = `Deno ${Deno.version.deno}`;

/** What it cannot do, in one sentence; anything else is a fault of this program. */
export class CompileError extends Error {
  override name = "CompileError";
}

/** The base of an executable cannot be had. */
export class BaseError extends CompileError {
  override name = "BaseError";
}

/** Flags by their names, each with all of its values. */
function unite(...lists: readonly (readonly string[])[]): string[] {
  const values = new Map<string, string[]>();
  for (const flag of lists.flat()) {
    const [name, value] = flag.split("=");
    values.set(name!, [...values.get(name!) ?? [], ...value === undefined ? [] : value.split(",")]);
  }
  return Array.from(values, ([name, all]) => all.length === 0 ? name : `${name}=${[...new Set(all)]}`);
}

/** What an executable is made of, and for what. */
export interface Making {
  /** The folder with the sources; its name and its place leave no trace in the executable. @default the current one */
  readonly root?: string;
  /** One of Deno's targets. */
  readonly target: string;
  /** The new file. Its name has to be `ngobrol` or `ngobrol.exe`, for it is in the executable too. */
  readonly path: string;
  /** A file with Deno's runtime for the target, perhaps with a program in it; `undefined` for Deno's own download. */
  readonly base?: string | undefined;
  /** The folder that is Deno's cache. @default that of Deno */
  readonly cache?: string;
  /** What `--version` says of the commit. */
  readonly commit?: string | undefined;
}

/**
 * Makes an executable, and looks at it; in this machine's case, starts it.
 *
 * @throws {CompileError} If it cannot be made, or is not what it should be. Then there is no file.
 */
export async function makeExecutable({ root = ".", cache, target, path, base, commit }: Making): Promise<void> {
  using cleanup = new DisposableStack();
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-base-" });
  cleanup.defer(() => Deno.removeSync(directory, { recursive: true }));
  const clean = base && `${directory}/base`;
  if (clean) await copyBase(base, target, clean);
  Deno.mkdirSync(`${root}/dist`, { recursive: true });
  const build = `${root}/dist/build.json`;
  Deno.writeTextFileSync(build, `${JSON.stringify({ commit, standIns: usesStandIns() })}\n`);
  Deno.utimeSync(build, 0, 0);
  const env = { ...cache && { DENO_DIR: cache }, ...clean && { DENORT_BIN: clean } };
  await compile(root, target, path, env);
  try {
    await inspect(path, target, base ?? "Deno's own download");
  } catch (error) {
    Deno.removeSync(path);
    throw error;
  }
}

/** Copies a base without the program in it, which would crash on Windows and run in the place of ours on an arm64 Mac. */
async function copyBase(base: string, target: string, copy: string): Promise<void> {
  try {
    await Deno.writeFile(copy, cleanBase(await Deno.readFile(base), target), { mode: 0o755 });
  } catch (error) {
    throw new CompileError(`Cannot use the base ${base}: ${error instanceof Error ? error.message : error}`);
  }
}

async function compile(root: string, target: string, path: string, env: Record<string, string>): Promise<void> {
  const main = "ngobrol.ts";
  const { needed, others } = await cachePackages(root, [main, ...THREADS], env);
  if (env["DENORT_BIN"] === undefined) Deno.env.delete("DENORT_BIN"); // An empty one is no path either.
  const { success, text } = await start([
    // A code cache would lie in the machine's shared temporary directory, and makes nothing faster.
    ...["compile", "--quiet", "--no-prompt", "--no-code-cache", "--target", target, "--output", absolute(path)],
    ...chosenOptions(),
    ...PERMISSIONS,
    ...[...THREADS, "dist/build.json", PAGE].flatMap((file) => ["--include", file]),
    ...[...needed.flatMap(unneededFiles), ...others.map(({ folder }) => folder)].flatMap((path) => ["--exclude", path]),
    main,
  ], { cwd: root, env });
  if (!success) throw explain(text, target);
}

/** Has Deno get the packages, so that their files can be looked at. */
async function cachePackages(cwd: string, modules: string[], env: Record<string, string>) {
  const { success, text } = await start(["cache", "--quiet", ...chosenOptions(), ...modules], { cwd, env });
  if (!success) throw new CompileError(text.trim());
  return await findPackages(cwd, modules, env);
}

async function start(args: string[], options: Deno.CommandOptions): Promise<{ success: boolean; text: string }> {
  const command = new Deno.Command(Deno.execPath(), { ...options, args, stdin: "null", stderr: "piped" });
  const { success, stderr } = await command.output();
  return { success, text: new TextDecoder().decode(stderr) };
}

function absolute(path: string): string {
  return /^(?:[\\/]|\w:)/.test(path) ? path : `${Deno.cwd()}/${path}`;
}

/** What Deno said, without its stack; for a base that it cannot download, what to do. */
function explain(output: string, target: string): CompileError {
  if (!output.includes("Setting up base binary")) return new CompileError(output.split("\nStack backtrace")[0]!.trim());
  return new BaseError(
    `Cannot download the base of the executables for ${target}: set DENORT_BIN to any program for it that ` +
      `deno compile of ${DENO} made; see docs/building.md`,
  );
}

/** Looks at an executable, and starts it if it is for this machine: Deno makes one of whatever it has for a base. */
async function inspect(path: string, target: string, base: string): Promise<void> {
  const file = await Deno.readFile(path);
  const programs = findPrograms(file).length;
  if (!isFor(target, file)) throw new CompileError(`${path} is not for ${target}`);
  if (programs !== 1) throw new CompileError(`${path} holds ${programs} programs, and should hold one`);
  if (target === Deno.build.target && !await starts(path)) {
    throw new CompileError(`Cannot start ${path}: its base, ${base}, is not made by deno compile of ${DENO}`);
  }
}

async function starts(path: string): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"], stdin: "null" }).output();
    return new TextDecoder().decode(stdout).startsWith("ngobrol ");
  } catch {
    return false; // Not a program for this machine.
  }
}

/** A name by which the server is called lies beside the executable: a link, or on Windows a second name of the file. */
export function linkServer(path: string): void {
  const link = path.replace(/ngobrol(\.exe)?$/, "ngobrol-server$1");
  try {
    Deno.removeSync(link);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (Deno.build.os === "windows") Deno.linkSync(path, link);
  else Deno.symlinkSync(path.replace(/^.*\//, ""), link);
}
