/**
 * The terminal that a person sits at: keys in, one row that is edited, and news printed above it. It must not know what a
 * line means, nor any server.
 *
 * @module
 */

import { type Output, stdout } from "../../output.ts";
import { AppendingRenderer } from "./appending_renderer.ts";
import { atMost } from "../../async.ts";
import { DrawingRenderer } from "./drawing_renderer.ts";
import type { Renderer, Screen } from "./renderer.ts";
import { Keyboard } from "./keyboard.ts";
import { complete, type LineEditor, openLineEditor, update } from "./line_editor.ts";
import type { Stop } from "../stop.ts";
import { type Theme, themeOf } from "./theme.ts";
import { escapeControls } from "../sanitize.ts";

/** Finds what the end of `before`, the start of a line, can become; `undefined` if nothing. */
export type Completer = (
  before: string,
) => Promise<{ readonly part: string; readonly candidates: readonly string[] } | undefined>;

/** Options of a {@linkcode Terminal}. */
export interface TerminalOptions {
  /** Where it draws. @default standard output */
  output?: Output;
  /** What of an entered line stays on the screen. @default all of it */
  hide?: (line: string, isAnswer: boolean) => string;
  /** What the Tab key asks. @default nobody */
  completer?: Completer;
  /** How the chat is shown. @default in English, with colours and without a bell */
  theme?: Theme;
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

/** Lines that can be recalled. */
const HISTORY = 1_000;

/** Names that are shown to choose from. */
const CHOICES = 200;

/** Milliseconds that typing waits for a name to be completed. */
const PATIENCE = 300;

/**
 * A terminal in raw mode, until it is disposed of; in a plain theme, it edits lines by itself. What is typed while nobody
 * reads a line waits for the next one, except Ctrl-C, which aborts `stop` at once, as does the end of the terminal. While a
 * line is written, Ctrl-C clears it; on an empty one it aborts `stop`.
 *
 * Whatever is printed changes neither the draft nor the cursor nor what is shown of the history.
 */
export class Terminal implements Disposable {
  readonly #completer: Completer;
  readonly #hide: NonNullable<TerminalOptions["hide"]>;
  readonly #theme: Theme;
  readonly #stop: Stop;
  readonly #keyboard: Keyboard;
  readonly #renderer: Renderer;
  #history: readonly string[];
  #killed = "";
  /** The row that is edited; `undefined` while nobody reads a line. */
  #editor: LineEditor | undefined;
  /** Whether it was said that the next Ctrl-C quits, of a line that only the terminal knows. */
  #isWarned = false;
  #isOpen = true;
  /** The prompt of the row that is edited, without what stands before it. */
  #prompt = "";
  /** What stands before the prompt. */
  #status = "";
  /** Whether the row answers a question. */
  #isQuestion = false;

  /** A terminal that asks for nothing yet; `stop` ends every wait. */
  constructor(stop: Stop, options: TerminalOptions = {}) {
    const { output = stdout, completer = () => Promise.resolve(undefined) } = options;
    const { theme = themeOf({ language: "en" }), history = [] } = options;
    this.#completer = completer;
    this.#hide = options.hide ?? ((line) => line);
    this.#theme = theme;
    this.#stop = stop;
    this.#history = history.slice(-HISTORY);
    this.#keyboard = new Keyboard(stop, {
      cooked: theme.plain,
      signals: !stop.goesOn,
      onInterrupt: () => this.#editor === undefined ? stop.abort() : this.#keyboard.interrupt(),
      onContinue: () => this.#renderer.resume(),
    });
    const Chosen = theme.plain ? AppendingRenderer : DrawingRenderer;
    this.#renderer = new Chosen(output, theme, () => stop.abort());
  }

  /** What is shown above the row that is edited. */
  get screen(): Screen {
    return this.#renderer;
  }

  /**
   * Lets a person write a line; `undefined` if they want no more of it, or `stop` was aborted. The line has line feeds in
   * it if several lines were pasted. One that was no UTF-8 is refused.
   */
  async readLine(
    prompt: string,
    { secret = false, isQuestion = false, vanishes }: ReadLineOptions = {},
  ): Promise<string | undefined> {
    this.#isQuestion = isQuestion;
    this.#prompt = isQuestion ? this.#ask(prompt) : prompt;
    const asked = secret || isQuestion ? this.#prompt : this.#status + this.#prompt;
    this.#editor = openLineEditor(asked, { secret, history: this.#history, killed: this.#killed });
    // The terminal itself would show the secret.
    if (secret) this.#keyboard.setSecret(true);
    let line: string | undefined;
    for (let isDone = false; !isDone;) {
      if (!this.#keyboard.hasKey) this.#renderer.draw(this.#editor);
      const key = await this.#keyboard.next();
      if (key === undefined) break;
      const { editor, effect } = update(this.#editor, key);
      if (effect.kind === "line" && !effect.line.isWellFormed()) {
        this.#refuse(editor);
        continue;
      }
      this.#editor = editor;
      if (effect.kind === "complete") await atMost(PATIENCE, this.#complete(editor));
      else if (effect.kind === "clear") this.#renderer.clear();
      else if (effect.kind === "stop") this.#renderer.print([escapeControls(this.#theme.texts.cannotStop)]);
      else if (effect.kind === "full") {
        this.#renderer.print([escapeControls(this.#theme.texts.draftFull(effect.limit))]);
      } else if (effect.kind === "cleared") this.#warn(this.#theme.texts.draftCleared);
      else if (effect.kind === "line") line = effect.line;
      isDone = effect.kind === "line" || effect.kind === "end" || effect.kind === "quit" && this.#quit(isQuestion);
    }
    this.#end(this.#editor, line, vanishes);
    return line;
  }

  /** Changes what stands before the prompt, but for that of a question; it must be safe to show. */
  setStatus(status: string): void {
    const before = this.#status + this.#prompt;
    this.#status = status;
    const editor = this.#editor;
    if (editor === undefined || editor.secret || editor.prompt !== before || this.#theme.plain) return;
    this.#editor = { ...editor, prompt: status + this.#prompt };
    this.#renderer.draw(this.#editor);
  }

  /** Lets `line` be recalled. */
  remember(line: string): void {
    if (line !== this.#history.at(-1)) this.#history = [...this.#history, line].slice(-HISTORY);
  }

  /** Somebody else writes from now on: they can recall `history`, and nothing that was entered or erased before. */
  setHistory(history: readonly string[]): void {
    this.#history = history.slice(-HISTORY);
    this.#killed = "";
  }

  /** Leaves the terminal as it was. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#keyboard[Symbol.dispose]();
    this.#renderer.leave();
  }

  /** A question that would be cut off in the row stands above it, as a whole. @returns What stands in the row. */
  #ask(question: string): string {
    if (this.#renderer.hasRoom(question)) return question;
    this.#renderer.print([escapeControls(question.trimEnd())]);
    return "? ";
  }

  /** Says that a draft is no text. It stays, to be mended, where that can be seen. */
  #refuse(editor: LineEditor): void {
    const { prompt, secret, killed } = editor;
    const isSeen = !secret && !this.#keyboard.isCooked;
    this.#editor = isSeen ? editor : openLineEditor(prompt, { secret, history: this.#history, killed });
    this.#renderer.print([escapeControls(this.#theme.texts.notUtf8)]);
  }

  /** @returns Whether nobody reads the line any more. */
  #quit(isQuestion: boolean): boolean {
    // Only the terminal knows whether there was a line, which it has cleared.
    const isDone = isQuestion || !this.#keyboard.isCooked || this.#isWarned;
    if (isQuestion || !isDone) this.#warn(this.#theme.texts.quitsNext);
    else this.#stop.abort();
    return isDone;
  }

  #warn(text: string): void {
    this.#isWarned = true;
    this.#renderer.draw(this.#editor!);
    this.#renderer.print([escapeControls(text)]);
  }

  #end(editor: LineEditor, line: string | undefined, vanishes: (line: string) => boolean = () => false): void {
    const { secret, killed } = editor;
    this.#killed = killed;
    this.#editor = undefined;
    if (line !== undefined) this.#isWarned = false;
    if (secret) this.#keyboard.setSecret(false);
    const hidden = line === undefined ? undefined : this.#hide(line, this.#isQuestion);
    const shown = hidden === undefined || secret ? editor : { ...editor, before: hidden, after: "" };
    this.#renderer.end(shown, {
      vanishes: line !== undefined && !secret && vanishes(line),
      hasEnded: line !== undefined && !secret,
    });
    // The terminal itself has shown it, as it was typed.
    const isSeen = this.#keyboard.isCooked && !secret && hidden !== line;
    if (isSeen) this.#renderer.print([escapeControls(this.#theme.texts.passwordSeen)]);
  }

  /** Completes the draft, unless it has changed by the time when it is known how. */
  async #complete(asked: LineEditor): Promise<void> {
    this.#renderer.draw(asked);
    const found = await this.#completer(asked.before);
    if (found === undefined || this.#editor !== asked) return;
    const { editor, choices } = complete(asked, found.part, found.candidates);
    this.#editor = editor;
    if (choices.length > 0) this.#renderer.print([escapeControls(choices.slice(0, CHOICES).join("  "))]);
    else this.#renderer.draw(editor);
  }
}
