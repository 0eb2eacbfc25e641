/**
 * What all who write and read in a run have in common, whatever program they use.
 *
 * @module
 */

import type { ChatEvent } from "../../lib/chat.ts";
import { type Ledger, type Sent, textOf } from "./ledger.ts";
import type { Ports } from "./lines.ts";

/** Milliseconds between two messages, at least and at most. */
const [LEAST, MOST] = [200, 1_000];

/** Which part of the messages goes to the group. */
const TO_GROUP = 0.15;

/** What a person needs. */
export interface PersonOptions {
  readonly name: string;
  readonly password: string;
  /** To whom they write. */
  readonly others: readonly string[];
  /** The group that they are in, with its `#`. */
  readonly group: string;
  readonly servers: readonly Ports[];
  readonly ledger: Ledger;
  /** From 0 to 1. */
  readonly random: () => number;
  /** A folder for what is to be kept. */
  readonly directory: string;
}

/** Somebody who writes and reads until they are told to stop. */
export interface Person {
  readonly name: string;
  /** When a message of them was acknowledged last, in milliseconds of `performance.now()`. */
  readonly servedAt: number;
  /** What they do now, to be told if that takes long. */
  readonly state: string;
  /** Whether nothing of them waits for an answer, once they write no more. */
  readonly isQuiet: boolean;
  /** Writes no more, and goes on to read. */
  finish(): void;
  /** Ends. */
  stop(): Promise<void>;
}

/** What somebody writes, and what they are told of it. */
export class Writing {
  readonly #options: PersonOptions;
  readonly #numbers = new Map<string, number>();
  servedAt = 0;
  /** Whether no more is to be written. */
  isOver = false;

  constructor(options: PersonOptions) {
    this.#options = options;
  }

  /** The next message. */
  next(): Sent {
    const { others, group, random, name } = this.#options;
    const to = random() < TO_GROUP ? group : others[Math.floor(random() * others.length)]!;
    const number = (this.#numbers.get(to) ?? -1) + 1;
    this.#numbers.set(to, number);
    return { from: name, to, number };
  }

  /** How long to wait before it, in milliseconds. */
  pause(): number {
    return LEAST + this.#options.random() * (MOST - LEAST);
  }

  /** Notes that a message was acknowledged. */
  served(sent: Sent): void {
    this.#options.ledger.acknowledged.add(textOf(sent));
    this.servedAt = performance.now();
  }

  /** Notes a receipt. */
  told(event: ChatEvent): void {
    const { ledger, name } = this.#options;
    if (event.kind === "receipt") ledger.told(name, event);
    if (event.kind === "receipts") ledger.toldOf(event.group, event.id, event.read);
  }
}

/** Resolves after some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
