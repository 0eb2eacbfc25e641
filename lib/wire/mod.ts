/**
 * The ngobrol protocol for those who write a client or a server: lines to commands, replies and events, and back. Pure: it
 * opens no connection and needs no permission. `docs/protocol.md` is what it follows.
 *
 * @example A request and its reply, as both ends read and write them
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatCommand, formatReply, parseCommand, parseReply } from "./mod.ts";
 *
 * const line = formatCommand({ name: "auth", user: "maya", password: "surabaya" });
 * assertEquals(line, "auth maya surabaya\r\n");
 * assertEquals(parseCommand(line.trim()), { name: "auth", user: "maya", password: "surabaya" });
 *
 * const reply = formatReply({ kind: "sent" });
 * assertEquals(reply, '{"status": "OK", "message": "Message Sent"}\r\n\r\n');
 * assertEquals(parseReply(reply, "send"), { kind: "sent" });
 * ```
 *
 * @module
 */

export {
  ChatError,
  DEFAULT_PORT,
  DEFAULT_TLS_PORT,
  ERROR_CODES,
  isName,
  PROTOCOL_LIMITS,
  PROTOCOL_VERSION,
} from "../chat.ts";
export type {
  Account,
  ChatEvent,
  ErrorCode,
  FileInfo,
  Frame,
  FrameField,
  FullMessage,
  Json,
  Message,
  ReceiptState,
  Reply,
  Role,
  ServerInfo,
  Watching,
} from "../chat.ts";
export { type Command, COMMAND_NAMES, type CommandOf, COMMANDS, type CommandSpec, describeUsage } from "./command.ts";
export type { AccountCommand } from "./commands/accounts.ts";
export type { CoreCommand } from "./commands/core.ts";
export type { FileCommand } from "./commands/files.ts";
export type { GroupCommand } from "./commands/groups.ts";
export type { Named, Need, Parameter, Spec, SpecsOf } from "./commands/spec.ts";
export type { TeachingCommand } from "./commands/teaching.ts";
export type { WatchingCommand } from "./commands/watching.ts";
export { type ErrorReply, errorReply } from "./error.ts";
export { type Explained, type ExplainOptions, explainRequest, withoutTexts, withTexts } from "./explain.ts";
export { explainReply } from "./explain_reply.ts";
export { describeError, type Meaning, meaningOf, ruleOf } from "./meanings.ts";
export { formatEvent, isEvent, parseEvent } from "./event.ts";
export { LineDecoder, type LineDecoderOptions } from "./lines.ts";
export { formatReply, parseReply } from "./reply.ts";
export { formatCommand, parseCommand } from "./request.ts";
