/**
 * What a program was called with, as it was typed. It knows no flag of any program.
 *
 * `parseArgs()` of `@std/cli` gets the flags and nothing else. Of a word it makes a number (`007` is 7 to it), after a
 * flag without a value it takes `true` for one, after a flag with a value it leaves an empty one, and it loses `--`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";

/** Options of {@linkcode readArguments}. */
export interface ArgumentOptions<B extends string, S extends string> {
  /** Names of the flags without a value; `-h` is `--help`. */
  readonly boolean: readonly B[];
  /** Names of the flags with a value: `--name VALUE` or `--name=VALUE`. */
  readonly string: readonly S[];
  /** Whether everything is a word from the first word on. @default false */
  readonly stopEarly?: boolean;
  /** Called with each argument that looks like a flag and is none. */
  readonly unknown: (arg: string) => void;
}

/** The flags by name, the last one where there are several, and the words between them. */
export type Arguments<B extends string, S extends string> =
  & { readonly [K in B]: boolean }
  & { readonly [K in S]?: string }
  & { readonly words: string[] };

/** Reads a command line. Everything after `--` is a word. A flag whose value is missing has an empty one. */
export function readArguments<const B extends string, const S extends string>(
  args: readonly string[],
  options: ArgumentOptions<B, S>,
): Arguments<B, S> {
  const { boolean, string, unknown }: ArgumentOptions<string, string> = options;
  const { words, flags } = takeApart(args, options);
  const refuse = (arg: string) => {
    unknown(arg);
    return false;
  };
  // To the parser, --no-wire=yes is --wire=yes, and -h0 is --help=0.
  const clear = flags.filter((flag) => /^--(?!no-[^=]*=)|^-h$/.test(flag) || refuse(flag));
  const parsed: Record<string, unknown> = parseArgs(clear, { boolean, string, alias: { h: "help" }, unknown: refuse });
  const named = Object.entries(parsed).filter(([name]) => boolean.includes(name) || string.includes(name));
  return { ...Object.fromEntries(named) as Arguments<B, S>, words };
}

/** Tells words from flags, and ties values to theirs. */
function takeApart(
  args: readonly string[],
  { string, stopEarly = false }: ArgumentOptions<string, string>,
): { words: string[]; flags: string[] } {
  const words: string[] = [];
  const flags: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [arg, next] = [args[at]!, args[at + 1]];
    const isWord = arg === "-" || !arg.startsWith("-");
    if (arg === "--" || isWord && stopEarly) {
      words.push(...args.slice(isWord ? at : at + 1));
      break;
    }
    if (isWord) words.push(arg);
    else if (!string.some((name) => arg === `--${name}`) || next?.startsWith("-") !== false) flags.push(arg);
    else flags.push(`${arg}=${args[++at]}`);
  }
  return { words, flags };
}
