/**
 * Whether a send costs more where many people and messages are kept: three servers in turns, one with an empty store, one
 * with 100,000 accounts, one with millions of messages.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { addMessage, emptyColumns } from "../../lib/store/sqlite/columns.ts";
import { Database } from "../../lib/store/sqlite/database.ts";
import { CONVERSATIONS_SINCE } from "../../lib/store/sqlite/schema.ts";
import type { Bench } from "./bench.ts";
import type { Measured } from "./generator.ts";
import { settledKib } from "./memory.ts";
import { connect, sends, TEXT, tokensOf } from "./peer.ts";
import type { Running } from "./program.ts";
import { median, type Row, type Section } from "./report.ts";
import { cpuMicroseconds, rate } from "./throughput.ts";

const ACCOUNTS = 100_000;

/** People who wrote the messages to each other. */
const WRITERS = 1_000;

/** Starts that are timed. */
const STARTS = 3;

/** Rows of a transaction, and messages of one of the store's own. */
const BATCH = 100_000;
const COMMIT = 2_000;

/** Runs this part. */
export async function scale(bench: Bench): Promise<Section> {
  const messages = bench.full ? 5_000_000 : bench.quick ? 200_000 : 1_000_000;
  const stores = [
    { store: "empty", accounts: 0, messages: 0 },
    { store: "accounts", accounts: ACCOUNTS, messages: 0 },
    { store: "messages", accounts: WRITERS, messages },
  ];
  await using stack = new AsyncDisposableStack();
  const servers: Filled[] = [];
  for (const { store, ...counts } of stores) {
    const directory = `${bench.directory}/scale-${store}`;
    await (await bench.server.start(directory))[Symbol.asyncDispose](); // Makes its tables and the accounts of the document.
    fill(directory, counts);
    const start = await timeStart(bench, directory);
    const server = stack.use(await bench.server.start(directory));
    const memory = await settledKib(server.pid) / 1024;
    servers.push({ server, requests: sends(await tokensOf(server.port)), found: [], start, memory });
    bench.progress(`${store}: ${counts.accounts} accounts and ${counts.messages} messages are stored`);
  }
  await measure(bench, servers);
  const rows = stores.map(({ store, ...counts }, at) => ({ store, ...counts, ...summarize(servers[at]!) }));
  const of = (column: "CPU us" | "start s", at: number) => rows[at]![column] / rows[0]![column];
  return {
    title: "The cost of a send (50 x 1), of a start and at rest by what is stored",
    rows: rows satisfies Row[],
    targets: [
      { what: `CPU time with ${ACCOUNTS} accounts, against an empty store`, value: of("CPU us", 1), below: 1.15 },
      { what: `CPU time with ${messages} messages, against an empty store`, value: of("CPU us", 2), below: 1.15 },
      { what: `Start with ${messages} messages, against an empty store`, value: of("start s", 2), below: 1.5 },
    ],
    notes: [
      `start: from the command to the first connection, the middle of ${STARTS}; MiB: of the server that has just started`,
      ...bench.full ? [] : [`${messages} messages; --full for 5 million`],
    ],
  };
}

/** A server with its store, and what was measured. */
interface Filled {
  readonly server: Running;
  readonly requests: string[];
  readonly found: Measured[];
  /** Seconds of a start. */
  readonly start: number;
  /** MiB after it. */
  readonly memory: number;
}

/** Seconds from the command that starts a server until it can be reached. */
async function timeStart(bench: Bench, directory: string): Promise<number> {
  const seconds: number[] = [];
  for (let at = 0; at < STARTS; at++) {
    const start = performance.now();
    await using server = await bench.server.start(directory);
    using _ = await connect(server.port);
    seconds.push((performance.now() - start) / 1000);
  }
  return median(seconds);
}

/** Rounds in turns, the first of which does not count. */
async function measure(bench: Bench, servers: readonly Filled[]) {
  const { rounds, time } = bench.quick ? { rounds: 3, time: 700 } : { rounds: 7, time: 1_500 };
  for (let round = 0; round <= rounds; round++) {
    for (const { server, requests, found } of servers) {
      const measured = await bench.generator.run(server, { connections: 50, depth: 1, time, requests });
      if (round > 0) found.push(measured);
    }
  }
}

function summarize({ found, start, memory }: Filled) {
  return {
    "start s": start,
    "MiB": memory,
    "messages/s": median(found.map(rate)),
    "CPU us": median(found.map(cpuMicroseconds)),
    "p50 ms": median(found.map(({ p50 }) => p50 / 1000)),
    "p99 ms": median(found.map(({ p99 }) => p99 / 1000)),
  };
}

/** Adds accounts and messages to the store of a server that does not run; nine of ten messages are read. */
function fill(directory: string, { accounts, messages }: { accounts: number; messages: number }): void {
  using database = new DatabaseSync(`${directory}/chat.sqlite`);
  database.exec("PRAGMA synchronous = OFF");
  inBatches(database, accounts, (from, to) => {
    database.prepare(
      "WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?) " +
        "INSERT INTO accounts (name, full_name, password_hash, demo) " +
        "SELECT 'person-' || i, 'Person ' || i, (SELECT password_hash FROM accounts LIMIT 1), 0 FROM n",
    ).run(from, to - 1);
  });
  const { first } = database.prepare("SELECT max(id) - ? AS first FROM accounts").get(WRITERS) as { first: number };
  const { user_version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (user_version >= CONVERSATIONS_SINCE) return fillConversations(`${directory}/chat.sqlite`, first + 1, messages);
  inBatches(database, messages, (from, to) => {
    database.prepare(
      "WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?) " +
        "INSERT INTO messages (id, sender, receiver, text, at, read_at) " +
        "SELECT format('01900000-0000-7000-8000-%012d', i), ? + i % ?, ? + i * 7 % ?, ?, ? + i, iif(i % 10, 1, NULL) FROM n",
    ).run(from, to - 1, first + 1, WRITERS, first + 1, WRITERS, TEXT, Date.now() - messages);
  });
  database.exec(
    "INSERT INTO conversations SELECT DISTINCT min(sender, receiver), max(sender, receiver), seq / 256 FROM messages",
  );
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** The same in the tables since 0.2.2, by what stores messages in them. */
function fillConversations(file: string, first: number, messages: number): void {
  const database = new Database(file);
  const at = Date.now() - messages;
  for (let from = 0; from < messages; from += COMMIT) {
    const columns = emptyColumns();
    for (let index = from; index < Math.min(from + COMMIT, messages); index++) {
      const id = `01900000-0000-7000-8000-${String(index).padStart(12, "0")}`;
      const [sender, receiver] = [first + index % WRITERS, first + index * 7 % WRITERS];
      addMessage(columns, { id, sender, receiver, text: TEXT, at: at + index });
    }
    database.commit(columns, []);
  }
  const read = Math.floor(0.9 * messages);
  const reads = Array.from({ length: WRITERS }, (_, index) => ["markRead", at, first + index, read] as const);
  database.commit(emptyColumns(), reads);
  database.close();
}

/** Runs `write` for 0 to `count` in transactions. */
function inBatches(database: DatabaseSync, count: number, write: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += BATCH) {
    database.exec("BEGIN");
    write(from, Math.min(from + BATCH, count));
    database.exec("COMMIT");
  }
}
