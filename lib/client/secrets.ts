/**
 * Tokens as a person at a terminal sees them: enough to tell them apart, and too little to use them. Others look at a
 * screen, too. Pure: it knows no command and no terminal.
 *
 * @module
 */

import { memberText } from "./sanitize.ts";

/** Characters of a token that a terminal shows. */
const SHOWN = 8;

/** The keys under which servers give a token. */
const TOKEN_KEYS = ["tokenid", "token", "token_id"] as const;

/** The first characters of `token`, 8 and half of it at most. */
export function shortToken(token: string): string {
  const characters = Array.from(token);
  return `${characters.slice(0, Math.min(SHOWN, Math.floor(characters.length / 2))).join("")}…`;
}

/** `json`, a reply that gives a token, with no more of that than {@linkcode shortToken} leaves. */
export function shortenToken(json: string): string {
  let shown = json;
  for (const key of TOKEN_KEYS) {
    const value = memberText(json, key);
    if (!value?.startsWith('"')) continue;
    const short = JSON.stringify(shortToken(JSON.parse(value)));
    shown = shown.replaceAll(value, () => short);
  }
  return shown;
}
