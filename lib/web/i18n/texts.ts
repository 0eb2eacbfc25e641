/**
 * The languages of the page, and which one a person reads. Only that one is got.
 *
 * @module
 */

import type { Texts } from "./en.ts";

export type { Texts } from "./en.ts";

/** A language: what it calls itself, and how its texts are got. */
export interface Language {
  /** Its name, in itself. */
  readonly name: string;
  /** Gets its texts. */
  load(): Promise<Texts>;
}

/** The languages, by their tags. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { name: "English", load: async () => (await import("./en.ts")).en },
  id: { name: "Bahasa Indonesia", load: async () => (await import("./id.ts")).id },
};

/**
 * The tag of the language for a person.
 *
 * @param wanted Tags of languages, the best one first, such as those of a browser.
 */
export function languageFor(wanted: readonly string[]): string {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]!).find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? "en";
}
