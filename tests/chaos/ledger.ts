/**
 * What was sent, what was acknowledged, what came to whom, and what was told of it; and the judge, who compares that with what
 * the store has in the end. Pure.
 *
 * @module
 */

import type { ReceiptState } from "../../lib/chat.ts";

/** A text that nobody else sends: who, to whom (a user, or `#` and a group), and which of these it is. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly number: number;
}

/** The text of a message. */
export function textOf({ from, to, number }: Sent): string {
  return `${from} ${to} ${number}`;
}

/** What a text of {@linkcode textOf} says. */
export function readText(text: string): Sent {
  const [from = "", to = "", number] = text.split(" ");
  return { from, to, number: Number(number) };
}

/** A message as the store has it. */
export interface Stored {
  readonly id: string;
  readonly text: string;
  /** Those who have read it, its sender left out. */
  readonly readBy: readonly string[];
  /** Of a message to a user: when it was delivered and read, in milliseconds since 1970. */
  readonly at: Readonly<Partial<Record<ReceiptState, number>>>;
}

/** What a receipt said. */
export interface Receipt {
  readonly id: string;
  readonly state: ReceiptState;
  readonly by: string;
  readonly at: number;
}

/** What went wrong, as texts of messages, and where it is about somebody with a name behind it. */
export interface Verdict {
  /** Acknowledged, and not in the store. */
  readonly lost: readonly string[];
  /** More than once in the store. */
  readonly doubled: readonly string[];
  /** In the store behind one that was sent later, by the same sender to the same receiver. */
  readonly reordered: readonly string[];
  /** Acknowledged, and never shown to a receiver: the one it was sent to, or a member of the group. */
  readonly unseen: readonly string[];
  /** Shown for the first time behind one that was sent later. */
  readonly shownLate: readonly string[];
  /** Shown again, on a connection that began when the server had taken the acknowledgement of its reader. */
  readonly shownAgain: readonly string[];
  /** Shown, which was acknowledged, and not read as the store has it. */
  readonly unread: readonly string[];
  /** Read as the store has it, and never shown to that reader. */
  readonly readUnseen: readonly string[];
  /** Told to its sender to be read before it was shown to the reader, or to so many of a group. */
  readonly toldTooSoon: readonly string[];
  /** A receipt that the store does not have, or with another time: of a message of somebody else, or lost by a fail-over. */
  readonly toldInVain: readonly string[];
}

/** The ledger of a run. */
export class Ledger {
  /** Texts with an OK. */
  readonly acknowledged = new Set<string>();
  readonly #members: ReadonlyMap<string, readonly string[]>;
  readonly #late: ReadonlySet<string>;
  /** By reader: the ids of what came, and its texts. */
  readonly #ids = new Map<string, Set<string>>();
  readonly #texts = new Map<string, Set<string>>();
  readonly #newest = new Map<string, number>();
  readonly #shownLate: string[] = [];
  /** By reader: the ids of what they have read for good. */
  readonly #read = new Map<string, Set<string>>();
  readonly #shownAgain: string[] = [];
  readonly #receipts: (Receipt & { readonly to: string; readonly isSoon: boolean })[] = [];
  readonly #soon: string[] = [];

  /**
   * Nothing happened yet.
   *
   * @param members Of groups, by their names with the `#`.
   * @param late Readers of whom is heard later than of what they do: they are programs.
   */
  constructor(members: ReadonlyMap<string, readonly string[]> = new Map(), late: Iterable<string> = []) {
    this.#members = members;
    this.#late = new Set(late);
  }

  /** Notes that a message came to a reader; a second time is no fault: what was not acknowledged comes again. */
  came(reader: string, { id, text }: { readonly id: string; readonly text: string }): void {
    if (isIn(this.#read, reader, id)) this.#shownAgain.push(`${text} (${reader})`);
    if (isIn(this.#ids, reader, id)) return;
    setOf(this.#ids, reader).add(id);
    setOf(this.#texts, reader).add(text);
    if (!follows(this.#newest, text, reader)) this.#shownLate.push(`${text} (${reader})`);
  }

  /** Notes what a server said that a reader has read: from the next connection on it must not come again. */
  hasRead(reader: string, ids: readonly string[]): void {
    const read = setOf(this.#read, reader);
    for (const id of ids) read.add(id);
  }

  /** Notes what the sender of a message was told. */
  told(to: string, receipt: Receipt): void {
    const { by, id, state } = receipt;
    const isSoon = state === "read" && !this.#late.has(by) && !isIn(this.#ids, by, id);
    this.#receipts.push({ ...receipt, to, isSoon });
  }

  /** Notes that the sender of a message to a group was told how many have read it. */
  toldOf(group: string, id: string, read: number): void {
    const members = this.#members.get(group) ?? [];
    const most = members.filter((member) => this.#late.has(member) || isIn(this.#ids, member, id)).length;
    if (read > most) this.#soon.push(id);
  }

  /** The receivers of a message, or of all that are in its group. */
  #receivers(text: string): readonly string[] {
    const { from, to } = readText(text);
    return this.#members.get(to)?.filter((member) => member !== from) ?? [to];
  }

  /** Those that were acknowledged and have not come yet, each with to whom. */
  get unseen(): string[] {
    return [...this.acknowledged].flatMap((text) =>
      this.#receivers(text).filter((reader) => !isIn(this.#texts, reader, text)).map((reader) => `${text} (${reader})`)
    );
  }

  /** What came to somebody who has not read it, as the store has it. */
  unread(stored: readonly Stored[]): string[] {
    return stored.flatMap(({ id, text, readBy }) =>
      this.#receivers(text).filter((reader) => isIn(this.#ids, reader, id) && !readBy.includes(reader))
        .map((reader) => `${text} (${reader})`)
    );
  }

  /** Compares with the messages of the store, in its order. */
  judge(stored: readonly Stored[]): Verdict {
    const [known, newest] = [new Set<string>(), new Map<string, number>()];
    const [doubled, reordered]: [string[], string[]] = [[], []];
    for (const { text } of stored) {
      if (known.has(text)) doubled.push(text);
      else if (!follows(newest, text)) reordered.push(text);
      known.add(text);
    }
    // What its sender gave up, without an answer, has no place in the order of what it sent then.
    const counts = (text: string) => this.acknowledged.has(text.replace(/ \(.*/, ""));
    return {
      lost: [...this.acknowledged].filter((text) => !known.has(text)),
      doubled,
      reordered: reordered.filter(counts),
      unseen: this.unseen,
      shownLate: this.#shownLate.filter(counts),
      shownAgain: this.#shownAgain,
      unread: this.unread(stored),
      readUnseen: stored.flatMap(({ id, text, readBy }) =>
        readBy.filter((reader) => !isIn(this.#ids, reader, id)).map((reader) => `${text} (${reader})`)
      ),
      ...this.#judgeReceipts(stored),
    };
  }

  #judgeReceipts(stored: readonly Stored[]): Pick<Verdict, "toldTooSoon" | "toldInVain"> {
    const byId = new Map(stored.map((message) => [message.id, message]));
    const describe = (id: string, by: string) => `${byId.get(id)?.text ?? id} (${by})`;
    const isTrue = ({ to, by, id, state, at }: Receipt & { readonly to: string }) => {
      const message = byId.get(id);
      if (message === undefined) return false;
      const sent = readText(message.text);
      return sent.from === to && sent.to === by && message.at[state] === at;
    };
    return {
      toldTooSoon: [
        ...this.#receipts.filter(({ isSoon }) => isSoon).map(({ id, by }) => describe(id, by)),
        ...this.#soon.map((id) => describe(id, "group")),
      ],
      toldInVain: this.#receipts.filter((receipt) => !isTrue(receipt)).map(({ id, by, state }) =>
        `${describe(id, by)} ${state}`
      ),
    };
  }
}

/** A message of a page of a history. */
export interface Shown {
  readonly id: string;
  readonly text: string;
  readonly at: Stored["at"];
  /** Of one's own to a group: how many have read it. */
  readonly read?: number;
}

/**
 * Where a whole history is another one than the store has, as texts: what is missing, what is too much, what stands elsewhere,
 * and of the reader's own messages those with other receipts.
 */
export function differences(
  stored: readonly Stored[],
  reader: string,
  partner: string,
  shown: readonly Shown[],
): string[] {
  const expected = stored.filter(({ text }) => {
    const { from, to } = readText(text);
    return to === partner && (from === reader || partner.startsWith("#")) || from === partner && to === reader;
  });
  const all = Array.from({ length: Math.max(expected.length, shown.length) }, (_, index) => {
    const [one, other] = [expected[index], shown[index]];
    if (one === undefined || other === undefined || one.id !== other.id || one.text !== other.text) {
      return `${reader}: ${one?.text ?? "nothing"}, not ${other?.text ?? "nothing"}`;
    }
    if (readText(one.text).from !== reader) return undefined;
    if (partner.startsWith("#")) {
      return other.read === one.readBy.length
        ? undefined
        : `${one.text}: read by ${one.readBy.length}, not ${other.read}`;
    }
    const isSame = other.at.read === one.at.read && other.at.delivered === one.at.delivered;
    return isSame ? undefined : `${one.text}: other receipts`;
  });
  return all.filter((difference) => difference !== undefined);
}

/** Whether a text is newer than all of its sender to the same receiver before it. */
function follows(newest: Map<string, number>, text: string, reader = ""): boolean {
  const { from, to, number } = readText(text);
  const way = `${from} ${to} ${reader}`;
  const isNext = number > (newest.get(way) ?? -1);
  if (isNext) newest.set(way, number);
  return isNext;
}

function setOf(all: Map<string, Set<string>>, key: string): Set<string> {
  return all.get(key) ?? all.set(key, new Set()).get(key)!;
}

function isIn(all: ReadonlyMap<string, ReadonlySet<string>>, key: string, value: string): boolean {
  return all.get(key)?.has(value) ?? false;
}
