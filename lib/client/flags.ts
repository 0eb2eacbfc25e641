/**
 * What the client was called with: its flags, and what counts of the environment. It opens no connection.
 *
 * @module
 */

import { isMeantAsPlace, type Place, readPlace } from "../address.ts";
import { readArguments } from "../arguments.ts";
import { describeVersion } from "../build.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT, VERSION } from "../chat.ts";
import { nearest } from "../nearest.ts";
import { UsageError } from "../usage_error.ts";
import { helpLines } from "./session/commands.ts";
import { type Theme, themeOf } from "./terminal/theme.ts";
import { type Language, languageOf, type Texts, textsOf } from "./i18n/texts.ts";
import { readTrusted, type TlsOptions } from "./connection/tls.ts";

/** The names of the environment that count; the program's permissions name the same. */
export const ENVIRONMENT = [
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

/** What the environment says. */
export type Environment = Readonly<Partial<Record<typeof ENVIRONMENT[number], string>>> & {
  /** The first variable that is not UTF-8. */
  readonly misread?: string;
};

/** How the client is to run. */
export interface Settings {
  /** The name or address of the server. */
  readonly host: string;
  /** Whether nothing was said of where the server is. */
  readonly isPlaceGuessed: boolean;
  /** The port of the server. */
  readonly port: number;
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
  const environment: { -readonly [name in keyof Environment]: Environment[name] } = {};
  for (const name of ENVIRONMENT) {
    try {
      const value = Deno.env.get(name);
      if (value !== undefined) environment[name] = value;
    } catch (error) {
      if (!(error instanceof Deno.errors.InvalidData)) throw error;
      environment.misread ??= name;
    }
  }
  return environment;
}

const NEED_VALUES = ["host", "port", "user", "ca", "color", "lang"] as const;

const SWITCHES = ["tls", "wire", "json", "plain", "bell", "help", "version"] as const;

/** What asks for the help of a command behind its name. */
const ASKS_FOR_HELP = ["--help", "-h"];

/**
 * Reads the command line.
 *
 * @param canRead Whether a person reads what is printed: a program expects English unless it says otherwise.
 * @returns Text to print instead of a chat, if that is what was asked for.
 * @throws {UsageError} If it cannot be understood.
 */
export function readSettings(args: string[], environment: Environment, canRead: boolean): Settings | string {
  const unknown: string[] = [];
  const { flags, place: named } = parse(args, unknown);
  const language = readLanguage(flags.lang, environment, canRead);
  const texts = textsOf(language);
  const { usageErrors } = texts;
  if (unknown[0] !== undefined) {
    const meant = nearest(unknown[0].split("=")[0]!, [...NEED_VALUES, ...SWITCHES].map((name) => `--${name}`));
    throw new UsageError(usageErrors.unknownFlag(unknown[0] + (meant === undefined ? "" : texts.didYouMean(meant))));
  }
  if (flags.help) return usage(texts);
  const [about, asks = "", ...more] = flags.words;
  const help = ASKS_FOR_HELP.includes(asks) && more.length === 0 ? helpLines(about, texts, true) : undefined;
  if (help !== undefined) return help.join("\n");
  if (flags.version) return describeVersion("ngobrol");
  if (environment.misread !== undefined) throw new UsageError(usageErrors.notUtf8(environment.misread));
  for (const name of NEED_VALUES) {
    if (flags[name]?.trim() === "") throw new UsageError(usageErrors.needsValue(name));
  }
  readChoice("lang", flags.lang, ["en", "id"], texts);
  if (flags.ca !== undefined && !flags.tls) throw new UsageError(usageErrors.caNeedsTls);
  if (flags.host !== undefined && named !== undefined) throw new UsageError(usageErrors.twoHosts(named, flags.host));
  const { user, wire, json } = flags;
  const place = readHost(named ?? flags.host ?? "127.0.0.1", texts);
  const port = readPort(flags.port, place, texts) ?? (flags.tls ? DEFAULT_TLS_PORT : DEFAULT_PORT);
  const color = readChoice("color", flags.color, ["auto", "always", "never"], texts) ?? "auto";
  const { TERM: term, NO_COLOR: noColor } = environment;
  const theme = themeOf({ plain: flags.plain, color, bell: flags.bell, language, term, noColor });
  const tls = flags.tls ? { caCerts: flags.ca === undefined ? [] : [readTrusted(flags.ca, texts)] } : undefined;
  const isPlaceGuessed = (named ?? flags.host ?? flags.port) === undefined;
  return { host: place.host, isPlaceGuessed, port, tls, user, wire, json, theme, command: flags.words.join(" ") };
}

function parseFlags(args: string[], unknown: string[]) {
  return readArguments(args, {
    string: NEED_VALUES,
    boolean: SWITCHES,
    stopEarly: true,
    unknown: (arg) => void unknown.push(arg),
  });
}

/** The flags, which may also stand after a first word that names the server. */
function parse(args: string[], unknown: string[]): { flags: ReturnType<typeof parseFlags>; place?: string } {
  const flags = parseFlags(args, unknown);
  const [place] = flags.words;
  if (place === undefined || !isMeantAsPlace(place)) return { flags };
  return { flags: parseFlags(args.toSpliced(-flags.words.length, 1), unknown), place };
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
  if (flag !== undefined) return flag === "id" ? "id" : "en";
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return canRead ? languageOf(LC_ALL || LC_MESSAGES || LANG) : "en";
}

function readChoice<const T extends string>(
  flag: string,
  value: string | undefined,
  choices: readonly T[],
  { usageErrors }: Texts,
): T | undefined {
  const choice = choices.find((choice) => choice === value);
  if (value === undefined || choice !== undefined) return choice;
  throw new UsageError(usageErrors.choice(flag, choices.join(" | "), value));
}

function usage(texts: Texts): string {
  const commands = helpLines(undefined, texts)!.map((line) => `  ${line}`).join("\n");
  return texts.usage(VERSION, DEFAULT_PORT, DEFAULT_TLS_PORT, commands);
}
