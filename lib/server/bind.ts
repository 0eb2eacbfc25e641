/**
 * Listens on one port of every address that a host has. It accepts nobody.
 *
 * @module
 */

import { ChatError, formatAddress } from "../chat.ts";

/** How often a free port is looked for: one of the first address may be in use at another one. */
const ATTEMPTS = 10;

/** Listeners on the same port. Disposing of it closes them. */
export interface Bound extends Disposable {
  /** The port that all of them have. */
  readonly port: number;
  /** One for each address. */
  readonly listeners: readonly Deno.TcpListener[];
  /** Their addresses. */
  readonly addresses: readonly string[];
}

/** An address that cannot be listened on. */
interface Failure {
  readonly address: string;
  readonly error: unknown;
}

/**
 * Listens on each of the addresses. One that this machine does not have costs nothing where it has another: a name may
 * have an IPv6 address, and the machine none.
 *
 * @param port 0 for any free port.
 * @param flag The flag that names another port.
 * @throws {ChatError} If it cannot listen on the port.
 */
export function bind(addresses: readonly string[], port: number, flag: string): Bound {
  for (let left = ATTEMPTS;; left--) {
    using listeners = new DisposableStack();
    const bound = new Map<string, Deno.TcpListener>();
    const failures: Failure[] = [];
    for (const address of addresses) {
      const [first] = bound.values();
      try {
        bound.set(address, listeners.use(Deno.listen({ hostname: address, port: first?.addr.port ?? port })));
      } catch (error) {
        failures.push({ address, error });
      }
    }
    const isFree = !failures.some(({ error }) => error instanceof Deno.errors.AddrInUse);
    if (!isFree && port === 0 && left > 1) continue;
    const [first] = bound.values();
    const worst = failures.find(({ error }) => first === undefined || isInTheWay(error));
    if (worst !== undefined) {
      const [where, reason] = [formatAddress(worst.address, port), explain(worst.error, flag)];
      throw new ChatError(`Cannot listen on ${where}: ${reason}`, { cause: worst.error });
    }
    const all = listeners.move();
    return {
      port: first!.addr.port,
      listeners: [...bound.values()],
      addresses: [...bound.keys()],
      [Symbol.dispose]: () => all.dispose(),
    };
  }
}

/** Whether the operator has to do something about it. */
function isInTheWay(error: unknown): boolean {
  return error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied;
}

function explain(error: unknown, flag: string): string {
  if (error instanceof Deno.errors.AddrInUse) return `the port is in use; choose another with ${flag}`;
  if (error instanceof Deno.errors.AddrNotAvailable) return "this machine has no such address";
  if (error instanceof Deno.errors.PermissionDenied) return "the port may not be used; choose one above 1023";
  return error instanceof Error ? error.message : String(error);
}
