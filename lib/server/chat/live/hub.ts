/**
 * Who is live, and what they are told: messages, receipts, who logs in and out. It knows no socket and no command.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { ChatEvent, Watching } from "../../../chat.ts";
import type { Clocks } from "../../../clock.ts";
import type { Change, Store, StoredAccount, StoredMessages } from "../../../store/store.ts";
import { groupOf, isGroupChange } from "../../../store/groups.ts";
import { GroupLive } from "../groups/group_live.ts";
import type { Groups } from "../groups/groups.ts";
import { catchUp } from "./catch_up.ts";
import { Deliveries } from "./deliveries.ts";
import { encodeEvent as encode, encodeOnce } from "./encoded_event.ts";
import type { Range } from "./event_queue.ts";
import { Presence } from "./presence.ts";
import type { Rules } from "../class/rules.ts";
import { Subscription, type SubscriptionOptions } from "./subscription.ts";
import type { Logins } from "../logins/logins.ts";
import type { LongReplies } from "../messages/long_replies.ts";
import { Pacer } from "../../../async.ts";

/** Connections to which events are written in one turn of the event loop. */
const WRITES_PER_TURN = 64;

/** Milliseconds between two looks at who is silent, and whose time to come back is over. */
const CHECK_INTERVAL = 1_000;

/** What {@linkcode Hub} needs. */
export interface HubOptions {
  /** Where messages are read and receipts are noted. */
  readonly store: Store;
  /** Who is active. */
  readonly logins: Logins;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** The name of the account with an id, empty if that is not known yet. */
  readonly nameOf: (id: number) => string;
  /** Whether users may learn of each other. */
  readonly rules: Rules;
  /** The groups. */
  readonly groups: Groups;
  /** The account with an id, also if it was removed since the start. */
  readonly account: (id: number) => StoredAccount;
  /** Bounds what is in memory of a long catch-up. */
  readonly long: LongReplies;
  /** By which silence and receipts are timed. */
  readonly clocks: Clocks;
  /** Called with a fault that nothing else reports. */
  readonly onFault: (error: unknown) => void;
}

/** The live connections of a server. */
export class Hub {
  readonly #options: HubOptions;
  /** By account. */
  readonly #subscriptions = new Map<number, Set<Subscription>>();
  readonly #deliveries: Deliveries;
  readonly #presence: Presence;
  /** Those of them who are in groups. */
  readonly groups: GroupLive;
  readonly #pacer = new Pacer(WRITES_PER_TURN);
  /** What tells of what was stored, and has not been told yet. */
  #news: (() => void)[] = [];
  /** By the id of a message that is on its way to the disk: the live connection that sent it, and needs no word of it. */
  readonly #origins = new Map<string, Subscription>();
  #isSweeping = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** A hub that no connection has joined. */
  constructor(options: HubOptions) {
    this.#options = options;
    const { logins, rules, find, nameOf, store, clocks: { elapsed } } = options;
    this.#presence = new Presence({ logins, rules, find, nameOf, elapsed, everybody: () => this.#everybody(), store });
    this.groups = new GroupLive({ ...options, live: this.#subscriptions });
    this.#deliveries = new Deliveries({ ...options, live: this.#subscriptions });
    logins.onChange = () => this.#sweepSoon();
  }

  /** The events of a connection that is about to join. */
  subscribe(
    options: Omit<SubscriptionOptions, "pace" | "onBehind" | "onDelivered" | "onGroupDelivered">,
  ): Subscription {
    const { account } = options.login;
    const onDelivered = ({ to }: Range) => this.#deliveries.note(account, to);
    const onBehind = () => void (subscription.catchingUp = this.catchUp(subscription, subscription.catchingUp));
    const onGroupDelivered = (places: ReadonlyMap<number, number>) => this.groups.delivered(account.id, places);
    const calls = { pace: () => this.#pacer.go(), onBehind, onDelivered, onGroupDelivered };
    const subscription = new Subscription({ ...options, ...calls }, this.#now);
    return subscription;
  }

  /** Takes a connection in. @returns Who is active; the subscription hears what changes from now on. */
  join(subscription: Subscription): readonly string[] {
    this.#timer ??= setInterval(() => this.tick(), CHECK_INTERVAL);
    this.#presence.tell();
    const account = subscription.login.account.id;
    const subscriptions = this.#subscriptions.get(account);
    if (subscriptions === undefined) this.#subscriptions.set(account, new Set([subscription]));
    else subscriptions.add(subscription);
    this.#presence.begin();
    return this.activeFor(subscription.login.account);
  }

  /** The names of all active users; the same list as before if nothing has changed. */
  active(): readonly string[] {
    return this.#presence.active();
  }

  /** The active users as one may see them now, by name. */
  activeFor(account: StoredAccount): readonly string[] {
    return this.#presence.activeFor(account);
  }

  /** Lets a connection go. */
  leave(subscription: Subscription): void {
    subscription.close();
    const account = subscription.login.account.id;
    const subscriptions = this.#subscriptions.get(account);
    if (!subscriptions?.delete(subscription) || subscriptions.size > 0) return;
    this.#subscriptions.delete(account);
    this.#deliveries.forget(account);
    if (this.#subscriptions.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#presence.end();
  }

  /** See {@linkcode catchUp}. */
  catchUp(subscription: Subscription, before: Promise<unknown>): Promise<void> {
    return catchUp(subscription, before, this.#options);
  }

  /** Notes which connection sends a message. To be forgotten when it is stored, or turns out not to be. */
  sentBy(id: string, origin: Subscription): void {
    this.#origins.set(id, origin);
  }

  /** Forgets which connection sent a message. */
  forget(id: string): void {
    this.#origins.delete(id);
  }

  /** Whether somebody is live whom a message concerns. */
  wants(sender: number, receiver: number): boolean {
    return this.#subscriptions.has(receiver) || this.#subscriptions.has(sender) || this.groups.wants(receiver);
  }

  /** Tells those who are live what was stored: soon, after who did it was answered, and in the order of the store. */
  changed(change: Change): void {
    if (this.#presence.changed(change)) this.#sweepSoon();
    if (this.#subscriptions.size === 0) return;
    switch (change.kind) {
      case "messages":
        return this.#messagesStored(change.messages);
      case "cursors":
        return this.#tellSoon(() => this.#tellReceipts(change));
      case "message edited":
        return this.#tellSoon(() => this.#tellEdit(change));
    }
    if (isGroupChange(change)) this.#tellSoon(() => this.groups.changed(change));
  }

  #messagesStored(messages: StoredMessages): void {
    for (let index = 0; index < messages.count; index++) {
      const [sender, receiver] = [messages.sender(index), messages.receiver(index)];
      if (groupOf(receiver) !== undefined) {
        this.#tellSoon(this.groups.stored(messages, index, this.#origins));
        continue;
      }
      const message = this.wants(sender, receiver) ? messages.at(index) : undefined;
      if (message === undefined) continue; // Nobody is live, or was when it was stored.
      const { id, text, at, seq, file } = message;
      const [{ name: from, fullName: fromName }, to] = [this.#options.account(sender), this.#options.account(receiver)];
      const names = { from, fromName, to: to.name, toName: to.fullName };
      const origin = this.#origins.get(id);
      this.#tellSoon(() => {
        const event = encodeOnce({ ...names, text, id, at, ...(file && { file: { id: seq, ...file } }) });
        for (const subscription of this.#subscriptionsOf(receiver)) subscription.pushMessage(event, seq);
        if (sender === receiver) return;
        for (const subscription of this.#subscriptionsOf(sender)) {
          if (subscription !== origin) subscription.pushOwn(event, seq);
        }
      });
    }
  }

  /** Tells both ends of a message of its new text, after the message itself: they may not have got it yet. */
  #tellEdit(change: Change & { kind: "message edited" }): void {
    const { message: { id, sender, receiver, from, to }, edit } = change;
    if (receiver === undefined) return void this.groups.edited(change).catch(this.#options.onFault);
    const event = encode({ kind: "edit", id, from, to, ...edit });
    for (const account of new Set([sender, receiver])) {
      for (const subscription of this.#subscriptionsOf(account)) {
        void subscription.catchingUp.then(() => subscription.push(event));
      }
    }
  }

  #tellSoon(tell: (() => void) | undefined): void {
    if (tell === undefined || this.#news.push(tell) > 1) return;
    setImmediate(() => {
      for (const tell of this.#news.splice(0)) tell();
    });
  }

  /** Tells senders how far their messages have come. */
  #tellReceipts({ state, account, updates, at }: Change & { kind: "cursors" }): void {
    const reader = this.#options.account(account);
    for (const { sender, newest } of updates) {
      if (groupOf(sender) !== undefined) this.groups.moved(sender);
      if (!this.#subscriptions.has(sender)) continue;
      if (!this.#options.rules.mayNotice(this.#options.account(sender), reader)) continue; // The next receipt tells it, too.
      push(this.#subscriptionsOf(sender), { kind: "receipt", id: newest, state, by: reader.name, at });
    }
  }

  /** Tells the live connections of an account a sentence. */
  noticeTo({ id }: Pick<StoredAccount, "id">, message: string, watching?: Watching): void {
    push(this.#subscriptionsOf(id), { kind: "notice", message, ...watching && { watching } });
  }

  /** Tells everybody who is live a sentence, and what it is about. */
  notice(message: string, about: Omit<ChatEvent & { readonly kind: "notice" }, "kind" | "message"> = {}): void {
    push(this.#everybody(), { kind: "notice", message, ...about });
  }

  /** Notes a request of a live connection. */
  touch(subscription: Subscription): void {
    if (subscription.heartbeat.heard(this.#now)) this.#options.logins.attach(subscription.login);
  }

  /** Asks connections that are silent for a heartbeat, counts as gone those that gave none, and tells who has gone. */
  tick(): void {
    const now = this.#now;
    for (const subscription of this.#everybody()) {
      const due = subscription.heartbeat.tick(now);
      if (due === "ping") subscription.push(encode({ kind: "ping" }));
      else if (due === "time out") this.#options.logins.detach(subscription.login, 0);
    }
    this.#sweep();
  }

  /** Nobody is active on this server any more: it stops. */
  close(): void {
    this.#presence.close();
  }

  #sweepSoon(): void {
    if (!this.#presence.isWatched || this.#isSweeping) return;
    this.#isSweeping = true;
    setImmediate(() => {
      this.#sweep();
      this.#isSweeping = false;
    });
  }

  /** Ends the subscriptions of logins that have ended, and tells who has come and gone. */
  #sweep(): void {
    if (!this.#presence.isWatched) return;
    this.#presence.report();
    for (const subscription of this.#everybody()) {
      if (!subscription.login.ended) continue;
      subscription.push(encode({ kind: "notice", message: "The login has ended" }));
      this.leave(subscription);
    }
    this.#presence.tell();
  }

  /** By the clock that nobody sets. */
  get #now(): number {
    return this.#options.clocks.elapsed();
  }

  #subscriptionsOf(account: number): Iterable<Subscription> {
    return this.#subscriptions.get(account) ?? [];
  }

  *#everybody(): Generator<Subscription> {
    for (const subscriptions of this.#subscriptions.values()) yield* subscriptions;
  }
}

/** An event is encoded once, however many hear it. */
function push(subscriptions: Iterable<Subscription>, event: ChatEvent): void {
  const bytes = encode(event);
  for (const subscription of subscriptions) subscription.push(bytes);
}
