/**
 * A text of somebody: only ever as text, and what leads to the Web as a link.
 *
 * @module
 */

import { BLANK_LINE, piecesOf } from "../../state/rows.ts";

/** A text. */
export function Text({ text }: { text: string }) {
  if (text === BLANK_LINE) return <span class="text">&nbsp;</span>;
  return (
    <span class="text" dir="auto">
      {piecesOf(text).map(({ text, href }, i) =>
        href === undefined ? text : <a key={i} href={href} target="_blank" rel="noopener noreferrer">{text}</a>
      )}
    </span>
  );
}
