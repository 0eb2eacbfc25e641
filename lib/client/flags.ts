/**
 * What the client was called with: its flags, and what counts of the environment. It opens no connection.
 *
 * @module
 */

import { isMeantAsPlace, type Place, readPlace } from "../address.ts";
import { describeVersion } from "../build.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT, VERSION } from "../chat.ts";
import {
  type Configuration,
  describeConfiguration,
  readConfiguration,
  variablesOf,
  withConfiguration,
} from "../configuration.ts";
import { type FlagsOf, namesOf, parseFlags, type ValuesOf, valuesOf } from "../flags.ts";
import { optionLines } from "../help.ts";
import { nearest } from "../nearest.ts";
import { UsageError } from "../usage_error.ts";
import { CLIENT_FLAGS } from "./flag_table.ts";
import { helpLines } from "./session/commands.ts";
import { type Theme, themeOf } from "./terminal/theme.ts";
import { type Language, languageOf, type Texts, textsOf } from "./i18n/texts.ts";
import { readTrusted, type TlsOptions } from "./connection/tls.ts";

/** The client, as what configures it knows it. */
const PROGRAM = { flags: CLIENT_FLAGS, prefix: "NGOBROL_" };

/** What of the environment is no flag. */
export const VARIABLES = [
  "NGOBROL_PASSWORD",
  "NO_COLOR",
  "TERM",
  "LC_ALL",
  "LC_MESSAGES",
  "LANG",
  "XDG_STATE_HOME",
  "HOME",
  "APPDATA",
  "INIT_CWD", // `deno task` and npm set it for what they start.
] as const;

/** The names of the environment that count: the flags, and what else; the program's permissions name the same. */
export const ENVIRONMENT: readonly string[] = [...VARIABLES, ...variablesOf(PROGRAM)];

/** What the environment says. */
export type Environment = Readonly<Partial<Record<typeof VARIABLES[number], string>>> & {
  /** The variables of the flags. */
  readonly configured?: ReadonlyMap<string, string>;
  /** The first variable that is not UTF-8. */
  readonly misread?: string;
};

/** Where a server is. */
export type Server = Place & {
  /** The port. */
  readonly port: number;
};

/** How the client is to run. */
export interface Settings {
  /** The name or address of the server. */
  readonly host: string;
  /** Whether nothing was said of where the server is. */
  readonly isPlaceGuessed: boolean;
  /** The port of the server. */
  readonly port: number;
  /** Other servers of the same chat. */
  readonly others: readonly Server[];
  /** Without TLS: `undefined`. */
  readonly tls: TlsOptions | undefined;
  /** The account to log in to at the start; `undefined`: nobody is logged in then. */
  readonly user: string | undefined;
  /** Whether every request and reply is shown as well, without secrets. */
  readonly wire: boolean;
  /** Whether standard output gets JSON, one object a line, instead of text for people. */
  readonly json: boolean;
  /** Language and colors. */
  readonly theme: Theme;
  /** The one command to run; empty: the commands come from standard input. */
  readonly command: string;
}

/** Reads the environment. */
export function readEnvironment(): Environment {
  const values = new Map<string, string>();
  let misread: string | undefined;
  for (const name of ENVIRONMENT) {
    try {
      const value = Deno.env.get(name);
      if (value !== undefined) values.set(name, value);
    } catch (error) {
      if (!(error instanceof Deno.errors.InvalidData)) throw error;
      misread ??= name;
    }
  }
  return { ...Object.fromEntries(values), configured: values, ...misread !== undefined && { misread } };
}

/** What asks for the help of a command behind its name. */
const ASKS_FOR_HELP = ["--help", "-h"];

type Flags = FlagsOf<typeof CLIENT_FLAGS>;

/**
 * Reads what the file of `--config` and the environment say. Who asks for help, or mistyped, needs none of it.
 *
 * @throws {ChatError} If it cannot be used.
 */
export async function configure(args: string[], environment: Environment, canRead: boolean): Promise<Configuration> {
  const { flags, unknown } = parse(args);
  if (flags.help || flags.version || unknown.length > 0) return new Map();
  const texts = textsOf(readLanguage(flags.lang, environment, canRead)).configuration;
  return await readConfiguration(flags.config, { ...PROGRAM, texts }, (name) => environment.configured?.get(name));
}

/**
 * Reads the command line.
 *
 * @param canRead Whether a person reads what is printed: a program expects English unless it says otherwise.
 * @param configured What holds beside it.
 * @returns Text to print instead of a chat, if that is what was asked for.
 * @throws {UsageError} If it cannot be understood.
 */
export function readSettings(
  args: string[],
  environment: Environment,
  canRead: boolean,
  configured: Configuration = new Map(),
): Settings | string {
  const { flags: typed, place: named, unknown } = parse(args);
  const flags = withConfiguration(typed, configured);
  const language = readLanguage(flags.lang, environment, canRead);
  const texts = textsOf(language);
  const { usageErrors } = texts;
  if (unknown[0] !== undefined) {
    const meant = nearest(unknown[0].split("=")[0]!, Object.keys(CLIENT_FLAGS).map((name) => `--${name}`));
    throw new UsageError(usageErrors.unknownFlag(unknown[0] + (meant === undefined ? "" : texts.didYouMean(meant))));
  }
  if (typed.help) return usage(texts, language);
  const [about, asks = "", ...more] = flags.words;
  const help = ASKS_FOR_HELP.includes(asks) && more.length === 0 ? helpLines(about, texts, true) : undefined;
  if (help !== undefined) return help.join("\n");
  if (typed.version) return describeVersion("ngobrol");
  if (environment.misread !== undefined) throw new UsageError(usageErrors.notUtf8(environment.misread));
  for (const name of namesOf(CLIENT_FLAGS).string) {
    if (flags[name as keyof Flags]?.toString().trim() === "") throw new UsageError(usageErrors.needsValue(name));
  }
  const values: ValuesOf<typeof CLIENT_FLAGS> = valuesOf(CLIENT_FLAGS, flags, (name, { choices = [] }, value) => {
    throw new UsageError(usageErrors.choice(name, choices.join(" | "), value));
  });
  const { user, wire, json, plain, color, bell } = values;
  if (typed.host !== undefined && named !== undefined) throw new UsageError(usageErrors.twoHosts(named, typed.host));
  const [server, ...others] = (named ?? flags.host ?? "127.0.0.1").split(",").map((text): Server => {
    const place = readHost(text.trim(), texts);
    const port = readPort(typed.port ?? (place.port === undefined ? flags.port : undefined), place, texts);
    return { host: place.host, port: port ?? (flags.tls ? DEFAULT_TLS_PORT : DEFAULT_PORT) };
  });
  if (flags.words.length === 1 && about === "config") {
    const given = named === undefined ? typed : { ...typed, host: named };
    return describeConfiguration({ ...PROGRAM, texts: texts.configuration }, given, configured).join("\n");
  }
  if (flags.ca !== undefined && !flags.tls) throw new UsageError(usageErrors.caNeedsTls);
  const { TERM: term, NO_COLOR: noColor } = environment;
  const tls = flags.tls ? { caCerts: flags.ca === undefined ? [] : [readTrusted(flags.ca, texts)] } : undefined;
  return {
    ...{ ...server!, others, tls, user, wire, json },
    isPlaceGuessed: (named ?? flags.host ?? flags.port) === undefined,
    theme: themeOf({ plain, color, bell, language, term, noColor }),
    command: flags.words.join(" "),
  };
}

/** The flags, which may also stand after a first word that names the server, and what is none. */
function parse(args: string[]): { flags: Flags; place?: string; unknown: string[] } {
  const unknown: string[] = [];
  const read = (args: string[]): Flags =>
    parseFlags(CLIENT_FLAGS, args, { stopEarly: true, unknown: (arg) => void unknown.push(arg) });
  const flags = read(args);
  const [place] = flags.words;
  if (place === undefined || !isMeantAsPlace(place)) return { flags, unknown };
  return { flags: read(args.toSpliced(-flags.words.length, 1)), place, unknown };
}

function readHost(text: string, { usageErrors }: Texts): Place {
  const place = readPlace(text);
  if (place === undefined || place.port === 0) throw new UsageError(usageErrors.host(text));
  return place;
}

/** The port that the flag or the place names; `undefined` if neither does. */
function readPort(text: string | undefined, place: Place, { usageErrors }: Texts): number | undefined {
  if (text === undefined) return place.port;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535) throw new UsageError(usageErrors.port(text));
  if (place.port !== undefined && place.port !== port) throw new UsageError(usageErrors.twoPorts(place.port, port));
  return port;
}

/** The language of what is said before it is known whether the flags are right. */
function readLanguage(flag: string | undefined, environment: Environment, canRead: boolean): Language {
  return flag === undefined ? languageFor(environment, canRead) : flag === "id" ? "id" : "en";
}

/** The language of the environment; where no person reads, English. */
export function languageFor({ LC_ALL, LC_MESSAGES, LANG }: Environment, canRead: boolean): Language {
  return canRead ? languageOf(LC_ALL || LC_MESSAGES || LANG) : "en";
}

function usage(texts: Texts, language: Language): string {
  const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join("\n");
  const server = [["SERVER", texts.serverOption]] as const;
  const options = optionLines(CLIENT_FLAGS, ({ help }) => help[language], server, texts.byDefault).join("\n");
  return texts.usage(VERSION, options, indent(helpLines(undefined, texts)!));
}
