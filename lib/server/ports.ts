/**
 * The ports of a server: without TLS, with it, and that of the page. It knows no connection.
 *
 * @module
 */

import { ChatError } from "../chat.ts";
import { bind, type Bound } from "./bind.ts";
import type { WebPlace } from "./web/web_door.ts";

/** Which ports there are to be; `undefined` for none. */
export interface PortsOptions {
  /** Where, by address. */
  readonly addresses: readonly string[];
  /** Without TLS. */
  readonly port: number | undefined;
  /** With TLS. */
  readonly tls?: { readonly port: number } | undefined;
  /** The page. */
  readonly web?: WebPlace | undefined;
}

/** What a server listens on. Disposing of it closes all. */
export interface Ports extends Disposable {
  /** Without TLS. */
  readonly plain: Bound | undefined;
  /** With TLS. */
  readonly secured: Bound | undefined;
  /** The page. */
  readonly web: Bound | undefined;
}

/**
 * Listens on all that a server is to have.
 *
 * @throws {ChatError} If it cannot.
 */
export function bindPorts({ addresses, port, tls, web }: PortsOptions): Ports {
  using bound = new DisposableStack();
  const plain = port === undefined ? undefined : bound.use(bind(addresses, port, "--port"));
  const secured = tls === undefined ? undefined : bound.use(bind(addresses, tls.port, "--tls-port"));
  const page = web && bindPage(web, bound);
  const open = bound.move();
  return { plain, secured, web: page, [Symbol.dispose]: () => open.dispose() };
}

function bindPage({ addresses, port, isOptional = false }: WebPlace, bound: DisposableStack): Bound | undefined {
  try {
    return bound.use(bind(addresses, port, "--web"));
  } catch (error) {
    if (!isOptional || !(error instanceof ChatError)) throw error;
    return undefined; // The chat goes on without it.
  }
}
