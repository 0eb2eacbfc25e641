/**
 * Attacks by strangers: who has no login and tries none.
 *
 * @module
 */

import type { Flood } from "./attacker.ts";
import type { Attacks } from "./attacks.ts";

const SILENT: Flood = { connections: 5_000, perSecond: 2_000 };
const STORM: Flood = { connections: 500, perSecond: 5_000, lives: 50 };
const HELLO = "hello\r\n";

/** Half of the first message of a TLS connection. */
const HALF_HELLO = "\x16\x03\x01\x00\x7a\x01\x00\x00\x76\x03\x03half of it";

/** With three file descriptors each, fewer fit. */
const TLS: Flood = { connections: 1_500, perSecond: 750, port: "tls" };

function deaf(connections: number): Flood {
  return { connections, perSecond: connections / 3, then: [HELLO.repeat(300)], every: 200, reads: false };
}

/** The attacks. */
export const STRANGER_ATTACKS: Attacks = {
  silent: {
    title: "5,000 silent strangers",
    floods: () => [SILENT],
  },
  bytes: {
    title: "5,000 strangers, a byte a second each",
    floods: () => [{ ...SILENT, then: ["a"], every: 1_000 }],
  },
  hello: {
    title: "300 strangers, hello 20 times a second each",
    floods: () => [{ connections: 300, perSecond: 150, then: [HELLO], every: 50 }],
  },
  strangers: {
    title: "A3: 1,000 strangers who ask and never read",
    floods: () => [deaf(1_000)],
  },
  strangers5000: {
    title: "A3: 5,000 strangers who ask and never read",
    floods: () => [deaf(5_000)],
  },
  storm: {
    title: "Strangers open and close, 5,000 a second",
    floods: () => [STORM],
  },
  "storm-hello": {
    title: "Strangers open, ask and close, 5,000 a second",
    floods: () => [{ ...STORM, first: [HELLO] }],
  },
  empty: {
    title: "A6: 300 strangers with 4,000 empty lines at once want all 200 places",
    seconds: 75, // Who holds a place by nothing may do so for 60 s.
    args: ["--max-connections", "200"],
    newcomers: true,
    floods: () => [{ connections: 300, perSecond: 300, first: ["\n".repeat(4_000)], returns: true }],
  },
  "unfinished-strangers": {
    title: "A7: 5,000 lines of 4 KiB that never end, from strangers",
    floods: () => [{ ...SILENT, first: ["p".repeat(4_000)] }],
  },
  "tls-half": {
    title: "1,500 TLS hellos that never end",
    tls: true,
    floods: () => [{ ...TLS, first: [HALF_HELLO], returns: true }],
  },
  "tls-silent": {
    title: "1,500 TLS connections that are silent after the handshake",
    tls: true,
    floods: () => [{ ...TLS, perSecond: 200, shakesHands: true }],
  },
  "tls-storm": {
    title: "Strangers shake hands by TLS and close, 300 a second",
    tls: true,
    floods: () => [{ connections: 300, perSecond: 300, port: "tls", shakesHands: true, lives: 50 }],
  },
  log: {
    title: "A5, S2: a log that nobody reads, and strangers who come and go, 300 a second",
    args: ["--log", "info"],
    unreadLog: true,
    floods: () => [{ connections: 300, perSecond: 300, first: [HELLO], lives: 500 }],
  },
  flush: {
    title: "A8: one flush in a hundred takes a second",
    slowFlushes: true,
    floods: () => [],
  },
};
