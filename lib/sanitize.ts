/**
 * Text from others, made safe to show, by both programs: it may not drive the reader's terminal, nor show itself in another
 * order or place than it has. Pure.
 *
 * @module
 */

// C0, DEL and C1 drive a terminal; the bidi controls and the separators of lines show a text in another order or place
// than it has (Unicode TR36, "Bidirectional Text Spoofing"); other format controls hide in it. Those that join characters
// are part of emoji and of some scripts. A lone surrogate is no character.
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/gu;

/** `text` on one line, with whatever could drive a terminal made visible: `\x1b`, `\u202e`. A tab becomes a space. */
export function escapeControls(text: string): string {
  return text.replaceAll(UNSAFE, (unit) => {
    if (unit === "\t") return " ";
    const hex = unit.charCodeAt(0).toString(16);
    return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
  });
}

/** What `JSON.stringify()` has made, with the same made visible: it leaves as it is what is no C0 control. */
export function escapeInJson(json: string): string {
  return json.replaceAll(UNSAFE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
