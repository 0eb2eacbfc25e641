/**
 * What has come of a reply that has no end: watched while it waits for its end, and put into words. It knows no socket.
 *
 * @module
 */

import { describeFrame, describeRest, describeStranger, isAllButEnd, showBytes, showText } from "./nearly.ts";
import type { ReplyDecoder } from "./reply_decoder.ts";
import type { Texts } from "../i18n/texts.ts";

/** Milliseconds of silence after which it is told. */
const QUIET = 500;

/** Milliseconds to wait for the end of what seems to lack nothing else, at most. */
const END_TIMEOUT = 3_000;

/** The rest of what a decoder has taken. */
export class Rest {
  readonly #decoder: ReplyDecoder;
  readonly #address: string;
  readonly #texts: Texts;
  readonly #onStray: ((text: string) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How many bytes of it were told. */
  #told = 0;

  /** Nothing is left of what `decoder` has taken yet. */
  constructor(decoder: ReplyDecoder, address: string, texts: Texts, onStray: ((text: string) => void) | undefined) {
    this.#decoder = decoder;
    this.#address = address;
    this.#texts = texts;
    this.#onStray = onStray;
  }

  /** Something was taken; `isNew`: with ends of replies in it. */
  watch(isNew: boolean): void {
    clearTimeout(this.#timer);
    if (isNew) this.#told = 0;
    if (this.#decoder.isInside && this.#onStray !== undefined) this.#timer = setTimeout(() => this.tell(), QUIET);
  }

  /** Tells it, once, to a user who watches the wire. */
  tell(): void {
    clearTimeout(this.#timer);
    const { bytes } = this.#decoder;
    if (bytes.length === this.#told) return;
    this.#told = bytes.length;
    this.#onStray?.(this.#texts.strayBytes(bytes.length, showBytes(bytes)));
  }

  /** Milliseconds to wait for its end, or for the reply if nothing has come. */
  timeout(most: number): number {
    return this.#decoder.isInside && isAllButEnd(this.#decoder.bytes) ? Math.min(most, END_TIMEOUT) : most;
  }

  /** Why it will never be a reply, in words; `undefined` if it may. */
  get stranger(): string | undefined {
    return this.#decoder.isInside ? describeStranger(this.#decoder.bytes, this.#address, this.#texts) : undefined;
  }

  /** That it has no end, in words; `undefined` if nothing has come. */
  get words(): string | undefined {
    return describeRest(this.#decoder, this.#address, this.#texts);
  }

  /** What came and was not asked for, in words: `frame`, or what is here. */
  unasked(frame?: string): string {
    const { unasked, strayFrame } = this.#texts;
    if (frame === undefined) return `${unasked}: ${showBytes(this.#decoder.bytes)}`;
    this.#onStray?.(strayFrame(showText(frame)));
    return describeFrame(frame, unasked, this.#address, this.#texts);
  }
}
