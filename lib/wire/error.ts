/**
 * Errors: to replies and back, for both ends. The code tells what kind an error is; the texts of the seed document tell it only
 * where a server sends none. Pure.
 *
 * @module
 */

import { ChatError, ERROR_CODES, type ErrorCode, type Reply, TEXTS } from "../chat.ts";

/** A reply that tells of an error. */
export type ErrorReply = Reply & { readonly kind: "error" };

const INTERNAL: ErrorReply = { kind: "error", message: "Internal error", code: "internal" };

/** The reply that an error becomes: its message, if it may be shown. */
export function errorReply(error: unknown): ErrorReply {
  if (!(error instanceof ChatError)) return INTERNAL;
  const { message, code = "internal", retrySeconds, hint } = error;
  return { kind: "error", message, code, retrySeconds, hint };
}

/** Reads a reply whose status is not `OK`, of this server or of a legacy one. */
export function readError(reply: Readonly<Record<string, unknown>>): ErrorReply {
  const reason = reply["message"] ?? reply["messages"];
  const seconds = reply["retry_seconds"];
  const message = describeError(reply["status"], typeof reason === "string" ? reason : undefined);
  const code = ERROR_CODES.find((code) => code === reply["code"]) ?? codeOf(message);
  return {
    kind: "error",
    message,
    ...(code === undefined ? {} : { code }),
    ...(typeof seconds === "number" && seconds > 0 ? { retrySeconds: seconds } : {}),
  };
}

/** The message of an error; it tells a server's author what is wrong with a reply that may be meant as none. */
function describeError(status: unknown, reason: string | undefined): string {
  if (status === "ERROR") return reason ?? "The server gave no reason";
  if (reason !== undefined && typeof status === "string" && status.toUpperCase() !== "OK") return reason;
  const shown = status === undefined ? "missing" : JSON.stringify(status);
  return `${reason ?? "The server gave no reason"} (its status is ${shown}, neither "OK" nor "ERROR")`;
}

const CODES = new Map<string, ErrorCode>([
  [TEXTS.missing, "wrong_parameters"],
  [TEXTS.noLogin, "no_login"],
  [TEXTS.noUser, "no_user"],
  [TEXTS.wrongPassword, "wrong_password"],
]);

/** The code of an error of a server that sends none: of another origin, or of ours before 0.2.2. */
function codeOf(message: string): ErrorCode | undefined {
  // All legacy servers begin so where they do not know a command.
  return message.startsWith("**") ? "unknown_command" : CODES.get(message);
}
