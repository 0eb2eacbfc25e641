/**
 * What a teacher takes home: who was there on which day, what was said, and what teachers did. It knows no command and no
 * form in which it is shown.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS, type Role, TEXTS } from "../../../chat.ts";
import type { Store, StoredAccount } from "../../../store/store.ts";
import type { Person, StoredAct, TranscriptPart } from "../../../store/control.ts";
import { dayAfter, dayOf, isDay, isZone, localZone, startOf } from "../../../zone.ts";
import type { Days } from "../../../wire/commands/teaching.ts";
import type { RuledGroup } from "./rules.ts";

/** Days of one question. */
const MOST_DAYS = 400;

/** Rows after which the next day is left to the next question. */
const MOST_ROWS = 2_000;

/** What {@linkcode Records} needs. */
export interface RecordsOptions {
  /** Where it is kept. */
  readonly store: Store;
  /** What is written down as the time, in milliseconds since 1970. */
  readonly now: () => number;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** The group with a name, in whatever case, with or without its `#`. It throws a ChatError if there is none. */
  readonly requireGroup: (name: string) => RuledGroup;
  /** Keeps what is known of who is there now. */
  readonly tick: () => Promise<void>;
}

/** One person on one day. */
export interface AttendanceRow {
  /** The day, in the zone that was asked for. */
  readonly day: string;
  /** The user name. */
  readonly user: string;
  /** The full name. */
  readonly name: string;
  /** What the account may do. */
  readonly role: Role;
  /** When the person came first, in milliseconds since 1970; absent if he was not there. */
  readonly first?: number;
  /** When the person was there last. */
  readonly last?: number;
  /** How long in all, in whole seconds. */
  readonly seconds: number;
  /** Messages that were sent. */
  readonly messages: number;
}

/** Who was there, or a part of it. */
export interface AttendancePart {
  /** The name of the zone whose days they are. */
  readonly zone: string;
  /** By day, and on each by name. */
  readonly rows: readonly AttendanceRow[];
  /** The day from which to go on, if there is more. */
  readonly next?: string;
}

/** What is to be read of what was said. */
export interface TranscriptQuery extends Days {
  /** A user who wrote or got it, or `#` and the name of a group. @default everybody */
  readonly with?: string | undefined;
  /** The id of the message after which to begin. */
  readonly after?: string | undefined;
  /** How many messages at most. @default {PROTOCOL_LIMITS.page} */
  readonly limit?: number | undefined;
}

/** Reads what was kept. */
export class Records {
  readonly #options: RecordsOptions;

  /** What it reads from. */
  constructor(options: RecordsOptions) {
    this.#options = options;
  }

  /**
   * Who was there, of those days on which anybody was.
   *
   * @throws {ChatError} If there are no such days.
   */
  async attendance(days: Days): Promise<AttendancePart> {
    const { from, to, zone } = this.#days(days);
    const { store, tick } = this.#options;
    await tick();
    const [start, end] = [startOf(from, zone), startOf(dayAfter(to), zone)];
    const [visits, counts, people] = [
      await store.control.visits(start, end),
      await store.control.messageCounts(start, end),
      await store.control.people(),
    ];
    people.sort((one, other) => one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1);
    const countsByDay = Map.groupBy(counts, ({ at }) => dayOf(at, zone));
    const rows: AttendanceRow[] = [];
    for (let day = from; day <= to; day = dayAfter(day)) {
      if (rows.length >= MOST_ROWS) return { zone, rows, next: day };
      const [begins, ends] = [startOf(day, zone), startOf(dayAfter(day), zone)];
      const parts = visits.filter(({ began, ended }) => began < ends && ended > begins)
        .map(({ account, began, ended }) => ({
          account,
          began: Math.max(began, begins),
          ended: Math.min(ended, ends),
        }));
      rows.push(...rowsOf(day, people, parts, countsByDay.get(day) ?? []));
    }
    return { zone, rows };
  }

  /**
   * Where messages are that were sent in some days.
   *
   * @throws {ChatError} If there are no such days, or there is no such user or group.
   */
  async transcript(
    { with: other, after, limit = PROTOCOL_LIMITS.page, ...days }: TranscriptQuery,
  ): Promise<TranscriptPart> {
    const { from, to, zone } = this.#days(days);
    return await this.#options.store.control.transcript({
      from: startOf(from, zone),
      to: startOf(dayAfter(to), zone),
      ...other !== undefined && await this.#other(other),
      after,
      limit: Math.min(limit, PROTOCOL_LIMITS.page),
    });
  }

  /** What teachers did, after a number, the oldest first. */
  async audit(after = 0, limit: number = PROTOCOL_LIMITS.page): Promise<{ acts: StoredAct[]; more: boolean }> {
    const most = Math.min(limit, PROTOCOL_LIMITS.page);
    const acts = await this.#options.store.control.acts(after, most + 1);
    return { acts: acts.slice(0, most), more: acts.length > most };
  }

  async #other(name: string): Promise<{ account: number } | { conversation: number }> {
    if (name.startsWith("#")) return { conversation: this.#options.requireGroup(name).id };
    const account = this.#options.find(name)?.id ?? (await this.#options.store.removedAccounts(name))[0];
    if (account === undefined) throw new ChatError(TEXTS.noUser, { code: "no_user" });
    return { account };
  }

  #days({ from, to, zone = localZone() }: Days): { from: string; to: string; zone: string } {
    if (!isZone(zone)) throw wrong(`There is no time zone ${zone}: they are called such as Asia/Jakarta`);
    const today = dayOf(this.#options.now(), zone);
    const days = { from: from ?? to ?? today, to: to ?? today, zone };
    for (const day of [days.from, days.to]) {
      if (!isDay(day)) throw wrong(`${day} is no day: they are written 2026-11-27`);
    }
    if (days.from > days.to) throw wrong(`${days.from} is after ${days.to}`);
    const count = (startOf(days.to, "UTC") - startOf(days.from, "UTC")) / 86_400_000 + 1;
    if (count > MOST_DAYS) throw wrong(`Ask for ${MOST_DAYS} days at most: these are ${count}`);
    return days;
  }
}

/** What was found of one day: nothing if nobody was there. */
function rowsOf(
  day: string,
  people: readonly Person[],
  parts: readonly { readonly account: number; readonly began: number; readonly ended: number }[],
  counts: readonly { readonly account: number; readonly count: number }[],
): AttendanceRow[] {
  if (parts.length === 0 && counts.length === 0) return [];
  return people.flatMap(({ id, name, fullName, role, removed }) => {
    const own = parts.filter(({ account }) => account === id);
    const messages = counts.reduce((sum, { account, count }) => account === id ? sum + count : sum, 0);
    // Who was expected, and was not there, is named as well.
    if (own.length === 0 && messages === 0 && (removed || role === "teacher")) return [];
    const time = lengthOf(own);
    const row = { day, user: name, name: fullName, role, seconds: Math.round(time / 1000), messages };
    if (own.length === 0) return [row];
    const first = Math.min(...own.map(({ began }) => began));
    return [{ ...row, first, last: Math.max(...own.map(({ ended }) => ended)) }];
  });
}

function wrong(sentence: string): ChatError {
  return new ChatError(sentence, { code: "wrong_parameters" });
}

/** Milliseconds of some times together: somebody may have been on two servers at once. */
function lengthOf(times: readonly { readonly began: number; readonly ended: number }[]): number {
  let [sum, last] = [0, -Infinity];
  for (const { began, ended } of times.toSorted((one, other) => one.began - other.began)) {
    sum += Math.max(0, ended - Math.max(began, last));
    last = Math.max(last, ended);
  }
  return sum;
}
