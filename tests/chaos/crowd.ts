/**
 * Those who write and read in a run: who they are, what is noted of them, and what is asked of them in the end.
 *
 * @module
 */

import { JsonClient, OutboxClient } from "./clients.ts";
import { differences, Ledger, type Stored } from "./ledger.ts";
import { overTcp, overWeb, typed } from "./lines.ts";
import { Peer } from "./peer.ts";
import { pause, type Person, type PersonOptions } from "./person.ts";
import type { Scene } from "./scene.ts";
import { readHistory } from "./store.ts";

/** The password of all. */
export const PASSWORD = "surabaya";

/** Of ten people one is in each of so many groups. */
const GROUP_SIZE = 10;

/** The kinds of people, in their turn: with a key and live, by asking for the inbox, or without a key. */
const KINDS: readonly [name: string, make: (options: PersonOptions) => Person][] = [
  ["TCP, live", (options) => new Peer({ open: overTcp, isLive: true, hasKeys: true }, options)],
  ["WebSocket, live", (options) => new Peer({ open: overWeb, isLive: true, hasKeys: true }, options)],
  ["typed client, live", (options) => new Peer({ open: typed, isLive: true, hasKeys: true }, options)],
  ["client with its outbox", (options) => new OutboxClient(options)],
  ["TCP, inbox", (options) => new Peer({ open: overTcp, isLive: false, hasKeys: true }, options)],
  ["TCP, inbox, without keys", (options) => new Peer({ open: overTcp, isLive: false, hasKeys: false }, options)],
];

/** The program costs a process: every so many people one. */
const PROGRAM = "client as a program, JSON";
const PROGRAM_EVERY = 30;

/** Milliseconds for which something is waited for. */
const PATIENCE = 60_000;

/** With how many others everybody reads the history in the end. */
const HISTORIES = 2;

/** Numbers from 0 to 1 that follow from a seed: xorshift. */
export function randomOf(seed: number): () => number {
  let state = (seed * 2654435761 >>> 0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Waits until something holds. @returns After how many milliseconds; `Infinity`: it does not. */
export async function waitFor(holds: () => boolean | Promise<boolean>, every = 20): Promise<number> {
  const began = performance.now();
  while (!await holds()) {
    if (performance.now() - began > PATIENCE) return Infinity;
    await pause(every);
  }
  return performance.now() - began;
}

/** Those who write and read, and what is noted of them. */
export class Crowd {
  readonly names: readonly string[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly ledger: Ledger;
  people: Person[] = [];

  constructor(count: number) {
    this.names = Array.from({ length: count }, (_, index) => `peer${index}`);
    const groups = new Map<string, string[]>();
    this.names.forEach((name, index) => {
      const group = `#group${index % Math.ceil(count / GROUP_SIZE)}`;
      groups.set(group, [...groups.get(group) ?? [], name]);
    });
    this.groups = groups;
    this.ledger = new Ledger(groups, this.names.filter((_, index) => this.kindOf(index) === PROGRAM));
  }

  /** What somebody uses. */
  kindOf(index: number): string {
    return index % PROGRAM_EVERY === PROGRAM_EVERY - 1 ? PROGRAM : KINDS[index % KINDS.length]![0];
  }

  /** Lets them begin. Each has numbers of their own: what they draw does not change what goes wrong. */
  start({ ports: servers }: Scene, seed: number, directory: string): void {
    this.people = this.names.map((name, index) => {
      const others = this.names.filter((other) => other !== name);
      const group = [...this.groups].find(([, members]) => members.includes(name))![0];
      const random = randomOf(seed * 1_000 + index + 1);
      const options = { name, others, group, servers, ledger: this.ledger, password: PASSWORD, random, directory };
      const kind = this.kindOf(index);
      return KINDS.find(([name]) => name === kind)?.[1](options) ?? new JsonClient(options);
    });
  }

  /** Those who have had no OK since a moment. */
  waiting(since: number): Person[] {
    return this.people.filter(({ servedAt }) => servedAt <= since);
  }

  /** When a message of anybody was acknowledged last. */
  get servedAt(): number {
    return Math.max(...this.people.map(({ servedAt }) => servedAt));
  }

  /** How many people use what, and how many of their messages were acknowledged. */
  counts(): Map<string, { people: number; messages: number }> {
    const counts = new Map<string, { people: number; messages: number }>();
    const sent = Map.groupBy(this.ledger.acknowledged, (text) => text.split(" ")[0]!);
    this.names.forEach((name, index) => {
      const { people, messages } = counts.get(this.kindOf(index)) ?? { people: 0, messages: 0 };
      counts.set(this.kindOf(index), { people: people + 1, messages: messages + (sent.get(name)?.length ?? 0) });
    });
    return counts;
  }

  /** Lets them end when all has come and is read. */
  async end(store: () => Promise<readonly Stored[]>): Promise<void> {
    for (const person of this.people) person.finish();
    await waitFor(() => this.people.every(({ isQuiet }) => isQuiet));
    await waitFor(() => this.ledger.unseen.length === 0, 500);
    await waitFor(async () => this.ledger.unread(await store()).length === 0, 2_000);
    await Promise.all(this.people.map((person) => person.stop()));
  }

  /** Where what servers tell of conversations is not what the store has. */
  async compareHistories({ ports }: Scene, stored: readonly Stored[]): Promise<string[]> {
    const all: string[] = [];
    for (const [index, name] of this.names.entries()) {
      const others = Array.from(
        { length: HISTORIES },
        (_, step) => this.names[(index + 1 + step * 7) % this.names.length]!,
      );
      const groups = [...this.groups].filter(([, members]) => members.slice(0, HISTORIES).includes(name)).map((
        [group],
      ) => group);
      for (const partner of [...others.filter((other) => other !== name), ...groups]) {
        const port = ports[index % ports.length]!.chat;
        const shown = await readHistory(port, { name, password: PASSWORD, partner }).catch(({ message }) => message);
        if (typeof shown === "string") all.push(`${name}: ${shown}`);
        else all.push(...differences(stored, name, partner, shown));
      }
    }
    return all;
  }
}
