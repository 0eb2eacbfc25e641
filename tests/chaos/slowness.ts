/**
 * How much slower programs are than they can be, since the machine does other work: how long they had something to do and waited
 * for a processor, as the kernel counts it. A piece of work of one's own does not tell it: what is short is let through soon.
 *
 * @module
 */

/** What processes have done since they began, in nanoseconds: with a processor, and waiting for one. */
type Sample = ReadonlyMap<number, { readonly worked: number; readonly waited: number }>;

/** Measures from now on, for processes by their ids. */
export class Slowness {
  readonly #pids: () => readonly number[];
  readonly #start: Sample;

  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
    this.#start = read(pids());
  }

  /** The factor until now, of those that were there all the time: 1 is as quick as can be, or not known here. */
  get factor(): number {
    let [worked, waited] = [0, 0];
    for (const [pid, now] of read(this.#pids())) {
      const then = this.#start.get(pid);
      if (then === undefined) continue;
      worked += now.worked - then.worked;
      waited += now.waited - then.waited;
    }
    return worked === 0 ? 1 : 1 + waited / worked;
  }
}

function read(pids: readonly number[]): Sample {
  return new Map(pids.flatMap((pid) => {
    try {
      const [worked, waited] = Deno.readTextFileSync(`/proc/${pid}/schedstat`).split(" ").map(Number);
      return [[pid, { worked: worked!, waited: waited! }] as const];
    } catch {
      return []; // It has ended, or this is another system.
    }
  }));
}
