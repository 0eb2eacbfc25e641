/**
 * What a PostgreSQL store is asked of the control of a class, and its answers. It knows no connection.
 *
 * @module
 */

import { Bounded } from "../bounds.ts";
import type {
  Act,
  ControlStore,
  Edit,
  Measure,
  MeasureKind,
  MeasureRef,
  MessageCount,
  MessageRef,
  Person,
  StoredAct,
  StoredVisit,
  TranscriptOptions,
  TranscriptPart,
} from "../control.ts";
import { MAX_PAGE_LENGTH } from "../store.ts";
import type { Row } from "./connection.ts";
import {
  addAct,
  ALIVE,
  editMessage,
  endVisits,
  keepVisits,
  layDown,
  lift,
  tellAct,
  VISITS_OF_ONE,
} from "./control_writes.ts";
import { column } from "./message_reads.ts";
import type { Read } from "./stored_messages.ts";
import type { Statement } from "./statement.ts";

/** Messages that are looked through at once, and milliseconds of a quarter of an hour. */
const STEP = 20_000;
const QUARTER = 900_000;

const VISITS = "SELECT * FROM (SELECT number, account, began, " +
  `coalesce(ended, greatest(began, ${ALIVE})) AS last FROM visits WHERE began < $1::bigint) AS visits ` +
  "WHERE last > $2::bigint ORDER BY number";

const COUNTS = "SELECT sender, at / 900000 AS quarter, count(*) AS count FROM messages WHERE number >= $1::bigint " +
  "AND number < $2::bigint AND at >= $3::bigint AND at < $4::bigint GROUP BY sender, quarter ORDER BY quarter, sender";

const TRANSCRIPT = "SELECT number, octet_length(text) AS length FROM messages " +
  "JOIN conversations ON conversations.id = conversation WHERE number >= $1::bigint AND number < $2::bigint " +
  "AND at >= $3::bigint AND at < $4::bigint AND ($5::int IS NULL OR sender = $5 OR low = $5 OR high = $5) " +
  "AND ($6::bigint IS NULL OR conversation = $6) ORDER BY number LIMIT $7::bigint";

const FIND = "SELECT number, messages.id, sender, messages.conversation, kind, receiver.id AS receiver, messages.at, " +
  "one.name AS from_name, coalesce(receiver.name, '#' || groups.name) AS to_name " +
  "FROM messages JOIN conversations ON conversations.id = messages.conversation JOIN accounts AS one ON one.id = sender " +
  "LEFT JOIN accounts AS receiver ON receiver.id = CASE WHEN sender = low THEN high ELSE low END " +
  "LEFT JOIN groups ON groups.conversation = messages.conversation WHERE messages.id = $1::uuid " +
  "AND NOT EXISTS (SELECT 1 FROM edits WHERE message = number AND removed) LIMIT 1";

/** How this part reads and writes. */
export interface ControlAccess {
  /** The number of this server. */
  readonly server: number;
  /** Runs what only reads. */
  readonly read: Read;
  /** Stores statements together. @returns Whether the first has changed anything that is told. */
  readonly write: (what: string, ...statements: Statement[]) => Promise<boolean>;
}

/** See {@linkcode ControlStore}. */
export class PostgresControl implements ControlStore {
  readonly #server: number;
  readonly #read: Read;
  readonly #write: ControlAccess["write"];

  /** By which the database is reached. */
  constructor({ server, read, write }: ControlAccess) {
    this.#server = server;
    this.#read = read;
    this.#write = write;
  }

  /** See {@linkcode ControlStore.measures}. */
  async measures(): Promise<Measure[]> {
    return (await this.#read("SELECT kind, target, until, by, at FROM measures ORDER BY kind, target")).map(
      readMeasure,
    );
  }

  /** See {@linkcode ControlStore.layDown}. */
  async layDown(measure: Measure, act: Act): Promise<void> {
    await this.#write("what was decided", layDown(measure), addAct(act));
  }

  /** See {@linkcode ControlStore.lift}. */
  async lift(measure: MeasureRef, act: Act): Promise<void> {
    await this.#write("what was decided", lift(measure), addAct(act));
  }

  /** See {@linkcode ControlStore.addAct}. */
  async addAct(act: Act): Promise<void> {
    await this.#write("what was done", tellAct(act));
  }

  /** See {@linkcode ControlStore.acts}. */
  async acts(after: number, limit: number): Promise<StoredAct[]> {
    const rows = await this.#read(
      "SELECT number, at, by, act, target, detail FROM acts WHERE number > $1::bigint ORDER BY number LIMIT $2::bigint",
      [
        after,
        limit,
      ],
    );
    return rows.map(readAct);
  }

  /** See {@linkcode ControlStore.actsSince}. */
  async actsSince(act: string, at: number): Promise<StoredAct[]> {
    const sql =
      "SELECT number, at, by, act, target, detail FROM acts WHERE act = $1::text AND at >= $2::bigint ORDER BY number";
    return (await this.#read(sql, [act, at])).map(readAct);
  }

  /** See {@linkcode ControlStore.keepVisits}. */
  async keepVisits(visits: readonly StoredVisit[], at: number): Promise<void> {
    await this.#write("who is there", ...keepVisits(visits, at));
  }

  /** See {@linkcode ControlStore.endVisits}. */
  async endVisits(): Promise<number> {
    await this.#write("who was there", endVisits());
    const first = this.#server * VISITS_OF_ONE;
    const sql =
      "SELECT coalesce(max(number), $1::bigint) AS number FROM visits WHERE number > $1 AND number < $2::bigint";
    return Number((await this.#read(sql, [first, first + VISITS_OF_ONE]))[0]!["number"]);
  }

  /** See {@linkcode ControlStore.visits}. */
  async visits(from: number, to: number): Promise<Required<StoredVisit>[]> {
    return (await this.#read(VISITS, [to, from])).map(({ number, account, began, last }) => ({
      number: Number(number),
      account: Number(account),
      began: Number(began),
      ended: Number(last),
    }));
  }

  /** See {@linkcode ControlStore.people}. */
  async people(): Promise<Person[]> {
    const rows = await this.#read("SELECT id, name, full_name, role, removed_at FROM accounts ORDER BY id");
    return rows.map(({ id, name, full_name, role, removed_at }) => ({
      id: Number(id),
      name: String(name),
      fullName: String(full_name),
      role: role === "teacher" ? "teacher" : "student",
      removed: removed_at !== null,
    }));
  }

  /** See {@linkcode ControlStore.messageCounts}. */
  async messageCounts(from: number, to: number): Promise<MessageCount[]> {
    const counts: MessageCount[] = [];
    for await (const start of this.#steps(await this.#firstFrom(from))) {
      for (const { sender, quarter, count } of await this.#read(COUNTS, [start, start + STEP, from, to])) {
        counts.push({ account: Number(sender), at: Number(quarter) * QUARTER, count: Number(count) });
      }
    }
    return counts;
  }

  /** See {@linkcode ControlStore.transcript}. */
  async transcript({ from, to, account, conversation, after, limit }: TranscriptOptions): Promise<TranscriptPart> {
    const first = Math.max(await this.#firstFrom(from), after === undefined ? 0 : await this.#behind(after));
    const found: Row[] = [];
    for await (const start of this.#steps(first)) {
      const values = [start, start + STEP, from, to, account ?? null, conversation ?? null, limit + 1 - found.length];
      found.push(...await this.#read(TRANSCRIPT, values));
      if (found.length > limit) break;
    }
    const all = new Bounded(limit, MAX_PAGE_LENGTH);
    const taken = found.filter(({ length }) => all.takes(Number(length)));
    return { seqs: column(taken, "number"), lengths: column(taken, "length"), more: all.isFull };
  }

  /** The number of the first message that can be of a time, or later: ids have the time of their message, or a later one. */
  async #firstFrom(time: number): Promise<number> {
    const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, "0");
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
    // Servers may differ in their clocks: what was stored before by one that is ahead has a greater id.
    const sql =
      "SELECT coalesce(min(number), 1) AS number FROM (SELECT number FROM messages WHERE id >= $1::uuid ORDER BY id LIMIT 1000) AS first";
    return Number((await this.#read(sql, [id]))[0]!["number"]);
  }

  /** The number behind that of the message with an id, or that of the first whose id is greater. */
  async #behind(id: string): Promise<number> {
    const sql = "SELECT coalesce((SELECT number + 1 FROM messages WHERE id = $1::uuid LIMIT 1), " +
      "(SELECT number FROM messages WHERE id > $1::uuid ORDER BY id LIMIT 1), 9007199254740991) AS number";
    return Number((await this.#read(sql, [id]))[0]!["number"]);
  }

  /** The places from one on at which parts begin that are read at once. */
  async *#steps(first: number): AsyncGenerator<number> {
    const last = Number((await this.#read("SELECT coalesce(max(number), 0) AS number FROM messages"))[0]!["number"]);
    for (let start = first; start <= last; start += STEP) {
      // Places may have been left out.
      const sql = "SELECT coalesce(min(number), 0) AS number FROM messages WHERE number >= $1::bigint";
      start = Math.max(start, Number((await this.#read(sql, [start]))[0]!["number"]));
      yield start;
    }
  }

  /** See {@linkcode ControlStore.findMessage}. */
  async findMessage(id: string): Promise<MessageRef | undefined> {
    const [row] = await this.#read(FIND, [id]);
    return row && readRef(row);
  }

  /** See {@linkcode ControlStore.editMessage}. */
  async editMessage(message: MessageRef, edit: Edit, act?: Act): Promise<boolean> {
    return await this.#write("the change", editMessage(message, edit, act));
  }
}

function readMeasure({ kind, target, until, by, at }: Row): Measure {
  const ref = { kind: String(kind) as MeasureKind, target: Number(target) };
  return { ...ref, by: String(by), at: Number(at), ...until !== null && { until: Number(until) } };
}

function readRef(row: Row): MessageRef {
  const { number, id, sender, conversation, kind, receiver, at, from_name, to_name } = row;
  const names = { from: String(from_name), to: String(to_name) };
  const ref = { seq: Number(number), id: String(id), sender: Number(sender), at: Number(at), ...names };
  return { ...ref, conversation: Number(conversation), ...kind === "direct" && { receiver: Number(receiver) } };
}

function readAct({ number, at, by, act, target, detail }: Row): StoredAct {
  const texts = { by: String(by), act: String(act), target: String(target), detail: String(detail) };
  return { number: Number(number), at: Number(at), ...texts };
}
