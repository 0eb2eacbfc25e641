/**
 * What a server is told beside its command line: by a file in TOML, and by variables of the environment. It knows no flag:
 * each stands in the file by its name, such as `max-line`, and in the environment as `NGOBROL_SERVER_MAX_LINE`.
 *
 * @module
 */

import { didYouMean } from "../../help.ts";
import { UsageError } from "../../usage_error.ts";

/** Flags by whether they have a value. */
export interface FlagNames {
  /** Those that are on or off. */
  readonly boolean: readonly string[];
  /** Those with a value. */
  readonly string: readonly string[];
}

/** A value, and what it is from. */
export interface Configured {
  /** As on the command line. */
  readonly value: string | boolean;
  /** Such as the name of the file. */
  readonly from: string;
}

/** Flags, by their names. */
export type Configuration = ReadonlyMap<string, Configured>;

/** The variable of a flag. */
export function variableOf(flag: string): string {
  return `NGOBROL_SERVER_${flag.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * Reads the file and the environment, which counts for more.
 *
 * @param file The file, if there is one.
 * @param get Reads a variable of the environment.
 * @throws {UsageError} If a name or a value is none of a flag.
 * @throws {ChatError} If the file cannot be read, or is no TOML.
 */
export async function readConfiguration(
  file: string | undefined,
  names: FlagNames,
  get: (name: string) => string | undefined,
): Promise<Configuration> {
  const all = new Map<string, Configured>();
  if (file !== undefined) {
    const { readToml } = await import("./toml.ts"); // A library that few servers need.
    for (const [flag, configured] of readFlags(readToml(file), file, names)) all.set(flag, configured);
  }
  for (const flag of names.string) {
    const [from, value] = [variableOf(flag), get(variableOf(flag))];
    if (value !== undefined && value !== "") all.set(flag, { value, from });
  }
  for (const flag of names.boolean) {
    const [from, text] = [variableOf(flag), get(variableOf(flag))];
    if (text === undefined || text === "") continue;
    if (text !== "true" && text !== "false") throw new UsageError(`${from} takes true or false`);
    all.set(flag, { value: text === "true", from });
  }
  return all;
}

function* readFlags(
  values: Readonly<Record<string, unknown>>,
  file: string,
  { boolean, string }: FlagNames,
): Iterable<[flag: string, Configured]> {
  for (const [name, value] of Object.entries(values)) {
    const isNumber = typeof value === "number" && Number.isSafeInteger(value);
    if (boolean.includes(name)) {
      if (typeof value !== "boolean") throw new UsageError(`${name} in ${file} takes true or false`);
      yield [name, { value, from: file }];
    } else if (string.includes(name)) {
      if (typeof value !== "string" && !isNumber) throw new UsageError(`${name} in ${file} takes a text or a number`);
      yield [name, { value: String(value), from: file }];
    } else {
      throw new UsageError(`There is no option ${name}${didYouMean(name, [...boolean, ...string])} for ${file}`);
    }
  }
}

/**
 * What holds, as a file in TOML that says of each line whence it is.
 *
 * @param given What the command line says.
 */
export function describeConfiguration(
  { boolean, string }: FlagNames,
  given: Readonly<Record<string, unknown>>,
  configured: Configuration,
): string[] {
  const said = (flag: string): Configured | undefined => {
    const value = given[flag];
    if (value === true || typeof value === "string") return { value, from: "command line" };
    return configured.get(flag);
  };
  return [...string, ...boolean].toSorted().map((flag) => {
    const configured = said(flag);
    if (configured === undefined) return `# ${flag}: not set`;
    return `${flag} = ${JSON.stringify(configured.value)} # ${JSON.stringify(configured.from).slice(1, -1)}`;
  });
}
