/**
 * The commands by which a teacher is in control of a class.
 *
 * @module
 */

import { type Parameter, type SpecsOf, TOKEN } from "./spec.ts";

/** What a teacher may ask; the parameters are those of {@linkcode TEACHING_COMMANDS}. */
export type TeachingCommand =
  | { readonly name: "announce"; readonly token: string; readonly text: string }
  | { readonly name: "lock"; readonly token: string; readonly group?: string }
  | { readonly name: "unlock"; readonly token: string; readonly group?: string }
  | { readonly name: "mute"; readonly token: string; readonly user: string; readonly minutes?: number }
  | { readonly name: "unmute"; readonly token: string; readonly user: string }
  | { readonly name: "kick"; readonly token: string; readonly user: string }
  | { readonly name: "remove"; readonly token: string; readonly id: string }
  | { readonly name: "close"; readonly token: string }
  | { readonly name: "open"; readonly token: string }
  | { readonly name: "sessions"; readonly token: string }
  | ({ readonly name: "attendance"; readonly token: string } & Days)
  | ({
    readonly name: "transcript";
    readonly token: string;
    readonly with?: string;
    readonly after?: string;
    readonly limit?: number;
  } & Days)
  | { readonly name: "audit"; readonly token: string; readonly after?: number; readonly limit?: number };

/** Days, and the time zone that they are of. */
export interface Days {
  /** The first day, such as `2026-11-27`. @default today */
  readonly from?: string;
  /** The last day. @default today */
  readonly to?: string;
  /** The name of the zone, such as `Asia/Jakarta`. @default that of the server's machine */
  readonly zone?: string;
}

const USER: Parameter = { name: "user" };
const GROUP: Parameter = { name: "group", optional: true };
const DAYS: readonly Parameter[] = ["from", "to", "zone"].map((name) => ({ name: name as "from", named: true }));
const LIMIT: Parameter = { name: "limit", form: "number", named: true };
const MINUTES: Parameter = { name: "minutes", form: "number", optional: true };

/** The rows of the command table for them. */
export const TEACHING_COMMANDS: SpecsOf<TeachingCommand> = [
  {
    name: "announce",
    aliases: [],
    parameters: [TOKEN, { name: "text", rest: true, private: true }],
    help: "Tell everybody, and those who log in later today",
    needs: "teacher",
  },
  {
    name: "lock",
    aliases: [],
    parameters: [TOKEN, GROUP],
    help: "Let students reach teachers only, or let only teachers write to a group",
    needs: "teacher",
  },
  { name: "unlock", aliases: [], parameters: [TOKEN, GROUP], help: "End a lock", needs: "teacher" },
  {
    name: "mute",
    aliases: [],
    parameters: [TOKEN, USER, MINUTES],
    help: "Let a student write to nobody, for some minutes or until it is lifted",
    needs: "teacher",
  },
  { name: "unmute", aliases: [], parameters: [TOKEN, USER], help: "Let a student write again", needs: "teacher" },
  {
    name: "kick",
    aliases: [],
    parameters: [TOKEN, USER],
    help: "End the connections and logins of a student",
    needs: "teacher",
  },
  {
    name: "remove",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }],
    help: "Remove a message everywhere, but for a mark",
    needs: "teacher",
  },
  { name: "close", aliases: [], parameters: [TOKEN], help: "Let no student log in or register", needs: "teacher" },
  { name: "open", aliases: [], parameters: [TOKEN], help: "Let students log in again", needs: "teacher" },
  {
    name: "sessions",
    aliases: [],
    parameters: [TOKEN],
    help: "List who is connected, from where and since when",
    needs: "teacher",
  },
  {
    name: "attendance",
    aliases: [],
    parameters: [TOKEN, ...DAYS],
    help: "List who was there on which day, and for how long",
    needs: "teacher",
  },
  {
    name: "transcript",
    aliases: [],
    parameters: [
      TOKEN,
      { name: "with", named: true },
      { name: "after", form: "uuid", named: true },
      LIMIT,
      ...DAYS,
    ],
    help: "Read what was said",
    needs: "teacher",
  },
  {
    name: "audit",
    aliases: [],
    parameters: [TOKEN, { name: "after", form: "number", named: true }, LIMIT],
    help: "List what teachers did",
    needs: "teacher",
  },
];
