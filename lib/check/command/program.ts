/**
 * Starts the program that is checked, and kills it; it needs the right to run programs, which the executables do not have.
 *
 * @module
 */

import { pause } from "../../async.ts";
import { CLOCKS } from "../../clock.ts";
import { UsageError } from "../../usage_error.ts";

/** Milliseconds that a program may take to listen. */
const START_TIME = 20_000;

/** Milliseconds between two looks whether it does. */
const LOOK = 50;

/** A command, started by the shell of the system. Disposing of it kills it. */
export class Program implements AsyncDisposable {
  readonly #command: string;
  readonly #port: number;
  readonly #hostname: string;
  #child: Deno.ChildProcess | undefined;

  /** A program that is not yet started, and will listen at an address. */
  constructor(command: string, address: { readonly hostname: string; readonly port: number }) {
    this.#command = command;
    this.#hostname = address.hostname;
    this.#port = address.port;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @throws {UsageError} If this program may start none, or it does not listen in time.
   */
  async start(): Promise<void> {
    this.#child = startShell(this.#command, { stdin: "null", stdout: "null", stderr: "null" });
    const end = CLOCKS.elapsed() + START_TIME;
    for (;;) {
      try {
        (await Deno.connect({ hostname: this.#hostname, port: this.#port })).close();
        return;
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
        if (CLOCKS.elapsed() > end) throw new UsageError(`${this.#command} does not listen on port ${this.#port}`);
        await pause(LOOK);
      }
    }
  }

  /** Kills it, as a power cut does, and starts it again. */
  async restart(): Promise<void> {
    await this[Symbol.asyncDispose]();
    await this.start();
  }

  /** See {@linkcode AsyncDisposable}. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    killGroup(child);
    await child.status;
  }
}

/**
 * Starts a command by the shell of the system, in a group of its own.
 *
 * @throws {UsageError} If this program may start none.
 */
export function startShell(
  command: string,
  pipes: Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr">,
): Deno.ChildProcess {
  const isWindows = Deno.build.os === "windows";
  // `exec`: the shell becomes the program, so that what is killed is the program.
  const [shell, args] = isWindows ? ["cmd", ["/d", "/c", command]] : ["sh", ["-c", `exec ${command}`]];
  try {
    return new Deno.Command(shell, { args, ...pipes }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new UsageError("This executable may start no programs: use `deno task check-program`", { cause: error });
  }
}

/** Kills a program at once; no matter if it has ended. */
export function killGroup(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // It has ended.
  }
}
