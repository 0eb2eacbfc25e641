/**
 * How long tests wait: for what must come, so long that only a fault lets it take longer, however busy the machine; then a
 * test fails and says what did not come.
 *
 * @module
 */

/** Milliseconds. A suite that is right never waits so long, so this costs nothing. */
export const PATIENCE = 120_000;

/**
 * Waits for something that must come.
 *
 * @param onLate Ends what is waited for.
 * @throws {Error} If it does not come, naming it.
 */
export async function within<T>(what: string, promise: Promise<T>, onLate: () => void = () => {}): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    onLate();
    late.reject(new Error(`Waited ${PATIENCE / 1000} s in vain for ${what}`));
  }, PATIENCE);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets everything else run until something holds; `what` may tell how things are when it never does. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string | (() => string) = String(holds),
): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!await holds()) {
    if (performance.now() > end) {
      throw new Error(`Waited ${PATIENCE / 1000} s in vain until ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** The exit code of a process, when it has ended. */
export async function exitCode(process: Deno.ChildProcess): Promise<number> {
  const { code } = await within(`the end of process ${process.pid}`, process.status, () => process.kill("SIGKILL"));
  return code;
}
