/**
 * A PostgreSQL that servers share, what is stored in it before, and what it costs. `tests/support/postgres.ts` starts it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { openDatabase } from "../../../lib/store/postgres/open.ts";
import { readPostgresUrl } from "../../../lib/store/postgres/url.ts";
import { setNames } from "../../support/cluster.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import type { Person } from "../live.ts";
import { familySeconds } from "../program.ts";
import { openDelayed } from "./delay.ts";

/** Of a machine that has more to do than tests. Durability is what it is by default. */
const SETTINGS = { shared_buffers: "256MB", max_wal_size: "8GB" };

/** Where the standby is: nowhere, on this machine, or behind a link of 1 ms each way. */
export const PLACES = ["no standby", "standby", "standby 2 ms away"] as const;
export type Place = (typeof PLACES)[number];

/** Milliseconds of the link to a standby that is away, each way. */
const DELAY = 1;

/** What was done and used up to a moment. */
export interface Usage {
  /** CPU time in seconds. */
  readonly primary: number;
  readonly standby: number;
  /** Messages and batches that were stored. */
  readonly messages: number;
  readonly batches: number;
  /** Bytes of the log. */
  readonly log: number;
}

/** A database, with its primary and perhaps a standby. */
export interface Database extends AsyncDisposable {
  readonly url: string;
  /** Whether there is a standby for which commits wait. */
  readonly isSafe: boolean;
  readonly primary: TestPostgres;
  /** Runs SQL in it. */
  sql(text: string): Promise<string>;
  usage(): Promise<Usage>;
}

/** Starts a PostgreSQL with an empty database that has the tables of the store. */
export async function startDatabase(place: Place): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await startPostgres(SETTINGS));
  const url = await primary.newDatabase();
  const standby = place === "no standby" ? undefined : stack.use(await addStandby(primary, place, stack));
  if (standby !== undefined) await setNames(primary, "'standby'");
  await openDatabase(readPostgresUrl(url), { isUnsafe: true });
  const all = stack.move();
  const sql = (text: string) => primary.sql(text, url.replace(/.*\//, ""));
  return {
    url,
    isSafe: standby !== undefined,
    primary,
    sql,
    async usage() {
      const cpu = () => [primary, standby].map((each) => each === undefined ? 0 : familySeconds(each.pid));
      const [messages = 0, batches = 0, log = 0] =
        (await sql("SELECT number, batch, pg_current_wal_lsn() - '0/0' FROM state"))
          .split("|").map(Number);
      const [used = 0, byStandby = 0] = cpu();
      return { primary: used, standby: byStandby, messages, batches, log };
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function addStandby(primary: TestPostgres, place: Place, stack: AsyncDisposableStack): Promise<TestPostgres> {
  if (place === "standby") return await primary.addStandby("standby");
  const { port } = stack.use(openDelayed(primary.port, DELAY));
  const way = `host=127.0.0.1 port=${port} user=chat application_name=standby`;
  return await primary.addStandby("standby", { primary_conninfo: way });
}

/**
 * Adds accounts; and messages, a hundred in each of the conversations of the first with the second, the third with the fourth,
 * and so on. @returns Some of the accounts, each with a login.
 */
export async function fill(
  database: Database,
  { accounts, messages, people }: { accounts: number; messages: number; people: number },
): Promise<Person[]> {
  await database.sql(
    "INSERT INTO accounts (id, name, full_name, password_hash, demo, role) " +
      "SELECT (SELECT coalesce(max(id), 0) FROM accounts) + i, 'person' || lpad(i::text, 7, '0'), 'Person ' || i, 'none', " +
      `false, 'student' FROM generate_series(1, ${accounts}) AS i`,
  );
  if (messages > 0) await database.sql(messagesSql(messages));
  const added = await addLogins(database, people);
  await database.sql("VACUUM ANALYZE");
  await database.sql("CHECKPOINT");
  return added;
}

/** Gives a login to some of the accounts that have none, spread evenly. */
export async function addLogins({ sql }: Database, count: number): Promise<Person[]> {
  const free = "SELECT id, name, row_number() OVER (ORDER BY id) AS i, count(*) OVER () AS n FROM accounts " +
    "WHERE NOT EXISTS (SELECT 1 FROM logins WHERE account = accounts.id)";
  const found = await sql(`SELECT id, name FROM (${free}) AS free WHERE i * ${count} % n < ${count} ORDER BY id`);
  const people = found.trim().split("\n").map((line) => {
    const [id = "", name = ""] = line.split("|");
    return { id, name, token: crypto.randomUUID() };
  });
  const rows = people.map(({ id, token }) =>
    `('${createHash("sha256").update(token).digest("hex")}', ${id}, ${Date.now()}, 0, 0)`
  );
  await sql(`INSERT INTO logins (token_hash, account, used_at, batch, ordinal) VALUES ${rows.join(", ")}`);
  return people;
}

/** Messages of a conversation. */
const EACH = 100;

function messagesSql(messages: number): string {
  const count = Math.ceil(messages / EACH);
  return `
WITH pairs AS (
  INSERT INTO conversations (id, kind, low, high, last_seq, last, low_sent)
  SELECT i, 'direct', low, low + 1, ${EACH}, ${messages - count} + i, ${EACH / 2}
  FROM (SELECT i, (SELECT min(id) FROM accounts WHERE name LIKE 'person%') + 2 * (i - 1) AS low
    FROM generate_series(1, ${count}) AS i) AS numbered
  RETURNING id, low, high
), members AS (
  INSERT INTO members SELECT account, id, 0, ${EACH}, ${EACH / 2}, ${EACH}, ${EACH / 2}
  FROM pairs CROSS JOIN LATERAL (VALUES (low), (high)) AS ends (account)
), numbered AS (UPDATE state SET number = ${messages})
INSERT INTO messages (number, conversation, seq, sender, sent, id, at, text)
SELECT n, 1 + (n - 1) % ${count}, 1 + (n - 1) / ${count},
  (SELECT min(id) FROM accounts WHERE name LIKE 'person%') + 2 * ((n - 1) % ${count}) + (n - 1) / ${count} % 2,
  1 + (n - 1) / ${count} / 2, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1700000000000 + n,
  repeat('x', 64)
FROM generate_series(1::bigint, ${messages}) AS n`;
}
