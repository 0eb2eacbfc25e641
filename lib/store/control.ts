/**
 * What a store keeps of how teachers are in control of a class: what holds now, and what was done. It knows no database.
 *
 * @module
 */

import type { Role } from "../chat.ts";

/** What a teacher can lay down until it is lifted: students reach teachers only, one writes to nobody, nobody new gets in. */
export type MeasureKind = "lock" | "mute" | "close";

/** What it is that holds, and for whom. */
export interface MeasureRef {
  /** What holds. */
  readonly kind: MeasureKind;
  /** The id of the account that is muted, or of the group that is locked; 0: the whole class. */
  readonly target: number;
}

/** A measure that holds. */
export interface Measure extends MeasureRef {
  /** Until when, in milliseconds since 1970; absent: until it is lifted. */
  readonly until?: number | undefined;
  /** The name of the teacher. */
  readonly by: string;
  /** Since when, in milliseconds since 1970. */
  readonly at: number;
}

/** Something that a teacher did. */
export interface Act {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** The name of the teacher, as it was then. */
  readonly by: string;
  /** The command. */
  readonly act: string;
  /** Whom or what it was about: a user, a group, the id of a message; empty for the whole class. */
  readonly target: string;
  /** What else there is to say, such as a text; perhaps empty. */
  readonly detail: string;
}

/** An act that is kept. */
export interface StoredAct extends Act {
  /** Its place in the order of the acts, from 1 on. */
  readonly number: number;
}

/** A message, for who wants to change it. */
export interface MessageRef {
  /** Its place in the order of the store. */
  readonly seq: number;
  /** Its UUID v7. */
  readonly id: string;
  /** The id of the sender's account. */
  readonly sender: number;
  /** The id of the receiver's account; absent if it was sent to a group. */
  readonly receiver?: number;
  /** The user name of the sender. */
  readonly from: string;
  /** The user name of the receiver, or `#` and the name of the group. */
  readonly to: string;
  /** The id of the conversation: of the group, if it was sent to one. */
  readonly conversation: number;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
}

/** A new text for a message. */
export interface Edit {
  /** The text; that of the mark that is left of a removed message. */
  readonly text: string;
  /** When it was changed, in milliseconds since 1970. */
  readonly at: number;
  /** Whether the message is removed, and its file with it. It cannot be changed any more. */
  readonly removed: boolean;
}

/** Some time in which somebody was there. */
export interface StoredVisit {
  /** Never given twice. */
  readonly number: number;
  /** The id of the account. */
  readonly account: number;
  /** From when, in milliseconds since 1970. */
  readonly began: number;
  /** Until when, in milliseconds since 1970; absent while it goes on. */
  readonly ended?: number;
}

/** Somebody who has an account, or had one. */
export interface Person {
  /** The id of the account. */
  readonly id: number;
  /** The user name. */
  readonly name: string;
  /** The full name. */
  readonly fullName: string;
  /** What the account may do. */
  readonly role: Role;
  /** Whether the account was removed. */
  readonly removed: boolean;
}

/** How many messages an account has sent in a quarter of an hour: days begin at one in every zone. */
export interface MessageCount {
  /** The id of the account. */
  readonly account: number;
  /** When the quarter began, in milliseconds since 1970. */
  readonly at: number;
  /** How many. */
  readonly count: number;
}

/** Which messages a transcript has. */
export interface TranscriptOptions {
  /** From when on they were sent, and before when, in milliseconds since 1970. */
  readonly from: number;
  /** See `from`. */
  readonly to: number;
  /** The id of an account that sent them or got them. @default any */
  readonly account?: number | undefined;
  /** The id of the conversation. @default any */
  readonly conversation?: number | undefined;
  /** The id of the message after which they begin. @default the first one */
  readonly after?: string | undefined;
  /** How many at most. */
  readonly limit: number;
}

/** Where the messages of a part of a transcript are, the oldest first. */
export interface TranscriptPart {
  /** Their places in the order of the store. */
  readonly seqs: readonly number[];
  /** The bytes of the text of each, in UTF-8. */
  readonly lengths: readonly number[];
  /** Whether there are more after them. */
  readonly more: boolean;
}

/** What changed of it in a store. */
export type ControlChange =
  /** By {@linkcode ControlStore.addAct}. */
  | { readonly kind: "act added"; readonly act: Act }
  | { readonly kind: "message edited"; readonly message: MessageRef; readonly edit: Edit }
  | { readonly kind: "measure laid down"; readonly measure: Measure }
  | { readonly kind: "measure lifted"; readonly measure: MeasureRef };

/** Measures, changed messages, and the acts of teachers: what one does and that it was done are kept together or not at all. */
export interface ControlStore {
  /** The measures that hold, or did when their time was not over. */
  measures(): Promise<Measure[]>;
  /** Lays down a measure, in the place of one of the same kind and target. */
  layDown(measure: Measure, act: Act): Promise<void>;
  /** Lifts a measure; no matter if there is none. */
  lift(measure: MeasureRef, act: Act): Promise<void>;
  /** Keeps an act that changes nothing else here. */
  addAct(act: Act): Promise<void>;
  /** The acts after a place, the oldest first, so many at most. */
  acts(after: number, limit: number): Promise<StoredAct[]>;
  /** The acts of a kind since a time (milliseconds since 1970), the oldest first. */
  actsSince(act: string, at: number): Promise<StoredAct[]>;
  /** Keeps visits, each in the place of the one with its number, and that those which go on still did at a time. */
  keepVisits(visits: readonly StoredVisit[], at: number): Promise<void>;
  /**
   * Ends the visits that go on, at the last time of {@linkcode ControlStore.keepVisits}, but for those to other servers that
   * are there. @returns The number after which those are free that this server gives.
   */
  endVisits(): Promise<number>;
  /** The visits that have a part between two times; those that go on end at the last time of {@linkcode ControlStore.keepVisits}. */
  visits(from: number, to: number): Promise<Required<StoredVisit>[]>;
  /** All who have an account, or had one. */
  people(): Promise<Person[]>;
  /** How many messages were sent between two times. */
  messageCounts(from: number, to: number): Promise<MessageCount[]>;
  /** Messages of all conversations, in the order of the store, part by part. */
  transcript(options: TranscriptOptions): Promise<TranscriptPart>;
  /** The message with an id, unless it was removed. */
  findMessage(id: string): Promise<MessageRef | undefined>;
  /**
   * Gives a message another text, wherever it is read from then on.
   *
   * @param act What a teacher did by it. @default nobody did, but its sender
   * @returns Whether it was done: a message that was removed meanwhile stays as it is.
   */
  editMessage(message: MessageRef, edit: Edit, act?: Act): Promise<boolean>;
}
