/**
 * The commands by which people look at what goes over the wire, and let it come as a network may bring it.
 *
 * @module
 */

import { type Parameter, type SpecsOf, TOKEN } from "./spec.ts";

/** What a client may ask about the wire; the parameters are those of {@linkcode WATCHING_COMMANDS}. */
export type WatchingCommand =
  /** `user`: a name, or `all`. */
  | { readonly name: "watch"; readonly token: string; readonly user?: string }
  | { readonly name: "unwatch"; readonly token: string }
  | {
    readonly name: "provoke";
    readonly token: string;
    /** One of `PROVOCATIONS`. */
    readonly how: string;
    /** Bytes, writes, or milliseconds. */
    readonly amount: number;
    readonly user?: string;
  }
  | { readonly name: "unprovoke"; readonly token: string; readonly user?: string };

const USER: Parameter = { name: "user", optional: true, usage: "USER|all" };

/** The rows of the command table for them. */
export const WATCHING_COMMANDS: SpecsOf<WatchingCommand> = [
  {
    name: "watch",
    aliases: [],
    parameters: [TOKEN, USER],
    help: "Receive what goes over the wire of one's own connections; a teacher, of anybody's",
    needs: "login",
  },
  { name: "unwatch", aliases: [], parameters: [TOKEN], help: "Receive it no more", needs: "login" },
  {
    name: "provoke",
    aliases: [],
    parameters: [
      TOKEN,
      { name: "how", form: "provocation", usage: "split|merge|delay|cut" },
      { name: "amount", form: "number" },
      USER,
    ],
    help: "Let what the server sends come as a network may bring it: in pieces, together, late, or cut",
    needs: "login",
  },
  {
    name: "unprovoke",
    aliases: [],
    parameters: [TOKEN, USER],
    help: "Let it come as it is again",
    needs: "login",
  },
];
