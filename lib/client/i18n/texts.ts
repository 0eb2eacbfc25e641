/**
 * Every text that the client shows, in each of its languages. Pure. The texts of the seed document stand here unchanged in
 * English. What a server says is shown as it says it.
 *
 * @module
 */

import { ENGLISH } from "./en.ts";
import { INDONESIAN } from "./id.ts";

/** A language of the client, by its ISO 639-1 code. */
export type Language = "en" | "id";

/** The texts of one language. Those with a blank to fill are functions. */
export type Texts = typeof EN;

const EN = {
  ...ENGLISH,
  // What becomes of a message of one's own.
  waiting: "waiting",
  sent: "sent",
  delivered: "delivered",
  read: "read",

  // What the terminal itself writes.
  you: "you",
  deliveredTo: (user: string, text: string) => `delivered to ${user}: ${text}`,
  readBy: (user: string, text: string) => `read by ${user}: ${text}`,
  search: "search",
  notFound: "not found",
};

const ID: Texts = {
  ...INDONESIAN,
  waiting: "menunggu",
  sent: "terkirim",
  delivered: "sampai",
  read: "dibaca",

  // What the terminal itself writes.
  you: "kamu",
  deliveredTo: (user, text) => `sampai ke ${user}: ${text}`,
  readBy: (user, text) => `dibaca ${user}: ${text}`,
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
