/** What a server can be called where it is announced. Pure. @module */

/** Bytes of the name: it is a label of DNS. */
const MAX_NAME = 63;

/** A name as one can be announced: no longer than a label of DNS, and without the dots that would part it. */
export function announcedName(name: string): string {
  let cut = name.replaceAll(".", " ").trim();
  while (new TextEncoder().encode(cut).length > MAX_NAME) cut = Array.from(cut).slice(0, -1).join("");
  return cut.trim();
}
