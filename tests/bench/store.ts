/**
 * The store alone: what it takes to keep messages, by how many a commit has, on the disk and in the memory of the machine,
 * where nothing is flushed. Within this process: `--server` changes nothing.
 *
 * @module
 */

import type { Bench } from "./bench.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import { MessageIds } from "../../lib/server/chat/messages/message_ids.ts";
import type { Store, StoredAccount } from "../../lib/store/store.ts";
import type { Row, Section } from "./report.ts";

const SIZES = [1, 8, 50, 256, 400, 800];
const TEXT = "x".repeat(64);

/** Commits after which the disk counts as quick, so that small ones are made on the network's thread. */
const WARM_UP = 600;

/** A directory in memory; what it has is gone with it. */
const MEMORY = "/dev/shm";

/** Runs this part. */
export async function store(bench: Bench): Promise<Section> {
  const { rounds, messages } = bench.quick ? { rounds: 3, messages: 20_000 } : { rounds: 9, messages: 60_000 };
  const memory = await Deno.makeTempDir({ dir: MEMORY });
  try {
    await using onDisk = await openFilled(`${bench.directory}/store.sqlite`);
    await using inMemory = await openFilled(`${memory}/store.sqlite`);
    const rows: Row[] = [];
    for (const size of SIZES) {
      const commits = Math.min(1_000, Math.ceil(messages / size));
      const disk: Measured[] = [];
      const plain: Measured[] = [];
      for (let round = 0; round < rounds; round++) {
        disk.push(await onDisk.measure(size, commits));
        plain.push(await inMemory.measure(size, commits));
      }
      const least = (measured: Measured[], pick: (one: Measured) => number) => Math.min(...measured.map(pick));
      rows.push({
        "messages a commit": size,
        "CPU us a message": least(disk, ({ cpu }) => cpu),
        "ms a commit": least(disk, ({ time }) => time),
        "without flushes: CPU us": least(plain, ({ cpu }) => cpu),
        "of it this thread's": least(plain, ({ own }) => own),
      });
      bench.progress(`commits of ${size}: ${rows.at(-1)!["CPU us a message"]} us a message`);
    }
    return { title: "The store alone", rows, notes: [`the least of ${rounds} rounds; without flushes: in ${MEMORY}`] };
  } finally {
    await Deno.remove(memory, { recursive: true });
  }
}

/** Microseconds of CPU time a message, of all threads and of this one, and milliseconds a commit. */
interface Measured {
  readonly cpu: number;
  readonly own: number;
  readonly time: number;
}

interface Filled extends AsyncDisposable {
  measure(size: number, commits: number): Promise<Measured>;
}

/** A store to which two people have written. */
async function openFilled(file: string): Promise<Filled> {
  const store = await openSqlite(file);
  const names = ["maya", "izza", "nania"];
  const people = await store.addAccounts(
    names.map((name) => ({ name, fullName: name, passwordHash: "", demo: false, role: "student" })),
  );
  const send = writerOf(store, people);
  for (let count = 0; count < WARM_UP; count++) await send(1);
  for (let count = 0; count < 50; count++) await send(400);
  return {
    async measure(size, commits) {
      for (let count = 0; count < 20; count++) await send(size);
      const [before, start] = [cpuMicroseconds(), performance.now()];
      for (let count = 0; count < commits; count++) await send(size);
      const [after, end] = [cpuMicroseconds(), performance.now()];
      const messages = commits * size;
      return {
        cpu: (after.all - before.all) / messages,
        own: (after.own - before.own) / messages,
        time: (end - start) / commits,
      };
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** What stores so many messages at once, of two people to a third. */
function writerOf(store: Store, [one, to, other]: readonly StoredAccount[]): (size: number) => Promise<void> {
  const ids = new MessageIds();
  let sent = 0;
  return async (size) => {
    let stored: Promise<void> | undefined;
    for (let count = 0; count < size; count++) {
      const [from, at] = [sent++ % 2 === 0 ? one! : other!, Date.now()];
      const text = `${TEXT}${sent % 1000}`;
      stored = store.addMessage({ id: ids.next(at), sender: from.id, receiver: to!.id, text, at });
    }
    await stored;
  };
}

/** CPU time of this process, and of this thread. */
function cpuMicroseconds(): { all: number; own: number } {
  const of = (task: string) => Number(Deno.readTextFileSync(`/proc/self/task/${task}/schedstat`).split(" ")[0]) / 1e3;
  const tasks = Array.from(Deno.readDirSync("/proc/self/task"), ({ name }) => name);
  return { all: tasks.reduce((sum, task) => sum + of(task), 0), own: of(String(Deno.pid)) };
}
