/**
 * Connections to the addresses of one host, as RFC 8305 ("Happy Eyeballs") has them: one after the other, and the next one
 * without waiting for long, so that an address that is silent or refuses holds up nobody. It knows no name and no protocol.
 *
 * @module
 */

import { familyOf } from "../../address.ts";

/** Milliseconds after which the next address is tried beside the ones before: RFC 8305, section 8. */
const ATTEMPT_DELAY = 250;

/** An address that could not be used. */
export interface Failure {
  /** The address, an IP address. */
  readonly address: string;
  /** What the attempt failed with. */
  readonly error: unknown;
  /** Whether it was given up, since there was no more time. */
  readonly isGivenUp: boolean;
}

/** None of the addresses could be used. */
export class NoneReached extends Error {
  /** Those that were tried, in the order in which they failed. */
  readonly failures: readonly Failure[];

  /** An error of these failures. */
  constructor(failures: readonly Failure[]) {
    super("No address could be reached");
    this.failures = failures;
  }
}

/** The addresses, with both families by turns, beginning with the family of the first: RFC 8305, section 4. */
export function interleave(addresses: readonly string[]): string[] {
  const [first = [], second = []] = [...Map.groupBy(addresses, familyOf).values()];
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, index) => [first[index], second[index]]).flat().filter((it) => it !== undefined);
}

/**
 * Opens a connection to the first of the addresses that can be used.
 *
 * @param open Tries one, until the signal that it gets is aborted. A connection that is opened after all is closed.
 * @throws {NoneReached} If none can be used, or `signal` is aborted before.
 */
export function openFirst<T extends { close(): void }>(
  addresses: readonly string[],
  open: (address: string, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const left = interleave(addresses);
  const failures: Failure[] = [];
  const over = new AbortController();
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    clearTimeout(timer);
    const address = signal.aborted || over.signal.aborted ? undefined : left.shift();
    if (address !== undefined) {
      if (left.length > 0) timer = setTimeout(next, ATTEMPT_DELAY);
      void attempt(address);
    } else if (running === 0) {
      reject(new NoneReached(failures)); // Without effect where one was reached.
    }
  }

  async function attempt(address: string): Promise<void> {
    running++;
    try {
      const conn = await open(address, AbortSignal.any([signal, over.signal]));
      if (over.signal.aborted) conn.close();
      over.abort();
      resolve(conn);
    } catch (error) {
      failures.push({ address, error, isGivenUp: signal.aborted });
    }
    running--;
    next();
  }

  next();
  return promise;
}
