/**
 * From a request of HTTP to a WebSocket (RFC 6455, section 4.2). It knows no socket.
 *
 * @module
 */

import { hash } from "node:crypto";
import { checkOrigin } from "./hosts.ts";
import { HttpError, type HttpHead } from "./http_head.ts";

/** That of section 1.3, which shows that the server knows what it was asked for. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Where the chat is. */
export const CHAT_PATH = "/chat";

/**
 * The answer with which the connection becomes a WebSocket.
 *
 * @param others Where pages are that may ask for it as well.
 * @throws {HttpError} If it may not.
 */
export function answerUpgrade({ method, headers, isCurrent }: HttpHead, others: ReadonlySet<string>): Uint8Array {
  const words = (name: string) => (headers.get(name) ?? "").toLowerCase().split(/\s*,\s*/);
  const key = headers.get("sec-websocket-key") ?? "";
  const isAsked = words("upgrade").includes("websocket") && words("connection").includes("upgrade");
  if (!isCurrent || method !== "GET" || !isAsked || headers.get("sec-websocket-version") !== "13") {
    throw new HttpError(426, "This is where the page opens a WebSocket, of version 13");
  }
  if (!/^[A-Za-z0-9+/]{22}==$/.test(key)) throw new HttpError(400, "The Sec-WebSocket-Key is none");
  checkOrigin(headers, others);
  const accept = hash("sha1", key + GUID, "base64");
  return new TextEncoder().encode(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}
