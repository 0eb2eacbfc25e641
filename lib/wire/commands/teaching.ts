/**
 * The commands by which a teacher is in control of a class.
 *
 * @module
 */

import { type Parameter, type SpecsOf, TOKEN } from "./spec.ts";

/** What a teacher may ask; the parameters are those of {@linkcode TEACHING_COMMANDS}. */
export type TeachingCommand =
  | { readonly name: "lock"; readonly token: string; readonly group?: string }
  | { readonly name: "unlock"; readonly token: string; readonly group?: string }
  | { readonly name: "mute"; readonly token: string; readonly user: string; readonly minutes?: number }
  | { readonly name: "unmute"; readonly token: string; readonly user: string }
  | { readonly name: "remove"; readonly token: string; readonly id: string }
  | { readonly name: "close"; readonly token: string }
  | { readonly name: "open"; readonly token: string };

const USER: Parameter = { name: "user" };
const GROUP: Parameter = { name: "group", optional: true };
const MINUTES: Parameter = { name: "minutes", form: "number", optional: true };

/** The rows of the command table for them. */
export const TEACHING_COMMANDS: SpecsOf<TeachingCommand> = [
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
    name: "remove",
    aliases: [],
    parameters: [TOKEN, { name: "id", form: "uuid" }],
    help: "Remove a message everywhere, but for a mark",
    needs: "teacher",
  },
  { name: "close", aliases: [], parameters: [TOKEN], help: "Let no student log in or register", needs: "teacher" },
  { name: "open", aliases: [], parameters: [TOKEN], help: "Let students log in again", needs: "teacher" },
];
