/**
 * How a chat looks: in colours or without, for eyes or for a screen reader. Pure: what it knows of the surroundings it is
 * told.
 *
 * @module
 */

import { escapeControls } from "../sanitize.ts";
import { type Language, type Texts, textsOf } from "../i18n/texts.ts";

/** How a chat is shown on a terminal. */
export interface Theme {
  /** Names in colours, times and receipts dim. */
  readonly color: boolean;
  /** Lines are only ever appended, without one escape byte: for screen readers, and for terminals that can no more. */
  readonly plain: boolean;
  /** A bell for each message of somebody else. */
  readonly bell: boolean;
  /** The terminal surely wraps its rows when it gets narrower: it is tmux or GNU screen. */
  readonly wraps: boolean;
  /** The texts of its language. */
  readonly texts: Texts;
}

/** Options of {@linkcode themeOf}. */
export interface ThemeOptions {
  /** What the person asked for. @default false */
  plain?: boolean;
  /** What the person asked for. @default "auto" */
  color?: "auto" | "always" | "never";
  /** What the person asked for. @default false */
  bell?: boolean;
  /** Of the texts. */
  language: Language;
  /** The environment's `TERM`. */
  term?: string | undefined;
  /** The environment's `NO_COLOR`; empty counts for nothing (https://no-color.org). */
  noColor?: string | undefined;
}

/** The theme that was asked for, by flags or by the environment; a terminal that can no more is plain. */
export function themeOf(options: ThemeOptions): Theme {
  const { plain = false, color = "auto", bell = false, language, term, noColor = "" } = options;
  const isPlain = plain || term === "dumb";
  const wantsColor = color === "always" || (color === "auto" && noColor === "");
  const wraps = /^(tmux|screen)\b/.test(term ?? "");
  return { color: wantsColor && !isPlain, plain: isPlain, bell, wraps, texts: textsOf(language) };
}

/** Colours of the 256 that can be read on black and on white alike. */
const NAME_COLORS = [25, 31, 33, 35, 64, 67, 72, 96, 97, 99, 130, 132, 133, 136, 160, 161, 166, 169] as const;

/** What a piece of a line is, and so how it is coloured. */
export type Part = "dim" | "notice" | "strong";

const CODES: Readonly<Record<Part, readonly [on: number, off: number]>> = {
  dim: [2, 22],
  notice: [3, 23],
  strong: [1, 22],
};

/** `text`, made safe to show, as the theme shows such a part. */
export function paint(theme: Theme, part: Part, text: string): string {
  const [on, off] = CODES[part];
  return theme.color && text !== "" ? `\x1b[${on}m${escapeControls(text)}\x1b[${off}m` : escapeControls(text);
}

/** `text`, made safe to show, in the colour of the user `name`, which is always the same. */
export function paintName(theme: Theme, name: string, text: string = name): string {
  if (!theme.color || text === "") return escapeControls(text);
  return `\x1b[38;5;${NAME_COLORS[hash(name.toLowerCase()) % NAME_COLORS.length]}m${escapeControls(text)}\x1b[39m`;
}

/** FNV-1a over UTF-16 units: near names get far colours. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

// deno-lint-ignore no-control-regex
const CODE = /\x1b\[[0-9;]*m/g;

/** `line` without the colours that {@linkcode paint} and {@linkcode paintName} put in. */
export function unpainted(line: string): string {
  return line.replaceAll(CODE, "");
}
