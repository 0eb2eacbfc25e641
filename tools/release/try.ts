/**
 * Tries the executables of a release: each tells its version, and as a server and as a client it chats and stops. It knows
 * what a person sees of the programs.
 *
 * @module
 */

import { CompileError } from "../executable.ts";
import { findMachine, type Machine } from "./machines.ts";
import { isWindows } from "./platforms.ts";
import { run } from "./run.ts";

/** Milliseconds that a start may take: under QEMU it takes half a minute on a quiet machine. */
const PATIENCE = 240_000;

/** The part of what is printed for the version that is the same for each. */
export interface Expected {
  readonly version: string;
  readonly commit: string;
}

/**
 * Tries one executable on what stands for its machine.
 *
 * @param archive The archive with it.
 * @param directory A new folder.
 * @returns What it was tried on.
 * @throws {CompileError} If it fails, or there is no such machine.
 */
export async function tryOne(target: string, archive: string, directory: string, expected: Expected): Promise<string> {
  const machine = await findMachine(target, directory);
  try {
    // The tar of Windows takes both.
    const isZip = archive.endsWith(".zip") && Deno.build.os !== "windows";
    await run(isZip ? ["unzip", "-q", archive, "-d", machine.folder] : ["tar", "-xf", archive, "-C", machine.folder]);
    const name = archive.split("/").at(-1)!.replace(/\.zip$|\.tar\.xz$/, "");
    const program = `${name}/ngobrol${isWindows(target) ? ".exe" : ""}`;
    const version = await ask(machine, program, ["--version"]);
    const { version: number, commit } = expected;
    if (!version.startsWith(`ngobrol ${number} (Deno `) || !version.includes(`, ${target}, commit ${commit}`)) {
      throw new CompileError(`--version prints ${JSON.stringify(version)}`);
    }
    await chat(machine, program);
    return machine.name;
  } finally {
    Deno.removeSync(machine.folder, { recursive: true });
  }
}

async function chat(machine: Machine, program: string): Promise<void> {
  const args = ["server", "--port", "0", "--log", "quiet", "--data", "data"];
  const [command, ...rest] = machine.command(program, args);
  const server = new Deno.Command(command, {
    ...{ args: rest, cwd: machine.folder, stdin: "null", stdout: "piped", stderr: "null" } as const,
  }).spawn();
  const timer = setTimeout(() => server.kill("SIGKILL"), PATIENCE);
  const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let banner = "";
    while (!banner.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) {
        throw new CompileError(`the server ends with ${JSON.stringify(banner)} and code ${(await server.status).code}`);
      }
      banner += value;
    }
    const port = /listens on 127\.0\.0\.1:(\d+)/.exec(banner)?.[1];
    if (port === undefined) throw new CompileError(`the server prints ${JSON.stringify(banner)}`);
    const sent = await ask(machine, program, ["--port", port, "--user", "maya", "send", "izza", "apa", "kabar?"]);
    const inbox = await ask(machine, program, ["--port", port, "--user", "izza", "inbox"]);
    if (!sent.includes("message sent to izza") || !inbox.includes("apa kabar?")) {
      throw new CompileError(`the client prints ${JSON.stringify(`${sent}${inbox}`)}`);
    }
    server.kill(machine.hasSignals ? "SIGTERM" : "SIGKILL");
    const { code } = await server.status;
    if (machine.hasSignals && code !== 0) throw new CompileError(`the server ends with code ${code} at SIGTERM`);
  } finally {
    clearTimeout(timer);
    await reader.cancel();
    try {
      server.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await server.status;
  }
}

/** Runs the program to its end. @returns What it printed. */
async function ask(machine: Machine, program: string, args: readonly string[]): Promise<string> {
  const env = { NGOBROL_PASSWORD: "surabaya" };
  const command = machine.command(program, args);
  return await run(command, { cwd: machine.folder, env, signal: AbortSignal.timeout(PATIENCE) });
}
