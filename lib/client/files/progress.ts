/**
 * How far a file has come, as a person reads it. Pure.
 *
 * @module
 */

import type { Texts } from "../i18n/texts.ts";

/** How far a file has come. */
export interface Progress {
  /** Its name. */
  readonly name: string;
  /** Bytes that have come. */
  readonly done: number;
  /** Bytes that it has. */
  readonly total: number;
  /** Bytes a second; `undefined` if that is not known yet. */
  readonly rate: number | undefined;
}

/** Milliseconds of which the rate is told. */
const SPAN = 5_000;

/** Measures the rate of what comes. */
export class Meter {
  readonly #now: () => number;
  #samples: { readonly at: number; readonly done: number }[] = [];

  /** Nothing has come; `now` in milliseconds of a clock that nobody sets. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes how many bytes have come. @returns Bytes a second, if that can be told. */
  take(done: number): number | undefined {
    const at = this.#now();
    this.#samples = [...this.#samples.filter((sample) => at - sample.at <= SPAN), { at, done }];
    const first = this.#samples[0]!;
    return at > first.at && done > first.done ? (done - first.done) * 1000 / (at - first.at) : undefined;
  }
}

const UNITS = ["bytes", "KiB", "MiB", "GiB"];

/** Bytes as people read them: `1.5 MiB`. */
export function describeSize(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** The whole percents that have come. */
export function percentOf({ done, total }: Pick<Progress, "done" | "total">): number {
  return total === 0 ? 100 : Math.floor(done * 100 / total);
}

/** A bar of `width` characters, of what has come: `[####----]`. */
export function barOf(progress: Progress, width: number): string {
  const full = Math.floor(percentOf(progress) * width / 100);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}]`;
}

/** Percents, rate and the time that is left, as far as they are known. */
export function describeProgress(progress: Progress, texts: Texts): string {
  const { done, total, rate } = progress;
  const parts = [`${percentOf(progress)} %`];
  if (rate !== undefined && done < total) {
    const seconds = Math.ceil((total - done) / rate);
    const left = seconds < 90 ? texts.secondsLeft(seconds) : texts.minutesLeft(Math.ceil(seconds / 60));
    parts.push(`${describeSize(Math.round(rate))}/s`, left);
  }
  return parts.join("  ");
}
