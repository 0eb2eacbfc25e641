/**
 * The commands by which a person gets an account, or another password, as they are typed. Pure.
 *
 * @module
 */

/** What a person asks for. What is absent was not typed. */
export type AccountInput =
  | {
    readonly kind: "join";
    readonly code?: string;
    readonly user?: string;
    readonly password?: string;
    readonly fullName?: string;
  }
  | { readonly kind: "register"; readonly user?: string; readonly password?: string; readonly fullName?: string }
  | { readonly kind: "passwd"; readonly old?: string; readonly password?: string };

/**
 * Reads what stands after the name of such a command.
 *
 * @example A code, and the rest is asked for
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readAccountInput("join", "K7MP3XWQ"), { kind: "join", code: "K7MP3XWQ" });
 * ```
 */
export function readAccountInput(kind: AccountInput["kind"], rest: string): AccountInput {
  const names =
    { join: ["code", "user", "password"], register: ["user", "password"], passwd: ["old", "password"] }[kind];
  const input: Record<string, string> = { kind };
  let left = rest.trim();
  for (const name of names) {
    const [, word, after] = /^(\S+)\s*(.*)$/s.exec(left) ?? [];
    if (word === undefined) break;
    input[name] = word;
    left = after!;
  }
  if (kind !== "passwd" && left !== "") input["fullName"] = left;
  return input as AccountInput;
}
