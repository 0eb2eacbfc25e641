/**
 * TLS to a server: whom to trust, and why a server is not trusted, in words. It knows no request.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

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
export function readTrusted(path: string, { usageErrors }: Texts): string {
  try {
    const text = Deno.readTextFileSync(path);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    const reason = isMissing ? usageErrors.noFile : error instanceof Error ? error.message : String(error);
    throw new ChatError(usageErrors.cannotRead(path, reason), { cause: error });
  }
  throw new ChatError(usageErrors.noCertificate(path));
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

/** Reasons, by what Deno's TLS says. */
const REASONS: readonly [pattern: RegExp, reason: keyof Texts["tls"]][] = [
  [/UnknownIssuer/, "untrusted"],
  [/not valid for name|NotValidForName/, "otherName"],
  [/expired/i, "expired"],
  [/not valid yet|NotValidYet/i, "tooEarly"],
  [/CaUsedAsEndEntity/, "authority"],
  [/BadSignature/, "otherKey"],
  [/add pem file/, "badFile"],
  [/InvalidContentType|corrupt message/, "noTls"],
  [/handshake eof|end of file/i, "closed"],
];

/** Why TLS was not possible, for people; `undefined` if that is not what `error` says. */
export function tlsReason(error: unknown, texts: Texts = textsOf("en")): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  const key = REASONS.find(([pattern]) => pattern.test(message))?.[1];
  const reason = key === undefined ? undefined : texts.tls[key];
  const names = /only valid for (.+)$/.exec(message)?.[1]?.replaceAll(/(?:DnsName|IpAddress)\("?([^")]*)"?\)/g, "$1");
  return names === undefined ? reason : `${reason}: ${names}`;
}
