/**
 * What a row of the command table says of a command. Pure.
 *
 * @module
 */

/** A parameter of a command. */
export interface Parameter {
  /** How the help names it, and the member of the {@linkcode Command} that it becomes. */
  readonly name:
    | "user"
    | "password"
    | "token"
    | "text"
    | "id"
    | "key"
    | "before"
    | "limit"
    | "code"
    | "account"
    | "old"
    | "group"
    | "minutes"
    | "rename"
    | "entry"
    | "history"
    | "content"
    | "file"
    | "data"
    | "size"
    | "sha256"
    | "offset"
    | "with"
    | "after"
    | "from"
    | "to"
    | "zone"
    | "how"
    | "amount";
  /** It may be left out. */
  readonly optional?: boolean;
  /** What stands in its place in a usage, if that is more than its name. */
  readonly usage?: string;
  /** It is the whole rest of the line, trimmed. */
  readonly rest?: boolean;
  /** Its spaces at the start are meant, but for the one before it: they may indent a line of a program. */
  readonly indented?: boolean;
  /** It must never be shown or logged. */
  readonly secret?: boolean;
  /** What people write to each other, or call their files: others are shown how long it is, and no more. */
  readonly private?: boolean;
  /** What it must be: see `FORMS` in `scan.ts`. @default any text */
  readonly form?: "uuid" | "number" | "count" | "sha256" | "none" | "provocation";
  /** It may be left out, and stands after its own name, in any order with the others of the kind. */
  readonly named?: boolean;
  /** What has another form counts as left out: legacy clients send `{}` or a name in its place. */
  readonly lenient?: boolean;
}

/** A command of a union that has a name. */
export type Named<C extends { readonly name: string }, N extends C["name"]> = Extract<C, { readonly name: N }>;

/**
 * What a peer must have shown for a command: a login, by its token or on its connection, where the command can have a
 * token; and one of a teacher where the table says so. It is checked in one place, before the command is handled.
 */
export type Need<C> = "token" extends keyof C ? "login" | "teacher" : "nothing";

/** A row of the command table. */
export interface Spec<C extends { readonly name: string }> {
  /** The name that the command has in this project. */
  readonly name: C["name"];
  /** Other names by which it can be asked for. */
  readonly aliases: readonly string[];
  /** In the order in which they stand on the line. */
  readonly parameters: readonly Parameter[];
  /** One sentence for people, without its full stop. */
  readonly help: string;
  /** What the peer must have shown. */
  readonly needs: Need<C>;
  /** Its last parameter may be as long as a file: it is taken piece by piece, once a login is shown. @default false */
  readonly isLong?: boolean;
}

/** The rows of the commands of a union, each with what its own command needs. */
export type SpecsOf<C extends { readonly name: string }> = readonly {
  readonly [N in C["name"]]: Spec<Named<C, N>>;
}[C["name"]][];

/** The parameter that shows a login. */
export const TOKEN: Parameter = { name: "token", secret: true };
