/**
 * The languages of the page, and which one a person reads. Pure.
 *
 * @module
 */

import { en, type Texts } from "./en.ts";
import { id } from "./id.ts";

export type { Texts } from "./en.ts";

/** The languages, by their tags. */
export const LANGUAGES: Readonly<Record<string, Texts>> = { en, id };

/**
 * The texts for a person.
 *
 * @param wanted Tags of languages, the best one first, such as those of a browser.
 */
export function textsFor(wanted: readonly string[]): Texts {
  for (const tag of wanted) {
    const known = LANGUAGES[tag.toLowerCase().split("-")[0]!];
    if (known !== undefined) return known;
  }
  return en;
}
