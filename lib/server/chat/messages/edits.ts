/**
 * Messages that are changed after they were sent: by their senders for a while, by teachers at any time. It knows no socket.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS, TEXTS } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { Act, MessageRef } from "../../../store/control.ts";
import type { Change, Store, StoredAccount } from "../../../store/store.ts";
import type { Quota } from "./quota.ts";
import type { Reached, Rules } from "../class/rules.ts";

/** Milliseconds by which the age of a message may be taken for more than it is. */
const STEP = 1_000;

/** What {@linkcode Edits} needs. */
export interface EditsOptions {
  /** Where messages are kept. */
  readonly store: Store;
  /** Whom an account may reach: a new text reaches whom the old one did. */
  readonly rules: Rules;
  /** What accounts may have stored. */
  readonly quota: Quota;
  /** By which the age of a message is told. */
  readonly clocks: Clocks;
  /** Whom a message was sent to; `undefined` if nobody is there any more. */
  readonly receiver: (message: MessageRef) => Reached | undefined;
  /** Whether an account is in the group with an id. */
  readonly isIn: (account: number, group: number) => boolean;
}

/** Where the store was at a moment of the clock that nobody sets. */
interface Moment {
  readonly at: number;
  seq: number;
}

/** Changes messages. */
export class Edits {
  readonly #options: EditsOptions;
  /** The first is older than {@linkcode PROTOCOL_LIMITS.editable}, or is that of the start. */
  readonly #moments: Moment[] = [];

  /** To be opened before anything is asked of it. */
  constructor(options: EditsOptions) {
    this.#options = options;
  }

  /** Reads where the store is at the start. */
  async open(): Promise<void> {
    const { store, clocks } = this.#options;
    this.#moments.push({ at: clocks.elapsed(), seq: await store.lastSeq() });
  }

  /** Notes when messages were stored. */
  changed(change: Change): void {
    const last = this.#moments.at(-1);
    if (change.kind !== "messages" || last === undefined) return;
    const { messages } = change;
    const { seq } = messages.newest;
    const now = this.#options.clocks.elapsed();
    if (this.#moments.length > 1 && now - last.at < STEP) last.seq = seq;
    else this.#moments.push({ at: now, seq });
    while (this.#moments.length > 1 && now - this.#moments[1]!.at >= PROTOCOL_LIMITS.editable) this.#moments.shift();
  }

  /** Gives a message of the user another text. @throws {ChatError} If there is none, it is too old, or may not reach whom it did. */
  async edit({ account }: { readonly account: StoredAccount }, id: string, text: string): Promise<void> {
    const message = await this.#own(account, id);
    if (message.receiver === undefined && !this.#options.isIn(account.id, message.conversation)) {
      throw new ChatError(`You are not a member of ${message.to.slice(1)}`, { code: "not_a_member" });
    }
    this.#options.quota.take(account.id, text);
    await this.#change(message, text, false);
  }

  /** Removes a message of the user, so that only a mark is left. @throws {ChatError} See {@linkcode Edits.edit}. */
  async delete({ account }: { readonly account: StoredAccount }, id: string): Promise<void> {
    await this.#change(await this.#own(account, id), TEXTS.removed, true);
  }

  /** Removes whatever message, as a teacher. @throws {ChatError} If there is none. */
  async remove(act: Act, id: string): Promise<void> {
    const message = await this.#options.store.control.findMessage(id);
    if (message === undefined) throw noMessage("There is no message with that id");
    await this.#change(message, TEXTS.removed, true, { ...act, detail: `from ${message.from} to ${message.to}` });
  }

  async #own(account: StoredAccount, id: string): Promise<MessageRef> {
    const { store, rules, receiver } = this.#options;
    const message = await store.control.findMessage(id);
    if (message?.sender !== account.id) throw noMessage("You have sent no message with that id");
    if (!this.#isYoung(message)) {
      const minutes = PROTOCOL_LIMITS.editable / 60_000;
      throw new ChatError(`A message can be changed for ${minutes} minutes`, { code: "too_late" });
    }
    const to = receiver(message);
    if (to !== undefined) rules.check(account, to);
    return message;
  }

  async #change(message: MessageRef, text: string, removed: boolean, act?: Act): Promise<void> {
    const at = this.#options.clocks.wall();
    const isDone = await this.#options.store.control.editMessage(message, { text, at, removed }, act);
    if (!isDone) throw noMessage("The message was removed");
  }

  /** Whether a message was sent less than {@linkcode PROTOCOL_LIMITS.editable} ago, whatever the clock was set to since. */
  #isYoung({ seq, at }: MessageRef): boolean {
    const { clocks } = this.#options;
    const limit = clocks.elapsed() - PROTOCOL_LIMITS.editable;
    const old = this.#moments.findLast((moment) => moment.at <= limit);
    if (old !== undefined) return seq > old.seq;
    // The server has not run for so long. Of a message from before the start only the time of day can tell, and nothing of
    // one that seems to come from the future: the clock was set back since.
    return seq > this.#moments[0]!.seq || Math.abs(clocks.wall() - at) < PROTOCOL_LIMITS.editable;
  }
}

function noMessage(sentence: string): ChatError {
  return new ChatError(sentence, { code: "no_message" });
}
