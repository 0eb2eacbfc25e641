/**
 * Standard input, which may have nothing to read just now and would not wait either: another program that shares the pipe
 * or the terminal has set O_NONBLOCK on it. It knows nothing of what is read.
 *
 * @module
 */

/** Milliseconds between two attempts at a stream that has nothing now. */
const RETRY_AFTER = 20;

/** Where bytes come from. */
export interface Source {
  /** Fills the start of `buffer`: the number of bytes that it got, or `null` at the end, as `Deno.stdin.read()`. */
  read(buffer: Uint8Array): Promise<number | null>;
}

/** `source`, of which a read waits until there is something to read. */
export function waiting(source: Source): Source {
  return {
    async read(buffer) {
      for (;;) {
        try {
          return await source.read(buffer);
        } catch (error) {
          if (!(error instanceof Deno.errors.WouldBlock || error instanceof Deno.errors.Interrupted)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
      }
    },
  };
}

/** Standard input. A read throws what `Deno.stdin.read()` throws, but never since there is nothing yet. */
export const stdin: Source = waiting(Deno.stdin);
