/**
 * Something bounded that several share. Pure: it knows neither what it is nor who they are.
 *
 * @module
 */

/**
 * Who holds how much of it, in an order of their own: the first one is the one to make room.
 *
 * @example Three seats: who held one for longest makes room
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const seats = new Share<string>(3);
 * for (const name of ["maya", "izza", "rahma"]) seats.hold(name, 1);
 * seats.renew("maya");
 * assertEquals(seats.hold("budi", 1), ["izza"]);
 * assertEquals(seats.first, "rahma");
 * ```
 */
export class Share<Holder> {
  readonly #most: number;
  readonly #held = new Map<Holder, number>();
  #sum = 0;

  /**
   * Nobody holds anything yet.
   *
   * @param most The sum that all may hold together.
   */
  constructor(most: number) {
    this.#most = most;
  }

  /** How much all hold together. */
  get sum(): number {
    return this.#sum;
  }

  /** Who is the first in the order, if anybody is in it. */
  get first(): Holder | undefined {
    return this.#held.keys().next().value;
  }

  /**
   * Lets `holder` hold `amount`. Who holds something keeps the place in the order, who held nothing is the last.
   *
   * @returns Who has to make room, the first ones, and holds nothing any more.
   */
  hold(holder: Holder, amount: number): Holder[] {
    this.#sum += amount - (this.#held.get(holder) ?? 0);
    this.#held.set(holder, amount);
    const leaving: Holder[] = [];
    for (const other of this.#held.keys()) {
      if (this.#sum <= this.#most) break;
      if (other === holder) continue;
      this.release(other);
      leaving.push(other);
    }
    return leaving;
  }

  /** Makes `holder`, if it holds something, the last in the order. */
  renew(holder: Holder): void {
    const amount = this.#held.get(holder);
    if (amount === undefined) return;
    this.#held.delete(holder);
    this.#held.set(holder, amount);
  }

  /** Lets `holder` hold nothing. */
  release(holder: Holder): void {
    this.#sum -= this.#held.get(holder) ?? 0;
    this.#held.delete(holder);
  }
}
