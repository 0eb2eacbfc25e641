/**
 * What is told of a disk that fails, and of one that is well again: each trouble once. It knows no file.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** The troubles of one store. */
export class DiskErrors {
  readonly #onTrouble: (sentence: string) => void;
  /** Those that were told. */
  readonly #told = new Set<string>();
  /** Whether the last commit failed for the disk. */
  #isFailing = false;

  /** Nothing was told yet. */
  constructor(onTrouble: (sentence: string) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Called with each commit, and with the error if it failed. */
  note(error: unknown): void {
    if (error === undefined && this.#isFailing) {
      this.#onTrouble("What is written is stored again");
      this.#told.clear();
    }
    this.#isFailing = error instanceof ChatError;
    this.tell(error);
  }

  /** Tells of an error, if it is one of the disk and was not told yet. */
  tell(error: unknown): void {
    if (!(error instanceof ChatError) || this.#told.has(error.message)) return;
    this.#told.add(error.message);
    this.#onTrouble(error.message);
  }
}
