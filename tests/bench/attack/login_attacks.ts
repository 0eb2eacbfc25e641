/**
 * Attacks on logins: passwords that are guessed, and logins that pile up.
 *
 * @module
 */

import { PASSWORD } from "../peer.ts";
import type { Flood } from "./attacker.ts";
import type { Attacks } from "./attacks.ts";
import { type Crowd, shown } from "./crowd.ts";

/** Whose password is guessed. */
const owner = ({ names }: Crowd) => names[0]!;

/** Somebody whom nobody attacks. */
const newcomer = () => "izza";

function guess(name: string): string {
  return `auth ${name} wrong\r\n`;
}

/** Connections that guess as fast as they are answered. */
function guessers(connections: number, names: readonly string[]): Flood {
  return { connections, perSecond: connections, then: names.map(guess), returns: true };
}

/** Connections that guess once each, and leave after 2 s for others to come. */
function comers(connections: number, names: readonly string[]): Flood {
  return { connections, perSecond: connections, first: names.map(guess), lives: 2_000 };
}

/** The attacks. */
export const LOGIN_ATTACKS: Attacks = {
  "guesses-few": {
    title: "S3: 3 connections guess the password of one account 8 times",
    seconds: 30,
    owner,
    floods: (crowd) => [{ connections: 3, perSecond: 3, first: [guess(owner(crowd)).repeat(8)] }],
  },
  guesses: {
    title: "A4: 400 connections guess the password of one account",
    seconds: 40,
    owner,
    floods: (crowd) => [guessers(400, [owner(crowd)])],
  },
  guesses800: {
    title: "A4: 800 connections guess the password of one account",
    seconds: 60,
    owner,
    floods: (crowd) => [guessers(800, [owner(crowd)])],
  },
  "guesses-anew": {
    title: "A4: 400 connections guess the password of one account, a new one for each guess",
    seconds: 40,
    owner,
    floods: (crowd) => [comers(400, [owner(crowd)])],
  },
  names: {
    title: "A4: a wrong password for each of 400 accounts, and a newcomer",
    seconds: 30,
    owner: newcomer,
    floods: ({ names }) => [{ connections: 400, perSecond: 2_000, first: names.map(guess) }],
  },
  "names-again": {
    title: "A4: wrong passwords for 400 accounts, again and again, and a newcomer",
    seconds: 30,
    owner: newcomer,
    floods: ({ names }) => [guessers(400, names)],
  },
  "names-anew": {
    title: "A4: wrong passwords for 400 accounts, a new connection for each, and a newcomer",
    seconds: 30,
    owner: newcomer,
    floods: ({ names }) => [comers(400, names)],
  },
  unknown: {
    title: "A4: 400 connections try accounts that do not exist, and a newcomer",
    seconds: 30,
    owner: newcomer,
    floods: () => [guessers(400, ["nobody{count}"])],
  },
  passwords: {
    title: "300 connections log in with the right password, again and again",
    floods: ({ names }) => {
      const then = names.slice(0, 300).map((name) => `auth ${name} ${PASSWORD}\r\n`);
      return [{ connections: 300, perSecond: 300, then, returns: true }];
    },
  },
  logins: {
    title: "A9: 200,000 logins of one user, and people are added",
    logins: 200_000,
    memory: 200,
    addsPeople: true,
    floods: ({ tokens }) => [{ connections: 1, perSecond: 1, then: [shown(tokens.at(-1)!)], every: 200 }],
  },
};
