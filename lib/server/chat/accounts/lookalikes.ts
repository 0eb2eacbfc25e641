/**
 * Names that people choose for themselves, and that would pass for a teacher's: many programs show full names only. Pure: it
 * knows no store.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import type { StoredAccount } from "../../../store/store.ts";

/** Of characters that are taken for another one: those that are, and what they are taken for. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[il1|!ıіӏ]/gu, "l"],
  [/[0оο]/gu, "o"],
  [/rn/gu, "m"],
  [/vv/gu, "w"],
  [/[аα]/gu, "a"],
  [/[е]/gu, "e"],
  [/[рρ]/gu, "p"],
  [/[сϲ]/gu, "c"],
  [/[хχ]/gu, "x"],
  [/[уγ]/gu, "y"],
  [/[ѕ$5]/gu, "s"],
  [/[υ]/gu, "u"],
];

/** Makes sure that nobody takes one for a teacher. @throws {ChatError} If the name or the full name looks like one of a teacher. */
export function checkLookalike(
  applicant: { readonly name: string; readonly fullName: string },
  accounts: Iterable<StoredAccount>,
): void {
  const teachers = new Set<string>();
  for (const { role, name, fullName } of accounts) {
    if (role === "teacher") teachers.add(looksOf(name)).add(looksOf(fullName));
  }
  for (const name of [applicant.name, applicant.fullName]) {
    const looks = looksOf(name);
    if (looks === "" || !teachers.has(looks)) continue; // Without letters there is nothing to compare.
    throw new ChatError(`The name ${name} looks like that of a teacher: choose another one`, { code: "name_taken" });
  }
}

/** The same text for all names that look alike: without case, accents, spaces, and what is between words. */
function looksOf(name: string): string {
  const bare = name.normalize("NFKD").toLowerCase().replaceAll(/[^\p{L}\p{N}|!$]/gu, "");
  return ALIKE.reduce((text, [alike, as]) => text.replaceAll(alike, as), bare);
}
