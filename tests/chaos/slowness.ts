/**
 * How much slower this machine is than it can be, since it does other work: a fixed piece of work, done four times a second. What
 * waits for a timer alone is let through sooner than what works, and the load says nothing of how much of it is the run itself.
 *
 * @module
 */

/** Milliseconds between two pieces, and about those of a piece where nothing else runs. */
const EVERY = 250;
const PIECE = 4;

/** Measures until it is disposed of: by which factor a piece takes longer than the quickest of the run, and milliseconds it stood still. */
export class Slowness implements Disposable {
  readonly #rounds = calibrate();
  readonly #samples: { readonly at: number; readonly took: number }[] = [];
  readonly #timer = setInterval(() => this.#sample(), EVERY);

  #sample(): void {
    const at = performance.now();
    work(this.#rounds);
    this.#samples.push({ at, took: performance.now() - at });
  }

  /** How the machine was since a moment. */
  since(moment: number): { factor: number; stalled: number } {
    const usual = at(this.#samples.map(({ took }) => took), 0.05);
    const some = this.#samples.filter((sample) => sample.at >= moment).map(({ took }) => took);
    const median = at(some, 0.5);
    return {
      factor: some.length === 0 ? 1 : Math.max(1, median / usual),
      stalled: some.reduce((sum, took) => sum + Math.max(0, took - median), 0),
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** The value below which a part of some are. */
function at(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)]!;
}

/** How many rounds of work a piece has. */
function calibrate(): number {
  for (let rounds = 1_000;; rounds *= 2) {
    const began = performance.now();
    work(rounds);
    if (performance.now() - began > PIECE) return rounds;
  }
}

let sum = 0;

function work(rounds: number): void {
  for (let index = 0; index < rounds; index++) sum = (sum * 31 + index) | 0;
}
