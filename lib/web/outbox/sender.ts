/**
 * Empties the outbox: one message after the other, in the order in which they were written, each once. The key of a message is
 * kept before it is sent, so a message whose reply was lost is sent again with the same one. It knows no connection.
 *
 * Several tabs may empty the same outbox. That is safe without any agreement, for the server knows each key, and each tab begins
 * with the oldest; they take turns only to spare the server the same message twice.
 *
 * @module
 */

import type { Reply } from "../../chat.ts";
import { Attempt } from "../../client/attempt.ts";
import { CLOCKS, type Clocks } from "../../clock.ts";
import { PASTED } from "../state/rows.ts";
import type { Pending, Problem } from "../state/state.ts";
import type { OutboxStorage } from "./storage.ts";

/** Milliseconds for which a turn is taken: longer than a reply takes, or it would be taken away in between. */
const TURN = 5_000;

/** Milliseconds for which a key is surely known, where the server does not tell: it is one of an old version. */
const KEY_LIFE = 24 * 60 * 60 * 1000;

/** Milliseconds between a paste and what is no part of it: who reads both tells them apart by that. */
const APART = PASTED + 300;

/** The message that was sent last. */
interface Last {
  readonly to: string;
  readonly at: number;
  /** It was one line of several that were written at once. */
  readonly isPasted: boolean;
  /** When it was sent, by the clock that nobody sets. */
  readonly sent: number;
}

/** What the server made of a message: its id, and when it took it, in milliseconds since 1970. */
export interface Sent {
  /** The id of the message. */
  readonly id: string;
  /** When the server took it, in milliseconds since 1970. */
  readonly at: number;
}

/** What a {@linkcode Sender} works with. */
export interface SenderOptions {
  /** Where it is kept. */
  readonly storage: OutboxStorage;
  /** The account whose messages are sent. */
  readonly user: string;
  /** The name of this tab. */
  readonly tab: string;
  /** Sends a message. @throws If there is no connection: it is tried again when woken. */
  readonly post: (message: Pending) => Promise<Reply>;
  /** Milliseconds for which the server surely knows a key. */
  readonly keyLife: () => number | undefined;
  /** A message was taken and is kept no more; or it was not taken, and `problem` is kept with it. */
  readonly onChange: (message: Pending, sent?: Sent) => void;
  /** Waits, at most until it is woken. */
  readonly wait: (milliseconds: number) => void;
  /** By which the age of an attempt is told. @default those of the machine */
  readonly clocks?: Clocks;
}

/** Sends what waits. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #clocks: Clocks;
  #last: Last | undefined;
  #isRunning = false;
  #isWanted = false;
  #isEnded = false;

  /** A sender that sleeps. */
  constructor(options: SenderOptions) {
    this.#options = options;
    this.#clocks = options.clocks ?? CLOCKS;
  }

  /** There is something to send, or a connection to send it by. Resolves when nothing more can be done for now. */
  async wake(): Promise<void> {
    this.#isWanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#isWanted && !this.#isEnded) {
        this.#isWanted = false;
        await this.#empty();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** Sends nothing more. */
  end(): void {
    this.#isEnded = true;
  }

  async #empty(): Promise<void> {
    const { storage, user, tab, wait } = this.#options;
    try {
      let taken = -Infinity;
      const waiting = (await storage.all(user)).filter(({ problem }) => problem === undefined);
      for (const message of waiting) {
        if (this.#isEnded) return;
        const now = this.#clocks.wall();
        if (Math.abs(now - taken) > TURN / 2) {
          if (!await storage.takeTurn(user, tab, now, now + TURN)) return wait(TURN);
          taken = now;
        }
        const isPasted = this.#isPasted(message, waiting);
        const pause = this.#pauseBefore(message, isPasted);
        if (pause > 0) return wait(pause);
        if (!await this.#send(message)) return;
        this.#last = { to: message.to, at: message.at, isPasted, sent: this.#clocks.elapsed() };
      }
      // Others may have been written meanwhile, here or in another tab.
      if (waiting.length > 0) this.#isWanted = true;
    } finally {
      const now = this.#clocks.wall();
      await storage.takeTurn(user, tab, now, now);
    }
  }

  /** Whether a message is one line of several that were written at once. */
  #isPasted({ n, to, at }: Pending, waiting: readonly Pending[]): boolean {
    const isSame = (other: { readonly to: string; readonly at: number }) => other.to === to && other.at === at;
    return waiting.some((other) => other.n !== n && isSame(other)) || (this.#last !== undefined && isSame(this.#last));
  }

  /** Milliseconds to wait before a message, so that it does not look like a part of a paste, or a paste like a part of it. */
  #pauseBefore({ to, at }: Pending, isPasted: boolean): number {
    const last = this.#last;
    if (last === undefined || last.to !== to || last.at === at || !(isPasted || last.isPasted)) return 0;
    return APART - (this.#clocks.elapsed() - last.sent);
  }

  /** @returns Whether the next one can be sent. */
  async #send(message: Pending): Promise<boolean> {
    const { storage, post, keyLife, onChange, wait } = this.#options;
    const life = keyLife() ?? KEY_LIFE;
    if (message.tried !== undefined && new Attempt(message.tried, this.#clocks).age >= life) {
      await this.#setAside(message, { code: "old", message: "" });
      return true;
    }
    // Somebody may have discarded it meanwhile.
    if (!await storage.change({ ...message, tried: message.tried ?? this.#clocks.wall() })) return true;
    let reply;
    try {
      reply = await post(message);
    } catch {
      return false;
    }
    if (reply.kind === "posted") {
      onChange(message, { id: reply.id, at: reply.at });
      await storage.remove([message.n]);
      return true;
    }
    if (reply.kind !== "error") return false;
    const { code, message: reason, retrySeconds } = reply;
    // Whose login has ended sends it with the next one.
    if (code === "no_login" || code === "kicked" || code === "stopping") return false;
    if (retrySeconds !== undefined && code !== "muted" && code !== "locked") {
      wait(retrySeconds * 1000);
      return false;
    }
    const until = retrySeconds === undefined ? undefined : this.#clocks.wall() + retrySeconds * 1000;
    await this.#setAside(message, { code, message: reason, until });
    return true;
  }

  async #setAside(message: Pending, problem: Problem): Promise<void> {
    const aside = { ...message, problem };
    await this.#options.storage.change(aside);
    this.#options.onChange(aside);
  }
}
