/**
 * The chat server as a program: flags, then a store, then a listener, then a signal, then everything in order again.
 * The only file that picks a store.
 *
 * @module
 */

import { isLoopback, isUnspecified } from "./lib/address.ts";
import { describeVersion } from "./lib/build.ts";
import { ChatError, DEFAULT_PORT, DEFAULT_TLS_PORT, formatAddress, isName, VERSION } from "./lib/chat.ts";
import { CLOCKS } from "./lib/clock.ts";
import { describeConfiguration, readConfiguration, withConfiguration } from "./lib/configuration.ts";
import { commandsIn, didYouMean, helpOf } from "./lib/help.ts";
import { announcedName } from "./lib/discovery/name.ts";
import { describeError, endOnUncaught, endProgram, sentenceOf, stderr, stdout } from "./lib/output.ts";
import { resolve } from "./lib/resolve.ts";
import { type AccountAccess, accountAccess, askRunning, storeAccess } from "./lib/server/admin/account_access.ts";
import { createAccountAdmin, describeAccountCall, runAccountCall } from "./lib/server/chat/accounts/account_admin.ts";
import { addDemoAccounts } from "./lib/server/chat/accounts/account_rules.ts";
import { openOperatorPort } from "./lib/server/admin/operator_port.ts";
import {
  claimDataDirectory,
  databaseIn,
  type DataDirectory,
  hasChat,
  readHolder,
  readOperatorAddress,
} from "./lib/server/admin/data/data_directory.ts";
import { Contents } from "./lib/server/files/contents.ts";
import { checkAddresses, listen, type Server } from "./lib/server/listen.ts";
import { systemConnections } from "./lib/server/limits.ts";
import { createLog, type Log } from "./lib/server/log.ts";
import { ENTRIES } from "./lib/server/admin/data/private_files.ts";
import { ownAddresses, ownName } from "./lib/server/admin/certificate/own_addresses.ts";
import { createPasswords } from "./lib/server/chat/logins/password.ts";
import { Registration } from "./lib/server/chat/accounts/registration.ts";
import { describeClass, describeFirstSteps, ensureTeacher, openRegistration } from "./lib/server/admin/open_class.ts";
import { watchClass } from "./lib/server/admin/status/class_view.ts";
import { runDoctor } from "./lib/server/admin/status/doctor.ts";
import { print } from "./lib/server/admin/print.ts";
import { type ServedKeys, serveKeys } from "./lib/server/connection/served_keys.ts";
import { Chat } from "./lib/server/chat/chat.ts";
import { copyContents, verifyContents } from "./lib/server/admin/data/file_copies.ts";
import { ClassGroup } from "./lib/server/chat/groups/class_group.ts";
import { Backups, type Schedule } from "./lib/server/admin/data/backups.ts";
import { serveMetrics } from "./lib/server/admin/status/metrics_server.ts";
import { isPruneCall, type PruneCall, runPruneCall, runPruneCommand } from "./lib/server/admin/data/prune_command.ts";
import { runRestoreCommand } from "./lib/server/admin/data/restore_command.ts";
import { sendMetrics } from "./lib/server/admin/status/telemetry.ts";
import { type StatusWatch, watchStatus } from "./lib/server/admin/status/status.ts";
import { isStatusRequest, runStatusCommand } from "./lib/server/admin/status/status_command.ts";
import { runStoreCommand } from "./lib/server/admin/data/store_command.ts";
import { escapeControls } from "./lib/sanitize.ts";
import { UsageError } from "./lib/usage_error.ts";
import { readTeachCommand, runTeachCommand } from "./lib/server/admin/teach_command.ts";
import { isTeachRequest, teachAsOperator, type TeachCall } from "./lib/server/chat/class/teach.ts";
import { readUserCommand, runUserCommand } from "./lib/server/admin/people/user_command.ts";
import { pause } from "./lib/async.ts";
import { readPlace } from "./lib/store/postgres/place.ts";
import { openSqlite } from "./lib/store/sqlite/sqlite_store.ts";
import type { Prunable, Pruned } from "./lib/store/prune.ts";
import type { Store, StoreContents } from "./lib/store/store.ts";
import { backUpSqlite } from "./lib/store/sqlite/backup.ts";
import { contentsIn, verifySqlite } from "./lib/store/sqlite/copy.ts";
import { namesOf } from "./lib/server/web/hosts.ts";
import { drawCode, pageUrl } from "./lib/server/web/page_address.ts";
import { loadSite } from "./lib/server/web/site.ts";
import type { WebPlace } from "./lib/server/web/web_door.ts";
import type { WebSettings } from "./lib/server/web/web_flags.ts";
import { SERVER_FLAGS, SERVER_PROGRAM } from "./lib/server/flag_table.ts";
import { HELP, SERVER_CALLS } from "./lib/server/help_text.ts";
import { refuseShared, type StoreSettings } from "./lib/server/admin/store_flags.ts";
import { type Flags, readFlags, readHost, readSettings, type Settings } from "./lib/server/settings.ts";

/** The file descriptors of a connection with TLS: see lib/server/connection/tls.ts. */
const TLS_DESCRIPTORS = 3;

/** Milliseconds that a start waits for a command of the operator, or a server that stops, and between two attempts. */
const CLAIM_PATIENCE = 10_000;
const CLAIM_RETRY = 25;

/** Milliseconds in which `status --wait` waits for a server: a large store is looked through first. */
const START_PATIENCE = 30_000;

/** Milliseconds that a name of `--host` may take to be found. */
const NAME_TIME = 10_000;

async function serve({ host, port, tls, directory, level, limits, hasBound, ...settings }: Settings): Promise<void> {
  const log = createLog(level, { format: settings.format });
  using keys = tls && loadKeys(tls, log);
  const addresses = await findAddresses(host);
  // A class is not open to everybody who knows the password of the demo.
  const demo = settings.demo || (!settings.class.isClass && addresses.every(isLoopback));
  const web = await findPage(settings.web, addresses);
  const metrics = settings.metrics && { ...settings.metrics, addresses: await findAddresses(settings.metrics.host) };
  const where = { addresses, port, web, tls: tls && keys && { port: tls.port, keys: () => keys.current } };
  if (!hasChat(directory)) checkAddresses(where); // Who can be reached nowhere needs no new directory.
  using data = await claim(directory, (sentence) => log.info(sentence));
  const onTrouble = (sentence: string) => log.fault("Store", sentence);
  await using store = await openStore(settings, data, onTrouble);
  await using passwords = createPasswords();
  if (demo) await addDemoAccounts({ store, passwords });
  const onFault = (error: unknown) => log.fault("Live", error);
  const contents = await Contents.open(`${directory}/${ENTRIES.files}`, store.shared?.contents);
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
    inspect: settings.inspect,
    ...!hasBound && { places: systemConnections(tls ? TLS_DESCRIPTORS : 1) },
  });
  await using operation = await operate({ ...settings, chat, store, log, data, server, keys, metrics });
  using _ = level === "class" ? watchClass({ chat, store, log, group: room?.name, language }) : undefined;
  await using announced = await announce(settings, server, log);
  const stopped = signal(); // Who reads the banner may stop it at once.
  stdout.line(`ngobrol-server ${VERSION} listens ${escapeControls(describePlaces(server))}`);
  if (operation.address !== undefined) stdout.line(`Metrics: http://${operation.address}/metrics, and /health`);
  const command = describeCommand(server);
  for (const line of describeFirstSteps(settings.class, { command, demo })) stdout.line(line);
  for (const line of describeClass(settings.class, { ...registration, store, teacher, command, group: room?.name })) {
    stdout.line(escapeControls(line));
  }
  if (announced !== undefined) {
    stdout.line(`On the network: ${escapeControls(announced.name)}   (ngobrol finds it without an address)`);
  }
  if (web !== undefined) await showPage(server, settings, registration.code);
  if (chat.accountCount === 0 && settings.class.mode === "closed") {
    const add = `ngobrol-server user add NAME --data ${escapeControls(directory)}`;
    stdout.line(`Nobody can log in yet: add people with ${add}`);
  }
  log.info(`${await stopped}: stopping`);
  await server.drain(settings.drain);
}

/** Tells the network that the server is there, if it shall: a class does, unless this machine alone can reach it. */
async function announce(
  { announce, class: { isClass, title = "ngobrol" } }: Pick<Settings, "announce" | "class">,
  { addresses, port, tlsPort }: Server,
  log: Log,
): Promise<AsyncDisposable & { readonly name: string } | undefined> {
  const isUsual = isClass && !addresses.every(isLoopback);
  const name = announce ?? (isUsual && announcedName(title));
  if (name === false) return undefined;
  const { Announcer } = await import("./lib/server/announcer.ts"); // A library that few servers need.
  return await Announcer.open({ server: { name, port, tlsPort }, addresses, log });
}

/** Opens the store of a server: the database that servers share, if there is one, or that in its directory. */
async function openStore(
  { store }: Pick<Settings, "store">,
  data: DataDirectory,
  onTrouble: (sentence: string) => void,
): Promise<Store> {
  if (store !== undefined) return await openShared(store, { onTrouble, onLost: endLost });
  const own = await openSqlite(data.database, { check: true, isLost: data.isLost, onTrouble });
  data.noteChat();
  return own;
}

/**
 * Opens a database that servers share. Its library is loaded here only.
 *
 * @throws {ChatError} If it cannot be used.
 */
async function openShared(
  { from, isUnsafe }: StoreSettings,
  { onTrouble = tell, onLost }: { onTrouble?: (sentence: string) => void; onLost?: (sentence: string) => void } = {},
): Promise<Store> {
  const { openPostgres } = await import("./lib/store/postgres/postgres_store.ts");
  const { place, rootCertificate } = readPlace(from, readVariable("PGPASSFILE") || undefined);
  if ("url" in from && place.password !== undefined) {
    onTrouble(
      "The password in --store can be seen by everybody on this machine: put the URL in a file, for --store-file",
    );
  }
  return await openPostgres(place, { isUnsafe, rootCertificate, onTrouble, ...onLost && { onLost } });
}

/** Ends the program: what the other servers did cannot be told any more. */
function endLost(sentence: string): void {
  tell(`${sentence}: start it again`);
  Deno.exit(1);
}

/** How a command gets at the accounts: those of a database directly, for servers hear of what changes in it. */
function accessTo(
  { directory, store }: Settings,
  options: { readonly create: boolean },
): AccountAccess {
  if (store === undefined) {
    const open = ({ database, isLost }: DataDirectory) => openSqlite(database, { isLost });
    return accountAccess(directory, { ...options, open, onNotice: tell });
  }
  return async (action) => {
    await using shared = await openShared(store);
    return await action(createAccountAdmin(shared), { isServed: true, directory });
  };
}

/** What an operator sees, asks for and keeps of a server that runs; until it is disposed of. */
async function operate({ chat, store, log, data, server, keys, schedule, metrics, web }: {
  chat: Chat;
  store: Store;
  log: Log;
  data: DataDirectory;
  server: Server;
  keys: ServedKeys | undefined;
  schedule: Schedule | undefined;
  metrics: { readonly addresses: readonly string[]; readonly port: number } | undefined;
  web: WebSettings;
}): Promise<AsyncDisposable & { readonly address: string | undefined }> {
  await using parts = new AsyncDisposableStack();
  const copy = (target: string, signal: AbortSignal) => backUp(data.database, target, signal, true);
  const backups = schedule && parts.use(new Backups({ ...schedule, directory: data.path, copy, log }));
  const watch = parts.use(watchStatus({
    version: describeVersion("ngobrol-server"),
    directory: data.path,
    chat,
    addresses: listAddresses(server),
    page: addressOfPage(server, web),
    certificateUntil: keys && (() => keys.validUntil),
    backups: backups && (() => backups.status),
    isStopping: () => server.isStopping,
    database: () => store.shared?.status?.(),
  }));
  const address = metrics && parts.use(serveMetrics({ ...metrics, watch, counters: chat.counters, log })).address;
  const measure = async () => ({ status: await watch.status(), counters: chat.counters });
  parts.use(await sendMetrics({ measure, log }));
  parts.use(openOperatorPort({ data, log, handle: handleOperator({ chat, store, log, watch }) }));
  const running = parts.move();
  return { address, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** What does the commands of the operator beside this server. */
function handleOperator(
  { chat, store, log, watch }: { chat: Chat; store: Store; log: Log; watch: StatusWatch },
): (request: unknown) => Promise<unknown> {
  const admin = createAccountAdmin(store);
  return async (request) => {
    if (isStatusRequest(request)) return await watch.status();
    if (isPruneCall(request)) {
      if (request[1] === "remove") log.info("a command of the operator: prune");
      return await runPruneCall(store, request);
    }
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
    if (readOperatorAddress(directory) === undefined && CLOCKS.elapsed() < until) continue;
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

/** Where the page is to be, if it is. */
async function findPage(
  { isWanted, host, port, names, url, others, proxies }: WebSettings,
  addresses: readonly string[],
): Promise<WebPlace | undefined> {
  if (!(isWanted ?? !addresses.every(isLoopback))) return undefined;
  return {
    addresses: host === undefined ? addresses : await findAddresses(host),
    port,
    isOptional: isWanted === undefined,
    site: loadSite({ others }),
    names: namesOf(names, ownName(), others),
    url,
    others: new Set(others),
    proxies: new Set(proxies),
  };
}

/** What the banner says of it. */
function addressOfPage({ web, tlsPort }: Server, { url }: WebSettings): string | undefined {
  if (web === undefined) return undefined;
  const { addresses: [address = ""], port } = web;
  const [own = address] = isUnspecified(address) ? listReachable(address) : [];
  return pageUrl({ url, addresses: [address], port, isSecure: tlsPort !== undefined }, own);
}

/** What the banner says of the page; at a terminal, with a code to point a phone at, which brings that of the class. */
async function showPage(server: Server, settings: Pick<Settings, "web" | "class">, code: string): Promise<void> {
  const url = addressOfPage(server, settings.web);
  if (url === undefined) {
    return stdout.line(`There is no page: port ${settings.web.port} is in use; choose another with --web`);
  }
  stdout.line(`In a browser:   ${escapeControls(url)}`);
  const hash = settings.class.mode === "code" ? `/#${code}` : "";
  for (const line of await drawCode(`${url}${hash}`, terminalSize()) ?? []) stdout.line(line);
}

/** The size of the terminal that is written to, if it is one. */
function terminalSize(): { columns: number; rows: number } | undefined {
  try {
    return Deno.stdout.isTerminal() ? Deno.consoleSize() : undefined;
  } catch {
    return undefined; // Such as one that is gone.
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

/** The signals to stop; on Windows Ctrl-C, Ctrl-Break, and the end of the window, which leaves five seconds. */
const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK", "SIGHUP"]
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
  const hint = didYouMean(word, [...commandsIn(SERVER_CALLS), "help"]);
  if (hint !== "") throw new UsageError(`There is no command ${word}${hint}`);
  const kindHint = kind === undefined ? "" : didYouMean(kind, commandsIn(SERVER_CALLS, word));
  if (kindHint !== "") throw new UsageError(`There is no command ${word} ${kind}${kindHint}`);
}

/** The help, or that of a command: `help user add`, `user add --help`. */
function describeHelp({ help, words }: Flags): string[] {
  const about = words[0] === "help" ? words.slice(1) : words;
  const program = { program: "ngobrol-server", calls: SERVER_CALLS, flags: SERVER_FLAGS, always: ["data"] };
  const part = helpOf(program, about);
  if (about[0] !== undefined && !help) {
    refuseMistyped(about[0], about[1]);
    if (part === undefined) throw new UsageError(`There is no command ${about[0]}`);
  }
  return part ?? HELP.split("\n");
}

/** A variable of the environment. @throws {UsageError} If it is not UTF-8. */
function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    throw new UsageError(`${name} in the environment is not valid UTF-8`);
  }
}

/** Adds to the flags what the environment and the file of `--config` say; what was typed counts for more. */
async function configure(typed: Flags): Promise<Flags> {
  const configured = await readConfiguration(typed.config, SERVER_PROGRAM, readVariable);
  if (typed.words[0] === "config" && typed.words.length === 1) {
    await print(...describeConfiguration(SERVER_PROGRAM, typed, configured));
  }
  return withConfiguration(typed, configured);
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
    refuseShared(settings.store, word, word === "backup" ? "pg_basebackup" : "pg_amcheck");
    return await runStoreCommand(flags.words, {
      store: databaseIn(settings.directory),
      verify,
      backUp: (store, target) => backUp(store, target),
    });
  }
  if (word === "restore") {
    refuseShared(settings.store, word, "what pg_basebackup has made");
    return await runRestoreCommand(words, {
      directory: settings.directory,
      verify,
      backUp: (file, target) => backUp(file, target),
      onNotice: tell,
    });
  }
  if (word === "prune") return await pruneStore(words, settings, flags);
  if (word === "move") return await moveStore(words, flags);
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
  const access = accessTo(settings, { create: command.kind === "add" });
  await using passwords = createPasswords();
  const { name: fullName, teacher: isTeacher, "password-stdin": fromStdin } = flags;
  const { language } = settings;
  await runUserCommand(command, { access, passwords, fullName, isTeacher, language, fromStdin });
}

/** Removes old messages, through the server if one runs. Between two calls another one may start. */
async function pruneStore(words: string[], { directory, store: shared }: Settings, flags: Flags): Promise<void> {
  const open = ({ database, isLost }: DataDirectory) => openSqlite(database, { isLost });
  const access = storeAccess(directory, { create: false, open, onNotice: tell });
  const prune = async (store: Store, call: PruneCall) => {
    const result = await runPruneCall(store, call);
    // A server that runs does so by itself.
    if (call[1] === "remove" && result.messages === 0) {
      await (await Contents.open(`${directory}/${ENTRIES.files}`)).sweep((hashes) => store.files.unused(hashes));
    }
    return result;
  };
  await runPruneCommand(words, {
    isDryRun: flags["dry-run"],
    isSure: flags.yes,
    ask: async (call) => {
      if (shared === undefined) {
        return await access((store) => prune(store, call), async (ask) => await ask(call) as Prunable | Pruned);
      }
      await using store = await openShared(shared); // Its servers hear of it.
      return await runPruneCall(store, call);
    },
  });
}

/** The module is loaded here only, for the library that it brings. */
async function moveStore(words: string[], { from, to, "store-unsafe": isUnsafe }: Flags): Promise<void> {
  const { runMoveCommand } = await import("./lib/server/admin/data/move_command.ts");
  const passwordFile = readVariable("PGPASSFILE") || undefined;
  await runMoveCommand(words, { from, to, passwordFile, isUnsafe, signal: interruption(), onNotice: tell });
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
  settings: Settings,
  flags: Flags,
): Promise<void> {
  const { directory, language, port, tls } = settings;
  const { slips, group, "dry-run": isDryRun } = flags;
  if (file === undefined || more.length > 0) throw new UsageError("user import takes one FILE");
  if (slips === "") throw new UsageError("--slips takes a file");
  if (group !== undefined && !isName(group)) throw new UsageError("--group takes the name of a group");
  const [reachable = ""] = listReachable("0.0.0.0");
  const host = flags.host === undefined ? reachable : readHost(flags.host).host;
  const address = describeCommand({ addresses: [host], port, tlsPort: tls?.port }).replace(/^ngobrol --host /, "");
  const access: AccountAccess = isDryRun && settings.store === undefined && !hasChat(directory)
    ? async (action) => {
      await using store = await openSqlite(":memory:"); // Nobody is there yet.
      return await action(createAccountAdmin(store), { isServed: false, directory });
    }
    : accessTo(settings, { create: true });
  const { runImport } = await import("./lib/server/admin/people/import_command.ts");
  await using passwords = createPasswords();
  await runImport(file, { access, passwords, isDryRun, slips, group, language, address });
}

/** The module is loaded here only: it brings a library that no server needs. */
async function makeCertificate(words: string[], { directory }: Settings, out = directory): Promise<void> {
  if (words.length > 0 || out === "") throw new UsageError("cert takes --out DIR, and nothing else");
  const { runCertCommand } = await import("./lib/server/admin/certificate/cert_command.ts");
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
    else if (error instanceof ChatError) tell(sentenceOf(error));
    else stderr.line(`Uncaught ${describeError(error)}`);
    return isWrongCall ? 2 : 1;
  }
}

if (import.meta.main) {
  endOnUncaught();
  await endProgram(await run(Deno.args)); // The signal listeners would keep the process alive.
}
