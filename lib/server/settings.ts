/**
 * The arguments of `ngobrol-server`, read: which flags there are, and what a server is started with.
 *
 * @module
 */

import { isIP } from "node:net";
import { isMeantAsPlace, type Place, readPlace } from "../address.ts";
import { type Arguments, readArguments } from "../arguments.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT, PROTOCOL_LIMITS } from "../chat.ts";
import { didYouMean } from "../help.ts";
import { NO_SHARES, parseRate, SERVER_DEFAULTS, type ServerLimits, type Shares } from "./limits.ts";
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "./log.ts";
import { WORD_LANGUAGES, type WordLanguage } from "./admin/people/made_password.ts";
import { type ClassSettings, readClassFlags } from "./admin/open_class.ts";
import { parseInterval, type Schedule } from "./admin/data/backups.ts";
import type { MetricsPlace } from "./admin/status/metrics_server.ts";
import { UsageError } from "../usage_error.ts";
import { readWebFlags, WEB_FLAGS, type WebSettings } from "./web/web_flags.ts";
import { HELP, MIB } from "./help_text.ts";

/** What a server is started with. */
export interface Settings {
  /** An address or a name. */
  host: string;
  /** Without TLS; `undefined` for none. */
  port: number | undefined;
  /** With TLS; `undefined` for none. */
  tls: { port: number; certFile: string; keyFile: string } | undefined;
  /** Where everything is kept. */
  directory: string;
  /** Whether it has the demo accounts, on a network too. */
  demo: boolean;
  /** What is said of a class, and of who may make an account. */
  class: ClassSettings;
  /** That of passwords that are made. */
  language: WordLanguage;
  /** What the log tells. */
  level: LogLevel;
  /** And how. */
  format: LogFormat;
  /** Its bounds. */
  limits: ServerLimits;
  /** Where it tells how it is. */
  metrics: MetricsPlace | undefined;
  /** Its page. */
  web: WebSettings;
  /** The backups that it makes by itself. */
  schedule: Schedule | undefined;
  /** Whether the operator said how many connections there may be; else the system is asked. */
  hasBound: boolean;
}

/** The flags without a value that a configuration may have. */
const SWITCHES = ["demo", "keep-code", "no-plain", "no-web"] as const;

/** The flags: those without a value, and those with one. */
export const FLAGS = {
  boolean: [...SWITCHES, "teacher", "dry-run", "help", "version", "password-stdin", "json", "wait"],
  string: [
    "config",
    "host",
    "port",
    "data",
    "log",
    "name",
    "max-connections",
    "max-unread",
    "max-groups",
    "max-members",
    "max-line",
    "max-file",
    "max-account-files",
    "max-files",
    "rate",
    "account-rate",
    "stranger-rate",
    "account-bytes",
    "account-connections",
    "cert",
    "key",
    "tls-port",
    "out",
    "from",
    "to",
    "zone",
    "class",
    "register",
    "class-code",
    "lang",
    "slips",
    "log-format",
    "metrics",
    ...WEB_FLAGS,
    "backup-every",
    "backup-keep",
    "group",
  ],
} as const;

/** Flags of commands, which no configuration has. */
const OF_COMMANDS = ["config", "dry-run", "from", "group", "help", "json", "name", "out", "password-stdin", "slips"]
  .concat("teacher", "to", "version", "wait", "zone");

/** The flags that a configuration may have. */
export const CONFIGURED: { boolean: string[]; string: string[] } = {
  boolean: [...SWITCHES],
  string: FLAGS.string.filter((name) => !OF_COMMANDS.includes(name)),
};

/** The flags of a call, and its words without the address. */
export type Flags = Arguments<typeof FLAGS["boolean"][number], typeof FLAGS["string"][number]>;

/**
 * Reads the arguments of a call.
 *
 * @throws {UsageError} If there is a flag that is none, or the address is named twice.
 */
export function readFlags(args: string[]): Flags {
  const flags = readArguments(args, {
    ...FLAGS,
    unknown: (arg) => {
      throw new UsageError(`Unknown option ${arg}${didYouMean(arg.split("=")[0]!, HELP.match(/--[a-z-]+/g)!)}`);
    },
  });
  const { words } = flags;
  if (words[0] === undefined || !isMeantAsPlace(words[0])) return flags;
  if (flags.host !== undefined) {
    throw new UsageError(`The address is named twice: ${words[0]} and --host ${flags.host}`);
  }
  return { ...flags, host: words[0], words: words.slice(1) };
}

/**
 * What a server is to be started with.
 *
 * @throws {UsageError} If a flag has a value that it cannot have.
 */
export function readSettings(flags: Flags): Settings {
  const { data = "ngobrol-data", log = "info", demo } = flags;
  const place = readHost(flags.host ?? (flags.class === undefined ? "127.0.0.1" : "0.0.0.0"));
  const isTlsOnly = flags["no-plain"];
  const plainPort = readPort(flags.port, "--port", DEFAULT_PORT, isTlsOnly ? undefined : place);
  const level = LOG_LEVELS.find((level) => level === log);
  if (level === undefined) throw new UsageError(`--log takes ${LOG_LEVELS.join(", ")}`);
  const format = LOG_FORMATS.find((format) => format === (flags["log-format"] ?? "text"));
  if (format === undefined) throw new UsageError(`--log-format takes ${LOG_FORMATS.join(" or ")}`);
  if (data === "") throw new UsageError("--data takes a directory");
  const tls = readTls(flags, isTlsOnly ? place : undefined);
  const port = isTlsOnly ? undefined : plainPort;
  const limits = readLimits(flags);
  const hasBound = flags["max-connections"] !== undefined;
  const language = WORD_LANGUAGES.find((language) => language === (flags.lang ?? "en"));
  if (language === undefined) throw new UsageError(`--lang takes ${WORD_LANGUAGES.join(" or ")}`);
  const settings = {
    class: readClassFlags(flags),
    language,
    schedule: readSchedule(flags),
    metrics: readMetrics(flags.metrics),
    web: readWebFlags(flags),
  };
  return { host: place.host, port, tls, directory: data, demo, level, format, limits, hasBound, ...settings };
}

/** Reads the address of `--host`. @throws {UsageError} If it is none. */
export function readHost(text: string): Place {
  const place = readPlace(text);
  if (place !== undefined) return place;
  throw new UsageError(
    `--host takes an address or a name, such as 0.0.0.0, 0.0.0.0:${DEFAULT_PORT} or [::]:${DEFAULT_PORT}`,
  );
}

/** @param place Where the port may stand as well. */
function readPort(text: string | undefined, flag: string, byDefault: number, place?: Place): number {
  if (text === undefined) return place?.port ?? byDefault;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new UsageError(`${flag} takes a number from 0 to 65535`);
  const port = Number(text);
  if (port === (place?.port ?? port)) return port;
  throw new UsageError(`--host names port ${place?.port}, and ${flag} port ${port}: leave one of them out`);
}

function readTls(flags: Flags, place: Place | undefined): Settings["tls"] {
  const { cert, key } = flags;
  const port = readPort(flags["tls-port"], "--tls-port", DEFAULT_TLS_PORT, place);
  if (cert && key) return { port, certFile: cert, keyFile: key };
  const flag = ["cert", "key", "tls-port"].find((name) => name in flags) ??
    (flags["no-plain"] ? "no-plain" : undefined);
  if (flag !== undefined) throw new UsageError(`--${flag} goes with --cert FILE and --key FILE`);
  return undefined;
}

/** Where the server tells how it is: this machine alone, if only a port is named. */
function readMetrics(text: string | undefined): MetricsPlace | undefined {
  if (text === undefined) return undefined;
  const place = readPlace(/^\d+$/.test(text) ? `127.0.0.1:${text}` : text);
  const address = place?.host === "localhost" ? "127.0.0.1" : place?.host;
  if (address !== undefined && place?.port !== undefined && isIP(address) !== 0) {
    return { host: address, port: place.port };
  }
  throw new UsageError("--metrics takes a port, or an address and a port, such as 9889 or 0.0.0.0:9889");
}

/** How often the server makes a backup by itself. */
function readSchedule(flags: Flags): Schedule | undefined {
  const { "backup-every": text, "backup-keep": keep = "7" } = flags;
  if (text === undefined) {
    if (flags["backup-keep"] !== undefined) throw new UsageError("--backup-keep goes with --backup-every TIME");
    return undefined;
  }
  const every = parseInterval(text);
  if (every === undefined) throw new UsageError("--backup-every takes 30m, 12h, 1d or the like, up to 20d");
  return { every, keep: readNumber("backup-keep", keep, 1) };
}

/** The flags that take a number. */
type NumberFlag =
  | "max-groups"
  | "max-members"
  | "max-connections"
  | "max-unread"
  | "max-line"
  | "max-file"
  | "max-account-files"
  | "max-files";

function readLimits(flags: Flags): ServerLimits {
  const number = (name: NumberFlag, byDefault: number, least: number) =>
    readNumber(name, flags[name] ?? String(byDefault), least);
  return {
    ...SERVER_DEFAULTS,
    connections: number("max-connections", SERVER_DEFAULTS.connections, 1),
    unread: number("max-unread", SERVER_DEFAULTS.unread, 0),
    groupLimits: {
      groups: number("max-groups", SERVER_DEFAULTS.groupLimits.groups, 1),
      members: number("max-members", SERVER_DEFAULTS.groupLimits.members, 1),
    },
    line: number("max-line", SERVER_DEFAULTS.line, PROTOCOL_LIMITS.lineBeforeLogin),
    files: {
      file: number("max-file", SERVER_DEFAULTS.files.file / MIB, 0) * MIB,
      account: number("max-account-files", SERVER_DEFAULTS.files.account / MIB, 0) * MIB,
      all: number("max-files", SERVER_DEFAULTS.files.all / MIB, 0) * MIB,
    },
    ...readShares(flags),
  };
}

function readNumber(flag: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new UsageError(`--${flag} takes a number from ${least} up`);
  }
  return Number(text);
}

/** What one person may use; what is given holds beside `--rate off`, too. */
function readShares(flags: Flags): Shares {
  const shares = flags.rate === "off" ? NO_SHARES : SERVER_DEFAULTS;
  const rate = (name: "rate" | "account-rate" | "stranger-rate" | "account-bytes", byDefault: Shares["rate"]) => {
    const given = flags[name] === undefined ? byDefault : parseRate(flags[name]);
    if (given === null) throw new UsageError(`--${name} takes BURST/PER_SECOND, such as 100/20, or off`);
    return given;
  };
  const connections = flags["account-connections"];
  return {
    rate: rate("rate", shares.rate),
    accountRate: rate("account-rate", shares.accountRate),
    strangerRate: rate("stranger-rate", shares.strangerRate),
    strangersRate: flags["stranger-rate"] === "off" ? undefined : shares.strangersRate,
    storeRate: rate("account-bytes", shares.storeRate),
    accountConnections: connections === undefined
      ? shares.accountConnections
      : readNumber("account-connections", connections, 0) || undefined,
  };
}
