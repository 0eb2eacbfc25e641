/**
 * The flags of `ngobrol-server`, each once. Its help, manual page, completions, configuration and permissions are made of
 * this table; `settings.ts` says what a server makes of the values.
 *
 * @module
 */

import { DEFAULT_PORT, DEFAULT_TLS_PORT, DEFAULT_WEB_PORT, PROTOCOL_LIMITS } from "../chat.ts";
import type { Configurable } from "../configuration.ts";
import type { FlagTable } from "../flags.ts";
import { WORD_LANGUAGES } from "./admin/people/made_password.ts";
import { REGISTRATION_MODES } from "./chat/accounts/registration.ts";
import { type Rate, SERVER_DEFAULTS } from "./limits.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./log.ts";

/** The unit of the flags about files, in bytes. */
export const MIB: number = 1024 * 1024;

const { files, groupLimits, rate, accountRate, strangerRate, storeRate } = SERVER_DEFAULTS;

function describeRate(rate: Rate | undefined): string {
  return rate === undefined ? "off" : `${rate.burst}/${rate.perSecond}`;
}

/** The flags, in the order of the help. */
export const SERVER_FLAGS = {
  config: {
    value: "FILE",
    help:
      "read options from a file (TOML), by their names: port = 9000; each may also be in the environment, which counts for " +
      "more: NGOBROL_SERVER_PORT=9000; what is typed counts most",
  },
  host: {
    value: "ADDRESS",
    help:
      "where to listen (default 127.0.0.1: this machine only; 0.0.0.0: the whole network); a name stands for all of its " +
      "addresses, and HOST:PORT or [IPV6]:PORT name the port as well",
  },
  port: { value: "PORT", default: DEFAULT_PORT, help: "the port; 0 for any free one" },
  cert: {
    value: "FILE",
    help: "with --key: serve TLS with this certificate (PEM, with its chain); SIGHUP reads both files again",
  },
  key: { value: "FILE", help: "its private key (PEM)" },
  "tls-port": { value: "PORT", default: DEFAULT_TLS_PORT, help: "the port for TLS" },
  "no-plain": { help: "TLS only" },
  data: {
    value: "DIR",
    default: "ngobrol-data",
    help: "where accounts and messages lie; with --store: what this server has for itself",
  },
  store: {
    value: "URL",
    help:
      "keep accounts and messages in a PostgreSQL, which several servers share: postgres://USER@HOST,HOST/DATABASE; see " +
      "docs/cluster.md",
  },
  "store-file": {
    value: "FILE",
    help: "a file with that URL, which only its owner can read: for a URL with a password",
  },
  "store-unsafe": { help: "with --store: accept a database without a synchronous standby" },
  demo: { help: "on a network too, have the accounts izza, maya, nania and guru (a teacher), password surabaya" },
  class: {
    value: "TITLE",
    help: "be there for a class, on the network: students make their own accounts; no title is needed",
  },
  announce: {
    value: "NAME",
    help:
      "tell the networks on which it listens that it is there (mDNS), so that ngobrol finds it without an address; a class " +
      "is announced by its title; off: not",
  },
  register: {
    value: "WHO",
    choices: REGISTRATION_MODES,
    help: "who may make an account: closed (default: nobody), code (who has the class code), open (everybody)",
  },
  "class-code": { value: "CODE", help: "8 to 32 letters and digits; without it, a new one at each start" },
  "keep-code": { help: "the same code at the next start" },
  lang: {
    value: "LANG",
    choices: WORD_LANGUAGES,
    default: "en",
    help: "en or id: the words of passwords that are made, and the slips",
  },
  log: {
    value: "LEVEL",
    choices: LOG_LEVELS,
    default: "info",
    help:
      "quiet: faults only; info: who comes and goes; wire: every request, reply and event; class: for the wall, who " +
      "comes and goes and what is asked in the group of the class",
  },
  "log-format": {
    value: "FORMAT",
    choices: LOG_FORMATS,
    default: "text",
    help: "text for people; json for programs, an object a line",
  },
  "max-connections": {
    value: "N",
    least: 1,
    help: `connections at once (default: what the system allows, up to ${SERVER_DEFAULTS.connections})`,
  },
  "max-unread": {
    value: "N",
    least: 0,
    default: SERVER_DEFAULTS.unread,
    help: "unread messages of a person, 0: no bound; then nobody can write to them",
  },
  "max-groups": { value: "N", least: 1, default: groupLimits.groups, help: "groups on the server" },
  "max-members": { value: "N", least: 1, default: groupLimits.members, help: "members of a group" },
  "max-line": {
    value: "BYTES",
    least: PROTOCOL_LIMITS.lineBeforeLogin,
    default: SERVER_DEFAULTS.line,
    help: "the longest request",
  },
  "max-file": { value: "MIB", least: 0, default: files.file / MIB, help: "the largest file, 0: no files" },
  "max-account-files": {
    value: "MIB",
    least: 0,
    default: files.account / MIB,
    help: "all files that a person has sent",
  },
  "max-files": {
    value: "MIB",
    least: 0,
    default: files.all / MIB,
    help: "all files, each content once; more are refused",
  },
  rate: {
    value: "B/S",
    default: describeRate(rate),
    help:
      "requests of a connection: B at once, then S a second; more are read later; off: no bound on what one person or " +
      "stranger may use, but for those of the next four that are given",
  },
  "account-rate": { value: "B/S", default: describeRate(accountRate), help: "of all connections of a person" },
  "stranger-rate": { value: "B/S", default: describeRate(strangerRate), help: "of a connection without a login" },
  "account-bytes": {
    value: "B/S",
    default: describeRate(storeRate),
    help: "bytes of a person's messages: B at once, then S a second; more are refused",
  },
  "account-connections": {
    value: "N",
    least: 0,
    default: SERVER_DEFAULTS.accountConnections!,
    help: "of a person, 0: no bound; for one more the one that was idle for longest goes",
  },
  metrics: {
    value: "PORT",
    help: "or HOST:PORT: tell how it is, at http://127.0.0.1:PORT/metrics for Prometheus, and at /health",
  },
  drain: {
    value: "SECONDS",
    least: 0,
    default: 0,
    help:
      "at SIGTERM take nobody any more and let people go one by one within this time; their clients go to other servers of " +
      "the same --store",
  },
  web: {
    value: "PORT",
    help:
      `or HOST:PORT: where the page is, on which people chat with a browser (default ${DEFAULT_WEB_PORT} if the server ` +
      "is on a network); with TLS if there is a certificate",
  },
  "no-web": { help: "no page" },
  "web-name": {
    value: "NAMES",
    help: "names by which browsers call this server, such as https://chat.example.org, with commas between them",
  },
  "web-others": {
    value: "URLS",
    help:
      "with --store: the pages of its servers, such as https://chat1.example.org,https://chat2.example.org; the same on " +
      "all: a page goes to the next when its server is gone",
  },
  "web-proxy": {
    value: "ADDRESSES",
    help: "of reverse proxies, with commas between them: whom they speak for (X-Forwarded-For) is the peer",
  },
  inspect: {
    value: "WHAT",
    choices: ["frames", "texts"],
    help:
      "keep what went over the wire, for those who watch it later: frames; or texts, and show teachers those of others",
  },
  teach: {
    value: "HOW",
    help:
      "let what the server sends come as a network may bring it: split:10, merge:3, delay:50, with commas between them",
  },
  "backup-every": { value: "TIME", help: "make a backup every 30m, 12h, 1d, ..., in DIR/backups" },
  "backup-keep": { value: "N", least: 1, default: 7, help: "how many of these are kept" },
  name: { value: "NAME", isOnce: true, help: 'for user add and user rename: the full name, such as "Budi S"' },
  teacher: { isOnce: true, help: "for user add: a teacher" },
  "password-stdin": {
    isOnce: true,
    help: "for user add and user passwd: read the password from standard input",
  },
  yes: { isOnce: true, help: "for prune: do not ask" },
  "dry-run": { isOnce: true, help: "only say what would be done" },
  slips: { value: "FILE", isOnce: true, help: "for user import: write a page with a slip for each person, to print" },
  group: { value: "NAME", isOnce: true, help: "for user import: put everybody into this group, too" },
  from: { value: "DAY", isOnce: true, help: "for teach: from this day on, such as 2026-11-28; for move: see there" },
  to: { value: "DAY", isOnce: true, help: "for teach: up to this day; for move: see there" },
  zone: { value: "ZONE", isOnce: true, help: "for teach: whose days these are, such as Asia/Jakarta" },
  out: { value: "PATH", isOnce: true, help: "for cert: the directory; for teach: a file that ends in .csv or .html" },
  json: { isOnce: true, help: "for status: one line of JSON" },
  wait: { isOnce: true, help: "for status: wait until a server answers, for half a minute" },
  help: { isOnce: true, help: "this; of a command: ngobrol-server help user, ngobrol-server user add --help" },
  version: { isOnce: true, help: "version, Deno, target, commit" },
} as const satisfies FlagTable;

/** The server, as what configures it knows it. */
export const SERVER_PROGRAM: Configurable = { flags: SERVER_FLAGS, prefix: "NGOBROL_SERVER_" };
