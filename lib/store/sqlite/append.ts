/**
 * Adds messages to their conversations: each gets the next place of its conversation's counter, and knows the message
 * before it. It knows no transaction.
 *
 * @module
 */

import type { SQLInputValue } from "node:sqlite";
import { type Columns, countOf, pushRest, receiverAt, senderAt } from "./columns.ts";
import { MARK, type Row, ROW_WIDTH, ROWS, type Statements } from "./statements.ts";

/** Conversations whose ends are known. */
const MAX_KNOWN = 20_000;

/** The end of a conversation: its counter, and what the next message points to. */
interface Tail {
  readonly id: number;
  readonly low: number;
  seq: number;
  last: number;
  sender: number;
  other: number | null;
  lowSent: number;
  /** Whether it was changed in this transaction. */
  isChanged: boolean;
}

/** The ends of conversations, which are read once and written once in a transaction. */
export class Tails {
  readonly #statements: Statements;
  /** By the lower and the higher id of their accounts; of a group by its receiver. */
  readonly #known = new Map<number, Map<number, Tail>>();
  #count = 0;
  #changed: Tail[] = [];
  /** The number of the newest message. */
  #last = 0;

  /** Nothing was appended yet. */
  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Begins a transaction: what is known of the ends holds only if nobody else has added a message. */
  begin(): void {
    const last = Number((this.#statements.newestPlace.all() as Row[])[0]!["seq"]);
    if (last !== this.#last || this.#count > MAX_KNOWN || this.#changed.length > 0) this.forget();
    this.#last = last;
  }

  /** Forgets what is known, since the transaction is undone. */
  forget(): void {
    this.#known.clear();
    this.#changed = [];
    this.#count = 0;
  }

  /**
   * Adds messages, in their order.
   *
   * @param known Which of them, by index, are not to be added.
   * @returns The numbers of those that were.
   */
  add(messages: Columns, known: ReadonlyMap<number, unknown>): number[] {
    const numbers: number[] = [];
    const values: SQLInputValue[] = [];
    const count = countOf(messages) - known.size;
    let rows = rowsFor(count);
    for (let index = 0; numbers.length < count; index++) {
      if (known.has(index)) continue;
      numbers.push(this.#place(messages, index, values));
      if (values.length < rows * ROW_WIDTH) continue;
      this.#statements[`add${rows}`].run(...values);
      values.length = 0;
      rows = rowsFor(count - numbers.length);
    }
    for (const { id, seq, last, sender, other, lowSent } of this.#changed) {
      this.#statements.setTail.run(seq, last, sender, other, lowSent, id);
    }
    for (const tail of this.#changed) tail.isChanged = false;
    this.#changed = [];
    return numbers;
  }

  /** Gives a message its place; adds the values of its row to `values`. @returns Its number. */
  #place(messages: Columns, index: number, values: SQLInputValue[]): number {
    const from = senderAt(messages, index);
    const tail = this.#tailOf(from, receiverAt(messages, index));
    if (!tail.isChanged) this.#changed.push(tail);
    tail.isChanged = true;
    const number = ++this.#last;
    const previous = tail.seq === 0 ? null : tail.last;
    if (tail.seq > 0 && tail.sender !== from) tail.other = tail.last;
    tail.seq++;
    tail.last = number;
    tail.sender = from;
    if (from === tail.low) tail.lowSent++;
    const sent = from === tail.low ? tail.lowSent : tail.seq - tail.lowSent;
    values.push(number, tail.id, tail.seq, from, sent, previous, tail.other);
    pushRest(messages, index, values);
    if (tail.seq % MARK === 0) this.#statements.addMark.run(tail.id, tail.seq / MARK, number);
    return number;
  }

  #tailOf(from: number, receiver: number): Tail {
    const one = receiver < 0 ? receiver : from;
    const [low, high] = one < receiver ? [one, receiver] : [receiver, one];
    let partners = this.#known.get(low);
    if (partners === undefined) this.#known.set(low, partners = new Map());
    let tail = partners.get(high);
    if (tail === undefined) {
      partners.set(high, tail = this.#read(low, high) ?? this.#make(low, high));
      this.#count++;
    }
    return tail;
  }

  #read(low: number, high: number): Tail | undefined {
    const row = low < 0 ? this.#statements.group.get(-low) : this.#statements.direct.get(low, high);
    return row && {
      id: Number(row["id"]),
      low: low < 0 ? 0 : low,
      seq: Number(row["last_seq"]),
      last: Number(row["last"]),
      sender: Number(row["last_sender"]),
      other: row["last_other"] === null ? null : Number(row["last_other"]),
      lowSent: Number(row["low_sent"]),
      isChanged: false,
    };
  }

  #make(low: number, high: number): Tail {
    if (low < 0) throw new Error(`There is no group ${-low}`);
    const id = Number(this.#statements.addConversation.run(low, high).lastInsertRowid);
    for (const account of new Set([low, high])) {
      const { changes } = this.#statements.addMember.run(id, account);
      if (changes === 0) throw new Error(`There is no account ${account}`);
    }
    return { id, low, seq: 0, last: 0, sender: 0, other: null, lowSent: 0, isChanged: false };
  }
}

/** How many rows the next statement adds, if so many are left. */
function rowsFor(left: number): typeof ROWS[number] {
  return ROWS.find((rows) => rows <= left) ?? 1;
}
