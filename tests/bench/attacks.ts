/**
 * The attacks, as data: who connects, and what they send. What is measured beside them is not known here.
 *
 * @module
 */

import type { Flood } from "./attacker.ts";
import type { Crowd, Letters } from "./crowd.ts";
import { PASSWORD } from "./peer.ts";
import type { StartOptions } from "./program.ts";

/** What one attack is. */
export interface Attack {
  readonly title: string;
  /** Seconds that it takes. @default {15} */
  readonly seconds?: number;
  /** Messages that are in the store before. */
  readonly letters?: readonly Letters[];
  /** So many more logins of the last person of the crowd. */
  readonly logins?: number;
  /** How the server is started. */
  readonly start?: StartOptions;
  /** Whether the server has a certificate. */
  readonly tls?: boolean;
  /** Whether one flush in a hundred takes a second, as on SD cards: then a message takes that long, too. */
  readonly slowFlushes?: boolean;
  /** Who logs in meanwhile, again and again. */
  readonly owner?: (crowd: Crowd) => string;
  /** So many MiB of memory the server may have before it is attacked. */
  readonly mebibytes?: number;
  /** Whether people are added meanwhile by the command. */
  readonly addsPeople?: boolean;
  /** Newcomers must get in, though the attackers take all places. */
  readonly newcomers?: boolean;
  /** The store may grow by so many MB. */
  readonly megabytes?: number;
  /** No attacker of the first flood may be cut off, for these do no wrong. */
  readonly keepsFirst?: boolean;
  floods(crowd: Crowd): readonly Flood[];
}

/** Somebody who is attacked or attacks, and somebody else. The probe uses the ones from 390 to 396. */
const ONE = 0;
const OTHER = 1;
const ATTACKERS = 380;

/** Both directions of a conversation: as many messages as a page may have. */
const PAGE: readonly Letters[] = [{ from: ONE, to: OTHER, count: 200 }];

/** 40 conversations of that kind. */
const PAGES: readonly Letters[] = Array.from({ length: 40 }, (_, at) => ({ from: at, to: at + 1, count: 200 }));

/** 100 people with 400 unread messages each. */
const INBOXES = Array.from({ length: 100 }, (_, at) => ({ from: at + 1, to: at, count: 400 }));

/** Half of the first message of a TLS connection. */
const HALF_HELLO = "\x16\x03\x01\x00\x7a\x01\x00\x00\x76\x03\x03half of it";

const SILENT: Flood = { connections: 5_000, perSecond: 2_000 };
const STORM: Flood = { connections: 500, perSecond: 5_000, lives: 50 };

/** All of the attacks by the names that `--attacks` takes. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  history: {
    title: "A2: pages of history, 5 a second by one connection",
    letters: PAGE,
    floods: (crowd) => [{ ...pages(crowd), connections: 1, every: 200 }],
  },
  history20: {
    title: "A2: pages of history, 20 a second by one connection",
    letters: PAGE,
    floods: (crowd) => [{ ...pages(crowd), connections: 1, every: 50 }],
  },
  "history-unread": {
    title: "A2: 300 who ask for pages of history and never read",
    letters: PAGE,
    floods: (crowd) => [{ ...pages(crowd), connections: 300, every: 500, reads: false }],
  },
  "history-many": {
    title: "A2: pages of history, 5 a second by each of 40 accounts",
    letters: PAGES,
    floods: ({ tokens, names }) => {
      const then = PAGES.map(({ from, to }) => page(tokens[from]!, names[to]!));
      return [{ connections: PAGES.length, perSecond: 40, then, every: 200 }];
    },
  },
  strangers: {
    title: "A3: 1,000 strangers who ask and never read",
    floods: () => [strangers(1_000)],
  },
  strangers5000: {
    title: "A3: 5,000 strangers who ask and never read",
    floods: () => [strangers(5_000)],
  },
  hello: {
    title: "300 strangers, hello 20 times a second each",
    floods: () => [{ connections: 300, perSecond: 150, then: ["hello\r\n"], every: 50 }],
  },
  silent: {
    title: "5,000 silent strangers",
    floods: () => [SILENT],
  },
  bytes: {
    title: "5,000 strangers, a byte a second each",
    floods: () => [{ ...SILENT, then: ["a"], every: 1_000 }],
  },
  storm: {
    title: "Strangers open and close, 5,000 a second",
    floods: () => [STORM],
  },
  "storm-hello": {
    title: "Strangers open, ask and close, 5,000 a second",
    floods: () => [{ ...STORM, first: ["hello\r\n"] }],
  },
  tls: {
    title: "1,500 TLS hellos that never end",
    tls: true,
    floods: () => [{ connections: 1_500, perSecond: 750, port: "tls", first: [HALF_HELLO], returns: true }],
  },
  "tls-silent": {
    title: "1,500 TLS connections that are silent after the handshake",
    tls: true,
    floods: () => [{ connections: 1_500, perSecond: 200, port: "tls", shakesHands: true }],
  },
  "tls-storm": {
    title: "Strangers shake hands by TLS and close, 300 a second",
    tls: true,
    floods: () => [{ connections: 300, perSecond: 300, port: "tls", shakesHands: true, lives: 50 }],
  },
  list: {
    title: "A11: 300 users, list 5 times a second each",
    floods: ({ tokens }) => [
      { connections: 300, perSecond: 150, then: firstOf(tokens, 300, shown), every: 200 },
    ],
  },
  "list-unread": {
    title: "A11: 1,000 who ask for the list and never read",
    floods: ({ tokens }) => {
      const then = firstOf(tokens, ATTACKERS, (token) => shown(token).repeat(20));
      return [{ connections: 1_000, perSecond: 333, then, every: 500, reads: false }];
    },
  },
  presence: {
    title: "300 who are live, and 100 a second who go live and leave",
    floods: ({ tokens }) => [
      { connections: 300, perSecond: 150, first: tokens.slice(0, 300).map(live) },
      { connections: 80, perSecond: 100, after: 2_000, first: tokens.slice(300, ATTACKERS).map(live), lives: 100 },
    ],
  },
  live: {
    title: "A11: 1,000 live connections of one account that never read",
    floods: (crowd) => [deafLive(crowd, 1), ...posters(crowd, 1)],
  },
  "live-many": {
    title: "A11: 1,000 live connections of 25 accounts that never read",
    floods: (crowd) => [deafLive(crowd, 25), ...posters(crowd, 25)],
  },
  inbox: {
    title: "A11: 1,000 who ask for their inbox and never read",
    letters: INBOXES,
    floods: ({ tokens }) => {
      const then = firstOf(tokens, INBOXES.length, (token) => `inbox ${token}\r\n`.repeat(3));
      return [{ connections: 1_000, perSecond: 333, then, every: 500, reads: false }];
    },
  },
  guesses: {
    title: "A4: 400 connections guess the password of one account",
    seconds: 40,
    owner: ({ names }) => names[ONE]!,
    floods: ({ names }) => [guessers(400, [names[ONE]!])],
  },
  guesses800: {
    title: "A4: 800 connections guess the password of one account",
    seconds: 60,
    owner: ({ names }) => names[ONE]!,
    floods: ({ names }) => [guessers(800, [names[ONE]!])],
  },
  "guesses-few": {
    title: "S3: 3 connections guess the password of one account 8 times",
    seconds: 30,
    owner: ({ names }) => names[ONE]!,
    floods: ({ names }) => [{ ...guessers(3, [names[ONE]!]), then: [], first: [guess(names[ONE]!).repeat(8)] }],
  },
  names: {
    title: "A4: a wrong password for each of 400 accounts",
    seconds: 30,
    owner: () => "izza",
    floods: ({ names }) => [{ connections: 400, perSecond: 2_000, first: names.map(guess) }],
  },
  "names-again": {
    title: "A4: wrong passwords for 400 accounts, again and again",
    seconds: 30,
    owner: () => "izza",
    floods: ({ names }) => [guessers(400, names)],
  },
  unknown: {
    title: "A4: 400 connections try accounts that do not exist",
    seconds: 30,
    owner: () => "izza",
    floods: () => [guessers(400, ["nobody{count}"])],
  },
  passwords: {
    title: "300 connections log in with the right password, again and again",
    floods: ({ names }) => {
      const then = names.slice(0, 300).map((name) => `auth ${name} ${PASSWORD}\r\n`);
      return [{ connections: 300, perSecond: 300, then, returns: true }];
    },
  },
  unfinished: {
    title: "A7: 5,000 lines of 64 KiB that never end, from 380 accounts",
    floods: ({ tokens }) => [
      {
        ...SILENT,
        first: firstOf(tokens, ATTACKERS, shown),
        then: ["p".repeat(65_000)],
        every: 3_600_000,
      },
    ],
  },
  "unfinished-strangers": {
    title: "A7: 5,000 lines of 4 KiB that never end, from strangers",
    floods: () => [{ ...SILENT, first: ["p".repeat(4_000)] }],
  },
  empty: {
    title: "A6: 300 strangers with 4,000 empty lines at once take all places",
    start: { args: ["--max-connections", "200"] },
    newcomers: true,
    seconds: 75,
    floods: () => [{ connections: 300, perSecond: 300, first: ["\n".repeat(4_000)], returns: true }],
  },
  places: {
    title: "A6: one user takes all places",
    start: { args: ["--max-connections", "200"] },
    newcomers: true,
    floods: ({ tokens }) => [
      { connections: 300, perSecond: 300, then: [shown(tokens[ONE]!)], every: 5_000, returns: true },
    ],
  },
  self: {
    title: "A10: 30 connections of one account write to it and acknowledge",
    megabytes: 100,
    floods: ({ tokens, names }) => {
      const request = `send ${tokens[ONE]} ${names[ONE]} {count}${"m".repeat(65_000)}\r\nack ${
        tokens[ONE]
      } ${NEWEST}\r\n`;
      return [{ connections: 30, perSecond: 300, first: [shown(tokens[ONE]!)], then: [request] }];
    },
  },
  log: {
    title: "A5, S2: a log that nobody reads, and strangers who come and go, 300 a second",
    start: { args: ["--log", "info"], stderr: "piped" },
    floods: () => [{ connections: 300, perSecond: 300, lives: 500, first: ["hello\r\n"] }],
  },
  flush: {
    title: "A8: one flush in a hundred takes a second",
    slowFlushes: true,
    floods: () => [],
  },
  logins: {
    title: "A9: 200,000 logins of one user, and people are added",
    logins: 200_000,
    mebibytes: 200,
    addsPeople: true,
    floods: ({ tokens }) => [{ connections: 1, perSecond: 1, then: [`list ${tokens.at(-1)}\r\n`], every: 200 }],
  },
  device: {
    title: "A14: three posts of 30,000 characters beside a second device that reads",
    keepsFirst: true,
    floods: ({ tokens, names }) => [
      { connections: 1, perSecond: 1, first: [live(tokens[ONE]!)] },
      {
        connections: 3,
        perSecond: 3_000,
        after: 1_000,
        every: 4_000,
        first: [shown(tokens[ONE]!)],
        then: [longPost(tokens[ONE]!, names[OTHER]!)],
      },
    ],
  },
};

/** An id behind all that will ever be given. */
const NEWEST = "ffffffff-ffff-7fff-bfff-ffffffffffff";

function pages({ tokens, names }: Crowd) {
  return { perSecond: 100, then: [page(tokens[ONE]!, names[OTHER]!)] };
}

function page(token: string, name: string): string {
  return `history ${token} ${name} limit 200\r\n`;
}

function strangers(connections: number): Flood {
  return { connections, perSecond: connections / 3, then: ["hello\r\n".repeat(300)], every: 200, reads: false };
}

function guess(name: string): string {
  return `auth ${name} wrong\r\n`;
}

function guessers(connections: number, names: readonly string[]): Flood {
  return { connections, perSecond: connections, then: names.map(guess), returns: true };
}

/** 1,000 live connections of so many accounts. */
function deafLive({ tokens }: Crowd, accounts: number): Flood {
  const first = firstOf(tokens, accounts, live);
  return { connections: 1_000, perSecond: 333, first, reads: false };
}

/** Four who write ten long messages a second to these accounts, in turn. */
function posters({ tokens, names }: Crowd, accounts: number): Flood[] {
  return [0, 1, 2, 3].map((at) => ({
    connections: 1,
    perSecond: 1,
    after: 3_000 + at * 100,
    first: [shown(tokens[ATTACKERS + at]!)],
    then: [`post ${tokens[ATTACKERS + at]} {uuid} ${names[at % accounts]} ${"m".repeat(20_000)}\r\n`],
    every: 400,
  }));
}

function live(token: string): string {
  return `live ${token}\r\n`;
}

/** Shows a token: only then may a line have more than 4 KiB. */
function shown(token: string): string {
  return `list ${token}\r\n`;
}

/** A request whose event has 180,000 bytes. */
function longPost(token: string, name: string): string {
  return `post ${token} {uuid} ${name} ${"\u00e9".repeat(30_000)}\r\n`;
}

function firstOf(tokens: readonly string[], count: number, request: (token: string) => string): string[] {
  return tokens.slice(0, count).map(request);
}
