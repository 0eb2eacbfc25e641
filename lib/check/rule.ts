/**
 * What a rule of the protocol is, as `docs/protocol.md` lists them. Pure.
 *
 * @module
 */

import type { Words } from "./words.ts";

/** How much a rule binds: `extra` is what this project's server promises beyond what the document asks of every server. */
export type Level = "must" | "should" | "extra";

/** What a program may be checked for, each with those before it: the seed's five commands, pushed events, a class. */
export const PROFILES = ["base", "live", "class", "all"] as const;

/** One of {@linkcode PROFILES}. `client` rules bind clients, whatever the profile. */
export type Profile = typeof PROFILES[number];

/** A rule. Its number is stable for ever: a rule that is dropped leaves a gap. */
export interface Rule {
  /** Such as `R1.1`; `C1.1` for those that bind clients. */
  readonly id: string;
  /** How much it binds. */
  readonly level: Level;
  /** The profile that it belongs to; `client` for those that bind clients. */
  readonly profile: Exclude<Profile, "all"> | "client";
  /** What it says, as the document has it. */
  readonly text: Words;
  /** Why it matters where bytes go over TCP, in one sentence. */
  readonly why: Words;
  /** Where to look, in one sentence; never the solution's code. */
  readonly hint: Words;
  /** A dialogue that keeps it, as in `docs/protocol.md`. */
  readonly example: string;
}

/** Whether a rule is asked of a program that is checked for a profile. */
export function isAsked(rule: Rule, profile: Profile): boolean {
  if (rule.profile === "client") return false;
  return PROFILES.indexOf(rule.profile) <= PROFILES.indexOf(profile) && (rule.level !== "extra" || profile !== "base");
}
