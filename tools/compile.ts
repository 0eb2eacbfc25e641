/**
 * Makes the executables in dist/, each with the permissions that it needs and no others. It knows nothing of what the
 * programs do.
 *
 * @module
 */

import { readArguments } from "../lib/arguments.ts";

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

/**
 * Deno's targets, each with how a program for it begins, in hexadecimal: ELF and Mach-O name the processor in their
 * first 20 bytes.
 */
const TARGETS: ReadonlyMap<string, RegExp> = new Map([
  ["x86_64-unknown-linux-gnu", /^7f454c46.{28}3e00/],
  ["aarch64-unknown-linux-gnu", /^7f454c46.{28}b700/],
  ["x86_64-pc-windows-msvc", /^4d5a/],
  ["x86_64-apple-darwin", /^cffaedfe07000001/],
  ["aarch64-apple-darwin", /^cffaedfe0c000001/],
]);

const DENO = `Deno ${Deno.version.deno}`;

const HELP = `Makes the executables ngobrol-server and ngobrol

Usage:
  deno task compile [--target TRIPLE|all] [--output DIR]

Options:
  --target TRIPLE  the machine they are for (default: this one); those for other machines go to DIR/TRIPLE
                   ${[...TARGETS.keys()].join("\n                   ")}
  --output DIR     default dist
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

function readFlags(args: string[]): { targets: string[]; output: string; help: boolean } {
  const refuse = (arg: string) => {
    throw new CompileError(`There is no argument ${arg}; see --help`, 2);
  };
  const flags = readArguments(args, { boolean: ["help"], string: ["target", "output"], unknown: refuse });
  const { target = Deno.build.target, output = "dist", help } = flags;
  flags.words.forEach(refuse);
  const targets = target === "all" ? [...TARGETS.keys()] : [target];
  if (!TARGETS.has(targets[0]!)) {
    throw new CompileError(`--target takes all or one of ${[...TARGETS.keys()].join(", ")}`, 2);
  }
  if (output === "") throw new CompileError("--output takes a directory", 2);
  return { targets, output, help };
}

/** Deno takes any base for any target and makes an executable that starts nowhere, or not as promised. */
function checkBase(base: string, targets: string[]): void {
  const head = new Uint8Array(20);
  try {
    using file = Deno.openSync(base);
    file.readSync(head);
  } catch {
    throw new CompileError(`Cannot read ${base}, which DENORT_BIN names`);
  }
  const hex = [...head].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const misfit = targets.find((target) => !TARGETS.get(target)!.test(hex));
  if (misfit) throw new CompileError(`Cannot compile for ${misfit}: ${base}, which DENORT_BIN names, is not for it`);
}

async function compile({ main, include, permissions }: Program, target: string, path: string): Promise<void> {
  const standIns = Deno.env.get("STD");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["compile", "--quiet", "--no-prompt", "--target", target, "--output", path],
      ...(standIns ? [standIns] : []),
      ...permissions,
      ...include.flatMap((module) => ["--include", module]),
      main,
    ],
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

/** A base that is not what it should be shows only when the executable starts. */
async function tryOut({ name }: Program, path: string): Promise<void> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"], stdin: "null" }).output();
    if (new TextDecoder().decode(stdout).startsWith(`${name} `)) return;
  } catch {
    // Not a program for this machine; said below.
  }
  const base = Deno.env.get("DENORT_BIN") || "Deno's own download";
  throw new CompileError(`Cannot start ${path}: its base, ${base}, is not made by deno compile of ${DENO}`);
}

async function main(args: string[]): Promise<void> {
  const { targets, output, help } = readFlags(args);
  if (help) return console.log(HELP);
  const base = Deno.env.get("DENORT_BIN");
  if (base) checkBase(base, targets);
  for (const target of targets) {
    const isHere = target === Deno.build.target;
    const directory = isHere ? output : `${output}/${target}`;
    for (const program of PROGRAMS) {
      const path = `${directory}/${program.name}${target.includes("windows") ? ".exe" : ""}`;
      await compile(program, target, path);
      if (isHere) await tryOut(program, path);
      console.log(`Made ${path}, ${(Deno.statSync(path).size / 1e6).toFixed(1)} MB, for ${target}`);
    }
  }
  console.log(`Base of the executables: ${base || "Deno's own download"}, ${DENO}`);
  if (Deno.env.get("STD")) {
    console.warn(
      "Warning: these use the stand-ins for @std/*, for JSR does not answer; a release uses the real packages",
    );
  }
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
