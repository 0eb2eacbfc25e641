/**
 * What arrives and what was written, from events and replies to what is shown: each message once, with how far it has
 * come. It must not know connections.
 *
 * @module
 */

import { type ChatEvent, type FullMessage, isName, type Message, type ReceiptState, type Reply } from "../../chat.ts";
import { parseEvent } from "../../wire/event.ts";
import type { EventSink } from "./event_sink.ts";
import { inOrderOfArrival } from "../order.ts";
import type { Unsent } from "./outbox_file.ts";
import { Slices } from "../../async.ts";
import { type Conversation, Conversations, Receipts, SeenIds } from "./receipts.ts";
import { advanced, cutFields, type ShownMessage } from "../message.ts";

/** Names of active users that are kept: as many as a server has connections. */
const MOST_ACTIVE = 10_000;

/** Shows the messages and events of one login. */
export class Incoming {
  readonly #sink: EventSink;
  readonly #seen = new SeenIds();
  readonly #receipts = new Receipts();
  readonly #user: string;
  readonly #active = new Map<string, string>();
  readonly #conversations = new Conversations();
  readonly #me: string;
  #tried: Unsent | undefined;
  /** Which group the person has just come into or left. */
  #ownChange: string | undefined;

  /**
   * Nothing has come yet.
   *
   * @param user Who is logged in.
   */
  constructor(sink: EventSink, user: string) {
    this.#sink = sink;
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
    for (const user of users.slice(0, MOST_ACTIVE)) this.#come(user);
  }

  /** With whom there were messages, the latest first. */
  get conversations(): Conversation[] {
    return this.#conversations.all;
  }

  /** The id of the oldest message that is known of them. */
  get firstKnown(): string | undefined {
    return this.#conversations.first;
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
      if (message !== undefined) await this.#sink.event(event, json, message);
      return event;
    }
    // What was done here was told with the answer.
    const isKnown = event.kind === "group" && this.#ownChange === changeOf(event.group, event.member);
    if (!isKnown) await this.#sink.event(event, json);
    if (event.kind === "presence") {
      if (event.active) this.#come(event.user);
      else this.#active.delete(event.user.toLowerCase());
    } else if (event.kind === "receipts") {
      const { id, delivered, read, members } = event;
      this.#sink.progress(id, { delivered, read, members });
    } else if (event.kind === "group") {
      if (event.member) this.#conversations.note(event.group);
      this.#ownChange = undefined;
    } else if (event.kind === "receipt") {
      if (!isName(event.by)) return event;
      this.#receipts.add(event.by, event.id, event.state);
      this.#sink.receipt(this.#name(event.by), event.id, event.state);
    }
    return event;
  }

  /** Shows the messages of an inbox that were not shown yet, as long as they are wanted. */
  async inbox(messages: readonly Message[], areWanted: () => boolean = () => true): Promise<void> {
    const slices = new Slices();
    for (const { id, at, from, fromName, to, text, file } of inOrderOfArrival(messages)) {
      if (await slices.next()) await this.#sink.seen?.();
      if (!areWanted()) return;
      if (!this.#seen.add(id)) continue;
      this.#conversations.note(to ?? from, id);
      this.#sink.message({
        key: id ?? crypto.randomUUID(),
        ...(id !== undefined && { id }),
        ...(at !== undefined && { at }),
        ...cutFields({ from: this.#name(from), fromName, to: to ?? this.#me, text, file }),
        own: false,
      });
    }
  }

  /** Whether a message is to who is logged in, and so to be acknowledged. */
  isForMe({ from, to }: FullMessage): boolean {
    return this.isMe(to) || (to.startsWith("#") && !this.isMe(from));
  }

  /** Whether a user is who is logged in. */
  isMe(user: string): boolean {
    return user.toLowerCase() === this.#user;
  }

  /** Whether the message with an id was shown. */
  hasShown(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Whether it is known that the message `id` to `user` has come so far. */
  hasHeard(user: string, id: string, state: ReceiptState): boolean {
    return this.#receipts.has(user, id, state);
  }

  /** Notes what a command of the person was answered. */
  answered(user: string, reply: Reply): void {
    if (reply.kind === "posted") {
      // A note to oneself comes as an event, too.
      if (!this.isMe(user)) this.#seen.add(reply.id);
      this.#conversations.note(user, reply.id);
    } else if (reply.kind === "history") {
      this.#conversations.note(user, reply.messages.at(-1)?.id);
    } else if (reply.kind === "done" && typeof reply.data?.["member"] === "boolean") {
      this.#ownChange = changeOf(`#${reply.data["group"]}`, reply.data["member"]);
    } else if (reply.kind === "inbox") {
      for (const { from, to, id } of reply.messages) this.#conversations.note(to ?? from, id);
    }
  }

  /** Whether a message was not shown yet; it counts as shown then. */
  isNew({ id }: Message): boolean {
    return this.#seen.add(id);
  }

  /** A message of a page of a conversation, with what the receipts say that came before the page did. */
  withReceipts(message: ShownMessage): ShownMessage {
    const { id, own, to } = message;
    return own && id !== undefined ? advanced(message, this.#receipts.stateOf(to, id)) : message;
  }

  /** Shows a message that was written here and waits. */
  written({ key, to, text, at }: Unsent): void {
    const user = this.#me;
    this.#sink.message({ key, from: user, fromName: user, to: this.#name(to), text, at, own: true, state: "waiting" });
  }

  /** Notes that a message, or none, is on its way: that it was sent may be heard of in an event before the reply. */
  tries(unsent: Unsent | undefined): void {
    this.#tried = unsent;
  }

  /** Shows that the server has taken a message. */
  posted({ key, to }: Unsent, id: string, at: number): void {
    this.#tried = undefined;
    this.#seen.add(id);
    this.#conversations.note(to, id);
    this.#sink.update(key, { state: this.#receipts.stateOf(to, id), id, at });
  }

  /** Shows that a message which was written here waits no longer, and why. */
  ended({ key }: Unsent, state: "failed" | "unsure"): void {
    this.#tried = undefined;
    this.#sink.update(key, { state });
  }

  /** A message of an event as it is shown; `undefined` if it is on the screen. */
  #messageOf({ id, at, from, fromName, to, text, file }: FullMessage): ShownMessage | undefined {
    if (!this.#seen.add(id)) return undefined;
    const own = this.isMe(from);
    this.#conversations.note(own || to.startsWith("#") ? to : from, id);
    const tried = this.#tried;
    if (own && tried?.to.toLowerCase() === to.toLowerCase() && tried.text.trim() === text.trim()) return undefined;
    const fields = cutFields({ from: this.#name(from), fromName, to: this.#name(to), text, file });
    const message = { key: id, id, at, ...fields, own };
    return own ? { ...message, state: this.#receipts.stateOf(to, id) } : message;
  }

  /** A user's name, always written as it was the first time. */
  #name(user: string): string {
    const name = this.#conversations.nameOf(user) ?? this.#active.get(user.toLowerCase()) ?? user;
    if (!this.isMe(name)) this.#conversations.note(name);
    return name;
  }

  #come(user: string): void {
    const isKnown = this.#active.has(user.toLowerCase());
    if (isName(user) && (isKnown || this.#active.size < MOST_ACTIVE)) this.#active.set(user.toLowerCase(), user);
  }
}

function changeOf(group: string, isMember: boolean): string {
  return `${isMember} ${group.toLowerCase()}`;
}
