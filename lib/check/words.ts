/** What people read of a check, in the languages that the programs have. Pure. @module */

/** The languages of a report. */
export type Language = "en" | "id";

/** A sentence in each language. */
export type Words = Readonly<Record<Language, string>>;

/** A sentence in both languages. */
export function words(en: string, id: string): Words {
  return { en, id };
}
