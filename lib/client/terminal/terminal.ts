/**
 * The terminal that a person sits at: keys in, one row that is edited, and news printed above it. It must not know what a
 * line means, nor any server.
 *
 * @module
 */

import { type Output, stdout } from "../../output.ts";
import { Renderer } from "./renderer.ts";
import { Keyboard } from "./keyboard.ts";
import { complete, type LineEditor, openLineEditor, update } from "./line_editor.ts";
import type { Stop } from "../stop.ts";
import { type Theme, themeOf } from "./theme.ts";
import { escapeControls } from "../sanitize.ts";
import type { ShownMessage, StateChange } from "../message.ts";

/** Finds what the end of `before`, the start of a line, can become; `undefined` if nothing. */
export type Completer = (
  before: string,
) => Promise<{ readonly part: string; readonly candidates: readonly string[] } | undefined>;

/** Options of a {@linkcode Terminal}. */
export interface TerminalOptions {
  /** Where it draws. @default standard output */
  output?: Output;
  /** What of an entered line stays on the screen. @default all of it */
  hide?: (line: string) => string;
  /** What the Tab key asks. @default nobody */
  completer?: Completer;
  /** How the chat is shown. @default in English, with colours and without a bell */
  look?: Theme;
  /** Lines that were entered before and can be recalled, the oldest first. @default none */
  history?: readonly string[];
}

/** Options of {@linkcode Terminal.readLine}. */
export interface ReadLineOptions {
  /** Show and remember nothing of what is typed. @default false */
  secret?: boolean;
  /** Ctrl-C calls off what is asked, and does not end the chat. @default false */
  isQuestion?: boolean;
  /** Whether a line is not left on the screen, since what comes of it shows it. @default none */
  vanishes?: (line: string) => boolean;
}

/** Options of {@linkcode Terminal.show}. */
export interface ShowOptions {
  /** No bell, as for a message that was read before. @default false */
  quiet?: boolean;
}

/** Options of {@linkcode Terminal.print}. */
export interface PrintOptions {
  /** Long lines are left to the terminal, as for what is copied from it; else they are broken between words. @default false */
  asIs?: boolean;
}

/** Lines that can be recalled. */
const HISTORY = 1_000;

/** Names that are shown to choose from. */
const CHOICES = 200;

/** Milliseconds that typing waits for a name to be completed. */
const PATIENCE = 300;

/**
 * A terminal in raw mode, until it is disposed of; in a plain look, it edits lines by itself. What is typed while nobody
 * reads a line waits for the next one, except Ctrl-C, which aborts `stop` at once, as does the end of the terminal. While a
 * line is written, Ctrl-C clears it; on an empty one it aborts `stop`.
 *
 * Whatever is printed changes neither the draft nor the cursor nor what is shown of the history.
 */
export class Terminal implements Disposable {
  readonly #completer: Completer;
  readonly #hide: (line: string) => string;
  readonly #look: Theme;
  readonly #stop: Stop;
  readonly #keyboard: Keyboard;
  readonly #canvas: Renderer;
  readonly #resized = () => this.#canvas.redraw();
  #history: readonly string[];
  #erased = "";
  /** The row that is edited; `undefined` while nobody reads a line. */
  #screen: LineEditor | undefined;
  /** Whether it was said that the next Ctrl-C quits, of a line that only the terminal knows. */
  #isWarned = false;
  #isOpen = true;

  /** A terminal that asks for nothing yet; `stop` ends every wait. */
  constructor(stop: Stop, options: TerminalOptions = {}) {
    const { output = stdout, completer = () => Promise.resolve(undefined) } = options;
    const { look = themeOf({ language: "en" }), history = [] } = options;
    this.#completer = completer;
    this.#hide = options.hide ?? ((line) => line);
    this.#look = look;
    this.#stop = stop;
    this.#history = history.slice(-HISTORY);
    this.#keyboard = new Keyboard(stop, {
      cooked: look.plain,
      signals: !stop.goesOn,
      onInterrupt: () => this.#screen === undefined ? stop.abort() : this.#keyboard.interrupt(),
      onContinue: () => this.#canvas.resume(),
    });
    this.#canvas = new Renderer(output, look, () => stop.abort());
    // Windows has no such signal; the row is right again with the next key.
    if (this.#obeysSize) Deno.addSignalListener("SIGWINCH", this.#resized);
  }

  /** Prints `lines`, which must be safe to show, above the row that is edited. */
  print(lines: readonly string[], { asIs = false }: PrintOptions = {}): void {
    this.#canvas.print(lines, { asIs });
  }

  /** Shows a message, with one bell if it is somebody else's and the look has bells. */
  show(message: ShownMessage, { quiet = false }: ShowOptions = {}): void {
    this.#canvas.show(message, this.#look.bell && !message.own && !quiet);
  }

  /** Shows what has become of an own message, where it can still be redrawn; else by a line, if it arrived. */
  update(key: string, change: StateChange): void {
    this.#canvas.update(key, change);
  }

  /** Shows that all own messages to `user` up to `id` have come as far as `state`. */
  receipt(user: string, id: string, state: "delivered" | "read"): void {
    this.#canvas.receipt(user, id, state);
  }

  /** Tells what is still to be told of own messages, as is done by itself when there is quiet. */
  tell(): void {
    this.#canvas.tell();
  }

  /**
   * Resolves when the terminal has taken what was shown so far.
   *
   * @throws {Error} If it is gone.
   */
  async seen(): Promise<void> {
    await this.#canvas.seen();
  }

  /**
   * Lets a person write a line; `undefined` if they want no more of it, or `stop` was aborted. The line has line feeds in
   * it if several lines were pasted. One that was no UTF-8 is refused.
   */
  async readLine(
    prompt: string,
    { secret = false, isQuestion = false, vanishes }: ReadLineOptions = {},
  ): Promise<string | undefined> {
    const asked = isQuestion ? this.#ask(prompt) : prompt;
    this.#screen = openLineEditor(asked, { secret, history: this.#history, erased: this.#erased });
    // The terminal itself would show the secret.
    if (secret) this.#keyboard.setRaw(true);
    let line: string | undefined;
    for (let isDone = false; !isDone;) {
      if (!this.#keyboard.hasKey) this.#canvas.draw(this.#screen);
      const key = await this.#keyboard.next();
      if (key === undefined) break;
      const { screen, effect } = update(this.#screen, key);
      if (effect.kind === "line" && !effect.line.isWellFormed()) {
        this.#refuse(screen);
        continue;
      }
      this.#screen = screen;
      if (effect.kind === "complete") await atMost(PATIENCE, this.#complete(screen));
      else if (effect.kind === "clear") this.#canvas.clear();
      else if (effect.kind === "stop") this.print([escapeControls(this.#look.texts.cannotStop)]);
      else if (effect.kind === "full") this.print([escapeControls(this.#look.texts.draftFull(effect.limit))]);
      else if (effect.kind === "cleared") this.#warn(this.#look.texts.draftCleared);
      else if (effect.kind === "line") line = effect.line;
      isDone = effect.kind === "line" || effect.kind === "end" || effect.kind === "quit" && this.#quit(isQuestion);
    }
    this.#end(this.#screen, line, vanishes);
    return line;
  }

  /** Lets `line` be recalled. */
  remember(line: string): void {
    if (line !== this.#history.at(-1)) this.#history = [...this.#history, line].slice(-HISTORY);
  }

  /** Somebody else writes from now on: they can recall `history`, and nothing that was entered or erased before. */
  recall(history: readonly string[]): void {
    this.#history = history.slice(-HISTORY);
    this.#erased = "";
  }

  /** Leaves the terminal as it was. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#keyboard[Symbol.dispose]();
    if (this.#obeysSize) Deno.removeSignalListener("SIGWINCH", this.#resized);
    this.#canvas.leave();
  }

  /** A question that would be cut off in the row stands above it, as a whole. @returns What stands in the row. */
  #ask(question: string): string {
    if (this.#canvas.hasRoom(question)) return question;
    this.print([escapeControls(question.trimEnd())]);
    return "? ";
  }

  /** Says that a draft is no text. It stays, to be mended, where that can be seen. */
  #refuse(screen: LineEditor): void {
    const { prompt, secret, erased } = screen;
    const isSeen = !secret && !this.#look.plain;
    this.#screen = isSeen ? screen : openLineEditor(prompt, { secret, history: this.#history, erased });
    this.print([escapeControls(this.#look.texts.notUtf8)]);
  }

  /** @returns Whether nobody reads the line any more. */
  #quit(isQuestion: boolean): boolean {
    const { plain, texts } = this.#look;
    // Only the terminal knows whether there was a line, which it has cleared.
    const isDone = isQuestion || !plain || this.#screen!.secret || this.#isWarned;
    if (isQuestion || !isDone) this.#warn(texts.quitsNext);
    else this.#stop.abort();
    return isDone;
  }

  #warn(text: string): void {
    this.#isWarned = true;
    this.#canvas.draw(this.#screen!);
    this.print([escapeControls(text)]);
  }

  get #obeysSize(): boolean {
    return !this.#look.plain && Deno.build.os !== "windows";
  }

  #end(screen: LineEditor, line: string | undefined, vanishes: (line: string) => boolean = () => false): void {
    const { secret, erased } = screen;
    this.#erased = erased;
    this.#screen = undefined;
    if (line !== undefined) this.#isWarned = false;
    if (this.#look.plain) this.#keyboard.setRaw(false);
    const shown = line === undefined || secret ? screen : { ...screen, before: this.#hide(line), after: "" };
    this.#canvas.end(shown, {
      vanishes: line !== undefined && !secret && vanishes(line),
      hasEnded: line !== undefined && !secret,
    });
    // The terminal itself has shown it, as it was typed.
    const isSeen = this.#look.plain && line !== undefined && !secret && this.#hide(line) !== line;
    if (isSeen) this.print([escapeControls(this.#look.texts.passwordSeen)]);
  }

  /** Completes the draft, unless it has changed by the time when it is known how. */
  async #complete(asked: LineEditor): Promise<void> {
    this.#canvas.draw(asked);
    const found = await this.#completer(asked.before);
    if (found === undefined || this.#screen !== asked) return;
    const { screen, choices } = complete(asked, found.part, found.candidates);
    this.#screen = screen;
    if (choices.length > 0) this.print([escapeControls(choices.slice(0, CHOICES).join("  "))]);
    else this.#canvas.draw(screen);
  }
}

/** Waits for `work`, but no longer than some milliseconds; it goes on then. */
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
