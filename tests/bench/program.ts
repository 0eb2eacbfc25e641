/**
 * The programs that are measured, as processes of their own, and what Linux tells about them.
 *
 * @module
 */

/** A server that runs, the real one or the baseline. Disposing of it stops it. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** The port with TLS; `NaN` if there is none. */
  readonly tlsPort: number;
}

/** Gives a program as many files as the hard limit allows: thousands of connections are part of the bench. */
const MORE_FILES = ["-c", 'ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$@"', "sh"];

/** Milliseconds that a server may take to stop. */
const STOP_TIME = 15_000;

/** A Deno program that runs and prints lines. Disposing of it stops it. */
export interface Spawned extends AsyncDisposable {
  readonly pid: number;
  /** What it prints first, up to the end of the line; what follows is thrown away. */
  readonly banner: Promise<string>;
}

/** How a program is run. */
export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** `"piped"`: into a pipe that nobody reads. @default {"inherit"} */
  readonly stderr?: "inherit" | "piped";
  /** The priority, as the program `nice` takes it; below 0 only if this is root. @default {0} */
  readonly nice?: number;
}

/** How a Deno program is run. */
export const RUN_DENO = [Deno.execPath(), "run", "--quiet", "--no-prompt"];

/** Starts a Deno program: `deno run ARGS`. */
export function spawnDeno(args: string[], options: SpawnOptions = {}): Spawned {
  const { nice = 0, stderr = "inherit", ...rest } = options;
  const process = new Deno.Command("sh", {
    args: [...MORE_FILES, ...niced(nice), ...RUN_DENO, ...args],
    stdin: "null",
    stdout: "piped",
    stderr,
    ...rest,
  }).spawn();
  const banner = Promise.withResolvers<string>();
  const drained = drain(process.stdout, banner);
  return {
    pid: process.pid,
    banner: banner.promise,
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => process.kill("SIGKILL"), STOP_TIME);
      try {
        process.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await process.status;
      clearTimeout(timer);
      if (stderr === "piped") await process.stderr.cancel();
      await drained;
    },
  };
}

/** Reads all of `output`: a pipe that nobody reads would stop the program. */
async function drain(output: ReadableStream<Uint8Array>, banner: PromiseWithResolvers<string>): Promise<void> {
  let text = "";
  for await (const part of output.pipeThrough(new TextDecoderStream())) {
    if (text.includes("\n")) continue;
    text += part;
    if (text.includes("\n")) banner.resolve(text.split("\n", 1)[0]!);
  }
  banner.reject(new Error(`A program of the bench ended early: ${text}`));
}

/** Starts a program that prints where it listens, and waits until it does. */
async function startServer(args: string[], options: SpawnOptions = {}): Promise<Running> {
  const program = spawnDeno(args, options);
  const banner = await program.banner;
  return {
    pid: program.pid,
    port: Number(/:(\d+)\b/.exec(banner)?.[1]),
    tlsPort: Number(/with TLS on .*?:(\d+)\b/.exec(banner)?.[1]),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Starts a baseline, a file of this folder. */
export function startBaseline(file: "echo.ts" | "relay.ts"): Promise<Running> {
  return startServer(["--allow-net", `${import.meta.dirname}/${file}`]);
}

/** Starts servers from one checkout. */
export interface ServerProgram {
  /** The file that is run. */
  readonly path: string;
  /** Starts a server on a free port with `directory` for its data. */
  start(directory: string, options?: StartOptions): Promise<Running>;
  /** Runs one of its commands to the end, with `input` for its standard input. */
  command(args: readonly string[], input?: string): Promise<string>;
}

/** How a server is started. */
export interface StartOptions extends Omit<SpawnOptions, "cwd"> {
  /** Leaves it the limits that it has by default. @default {false} */
  readonly limited?: boolean;
  /** More options of the server; they win. */
  readonly args?: readonly string[];
}

/** Options that take away limits of a person, if this server has them: here one client is many. */
const UNLIMITED = [["--rate", "off"], ["--max-unread", "0"]] as const;

/** The server at `path`, run with the permissions of its own checkout's task. */
export async function findServer(path: string): Promise<ServerProgram> {
  const cwd = path.replace(/\/[^/]*$/, "");
  const task: string = JSON.parse(await Deno.readTextFile(`${cwd}/deno.json`)).tasks.server.command;
  const chosen = await output(["run", "-A", `${cwd}/tools/std/choose.ts`], cwd);
  const program = [
    ...chosen.split(" ").filter((it) => it !== ""),
    ...(task.match(/--(?:allow|ignore)-\S+/g) ?? []),
    path,
  ];
  const help = await output(["run", "--quiet", "--no-prompt", ...program, "--help"], cwd);
  const unlimited = UNLIMITED.filter(([flag]) => help.includes(flag)).flat();
  return {
    path,
    start: (directory, { limited = false, args = [], ...options } = {}) => {
      const limits = limited ? [] : unlimited;
      const own = ["--port", "0", "--log", "quiet", "--data", directory];
      return startServer([...program, ...own, ...limits, ...args], { cwd, ...options });
    },
    command: (args, input = "") => runProgram([...RUN_DENO, ...program, ...args], input, { cwd }),
  };
}

/** Runs a program to the end, with `input` for its standard input, and returns what it prints. */
export async function runProgram(args: readonly string[], input: string, options: SpawnOptions = {}): Promise<string> {
  const { nice = 0, ...rest } = options;
  const process = new Deno.Command("sh", {
    args: [...MORE_FILES, ...niced(nice), ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    ...rest,
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(input)]).pipeTo(process.stdin);
  const { success, stdout } = await process.output();
  if (!success) throw new Error(`A program of the bench failed: ${args.join(" ")}`);
  return new TextDecoder().decode(stdout);
}

/** What runs a program at another priority. Only root may raise one. */
function niced(nice: number): string[] {
  return nice === 0 || (nice < 0 && Deno.uid() !== 0) ? [] : ["nice", "-n", String(nice)];
}

async function output(args: string[], cwd: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, cwd, stderr: "inherit" }).output();
  return new TextDecoder().decode(stdout).trim();
}

/** Linux counts CPU time in hundredths of a second for its users. */
const TICKS_PER_SECOND = 100;

function statOf(pid: number | "self"): number[] {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
}

/** CPU time of a process and all of its threads, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (fields[11]! + fields[12]!) / TICKS_PER_SECOND;
}

/** CPU time of a process, of those that it has started, and of those of them that have ended, in seconds. */
export function familySeconds(pid: number): number {
  const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean);
  const own = children.map((child) => {
    try {
      return cpuSeconds(Number(child));
    } catch {
      return 0; // It has just ended.
    }
  });
  const [ended = 0, byKernel = 0] = statOf(pid).slice(13, 15);
  return own.reduce((sum, seconds) => sum + seconds, cpuSeconds(pid)) + (ended + byKernel) / TICKS_PER_SECOND;
}

/** CPU time of the programs that this one has started and that have ended, in seconds. */
export function endedSeconds(): number {
  const fields = statOf("self");
  return (fields[13]! + fields[14]!) / TICKS_PER_SECOND;
}

/** CPU time of everything on this machine, in seconds. */
export function machineSeconds(): number {
  const [user = 0, nice = 0, system = 0] = Deno.readTextFileSync("/proc/stat").split(/\s+/, 4).slice(1).map(Number);
  return (user + nice + system) / TICKS_PER_SECOND;
}

/** Memory of a process that is in RAM, in KiB. */
export function residentKib(pid: number): number {
  return Number(/^VmRSS:\s*(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]);
}

/** How many files and sockets a process has open. */
export function openFiles(pid: number): number {
  return Array.from(Deno.readDirSync(`/proc/${pid}/fd`)).length;
}
