/**
 * The commands of teachers, and those that change a message, as they are typed. Pure.
 *
 * @module
 */

import { isDay } from "../../zone.ts";

/** What a person asks for; `retract` may be typed as `remove`, too. What is absent was not typed. */
export type TeachingInput =
  /** `message`: an id, or the name of a user whose last message it is, or to whom one's own last one went. */
  | { readonly kind: "edit"; readonly message: string; readonly text: string }
  | { readonly kind: "delete" | "retract"; readonly message: string }
  | { readonly kind: "announce"; readonly text: string }
  | { readonly kind: "lock" | "unlock"; readonly group?: string }
  | { readonly kind: "mute"; readonly user: string; readonly minutes?: number }
  | { readonly kind: "unmute" | "kick"; readonly user: string }
  | { readonly kind: "close" | "open" }
  | {
    readonly kind: "sessions" | "attendance" | "transcript" | "audit";
    readonly with?: string;
    readonly from?: string;
    readonly to?: string;
    /** The file to write it to. */
    readonly path?: string;
  };

/** How a command is typed. */
export interface TeachingSpec {
  /** Its name. */
  readonly name: TeachingInput["kind"];
  /** What stands after it. */
  readonly parameters: string;
  /** Whether the first of these is a user's name. */
  readonly completes?: "user";
  /** Whether a teacher alone has a use for it. */
  readonly isForTeachers: boolean;
}

/** The commands, in the order in which the help has them. */
export const TEACHING_INPUTS: readonly TeachingSpec[] = [
  { name: "edit", parameters: "NAME TEXT", completes: "user", isForTeachers: false },
  { name: "delete", parameters: "NAME", completes: "user", isForTeachers: false },
  { name: "announce", parameters: "TEXT", isForTeachers: true },
  { name: "lock", parameters: "[GROUP]", isForTeachers: true },
  { name: "unlock", parameters: "[GROUP]", isForTeachers: true },
  { name: "mute", parameters: "NAME [MINUTES]", completes: "user", isForTeachers: true },
  { name: "unmute", parameters: "NAME", completes: "user", isForTeachers: true },
  { name: "kick", parameters: "NAME", completes: "user", isForTeachers: true },
  { name: "retract", parameters: "NAME|ID", completes: "user", isForTeachers: true },
  { name: "close", parameters: "", isForTeachers: true },
  { name: "open", parameters: "", isForTeachers: true },
  { name: "sessions", parameters: "[FILE]", isForTeachers: true },
  { name: "attendance", parameters: "[DAY [DAY]] [FILE]", isForTeachers: true },
  { name: "transcript", parameters: "[NAME] [DAY [DAY]] [FILE]", completes: "user", isForTeachers: true },
  { name: "audit", parameters: "[FILE]", isForTeachers: true },
];

/** Whether a word is the name of such a command. */
export function isTeachingWord(word: string): word is TeachingInput["kind"] {
  return TEACHING_INPUTS.some(({ name }) => name === word);
}

/** Whether something that was typed is such a command. */
export function isTeachingInput<T extends { readonly kind: string }>(
  typed: T,
): typed is Extract<T, { readonly kind: TeachingInput["kind"] }> {
  return isTeachingWord(typed.kind);
}

/**
 * Reads what stands after the name of such a command; `undefined` if something is missing, or is not what it should be.
 *
 * @example A student who shall be silent for a while
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readTeachingInput("mute", "maya 5"), { kind: "mute", user: "maya", minutes: 5 });
 * assertEquals(readTeachingInput("mute", ""), undefined);
 * ```
 */
export function readTeachingInput(kind: TeachingInput["kind"], rest: string): TeachingInput | undefined {
  const text = rest.trim();
  const words = text === "" ? [] : text.split(/\s+/);
  const [first, second] = words;
  switch (kind) {
    case "announce":
      return text === "" ? undefined : { kind, text };
    case "lock":
    case "unlock":
      return { kind, ...first !== undefined && { group: first } };
    case "close":
    case "open":
      return { kind };
    case "sessions":
    case "attendance":
    case "transcript":
    case "audit":
      return readReport(kind, words);
  }
  if (first === undefined) return undefined;
  switch (kind) {
    case "edit": {
      const changed = text.slice(first.length).trim();
      return changed === "" ? undefined : { kind, message: first, text: changed };
    }
    case "delete":
    case "retract":
      return { kind, message: first };
    case "mute":
      if (second === undefined) return { kind, user: first };
      return /^[1-9]\d{0,8}$/.test(second) ? { kind, user: first, minutes: Number(second) } : undefined;
    case "unmute":
    case "kick":
      return { kind, user: first };
  }
}

/** A word is a day, the name of a file, or that of a user or a group, by its looks. */
function readReport(
  kind: "sessions" | "attendance" | "transcript" | "audit",
  words: readonly string[],
): TeachingInput | undefined {
  const days = words.filter(isDay);
  const others = words.filter((word) => !isDay(word));
  const path = others.find((word) => kind !== "transcript" || /[/\\]|\.(?:csv|html?)$/i.test(word));
  const names = others.filter((word) => word !== path);
  const [from, to] = days;
  if (days.length > 2 || names.length > (kind === "transcript" ? 1 : 0)) return undefined;
  return {
    kind,
    ...names[0] !== undefined && { with: names[0] },
    ...from !== undefined && { from, to: to ?? from },
    ...path !== undefined && { path },
  };
}
