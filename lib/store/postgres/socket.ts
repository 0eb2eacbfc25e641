/**
 * The way to a PostgreSQL: TCP or a Unix socket, with TLS where that is wanted. The library would open it itself, and lets go of a
 * socket with all that listens to it: an error that comes later would then be nobody's, and the end of the program.
 *
 * @module
 */

import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { PostgresHost, SslMode } from "./url.ts";

/** What a client asks for before TLS, and what a server says that has it. */
const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);
const YES = 83;

/** A connection could not be made in time; has a code as others of the way to a database have. */
class TimeoutError extends Error {
  override name = "TimeoutError";
  readonly code = "CONNECT_TIMEOUT";
}

/** A host has no TLS; has a code as others of the way to a database have. */
class NoTlsError extends Error {
  override name = "NoTlsError";
  readonly code = "NO_TLS";
}

/** A host has no certificate that is trusted, or TLS failed: by another code, or none, in each version of Deno. */
class NoTrustError extends Error {
  override name = "NoTrustError";
  readonly code = "NO_TRUST";
}

/** Codes of errors that are not those of TLS. */
const OF_NETWORK = /^(?:E[A-Z]+|CONNECT_TIMEOUT|CONNECTION_CLOSED)$/;

/**
 * Connects to a host.
 *
 * @param milliseconds In which that is to be done.
 * @throws {Error} If it is not.
 */
export async function openSocket(
  { host, port }: PostgresHost,
  { ssl, ca, milliseconds }: { readonly ssl: SslMode; readonly ca: string | undefined; readonly milliseconds: number },
): Promise<Socket> {
  const plain = keepListening(connect(host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }));
  let secure: Socket | undefined;
  const timer = setTimeout(() => (secure ?? plain).destroy(new TimeoutError("does not answer")), milliseconds);
  try {
    await once(plain, "connect");
    plain.setNoDelay(true);
    if (ssl === "disable") return plain;
    plain.write(SSL_REQUEST);
    const [answer] = await once(plain, "data") as [Uint8Array];
    if (answer[0] !== YES) throw new NoTlsError("has no TLS");
    const servername = isIP(host) === 0 ? { servername: host } : {};
    secure = keepListening(
      connectTls({ socket: plain, host, rejectUnauthorized: ssl !== "require", ...servername, ...ca && { ca } }),
    );
    await once(secure, "secureConnect").catch((error) => {
      if (OF_NETWORK.test(String((error as { code?: unknown }).code))) throw error;
      throw new NoTrustError("is not trusted", { cause: error });
    });
    return secure;
  } catch (error) {
    plain.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps somebody who hears of errors, whoever is taken away. */
function keepListening<S extends Socket>(socket: S): S {
  const ignore = () => {};
  const removeAll = socket.removeAllListeners.bind(socket);
  socket.removeAllListeners = (...names) => {
    removeAll(...names);
    return socket.on("error", ignore);
  };
  return socket.on("error", ignore);
}

/** The next event of a kind. @throws {Error} If the socket fails or ends before it. */
function once(socket: Socket, name: string): Promise<unknown[]> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const onEvent = (...values: unknown[]) => end(() => resolve(values));
  const onClose = () => end(() => reject(Object.assign(new Error("ended"), { code: "CONNECTION_CLOSED" })));
  const onError = (error: Error) => end(() => reject(error));
  function end(settle: () => void): void {
    socket.off(name, onEvent).off("close", onClose).off("error", onError);
    settle();
  }
  socket.once(name, onEvent).once("close", onClose).once("error", onError);
  return promise;
}
