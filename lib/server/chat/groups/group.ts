/**
 * One group as it is in memory: who is in it, and how far each has come. It knows no store and no connection.
 *
 * @module
 */

import type { GroupProgress } from "../../../chat.ts";
import { type Exit, groupReceiver, type GroupSettings, type StoredGroup } from "../../../store/groups.ts";

/** A member, by places in the group. */
export interface Member {
  /** The place behind which it is a member. */
  readonly joined: number;
  /** The place in the order of the store behind which it is told of messages as they come. */
  readonly since: number;
  /** The place up to which messages were delivered to it. */
  delivered: number;
  /** The place up to which it has read. */
  read: number;
}

/** A group that has not ended. */
export class Group {
  /** The id of its conversation in the store. */
  readonly id: number;
  /** How it is named where a receiver is an account. */
  readonly receiver: number;
  /** The id of the account that made it; `undefined` if nobody did. */
  readonly maker: number | undefined;
  /** By the id of the account. */
  readonly members = new Map<number, Member>();
  /** Those who were members and are not, by the id of the account. */
  readonly exits = new Map<number, Exit>();
  /** What those in charge decide. */
  settings: GroupSettings;
  /** The place of its newest message. */
  lastSeq: number;
  /** Its name, with the `#`, before the settings were changed last. */
  before: string;

  /** As the store has it. */
  constructor({ id, maker, lastSeq, members, exits, ...settings }: StoredGroup) {
    this.id = id;
    this.receiver = groupReceiver(id);
    this.maker = maker;
    this.lastSeq = lastSeq;
    this.settings = settings;
    this.before = this.title;
    for (const { account, ...member } of members) this.members.set(account, { ...member, since: 0 });
    for (const { account, exit } of exits) this.exits.set(account, exit);
  }

  /** Its name, without the `#`. */
  get name(): string {
    return this.settings.name;
  }

  /** Its name where a user's may stand as well. */
  get title(): string {
    return `#${this.settings.name}`;
  }

  /** Takes a member in, behind all that was written so far. @param since The newest place in the order of the store. */
  enter(account: number, since: number): void {
    const place = this.lastSeq;
    this.members.set(account, { joined: place, since, delivered: place, read: place });
    this.exits.delete(account);
  }

  /** Notes how far a member has come. */
  advance(account: number, state: "delivered" | "read", place: number): void {
    const member = this.members.get(account);
    if (member === undefined) return;
    member.delivered = Math.max(member.delivered, place);
    if (state === "read") member.read = Math.max(member.read, place);
  }

  /** Calls `visit` with each member that may get the message at a place, but for its sender. */
  receivers(place: number, sender: number, visit: (account: number, member: Member) => void): void {
    for (const [account, member] of this.members) {
      if (account !== sender && member.joined < place) visit(account, member);
    }
  }

  /** How many members have got the message at a place. */
  progress(place: number, sender: number): GroupProgress {
    let [delivered, read, members] = [0, 0, 0];
    this.receivers(place, sender, (_account, member) => {
      members++;
      if (member.delivered >= place) delivered++;
      if (member.read >= place) read++;
    });
    return { delivered, read, members };
  }
}
