/**
 * The control of a class in a SQLite file, by calls that cost little each. It knows no thread.
 *
 * @module
 */

import { leastId } from "../prune.ts";
import { type ControlQuery, type ControlWrite, writeOf } from "./control_sql.ts";
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

/** Messages that are looked through at once. */
const STEP = 20_000;

/** Milliseconds of a quarter of an hour. */
const QUARTER = 900_000;

/** How this part reads and writes. */
export interface ControlAccess {
  /** The rows of a query. */
  read(query: ControlQuery, ...values: (string | number | null)[]): Promise<Readonly<Record<string, unknown>>[]>;
  /** The place of the first message whose id is not less than an id, and whether it is that one. */
  firstFrom(id: string): Promise<{ readonly number: number; readonly isExact: boolean }>;
  /** The place of the newest message. */
  lastSeq(): Promise<number>;
  /** Writes all in one commit; `what` names it if it fails. @returns Whether the first of them has changed anything. */
  write(what: string, ...writes: ControlWrite[]): Promise<boolean>;
}

/** See {@linkcode ControlStore}. */
export class SqliteControl implements ControlStore {
  readonly #access: ControlAccess;

  /** By which the database is reached. */
  constructor(access: ControlAccess) {
    this.#access = access;
  }

  /** See {@linkcode ControlStore.measures}. */
  async measures(): Promise<Measure[]> {
    return (await this.#access.read("measures")).map(readMeasure);
  }

  /** See {@linkcode ControlStore.layDown}. */
  async layDown({ kind, target, until, by, at }: Measure, act: Act): Promise<void> {
    await this.#access.write("what was decided", ["layDown", kind, target, until ?? null, by, at], writeOf(act));
  }

  /** See {@linkcode ControlStore.lift}. */
  async lift({ kind, target }: MeasureRef, act: Act): Promise<void> {
    await this.#access.write("what was decided", ["lift", kind, target], writeOf(act));
  }

  /** See {@linkcode ControlStore.addAct}. */
  async addAct(act: Act): Promise<void> {
    await this.#access.write("what was done", writeOf(act, "addAct"));
  }

  /** See {@linkcode ControlStore.actsSince}. */
  async actsSince(act: string, at: number): Promise<StoredAct[]> {
    return (await this.#access.read("actsSince", act, at)).map(readAct);
  }

  /** See {@linkcode ControlStore.keepVisits}. */
  async keepVisits(visits: readonly StoredVisit[], at: number): Promise<void> {
    await this.#access.write("who is there", ["keepVisits", visits, at]);
  }

  /** See {@linkcode ControlStore.endVisits}. */
  async endVisits(): Promise<number> {
    await this.#access.write("who was there", ["endVisits"]);
    return Number((await this.#access.read("lastVisit"))[0]!["number"]);
  }

  /** See {@linkcode ControlStore.visits}. */
  async visits(from: number, to: number): Promise<Required<StoredVisit>[]> {
    return (await this.#access.read("visits", to, from)).map(({ number, account, began, last }) => ({
      number: Number(number),
      account: Number(account),
      began: Number(began),
      ended: Number(last),
    }));
  }

  /** See {@linkcode ControlStore.people}. */
  async people(): Promise<Person[]> {
    return (await this.#access.read("people")).map(({ id, name, full_name, role, removed_at }) => ({
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
    for await (const start of this.#steps((await this.#access.firstFrom(leastId(from))).number)) {
      for (
        const { sender, quarter, count } of await this.#access.read("messageCounts", start, start + STEP, from, to)
      ) {
        counts.push({ account: Number(sender), at: Number(quarter) * QUARTER, count: Number(count) });
      }
    }
    return counts;
  }

  /** See {@linkcode ControlStore.transcript}. */
  async transcript(
    { from, to, account, conversation, after, limit }: TranscriptOptions,
  ): Promise<TranscriptPart> {
    const least = await this.#access.firstFrom(leastId(from));
    const before = after === undefined ? undefined : await this.#access.firstFrom(after);
    const first = Math.max(least.number, before === undefined ? 0 : before.number + Number(before.isExact));
    const found: Readonly<Record<string, unknown>>[] = [];
    for await (const start of this.#steps(first)) {
      const values = [start, start + STEP, from, to, account ?? null, conversation ?? null, limit + 1 - found.length];
      found.push(...await this.#access.read("transcript", ...values));
      if (found.length > limit) break;
    }
    const all = new Bounded(limit, MAX_PAGE_LENGTH);
    const taken = found.filter(({ length }) => all.takes(Number(length)));
    return {
      seqs: taken.map(({ number }) => Number(number)),
      lengths: taken.map(({ length }) => Number(length)),
      more: all.isFull,
    };
  }

  /** The places from one on at which parts begin that are read at once: between them others have their turns. */
  async *#steps(first: number): AsyncGenerator<number> {
    const last = await this.#access.lastSeq();
    for (let start = first; start <= last; start += STEP) yield start;
  }

  /** See {@linkcode ControlStore.findMessage}. */
  async findMessage(id: string): Promise<MessageRef | undefined> {
    const { number, isExact } = await this.#access.firstFrom(id);
    const [row] = isExact ? await this.#access.read("messageAt", number) : [];
    return row && readRef(row);
  }

  /** See {@linkcode ControlStore.editMessage}. */
  async editMessage(message: MessageRef, edit: Edit, act?: Act): Promise<boolean> {
    return await this.#access.write("the change", ["editMessage", message, edit, act]);
  }

  /** See {@linkcode ControlStore.acts}. */
  async acts(after: number, limit: number): Promise<StoredAct[]> {
    return (await this.#access.read("acts", after, limit)).map(readAct);
  }
}

/** The least id that a message of a time can have: ids have the time of their message, or a later one. */
function readMeasure(row: Readonly<Record<string, unknown>>): Measure {
  const { kind, target, until, by, at } = row;
  const ref = { kind: String(kind) as MeasureKind, target: Number(target) };
  return { ...ref, by: String(by), at: Number(at), ...until !== null && { until: Number(until) } };
}

function readRef(row: Readonly<Record<string, unknown>>): MessageRef {
  const { number, id, sender, conversation, kind, receiver, at, from_name, to_name } = row;
  const names = { from: String(from_name), to: String(to_name) };
  const ref = { seq: Number(number), id: String(id), sender: Number(sender), at: Number(at), ...names };
  return { ...ref, conversation: Number(conversation), ...kind === "direct" && { receiver: Number(receiver) } };
}

function readAct({ number, at, by, act, target, detail }: Readonly<Record<string, unknown>>): StoredAct {
  const texts = { by: String(by), act: String(act), target: String(target), detail: String(detail) };
  return { number: Number(number), at: Number(at), ...texts };
}
