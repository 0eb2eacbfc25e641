/**
 * How an answer is shown: as the seed document shows it, for people or for programs. Pure: it knows no server and no
 * terminal.
 *
 * @module
 */

import type { FullMessage, Json, Message, Reply, ServerInfo } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import { inOrderOfArrival } from "../order.ts";
import { describeSize } from "../files/progress.ts";
import { asciiJson, escapeControls, memberText, shorten } from "../sanitize.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";
import { shortenToken, shortToken } from "../secrets.ts";
import { cutFields, type ShownMessage, stateOfGroup, stateText } from "../message.ts";

/** What came of a command: the server's reply, or why there is none. */
export type Answer =
  | {
    readonly kind: "reply";
    readonly reply: Reply;
    /** The reply as the server sent it, without its end. */
    readonly json: string;
    /** The user that the command named; empty if none. */
    readonly user: string;
  }
  /** The client itself found an error, on the way to the server or back. */
  | { readonly kind: "failed"; readonly message: string }
  /** The line was no command; `message` is all that is shown. */
  | { readonly kind: "refused"; readonly message: string };

/**
 * How to show it: `people` for a terminal, `data` for a pipe, with the JSON of the document, and `json` for the replies
 * as they are, one a line.
 */
export type Style = "people" | "data" | "json";

/** Options of {@linkcode answerLines}. */
export interface AnswerOptions {
  /** The time, in milliseconds since 1970, that a message's time is told from. @default CLOCKS.wall() */
  now?: number;
  /** What the client says. @default in English */
  texts?: Texts;
}

/** Characters of a server's sentence. */
const LONGEST_ERROR = 1_000;

/** Whether the command did not do what it should. */
export function isFailure(answer: Answer): boolean {
  return answer.kind !== "reply" || answer.reply.kind === "error";
}

/** `answer` as a terminal may show it: with the start of a token only. */
export function withoutToken(answer: Answer): Answer {
  if (answer.kind !== "reply" || answer.reply.kind !== "token") return answer;
  const token = shortToken(answer.reply.token);
  return { ...answer, reply: { ...answer.reply, token }, json: shortenToken(answer.json) };
}

/** The lines that show `answer`: nothing in them can drive a terminal. */
export function answerLines(answer: Answer, style: Style, options: AnswerOptions = {}): string[] {
  const { now = CLOCKS.wall(), texts = textsOf("en") } = options;
  if (answer.kind !== "reply") {
    const { kind, message } = answer;
    if (style === "json") return [asciiJson(`{"status": "ERROR", "message": ${JSON.stringify(message)}}`)];
    return [escapeControls(kind === "failed" ? texts.error(message) : message)];
  }
  if (style === "json") return [asciiJson(answer.json)];
  const { reply, json, user } = answer;
  switch (reply.kind) {
    case "token":
      return [escapeControls(texts.loggedIn(user, reply.token))];
    case "sent":
    case "posted":
      return [escapeControls(texts.messageSent(user))];
    case "inbox":
      return style === "people" ? inboxLines(reply.messages, now, texts) : [payload(json)];
    case "history":
      return style === "people" ? historyLines(reply, user, now, texts) : [payload(json)];
    case "live":
    case "acknowledged":
    case "active":
      return [payload(json)];
    case "logged out":
      return [texts.loggedOut];
    case "done":
      if (Array.isArray(reply.data?.["files"])) {
        return style === "people" ? fileLines(reply.data, now, texts) : [asciiJson(memberText(json, "files")!)];
      }
      return [escapeControls(shorten(reply.message, LONGEST_ERROR))];
    case "hello":
      return [escapeControls(`${reply.server.name} ${reply.server.version}`)];
    case "error":
      return [escapeControls(texts.error(shorten(reply.message, LONGEST_ERROR)))];
  }
}

/** The value in which a reply carries its data, under the names that legacy servers give it. */
function payload(json: string): string {
  for (const key of ["messages", "message", "user", "active"]) {
    const value = memberText(json, key);
    if (value !== undefined && value !== "null") return asciiJson(value);
  }
  return "[]";
}

/** Who wrote when and what, in the order in which it came. */
function inboxLines(messages: readonly Message[], now: number, texts: Texts): string[] {
  if (messages.length === 0) return [texts.noMessages];
  const today = dayText(new Date(now));
  return inOrderOfArrival(messages).map((message) => messageLine(message, today));
}

function messageLine({ at, toName, to: group, ...message }: Message, today: string): string {
  const { from, fromName, to, text } = cutFields({ ...message, to: group ?? toName });
  const time = at === undefined ? "" : `${timeText(at, today)}  `;
  const where = to.startsWith("#") ? ` -> ${to}` : "";
  return escapeControls(`${time}${fromName === from ? from : `${fromName} (${from})`}${where}: ${text}`);
}

/** The files of a page, the newest last: number, time, from whom to whom, size, name. */
function fileLines(data: { readonly [key: string]: Json }, now: number, texts: Texts): string[] {
  const files = (data["files"] as readonly Json[]).filter((file) => typeof file === "object" && !Array.isArray(file));
  if (files.length === 0) return [texts.noFiles];
  const today = dayText(new Date(now));
  const lines = files.toReversed().map((file) => {
    const { id, from, to, at, size, name } = file as { readonly [key: string]: Json };
    const time = timeText(Date.parse(String(at)), today);
    return escapeControls(
      shorten(`${id}  ${time}  ${from} > ${to}  ${describeSize(Number(size))}  ${name}`, LONGEST_ERROR),
    );
  });
  return data["more"] === true ? [texts.moreFiles, ...lines] : lines;
}

/** A page of the conversation with `user`: what was written to them has its receipt after it. */
function historyLines(
  page: Extract<Reply, { kind: "history" }>,
  user: string,
  now: number,
  texts: Texts,
): string[] {
  if (page.messages.length === 0) return [escapeControls(texts.noHistory(user))];
  const today = dayText(new Date(now));
  const lines = page.messages.map((message) => {
    const state = isOwnIn(message, user) ? `  [${stateText(stateOf(message), message.progress, texts)}]` : "";
    return messageLine({ ...message, to: user.startsWith("#") ? "" : message.to }, today) + state;
  });
  return [...pageNotes(page, user, texts), ...lines];
}

/** What is said above a page of the conversation with `user`. */
export function pageNotes(
  { more, gone }: Pick<Extract<Reply, { kind: "history" }>, "more" | "gone">,
  user: string,
  texts: Texts,
): string[] {
  return [...(gone ? [escapeControls(texts.gone(user))] : []), ...(more ? [escapeControls(texts.older(user))] : [])];
}

/** A message of the conversation with `user` as a terminal shows it. */
export function asShown(message: FullMessage, user: string): ShownMessage {
  const { id, at, from, fromName, to, text, progress } = message;
  const shown = { key: id, id, at, ...cutFields({ from, fromName, to, text, file: message.file }) };
  return isOwnIn(message, user)
    ? { ...shown, own: true, state: stateOf(message), ...progress && { progress } }
    : { ...shown, own: false };
}

/** Whether a message of the conversation with `user` is one's own: in a group, only of these it is told who has got them. */
function isOwnIn({ to, progress }: FullMessage, user: string): boolean {
  return user.startsWith("#") ? progress !== undefined : to.toLowerCase() === user.toLowerCase();
}

function stateOf({ deliveredAt, readAt, progress }: FullMessage): "sent" | "delivered" | "read" {
  if (progress !== undefined) return stateOfGroup(progress);
  if (readAt !== undefined) return "read";
  return deliveredAt === undefined ? "sent" : "delivered";
}

/** The hour in the reader's time zone, and the day if it is not `today`. */
function timeText(at: number, today: string): string {
  const time = new Date(at);
  const [day, hour] = [dayText(time), `${two(time.getHours())}:${two(time.getMinutes())}`];
  return day === today ? hour : `${day} ${hour}`;
}

function dayText(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** The line that a terminal opens with: whom it talks to, `undefined` being a legacy server, which cannot tell. */
export function bannerLine(server: ServerInfo | undefined, address: string, texts: Texts = textsOf("en")): string {
  if (server === undefined) return escapeControls(texts.connectedOld(address));
  return escapeControls(texts.connected(`${server.name} ${server.version}`, address));
}
