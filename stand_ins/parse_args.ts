/** What the programs use of `jsr:@std/cli/parse-args`, over `minimist`, whose interface that module took over. @module */

import minimist from "minimist";

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<B extends string, S extends string> {
  /** Flags without a value. */
  boolean?: readonly B[];
  /** Flags with a value, which stays a string. */
  string?: readonly S[];
  /** Other names of flags. */
  alias?: Record<string, string>;
  /** Leave everything after the first argument that is no flag. */
  stopEarly?: boolean;
  /** Called with each argument that is neither declared nor a value. Return `false` to leave it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The flags by name, and what was no flag under `_`. */
export type Args<B extends string, S extends string> =
  & { [K in B]: boolean }
  & { [K in S]?: string }
  & { _: (string | number)[] };

/** Parses command line arguments. Of a flag that is given more than once, the last counts. */
export function parseArgs<const B extends string, const S extends string>(
  args: string[],
  { boolean = [], string = [], alias = {}, stopEarly = false, unknown }: ParseOptions<B, S>,
): Args<B, S> {
  const end = args.indexOf("--");
  // To minimist, --no-plain is the contrary of --plain; here it is a flag as any other.
  const spelled = args.map((arg, at) => {
    return arg.startsWith("--no-") && (end < 0 || at < end) && boolean.some((name) => arg === `--${name}`)
      ? `${arg}=true`
      : arg;
  });
  const parsed = minimist(spelled, {
    boolean: [...boolean],
    string: [...string, "_"],
    alias,
    stopEarly,
    ...(unknown === undefined
      ? {}
      : { unknown: (arg: string) => unknown(arg, /^--?([^=]+)/.exec(arg)?.[1]) !== false }),
  });
  const values = Object.entries(parsed).map(([key, value]) => [
    key,
    key !== "_" && Array.isArray(value) ? value.at(-1) : value,
  ]);
  return Object.fromEntries(values) as Args<B, S>;
}
