/**
 * Files that come and go while a person writes: how far they have come stands before the prompt, or in a pipe and on a plain
 * terminal on lines of its own. It must not know a server.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import { barOf, describeProgress, percentOf, type Progress } from "../files/progress.ts";
import { escapeControls, shorten } from "../sanitize.ts";
import { type FileTransfer, runTransfer } from "../session/run_files.ts";
import { answerLines } from "../session/results.ts";
import type { Session } from "../session/session.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Texts } from "../i18n/texts.ts";

/** Characters of a bar, where it has a line of its own and where it stands before a prompt. */
const WIDE = 24;
const NARROW = 10;

/** Milliseconds between two looks of a bar, and percents between two lines. */
const REDRAW = 200;
const STEP = 10;

/** Transfers at once: each has a connection of its own, of which the account has a bounded number. */
const MOST = 4;

/** The files of a person at a terminal. */
export class BackgroundTransfers {
  readonly #session: Session;
  readonly #terminal: Terminal;
  readonly #texts: Texts;
  readonly #isPlain: boolean;
  readonly #ending = new AbortController();
  /** Those that are under way, each with how far it has come. */
  readonly #running = new Map<object, Progress | undefined>();
  readonly #waiting: FileTransfer[] = [];
  #drawnAt = -Infinity;

  /** None is under way. */
  constructor(session: Session, terminal: Terminal, texts: Texts, isPlain: boolean) {
    this.#session = session;
    this.#terminal = terminal;
    this.#texts = texts;
    this.#isPlain = isPlain;
  }

  /** Begins a transfer, or lets it wait for others. What becomes of it is printed. */
  start(typed: FileTransfer): void {
    if (this.#running.size >= MOST) this.#waiting.push(typed);
    else void this.#run(typed).catch(reportError); // It never fails but by a mistake.
  }

  /** Ends all of them. */
  end(): void {
    this.#waiting.length = 0;
    this.#ending.abort();
  }

  async #run(typed: FileTransfer): Promise<void> {
    const own = {};
    const texts = this.#texts;
    this.#running.set(own, undefined);
    const say = stepsOf(texts, (line) => this.#print(line));
    const answer = await runTransfer(this.#session, typed, texts, {
      signal: this.#ending.signal,
      attempts: Infinity, // As long as the person stays.
      notice: (text) => {
        this.#print(text);
        this.#draw(true); // It stays so for a while.
      },
      onProgress: (progress) => {
        this.#running.set(own, progress);
        if (this.#isPlain) say(progress);
        else this.#draw();
      },
    });
    this.#running.delete(own);
    this.#draw(true);
    if (this.#ending.signal.aborted) return;
    this.#terminal.screen.print(answerLines(answer, "people", { texts }));
    const next = this.#waiting.shift();
    if (next !== undefined) this.start(next);
  }

  #print(text: string): void {
    if (!this.#ending.signal.aborted) this.#terminal.screen.print([escapeControls(shorten(text, 1_000))]);
  }

  /** Shows how far all of them have come, before the prompt. */
  #draw(isNow = false): void {
    const now = CLOCKS.elapsed();
    if (this.#isPlain || (!isNow && now - this.#drawnAt < REDRAW)) return;
    this.#drawnAt = now;
    const all = [...this.#running.values()].filter((progress) => progress !== undefined);
    if (all.length === 0) return this.#terminal.setStatus("");
    const sum = (of: (progress: Progress) => number) => all.reduce((sum, progress) => sum + of(progress), 0);
    const rate = sum(({ rate = 0 }) => rate);
    const total = { name: "", done: sum(({ done }) => done), total: sum(({ total }) => total) };
    const progress = { ...total, rate: rate === 0 ? undefined : rate };
    this.#terminal.setStatus(`${barOf(progress, NARROW)} ${describeProgress(progress, this.#texts)} `);
  }
}

/** Tells of each tenth that has come, on a line of its own. */
export function stepsOf(texts: Texts, print: (line: string) => void): (progress: Progress) => void {
  let told = 0;
  let last = { name: "", done: 0 };
  return (progress) => {
    if (progress.name !== last.name || progress.done < last.done) told = 0; // Another one.
    last = progress;
    const step = Math.floor(percentOf(progress) / STEP);
    if (step <= told || progress.total === 0) return;
    told = step;
    print(`${escapeControls(shorten(progress.name, 100))}  ${describeProgress(progress, texts)}`);
  };
}

/** Draws a bar on one line of a terminal, again and again; `print` gets what goes to the terminal as it is. */
export function lineBar(texts: Texts, print: (text: string) => void): (progress: Progress) => void {
  let drawnAt = -Infinity;
  return (progress) => {
    const now = CLOCKS.elapsed();
    const isLast = progress.done === progress.total;
    if (!isLast && now - drawnAt < REDRAW) return;
    drawnAt = now;
    const text = `${barOf(progress, WIDE)} ${describeProgress(progress, texts)}`;
    print(isLast ? "\r\x1b[K" : `\r\x1b[K${text}`);
  };
}
