/**
 * Who was there, and from when to when: visits, each from the first connection of an account to the end of the last one. A
 * visit goes on if somebody comes back while still counting as active. It knows no command.
 *
 * How long a visit lasts is told by the clock that nobody sets; when it began, by the time of day. Where that jumps, be it
 * set or the machine asleep, a visit ends at the jump and another one begins: no second is lost or counted twice. Who came is
 * kept at once, and how long for is a second old at most: that is all that a kill can take.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { ControlStore, StoredVisit } from "../../../store/control.ts";

/** Milliseconds by which the time of day has jumped, and did not only drift. */
const JUMP = 1_000;

/** A visit that has not ended, or from which somebody may still come back. Its times are of the clock that nobody sets. */
interface Visit {
  number: number;
  readonly account: number;
  began: number;
  connections: number;
  /** When the last connection ended, if there is none. */
  end: number;
  /** Until when coming back goes on with it. */
  until: number;
  /** Whether what is kept of it is not what it is. */
  isChanged: boolean;
}

/** Notes who is there. */
export class Attendance {
  readonly #store: ControlStore;
  readonly #clocks: Clocks;
  readonly #onFault: (error: unknown) => void;
  /** By account. */
  readonly #visits = new Map<number, Visit>();
  /** What has ended and is not kept yet. */
  #ended: StoredVisit[] = [];
  /** The number of the newest visit. */
  #last = 0;
  /** By how much the time of day was ahead of the clock that nobody sets, and when that was looked at. */
  #offset: number;
  #lookedAt: number;
  #keeping: Promise<void> = Promise.resolve();
  #isKeeping = false;
  /** Whether it is kept once more as soon as what is being kept is. */
  #isDue = false;

  /** To be opened before anybody comes; `onFault` is called with faults of the store. */
  constructor(store: ControlStore, clocks: Clocks, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#clocks = clocks;
    this.#onFault = onFault;
    this.#lookedAt = clocks.elapsed();
    this.#offset = clocks.wall() - this.#lookedAt;
  }

  /** Ends the visits that the end of the server before this one left open, at the last moment that it has kept. */
  async open(): Promise<void> {
    this.#last = await this.#store.endVisits();
  }

  /** Notes that a connection has shown a login of an account. */
  came(account: number): void {
    const now = this.#clocks.elapsed();
    let visit = this.#visits.get(account);
    if (visit !== undefined && visit.connections === 0 && now > visit.until) {
      this.#end(visit);
      visit = undefined;
    }
    if (visit === undefined) {
      visit = { number: ++this.#last, account, began: now, connections: 0, end: now, until: now, isChanged: true };
      this.#visits.set(account, visit);
      this.#keepSoon();
    }
    if (visit.connections++ === 0) visit.isChanged = true;
  }

  /**
   * Notes that a connection with a login of an account is gone.
   *
   * @param at Its last sign of life, by the clock that nobody sets.
   * @param until Until when the account counts as active without another.
   */
  left(account: number, at: number, until: number): void {
    const visit = this.#visits.get(account);
    if (visit === undefined) return;
    visit.connections--;
    visit.end = Math.max(visit.end, at, visit.began);
    visit.until = Math.max(visit.until, until);
    visit.isChanged = true;
  }

  /** Keeps that somebody came, without waiting for the second: of a short visit nothing else is known after a kill. */
  #keepSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void this.#keeping.then(() => {
      this.#isDue = false;
      return this.tick();
    });
  }

  /** Keeps what has changed, and that all who are there still are: to be called each second. Never rejects. */
  tick(): Promise<void> {
    this.#look();
    const now = this.#clocks.elapsed();
    for (const visit of this.#visits.values()) if (visit.connections === 0 && now > visit.until) this.#end(visit);
    if (this.#isKeeping || (this.#visits.size === 0 && this.#ended.length === 0)) return this.#keeping;
    return this.#keeping = this.#keep(now);
  }

  /** Keeps all that is known now, also if something is being kept. Never rejects. */
  async settle(): Promise<void> {
    await this.#keeping;
    await this.tick();
  }

  /** Ends all visits: the server stops. Never rejects. */
  async close(): Promise<void> {
    await this.settle();
    const now = this.#clocks.elapsed();
    for (const visit of this.#visits.values()) {
      if (visit.connections > 0) visit.end = now;
      this.#end(visit);
    }
    await this.#keep(now);
  }

  /** Splits the visits at a jump of the time of day. */
  #look(): void {
    const now = this.#clocks.elapsed();
    const offset = this.#clocks.wall() - now;
    if (Math.abs(offset - this.#offset) >= JUMP) {
      for (const visit of [...this.#visits.values()]) {
        if (visit.connections === 0 || visit.began >= this.#lookedAt) continue;
        this.#ended.push(this.#stored({ ...visit, connections: 0, end: this.#lookedAt }));
        Object.assign(visit, { number: ++this.#last, began: this.#lookedAt, end: this.#lookedAt, isChanged: true });
      }
      this.#offset = offset;
    }
    this.#lookedAt = now;
  }

  #end(visit: Visit): void {
    this.#visits.delete(visit.account);
    this.#ended.push(this.#stored({ ...visit, connections: 0 }));
  }

  /** A visit as it is kept; open, if somebody is there. */
  #stored({ number, account, began, connections, end }: Visit): StoredVisit {
    const wall = (time: number) => Math.round(time + this.#offset);
    return { number, account, began: wall(began), ...connections === 0 && { ended: wall(end) } };
  }

  async #keep(now: number): Promise<void> {
    this.#isKeeping = true;
    const changed = [...this.#visits.values()].filter(({ isChanged }) => isChanged);
    for (const visit of changed) visit.isChanged = false;
    const visits = [...this.#ended.splice(0), ...changed.map((visit) => this.#stored(visit))];
    try {
      await this.#store.keepVisits(visits, Math.round(now + this.#offset));
    } catch (error) {
      // The next second tries again.
      this.#ended.unshift(...visits.filter(({ ended }) => ended !== undefined));
      for (const visit of changed) visit.isChanged = true;
      if (!(error instanceof ChatError)) this.#onFault(error); // Of a disk that takes nothing the operator was told.
    } finally {
      this.#isKeeping = false;
    }
  }
}
