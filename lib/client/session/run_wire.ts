/**
 * What a server is asked about the wire. It knows no terminal.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import type { Command } from "../../wire/command.ts";
import type { Texts } from "../i18n/texts.ts";
import type { Answer } from "./results.ts";
import type { Session } from "./session.ts";
import type { WireInput } from "./wire_input.ts";

/** What goes to the server: all but what is about what was shown already. */
export type WireQuestion = Extract<WireInput, { kind: "provoke" } | { what: "watch" | "off" }>;

/** Whether something that was typed goes to the server. */
export function isQuestion(input: WireInput): input is WireQuestion {
  return input.kind === "provoke" || input.what === "watch" || input.what === "off";
}

/** Asks. Whatever goes wrong with the server or on the way to it becomes the answer. */
export async function runWire(session: Session, input: WireQuestion, texts: Texts): Promise<Answer> {
  try {
    const { connection } = session;
    if (connection.login === undefined) throw new ChatError(texts.notAuthorized);
    const command = commandOf(input, connection.login.token);
    if (session.isKnown && !session.can(command.name)) throw new ChatError(texts.notThisServer(input.kind));
    return { kind: "reply", ...await connection.request(command), user: "" };
  } catch (error) {
    if (error instanceof ChatError) return { kind: "failed", message: error.message };
    throw error;
  }
}

function commandOf(input: WireQuestion, token: string): Command {
  if (input.kind === "wire") {
    if (input.what === "off") return { name: "unwatch", token };
    return { name: "watch", token, ...input.user !== undefined && { user: input.user } };
  }
  const { how, amount, user } = input;
  const whom = user === undefined ? {} : { user };
  if (how === undefined || amount === undefined) return { name: "unprovoke", token, ...whom };
  return { name: "provoke", token, how, amount, ...whom };
}
