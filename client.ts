/**
 * The chat client: flags, a connection, and then a terminal, a pipe or one command. What is done there is `lib/client`'s
 * business.
 *
 * @module
 */

import { ChatError } from "./lib/chat.ts";
import { stdin } from "./lib/input.ts";
import { describeError, endOnUncaught, endProgram, sentenceOf, stderr, stdout } from "./lib/output.ts";
import { readLines, runPipe } from "./lib/client/modes/pipe.ts";
import { mayBeHost, needsServer, readTyped } from "./lib/client/session/commands.ts";
import { hidePassword } from "./lib/client/session/remembered.ts";
import {
  configure,
  type Environment,
  languageFor,
  readEnvironment,
  readSettings,
  type Settings,
} from "./lib/client/flags.ts";
import { findServer, NobodyHere } from "./lib/client/modes/find_server.ts";
import { Interactive } from "./lib/client/modes/interactive.ts";
import { LiveClient, type LiveClientOptions } from "./lib/client/live/live_client.ts";
import { runJson, typedLines } from "./lib/client/modes/json.ts";
import { WireView } from "./lib/client/wire/wire_view.ts";
import { type EventSink, jsonSink, terminalSink } from "./lib/client/live/event_sink.ts";
import { makeStateDirectory } from "./lib/client/state_directory.ts";
import { openOutbox } from "./lib/client/live/outbox.ts";
import { openInputHistory } from "./lib/client/modes/input_history.ts";
import { Remote } from "./lib/client/connection/remote.ts";
import { withoutToken } from "./lib/client/session/results.ts";
import type { Progress } from "./lib/client/files/progress.ts";
import { lineBar, stepsOf } from "./lib/client/modes/transfers.ts";
import type { Theme } from "./lib/client/terminal/theme.ts";
import { Session } from "./lib/client/session/session.ts";
import { type Stop, stopOnSignals } from "./lib/client/stop.ts";
import { type Completer, Terminal } from "./lib/client/terminal/terminal.ts";
import { escapeControls } from "./lib/client/sanitize.ts";
import { UsageError } from "./lib/usage_error.ts";

/** Milliseconds between two questions for the inbox of a server that cannot be live. */
const POLL_EVERY = 2_000;

/** Seconds that a connection may take: see openConnection(). */
const CONNECT_SECONDS = 10;

/**
 * Writes results, and waits until they were read.
 *
 * @throws {Deno.errors.BrokenPipe} If they had enough of them: `ngobrol | head -1`.
 * @throws {ChatError} If they cannot be written for another reason.
 */
async function print(lines: readonly string[], explain = (reason: string) => reason): Promise<void> {
  try {
    await stdout.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || !(error instanceof Error)) throw error;
    throw new ChatError(explain(error.message));
  }
}

/** Waits for `work`, which goes on without anybody if `signal` is aborted: nobody may read what is printed. */
async function untilStopped(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener("abort", stop);
  await Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", stop));
}

/** The connection and who uses it, for all ways to chat. */
class Client implements AsyncDisposable {
  readonly remote: Remote;
  readonly session: Session;
  /** Shows what is no result. There is nobody to tell if that fails. */
  tell = (line: string): void => stderr.line(line);
  #live: LiveClient | undefined;

  constructor({ host, port, others, tls, wire, theme: { texts } }: Settings, stop: Stop) {
    this.remote = new Remote({ host, port }, {
      ...{ others, tls, texts, hidesTokens: Deno.stderr.isTerminal() },
      ...(wire && { trace: (direction: string, text: string) => this.tell(escapeControls(`${direction} ${text}`)) }),
      onEvent: (json) => this.#live?.event(json),
      onEnd: () => this.#live?.lost(),
    });
    this.session = new Session(this.remote, { notice: (message) => this.tell(escapeControls(message)), texts });
    stop.signal.addEventListener("abort", () => this.session.interrupt());
  }

  /** Makes the session live from its next login on. */
  goLive(sink: EventSink, options: LiveClientOptions): LiveClient {
    return this.#live = new LiveClient(this.session, sink, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#live?.close();
    await this.remote.close();
  }
}

/** Connects for the first time. @throws {ChatError} If that fails; a person is told what to do about it. */
async function connect(remote: Remote, { isPlaceGuessed, theme: { texts } }: Settings): Promise<void> {
  try {
    await remote.connect();
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const isNobody = [texts.refused, texts.noAnswer(CONNECT_SECONDS)].some((reason) => error.message.endsWith(reason));
    if (isNobody && isPlaceGuessed) throw new NobodyHere(error.message, { cause: error });
    if (!isNobody || !Deno.stderr.isTerminal()) throw error;
    throw new ChatError(`${error.message}; ${texts.noneThere}`, { cause: error });
  }
}

/** Connects, and chats in one of the ways. @returns The exit code. */
async function chat(settings: Settings, environment: Environment, stop: Stop): Promise<number> {
  await using client = new Client(settings, stop);
  const password = settings.user === undefined ? undefined : environment.NGOBROL_PASSWORD || undefined;
  const isAtTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const stays = settings.json && (settings.user !== undefined || isAtTerminal);
  if (settings.command === "" && stays) return await chatInJson(settings, password, client, stop);
  if (settings.command !== "" || !isAtTerminal) return await chatAlone(settings, password, client, stop);
  return await chatAtTerminal(settings, environment, password, client, stop);
}

/** Lets a person chat. */
async function chatAtTerminal(
  settings: Settings,
  environment: Environment,
  password: string | undefined,
  client: Client,
  stop: Stop,
): Promise<number> {
  const { theme, user } = settings;
  const { texts } = theme;
  const problems: string[] = [];
  const directory = makeStateDirectory(environment, texts, (reason) => problems.push(reason));
  using terminal = new Terminal(stop, {
    theme,
    hide: (line, isAnswer): string => hidePassword(line, isAnswer || person.partner !== undefined),
    completer: (before): ReturnType<Completer> => person.complete(before),
  });
  if (Deno.stderr.isTerminal()) client.tell = (line) => terminal.screen.print([line], { asIs: true });
  const onProblem = (reason: string) => {
    // Once is enough.
    if (problems.push(reason) === 1) terminal.screen.print([escapeControls(texts.notKept(reason))]);
  };
  await connect(client.remote, settings);
  if (theme.plain && Deno.build.os !== "windows") terminal.screen.print([escapeControls(texts.plainHint)]);
  if (problems[0] !== undefined) terminal.screen.print([escapeControls(texts.notKept(problems[0]))]);
  const wire = new WireView(texts);
  const live = client.goLive(terminalSink(terminal.screen, stop.signal, texts, wire), {
    texts,
    pollEvery: POLL_EVERY,
    openOutbox: (user) => openOutbox(client.remote.name, user, { directory, onProblem }),
  });
  const inputHistory = directory === undefined ? undefined : openInputHistory(directory);
  const options = { texts, user, password, wire, inputHistory, plain: theme.plain };
  const person: Interactive = new Interactive(client.session, live, terminal, stop.signal, options);
  for (const line of await person.run()) stdout.line(line);
  return 0;
}

/** Lets a program chat that stays. Its commands come from a pipe or a terminal. */
async function chatInJson(
  settings: Settings,
  password: string | undefined,
  client: Client,
  stop: Stop,
): Promise<number> {
  const { theme: { texts }, user } = settings;
  const isOnScreen = Deno.stdout.isTerminal();
  const isTyped = Deno.stdin.isTerminal();
  if (user !== undefined && password === undefined && !isTyped) throw new UsageError(texts.usageErrors.passwordNeeded);
  using terminal = isTyped
    ? new Terminal(stop, { hide: hidePassword, ...(!isOnScreen && { output: stderr }) })
    : undefined;
  if (terminal !== undefined && Deno.stderr.isTerminal()) {
    client.tell = (line) => terminal.screen.print([line], { asIs: true });
  }
  let failure: unknown;
  const write = async (lines: readonly string[]) => {
    if (terminal === undefined || !isOnScreen) return await print(lines, texts.usageErrors.cannotWrite);
    terminal.screen.print(lines, { asIs: true });
    await terminal.screen.seen().catch(() => {}); // It stops the chat by itself.
  };
  /** What it could not print was not shown: it throws then. */
  const emit = async (lines: readonly string[]) => {
    if (stop.signal.aborted) throw new ChatError(texts.stopped);
    await untilStopped(stop.signal, write(lines)).catch((error) => {
      failure ??= error;
      stop.abort();
    });
    if (stop.signal.aborted) throw new ChatError(texts.stopped);
  };
  const show = (lines: readonly string[]) => emit(lines).catch(() => {});
  const live = client.goLive(jsonSink(emit, (text) => client.tell(escapeControls(text))), { texts });
  await connect(client.remote, settings);
  const lines = terminal === undefined
    ? readLines(stdin, stop.signal, texts.usageErrors.cannotReadInput)
    : typedLines(client.session, terminal, texts);
  const isAllWell = await runJson(client.session, live, lines, show, {
    ...{ texts, user, password, change: isOnScreen ? withoutToken : undefined },
    ask: terminal && ((question, options) => terminal.readLine(question, options)),
  });
  if (failure !== undefined) throw failure;
  return exitCode(isAllWell, stop.signal);
}

/** Runs one command, or those of a pipe, and logs out. @returns The exit code. */
async function chatAlone(
  settings: Settings,
  password: string | undefined,
  { remote, session, tell }: Client,
  stop: Stop,
): Promise<number> {
  const { command, user, json, theme } = settings;
  const { texts } = theme;
  const isOne = command !== "";
  using terminals = new DisposableStack();
  let terminal: Terminal | undefined;
  // Beside the results; one for all questions, since what is typed early is for the next one.
  const asking = () => terminal ??= terminals.use(new Terminal(stop, { output: stderr }));
  const canAsk = isOne && Deno.stdin.isTerminal();
  if (user !== undefined && password === undefined && !canAsk) throw new UsageError(texts.usageErrors.passwordNeeded);
  const { signal } = stop;
  const lines = isOne ? [command] : readLines(stdin, signal, texts.usageErrors.cannotReadInput);
  // What was called off by a signal needs no explanation.
  const show = async (lines: readonly string[]) => {
    if (!signal.aborted) await untilStopped(signal, print(lines, texts.usageErrors.cannotWrite));
    return !signal.aborted;
  };
  let isAllWell = false;
  if (isOne && Deno.stderr.isTerminal() && hidePassword(command) !== command) {
    stderr.line(escapeControls(texts.passwordSeen));
  }
  if (isOne && mayBeHost(command)) tell(escapeControls(texts.perhapsHost(command)));
  try {
    if (!isOne || user !== undefined || needsServer(readTyped(command))) await connect(remote, settings);
    isAllWell = await runPipe(session, lines, show, {
      style: json ? "json" : isOne && Deno.stdout.isTerminal() ? "people" : "data",
      texts,
      login: user === undefined ? undefined : { kind: "auth", user, ...(password && { password }) },
      ask: canAsk ? (question, options) => asking().readLine(question, options) : undefined,
      change: Deno.stdout.isTerminal() ? withoutToken : undefined,
      transfers: { signal, notice: (text) => tell(escapeControls(text)), onProgress: followFiles(theme) },
    });
  } finally {
    await session.leave();
  }
  return exitCode(isAllWell, signal);
}

/** Shows on standard error how far a file has come: by a bar, or by lines where nothing can be drawn anew. */
function followFiles({ texts, plain }: Theme): (progress: Progress) => void {
  if (plain || !Deno.stderr.isTerminal()) return stepsOf(texts, (line) => stderr.line(line));
  // Nobody is there to tell of an error.
  return lineBar(texts, (text) => void stderr.write(new TextEncoder().encode(text)).catch(() => {}));
}

function exitCode(isAllWell: boolean, signal: AbortSignal): number {
  if (signal.aborted) return signal.reason === "SIGTERM" ? 143 : 130;
  return isAllWell ? 0 : 1;
}

/** Runs the program. @returns Its exit code. */
export async function run(args: string[]): Promise<number> {
  try {
    const environment = readEnvironment();
    const canRead = Deno.stdout.isTerminal();
    if (args[0] === "check") {
      return await (await import("./lib/check/command/command.ts")).runCheck(
        args.slice(1),
        languageFor(environment, canRead),
      );
    }
    const configured = await configure(args, environment, canRead);
    const settings = readSettings(args, environment, canRead, configured);
    if (typeof settings === "string") {
      await print([settings]);
      return 0;
    }
    const stop: Stop = new AbortController();
    stop.goesOn = environment.INIT_CWD !== undefined;
    stopOnSignals(stop);
    try {
      return await chat(settings, environment, stop);
    } catch (error) {
      if (!(error instanceof NobodyHere)) throw error;
      const place = await findServer(settings, error, settings.theme, stop).catch((error) => {
        if (!stop.signal.aborted) throw error;
      });
      if (place === undefined) return exitCode(false, stop.signal);
      return await chat({ ...settings, ...place, isPlaceGuessed: false }, environment, stop);
    }
  } catch (error) {
    // Nobody is left to hear of it.
    if (error instanceof Deno.errors.BrokenPipe) return 1;
    await stdout.flush(); // What the terminal was asked for is undone before.
    stderr.line(error instanceof ChatError ? escapeControls(sentenceOf(error)) : `Uncaught ${describeError(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

if (import.meta.main) {
  endOnUncaught();
  await endProgram(await run(Deno.args));
}
