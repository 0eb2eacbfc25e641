/**
 * The flags of a program as a table, each of which stands there once: what is read from a command line, said by `--help`,
 * taken from a file or the environment, and offered by a shell, is made of it. It knows no flag. Pure.
 *
 * @module
 */

import { type Arguments, readArguments } from "./arguments.ts";

/** A row of the table, by the flag's name without its dashes. */
export interface Flag<H = string> {
  /** What its value is called, such as `PORT`; a flag without one is on or off. */
  readonly value?: string;
  /** What it does. */
  readonly help: H;
  /** The value that holds without it, if that can be named. */
  readonly default?: string | number;
  /** The values that it can have, if they are few. */
  readonly choices?: readonly string[];
  /** The least whole number that it can be. */
  readonly least?: number;
  /** Whether it belongs to one command or one call: it stands in no file and no variable. */
  readonly isOnce?: true;
}

/** The flags of a program. */
export type FlagTable<H = string> = Readonly<Record<string, Flag<H>>>;

/** The names of those without a value. */
export type Switch<T> = { [K in keyof T]: T[K] extends { readonly value: string } ? never : K }[keyof T] & string;

/** What a call gives of a table: texts, as they were typed, and the words between them. */
export type FlagsOf<T> = Arguments<Switch<T>, Exclude<keyof T, Switch<T>> & string>;

/** What the value of one is. */
export type ValueOf<F> = F extends { readonly choices: readonly (infer C)[] } ? C
  : F extends { readonly least: number } ? number
  : F extends { readonly value: string } ? string
  : boolean;

/** Whether one has a value in any case. */
export type Known<F> = F extends { readonly default: unknown } ? true
  : F extends { readonly value: string } ? false
  : true;

/** What holds: the values of a table's flags, those that are given and the others by default. */
export type ValuesOf<T> = { readonly [K in keyof T]: ValueOf<T[K]> | (Known<T[K]> extends true ? never : undefined) };

/** Names of flags: those that are on or off, and those with a value. */
export function namesOf(table: FlagTable<unknown>): { boolean: string[]; string: string[] } {
  const [boolean, string] = [[], []] as [string[], string[]];
  for (const [name, { value }] of Object.entries(table)) (value === undefined ? boolean : string).push(name);
  return { boolean, string };
}

/** The rows that a file or the environment may have. */
export function configurable(table: FlagTable<unknown>): FlagTable<unknown> {
  return Object.fromEntries(Object.entries(table).filter(([, { isOnce = false }]) => !isOnce));
}

/**
 * Reads a command line.
 *
 * @param options What {@linkcode readArguments} takes beside the flags.
 */
export function parseFlags<T extends FlagTable<unknown>>(
  table: T,
  args: readonly string[],
  options: { readonly stopEarly?: boolean; readonly unknown: (arg: string) => void },
): FlagsOf<T> {
  return readArguments(args, { ...namesOf(table), ...options }) as unknown as FlagsOf<T>;
}

/**
 * The values that hold.
 *
 * @param given Flags as they were typed or configured.
 * @param refuse Throws: a flag cannot have that value.
 */
export function valuesOf<T extends FlagTable<unknown>>(
  table: T,
  given: Readonly<Record<string, unknown>>,
  refuse: (name: string, flag: Flag<unknown>, value: string) => never,
): ValuesOf<T> {
  const values = Object.entries<Flag<unknown>>(table).map(([name, flag]) => {
    if (flag.value === undefined) return [name, given[name] === true];
    const text = given[name] ?? flag.default;
    if (text === undefined) return [name, undefined];
    const value = String(text);
    if (flag.choices?.includes(value) === false) refuse(name, flag, value);
    if (flag.least === undefined) return [name, value];
    if (!/^\d{1,9}$/.test(value) || Number(value) < flag.least) refuse(name, flag, value);
    return [name, Number(value)];
  });
  return Object.fromEntries(values);
}

/** A flag as it is typed, such as `--port PORT`. */
export function callOf(name: string, { value }: Flag<unknown>): string {
  return `--${name}${value === undefined ? name === "help" ? ", -h" : "" : ` ${value}`}`;
}
