/**
 * How much slower this machine is than it can be, since it does other work: a fixed piece of work, done four times a second. What
 * waits for a timer alone is let through sooner than what works, and the load says nothing of how much of it is the run itself.
 *
 * @module
 */

/** Milliseconds between two pieces, and about those of a piece where nothing else runs. */
const EVERY = 250;
const PIECE = 4;

/** Measures until it is disposed of. */
export class Slowness implements Disposable {
  readonly #rounds = calibrate();
  readonly #samples: { readonly at: number; readonly took: number }[] = [];
  readonly #timer = setInterval(() => this.#sample(), EVERY);

  #sample(): void {
    const at = performance.now();
    work(this.#rounds);
    this.#samples.push({ at, took: performance.now() - at });
  }

  /** By which factor pieces took longer since a moment than the quickest ones of the run: 1 is as quick. */
  since(moment: number): number {
    const all = this.#samples.map(({ took }) => took).sort((one, other) => one - other);
    const some = this.#samples.filter(({ at }) => at >= moment).map(({ took }) => took);
    const mean = some.reduce((sum, took) => sum + took, 0) / some.length;
    return some.length === 0 ? 1 : Math.max(1, mean / all[Math.floor(all.length / 20)]!);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
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
