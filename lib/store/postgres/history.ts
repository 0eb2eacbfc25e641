/**
 * Which batches were told last, and what of them is gone: after a crash of the primary all see a batch that no standby has, and
 * a fail-over loses it. It knows no connection.
 *
 * @module
 */

import { CLOCKS, type Clocks } from "../../clock.ts";
import { arrayOf, type Row } from "./connection.ts";
import type { Read } from "./stored_messages.ts";

/** Batches that are remembered. */
const REMEMBERED = 64;

/** Milliseconds in which servers store again what a fail-over has lost of theirs. */
const AGAIN_WITHIN = 60_000;

/** The newest that is there of the batches `$1`, which are the `$3` of the writers `$2`. */
const COMMON = "SELECT forgotten, (SELECT max(told.batch) FROM unnest($1::bigint[], $2::int[], $3::bigint[]) " +
  "AS told (batch, writer, writer_batch) JOIN news USING (batch, writer, writer_batch)) AS batch FROM state";

/** How many batches, which are the `$2` of the writers `$1`, were neither stored again nor followed by another one of their writer. */
const MISSING = "SELECT count(*)::int AS missing FROM unnest($1::int[], $2::bigint[]) AS lost (writer, batch) " +
  "WHERE NOT EXISTS (SELECT 1 FROM batches WHERE batches.writer = lost.writer AND batches.batch >= lost.batch)";

/** Whether batches `$2` of the writer `$1` are not there. */
const LOST = "SELECT EXISTS (SELECT 1 FROM unnest($2::bigint[]) AS lost (batch) WHERE NOT EXISTS " +
  "(SELECT 1 FROM batches WHERE batches.writer = $1::int AND batches.batch = lost.batch)) AS lost";

/** A batch, whose it is, and which of its batches. */
interface ToldBatch {
  readonly batch: number;
  readonly writer: number;
  readonly writerBatch: number;
  /** Whether an account or a group has got its number by it. */
  givesNumber: boolean;
}

/** The batches that were told last. */
export class History {
  /** The oldest first. */
  readonly #batches: ToldBatch[] = [];
  /** By writer and number: what was told, and is gone until its server stores it again. */
  readonly #lost = new Map<string, ToldBatch>();
  #lostAt = 0;
  #isGone = false;
  readonly #writer: number;
  readonly #acknowledged: () => number;
  readonly #clocks: Clocks;

  /** Nothing was told yet. @param acknowledged The newest batch of the writer that was acknowledged. */
  constructor(writer: number, acknowledged: () => number, clocks: Clocks = CLOCKS) {
    this.#writer = writer;
    this.#acknowledged = acknowledged;
    this.#clocks = clocks;
  }

  /** Whether something was told that is not, and will not be. */
  async isWrong(read: Read): Promise<boolean> {
    if (this.#isGone || this.#lost.size === 0 || this.#clocks.elapsed() - this.#lostAt < AGAIN_WITHIN) {
      return this.#isGone;
    }
    const lost = [...this.#lost.values()];
    const values = [arrayOf(lost.map(({ writer }) => writer)), arrayOf(lost.map(({ writerBatch }) => writerBatch))];
    const [row] = await read(MISSING, values);
    this.#isGone = row!["missing"] !== 0;
    this.#lost.clear();
    return this.#isGone;
  }

  /** Notes that a row of the news was told. @param givesNumber Whether an account or a group has got its number by it. */
  note(row: Row, givesNumber = false): void {
    const told = batchOf(row);
    if (this.#batches.at(-1)?.batch !== told.batch) this.#batches.push(told);
    this.#batches.at(-1)!.givesNumber ||= givesNumber;
    if (this.#batches.length > REMEMBERED) this.#batches.shift();
  }

  /** Whether a row of the news was told before it was lost. */
  isAgain(row: Row): boolean {
    return this.#lost.size > 0 && this.#lost.has(keyOf(batchOf(row)));
  }

  /** Notes that all of a batch is there again. */
  noteAgain(row: Row): void {
    if (this.#lost.size > 0) this.#lost.delete(keyOf(batchOf(row)));
  }

  /** Looks what is still there. @returns The newest batch that is; `undefined` if that cannot be known. */
  async verify(read: Read): Promise<number | undefined> {
    const newest = this.#batches.at(-1);
    if (newest === undefined) return undefined;
    const column = (name: "batch" | "writer" | "writerBatch") => arrayOf(this.#batches.map((each) => each[name]));
    const [row] = await read(COMMON, [column("batch"), column("writer"), column("writerBatch")]);
    if (row!["batch"] === null) {
      this.#isGone ||= Number(row!["forgotten"]) < newest.batch;
      return undefined;
    }
    const common = Number(row!["batch"]);
    const lost = this.#batches.splice(this.#batches.findLastIndex(({ batch }) => batch <= common) + 1);
    for (const each of lost) this.#lost.set(keyOf(each), each);
    if (lost.length > 0) this.#lostAt = this.#clocks.elapsed();
    // Others get the number meanwhile, and a login would be that of somebody else.
    this.#isGone ||= lost.some(({ givesNumber }) => givesNumber);
    await this.#lookForOwn(lost, read);
    return common;
  }

  /** What was acknowledged is not sent again. */
  async #lookForOwn(lost: readonly ToldBatch[], read: Read): Promise<void> {
    const isOwn = ({ writer, writerBatch }: ToldBatch) =>
      writer === this.#writer && writerBatch <= this.#acknowledged();
    const own = lost.filter(isOwn).map(({ writerBatch }) => writerBatch);
    if (own.length > 0) this.#isGone ||= (await read(LOST, [this.#writer, arrayOf(own)]))[0]!["lost"] === true;
  }
}

function batchOf(row: Row): ToldBatch {
  const [batch, writer, writerBatch] = [row["batch"], row["writer"], row["writer_batch"]].map(Number);
  return { batch: batch!, writer: writer!, writerBatch: writerBatch!, givesNumber: false };
}

function keyOf({ writer, writerBatch }: ToldBatch): string {
  return `${writer} ${writerBatch}`;
}
