/**
 * A typed client for a server of the ngobrol protocol.
 *
 * `deno add jsr:@ngobrol/ngobrol`, a server (`ngobrol-server`, with its demo accounts), and:
 *
 * ```ts ignore
 * import { TypedClient } from "@ngobrol/ngobrol/client";
 *
 * await using client = await TypedClient.connect();
 * const token = await client.logIn("maya", "surabaya");
 * await client.ask({ name: "send", token, user: "izza", text: "apa kabar?" });
 * const inbox = await client.ask({ name: "inbox", token });
 * if (inbox.kind === "inbox") for (const { from, text } of inbox.messages) console.log(`${from}: ${text}`);
 * ```
 *
 * [examples/](https://jsr.io/@ngobrol/ngobrol) has programs that a test runs.
 *
 * @module
 */

export { ChatError } from "../chat.ts";
export type {
  ChatEvent,
  ErrorCode,
  FileInfo,
  FullMessage,
  Json,
  Message,
  ReceiptState,
  Reply,
  ServerInfo,
} from "../chat.ts";
export type { Command } from "../wire/command.ts";
export { type Answer, TypedClient, type TypedClientOptions } from "./connection/typed_client.ts";
export type { Address } from "./connection/connection.ts";
export type { TlsOptions } from "./connection/tls.ts";
