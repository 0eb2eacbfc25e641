/**
 * The arguments of `ngobrol-server`, read: what a server is started with.
 *
 * @module
 */

import { isMeantAsPlace, type Place, readPlace } from "../address.ts";
import { DEFAULT_PORT, DEFAULT_TLS_PORT } from "../chat.ts";
import { announcedName } from "../discovery/name.ts";
import { type FlagsOf, parseFlags, type ValuesOf, valuesOf } from "../flags.ts";
import { didYouMean } from "../help.ts";
import { escapeControls } from "../sanitize.ts";
import { NO_SHARES, parseRate, SERVER_DEFAULTS, type ServerLimits, type Shares } from "./limits.ts";
import type { LogFormat, LogLevel } from "./log.ts";
import type { WordLanguage } from "./admin/people/made_password.ts";
import { type ClassSettings, readClassFlags } from "./admin/open_class.ts";
import { parseInterval, type Schedule } from "./admin/data/backups.ts";
import type { MetricsPlace } from "./admin/status/metrics_server.ts";
import type { InspectorSettings } from "./watch/inspector.ts";
import { readProvocation } from "./watch/provocation.ts";
import { UsageError } from "../usage_error.ts";
import { readStoreFlags, refuseShared, type StoreSettings } from "./admin/store_flags.ts";
import { readWebFlags, type WebSettings } from "./web/web_flags.ts";
import { MIB, SERVER_FLAGS } from "./flag_table.ts";

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
  /** The database that servers share; `undefined`: a store in `directory`. */
  store: StoreSettings | undefined;
  /** Whether it has the demo accounts, on a network too. */
  demo: boolean;
  /** The name by which it is announced, or that it is not; `undefined`: as is usual. */
  announce: string | false | undefined;
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
  /** Milliseconds in which people are let go when it stops. */
  drain: number;
  /** Its page. */
  web: WebSettings;
  /** The backups that it makes by itself. */
  schedule: Schedule | undefined;
  /** What may be seen of the wire. */
  inspect: InspectorSettings;
  /** Whether the operator said how many connections there may be; else the system is asked. */
  hasBound: boolean;
}

/** The flags of a call, and its words without the address. */
export type Flags = FlagsOf<typeof SERVER_FLAGS>;

type Values = ValuesOf<typeof SERVER_FLAGS>;

/**
 * Reads the arguments of a call.
 *
 * @throws {UsageError} If there is a flag that is none, or the address is named twice.
 */
export function readFlags(args: string[]): Flags {
  const flags = parseFlags(SERVER_FLAGS, args, {
    unknown: (arg) => {
      const names = Object.keys(SERVER_FLAGS).map((name) => `--${name}`);
      throw new UsageError(`Unknown option ${arg}${didYouMean(arg.split("=")[0]!, names)}`);
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
  const named = flags.inspect === "" ? { ...flags, inspect: "frames" } : flags; // Whose value is left out.
  const values: Values = valuesOf(SERVER_FLAGS, named, (name, { choices, least }) => {
    const said = choices?.join(choices.length > 2 ? ", " : " or ") ?? `a number from ${least} up`;
    throw new UsageError(`--${name} takes ${said}`);
  });
  const { data: directory, demo, log: level, "log-format": format, lang: language } = values;
  if (directory === "") throw new UsageError("--data takes a directory");
  const place = readHost(flags.host ?? (flags.class === undefined ? "127.0.0.1" : "0.0.0.0"));
  const store = readStoreFlags(flags);
  if (flags["store-unsafe"] && store === undefined && flags.words[0] !== "move") {
    throw new UsageError("--store-unsafe goes with --store URL or --store-file FILE");
  }
  if (flags["web-others"] !== undefined && store === undefined && flags.words[0] !== "move") {
    throw new UsageError("--web-others goes with --store URL or --store-file FILE: other servers would know nobody");
  }
  if (flags["backup-every"] !== undefined) refuseShared(store, "--backup-every", "pg_basebackup");
  const isTlsOnly = flags["no-plain"];
  const plainPort = readPort(flags.port, "--port", DEFAULT_PORT, isTlsOnly ? undefined : place);
  return {
    ...{ host: place.host, directory, demo, level, format, language },
    port: isTlsOnly ? undefined : plainPort,
    tls: readTls(flags, isTlsOnly ? place : undefined),
    announce: readAnnounce(flags.announce),
    class: readClassFlags(values),
    limits: readLimits(flags, values),
    hasBound: flags["max-connections"] !== undefined,
    metrics: readMetrics(flags.metrics),
    drain: values.drain * 1_000,
    web: readWebFlags(flags),
    store,
    schedule: readSchedule(flags, values),
    inspect: readInspect(flags.teach, values.inspect),
  };
}

/** What may be seen of the wire, and how it behaves. */
function readInspect(teach: string | undefined, inspect: Values["inspect"]): InspectorSettings {
  const provocation = teach === undefined ? {} : readProvocation(teach);
  if (provocation === undefined) {
    throw new UsageError("--teach takes split:BYTES, merge:WRITES and delay:MILLISECONDS, such as split:10,delay:50");
  }
  return { keeps: inspect !== undefined, hasTexts: inspect === "texts", teach: provocation };
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

function readAnnounce(text: string | undefined): Settings["announce"] {
  if (text === undefined) return undefined;
  if (text === "off") return false;
  const name = announcedName(text);
  if (name !== "" && escapeControls(name) === name) return name;
  throw new UsageError("--announce takes a name without control characters, or off");
}

/** Where the server tells how it is: this machine alone, if only a port is named. */
function readMetrics(text: string | undefined): MetricsPlace | undefined {
  if (text === undefined) return undefined;
  const place = readPlace(/^\d+$/.test(text) ? `127.0.0.1:${text}` : text);
  if (place?.port !== undefined) return { host: place.host, port: place.port };
  throw new UsageError("--metrics takes a port, or where to listen and a port, such as 9889 or 0.0.0.0:9889");
}

/** How often the server makes a backup by itself. */
function readSchedule(flags: Flags, { "backup-keep": keep }: Values): Schedule | undefined {
  const text = flags["backup-every"];
  if (text === undefined) {
    if (flags["backup-keep"] !== undefined) throw new UsageError("--backup-keep goes with --backup-every TIME");
    return undefined;
  }
  const every = parseInterval(text);
  if (every === undefined) throw new UsageError("--backup-every takes 30m, 12h, 1d or the like, up to 20d");
  return { every, keep };
}

function readLimits(flags: Flags, values: Values): ServerLimits {
  return {
    ...SERVER_DEFAULTS,
    connections: values["max-connections"] ?? SERVER_DEFAULTS.connections,
    unread: values["max-unread"],
    groupLimits: { groups: values["max-groups"], members: values["max-members"] },
    line: values["max-line"],
    files: {
      file: values["max-file"] * MIB,
      account: values["max-account-files"] * MIB,
      all: values["max-files"] * MIB,
    },
    ...readShares(flags, values),
  };
}

/** What one person may use; what is given holds beside `--rate off`, too. */
function readShares(flags: Flags, values: Values): Shares {
  const shares = flags.rate === "off" ? NO_SHARES : SERVER_DEFAULTS;
  const rate = (name: "rate" | "account-rate" | "stranger-rate" | "account-bytes", byDefault: Shares["rate"]) => {
    const given = flags[name] === undefined ? byDefault : parseRate(flags[name]);
    if (given === null) throw new UsageError(`--${name} takes BURST/PER_SECOND, such as 100/20, or off`);
    return given;
  };
  return {
    rate: rate("rate", shares.rate),
    accountRate: rate("account-rate", shares.accountRate),
    strangerRate: rate("stranger-rate", shares.strangerRate),
    strangersRate: flags["stranger-rate"] === "off" ? undefined : shares.strangersRate,
    storeRate: rate("account-bytes", shares.storeRate),
    accountConnections: flags["account-connections"] === undefined
      ? shares.accountConnections
      : values["account-connections"] || undefined,
  };
}
