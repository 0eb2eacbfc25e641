/**
 * Questions to a person at the terminal whose answers are not shown. It knows no account.
 *
 * @module
 */

import { endProgram, stdout } from "../output.ts";
import { startWorker } from "../thread.ts";

const SIGNALS: readonly (readonly [name: Deno.Signal, code: number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 130]]
  : [["SIGINT", 130], ["SIGTERM", 143]];

/**
 * Asks one question after the other. Ctrl-C and SIGTERM end the program, and leave the terminal as it was.
 *
 * `promptSecret()` of `@std/cli` reads without a pause, with Ctrl-C left to the terminal: a signal kills the program
 * before its `finally` restores the terminal, and a listener would not run before the answer. So it reads in a thread of
 * its own, and this one listens.
 *
 * @throws {Error} If standard input or output is no terminal.
 */
export async function askSecrets(questions: readonly string[]): Promise<string[]> {
  using _ = silenceTerminal();
  const worker = startWorker(new URL("./ask_secrets_worker.ts", import.meta.url));
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.postMessage(questions);
    });
  } finally {
    await worker.terminate();
  }
}

/** Shows nothing of what is typed, between the questions either; the terminal is as it was then, whatever ends this. */
function silenceTerminal(): Disposable {
  const listeners = SIGNALS.map(([name, code]) => {
    const listener = () => {
      Deno.stdin.setRaw(false);
      stdout.line("");
      void endProgram(code);
    };
    return { name, listener };
  });
  for (const { name, listener } of listeners) Deno.addSignalListener(name, listener);
  // `cbreak` leaves Ctrl-C to the terminal; Windows has no such mode.
  Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" });
  return {
    [Symbol.dispose]() {
      Deno.stdin.setRaw(false);
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}
