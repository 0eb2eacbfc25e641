/**
 * Texts that only a part of the page needs: both languages in the file of that part, which is got when it is first shown. Pure.
 *
 * @module
 */

/** The texts of a part in the language of a page, by the tag of that. */
export function chosen<T>({ tag }: { readonly tag: string }, { en, id }: { readonly en: T; readonly id: T }): T {
  return tag.startsWith("id") ? id : en;
}
