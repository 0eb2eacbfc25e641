/**
 * Whom an account may reach now: the one place that decides it, for every command and transport. It knows no command.
 *
 * Whatever carries something of one user to another asks {@linkcode Rules.check} first: texts, groups, files, names.
 * Teachers are never held up.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { Measure, MeasureKind, MeasureRef } from "../../../store/control.ts";
import type { Change, StoredAccount } from "../../../store/store.ts";
import { formatTime, localZone } from "../../../zone.ts";

/** A user, as far as the rules go by. */
export type RuledUser = Pick<StoredAccount, "id" | "name" | "role">;

/** A group, as far as the rules go by. */
export interface RuledGroup {
  /** Its id in the store, greater than 0. */
  readonly id: number;
  /** Its name, without the `#`. */
  readonly name: string;
}

/** Whom somebody wants to reach: a user, a group, or all who would see it, such as the name of an account or a group. */
export type Reached = RuledUser | RuledGroup | "everybody";

/** A measure, and until when it holds by the clock that nobody sets. */
interface Held {
  readonly measure: Measure;
  readonly end: number;
}

/** The target of a measure for the whole class. */
export const CLASS = 0;

/** What teachers have laid down. */
export class Rules {
  /** Called when students can see of each other again, or no more, what they do. */
  onLock: (isLocked: boolean) => void = () => {};
  readonly #clocks: Clocks;
  readonly #held = new Map<string, Held>();

  /** No measure holds. */
  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /** Takes over a measure that holds since before the start. */
  load(measure: Measure): void {
    // A clock that was set back meanwhile makes none longer than it was.
    const longest = measure.until === undefined ? Infinity : measure.until - measure.at;
    const left = Math.min(longest, (measure.until ?? Infinity) - this.#clocks.wall());
    this.#held.set(keyOf(measure), { measure, end: this.#clocks.elapsed() + left });
  }

  /** Takes over what changed in the store. */
  changed(change: Change): void {
    const wasLocked = this.isLocked;
    if (change.kind === "measure laid down") this.load(change.measure);
    else if (change.kind === "measure lifted") this.#held.delete(keyOf(change.measure));
    else return;
    if (wasLocked !== this.isLocked) this.onLock(this.isLocked);
  }

  /** The measure that holds, if one does. */
  held(kind: MeasureKind, target: number): Measure | undefined {
    const held = this.#held.get(keyOf({ kind, target }));
    return held !== undefined && this.#clocks.elapsed() < held.end ? held.measure : undefined;
  }

  /** Whether students reach nobody but teachers. */
  get isLocked(): boolean {
    return this.held("lock", CLASS) !== undefined;
  }

  /** Whether a user may learn now, unasked, that another came, went or has read something: no words, so a mute allows it. */
  mayNotice(reader: RuledUser, other: RuledUser): boolean {
    return !this.isLocked || reader.id === other.id || reader.role === "teacher" || other.role === "teacher";
  }

  /**
   * Makes sure that a user may reach somebody now.
   *
   * @throws {ChatError} If not: it says who can lift that, and until when it holds.
   */
  check(from: RuledUser, to: Reached): void {
    if (from.role === "teacher" || this.#held.size === 0) return;
    const isUser = to !== "everybody" && "role" in to;
    if (isUser && to.id === from.id) return; // A note to oneself reaches nobody.
    const mute = this.held("mute", from.id);
    if (mute !== undefined) throw this.#refusal(mute, `${mute.by} has muted you`, "unmutes you");
    if (isUser && to.role === "teacher") return;
    this.checkSight(from);
    if (isUser || to === "everybody") return;
    const groupLock = this.held("lock", to.id);
    if (groupLock !== undefined) {
      throw this.#refusal(groupLock, `${groupLock.by} has locked #${to.name} for students`, "unlocks it");
    }
  }

  /**
   * Makes sure that a user may look at what others do now, such as who is in a group: a name that is new there is a text.
   *
   * @throws {ChatError} If not: it says who can lift that.
   */
  checkSight({ role }: Pick<RuledUser, "role">): void {
    const lock = role === "teacher" ? undefined : this.held("lock", CLASS);
    if (lock !== undefined) {
      throw this.#refusal(lock, `Students can reach teachers only: ${lock.by} has locked the class`, "unlocks it");
    }
  }

  /**
   * Makes sure that somebody may log in or register now.
   *
   * @throws {ChatError} If not: it says who can lift that.
   */
  checkDoor({ role }: Pick<RuledUser, "role">): void {
    const close = role === "teacher" ? undefined : this.held("close", CLASS);
    if (close !== undefined) {
      throw this.#refusal(close, `Nobody new gets in: ${close.by} has closed the class`, "opens it");
    }
  }

  #refusal(measure: Measure, what: string, lifts: string): ChatError {
    const code = CODES[measure.kind];
    if (measure.until === undefined) return new ChatError(`${what} until a teacher ${lifts}`, { code });
    const left = this.#held.get(keyOf(measure))!.end - this.#clocks.elapsed();
    const zone = localZone();
    const end = formatTime(this.#clocks.wall() + left, zone);
    const retrySeconds = Math.max(1, Math.ceil(left / 1000));
    return new ChatError(`${what} until ${end} (${zone}), or until a teacher ${lifts}`, { code, retrySeconds });
  }
}

const CODES = { lock: "locked", mute: "muted", close: "closed" } as const;

function keyOf({ kind, target }: MeasureRef): string {
  return `${kind} ${target}`;
}
