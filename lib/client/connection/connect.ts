/**
 * Opens a connection to a server, by TLS or without, and says why where that is not possible. It knows no request.
 *
 * @module
 */

import { withoutZone } from "../../address.ts";
import { ChatError, formatAddress } from "../../chat.ts";
import { resolve } from "../../resolve.ts";
import { type Address, Connection, type ConnectionOptions } from "./connection.ts";
import { type Failure, NoneReached, openFirst } from "./race.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";
import { startTls, tlsReason } from "./tls.ts";

/** Addresses that are named where none could be reached. */
const MOST_NAMED = 8;

/**
 * Opens a connection: to the first address of the host that can be reached, and by TLS whose certificate can be trusted.
 *
 * @throws {ChatError} If that fails; the message says why, for each address that was tried.
 */
export async function openConnection(address: Address, options: ConnectionOptions = {}): Promise<Connection> {
  const { tls, signal, lookup, texts = textsOf("en") } = options;
  const timeout = options.connectTimeout ?? options.timeout ?? 10_000;
  const { host, port } = address;
  const giveUp = new AbortController();
  const seconds = timeout / 1000;
  const timer = setTimeout(() => giveUp.abort(texts.noAnswer(seconds)), timeout);
  const stop = () => giveUp.abort(texts.stopped);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();

  async function open(hostname: string, ending: AbortSignal): Promise<Deno.TcpConn | Deno.TlsConn> {
    const conn = await Deno.connect({ hostname, port, signal: ending });
    conn.setNoDelay();
    conn.setKeepAlive();
    return tls ? await startTls(conn, withoutZone(host), tls, ending) : conn;
  }

  /** Why there is no connection: where there are several addresses, or one that was not typed, what became of each. */
  function reasonOf(error: unknown): string {
    const { aborted, reason: end } = giveUp.signal;
    if (error instanceof Deno.errors.NotFound) return texts.unknownHost;
    if (end === texts.stopped) return texts.stopped;
    if (!(error instanceof NoneReached)) return aborted ? texts.noAddress(seconds) : connectReason(error, texts);
    const reasonOfOne = ({ error, isGivenUp }: Failure) => isGivenUp ? String(end) : connectReason(error, texts);
    const groups = [...Map.groupBy(error.failures, reasonOfOne)];
    return groups.map(([reason, failures]) => {
      const names = failures.slice(0, MOST_NAMED).map(({ address }) => address);
      const more = failures.length > names.length ? ", ..." : "";
      return names[0] === host ? reason : `${reason} (${names.join(", ")}${more})`;
    }).join("; ");
  }

  try {
    const addresses = await resolve(host, giveUp.signal, lookup);
    return new Connection(await openFirst(addresses, open, giveUp.signal), address, options);
  } catch (error) {
    throw new ChatError(texts.cannotConnect(formatAddress(host, port), reasonOf(error)));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function connectReason(error: unknown, texts: Texts): string {
  if (error instanceof Deno.errors.ConnectionRefused) return texts.refused;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("lookup")) return texts.unknownHost;
  const reason = tlsReason(error, texts);
  if (reason !== undefined) return reason;
  return message.replace(/ \(os error \d+\)$/, "");
}
