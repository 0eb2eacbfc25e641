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
  const start = performance.now();
  for (let isOver = false; !isOver;) {
    const second = Math.round((performance.now() - start) / 1000);
    rows.push({ second, MiB: residentKib(server.pid) / 1024, files: openFiles(server.pid), messages: visits * SENDS });
    const timer = new Promise((resolve) => setTimeout(resolve, INTERVAL));
    isOver = await Promise.race([people.then(() => true), timer.then(() => false)]);
  }
  await people;
  return {
    title: `A soak of ${bench.soak} minutes`,
    rows: rows satisfies Row[],
    targets: [{ what: "Growth of memory", value: growth(rows), below: 1, unit: " MiB/min" }],
    notes: ["growth: the slope of the readings after the first third, by least squares"],
  };
}

/**
 * MiB a minute by which the readings after the first third grow: the slope of the line of least squares. What the collector
 * frees comes and goes by a hundred MiB, so two readings alone tell nothing.
 */
function growth(rows: readonly { second: number; MiB: number }[]): number {
  const late = rows.slice(Math.floor(rows.length / 3));
  const mean = (of: (row: { second: number; MiB: number }) => number) =>
    late.reduce((sum, row) => sum + of(row), 0) / late.length;
  const [second, mib] = [mean(({ second }) => second), mean(({ MiB }) => MiB)];
  const together = mean((row) => (row.second - second) * (row.MiB - mib));
  return 60 * together / mean((row) => (row.second - second) ** 2);
}
