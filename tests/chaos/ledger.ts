/**
 * What was sent, what was acknowledged, what came to whom, and what the store has in the end. Pure.
 *
 * @module
 */

/** A text that nobody else sends: who, to whom, and which of these it is. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly number: number;
}

/** The text of a message. */
export function textOf({ from, to, number }: Sent): string {
  return `${from} ${to} ${number}`;
}

function readText(text: string): Sent {
  const [from = "", to = "", number] = text.split(" ");
  return { from, to, number: Number(number) };
}

/** What went wrong, as texts of messages. */
export interface Verdict {
  /** Acknowledged, and not in the store. */
  readonly lost: readonly string[];
  /** More than once in the store. */
  readonly doubled: readonly string[];
  /** In the store behind one that was sent later, by the same sender to the same receiver. */
  readonly reordered: readonly string[];
  /** Acknowledged, and never shown to its receiver. */
  readonly unseen: readonly string[];
  /** Shown for the first time behind one that was sent later, to a receiver that was live. */
  readonly shownLate: readonly string[];
}

/** The ledger of a run. */
export class Ledger {
  /** Texts with an OK. */
  readonly acknowledged = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #newest = new Map<string, number>();
  readonly #shownLate: string[] = [];

  /** Notes that a message came to its receiver; a second time is no fault: what was not acknowledged comes again. */
  came(text: string): void {
    if (this.#seen.has(text)) return;
    this.#seen.add(text);
    if (this.#follows(this.#newest, text)) return;
    this.#shownLate.push(text);
  }

  #follows(newest: Map<string, number>, text: string): boolean {
    const { from, to, number } = readText(text);
    const pair = `${from} ${to}`;
    const isNext = number > (newest.get(pair) ?? -1);
    if (isNext) newest.set(pair, number);
    return isNext;
  }

  /** Those that were acknowledged and have not come yet. */
  get unseen(): string[] {
    return [...this.acknowledged].filter((text) => !this.#seen.has(text));
  }

  /** Compares with the texts of the store, in its order. */
  judge(stored: readonly string[]): Verdict {
    const [known, newest] = [new Set<string>(), new Map<string, number>()];
    const [doubled, reordered]: [string[], string[]] = [[], []];
    for (const text of stored) {
      if (known.has(text)) doubled.push(text);
      else if (!this.#follows(newest, text)) reordered.push(text);
      known.add(text);
    }
    // What its sender gave up, without an answer, has no place in the order of what it sent then.
    const counts = (text: string) => this.acknowledged.has(text);
    const lost = [...this.acknowledged].filter((text) => !known.has(text));
    const shownLate = this.#shownLate.filter(counts);
    return { lost, doubled, reordered: reordered.filter(counts), unseen: this.unseen, shownLate };
  }
}
