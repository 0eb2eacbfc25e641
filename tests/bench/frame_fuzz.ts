/**
 * A million frames of a WebSocket through our decoder and that of `ws`: the long run of `tests/server/web/frames_test.ts`.
 *
 * `deno run -A tests/bench/frame_fuzz.ts [FRAMES]`, with `$STD` where JSR cannot be reached; `NGOBROL_FUZZ_SEED=N` repeats a
 * run.
 *
 * @module
 */

import { compareDecoders } from "../support/frame_fuzz.ts";
import { createRandom } from "../support/fuzz.ts";
import { chooseSeed } from "../support/fuzz_run.ts";

const wanted = Number(Deno.args[0] ?? 1_000_000);
const seed = chooseSeed();
const found = new Map<number | undefined, number>();
const start = performance.now();
let [frames, round] = [0, 0];

for (; frames < wanted; round++) {
  try {
    const { count, error } = compareDecoders(createRandom(seed + round));
    frames += count;
    found.set(error, (found.get(error) ?? 0) + 1);
  } catch (error) {
    throw new Error(`NGOBROL_FUZZ_SEED=${seed + round}`, { cause: error });
  }
}
const codes = Array.from(found, ([code, count]) => `${code ?? "none"}: ${count}`).join(", ");
const seconds = Math.round((performance.now() - start) / 1000);
console.log(`${frames} frames in ${round} streams, ${seconds} s, seed ${seed}: both agree; errors ${codes}`);
