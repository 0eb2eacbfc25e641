/**
 * The chat server as a program: flags, then a store, then a listener, then a signal, then everything in order again.
 * The only file that picks a store.
 *
 * @module
 */

import { isIP } from "node:net";
import { isLoopback, isMeantAsPlace, isUnspecified, type Place, readPlace } from "./lib/address.ts";
import { readArguments } from "./lib/arguments.ts";
import { describeVersion } from "./lib/build.ts";
import {
  ChatError,
  DEFAULT_PORT,
  DEFAULT_TLS_PORT,
  formatAddress,
  isName,
  PROTOCOL_LIMITS,
  VERSION,
} from "./lib/chat.ts";
import { CLOCKS } from "./lib/clock.ts";
import { commandsIn, didYouMean, helpOf } from "./lib/help.ts";
import { describeError, endOnUncaught, endProgram, stderr, stdout } from "./lib/output.ts";
import { resolve } from "./lib/resolve.ts";
import { type AccountAccess, accountAccess, askRunning } from "./lib/server/admin/account_access.ts";
import { describeConfiguration, readConfiguration } from "./lib/server/admin/configuration.ts";
import { createAccountAdmin, describeAccountCall, runAccountCall } from "./lib/server/chat/account_admin.ts";
import { addDemoAccounts } from "./lib/server/chat/account_rules.ts";
import { startControl } from "./lib/server/admin/control.ts";
import {
  claimDataDirectory,
  databaseIn,
  type DataDirectory,
  hasChat,
  readControl,
  readHolder,
} from "./lib/server/admin/data_directory.ts";
import { Contents } from "./lib/server/files/contents.ts";
import { checkAddresses, listen, type Server } from "./lib/server/listen.ts";
import {
  NO_SHARES,
  parseRate,
  SERVER_DEFAULTS,
  type ServerLimits,
  type Shares,
  systemConnections,
} from "./lib/server/limits.ts";
import { createLog, type Log, LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "./lib/server/log.ts";
import { ENTRIES } from "./lib/server/admin/private_files.ts";
import { ownAddresses } from "./lib/server/admin/own_addresses.ts";
import { createPasswords } from "./lib/server/chat/password.ts";
import { Registration } from "./lib/server/chat/registration.ts";
import { WORD_LANGUAGES, type WordLanguage } from "./lib/server/admin/made_password.ts";
import {
  type ClassSettings,
  describeClass,
  describeFirstSteps,
  ensureTeacher,
  openRegistration,
  readClassFlags,
} from "./lib/server/admin/open_class.ts";
import { watchClass } from "./lib/server/admin/class_view.ts";
import { runDoctor } from "./lib/server/admin/doctor.ts";
import { print } from "./lib/server/admin/print.ts";
import { type ServedKeys, serveKeys } from "./lib/server/connection/served_keys.ts";
import { Chat } from "./lib/server/chat/chat.ts";
import { copyContents, verifyContents } from "./lib/server/admin/file_copies.ts";
import { ClassGroup } from "./lib/server/chat/class_group.ts";
import { Backups, parseInterval, type Schedule } from "./lib/server/admin/backups.ts";
import { type MetricsPlace, serveMetrics } from "./lib/server/admin/metrics_server.ts";
import { runRestoreCommand } from "./lib/server/admin/restore_command.ts";
import { type StatusWatch, watchStatus } from "./lib/server/admin/status.ts";
import { isStatusRequest, runStatusCommand } from "./lib/server/admin/status_command.ts";
import { runStoreCommand } from "./lib/server/admin/store_command.ts";
import { escapeControls } from "./lib/sanitize.ts";
import { UsageError } from "./lib/usage_error.ts";
import { readTeachCommand, runTeachCommand } from "./lib/server/admin/teach_command.ts";
import { isTeachRequest, teachAsOperator, type TeachCall } from "./lib/server/chat/teach.ts";
import { readUserCommand, runUserCommand } from "./lib/server/admin/user_command.ts";
import { pause } from "./lib/async.ts";
import { openSqlite } from "./lib/store/sqlite/sqlite_store.ts";
import type { Store, StoreContents } from "./lib/store/store.ts";
import { backUpSqlite } from "./lib/store/sqlite/backup.ts";
import { contentsIn, verifySqlite } from "./lib/store/sqlite/copy.ts";

/** The file descriptors of a connection with TLS: see lib/server/connection/tls.ts. */
const TLS_DESCRIPTORS = 3;

/** Milliseconds that a start waits for a command of the operator, or a server that stops, and between two attempts. */
const CLAIM_PATIENCE = 10_000;
const CLAIM_RETRY = 25;

/** Milliseconds in which `status --wait` waits for a server: a large store is looked through first. */
const START_PATIENCE = 30_000;

/** The unit of the flags about files, in bytes. */
const MIB = 1024 * 1024;

const HELP = `ngobrol-server ${VERSION}: a chat server for a classroom or a small team

Usage:
  ngobrol-server [options]                         start the server
  ngobrol-server --class ["Kelas 7B"] [options]    start it for a class: on the network, students make their own accounts
  ngobrol-server user add NAME [--name "Full Name"] [--teacher]  add a person; asks for the password
  ngobrol-server user import FILE.csv [--dry-run] [--slips OUT.html] [--group NAME]
                                                   add people from a table: username,name,password,role,groups
  ngobrol-server user passwd NAME                  set a new password; ends the person's logins
  ngobrol-server user reset NAME                   make a new password and show it; ends the person's logins
  ngobrol-server user rename NAME NEW [--name "Full Name"]
  ngobrol-server user role NAME student|teacher
  ngobrol-server user list | export                show who may log in; as a table (CSV)
  ngobrol-server user remove NAME                  remove a person
  ngobrol-server teach announce TEXT | lock [GROUP] | unlock [GROUP] | mute NAME [MINUTES] | unmute NAME | kick NAME |
                       remove ID | close | open    be in control of the class of the server that runs
  ngobrol-server teach sessions | attendance | transcript [NAME or #GROUP] | audit [--from DAY] [--to DAY] [--zone ZONE]
                       [--out FILE.csv|FILE.html]  show or write who is there, who was, what was said, what teachers did
  ngobrol-server cert [--out DIR]                  make a certificate for this machine, in DIR or the data directory
  ngobrol-server backup FILE                       copy the store, as it is now, to a new file
  ngobrol-server status [--json] [--wait]          how the server is that runs: who, how long, rates, disk, certificate;
                                                   --wait: until one does, for half a minute
  ngobrol-server doctor                            look at the machine: how fast the disk flushes, clock, ports, room
  ngobrol-server restore FILE                      put a backup in the place of the store, which is kept beside it
  ngobrol-server config [--config FILE]            show what holds: each option, and whence it is
  ngobrol-server verify [FILE]                     look through the store, or through a backup

Options:
  --config FILE      read options from a file (TOML), by their names: port = 9000; each may also be in the environment,
                     which counts for more: NGOBROL_SERVER_PORT=9000; what is typed counts most
  --host ADDRESS     where to listen (default 127.0.0.1: this machine only; 0.0.0.0: the whole network); a name stands for
                     all of its addresses, and HOST:PORT or [IPV6]:PORT name the port as well
  --port PORT        default ${DEFAULT_PORT}; 0 for any free port
  --cert FILE        with --key: serve TLS with this certificate (PEM, with its chain); SIGHUP reads both files again
  --key FILE         its private key (PEM)
  --tls-port PORT    default ${DEFAULT_TLS_PORT}
  --no-plain         TLS only
  --data DIR         where accounts and messages lie (default ngobrol-data in the current directory)
  --demo             on a network too, have the accounts izza, maya, nania and guru (a teacher), password surabaya
  --register WHO     who may make an account: closed (default: nobody), code (who has the class code), open (everybody)
  --class-code CODE  8 to 32 letters and digits; without it, a new one at each start
  --keep-code        the same code at the next start
  --lang LANG        en (default) or id: the words of passwords that are made, and the slips
  --log LEVEL        quiet: faults only; info (default): who comes and goes; wire: every request, reply and event;
                     class: for the wall, who comes and goes and what is asked in the group of the class
  --log-format FORMAT  text (default) for people; json for programs, an object a line
  --max-connections N  default: what the system allows, up to ${SERVER_DEFAULTS.connections}
  --max-unread N     unread messages of a person (default ${SERVER_DEFAULTS.unread}; 0: no bound); then nobody can write to them
  --max-groups N     groups on the server (default ${SERVER_DEFAULTS.groupLimits.groups})
  --max-members N    members of a group (default ${SERVER_DEFAULTS.groupLimits.members})
  --max-line BYTES   the longest request (default ${SERVER_DEFAULTS.line})
  --max-file MIB     the largest file (default ${SERVER_DEFAULTS.files.file / MIB}; 0: no files)
  --max-account-files MIB  all files that a person has sent (default ${SERVER_DEFAULTS.files.account / MIB})
  --max-files MIB    all files, each content once (default ${SERVER_DEFAULTS.files.all / MIB}); more are refused
  --rate B/S         requests of a connection: B at once, then S a second (default 100/20); more are read later
  --account-rate B/S   of all connections of a person (default 1000/200)
  --stranger-rate B/S  of a connection without a login (default 20/20)
  --account-bytes B/S  bytes of a person's messages: B at once, then S a second (default 8388608/16384); more are refused
  --account-connections N  of a person (default 50; 0: no bound); for one more the one that was idle for longest goes
  --rate off         no bound on what one person or stranger may use, but for those of these five that are given
  --password-stdin   for user add and user passwd: read the password from standard input
  --metrics PORT     or HOST:PORT: tell how it is, at http://127.0.0.1:PORT/metrics for Prometheus, and at /health
  --backup-every TIME  make a backup every 30m, 12h, 1d, ..., in DIR/backups
  --backup-keep N    how many of these are kept (default 7)
  --help or -h       this; of a command: ngobrol-server help user, ngobrol-server user add --help
  --version          version, Deno, target, commit

The accounts izza, maya, nania and guru (password surabaya) are there when only this machine can reach the server.
These commands but restore work while the server runs; give them the same --data. Ctrl-C stops the server; nothing is lost.

Examples:
  ngobrol-server                                  try it on this machine; then run: ngobrol
  ngobrol-server --class "Kelas 7B"               a class: prints what the students type, and the code
  ngobrol-server --host 0.0.0.0 --demo            show it, with accounts that everybody knows
  ngobrol-server --host 0.0.0.0 --data /srv/chat  use it in a team
  ngobrol-server cert --out pair                  then start it with --cert pair/cert.pem --key pair/key.pem
`;

/** Milliseconds that a name of `--host` may take to be found. */
const NAME_TIME = 10_000;

interface Settings {
  host: string;
  /** Without TLS; `undefined` for none. */
  port: number | undefined;
  tls: { port: number; certFile: string; keyFile: string } | undefined;
  directory: string;
  demo: boolean;
  class: ClassSettings;
  language: WordLanguage;
  level: LogLevel;
  format: LogFormat;
  limits: ServerLimits;
  /** Where it tells how it is. */
  metrics: MetricsPlace | undefined;
  /** The backups that it makes by itself. */
  schedule: Schedule | undefined;
  /** Whether the operator said how many connections there may be; else the system is asked. */
  hasBound: boolean;
}

const FLAGS = {
  boolean: ["demo", "teacher", "dry-run", "keep-code", "help", "version", "password-stdin", "no-plain", "json", "wait"],
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
    "backup-every",
    "backup-keep",
    "group",
  ],
} as const;

/** Flags of commands, which no configuration has. */
const OF_COMMANDS = ["config", "dry-run", "from", "group", "help", "json", "name", "out", "password-stdin", "slips"]
  .concat("teacher", "to", "version", "wait", "zone");

/** The flags that a configuration may have. */
const CONFIGURED = {
  boolean: FLAGS.boolean.filter((name) => !OF_COMMANDS.includes(name)),
  string: FLAGS.string.filter((name) => !OF_COMMANDS.includes(name)),
};

function readFlags(args: string[]) {
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

function readSettings(flags: ReturnType<typeof readFlags>): Settings {
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
  };
  return { host: place.host, port, tls, directory: data, demo, level, format, limits, hasBound, ...settings };
}

function readHost(text: string): Place {
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

function readTls(flags: ReturnType<typeof readFlags>, place: Place | undefined): Settings["tls"] {
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
function readSchedule(flags: ReturnType<typeof readFlags>): Schedule | undefined {
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

function readLimits(flags: ReturnType<typeof readFlags>): ServerLimits {
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
function readShares(flags: ReturnType<typeof readFlags>): Shares {
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

async function serve({ host, port, tls, directory, level, limits, hasBound, ...settings }: Settings): Promise<void> {
  const log = createLog(level, { format: settings.format });
  using keys = tls && loadKeys(tls, log);
  const addresses = await findAddresses(host);
  // A class is not open to everybody who knows the password of the demo.
  const demo = settings.demo || (!settings.class.isClass && addresses.every(isLoopback));
  const where = { addresses, port, tls: tls && keys && { port: tls.port, keys: () => keys.current } };
  if (!hasChat(directory)) checkAddresses(where); // Who can be reached nowhere needs no new directory.
  using data = await claim(directory, (sentence) => log.info(sentence));
  const onTrouble = (sentence: string) => log.fault("Store", sentence);
  await using store = await openSqlite(data.database, { check: true, isLost: data.isLost, onTrouble });
  data.noteChat();
  await using passwords = createPasswords();
  if (demo) await addDemoAccounts({ store, passwords });
  const onFault = (error: unknown) => log.fault("Live", error);
  const contents = await Contents.open(`${directory}/${ENTRIES.files}`);
  const registration = openRegistration(settings.class, directory);
  const { language } = settings;
  const teacher = settings.class.isClass ? await ensureTeacher({ store, passwords, language }) : undefined;
  const room = settings.class.isClass ? await ClassGroup.open(store, onFault) : undefined;
  const chat = await Chat.open(store, passwords, {
    demo,
    contents,
    fileLimits: limits.files,
    maxUnread: limits.unread,
    storeRate: limits.storeRate,
    registration: new Registration({ ...registration, onRegistered: room && ((account) => room.entered(account)) }),
    groupLimits: limits.groupLimits,
    onFault,
  });
  await using server = listen(chat, {
    ...where,
    log,
    limits,
    ...!hasBound && { places: systemConnections(tls ? TLS_DESCRIPTORS : 1) },
  });
  await using operation = operate({ chat, store, log, data, server, keys, ...settings });
  using _ = level === "class" ? watchClass({ chat, store, log, group: room?.name, language }) : undefined;
  const stopped = signal(); // Who reads the banner may stop it at once.
  stdout.line(`ngobrol-server ${VERSION} listens ${escapeControls(describePlaces(server))}`);
  if (operation.address !== undefined) stdout.line(`Metrics: http://${operation.address}/metrics, and /health`);
  const command = describeCommand(server);
  for (const line of describeFirstSteps(settings.class, { command, demo })) stdout.line(line);
  for (const line of describeClass(settings.class, { code: registration.code, teacher, command, group: room?.name })) {
    stdout.line(line);
  }
  if (chat.accountCount === 0 && settings.class.mode === "closed") {
    const add = `ngobrol-server user add NAME --data ${escapeControls(directory)}`;
    stdout.line(`Nobody can log in yet: add people with ${add}`);
  }
  log.info(`${await stopped}: stopping`);
}

/** What an operator sees, asks for and keeps of a server that runs; until it is disposed of. */
function operate({ chat, store, log, data, server, keys, schedule, metrics }: {
  chat: Chat;
  store: Store;
  log: Log;
  data: DataDirectory;
  server: Server;
  keys: ServedKeys | undefined;
  schedule: Schedule | undefined;
  metrics: MetricsPlace | undefined;
}): AsyncDisposable & { readonly address: string | undefined } {
  const parts = new AsyncDisposableStack();
  const copy = (target: string, signal: AbortSignal) => backUp(data.database, target, signal, true);
  const backups = schedule && parts.use(new Backups({ ...schedule, directory: data.path, copy, log }));
  const watch = parts.use(watchStatus({
    version: describeVersion("ngobrol-server"),
    directory: data.path,
    chat,
    addresses: listAddresses(server),
    certificateUntil: keys && (() => keys.validUntil),
    backups: backups && (() => backups.status),
  }));
  const address = metrics && parts.use(serveMetrics({ ...metrics, watch, counters: chat.counters, log })).address;
  parts.use(startControl({ data, log, handle: handleOperator({ chat, store, log, watch }) }));
  return { address, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** What does the commands of the operator beside this server. */
function handleOperator(
  { chat, store, log, watch }: { chat: Chat; store: Store; log: Log; watch: StatusWatch },
): (request: unknown) => Promise<unknown> {
  const admin = createAccountAdmin(store);
  return async (request) => {
    if (isStatusRequest(request)) return await watch.status();
    if (isTeachRequest(request)) {
      log.info(`a command of the operator: teach ${request[1].name}`);
      return await teachAsOperator(chat, request);
    }
    const result = await runAccountCall(admin, request);
    const change = describeAccountCall(request);
    if (change !== undefined) log.info(change);
    return result;
  };
}

/**
 * Takes the data directory for this server.
 *
 * @throws {ChatError} If another server has it. A command of the operator, and a server that stops, are waited for.
 */
async function claim(directory: string, onNotice: (sentence: string) => void): Promise<DataDirectory> {
  for (const until = CLOCKS.elapsed() + CLAIM_PATIENCE;; await pause(CLAIM_RETRY)) {
    const data = claimDataDirectory(directory, { onNotice });
    if (data !== undefined) return data;
    if (readControl(directory) === undefined && CLOCKS.elapsed() < until) continue;
    const pid = readHolder(directory);
    throw new ChatError(`Cannot use ${directory}: the server with process id ${pid ?? "unknown"} uses it`);
  }
}

/** Reads the certificate and its key, and again at SIGHUP. */
function loadKeys(files: NonNullable<Settings["tls"]>, log: Log): ServedKeys {
  const keys = serveKeys({ ...files, log });
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", () => keys.renew());
  return keys;
}

/** The addresses to listen on. */
async function findAddresses(host: string): Promise<readonly string[]> {
  try {
    return await resolve(host, AbortSignal.timeout(NAME_TIME));
  } catch (error) {
    const isUnknown = error instanceof Deno.errors.NotFound;
    const reason = isUnknown ? "there is no such name" : `nothing told within ${NAME_TIME / 1000} s what it stands for`;
    throw new ChatError(`Cannot listen on ${host}: ${reason}`, { cause: error });
  }
}

/** What a student types. */
function describeCommand({ addresses, port, tlsPort }: Pick<Server, "addresses" | "port" | "tlsPort">): string {
  const [address = ""] = addresses.flatMap((address) => isUnspecified(address) ? listReachable(address) : [address]);
  const [used, byDefault] = port === undefined ? [tlsPort!, DEFAULT_TLS_PORT] : [port, DEFAULT_PORT];
  const place = used === byDefault ? address : formatAddress(address, used);
  return `ngobrol --host ${escapeControls(place)}${port === undefined ? " --tls" : ""}`;
}

/** Where a server listens, as its banner says it. */
function describePlaces({ addresses, port, tlsPort }: Server): string {
  return [
    ...port === undefined ? [] : [`on ${describeAddresses(addresses, port)}`],
    ...tlsPort === undefined ? [] : [`with TLS on ${describeAddresses(addresses, tlsPort)}`],
  ].join("; ");
}

/** The same, one by one. */
function listAddresses({ addresses, port, tlsPort }: Server): string[] {
  return [port, tlsPort].flatMap((port) =>
    port === undefined ? [] : addresses.map((each) => formatAddress(each, port))
  );
}

/** Where the server can be reached; every address of this machine, if it listens on all of them. */
function describeAddresses(addresses: readonly string[], port: number): string {
  const reachable = addresses.flatMap((address) => isUnspecified(address) ? listReachable(address) : [address]);
  return reachable.map((address) => formatAddress(address, port)).join(", ");
}

/** Addresses of this machine: nobody in a class gets here by a loopback address; it is named where there is no other. */
function listReachable(unspecified: string): string[] {
  const addresses = ownAddresses()
    .filter(({ family, address }) => (unspecified === "::" || family === "IPv4") && !address.startsWith("fe80:"))
    .map(({ address }) => address);
  const reachable = addresses.filter((address) => !isLoopback(address));
  return [reachable, addresses, [unspecified]].find(({ length }) => length > 0)!;
}

/** The signals to stop. */
const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** Resolves at the first signal to stop; the second one stops at once. */
function signal(names = STOP_SIGNALS): Promise<Deno.Signal> {
  const { promise, resolve } = Promise.withResolvers<Deno.Signal>();
  let isStopping = false;
  for (const name of names) {
    Deno.addSignalListener(name, () => {
      if (isStopping) Deno.exit(1);
      isStopping = true;
      resolve(name);
    });
  }
  return promise;
}

/** A command was called off by a signal. */
class InterruptedError extends Error {
  override name = "InterruptedError";
  readonly exitCode: number;

  constructor(signal: Deno.Signal) {
    super(signal);
    this.exitCode = 128 + ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal as string] ?? 2);
  }
}

/** Aborted at the first signal to stop. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const names: Deno.Signal[] = Deno.build.os === "windows" ? [...STOP_SIGNALS] : [...STOP_SIGNALS, "SIGHUP"];
  void signal(names).then((name) => controller.abort(new InterruptedError(name)));
  return controller.signal;
}

/** @throws {UsageError} If the words are near those of a command, and are none. */
function refuseMistyped(word: string, kind: string | undefined): void {
  const hint = didYouMean(word, [...commandsIn(HELP), "help"]);
  if (hint !== "") throw new UsageError(`There is no command ${word}${hint}`);
  const kindHint = kind === undefined ? "" : didYouMean(kind, commandsIn(HELP, word));
  if (kindHint !== "") throw new UsageError(`There is no command ${word} ${kind}${kindHint}`);
}

/** The help, or that of a command: `help user add`, `user add --help`. */
function describeHelp({ help, words }: ReturnType<typeof readFlags>): string[] {
  const about = words[0] === "help" ? words.slice(1) : words;
  const part = helpOf(HELP, about, ["--data"]);
  if (about[0] !== undefined && !help) {
    refuseMistyped(about[0], about[1]);
    if (part === undefined) throw new UsageError(`There is no command ${about[0]}`);
  }
  return part ?? HELP.split("\n");
}

/** Adds to the flags what the environment and the file of `--config` say; what was typed counts for more. */
async function configure(typed: ReturnType<typeof readFlags>): Promise<ReturnType<typeof readFlags>> {
  const get = (name: string) => Deno.env.get(name);
  const file = typed.config ?? (get("NGOBROL_SERVER_CONFIG") || undefined);
  const configured = await readConfiguration(file, CONFIGURED, get);
  if (typed.words[0] === "config" && typed.words.length === 1) {
    await print(...describeConfiguration(CONFIGURED, typed, configured));
  }
  const values = Object.fromEntries(Array.from(configured, ([flag, { value }]) => [flag, value]));
  const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined && value !== false));
  return { ...typed, ...values, ...given };
}

async function main(args: string[]): Promise<void> {
  const typed = readFlags(args);
  if (typed.help || typed.words[0] === "help") return await print(...describeHelp(typed));
  if (typed.version) return await print(describeVersion("ngobrol-server"));
  const flags = await configure(typed);
  const settings = readSettings(flags);
  const [word, ...words] = flags.words;
  if (word === "config") {
    if (words.length > 0) throw new UsageError("config takes no words");
    return; // It is printed.
  }
  if (word === undefined) return await serve(settings);
  refuseMistyped(word, words[0]);
  if (word === "cert") return await makeCertificate(words, settings, flags.out);
  if (word === "backup" || word === "verify") {
    return await runStoreCommand(flags.words, {
      store: databaseIn(settings.directory),
      verify,
      backUp: (store, target) => backUp(store, target),
    });
  }
  if (word === "restore") {
    return await runRestoreCommand(words, {
      directory: settings.directory,
      verify,
      backUp: (file, target) => backUp(file, target),
      onNotice: tell,
    });
  }
  if (word === "doctor") return await examineMachine(words, settings);
  if (word === "status") {
    const ask = (request: unknown) => askRunning(settings.directory, request, flags.wait ? START_PATIENCE : 0);
    return await runStatusCommand(words, { json: flags.json, ask });
  }
  if (word === "teach") {
    const options = { from: flags.from, to: flags.to, zone: flags.zone, out: flags.out };
    const ask = (call: TeachCall) => askRunning(settings.directory, ["teach", call]);
    return await runTeachCommand(readTeachCommand(words, options), ask, options);
  }
  if (word !== "user") throw new UsageError(`There is no command ${word}`);
  if (words[0] === "import") return await importUsers(words.slice(1), settings, flags);
  const command = readUserCommand(words);
  const access = accountAccess(settings.directory, {
    create: command.kind === "add",
    open: ({ database, isLost }) => openSqlite(database, { isLost }),
    onNotice: tell,
  });
  await using passwords = createPasswords();
  const { name: fullName, teacher: isTeacher, "password-stdin": fromStdin } = flags;
  const { language } = settings;
  await runUserCommand(command, { access, passwords, fullName, isTeacher, language, fromStdin });
}

/** Looks at what a server with these settings would find. */
async function examineMachine(words: string[], { directory, host, port, tls }: Settings): Promise<void> {
  if (words.length > 0) throw new UsageError(`doctor takes no ${words[0]}`);
  const addresses = await findAddresses(host);
  const places = [port, tls?.port].flatMap((port) =>
    port === undefined ? [] : addresses.map((address) => ({ address, port }))
  );
  const connections = systemConnections(tls ? TLS_DESCRIPTORS : 1)(0);
  await runDoctor({ directory, version: describeVersion("ngobrol-server"), places, connections });
}

/** Looks through a store or a backup, and through what is in its files. */
async function verify(database: string): Promise<StoreContents> {
  const contents = await verifySqlite(database);
  await verifyContents(await contentsIn(database), database);
  return contents;
}

/** Copies a store, and what is in its files: both are whole, or there is no backup. */
function backUp(
  store: string,
  target: string,
  signal = interruption(),
  isOpenHere = false,
): Promise<StoreContents> {
  const withCopy = async (part: string) => await copyContents(await contentsIn(part), store, target, signal);
  return backUpSqlite(store, target, { signal, withCopy, isOpenHere });
}

/** The module is loaded here only, for the libraries that it brings. */
async function importUsers(
  [file, ...more]: string[],
  { directory, language, port, tls }: Settings,
  flags: ReturnType<typeof readFlags>,
): Promise<void> {
  const { slips, group, "dry-run": isDryRun } = flags;
  if (file === undefined || more.length > 0) throw new UsageError("user import takes one FILE");
  if (slips === "") throw new UsageError("--slips takes a file");
  if (group !== undefined && !isName(group)) throw new UsageError("--group takes the name of a group");
  const [reachable = ""] = listReachable("0.0.0.0");
  const host = flags.host === undefined ? reachable : readHost(flags.host).host;
  const address = describeCommand({ addresses: [host], port, tlsPort: tls?.port }).replace(/^ngobrol --host /, "");
  const open = ({ database, isLost }: DataDirectory) => openSqlite(database, { isLost });
  const access: AccountAccess = isDryRun && !hasChat(directory)
    ? async (action) => {
      await using store = await openSqlite(":memory:"); // Nobody is there yet.
      return await action(createAccountAdmin(store), { isServed: false, directory });
    }
    : accountAccess(directory, { create: true, open, onNotice: tell });
  const { runImport } = await import("./lib/server/admin/import_command.ts");
  await using passwords = createPasswords();
  await runImport(file, { access, passwords, isDryRun, slips, group, language, address });
}

/** The module is loaded here only: it brings a library that no server needs. */
async function makeCertificate(words: string[], { directory }: Settings, out = directory): Promise<void> {
  if (words.length > 0 || out === "") throw new UsageError("cert takes --out DIR, and nothing else");
  const { runCertCommand } = await import("./lib/server/admin/cert_command.ts");
  await print(...await runCertCommand(out));
}

/** Says a sentence in which others' names may stand. */
function tell(sentence: string): void {
  stderr.line(escapeControls(sentence));
}

/** Runs the program. @returns Its exit code. */
export async function run(args: string[]): Promise<number> {
  try {
    await main(args);
    return 0;
  } catch (error) {
    // Nobody is left to hear of it.
    if (error instanceof Deno.errors.BrokenPipe) return 1;
    if (error instanceof InterruptedError) {
      stderr.line(`${error.message}: stopped, and nothing is left of what was begun`);
      return error.exitCode;
    }
    const isWrongCall = error instanceof UsageError;
    if (isWrongCall) tell(`${error.message}; see --help`);
    else if (error instanceof ChatError) tell(error.message);
    else stderr.line(`Uncaught ${describeError(error)}`);
    return isWrongCall ? 2 : 1;
  }
}

if (import.meta.main) {
  endOnUncaught();
  await endProgram(await run(Deno.args)); // The signal listeners would keep the process alive.
}
