/**
 * Opens a connection to a server, by TLS or without, and says why where that is not possible. It knows no request.
 *
 * @module
 */

import { ChatError, formatAddress } from "../../chat.ts";
import { type Address, Connection, type ConnectionOptions } from "./connection.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";
import { startTls, tlsReason } from "./tls.ts";

/**
 * Opens a connection.
 *
 * @throws {ChatError} If that fails; the message says why.
 */
export async function openConnection(address: Address, options: ConnectionOptions = {}): Promise<Connection> {
  const { timeout = 10_000, tls, signal, texts = textsOf("en") } = options;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(texts.noAnswer(timeout / 1000)), timeout);
  const stop = () => giveUp.abort(texts.stopped);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    const conn = await Deno.connect({ hostname: address.host, port: address.port, signal: giveUp.signal });
    conn.setNoDelay();
    conn.setKeepAlive();
    return new Connection(tls ? await startTls(conn, address.host, tls, giveUp.signal) : conn, address, options);
  } catch (error) {
    const reason = giveUp.signal.aborted ? String(giveUp.signal.reason) : connectReason(error, texts);
    throw new ChatError(texts.cannotConnect(formatAddress(address.host, address.port), reason));
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
