/**
 * Starts the executable of the package for this machine, and ends as it ends.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";

/** What a terminal sends by itself to everybody who runs there. */
const FROM_TERMINAL = ["SIGINT", "SIGHUP", "SIGBREAK"];

/**
 * Milliseconds after which any other signal is handed on, if the program still runs: a shell's `kill %1` and systemd send
 * theirs to all as well, and a second one means to stop at once.
 */
const GRACE = 1_000;

/**
 * @param {string[]} first Words in front of what was typed.
 */
export function launch(first) {
  const platform = `${process.platform}-${process.arch}`;
  const file = `ngobrol-${platform}/ngobrol${process.platform === "win32" ? ".exe" : ""}`;
  let path;
  try {
    path = createRequire(import.meta.url).resolve(file);
  } catch {
    console.error(
      `Cannot find ngobrol-${platform}: there is none for this machine, or npm was told to omit optional packages`,
    );
    process.exit(1);
  }
  const child = spawn(path, [...first, ...process.argv.slice(2)], { stdio: "inherit" });
  const isAtTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  for (const signal of [...FROM_TERMINAL, "SIGTERM"]) {
    const isSentToAll = isAtTerminal && FROM_TERMINAL.includes(signal);
    process.on(signal, () => isSentToAll || setTimeout(() => child.kill(signal), GRACE));
  }
  child.on("error", (error) => {
    console.error(`Cannot start ${path}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
