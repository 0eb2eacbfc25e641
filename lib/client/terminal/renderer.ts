/**
 * What a terminal shows: news, and below them the line that a person writes. What all renderers have in common is here:
 * which lines there are to show, and when is told what has become of own messages. How they get to the terminal is up to
 * each of them. It must not know keys, nor what a line means.
 *
 * @module
 */

import type { GroupProgress } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import type { Output } from "../../output.ts";
import type { LineEditor } from "./line_editor.ts";
import { cutRow, lineRows } from "./message_layout.ts";
import type { ShownMessage, StateChange } from "../message.ts";
import { escapeControls } from "../sanitize.ts";
import { ScreenOutput } from "./screen_output.ts";
import type { Theme } from "./theme.ts";
import {
  afterLines,
  changeMessage,
  isUntold,
  openTranscript,
  showMessage,
  type Shown,
  type Size,
  takeProgress,
  takeReceipt,
  tellStates,
  type Transcript,
} from "./transcript.ts";

const BELL = "\x07";

/**
 * Milliseconds without news after which is told what has become of messages that cannot be redrawn, and that some wait: what
 * comes together is told together.
 */
const QUIET = 300;
/** Milliseconds after which it is told whatever comes. */
const LONGEST_UNTOLD = 3_000;

/** Options of {@linkcode Renderer.print}. */
export interface PrintOptions {
  /** Long lines are left to the terminal, as for what is copied from it; else they are broken between words. @default false */
  asIs?: boolean;
  /** What does not fit into a row is left out, where there are rows. @default false */
  cut?: boolean;
}

/** Options of {@linkcode Renderer.show}. */
export interface ShowOptions {
  /** No bell, as for a message that was read before. @default false */
  quiet?: boolean;
}

/** How the row ends that was edited. */
export interface RowEnd {
  /** Nothing of it stays on the screen. */
  readonly vanishes: boolean;
  /** The person has entered it, so that a terminal which shows what is typed by itself has ended it. */
  readonly hasEnded: boolean;
}

/** What those can do who show something, and edit no row. */
export type Screen = Pick<Renderer, "print" | "show" | "update" | "receipt" | "progress" | "tell" | "seen">;

/** A terminal's screen, on which a row may be edited. */
export abstract class Renderer {
  /** How the chat looks. */
  protected readonly theme: Theme;
  /** The way to the terminal. */
  protected readonly output: ScreenOutput;
  /** What was shown so far. */
  protected transcript: Transcript;
  /** The row that is edited; `undefined` while nobody edits one. */
  protected editor: LineEditor | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;
  /** Since when something is to be told. */
  #untoldSince: number | undefined;
  #isLeft = false;

  /**
   * A screen on which nothing was shown yet.
   *
   * @param size Its size, if what is on it can be reached.
   * @param onLost Called when nobody is there to see what is shown.
   */
  constructor(output: Output, theme: Theme, size: Size | undefined, onLost: () => void) {
    this.theme = theme;
    this.output = new ScreenOutput(output, { onLost, onCaughtUp: (missed) => this.catchUp(missed) });
    this.transcript = openTranscript(theme, size, CLOCKS.wall());
  }

  /** Prints `lines`, which must be safe to show, broken between words unless they are to stay `asIs`. */
  print(lines: readonly string[], { asIs = false, cut = false }: PrintOptions = {}): void {
    if (lines.length === 0) return;
    this.measure();
    const columns = this.transcript.size?.columns;
    const rows = asIs ? lines : lines.flatMap((line) => cut ? cutRow(line, columns) : lineRows(line, columns));
    this.#tell({ transcript: afterLines(this.transcript, rows), patches: [], lines: rows });
  }

  /** Shows a message, with one bell if it is somebody else's and the theme has bells. */
  show(message: ShownMessage, { quiet = false }: ShowOptions = {}): void {
    this.measure();
    const hasBell = this.theme.bell && !message.own && !quiet;
    this.#tell(showMessage(this.transcript, message, CLOCKS.wall()), hasBell ? BELL : "");
  }

  /** Shows what has become of an own message, where it can still be redrawn; else by a line, if it arrived. */
  update(key: string, change: StateChange): void {
    this.measure();
    this.#tell(changeMessage(this.transcript, key, change));
  }

  /** Shows that all own messages to `user` up to `id` have come as far as `state`. */
  receipt(user: string, id: string, state: "delivered" | "read"): void {
    this.measure();
    this.#tell(takeReceipt(this.transcript, user, id, state));
  }

  /** Shows how many members of a group have got the own message with an id. */
  progress(id: string, progress: GroupProgress): void {
    this.measure();
    this.#tell(takeProgress(this.transcript, id, progress));
  }

  /** Tells what is still to be told of own messages, now and not when there is quiet. */
  tell(): void {
    clearTimeout(this.#telling);
    this.#untoldSince = undefined;
    this.measure();
    this.#tell(tellStates(this.transcript));
  }

  /**
   * Resolves when the terminal has taken what was shown so far.
   *
   * @throws {Error} If it is gone.
   */
  async seen(): Promise<void> {
    await this.output.seen();
  }

  /** Shows the row that is edited, as it is now. */
  abstract draw(editor: LineEditor): void;

  /** Whether an answer has room after `question` in the row. */
  abstract hasRoom(question: string): boolean;

  /** Ends the row: it stays as a line, unless it vanishes. */
  abstract end(editor: LineEditor, how: RowEnd): void;

  /** Makes the terminal empty. */
  abstract clear(): void;

  /** Shows the row again where others have written, as a shell has while the program was stopped. */
  abstract resume(): void;

  /** Undoes what was asked of the terminal. */
  leave(): void {
    this.#isLeft = true;
    clearTimeout(this.#telling);
  }

  /** Looks which size the terminal has, if that counts: it may have changed before anybody was told. */
  protected abstract measure(): void;

  /** Shows what there is to show, after `bell`, which may be empty. */
  protected abstract news(shown: Shown, bell: string): void;

  /** Tells how many lines are missing, if any, and shows the row as it is now: the terminal was stopped, and goes on. */
  protected abstract catchUp(missed: number): void;

  /** The lines that tell how many are missing. */
  protected missingLines(missed: number): string[] {
    return missed === 0 ? [] : [escapeControls(this.theme.texts.notShown(missed))];
  }

  #tell(shown: Shown, bell = ""): void {
    this.transcript = shown.transcript;
    this.#tellLater();
    this.news(shown, bell);
  }

  #tellLater(): void {
    if (this.#isLeft || !isUntold(this.transcript)) return;
    const now = CLOCKS.elapsed();
    this.#untoldSince ??= now;
    clearTimeout(this.#telling);
    const rest = this.#untoldSince + LONGEST_UNTOLD - now;
    this.#telling = setTimeout(() => this.tell(), Math.max(0, Math.min(QUIET, rest)));
  }
}
