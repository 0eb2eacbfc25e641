/**
 * What a teacher says to everybody: to all who are logged in now, and to those who log in later on the same day. To each it
 * is a message of the teacher, once, whatever ends the server meanwhile. It knows no socket.
 *
 * @module
 */

import { ChatError, type ErrorCode, TEXTS } from "../../../chat.ts";
import type { Act } from "../../../store/control.ts";
import type { Change, Store, StoredAccount } from "../../../store/store.ts";
import type { Messages } from "./messages.ts";
import { dayOf, localZone, startOf } from "../../../zone.ts";

/** Announcements of a day that who logs in later still gets: the last ones. */
const MOST = 100;

/** Why one of many may not get it. */
const PERSONAL: ReadonlySet<ErrorCode | undefined> = new Set<ErrorCode>(["no_user", "inbox_full"]);

/** What {@linkcode Announcements} needs. */
export interface AnnouncementsOptions {
  /** Where acts are kept. */
  readonly store: Store;
  /** What is written down as the time, in milliseconds since 1970. */
  readonly now: () => number;
  /** The account with a name. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** The accounts that have a login. */
  readonly loggedIn: () => Iterable<StoredAccount>;
  /** By which they are sent. */
  readonly messages: Pick<Messages, "post">;
}

/** Tells everybody, and who comes later. */
export class Announcements {
  readonly #options: AnnouncementsOptions;
  /** The last ones, the newest last: their `target` is a UUID of their own. Which are of today changes with the clock. */
  #recent: Act[] = [];

  /** To be loaded before anything is asked of it. */
  constructor(options: AnnouncementsOptions) {
    this.#options = options;
  }

  /** Reads what was announced today before the start. */
  async load(): Promise<void> {
    const { store, now } = this.#options;
    const zone = localZone();
    this.#recent = await store.control.actsSince("announce", startOf(dayOf(now(), zone), zone));
  }

  /** Goes on with that, where it was broken off. */
  async open(): Promise<void> {
    const known = [...this.#options.loggedIn()];
    for (const act of this.#today()) await Promise.all(known.map((account) => this.#tell(act, account)));
  }

  /** Tells all who are logged in, but for the teacher. @returns How many. */
  async announce(act: Act): Promise<number> {
    const { store, loggedIn } = this.#options;
    const known = new Map(Array.from(loggedIn(), (account) => [account.id, account]));
    // Given together, they are one commit. If it fails, the teacher knows that nobody is told, and will say it again.
    await Promise.all([store.control.addAct(act), ...known.values().map((account) => this.#tell(act, account))]);
    // Who has logged in before it was kept, on whatever server, is known by now; who does so later is welcomed with it.
    const others = [...loggedIn()].filter(({ id }) => !known.has(id));
    await Promise.all(others.map((account) => this.#tell(act, account)));
    return [...known.values(), ...others].filter(({ name }) => name !== act.by).length;
  }

  /** Takes over what is announced, on whatever server. */
  changed(change: Change): void {
    if (change.kind !== "act added" || change.act.act !== "announce") return;
    this.#recent = [...this.#recent.slice(1 - MOST), change.act];
  }

  /** Tells somebody who has just logged in what was announced today. */
  async welcome(account: StoredAccount): Promise<void> {
    await Promise.all(this.#today().map((act) => this.#tell(act, account)));
  }

  /** Those of today: none that was announced by a clock which has been set back since. */
  #today(): Act[] {
    if (this.#recent.length === 0) return [];
    const zone = localZone();
    const today = dayOf(this.#options.now(), zone);
    return this.#recent.filter(({ at }) => dayOf(at, zone) === today).slice(-MOST);
  }

  async #tell({ by, target, detail }: Act, account: StoredAccount): Promise<void> {
    const from = this.#options.find(by);
    // The name may be that of somebody else by now, or of somebody who is held up by a lock: nobody's login waits for that.
    if (from?.role !== "teacher" || from.id === account.id) return;
    try {
      const text = `${TEXTS.toAll} ${detail}`;
      await this.#options.messages.post({ account: from }, keyFor(target, account), account.name, text, {
        isFree: true,
      });
    } catch (error) {
      // Who is not there any more, or has thousands of unread messages, holds up nobody else.
      if (!(error instanceof ChatError) || !PERSONAL.has(error.code)) throw error;
    }
  }
}

/** The key by which an announcement goes to an account once: that of the announcement, with the account for its last part. */
function keyFor(announcement: string, { id }: StoredAccount): string {
  return announcement.slice(0, -12) + id.toString(16).padStart(12, "0");
}
