/**
 * A busy server over minutes: does its memory, or the number of its files, grow? People come, look who is there, send, read
 * and leave; some log in anew.
 *
 * @module
 */

import type { Bench } from "./bench.ts";
import { connect, TEXT, tokensOf } from "./peer.ts";
import { openFiles, residentKib } from "./program.ts";
import type { Row, Section } from "./report.ts";

const PEOPLE = 50;
const SENDS = 20;

/** Milliseconds between two visits of a person, and between two readings. */
const REST = 100;
const INTERVAL = 10_000;

/** One of so many visits is a new login. */
const LOGIN_EVERY = 100;

/** Of the readings, this part at the start does not count: the heap and the caches grow to their size. */
const WARM_UP = 1 / 3;

/** Runs this part. */
export async function soak(bench: Bench): Promise<Section> {
  await using server = await bench.server.start(`${bench.directory}/soak`);
  const tokens = await tokensOf(server.port, ["izza", "maya", "nania"]);
  const end = performance.now() + bench.soak * 60_000;
  let visits = 0;

  async function live(token: string): Promise<void> {
    while (performance.now() < end) {
      using peer = await connect(server.port);
      if (visits++ % LOGIN_EVERY === 0) await peer.ask(`logout ${await peer.logIn("nania")}`);
      await peer.ask(`list ${token}`);
      await peer.askAll(Array<string>(SENDS).fill(`send ${token} izza ${TEXT}\r\n`));
      await peer.ask(`inbox ${token}`);
      await peer.ask(`list ${token}`);
      await new Promise((resolve) => setTimeout(resolve, REST));
    }
  }

  const people = Promise.all(Array.from({ length: PEOPLE }, (_, at) => live(tokens[at % tokens.length]!)));
  const rows: { second: number; MiB: number; files: number; messages: number }[] = [];
  for (let second = 0; second <= bench.soak * 60; second += INTERVAL / 1000) {
    rows.push({ second, MiB: residentKib(server.pid) / 1024, files: openFiles(server.pid), messages: visits * SENDS });
    await Promise.race([people, new Promise((resolve) => setTimeout(resolve, INTERVAL))]);
  }
  await people;
  const slope = slopeOf(rows.slice(Math.floor(rows.length * WARM_UP)));
  return {
    title: `A soak of ${bench.soak} minutes`,
    rows: rows satisfies Row[],
    targets: [{ what: "Growth of memory in the last two thirds", value: slope, below: 1, unit: " MiB/min" }],
  };
}

/** MiB a minute: the slope of the line that fits best. */
function slopeOf(rows: readonly { second: number; MiB: number }[]): number {
  const mean = (pick: (row: { second: number; MiB: number }) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  const [meanSecond, meanMib] = [mean(({ second }) => second), mean(({ MiB }) => MiB)];
  const covariance = mean(({ second, MiB }) => (second - meanSecond) * (MiB - meanMib));
  return 60 * covariance / mean(({ second }) => (second - meanSecond) ** 2);
}
