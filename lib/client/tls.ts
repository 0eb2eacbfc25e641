/**
 * TLS to a server: whom to trust, and why a server is not trusted, in words. It knows no request.
 *
 * @module
 */

import { ChatError } from "../chat.ts";

/** How to connect by TLS. */
export interface TlsOptions {
  /** Certificates in PEM that are trusted besides the system's. @default none */
  readonly caCerts?: readonly string[];
}

/**
 * Reads certificates to trust.
 *
 * @throws {ChatError} If the file cannot be read or holds none.
 */
export function readTrusted(path: string): string {
  try {
    const text = Deno.readTextFileSync(path);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    const reason = isMissing ? "there is no such file" : error instanceof Error ? error.message : String(error);
    throw new ChatError(`Cannot read ${path}: ${reason}`, { cause: error });
  }
  throw new ChatError(`Cannot use ${path}: it holds no certificate in PEM format`);
}

/** Puts TLS on `conn`, which is closed if that fails, and if `signal` says so. */
export async function startTls(
  conn: Deno.TcpConn,
  host: string,
  { caCerts = [] }: TlsOptions,
  signal: AbortSignal,
): Promise<Deno.TlsConn> {
  const secured = await Deno.startTls(conn, { hostname: host, caCerts: [...caCerts] }).catch((error) => {
    close(conn);
    throw error;
  });
  const stop = () => close(secured);
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    await secured.handshake();
    return secured;
  } catch (error) {
    close(secured);
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed before.
  }
}

/** Reasons as they are shown, by what Deno's TLS says. */
const REASONS: readonly [pattern: RegExp, reason: string][] = [
  [/UnknownIssuer/, "its certificate is not trusted; if it is the server's own, name a copy of it with --ca FILE"],
  [/not valid for name|NotValidForName/, "its certificate is for another name"],
  [/expired/i, "its certificate has expired"],
  [/not valid yet|NotValidYet/i, "its certificate is not valid yet"],
  [/CaUsedAsEndEntity/, "its certificate is an authority's and not a server's; ngobrol-server cert makes a fit one"],
  [/BadSignature/, "its certificate is not the one that --ca names, but has the same name"],
  [/add pem file/, "the file that --ca names holds no certificate that can be read"],
  [/InvalidContentType|corrupt message/, "it speaks no TLS there"],
  [/handshake eof|end of file/i, "it closed the connection during the TLS handshake"],
];

/** Why TLS was not possible, for people; `undefined` if that is not what `error` says. */
export function tlsReason(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  const reason = REASONS.find(([pattern]) => pattern.test(message))?.[1];
  const names = /only valid for (.+)$/.exec(message)?.[1]?.replaceAll(/(?:DnsName|IpAddress)\("?([^")]*)"?\)/g, "$1");
  return names === undefined ? reason : `${reason}: ${names}`;
}
