/**
 * The chat client: flags, a connection, and then a terminal, a pipe or one command. What is done there is `lib/client`'s
 * business.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { ChatError, DEFAULT_PORT, DEFAULT_TLS_PORT, VERSION } from "./lib/chat.ts";
import { readLines, runBatch } from "./lib/client/batch.ts";
import { helpLines, needsServer, readTyped } from "./lib/client/commands.ts";
import { completerOf, passwordPrompt, runInteractive } from "./lib/client/interactive.ts";
import { Remote } from "./lib/client/remote.ts";
import { Session } from "./lib/client/session.ts";
import { Terminal } from "./lib/client/terminal.ts";
import { visible } from "./lib/client/text.ts";
import { readTrusted, type TlsOptions } from "./lib/client/tls.ts";

const HELP = `ngobrol ${VERSION}: a client for chat servers of the ngobrol family

Usage: ngobrol [--host HOST] [--port PORT] [--tls] [--user NAME] [--wire] [--json] [COMMAND ...]

  --host HOST   Where the server runs (127.0.0.1)
  --port PORT   Where it listens (${DEFAULT_PORT}; with --tls ${DEFAULT_TLS_PORT})
  --tls         Connect by TLS, if the server's certificate is trusted
  --ca FILE     Trust the certificates in FILE (PEM) as well, such as a copy of the server's own; without it, those
                of Mozilla's list, or of the system if the environment has DENO_TLS_CA_STORE=system
  --user NAME   Log in first; the password is that of NGOBROL_PASSWORD, or asked for
  --wire        Show every request and reply on standard error as sent, passwords masked
  --json        Print each reply as it is: one line of JSON; help becomes one, too
  --help, -h    Print this
  --version     Print the version

Commands:
${helpLines()!.map((line) => `  ${line}`).join("\n")}

At a terminal, Tab completes commands and the names of active users, and the arrow keys
recall and edit lines. From a pipe, each line is a command and each result a line; the
exit code is 1 if any failed. A command on the command line is run alone.

  ngobrol --host 192.168.1.10
  ngobrol --user maya send izza apa kabar?
  printf 'auth maya surabaya\\ninbox\\n' | ngobrol
  NGOBROL_PASSWORD=surabaya ngobrol --user maya --json inbox

Exit code: 0, or 1 if something failed, or 2 if the program was called in a wrong way.`;

/** Wrong use of the program: its message says what to change. */
class UsageError extends Error {}

interface Settings {
  readonly host: string;
  readonly port: number;
  /** Without TLS: `undefined`. */
  readonly tls: TlsOptions | undefined;
  readonly user: string | undefined;
  readonly wire: boolean;
  readonly json: boolean;
  readonly command: string;
}

/** Reads the command line; text to print instead of a chat, if that is what was asked for. */
function readArgs(args: string[]): Settings | string {
  const unknown: string[] = [];
  const flags = parseArgs(args, {
    string: ["host", "port", "user", "ca"],
    boolean: ["tls", "wire", "json", "help", "version"],
    alias: { h: "help" },
    stopEarly: true,
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  if (unknown[0] !== undefined) throw new UsageError(`Unknown flag ${unknown[0]}; ngobrol --help tells the known ones`);
  if (flags.help) return HELP;
  if (flags.version) return `ngobrol ${VERSION}`;
  for (const name of ["host", "port", "user", "ca"] as const) {
    if (flags[name]?.trim() === "") throw new UsageError(`--${name} needs a value`);
  }
  if (flags.ca !== undefined && !flags.tls) throw new UsageError("--ca needs --tls");
  const { host = "127.0.0.1", port = String(flags.tls ? DEFAULT_TLS_PORT : DEFAULT_PORT), user, wire, json } = flags;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new UsageError(`--port must be a number from 1 to 65535, not ${port}`);
  }
  const tls = flags.tls ? { caCerts: flags.ca === undefined ? [] : [readTrusted(flags.ca)] } : undefined;
  return { host, port: Number(port), tls, user, wire, json, command: flags._.join(" ") };
}

/**
 * Writes results.
 *
 * @throws {Deno.errors.BrokenPipe} If their reader had enough of them: `ngobrol | head -1`.
 * @throws {ChatError} If they cannot be written for another reason.
 */
async function print(lines: readonly string[]): Promise<void> {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  try {
    for (let written = 0; written < bytes.length;) written += await Deno.stdout.write(bytes.subarray(written));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || !(error instanceof Error)) throw error;
    throw new ChatError(`Cannot write the results: ${error.message}`);
  }
}

/** Says what is no result. There is nobody to tell if that fails. */
function tell(line: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // Standard error was closed.
  }
}

/** Connects, and chats in one of the three ways. @returns The exit code. */
async function chat(settings: Settings, stop: AbortController): Promise<number> {
  let show = tell;
  await using remote = new Remote(settings, {
    tls: settings.tls,
    ...(settings.wire && { trace: (direction, text) => show(visible(`${direction} ${text}`)) }),
  });
  const session = new Session(remote, { notice: (message) => show(visible(message)) });
  stop.signal.addEventListener("abort", () => session.interrupt());
  if (settings.command !== "" || !Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    return await chatAlone(settings, remote, session, stop);
  }
  using terminal = new Terminal(stop, { completer: completerOf(session) });
  if (Deno.stderr.isTerminal()) show = (line) => terminal.print([line]);
  await remote.connect();
  const { json, user } = settings;
  const password = user === undefined ? undefined : readPassword();
  const options = { style: json ? "json" : "people", user, password } as const;
  await print(await runInteractive(session, terminal, stop.signal, options));
  return 0;
}

/** Runs one command, or those of a pipe, and logs out. @returns The exit code. */
async function chatAlone(
  { command, user, json }: Settings,
  remote: Remote,
  session: Session,
  stop: AbortController,
): Promise<number> {
  const isOne = command !== "";
  const password = user === undefined ? undefined : readPassword();
  const canAsk = isOne && Deno.stdin.isTerminal();
  if (user !== undefined && password === undefined && !canAsk) {
    throw new UsageError("Cannot ask for the password here: set NGOBROL_PASSWORD");
  }
  const { signal } = stop;
  const lines = isOne ? [command] : readLines(Deno.stdin, signal);
  // What was called off by a signal needs no explanation.
  const show = (lines: readonly string[]) => signal.aborted ? Promise.resolve() : print(lines);
  let isAllWell = false;
  try {
    if (!isOne || user !== undefined || needsServer(readTyped(command))) await remote.connect();
    isAllWell = await runBatch(session, lines, show, {
      style: json ? "json" : isOne && Deno.stdout.isTerminal() ? "people" : "data",
      login: user === undefined ? undefined : { kind: "auth", user, ...(password && { password }) },
      askPassword: canAsk ? (name) => askPassword(name, stop) : undefined,
    });
  } finally {
    await session.leave();
  }
  if (signal.aborted) return signal.reason === "SIGTERM" ? 143 : 130;
  return isAllWell ? 0 : 1;
}

/** The password that the environment has; an empty one is none. */
function readPassword(): string | undefined {
  return Deno.env.get("NGOBROL_PASSWORD") || undefined;
}

/** Asks on the terminal, beside the results. */
async function askPassword(user: string, stop: AbortController): Promise<string | undefined> {
  using terminal = new Terminal(stop, { output: Deno.stderr });
  return await terminal.readLine(passwordPrompt(user), { secret: true });
}

/** Lets the first signal end the chat in order; a second Ctrl-C ends it at once. */
function stopOnSignals(stop: AbortController): void {
  const names = Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) {
    Deno.addSignalListener(name, () => {
      if (stop.signal.aborted && name === "SIGINT") Deno.exit(130);
      stop.abort(name);
    });
  }
}

async function main(args: string[]): Promise<number> {
  try {
    const settings = readArgs(args);
    if (typeof settings === "string") {
      await print([settings]);
      return 0;
    }
    const stop = new AbortController();
    stopOnSignals(stop);
    return await chat(settings, stop);
  } catch (error) {
    // Nobody is left to hear of it.
    if (error instanceof Deno.errors.BrokenPipe) return 1;
    if (!(error instanceof UsageError) && !(error instanceof ChatError)) throw error;
    tell(visible(error.message));
    return error instanceof UsageError ? 2 : 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
