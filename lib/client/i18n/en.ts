/**
 * What the client says, in English, but for what the terminal adds to messages. Pure. The texts of the seed document
 * stand here unchanged.
 *
 * @module
 */

import { CONFIGURATION_TEXTS } from "../../configuration_texts.ts";

/** What each command is for, as `help` explains it. */
const HELP = {
  auth: "Log in; a password that is left out is asked for",
  join: "Get an account in a class: asks for its code, and for a name and a password of your own",
  register: "Get an account on a server that is open to everybody; asks for a name and a password",
  send: "Send a message to a user, who need not be there now",
  with: "Send what is typed next to NAME, until with alone; /inbox is a command then, and //x sends /x",
  inbox: "Read the messages that are unread",
  history: "Read the conversation with NAME; with more, what was before",
  who: "Tell who is active",
  list: "List the active users",
  passwd: "Change your password; your logins elsewhere end",
  logout: "Log out, and stay connected",
  exit: "Log out and leave; so do Ctrl-D and Ctrl-C on an empty line",
  help: "Explain the commands, or one of them",
};

/** Why a TLS connection was not possible. */
const TLS = {
  untrusted: "its certificate is not trusted; if it is the server's own, name a copy of it with --ca FILE",
  otherName: "its certificate is for another name",
  expired: "its certificate has expired",
  tooEarly: "its certificate is not valid yet",
  authority: "its certificate is an authority's and not a server's; ngobrol-server cert makes a fit one",
  otherKey: "its certificate is not the one that --ca names, but has the same name",
  badFile: "the file that --ca names holds no certificate that can be read",
  noTls: "TLS is not enabled there",
  closed: "it closed the connection during the TLS handshake",
};

/** Wrong use of the program. */
const USAGE = {
  unknownFlag: (flag: string) => `Unknown option ${flag}; see --help`,
  needsValue: (flag: string) => `--${flag} needs a value`,
  caNeedsTls: "--ca needs --tls",
  port: (port: string) => `--port must be a number from 1 to 65535, not ${port}`,
  host: (host: string) => `The server must be HOST, HOST:PORT or [IPV6]:PORT, not ${host}`,
  twoHosts: (first: string, second: string) => `The server is named twice: ${first} and --host ${second}`,
  twoPorts: (first: number, second: number) =>
    `The server is named with port ${first}, and --port says ${second}: leave one of them out`,
  choice: (flag: string, choices: string, value: string) => `--${flag} must be ${choices}, not ${value}`,
  passwordNeeded: "Cannot ask for the password here: set NGOBROL_PASSWORD",
  noFile: "there is no such file",
  cannotRead: (path: string, reason: string) => `Cannot read ${path}: ${reason}`,
  noCertificate: (path: string) => `Cannot use ${path}: it holds no certificate in PEM format`,
  cannotReadInput: (reason: string) => `Cannot read standard input: ${reason}`,
  notUtf8: (name: string) => `${name} in the environment is not valid UTF-8`,
  cannotWrite: (reason: string) => `Cannot write the results: ${reason}`,
};

/** What goes wrong on the way to the server and back, and what is done about it. */
const WAY = {
  lost: (address: string) => `The connection to ${address} was lost`,
  wasClosed: (address: string) => `The connection to ${address} was closed`,
  dropped: (reason: string) => `${reason}; the connection was dropped`,
  replyTooLong: (limit: number) => `The reply is longer than ${limit} bytes`,
  replyTooMany: "The reply has more parts than any chat has messages",
  noReply: (address: string, seconds: number) => `No reply from ${address} within ${seconds} s`,
  noEnd: (bytes: number, shown: string) =>
    `${bytes} byte${bytes === 1 ? "" : "s"} came, but not the CRLF CRLF that ends a reply: ${shown}`,
  onlyEnds: (shown: string) => `Nothing but line ends came, which belong after a reply: ${shown}`,
  unasked: "Something came that nobody asked for",
  strayBytes: (bytes: number, shown: string) =>
    `${shown} (${bytes} byte${bytes === 1 ? "" : "s"} without the CRLF CRLF that ends a reply)`,
  strayFrame: (shown: string) => `${shown} (nobody asked for that)`,
  cannotConnect: (address: string, reason: string) => `Cannot connect to ${address}: ${reason}`,
  noAnswer: (seconds: number) => `no answer within ${seconds} s`,
  stopped: "stopped",
  refused: "the connection was refused",
  unknownHost: "the host is unknown",
  noAddress: (seconds: number) => `nothing told within ${seconds} s what its address is`,
  notKnown: (reason: string) => `${reason}; it is not known whether the message was sent`,
  tooLate: "The connection was lost too long ago to try again",
  connectedAgain: (address: string) => `The connection was lost; connected again to ${address}`,
  tryingAgain: (address: string) => `The connection to ${address} was lost; trying again`,
  back: (address: string) => `Connected again to ${address}`,
  loginWaits: (reason: string, seconds: number) => `${reason}; waiting ${seconds} s to log in by itself`,
  loginEnded: "The login has ended; log in again with auth",
  notAuthorized: "not authorized",
};

/** What a server that speaks another protocol does, after its address. */
const STRANGERS = {
  http: "is a web server (HTTP) and not a chat server",
  tls: "takes TLS only; try --tls",
  ssh: "is an SSH server and not a chat server",
  mail: "is a mail or file server (SMTP, FTP) and not a chat server",
  mailbox: "is a mailbox server (POP3, IMAP) and not a chat server",
  redis: "is a Redis server and not a chat server",
};

/** What commands are answered. */
const ANSWERS = {
  error: (message: string) => `Error, ${message}`,
  loggedIn: (user: string, token: string) => `username ${user} logged in, token ${token}`,
  messageSent: (user: string) => `message sent to ${user}`,
  loggedOut: '"Logged out"',
  exit: "Exit from program",
  perhapsHost: (word: string) => `If ${word} is a server: ngobrol --host ${word}`,
  unknownCommand: "*Sorry, command is unknown",
  didYouMean: (word: string) => ` (did you mean ${word}?)`,
  missingParameter: "-Sorry, command is unknown",
  noMessages: "No new messages",
  noHistory: (user: string) => `There are no messages with ${user}`,
  noOlder: (user: string) => `There are no older messages with ${user}`,
  gone: (user: string) => `${user} has no account any more`,
  older: (user: string) => `There are older ones: history ${user} more`,
  notThisServer: (command: string) => `This server does not know ${command}`,
  terminalOnly: (command: string) => `${command} works at a terminal only`,
  active: (names: string) => `Active: ${names}`,
  nobody: "Nobody is active",
  connected: (server: string, address: string) => `Connected to ${server} at ${address}`,
  connectedOld: (address: string) => `Connected to ${address} (a server that knows only the base commands)`,
};

/** What the terminal asks, and says to what was written. */
const TERMINAL = {
  prompt: "Command : ",
  promptOf: (user: string) => `Command ${user}: `,
  promptWith: (user: string, other: string) => `${user} to ${other}: `,
  passwordOf: (user: string) => `Password of ${user}: `,
  codeQuestion: "Code of the class: ",
  userQuestion: "User name: ",
  fullNameQuestion: "Full name (Enter for the same): ",
  oldPassword: "Old password: ",
  newPassword: "New password: ",
  sameAgain: "The same again: ",
  noSpaces: "A password cannot have spaces; nothing was done",
  passwordsDiffer: "The two passwords differ; nothing was done",
  passwordChanged: "The password is changed; your other logins have ended",
  withNow: (user: string) => `What you type now goes to ${user}, until with alone`,
  withOver: (user: string) => `What you type no longer goes to ${user}`,
  withNobody: "No recipient; with NAME chooses one",
  badName: (name: string) => `${name} cannot be the name of a user`,
  notUtf8: "What was entered is not valid UTF-8, so nothing was sent: set the terminal to UTF-8",
  control: "A message cannot have control characters",
  tooLong: (bytes: number, limit: number) =>
    `The message is too long: ${bytes} bytes of at most ${limit}; nothing was sent`,
  notSent: (user: string, reason: string, count: number) =>
    count === 1
      ? `A message to ${user} was not sent: ${reason}`
      : `${count} messages to ${user} were not sent: ${reason}`,
  helpNote: "A slash may stand before each command, as in /list; with NAME it must. //x is a message: /x",
  commandOffer: (command: string, user: string) =>
    `${command} is also a command. Send it to ${user} as a message? (y sends it, n does the command) `,
  unknownSlash: "*Sorry, command is unknown; to send a message that begins with /, write //",
  pasteRefused: "Several lines are pasted as messages only: after with NAME, or behind send NAME; nothing was done",
  pasteOffer: (lines: number, user: string, blank: number) =>
    `Send ${lines} lines to ${user} as ${lines} messages${
      blank === 0 ? "" : `, without ${blank} blank line${blank === 1 ? "" : "s"}`
    }? (y/n) `,
  messagesSent: (user: string, count: number) => `${count} messages sent to ${user}`,
  pasteDropped: "Nothing was sent",
  draftCleared: "The line was cleared; Ctrl-Y brings it back, another Ctrl-C quits",
  quitsNext: "Another Ctrl-C quits",
  plainHint: "The terminal edits the line: after news, Ctrl-R shows again what you have typed",
  passwordSeen: "The password stands on the screen as it was typed; auth NAME alone asks for it without showing it",
  cannotStop: "Ctrl-Z does nothing here, since deno task would not stop with it; the executable can be stopped",
  draftFull: (limit: number) => `A line can have ${limit} characters; what came behind was left out`,
  unsentOffer: (count: number, doubtful: number) =>
    (count === 1 ? "1 message was not sent." : `${count} messages were not sent.`) +
    (doubtful === 0 ? "" : ` ${doubtful} may have arrived all the same, and would be there twice.`) +
    (count === 1 ? " Send it now? (y/n) " : " Send them now? (y/n) "),
  doubtful: (user: string) =>
    `A message to ${user} was tried too long ago to be sent again unasked: it may have arrived; press Enter to decide`,
  outboxFull: "too many wait already",
  unsentKept: "They are kept for the next start",
  unsentDropped: "They were discarded",
  stillUnsent: (count: number) =>
    count === 1
      ? "1 message was not sent; it is offered at the next start"
      : `${count} messages were not sent; they are offered at the next start`,
  lostUnsent: (count: number) => count === 1 ? "1 message was not sent" : `${count} messages were not sent`,
  notShown: (count: number) =>
    count === 1
      ? "1 line was not shown while the terminal was stopped; history NAME shows messages"
      : `${count} lines were not shown while the terminal was stopped; history NAME shows messages`,
  notKept: (reason: string) => `Nothing is kept from one run to the next: ${reason}`,
  noHome: "the environment has no HOME",
  /** What means yes, and what means no. */
  yes: /^y(?:es)?$/i,
  no: /^no?$/i,
};

function usage(version: string, options: string, commands: string): string {
  return `ngobrol ${version}: a client for chat servers of the ngobrol family

Usage: ngobrol [SERVER] [--port PORT] [--tls] [--user NAME] [--wire] [--json] [COMMAND ...]
       ngobrol [--config FILE] config   show what holds: each option, and whence it is

${options}

Commands:
${commands}

At a terminal, messages arrive by themselves, and what you write is sent as soon as there is a connection. Tab
completes commands and names, and the arrow keys recall and edit lines. From a pipe, each line is a command and each
result a line; the exit code is 1 if any failed. A command on the command line is run alone.

  ngobrol 192.168.1.10
  ngobrol --user maya send izza apa kabar?
  printf 'auth maya surabaya\\ninbox\\n' | ngobrol
  NGOBROL_PASSWORD=surabaya ngobrol --user maya --json inbox
  ngobrol --user maya --json | jq

Exit code: 0, or 1 if something failed, or 2 if the program was called in a wrong way.`;
}

/** The English texts. */
export const ENGLISH = {
  ...WAY,
  ...ANSWERS,
  ...TERMINAL,
  help: HELP,
  tls: TLS,
  strangers: STRANGERS,
  usageErrors: USAGE,
  usage,
  serverOption:
    "Where the server runs (127.0.0.1): HOST, HOST:PORT, IPV6 or [IPV6]:PORT; several servers of one chat with " +
    "commas: one is used, and another one when that is gone. What has neither a dot nor a colon is taken for a command, " +
    "unless it is localhost",
  byDefault: (value: string | number): string => `default ${value}`,
  configuration: CONFIGURATION_TEXTS,
};
