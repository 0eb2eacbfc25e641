/**
 * What the page says, in English. Pure.
 *
 * @module
 */

/** The texts, by what they are for. Each has its place in every language. */
export const en = {
  language: "English",
  /** The tag by which times and days are written. */
  tag: "en-GB",
  name: "ngobrol",
  tagline: "Chat with everybody in the room",

  logIn: "Log in",
  newHere: "New here",
  user: "User name",
  userHint: "Letters, digits, - _ and .",
  password: "Password",
  fullName: "Full name",
  optional: "optional",
  code: "Class code",
  codeHint: "It is on the board, or leave it empty if there is none",
  enter: "Log in",
  join: "Join the class",
  entering: "One moment…",
  noSpaces: "A password cannot have spaces",
  plain: "This connection is not encrypted: use a password that you have nowhere else.",
  scan: (address: string) => `Open ${address} on a phone`,
  wire: "The wire",
  projector: "Projector",
  onTheWall: (names: string, texts: boolean) =>
    `The wire is on the wall: ${names} sees what you send and get, ${
      texts ? "texts as well" : "of texts only how long they are"
    }`,
  logOut: "Log out",
  logOutUnsent: (count: number) =>
    `${count === 1 ? "A message was" : `${count} messages were`} not sent yet and would be lost. Log out all the same?`,
  loggedOutHere: "You are logged out here; the server could not be told",

  conversations: "Conversations",
  groups: "Groups",
  others: "Also here",
  find: "Find or write to…",
  findLabel: "Find a conversation, or type a name to write to",
  writeTo: (name: string) => `Write to ${name}`,
  nobody: "Nobody else is here yet",
  noneFound: "No such name here",
  unread: (count: number) => `${count} unread`,
  active: "here now",
  away: "away",
  group: "group",
  gone: "Nothing can be sent here any more",
  back: "Back to the list",
  choose: "Choose somebody to write to",
  chooseHint: "Alt and the arrow keys go from one conversation to the next",
  you: "you",
  toYourself: "notes to yourself",

  messages: (name: string) => `Messages with ${name}`,
  begin: "This is where it begins",
  loadingOlder: "Older messages…",
  newMessages: "new",
  toNewest: (count: number) => count === 0 ? "To the newest" : `${count} new`,
  today: "Today",
  yesterday: "Yesterday",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  readAt: (time: string) => `read ${time}`,
  readBy: (read: number, members: number) => `read by ${read} of ${members}`,
  deliveredTo: (delivered: number, members: number) => `delivered to ${delivered} of ${members}`,
  edited: "edited",
  removed: "This message was removed",
  waiting: "waiting",
  copy: "Copy",
  copied: "Copied",
  copyCode: (lines: number) => `Copy ${lines} lines`,
  code_: "Code",

  write: (name: string) => `Write to ${name}`,
  send: "Send",
  sendLines: (count: number) => `Send ${count} lines`,
  sending: (done: number, all: number) => `Sending ${done} of ${all}`,
  keys: "Enter sends, Shift+Enter begins a new line",
  tooLong: "This line is too long to be sent",
  notSent: "Not sent",
  until: (time: string) => `until ${time}`,
  tryAgain: "Try again",
  discard: "Discard",
  old: "This was written so long ago that the server may have it already. Send it again?",
  outboxFull: (most: number) => `More than ${most} messages cannot wait`,
  cannotKeep: "This browser cannot keep the message: it was not sent",

  connecting: "Connecting…",
  lost: (seconds: number) => `No connection. Trying again in ${seconds} s`,
  kept: "What you write is kept and sent as soon as it can be.",
  again: "Try now",
  noConnection: "There is no connection to the server",
  reconnected: "Connected",
  dismiss: "Dismiss",
  from: (name: string) => `New message from ${name}`,

  more: "More",
  members: "Members",
  search: "Search",
  groupsPane: "Groups…",
  classPane: "The class",

  menu: "Menu",
  languages: "Language",
  shortcuts: "Keys",
  close: "Close",

  /** By the code of an error; what has none is said in the words of the server. */
  errors: {
    no_login: "Your login has ended. Log in again",
    no_user: "Nobody has that name",
    wrong_password: "Wrong password",
    registration_closed: "New accounts are not taken here: ask your teacher for one",
    wrong_code: "That is not the code of the class",
    name_taken: "Somebody has that name already",
    inbox_full: "The inbox of the other one is full",
    locked: "A teacher has locked this: you can write to teachers only",
    muted: "A teacher has muted you",
    closed: "The class is closed: nobody new gets in until a teacher opens it",
    no_group: "There is no group of that name",
    not_a_member: "You are not in that group",
    stopping: "The server was stopped",
    server_full: "The server is full. It is tried again",
    too_many_connections: "You have too many pages and programs open: this one was idle for longest",
    internal: "The server made a mistake",
  },
};

/** The texts of a language. */
export type Texts = typeof en;
