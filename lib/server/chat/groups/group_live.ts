/**
 * What members of groups who are live are told: messages, how many have got theirs, in which groups they are. A message is
 * encoded once for all of them. It knows no socket and no command.
 *
 * @module
 */

import { ChatError, type ChatEvent, type GroupProgress } from "../../../chat.ts";
import { type GroupChange, groupOf } from "../../../store/groups.ts";
import type { Change, Store, StoredAccount, StoredMessages } from "../../../store/store.ts";
import { type Encoded, encodeEvent, encodeOnce } from "../live/encoded_event.ts";
import type { Group } from "./group.ts";
import type { Groups } from "./groups.ts";
import type { Rules } from "../class/rules.ts";
import type { Subscription } from "../live/subscription.ts";

/** Milliseconds for which what many have got at once is gathered: one write and one event for all of them. */
const GATHER = 250;

/** The newest messages of a group whose senders are told how many have got them; of the others they can ask. */
const FOLLOWED = 100;

/** What a {@linkcode GroupLive} needs. */
export interface GroupLiveOptions {
  /** Where it is noted what was delivered. */
  readonly store: Store;
  /** The groups. */
  readonly groups: Groups;
  /** Whether users may learn of each other. */
  readonly rules: Rules;
  /** The account with an id. */
  readonly account: (id: number) => StoredAccount;
  /** Those who are live, by account. */
  readonly live: ReadonlyMap<number, Iterable<Subscription>>;
  /** Called with a fault that nothing else reports. */
  readonly onFault: (error: unknown) => void;
}

/** A message whose sender is told how many have got it. */
interface Followed {
  readonly id: string;
  readonly place: number;
  readonly sender: number;
  told: GroupProgress | undefined;
}

/** The live members of all groups. */
export class GroupLive {
  readonly #options: GroupLiveOptions;
  /** By the id of the group, the oldest first. */
  readonly #followed = new Map<number, Followed[]>();
  /** By the id of the group, by account: the place up to which messages were written to it, where that is not noted yet. */
  #delivered = new Map<number, Map<number, number>>();
  /** The ids of groups in which somebody has got further. */
  #moved = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #noting: Promise<void> = Promise.resolve();

  /** Nobody was told anything yet. */
  constructor(options: GroupLiveOptions) {
    this.#options = options;
  }

  /** Whether a receiver is a group in which somebody is live. */
  wants(receiver: number): boolean {
    const { groups, live } = this.#options;
    const id = live.size === 0 ? undefined : groupOf(receiver);
    const group = id === undefined ? undefined : groups.get(id);
    return group !== undefined && this.#hasLive(group);
  }

  /**
   * What is to be done to tell of a message to a group that was stored; `undefined` if nobody is live who is to know of it.
   *
   * @param index Where it is in its commit, the last one that the groups were told of.
   * @param origins By the id of a message: the live connection that sent it.
   */
  stored(
    messages: StoredMessages,
    index: number,
    origins: ReadonlyMap<string, Subscription>,
  ): (() => void) | undefined {
    const { groups, account, live } = this.#options;
    const group = groups.get(groupOf(messages.receiver(index))!);
    if (group === undefined || !this.#hasLive(group)) return undefined;
    const message = messages.at(index);
    if (message === undefined) return undefined; // It was stored before they were live.
    const { id, sender, text, at, seq, file } = message;
    const origin = origins.get(id);
    const place = groups.placeOf(index);
    if (live.has(sender)) this.#follow(group, { id, place, sender, told: undefined });
    const { name: from, fullName: fromName } = account(sender);
    return () => {
      const names = { from, fromName, to: group.title, toName: group.name };
      const event = encodeOnce({ ...names, text, id, at, ...(file && { file: { id: seq, ...file } }) });
      this.#push(group, { sender, seq, place }, event);
      for (const subscription of live.get(sender) ?? []) {
        if (subscription !== origin) subscription.pushOwn(event, seq);
      }
    };
  }

  /** Those who are members now, and were when it was sent. */
  #push(
    group: Group,
    { sender, seq, place }: { readonly sender: number; readonly seq: number; readonly place: number },
    event: Encoded,
  ): void {
    const ofGroup = { group: group.id, place };
    this.#visit(group, (account, subscriptions) => {
      if (account === sender || group.members.get(account)!.since >= seq) return;
      for (const subscription of subscriptions) subscription.pushMessage(event, seq, ofGroup);
    });
  }

  /** Goes through those who are live or through the members, whichever are fewer. */
  #visit(group: Group, visit: (account: number, subscriptions: Iterable<Subscription>) => unknown): void {
    const { live } = this.#options;
    if (live.size < group.members.size) {
      for (const [account, subscriptions] of live) {
        if (group.members.has(account) && visit(account, subscriptions) === true) return;
      }
      return;
    }
    for (const account of group.members.keys()) {
      const subscriptions = live.get(account);
      if (subscriptions !== undefined && visit(account, subscriptions) === true) return;
    }
  }

  #hasLive(group: Group): boolean {
    let found = false;
    this.#visit(group, () => found = true);
    return found;
  }

  #follow(group: Group, message: Followed): void {
    const followed = this.#followed.get(group.id) ?? [];
    this.#followed.set(group.id, followed);
    followed.push(message);
    if (followed.length > FOLLOWED) followed.shift();
  }

  /** Notes that messages of groups up to places were written to a connection of an account: soon, with those of others. */
  delivered(account: number, places: ReadonlyMap<number, number>): void {
    for (const [group, place] of places) {
      const delivered = this.#delivered.get(group) ?? new Map<number, number>();
      this.#delivered.set(group, delivered.set(account, place));
    }
    this.#gather();
  }

  /** Takes over that a member has come further. */
  moved(receiver: number): void {
    this.#moveOn(groupOf(receiver)!);
  }

  #moveOn(group: number): void {
    if (!this.#followed.has(group)) return;
    this.#moved.add(group);
    this.#gather();
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => this.#flush(), GATHER);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#noteDelivered();
    for (const group of this.#moved) this.#tellProgress(group);
    this.#moved = new Set();
  }

  /** Marks all of it at once: one write for a group. */
  #noteDelivered(): void {
    const { store, onFault } = this.#options;
    if (this.#delivered.size === 0) return;
    const delivered = this.#delivered;
    this.#delivered = new Map();
    // Most members have come to the same place.
    const marks = [...delivered].flatMap(([group, places]) =>
      [...Map.groupBy(places.keys(), (account) => places.get(account)!)].map(([place, accounts]) =>
        store.groups.deliver(group, place, accounts)
      )
    );
    this.#noting = Promise.all(marks).then(() => {}, (error) => {
      // A full disk loses a receipt and no message.
      if (!(error instanceof ChatError)) onFault(error);
    });
  }

  /** Tells the senders of the newest messages of a group how many have got theirs. */
  #tellProgress(id: number): void {
    const { groups, rules, live, account } = this.#options;
    const [group, followed] = [groups.get(id), this.#followed.get(id)];
    if (group === undefined || followed === undefined) return void this.#followed.delete(id);
    for (const message of followed) {
      const subscriptions = live.get(message.sender);
      if (subscriptions === undefined) continue;
      if (rules.isLocked && account(message.sender).role !== "teacher") continue; // The next one tells it, too.
      const progress = group.progress(message.place, message.sender);
      if (isSame(progress, message.told)) continue;
      message.told = progress;
      push(subscriptions, { kind: "receipts", id: message.id, group: group.title, ...progress });
    }
    const left = followed.filter(({ told }) => told === undefined || told.read < told.members);
    if (left.length === 0) this.#followed.delete(id);
    else this.#followed.set(id, left);
  }

  /** Tells those whom a change of a group concerns. */
  changed(change: GroupChange): void {
    const { groups, live } = this.#options;
    if (change.kind === "members delivered") return this.#moveOn(change.group);
    if (change.kind === "group changed") {
      const group = groups.get(change.group);
      if (group === undefined || group.before === group.title) return;
      const event = encodeEvent({ kind: "group", group: group.title, member: true, before: group.before });
      return this.#visit(group, (_account, subscriptions) => pushBytes(subscriptions, event));
    }
    const isNew = change.kind === "group added";
    const group = groups.known(isNew ? change.group.id : change.group);
    const subscriptions = live.get((isNew ? change.group.maker : change.account) ?? 0);
    if (group === undefined || subscriptions === undefined) return;
    push(subscriptions, { kind: "group", group: group.title, member: change.kind !== "member left" });
  }

  /** Tells the members of a group of the new text of a message that they could see. */
  async edited({ message: { id, from }, edit }: Change & { kind: "message edited" }): Promise<void> {
    const { groups, store } = this.#options;
    const found = await store.groups.locate(id);
    const group = found && groups.get(groupOf(found.receiver) ?? 0);
    if (group === undefined) return;
    const event = encodeEvent({ kind: "edit", id, from, to: group.title, ...edit });
    this.#visit(group, (account, subscriptions) => {
      if (!group.settings.wholeHistory && group.members.get(account)!.joined >= found!.place) return;
      for (const subscription of subscriptions) {
        void subscription.catchingUp.then(() => subscription.push(event));
      }
    });
  }

  /** Notes at once what was delivered; resolves when that is done. Never rejects. */
  async settle(): Promise<void> {
    this.#flush();
    await this.#noting;
    if (this.#options.live.size > 0) return;
    clearTimeout(this.#timer); // What has come by that is told to nobody.
    this.#timer = undefined;
    this.#followed.clear();
  }
}

function isSame(one: GroupProgress, other: GroupProgress | undefined): boolean {
  return other !== undefined && one.delivered === other.delivered && one.read === other.read &&
    one.members === other.members;
}

function push(subscriptions: Iterable<Subscription>, event: ChatEvent): void {
  pushBytes(subscriptions, encodeEvent(event));
}

function pushBytes(subscriptions: Iterable<Subscription>, event: Uint8Array): void {
  for (const subscription of subscriptions) subscription.push(event);
}
