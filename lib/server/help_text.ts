/**
 * What `ngobrol-server --help` prints. The helps of its commands, the manual pages and the completions are read from it.
 *
 * @module
 */

import { DEFAULT_PORT, DEFAULT_TLS_PORT, DEFAULT_WEB_PORT, VERSION } from "../chat.ts";
import { SERVER_DEFAULTS } from "./limits.ts";

/** The unit of the flags about files, in bytes. */
export const MIB: number = 1024 * 1024;

/** The text, with its last line end. */
export const HELP: string = `ngobrol-server ${VERSION}: a chat server for a classroom or a small team

Usage:
  ngobrol-server [options]                         start the server
  ngobrol-server --class ["Kelas 7B"] [options]    start it for a class: on the network, students make their own accounts
  ngobrol-server user add NAME [--name "Full Name"] [--teacher]  add a person; asks for the password
  ngobrol-server user import FILE.csv [--dry-run] [--slips OUT.html] [--group NAME]
                                                   add people from a table: username,name,password,role,groups
  ngobrol-server user passwd NAME                  set a new password; ends the person's logins
  ngobrol-server user reset NAME                   make a new password and show it; ends the person's logins
  ngobrol-server user rename NAME NEW [--name "Full Name"]
  ngobrol-server user role NAME student|teacher
  ngobrol-server user list | export                show who may log in; as a table (CSV)
  ngobrol-server user remove NAME                  remove a person
  ngobrol-server teach announce TEXT | lock [GROUP] | unlock [GROUP] | mute NAME [MINUTES] | unmute NAME | kick NAME |
                       remove ID | close | open    be in control of the class of the server that runs
  ngobrol-server teach sessions | attendance | transcript [NAME or #GROUP] | audit [--from DAY] [--to DAY] [--zone ZONE]
                       [--out FILE.csv|FILE.html]  show or write who is there, who was, what was said, what teachers did
  ngobrol-server cert [--out DIR]                  make a certificate for this machine, in DIR or the data directory
  ngobrol-server backup FILE                       copy the store, as it is now, to a new file
  ngobrol-server status [--json] [--wait]          how the server is that runs: who, how long, rates, disk, certificate;
                                                   --wait: until one does, for half a minute
  ngobrol-server doctor                            look at the machine: how fast the disk flushes, clock, ports, room
  ngobrol-server restore FILE                      put a backup in the place of the store, which is kept beside it
  ngobrol-server config [--config FILE]            show what holds: each option, and whence it is
  ngobrol-server verify [FILE]                     look through the store, or through a backup

Options:
  --config FILE      read options from a file (TOML), by their names: port = 9000; each may also be in the environment,
                     which counts for more: NGOBROL_SERVER_PORT=9000; what is typed counts most
  --host ADDRESS     where to listen (default 127.0.0.1: this machine only; 0.0.0.0: the whole network); a name stands for
                     all of its addresses, and HOST:PORT or [IPV6]:PORT name the port as well
  --port PORT        default ${DEFAULT_PORT}; 0 for any free port
  --cert FILE        with --key: serve TLS with this certificate (PEM, with its chain); SIGHUP reads both files again
  --key FILE         its private key (PEM)
  --tls-port PORT    default ${DEFAULT_TLS_PORT}
  --no-plain         TLS only
  --web [HOST:]PORT  where the page is, on which people chat with a browser (default ${DEFAULT_WEB_PORT} if the server is on a
                     network); with TLS if there is a certificate
  --no-web           no page
  --web-name NAMES   names by which browsers call this server, such as https://chat.example.org, with commas between them
  --data DIR         where accounts and messages lie (default ngobrol-data in the current directory)
  --demo             on a network too, have the accounts izza, maya, nania and guru (a teacher), password surabaya
  --register WHO     who may make an account: closed (default: nobody), code (who has the class code), open (everybody)
  --class-code CODE  8 to 32 letters and digits; without it, a new one at each start
  --keep-code        the same code at the next start
  --lang LANG        en (default) or id: the words of passwords that are made, and the slips
  --log LEVEL        quiet: faults only; info (default): who comes and goes; wire: every request, reply and event;
                     class: for the wall, who comes and goes and what is asked in the group of the class
  --log-format FORMAT  text (default) for people; json for programs, an object a line
  --max-connections N  default: what the system allows, up to ${SERVER_DEFAULTS.connections}
  --max-unread N     unread messages of a person (default ${SERVER_DEFAULTS.unread}; 0: no bound); then nobody can write to them
  --max-groups N     groups on the server (default ${SERVER_DEFAULTS.groupLimits.groups})
  --max-members N    members of a group (default ${SERVER_DEFAULTS.groupLimits.members})
  --max-line BYTES   the longest request (default ${SERVER_DEFAULTS.line})
  --max-file MIB     the largest file (default ${SERVER_DEFAULTS.files.file / MIB}; 0: no files)
  --max-account-files MIB  all files that a person has sent (default ${SERVER_DEFAULTS.files.account / MIB})
  --max-files MIB    all files, each content once (default ${SERVER_DEFAULTS.files.all / MIB}); more are refused
  --rate B/S         requests of a connection: B at once, then S a second (default 100/20); more are read later
  --account-rate B/S   of all connections of a person (default 1000/200)
  --stranger-rate B/S  of a connection without a login (default 20/20)
  --account-bytes B/S  bytes of a person's messages: B at once, then S a second (default 8388608/16384); more are refused
  --account-connections N  of a person (default 50; 0: no bound); for one more the one that was idle for longest goes
  --rate off         no bound on what one person or stranger may use, but for those of these five that are given
  --password-stdin   for user add and user passwd: read the password from standard input
  --metrics PORT     or HOST:PORT: tell how it is, at http://127.0.0.1:PORT/metrics for Prometheus, and at /health
  --backup-every TIME  make a backup every 30m, 12h, 1d, ..., in DIR/backups
  --backup-keep N    how many of these are kept (default 7)
  --help or -h       this; of a command: ngobrol-server help user, ngobrol-server user add --help
  --version          version, Deno, target, commit

The accounts izza, maya, nania and guru (password surabaya) are there when only this machine can reach the server.
These commands but restore work while the server runs; give them the same --data. Ctrl-C stops the server; nothing is lost.

Examples:
  ngobrol-server                                  try it on this machine; then run: ngobrol
  ngobrol-server --class "Kelas 7B"               a class: prints what the students type, and the code
  ngobrol-server --host 0.0.0.0 --demo            show it, with accounts that everybody knows
  ngobrol-server --host 0.0.0.0 --data /srv/chat  use it in a team
  ngobrol-server cert --out pair                  then start it with --cert pair/cert.pem --key pair/key.pem
`;
