/**
 * The terminal that a program reads from: whether it gives keys or lines. It is the one place that sets this and undoes
 * it, and knows nothing of what is typed.
 *
 * A shell takes the terminal back whenever the program is stopped (Ctrl-Z, `kill -TSTP`), and gives it to the program as
 * it pleases: lines, with an echo of what is typed. So what was set is set again when the program goes on; otherwise a
 * password would be shown.
 *
 * @module
 */

const IS_WINDOWS = Deno.build.os === "windows";

/** Options of a {@linkcode Tty}. */
export interface TtyOptions {
  /**
   * Ctrl-C and Ctrl-Z are signals, and no keys, while keys are given: a program may send none to itself, so that it is
   * the terminal that has to stop it. Windows has no such mode.
   *
   * @default true
   */
  signals?: boolean;
  /** Called when the program goes on after it was stopped: others have written to the terminal. @default nobody */
  onContinue?: () => void;
}

/** Standard input, which gives lines until it is asked for keys; as it was found, when it is disposed of. */
export class Tty implements Disposable {
  readonly #signals: boolean;
  readonly #onContinue: () => void;
  readonly #continued = () => this.#continue();
  /** Ctrl-\ would end the program with the terminal as it is. */
  readonly #ignored = () => {};
  #isRaw = false;
  #isOpen = true;

  /** Standard input as it is: it gives lines until {@linkcode setRaw} is called. */
  constructor({ signals = true, onContinue = () => {} }: TtyOptions = {}) {
    this.#signals = signals && !IS_WINDOWS;
    this.#onContinue = onContinue;
    if (IS_WINDOWS) return;
    Deno.addSignalListener("SIGCONT", this.#continued);
    Deno.addSignalListener("SIGQUIT", this.#ignored);
  }

  /** Whether it gives keys. */
  get isRaw(): boolean {
    return this.#isRaw;
  }

  /** Gives each key by itself, none of which the terminal shows; or lines, as it did. */
  setRaw(isRaw: boolean): void {
    if (isRaw === this.#isRaw) return;
    this.#isRaw = isRaw;
    this.#set();
  }

  /** Sets the terminal back to what it was; more than once does nothing. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (!IS_WINDOWS) {
      Deno.removeSignalListener("SIGCONT", this.#continued);
      Deno.removeSignalListener("SIGQUIT", this.#ignored);
    }
    this.setRaw(false);
  }

  #continue(): void {
    if (this.#isRaw) this.#set();
    this.#onContinue();
  }

  #set(): void {
    try {
      Deno.stdin.setRaw(this.#isRaw, { cbreak: this.#isRaw && this.#signals });
    } catch (error) {
      // A terminal that is gone needs not be restored.
      if (this.#isRaw) throw error;
    }
  }
}
