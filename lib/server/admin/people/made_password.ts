/**
 * Passwords that are made for people, to be read off a slip of paper and typed.
 *
 * @module
 */

import { ENGLISH_WORDS } from "./words_en.ts";
import { INDONESIAN_WORDS } from "./words_id.ts";

/** The languages whose words there are. */
export const WORD_LANGUAGES = ["en", "id"] as const;

/** One of {@linkcode WORD_LANGUAGES}. */
export type WordLanguage = typeof WORD_LANGUAGES[number];

const WORDS: Readonly<Record<WordLanguage, readonly string[]>> = { en: ENGLISH_WORDS, id: INDONESIAN_WORDS };

/** Words in a password: of some 600 each, more than a hundred million passwords. */
const COUNT = 3;

/** A password of three words, each chosen by chance. */
export function makePassword(language: WordLanguage): string {
  return Array.from({ length: COUNT }, () => pick(WORDS[language])).join("-");
}

/** An element, each as likely as any other: what is left of 2^32 beyond a multiple of their number is drawn again. */
function pick<T>(from: readonly T[]): T {
  const fair = Math.floor(2 ** 32 / from.length) * from.length;
  for (;;) {
    const drawn = crypto.getRandomValues(new Uint32Array(1))[0]!;
    if (drawn < fair) return from[drawn % from.length]!;
  }
}
