/**
 * A person or a group at a glance.
 *
 * @module
 */

import { isGroup } from "../../state/state.ts";

/** Colours that names have; the style sheet knows them as `tone-0` and so on. */
const TONES = 8;

/** The colour of a name: always the same one. */
export function toneOf(name: string): string {
  // FNV-1a: names that are nearly the same have colours that are not.
  let hash = 0x811c9dc5;
  for (const character of name.toLowerCase()) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return `tone-${(hash >>> 8) % TONES}`;
}

function initialsOf(title: string): string {
  const words = title.split(/[\s._-]+/).filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return letters.map((word) => Array.from(word)[0]).join("").toUpperCase();
}

/** Initials on the colour of a name, and whether its person is there. All of it is said in words elsewhere. */
export function Avatar({ name, title, isActive }: { name: string; title: string; isActive: boolean }) {
  return (
    <span class={`avatar ${toneOf(name)} ${isGroup(name) ? "of-group" : ""}`} aria-hidden="true">
      {isGroup(name) ? "#" : initialsOf(title)}
      {isActive && <i class="here" />}
    </span>
  );
}
