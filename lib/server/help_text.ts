/**
 * What `ngobrol-server --help` prints: its commands, and what is said around them. The helps of its commands, the manual
 * page and the completions are made of it.
 *
 * @module
 */

import { VERSION } from "../chat.ts";
import { layOut } from "../columns.ts";
import { type Call, optionLines } from "../help.ts";
import { SERVER_FLAGS } from "./flag_table.ts";

/** The ways to call it. */
export const SERVER_CALLS: readonly Call[] = [
  ["[options]", "start the server"],
  ['--class ["Kelas 7B"] [options]', "start it for a class: on the network, students make their own accounts"],
  ['user add NAME [--name "Full Name"] [--teacher]', "add a person; asks for the password"],
  [
    "user import FILE.csv [--dry-run] [--slips OUT.html] [--group NAME]",
    "add people from a table: username,name,password,role,groups",
  ],
  ["user passwd NAME", "set a new password; ends the person's logins"],
  ["user reset NAME", "make a new password and show it; ends the person's logins"],
  ['user rename NAME NEW [--name "Full Name"]', "give another name, or another full name"],
  ["user role NAME student|teacher", "make a teacher, or a student"],
  ["user list | export", "show who may log in; as a table (CSV)"],
  ["user remove NAME", "remove a person"],
  [
    "teach announce TEXT | lock [GROUP] | unlock [GROUP] | mute NAME [MINUTES] | unmute NAME | kick NAME | remove ID | " +
    "close | open",
    "be in control of the class of the server that runs",
  ],
  [
    "teach sessions | attendance | transcript [NAME or #GROUP] | audit [--from DAY] [--to DAY] [--zone ZONE] " +
    "[--out FILE.csv|FILE.html]",
    "show or write who is there, who was, what was said, what teachers did",
  ],
  ["cert [--out DIR]", "make a certificate for this machine, in DIR or the data directory"],
  ["backup FILE", "copy the store, as it is now, to a new file"],
  [
    "status [--json] [--wait]",
    "how the server is that runs: who, how long, rates, disk, certificate; --wait: until one does, for half a minute",
  ],
  ["doctor", "look at the machine: how fast the disk flushes, clock, ports, room"],
  ["restore FILE", "put a backup in the place of the store, which is kept beside it"],
  [
    "move --from PLACE --to PLACE",
    "take a chat to a database that servers share, or back: PLACE is sqlite:DIR, postgres://USER@HOST/DATABASE, or " +
    "file:FILE with such a URL in it; what was broken off goes on",
  ],
  ["config [--config FILE]", "show what holds: each option, and whence it is"],
  [
    "prune AGE|DAY [--dry-run] [--yes]",
    "remove the messages that are older (365d, 2026-01-31), with their files; asks",
  ],
  ["verify [FILE]", "look through the store, or through a backup"],
];

/** What it is. */
export const SERVER_SUMMARY = "a chat server for a classroom or a small team";

/** The text, with its last line end. */
export const HELP: string = `ngobrol-server ${VERSION}: ${SERVER_SUMMARY}

Usage:
${layOut(SERVER_CALLS.map(([call, does]) => [`ngobrol-server ${call}`, does]), 54).join("\n")}

Options:
${optionLines(SERVER_FLAGS, ({ help }) => help).join("\n")}

The accounts izza, maya, nania and guru (password surabaya) are there when only this machine can reach the server.
These commands but restore work while the server runs; give them the same --data. Ctrl-C stops the server; nothing is lost.

Examples:
  ngobrol-server                                  try it on this machine; then run: ngobrol
  ngobrol-server --class "Kelas 7B"               a class: prints what the students type, and the code
  ngobrol-server --host 0.0.0.0 --demo            show it, with accounts that everybody knows
  ngobrol-server --host 0.0.0.0 --data /srv/chat  use it in a team
  ngobrol-server cert --out pair                  then start it with --cert pair/cert.pem --key pair/key.pem
`;
