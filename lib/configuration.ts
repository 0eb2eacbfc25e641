/**
 * What a program is told beside its command line: by a file in TOML, and by variables of the environment. It knows no flag:
 * each stands in the file by its name, such as `max-line`, and in the environment as `PREFIX_MAX_LINE`.
 *
 * @module
 */

// smol-toml is not in deno.json, as in argon2.ts.
// deno-lint-ignore-file no-import-prefix
import { ChatError } from "./chat.ts";
import { configurable, type FlagTable, namesOf } from "./flags.ts";
import { CONFIGURATION_TEXTS } from "./configuration_texts.ts";
import { nearest } from "./nearest.ts";
import { readTextFile } from "./text_file.ts";
import { UsageError } from "./usage_error.ts";

/** Bytes of a file at the most. */
const MAX_FILE = 64 * 1024;

/** A value, and what it is from. */
export interface Configured {
  /** As on the command line. */
  readonly value: string | boolean;
  /** Such as the name of the file. */
  readonly from: string;
}

/** Flags, by their names. */
export type Configuration = ReadonlyMap<string, Configured>;

/** A program, as what configures it knows it. */
export interface Configurable {
  /** All of its flags. */
  readonly flags: FlagTable<unknown>;
  /** The variable of each, such as `NGOBROL_SERVER_`. */
  readonly prefix: string;
  /** What is said of what is wrong. @default in English */
  readonly texts?: typeof CONFIGURATION_TEXTS;
}

/** The variable of a flag. */
export function variableOf(flag: string, prefix: string): string {
  return prefix + flag.toUpperCase().replaceAll("-", "_");
}

/** The variables of a program: one names the file. */
export function variablesOf({ flags, prefix }: Configurable): string[] {
  return Object.keys(configurable(flags)).map((flag) => variableOf(flag, prefix));
}

/**
 * Reads the file and the environment, which counts for more.
 *
 * @param file The file that the command line names; else a variable may.
 * @param get Reads a variable of the environment.
 * @throws {UsageError} If a name or a value is none of a flag.
 * @throws {ChatError} If the file cannot be read, or is no TOML.
 */
export async function readConfiguration(
  typed: string | undefined,
  program: Configurable,
  get: (name: string) => string | undefined,
): Promise<Configuration> {
  const { prefix, texts = CONFIGURATION_TEXTS } = program;
  const all = new Map<string, Configured>();
  const { boolean, string } = namesOf(configurable(program.flags));
  const fromEnvironment = (flag: string) => get(variableOf(flag, prefix)) || undefined;
  const file = typed ?? fromEnvironment("config");
  if (file !== undefined) {
    for (const [flag, configured] of readValues(await readToml(file, texts), file, program)) all.set(flag, configured);
  }
  for (const flag of [...string, ...boolean]) {
    const [from, text] = [variableOf(flag, prefix), fromEnvironment(flag)];
    if (text === undefined) continue;
    const isSwitch = boolean.includes(flag);
    if (isSwitch && text !== "true" && text !== "false") throw new UsageError(texts.takesBoolean(from));
    all.set(flag, { value: isSwitch ? text === "true" : text, from });
  }
  return all;
}

/** What stands in a file in TOML. @throws {ChatError} If it cannot be read, or is none. */
export async function readToml(
  file: string,
  texts: typeof CONFIGURATION_TEXTS = CONFIGURATION_TEXTS,
): Promise<Record<string, unknown>> {
  const { parse, TomlError } = await import("npm:smol-toml@1.9.1"); // A library that few need.
  try {
    return parse(readTextFile(file, { most: MAX_FILE, texts: texts.file }));
  } catch (error) {
    const reason = error instanceof TomlError
      ? texts.line(error.line, error.message.split("\n")[0]!)
      : (error as Error).message;
    throw new ChatError(texts.cannotUse(file, reason), { cause: error });
  }
}

function* readValues(
  values: Readonly<Record<string, unknown>>,
  file: string,
  { flags, texts = CONFIGURATION_TEXTS }: Configurable,
): Iterable<[flag: string, Configured]> {
  const { config: _, ...table } = configurable(flags); // A file names no other one.
  for (const [name, value] of Object.entries(values)) {
    const where = texts.inFile(name, file);
    if (!Object.hasOwn(table, name)) {
      if (/^pass/i.test(name)) throw new UsageError(texts.noPassword(file));
      const meant = nearest(name, Object.keys(table));
      throw new UsageError(texts.noOption(meant === undefined ? name : name + texts.didYouMean(meant), file));
    }
    const isNumber = typeof value === "number" && Number.isSafeInteger(value);
    if (table[name]!.value === undefined) {
      if (typeof value !== "boolean") throw new UsageError(texts.takesBoolean(where));
      yield [name, { value, from: file }];
    } else {
      if (typeof value !== "string" && !isNumber) throw new UsageError(texts.takesText(where));
      yield [name, { value: String(value), from: file }];
    }
  }
}

/** What was typed, and beside it what is configured. */
export function withConfiguration<F extends object>(typed: F, configured: Configuration): F {
  const values = Object.fromEntries(Array.from(configured, ([flag, { value }]) => [flag, value]));
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined && value !== false));
  return { ...typed, ...values, ...given };
}

/**
 * What holds, as a file in TOML that says of each line whence it is.
 *
 * @param typed What the command line says.
 */
export function describeConfiguration(
  { flags, texts = CONFIGURATION_TEXTS }: Configurable,
  typed: Readonly<Record<string, unknown>>,
  configured: Configuration,
): string[] {
  return Object.entries(configurable(flags)).toSorted().flatMap(([name, flag]) => {
    const value = typed[name];
    const isTyped = value === true || typeof value === "string";
    const held = isTyped ? { value, from: texts.commandLine } : configured.get(name);
    if (name === "config") return held === undefined ? [] : [`# ${name} = ${JSON.stringify(held.value)}`];
    if (held !== undefined) {
      return `${name} = ${JSON.stringify(concealed(held.value))} # ${JSON.stringify(held.from).slice(1, -1)}`;
    }
    if (flag.default === undefined) return `# ${name}: ${texts.notSet}`;
    return `# ${name} = ${JSON.stringify(flag.default)} # ${texts.byDefault}`;
  });
}

/** A value without the password that a URL in it may have. */
function concealed(value: string | boolean): string | boolean {
  return typeof value === "string" ? value.replace(/(:\/\/[^:@/]*):[^@/]*@/, "$1:***@") : value;
}
