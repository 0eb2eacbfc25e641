/**
 * Every text that the client shows, in each of its languages. Pure. The texts of the seed document stand here unchanged in
 * English. What a server says is shown as it says it.
 *
 * @module
 */

import { ENGLISH } from "./en.ts";
import { ENGLISH_FILES, INDONESIAN_FILES } from "./files.ts";
import { ENGLISH_FIRST_STEPS, INDONESIAN_FIRST_STEPS } from "./first_steps.ts";
import { ENGLISH_GROUPS, INDONESIAN_GROUPS } from "./groups.ts";
import { INDONESIAN } from "./id.ts";
import { ENGLISH_TEACHING, INDONESIAN_TEACHING } from "./teaching.ts";
import { ENGLISH_WIRE, INDONESIAN_WIRE } from "./wire.ts";

/** A language of the client, by its ISO 639-1 code. */
export type Language = "en" | "id";

/** The texts of one language. Those with a blank to fill are functions. */
export type Texts = typeof EN;

/** What is said beside the last of several messages. */
function andBefore(count: number): string {
  return count === 0 ? "" : ` (and ${count} before it)`;
}

function danSebelumnya(count: number): string {
  return count === 0 ? "" : ` (dan ${count} sebelumnya)`;
}

/** The English texts, of which every other language has the same. */
export const EN = {
  ...ENGLISH,
  ...ENGLISH_FILES,
  ...ENGLISH_FIRST_STEPS,
  ...ENGLISH_GROUPS,
  ...ENGLISH_TEACHING,
  ...ENGLISH_WIRE,
  // What becomes of a message of one's own.
  waiting: "waiting",
  failed: "not sent",
  unsure: "sent?",
  sent: "sent",
  delivered: "delivered",
  read: "read",

  // What the terminal itself writes.
  you: "you",
  waitingFor: (user: string, text: string, before: number) =>
    `waiting to be sent to ${user}: ${text}${andBefore(before)}`,
  sentTo: (user: string, text: string, before: number) => `sent to ${user}: ${text}${andBefore(before)}`,
  deliveredTo: (user: string, text: string, before: number) => `delivered to ${user}: ${text}${andBefore(before)}`,
  readBy: (user: string, text: string, before: number) => `read by ${user}: ${text}${andBefore(before)}`,
  search: "search",
  notFound: "not found",
};

const ID: Texts = {
  ...INDONESIAN,
  ...INDONESIAN_FILES,
  ...INDONESIAN_FIRST_STEPS,
  ...INDONESIAN_GROUPS,
  ...INDONESIAN_TEACHING,
  ...INDONESIAN_WIRE,
  waiting: "menunggu",
  failed: "gagal",
  unsure: "terkirim?",
  sent: "terkirim",
  delivered: "sampai",
  read: "dibaca",

  // What the terminal itself writes.
  you: "kamu",
  waitingFor: (user, text, before) => `menunggu dikirim ke ${user}: ${text}${danSebelumnya(before)}`,
  sentTo: (user, text, before) => `terkirim ke ${user}: ${text}${danSebelumnya(before)}`,
  deliveredTo: (user, text, before) => `sampai ke ${user}: ${text}${danSebelumnya(before)}`,
  readBy: (user, text, before) => `dibaca ${user}: ${text}${danSebelumnya(before)}`,
  search: "cari",
  notFound: "tidak ada",
};

const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, id: ID };

/** The texts of `language`. */
export function textsOf(language: Language): Texts {
  return TEXTS[language];
}

/** The language that the environment's `LANG` (such as `id_ID.UTF-8`) asks for; English if it is none of ours. */
export function languageOf(locale: string | undefined): Language {
  return /^id(?:[_.@-]|$)/i.test(locale ?? "") ? "id" : "en";
}
