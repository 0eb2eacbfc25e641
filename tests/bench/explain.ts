/**
 * 300,000 random lines, explained: `deno run -A tests/bench/explain.ts [LINES] [SEED]`.
 *
 * @module
 */

import { tryLines } from "../support/explained_lines.ts";
import { createRandom } from "../support/fuzz.ts";

const [lines = 300_000, seed = Date.now() % 1e9] = Deno.args.map(Number);
const wrong = tryLines(createRandom(seed), lines);
for (const each of wrong.slice(0, 20)) console.log(each);
console.log(`${lines} lines from seed ${seed}: ${wrong.length} explained wrong`);
if (wrong.length > 0) Deno.exit(1);
