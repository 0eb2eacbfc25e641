/**
 * What lib/arguments.ts uses of `jsr:@std/cli/parse-args`: it hands over flags alone, `-h`, `--name` and `--name=value`.
 *
 * @module
 */

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions {
  /** Flags without a value. */
  boolean?: readonly string[];
  /** Flags with a value, which stays a string. */
  string?: readonly string[];
  /** Other names of flags. */
  alias?: Record<string, string>;
  /** Called with each argument that is not declared. Return `false` to leave it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

const FLAG = /^--?(?<key>.+?)(?:=(?<value>.*))?$/s;

/** Parses flags. Of one that is given more than once, the last counts. */
export function parseArgs(
  args: readonly string[],
  { boolean = [], string = [], alias = {}, unknown = () => true }: ParseOptions = {},
): Record<string, unknown> {
  const flags: Map<string, unknown> = new Map(boolean.map((key) => [key, false]));
  for (const arg of args) {
    const { key = "", value } = FLAG.exec(arg)?.groups ?? {};
    const name = Object.hasOwn(alias, key) ? alias[key]! : key;
    if (boolean.includes(name)) flags.set(name, value !== "false");
    else if (string.includes(name)) flags.set(name, value ?? "");
    else if (unknown(arg, key) !== false) flags.set(key, value ?? true);
  }
  return Object.fromEntries(flags);
}
