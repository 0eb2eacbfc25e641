/**
 * What was written and not taken yet, of whoever uses the page: in the storage of all tabs, in the state of this one, and on
 * its way to the server.
 *
 * @module
 */

import type { Reply } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import type { Pending } from "../../state/state.ts";
import { newKey } from "../../outbox/key.ts";
import { Sender, type Sent } from "../../outbox/sender.ts";
import type { OutboxStorage } from "../../outbox/storage.ts";

/** Messages that may wait: more than anybody writes while there is no connection. */
export const MOST_PENDING = 10_000;

/** What an {@linkcode Outbox} works with. */
export interface OutboxOptions {
  /** Where it is kept. */
  readonly storage: OutboxStorage;
  /** The account. */
  readonly user: string;
  /** Sends a message. It throws if there is no connection. */
  readonly post: (message: Pending) => Promise<Reply>;
  /** Milliseconds for which the server surely knows a key. */
  readonly keyLife: () => number | undefined;
  /** What waits is this now. */
  readonly onChange: (pending: readonly Pending[]) => void;
  /** A message was taken by the server, by this tab. */
  readonly onSent: (message: Pending, sent: Sent) => void;
}

/** What tabs tell each other: that a message of an account is kept no more, or that something else has changed. */
interface Change {
  readonly user: string;
  readonly gone?: number;
}

/** The outbox of an account in this tab. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #sender: Sender;
  readonly #channel = new BroadcastChannel("ngobrol outbox");
  #pending: readonly Pending[] = [];
  /** The last that were sent, by this tab or another: what is read of the storage may be older. */
  readonly #gone = new Set<number>();
  #alarm: number | undefined;

  /** The outbox of an account; nothing is sent until it is woken. */
  constructor(options: OutboxOptions) {
    const { storage, user, post, keyLife, onSent } = options;
    this.#options = options;
    this.#sender = new Sender({
      storage,
      user,
      tab: newKey(),
      post,
      keyLife,
      onChange: (message, sent) => {
        if (sent !== undefined) {
          onSent(message, sent);
          this.#forget(message.n);
          this.#tell({ user, gone: message.n });
        } else {
          this.#show(this.#pending.map((it) => it.n === message.n ? message : it));
          this.#tell({ user });
        }
      },
      wait: (milliseconds) => {
        clearTimeout(this.#alarm);
        this.#alarm = setTimeout(() => this.wake(), milliseconds);
      },
    });
    this.#channel.onmessage = ({ data }) => this.#hear(data as Change);
    this.#reload();
  }

  /** Whether what waits survives the page. */
  get isKept(): boolean {
    return this.#options.storage.isKept;
  }

  /**
   * Keeps messages and sends them as soon as that is possible.
   *
   * @throws {Error} If they cannot be kept: nothing of them is sent.
   */
  async add(to: string, texts: readonly string[]): Promise<void> {
    const at = CLOCKS.wall();
    const { storage, user } = this.#options;
    await storage.add(texts.map((text) => ({ user, to, text, at, key: newKey() })));
    await this.#changed();
  }

  /** Sends messages that were not taken once more. What the server may have forgotten gets another key, by the person's will. */
  async retry(messages: readonly Pending[]): Promise<void> {
    for (const { problem, tried: _, ...message } of messages) {
      await this.#options.storage.change(problem?.code === "old" ? { ...message, key: newKey() } : message);
    }
    await this.#changed();
  }

  /** Forgets messages. */
  async discard(messages: readonly Pending[]): Promise<void> {
    await this.#options.storage.remove(messages.map(({ n }) => n));
    await this.#changed();
  }

  /** Sends what waits, now that it may be possible. */
  wake(): void {
    this.#sender.wake().catch(() => {}); // What cannot be read now is tried at the next occasion.
  }

  /** Sends nothing more, and hears nothing of other tabs. */
  close(): void {
    this.#sender.end();
    clearTimeout(this.#alarm);
    this.#channel.close();
  }

  async #changed(): Promise<void> {
    this.#show(await this.#options.storage.all(this.#options.user));
    this.#tell({ user: this.#options.user });
    this.wake();
  }

  #reload(): void {
    this.#options.storage.all(this.#options.user).then((pending) => this.#show(pending)).catch(() => {});
  }

  #hear({ user, gone }: Change): void {
    if (user !== this.#options.user) return;
    if (gone === undefined) this.#reload();
    else this.#forget(gone);
    this.wake();
  }

  #tell(change: Change): void {
    this.#channel.postMessage(change);
  }

  #forget(n: number): void {
    this.#gone.add(n);
    const [oldest] = this.#gone;
    if (this.#gone.size > MOST_PENDING) this.#gone.delete(oldest!);
    this.#show(this.#pending);
  }

  #show(pending: readonly Pending[]): void {
    this.#pending = pending.filter(({ n }) => !this.#gone.has(n));
    this.#options.onChange(this.#pending);
  }
}
