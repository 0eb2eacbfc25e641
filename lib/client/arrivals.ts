/**
 * What arrives and what was written, from events and replies to what is shown: each message once, with how far it has
 * come. It must not know connections.
 *
 * @module
 */

import { type ChatEvent, type FullMessage, isName, type Message } from "../chat.ts";
import { parseEvent } from "../event.ts";
import type { LiveView } from "./live_view.ts";
import type { Unsent } from "./outbox.ts";
import { Receipts, Seen } from "./seen.ts";
import type { ShownMessage } from "./view.ts";

/** Shows the messages and events of one login. */
export class Arrivals {
  readonly #view: LiveView;
  readonly #seen = new Seen();
  readonly #receipts = new Receipts();
  readonly #user: string;
  readonly #active = new Map<string, string>();
  /** How the names of users are written, by how they are written in small letters. */
  readonly #names = new Map<string, string>();
  readonly #me: string;
  #tried: Unsent | undefined;

  /** @param user Who is logged in. */
  constructor(view: LiveView, user: string) {
    this.#view = view;
    this.#me = user;
    this.#user = user.toLowerCase();
  }

  /** The active users, as far as they are known, in the order of `list`. */
  get active(): string[] {
    return [...this.#active.keys()].sort().map((key) => this.#active.get(key)!);
  }

  /** Takes the list of the active users anew. */
  set active(users: readonly string[]) {
    this.#active.clear();
    for (const user of users) if (isName(user)) this.#active.set(user.toLowerCase(), user);
  }

  /** Everybody who has written or was written to. */
  get partners(): string[] {
    return [...this.#names.values()];
  }

  /**
   * Shows an event.
   *
   * @returns What it was, when it has been shown; `undefined` if it was none that is known.
   */
  async event(json: string): Promise<ChatEvent | undefined> {
    const event = parseEvent(json);
    if (event === undefined || event.kind === "ping") return event;
    if (event.kind === "message") {
      const message = this.#messageOf(event.message);
      if (message !== undefined) await this.#view.event(event, json, message);
      return event;
    }
    await this.#view.event(event, json);
    if (event.kind === "presence" && isName(event.user)) {
      if (event.active) this.#active.set(event.user.toLowerCase(), event.user);
      else this.#active.delete(event.user.toLowerCase());
    } else if (event.kind === "receipt") {
      this.#receipts.add(event.by, event.id, event.state);
      this.#view.receipt(this.#name(event.by), event.id, event.state);
    }
    return event;
  }

  /** Shows the messages of an inbox that were not shown yet. */
  inbox(messages: readonly Message[]): void {
    const sorted = messages.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0));
    for (const { id, at, from, fromName, text } of sorted) {
      if (!this.#seen.add(id)) continue;
      this.#view.message({
        key: id ?? crypto.randomUUID(),
        ...(id !== undefined && { id }),
        ...(at !== undefined && { at }),
        ...{ from: this.#name(from), fromName, to: this.#me, text, own: false },
      });
    }
  }

  /** Whether a message is to who is logged in, and so to be acknowledged. */
  isForMe({ to }: FullMessage): boolean {
    return to.toLowerCase() === this.#user;
  }

  /** Whether a message was not shown yet; it counts as shown then. */
  isNew({ id }: Message): boolean {
    return this.#seen.add(id);
  }

  /** Shows a message that was written here and waits. */
  written({ key, to, text, at }: Unsent): void {
    const user = this.#me;
    this.#view.message({ key, from: user, fromName: user, to: this.#name(to), text, at, own: true, state: "waiting" });
  }

  /** Notes that a message is on its way: that it was sent may be heard of in an event before the reply. */
  tries(unsent: Unsent): void {
    this.#tried = unsent;
  }

  /** Shows that the server has taken a message. */
  posted({ key, to }: Unsent, id: string, at: number): void {
    this.#tried = undefined;
    this.#seen.add(id);
    this.#view.update(key, { state: this.#receipts.stateOf(to, id), id, at });
  }

  /** A message of an event as it is shown; `undefined` if it is on the screen. */
  #messageOf({ id, at, from, fromName, to, text }: FullMessage): ShownMessage | undefined {
    if (!this.#seen.add(id)) return undefined;
    const own = from.toLowerCase() === this.#user;
    const tried = this.#tried;
    if (own && tried?.to.toLowerCase() === to.toLowerCase() && tried.text.trim() === text.trim()) return undefined;
    const message = { key: id, id, at, from: this.#name(from), fromName, to: this.#name(to), text, own };
    return own ? { ...message, state: this.#receipts.stateOf(to, id) } : message;
  }

  /** A user's name, always written as it was the first time. */
  #name(user: string): string {
    const key = user.toLowerCase();
    const name = this.#names.get(key) ?? this.#active.get(key) ?? user;
    if (isName(name) && key !== this.#user) this.#names.set(key, name);
    return name;
  }
}
