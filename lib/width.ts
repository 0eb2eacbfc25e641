/**
 * How many columns a text takes on a terminal, by what a reader sees as one character. Pure.
 *
 * @module
 */

// Here and not in deno.json: `deno task` fetches the npm packages named there before a task can say which certificates to
// trust, and a network that inspects TLS would stop it.
// deno-lint-ignore no-import-prefix
import { eastAsianWidth } from "npm:get-east-asian-width@1.7.0";

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const UNSEEN = /^[\p{Cf}\u1160-\u11ff]$/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const ASCII = /^[\x20-\x7e]*$/;

/** What some terminals draw wide, or will when they know it: signs that may be emoji, and what nobody has assigned yet. */
const MAYBE_WIDE = /^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\p{Cn}]$/u;
/** Marks that came to Unicode late, which old terminals give a column: those after the blocks of the living scripts. */
const LATE_MARK = /^(?=[\u1ab0-\u{10ffff}])[\p{Mn}\p{Me}]$/u;

/** What a reader sees as the characters of `text` (Unicode's grapheme clusters). */
export function clusters(text: string): string[] {
  return ASCII.test(text) ? [...text] : Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** The columns of one grapheme cluster on most terminals: 0, 1, or 2 and seldom more. */
export function clusterWidth(cluster: string): number {
  if (EMOJI.test(cluster)) return 2;
  let columns = 0;
  for (const character of cluster) {
    if (!NO_WIDTH.test(character)) columns += eastAsianWidth(character.codePointAt(0)!);
  }
  return columns;
}

/** The columns of `text`, which has no control characters. */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  return clusters(text).reduce((columns, cluster) => columns + clusterWidth(cluster), 0);
}

/**
 * The most columns that a terminal may take for `text`, which has no control characters. Many draw the parts of an emoji
 * one by one, or something for what is not to be seen; some draw whatever is wide in old East Asian character sets
 * (Cyrillic, Greek, accented letters, quotation marks) in two columns; and each has its own version of Unicode.
 */
export function safeWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += mostColumns(character);
  return columns;
}

function mostColumns(character: string): number {
  if (ASCII.test(character)) return 1;
  if (MAYBE_WIDE.test(character)) return 2;
  if (UNSEEN.test(character) || LATE_MARK.test(character)) return 1;
  if (NO_WIDTH.test(character)) return 0;
  return eastAsianWidth(character.codePointAt(0)!, { ambiguousAsWide: true });
}

/** As much of the start of `text` as has room in `columns`, as `measure` counts them. */
export function cutToWidth(text: string, columns: number, measure = clusterWidth): string {
  let used = 0;
  let length = 0;
  for (const cluster of clusters(text)) {
    used += measure(cluster);
    if (used > columns) break;
    length += cluster.length;
  }
  return text.slice(0, length);
}
