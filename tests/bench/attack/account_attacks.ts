/**
 * Attacks by those who have a login: they ask for much, read little, or fill what is kept.
 *
 * @module
 */

import type { Flood } from "./attacker.ts";
import type { Attacks } from "./attacks.ts";
import { type Crowd, type Letters, shown } from "./crowd.ts";

/** Who attacks; the probe is others. */
const ATTACKERS = 380;

/** As many messages as a page of history may have, in one conversation and in 40. */
const PAGE: Letters = { from: 0, to: 1, count: 200 };
const PAGES = Array.from({ length: 40 }, (_, at): Letters => ({ from: at, to: at + 1, count: 200 }));

/** 100 people with 400 unread messages each. */
const INBOXES = Array.from({ length: 100 }, (_, at): Letters => ({ from: at + 1, to: at, count: 400 }));

/** An id behind all that will ever be given. */
const NEWEST = "ffffffff-ffff-7fff-bfff-ffffffffffff";

function pageOf({ tokens, names }: Crowd, { from, to }: Letters): string {
  return `history ${tokens[from]} ${names[to]} limit 200\r\n`;
}

function live(token: string): string {
  return `live ${token}\r\n`;
}

/** 1,000 connections that take turns with these requests and never read. */
function deaf(requests: readonly string[]): Flood {
  return { connections: 1_000, perSecond: 333, then: requests, every: 500, reads: false };
}

/** 1,000 live connections of so many accounts that never read, and ten long messages a second to these accounts in turn. */
function deafLive({ tokens, names }: Crowd, accounts: number): Flood[] {
  const writers = tokens.slice(ATTACKERS - 25, ATTACKERS);
  const text = "m".repeat(20_000);
  const posts = writers.map((token, at) => `post ${token} {uuid} ${names[at % accounts]} ${text}\r\n`);
  return [
    { connections: 1_000, perSecond: 333, first: tokens.slice(0, accounts).map(live), reads: false },
    { connections: 25, perSecond: 10, after: 3_000, first: writers.map(shown), then: posts, every: 2_500 },
  ];
}

/** The attacks. */
export const ACCOUNT_ATTACKS: Attacks = {
  history: {
    title: "A2: pages of history, 5 a second by one connection",
    letters: [PAGE],
    floods: (crowd) => [{ connections: 1, perSecond: 1, then: [pageOf(crowd, PAGE)], every: 200 }],
  },
  history20: {
    title: "A2: pages of history, 20 a second by one connection",
    letters: [PAGE],
    floods: (crowd) => [{ connections: 1, perSecond: 1, then: [pageOf(crowd, PAGE)], every: 50 }],
  },
  "history-many": {
    title: "A2: pages of history, 5 a second by each of 40 accounts",
    letters: PAGES,
    floods: (crowd) => {
      const then = PAGES.map((letters) => pageOf(crowd, letters));
      return [{ connections: then.length, perSecond: 40, then, every: 200 }];
    },
  },
  "history-unread": {
    title: "A2: 300 who ask for pages of history and never read",
    letters: [PAGE],
    floods: (crowd) => [{ ...deaf([pageOf(crowd, PAGE).repeat(3)]), connections: 300, perSecond: 100 }],
  },
  inbox: {
    title: "A11: 1,000 who ask for their inbox and never read",
    letters: INBOXES,
    floods: ({ tokens }) => [deaf(tokens.slice(0, INBOXES.length).map((token) => `inbox ${token}\r\n`.repeat(3)))],
  },
  list: {
    title: "A11: 300 users, list 5 times a second each",
    floods: ({ tokens }) => [
      { connections: 300, perSecond: 150, then: tokens.slice(0, 300).map(shown), every: 200 },
    ],
  },
  "list-unread": {
    title: "A11: 1,000 who ask for the list and never read",
    floods: ({ tokens }) => [deaf(tokens.slice(0, ATTACKERS).map((token) => shown(token).repeat(20)))],
  },
  live: {
    title: "A11: 1,000 live connections of one account that never read",
    floods: (crowd) => deafLive(crowd, 1),
  },
  "live-many": {
    title: "A11: 1,000 live connections of 25 accounts that never read",
    floods: (crowd) => deafLive(crowd, 25),
  },
  presence: {
    title: "300 who are live, and 100 a second who go live and leave",
    floods: ({ tokens }) => [
      { connections: 300, perSecond: 150, first: tokens.slice(0, 300).map(live) },
      { connections: 80, perSecond: 100, after: 2_000, first: tokens.slice(300, ATTACKERS).map(live), lives: 100 },
    ],
  },
  device: {
    title: "A14: three posts of 30,000 characters beside a second device that reads",
    keepsFirst: true,
    floods: ({ tokens, names }) => {
      const then = [`post ${tokens[0]} {uuid} ${names[1]} ${"\u00e9".repeat(30_000)}\r\n`];
      return [
        { connections: 1, perSecond: 1, first: [live(tokens[0]!)] },
        { connections: 3, perSecond: 3_000, after: 1_000, first: [shown(tokens[0]!)], then, every: 4_000 },
      ];
    },
  },
  unfinished: {
    title: "A7: 5,000 lines of 64 KiB that never end, from 380 accounts",
    floods: ({ tokens }) => [
      {
        connections: 5_000,
        perSecond: 2_000,
        first: tokens.slice(0, ATTACKERS).map((token) => shown(token) + "p".repeat(65_000)),
      },
    ],
  },
  places: {
    title: "A6: one user wants all 200 places",
    args: ["--max-connections", "200"],
    newcomers: true,
    floods: ({ tokens }) => [
      { connections: 300, perSecond: 300, then: [shown(tokens[0]!)], every: 5_000, returns: true },
    ],
  },
  self: {
    title: "A10: 30 connections of one account write to it and acknowledge",
    growth: 100,
    floods: ({ tokens, names }) => {
      const token = tokens[0]!;
      const send = `send ${token} ${names[0]} ${"m".repeat(65_000)}\r\n`;
      return [{ connections: 30, perSecond: 300, first: [shown(token)], then: [`${send}ack ${token} ${NEWEST}\r\n`] }];
    },
  },
};
