/**
 * Processes that have children, on Linux: a signal for all of them.
 *
 * @module
 */

/** Sends a signal to a process and its children, as far as they are there. */
export function signalFamily(pid: number, name: Deno.Signal): void {
  if (name !== "SIGCONT") signal(pid, "SIGSTOP"); // It makes no further ones meanwhile.
  for (const each of [...childrenOf(pid), pid]) signal(each, name);
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch {
    // It is gone.
  }
}

/** The children of a process; none if it is gone. */
export function childrenOf(pid: number): number[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whether a process runs: one whose end nobody has asked for yet does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
