/**
 * A million frames of hostile input against the real server: the long run of `tests/wire/fuzz_test.ts`.
 *
 * `deno run -A tests/bench/fuzz.ts [FRAMES]`, with `$STD` where JSR cannot be reached; `NGOBROL_FUZZ_SEED=N` repeats a run.
 *
 * @module
 */

import { chooseSeed, fuzz, type Tally, type Vitals } from "../support/fuzz_run.ts";

const frames = Number(Deno.args[0] ?? 1_000_000);
const seed = chooseSeed();

function describe({ descriptors, rss }: Vitals): string {
  return `${descriptors} descriptors, ${Math.round(rss / 1e6)} MB`;
}

console.log(`${frames} frames, NGOBROL_FUZZ_SEED=${seed}`);
const start = performance.now();
const seconds = () => Math.round((performance.now() - start) / 1000);
let told = 0;

function onProgress(tally: Readonly<Tally>): void {
  if (tally.frames < told) return;
  told = tally.frames + frames / 20;
  console.log(
    `${seconds()} s: ${tally.frames} frames, ${tally.connections} connections, ${tally.replies} replies checked`,
  );
}

const { before, after, ...tally } = await fuzz({ seed, frames, onProgress });
console.log(
  `${seconds()} s: ${tally.frames} frames, ${tally.connections} connections, ${tally.replies} replies checked`,
);
console.log(`${tally.resets} replies to a line that was too long were lost to a reset`);
console.log(
  `The same process answers; before: ${describe(before)}; after: ${describe(after)}; its log tells of no fault`,
);
