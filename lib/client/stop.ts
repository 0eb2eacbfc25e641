/**
 * What ends the chat: signals, and the code that aborts it. It must not know what a chat is.
 *
 * @module
 */

/** Ends the chat when it is aborted. */
export interface Stop extends AbortController {
  /** Does what Ctrl-C means just now, in the place of the end. @default the chat is aborted */
  onInterrupt?: (() => void) | undefined;
  /**
   * Ctrl-Z does not stop the program: its parent would neither stop nor let it go on, as `deno task` does.
   *
   * @default false
   */
  goesOn?: boolean;
}

/** Lets the first signal end the chat in order; a second Ctrl-C ends it at once. */
export function stopOnSignals(stop: Stop): void {
  // Windows keeps the keys of who ended in the middle of a line, by Ctrl-Break too.
  const names = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK", "SIGHUP"] as const
    : ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) {
    Deno.addSignalListener(name, () => {
      if (name !== "SIGINT") return stop.abort(name);
      if (stop.signal.aborted) Deno.exit(130);
      if (stop.onInterrupt === undefined) stop.abort(name);
      else stop.onInterrupt();
    });
  }
}
