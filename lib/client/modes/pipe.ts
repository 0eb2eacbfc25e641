/**
 * The chat without a person at it: commands from a pipe, one result a line. It must not know where its lines come from
 * and where its results go.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS } from "../../chat.ts";
import { LineDecoder } from "../../wire/lines.ts";
import { type Answer, answerLines, type Style } from "../session/results.ts";
import { type InputCommand, readTyped } from "../session/commands.ts";
import { runCommand } from "../session/run_command.ts";
import type { TransferOptions } from "../session/run_files.ts";
import type { Ask } from "../session/account_commands.ts";
import type { Session } from "../session/session.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";

const LF = 0x0a;

/** Options of {@linkcode runPipe}. */
export interface PipeOptions {
  /** How answers are shown. @default "data" */
  style?: Style;
  /** Who is to be logged in at first; only a failure of that is shown. @default nobody */
  login?: Extract<InputCommand, { kind: "auth" }> | undefined;
  /** Asks for what was left out. @default nobody can be asked */
  ask?: Ask | undefined;
  /** What the client says. @default in English */
  texts?: Texts;
  /** Called with an answer before it is shown; returns the one that is. @default it is shown as it is */
  change?: ((answer: Answer) => Answer) | undefined;
  /** How files are followed. @default they are not */
  transfers?: TransferOptions | undefined;
  /** Is waited for after each command. @default nobody */
  afterEach?: (() => Promise<void>) | undefined;
  /** Is waited for before the session is left by `exit`. @default nobody */
  beforeExit?: (() => Promise<void>) | undefined;
}

/**
 * Runs commands, one a line, up to the end of them or an `exit`. Blank lines count for nothing.
 *
 * @param print Called with the lines of each result; resolves to `false` if they were not shown.
 * @returns Whether every command did what it should.
 */
export async function runPipe(
  session: Session,
  lines: AsyncIterable<string | ChatError> | Iterable<string>,
  print: (lines: readonly string[]) => Promise<boolean | void>,
  options: PipeOptions = {},
): Promise<boolean> {
  const { style = "data", login, ask, texts = textsOf("en"), change, afterEach, beforeExit, transfers } = options;
  if (login !== undefined) {
    const outcome = await runCommand(session, login, { style, texts, ask, change });
    if (outcome.isFailure) {
      await print(outcome.lines);
      return false;
    }
    await afterEach?.();
  }
  let isAllWell = true;
  for await (const line of lines) {
    if (line instanceof ChatError) {
      await print(answerLines({ kind: "failed", message: line.message }, style, { texts }));
      isAllWell = false;
      continue;
    }
    if (line.trim() === "") continue;
    const typed = readTyped(line, { texts });
    if (typed.kind === "exit") await beforeExit?.();
    const outcome = await runCommand(session, typed, { style, texts, ask, change, transfers });
    const isShown = await print(outcome.lines) !== false;
    if (isShown && outcome.newest !== undefined) await session.acknowledge(outcome.newest);
    await afterEach?.();
    isAllWell &&= !outcome.isFailure;
    if (typed.kind === "exit") break;
  }
  return isAllWell;
}

/**
 * The lines of `input`, the last of which needs no end, until `signal` is aborted. One that is too long comes as an error,
 * as one does that is not UTF-8; the next one counts again.
 *
 * @param explain What is said if it cannot be read.
 * @throws {ChatError} If it cannot be read.
 */
export async function* readLines(
  input: { read(buffer: Uint8Array): Promise<number | null> },
  signal: AbortSignal,
  explain = (reason: string) => reason,
): AsyncGenerator<string | ChatError> {
  const read = (buffer: Uint8Array) =>
    input.read(buffer).catch((error) => {
      throw new ChatError(explain(error.message));
    });
  const lines = new Lines();
  const buffer = new Uint8Array(16 * 1024);
  const aborted = new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null)));
  for (let count: number | null = 0; count !== null;) {
    // A read cannot be called off; what it gives after all is lost with the program.
    count = signal.aborted ? null : await Promise.race([read(buffer), aborted]);
    if (signal.aborted) return;
    for (const line of lines.push(count === null ? new Uint8Array([LF]) : buffer.subarray(0, count))) {
      yield line;
      if (signal.aborted) return;
    }
  }
}

/** Bytes to lines, of which one that is too long spoils no other: there is no peer here that could be left. */
class Lines {
  #decoder = new LineDecoder({ limit: PROTOCOL_LIMITS.line });
  /** Whether what comes is the rest of a line that is too long. */
  #isSkipping = false;

  *push(chunk: Uint8Array): Generator<string | ChatError> {
    for (let start = 0, end; start < chunk.length; start = end) {
      const lf = chunk.indexOf(LF, start);
      end = lf < 0 ? chunk.length : lf + 1;
      if (!this.#isSkipping) {
        for (const line of this.#decoder.push(chunk.subarray(start, end))) {
          yield line;
          if (line instanceof ChatError && line.closes) this.#isSkipping = true;
        }
        if (this.#isSkipping) this.#decoder = new LineDecoder({ limit: PROTOCOL_LIMITS.line });
      }
      if (lf >= 0) this.#isSkipping = false;
    }
  }
}
