/**
 * How many columns a text takes on a terminal, by what a reader sees as one character. Pure.
 *
 * @module
 */

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const EMOJI_PART = /^[\p{Emoji_Presentation}\p{Regional_Indicator}\p{Emoji_Modifier}]$/u;
const UNSEEN = /^[\p{Cf}\u1160-\u11ff]$/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const ASCII = /^[\x20-\x7e]*$/;

// Wide and Fullwidth in Unicode's EastAsianWidth.txt, neighbours joined; emoji are found by their property.
// deno-fmt-ignore
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2329, 0x232a], [0x2e80, 0x303e], [0x3041, 0x4dbf], [0x4e00, 0xa4cf], [0xa960, 0xa97c],
  [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe10, 0xfe19], [0xfe30, 0xfe6b], [0xff01, 0xff60], [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff], [0x1f200, 0x1f265], [0x20000, 0x3fffd],
];

/** What a reader sees as the characters of `text` (Unicode's grapheme clusters). */
export function clusters(text: string): string[] {
  return ASCII.test(text) ? [...text] : Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** The columns of one grapheme cluster: 0, 1, or 2 and seldom more. */
export function clusterWidth(cluster: string): number {
  if (EMOJI.test(cluster)) return 2;
  let columns = 0;
  for (const character of cluster) {
    if (NO_WIDTH.test(character)) continue;
    columns += isWide(character.codePointAt(0)!) ? 2 : 1;
  }
  return columns;
}

/** The columns of `text`, which has no control characters. */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  return clusters(text).reduce((columns, cluster) => columns + clusterWidth(cluster), 0);
}

/**
 * The most columns that a terminal may take for `text`, which has no control characters: many draw the parts of an emoji
 * one by one, or something for what is not to be seen.
 */
export function safeWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) {
    if (character === "\ufe0f") columns += 1;
    else if (EMOJI_PART.test(character)) columns += 2;
    else if (UNSEEN.test(character)) columns += 1;
    else columns += clusterWidth(character);
  }
  return columns;
}

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([first, last]) => first <= code && code <= last);
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
