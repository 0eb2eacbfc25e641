/**
 * Makes the executables in dist/, each with the permissions that it needs and no others. It knows nothing of what the
 * programs do.
 *
 * @module
 */

import { readArguments } from "../lib/arguments.ts";
import { chosenOptions, usesStandIns } from "./std/options.ts";
import { cleanBase, findPrograms, isFor, TARGETS } from "./base.ts";

/** What the server may do, as an executable and by its task in deno.json. */
export const SERVER_PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-sys=networkInterfaces,hostname,uid",
];

/** What the client may do, as an executable and by its task in deno.json. */
export const CLIENT_PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env=NGOBROL_PASSWORD,TERM,LC_ALL,LC_MESSAGES,LANG,XDG_STATE_HOME,HOME,APPDATA,INIT_CWD",
];

/** A program that becomes an executable. */
interface Program {
  readonly name: string;
  readonly main: string;
  /** Modules that no import names, such as the file of a worker. */
  readonly include: readonly string[];
  readonly permissions: readonly string[];
}

const PROGRAMS: readonly Program[] = [
  {
    name: "ngobrol-server",
    main: "server.ts",
    include: ["lib/server/chat/password_worker.ts", "lib/store/sqlite/backup_worker.ts", "lib/store/sqlite/worker.ts"],
    permissions: SERVER_PERMISSIONS,
  },
  { name: "ngobrol", main: "client.ts", include: [], permissions: CLIENT_PERMISSIONS },
];

const DENO = `Deno ${Deno.version.deno}`;
const OWN_BASE = "Deno's own download";

const HELP = `Makes the executables ngobrol-server and ngobrol

Usage:
  deno task compile [--target TRIPLE|all] [--output DIR] [--release]

Options:
  --target TRIPLE  the machine they are for (default: this one); those for other machines go to DIR/TRIPLE
                   ${TARGETS.join("\n                   ")}
  --output DIR     default dist
  --release        refuse what no release is made with: stand-ins for @std/*, and a base that is not Deno's own download

DENORT_BIN names another base: a program that deno compile of ${DENO} made for the target, which is taken out of it;
or a folder with one for each target, whatever their names.
`;

/** An error that the caller can do something about; anything else is a fault of this program. */
class CompileError extends Error {
  override name = "CompileError";
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

interface Flags {
  readonly targets: readonly string[];
  readonly output: string;
  readonly release: boolean;
  readonly help: boolean;
}

function readFlags(args: string[]): Flags {
  const refuse = (arg: string) => {
    throw new CompileError(`There is no argument ${arg}; see --help`, 2);
  };
  const flags = readArguments(args, { boolean: ["help", "release"], string: ["target", "output"], unknown: refuse });
  const { target = Deno.build.target, output = "dist", release, help } = flags;
  flags.words.forEach(refuse);
  const targets = target === "all" ? TARGETS : [target];
  if (!TARGETS.includes(targets[0]!)) throw new CompileError(`--target takes all or one of ${TARGETS.join(", ")}`, 2);
  if (output === "") throw new CompileError("--output takes a directory", 2);
  return { targets, output, release, help };
}

/**
 * The file for a target that DENORT_BIN names, or that lies in the folder which it names. Deno takes any base for any
 * target, and makes an executable that starts nowhere or not as promised.
 */
function findBase(named: string, target: string): string {
  try {
    const files = Deno.statSync(named).isDirectory
      ? Array.from(Deno.readDirSync(named), ({ name }) => `${named}/${name}`).sort()
      : [named];
    const base = files.find((file) => isFor(target, readHead(file)));
    if (base !== undefined) return base;
  } catch {
    throw new CompileError(`Cannot read ${named}, which DENORT_BIN names`);
  }
  throw new CompileError(`Cannot compile for ${target}: ${named}, which DENORT_BIN names, is not for it`);
}

function readHead(path: string): Uint8Array {
  if (!Deno.statSync(path).isFile) return new Uint8Array();
  const head = new Uint8Array(20);
  using file = Deno.openSync(path);
  return head.subarray(0, file.readSync(head) ?? 0);
}

/** Copies a base without the program in it, which would crash on Windows and run in the place of ours on an arm64 Mac. */
async function copyBase(base: string, target: string, copy: string): Promise<void> {
  try {
    await Deno.writeFile(copy, cleanBase(await Deno.readFile(base), target), { mode: 0o755 });
  } catch (error) {
    throw new CompileError(`Cannot use the base ${base}: ${error instanceof Error ? error.message : error}`);
  }
}

async function compile(
  { main, include, permissions }: Program,
  target: string,
  path: string,
  base: string | undefined,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      // A code cache would lie in the machine's shared temporary directory, and makes nothing faster.
      ...["compile", "--quiet", "--no-prompt", "--no-code-cache", "--target", target, "--output", path],
      ...chosenOptions(),
      ...permissions,
      ...include.flatMap((module) => ["--include", module]),
      main,
    ],
    ...base !== undefined && { env: { DENORT_BIN: base } },
    stdin: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new CompileError(explain(new TextDecoder().decode(stderr), target));
}

/** What Deno said, without its stack; for a base that it cannot download, what to do. */
function explain(output: string, target: string): string {
  if (!output.includes("Setting up base binary")) return output.split("\nStack backtrace")[0]!.trim();
  return `Cannot download the base of the executables for ${target}: set DENORT_BIN to any program for it that ` +
    `deno compile of ${DENO} made; see README.md`;
}

/** Looks at an executable, and starts it if it is for this machine: Deno makes one of whatever it has for a base. */
async function inspect({ name }: Program, path: string, target: string): Promise<void> {
  const file = await Deno.readFile(path);
  const programs = findPrograms(file).length;
  if (!isFor(target, file)) throw new CompileError(`${path} is not for ${target}`);
  if (programs !== 1) throw new CompileError(`${path} holds ${programs} programs, and should hold one`);
  if (target === Deno.build.target && !await starts(name, path)) {
    const base = Deno.env.get("DENORT_BIN") || OWN_BASE;
    throw new CompileError(`Cannot start ${path}: its base, ${base}, is not made by deno compile of ${DENO}`);
  }
}

async function starts(name: string, path: string): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"], stdin: "null" }).output();
    return new TextDecoder().decode(stdout).startsWith(`${name} `);
  } catch {
    return false; // Not a program for this machine.
  }
}

async function main(args: string[]): Promise<void> {
  const { targets, output, release, help } = readFlags(args);
  if (help) return console.log(HELP);
  const base = Deno.env.get("DENORT_BIN") || undefined;
  if (release && usesStandIns()) {
    throw new CompileError("A release needs the real packages of @std/*, and JSR does not answer");
  }
  if (release && base) throw new CompileError("A release needs Deno's own base: unset DENORT_BIN");
  const bases = new Map(targets.map((target) => [target, base && findBase(base, target)]));
  using cleanup = new DisposableStack();
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-base-" });
  cleanup.defer(() => Deno.removeSync(directory, { recursive: true }));
  for (const [target, given] of bases) {
    const folder = target === Deno.build.target ? output : `${output}/${target}`;
    const clean = given && `${directory}/${target}`;
    if (clean) await copyBase(given, target, clean);
    for (const program of PROGRAMS) {
      const path = `${folder}/${program.name}${target.includes("windows") ? ".exe" : ""}`;
      await compile(program, target, path, clean);
      try {
        await inspect(program, path, target);
      } catch (error) {
        Deno.removeSync(path);
        throw error;
      }
      console.log(`Made ${path}, ${(Deno.statSync(path).size / 1e6).toFixed(1)} MB, for ${target}`);
    }
    if (clean) Deno.removeSync(clean);
  }
  console.log(`Base of the executables: ${base ?? OWN_BASE}, ${DENO}`);
  console.log(
    `Packages of @std/*: ${
      usesStandIns() ? "stand-ins, for JSR does not answer; none for a release" : "the real ones"
    }`,
  );
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    console.error(error.message);
    Deno.exit(error.exitCode);
  }
}
