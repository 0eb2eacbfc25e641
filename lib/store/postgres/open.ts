/**
 * Opens a database: which versions and settings it has, whether its tables are there. It stores nothing of the chat.
 *
 * @module
 */

import { hostname } from "node:os";
import { pause } from "../../async.ts";
import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import { codeOf, type Connection } from "./connection.ts";
import { describeRefusal } from "./link.ts";
import { NoAnswerError, within } from "./patience.ts";
import { Primary, type PrimaryConnection } from "./primary.ts";
import { STEPS, VERSION_TABLE } from "./schema.ts";
import { LIFE } from "./servers.ts";
import { describePlace, type PostgresPlace } from "./url.ts";

/** The oldest PostgreSQL on which this was tested. */
const OLDEST = 130_000;

/** Milliseconds that a start waits for a primary, for the tables to be made, and between two attempts. */
const START_PATIENCE = 10_000;
const STEP_PATIENCE = 60_000;
const PAUSE = 100;

/** Milliseconds after which somebody who starts a server is told that the database waits. */
const TELL_AFTER = 3_000;

const IN_MOVE =
  "Cannot open the store: a move into it is not over; if it was broken off, run ngobrol-server move again";

/** Starts of servers whose batches are not looked at any more. */
const OLD_STARTS = 1_000;

/** Options of {@linkcode openDatabase}. */
export interface OpenOptions {
  /** Whether a database without a synchronous standby is good enough. @default {false} */
  readonly isUnsafe?: boolean;
  /** Called with a sentence on what is not as it is to be, and when nothing can be stored. @default {() => {}} */
  readonly onTrouble?: (sentence: string) => void;
  /** Whether a store is moved there: no server works on it until that is over. @default {false} */
  readonly isMove?: boolean;
  /** What is in the file of `PostgresPlace.rootCertificate`. */
  readonly rootCertificate?: string | undefined;
}

/** A database that can be used. */
export interface OpenedDatabase {
  /** Which host is the primary. */
  readonly primary: Primary;
  /** The number under which this start of a server stores. */
  readonly writer: number;
  /** What stands beside that number, and beside no other. */
  readonly name: string;
}

/**
 * Finds the primary, looks at its settings, makes the tables or brings them up to date, and takes a number for this start.
 *
 * @throws {ChatError} If it cannot be used, with what to do about it.
 */
export async function openDatabase(place: PostgresPlace, options: OpenOptions = {}): Promise<OpenedDatabase> {
  const primary = new Primary(place, options.rootCertificate);
  const name = `${hostname()} ${Deno.pid} ${crypto.randomUUID()}`;
  const { connection } = await reach(primary);
  try {
    await checkSettings(connection, options);
    await migrate(connection, options);
    return { primary, writer: await register(connection, name, options), name };
  } finally {
    connection.drop();
  }
}

async function reach(primary: Primary): Promise<PrimaryConnection> {
  for (const until = CLOCKS.elapsed() + START_PATIENCE;; await pause(PAUSE)) {
    const found = await primary.find();
    if (found !== undefined) return found;
    if (CLOCKS.elapsed() < until && !primary.isRefused) continue;
    throw new ChatError(`Cannot open ${describePlace(primary.place)}: ${primary.reason}`);
  }
}

const SETTINGS = "SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync, " +
  "current_setting('full_page_writes') AS pages, current_setting('synchronous_standby_names') AS names, " +
  "current_setting('server_encoding') AS encoding, lower('I') AS small";

/** Looks at what is to be as it is, or acknowledged messages can be lost. */
async function checkSettings(
  connection: Connection,
  { isUnsafe = false, onTrouble = () => {} }: OpenOptions,
): Promise<void> {
  const [row] = await within(STEP_PATIENCE, connection.run(SETTINGS));
  const { version, fsync, pages, names, encoding, small } = row!;
  if (Number(version) < OLDEST) throw unfit(`it is older than PostgreSQL ${OLDEST / 10_000}`);
  if (encoding !== "UTF8") throw unfit(`its encoding is ${encoding}; make one with ENCODING 'UTF8'`);
  if (small !== "i") {
    throw unfit("in its language I and i are two letters; make one with ICU_LOCALE 'en' or LC_CTYPE 'C.UTF-8'");
  }
  if (fsync !== "on") throw unfit("fsync is off: what is stored may be on no disk");
  if (pages !== "on") throw unfit("full_page_writes is off: a loss of power may destroy it");
  if (names !== "") return;
  const risk =
    "synchronous_standby_names is empty, so messages that were acknowledged are lost with the disk of the primary";
  if (!isUnsafe) throw unfit(`${risk}; name a standby, or start with --store-unsafe`);
  onTrouble(`Unsafe: ${risk}`);
}

function unfit(reason: string): ChatError {
  return new ChatError(`Cannot use the database: ${reason}`);
}

/** Brings the tables up to date. Of servers that start at once one does it, and the others wait. */
async function migrate(connection: Connection, options: OpenOptions): Promise<void> {
  for (const until = CLOCKS.elapsed() + STEP_PATIENCE;; await pause(PAUSE)) {
    try {
      return await patiently(migrateOnce(connection, options.isMove ?? false), options);
    } catch (error) {
      if (!(error instanceof NoAnswerError)) await connection.run("ROLLBACK").catch(() => {});
      // Another one has made the same at the same moment.
      if (!["23505", "42P07", "40001", "42710"].includes(codeOf(error)) || CLOCKS.elapsed() > until) {
        throw toSentence(error);
      }
    }
  }
}

async function migrateOnce(connection: Connection, isMove: boolean): Promise<void> {
  await connection.run("BEGIN");
  await connection.run(VERSION_TABLE);
  await connection.run("INSERT INTO tables_version (id, version, least) VALUES (1, 0, 0) ON CONFLICT DO NOTHING");
  const [row] = await connection.run("SELECT version, least, is_moving FROM tables_version FOR UPDATE");
  const { version, least, is_moving } = row!;
  if (Number(least) > STEPS.length) {
    throw new ChatError("Cannot open the store: it was written by a newer version of ngobrol");
  }
  if (isMove && Number(version) > STEPS.length) {
    throw new ChatError("Cannot move the store: it has tables of a newer version of ngobrol; move it with that one");
  }
  if (is_moving === true && !isMove) throw new ChatError(IN_MOVE);
  for (const step of STEPS.slice(Number(version))) await make(connection, step);
  if (Number(version) < STEPS.length) {
    await connection.run("UPDATE tables_version SET version = $1::int, least = $2::int", [STEPS.length, 1]);
  }
  await connection.run("COMMIT");
}

async function make(connection: Connection, step: string): Promise<void> {
  try {
    await connection.run(step);
  } catch (error) {
    if (!["42P07", "42710"].includes(codeOf(error))) throw error;
    throw unfit("it has tables of another program; make one for ngobrol alone"); // No other server makes them at this moment.
  }
}

function toSentence(error: unknown): unknown {
  if (codeOf(error) === "42501") return unfit("the user may not make tables in it: make it the owner of the database");
  if (error instanceof NoAnswerError) return unfit("it waits for a standby, or for a lock; is a standby there?");
  const refusal = describeRefusal(error);
  return refusal === undefined ? error : unfit(refusal);
}

/** Waits for what is to be done at a start; who starts the server is told if that takes long. @throws {NoAnswerError} In the end. */
async function patiently<T>(answer: Promise<T>, { onTrouble = () => {} }: OpenOptions): Promise<T> {
  try {
    return await within(TELL_AFTER, answer);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    onTrouble("The database waits for a standby, or for a lock");
    return await within(STEP_PATIENCE, answer);
  }
}

/** Takes a number for this start. Of a server that takes it while a move begins, either the move knows, or it knows of the move. */
const REGISTER =
  "WITH open AS (SELECT 1 FROM tables_version WHERE NOT is_moving OR $2::boolean FOR SHARE), known AS (INSERT INTO writers " +
  "(id, name, beat) SELECT (SELECT coalesce(max(id), 0) + 1 FROM writers), $1::text, 0 FROM open RETURNING id), " +
  "there AS (INSERT INTO servers (id, version, until) " +
  `SELECT id, 0, clock_timestamp() + interval '${LIFE}' FROM known WHERE NOT $2::boolean) SELECT id FROM known`;

async function register(connection: Connection, name: string, options: OpenOptions): Promise<number> {
  for (const until = CLOCKS.elapsed() + START_PATIENCE;; await pause(PAUSE)) {
    try {
      const [row] = await patiently(connection.run(REGISTER, [name, options.isMove ?? false]), options);
      if (row === undefined) throw new ChatError(IN_MOVE);
      const writer = Number(row!["id"]);
      await within(STEP_PATIENCE, connection.run("DELETE FROM batches WHERE writer < $1::int", [writer - OLD_STARTS]));
      return writer;
    } catch (error) {
      // Another one has taken it.
      if (codeOf(error) !== "23505" || CLOCKS.elapsed() > until) throw toSentence(error);
    }
  }
}
