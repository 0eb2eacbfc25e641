/**
 * The codec: lines to commands, replies to lines and back, and what of them may be shown. No permission is needed.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ChatError, type ErrorCode, type Message, type Reply, TEXTS } from "../../lib/chat.ts";
import { formatReply, parseReply } from "../../lib/wire/reply.ts";
import { type Command, COMMANDS, describeServer } from "../../lib/wire/command.ts";
import { formatCommand, maskRequest, maskTokens, parseCommand } from "../../lib/wire/request.ts";

const TOKEN = "3f2b8c1e-9a4d-4c6f-8b7a-0d1e2f3a4b5c";
const HASH = "0123456789abcdef".repeat(4);
const SECRET = "s3cr3t";

// deno-fmt-ignore
const LIST_NAMES = [
  "list", "online", "show", "listuser", "active", "listuseraktif", "user_aktif", "users", "aktif", "activeuser",
  "activeusers", "active_user", "activelist", "actives", "show_actives", "show_user", "showuser", "list_user",
  "list_users", "get_online_users", "info", "showuseractive", "status",
];

/** Every form of every command as it is sent. */
const REQUESTS: [line: string, command: Command][] = [
  ["auth maya surabaya\r\n", { name: "auth", user: "maya", password: "surabaya" }],
  ["send t izza hello  izza,\thow are you?\r\n", {
    name: "send",
    token: "t",
    user: "izza",
    text: "hello  izza,\thow are you?",
  }],
  ["inbox t\r\n", { name: "inbox", token: "t" }],
  ["inbox t none\r\n", { name: "inbox", token: "t", content: "none" }],
  ["list\r\n", { name: "list" }],
  [`list ${TOKEN}\r\n`, { name: "list", token: TOKEN }],
  ["logout\r\n", { name: "logout" }],
  ["logout t\r\n", { name: "logout", token: "t" }],
  ["hello\r\n", { name: "hello" }],
  ["live t\r\n", { name: "live", token: "t" }],
  [`ack t ${TOKEN}\r\n`, { name: "ack", token: "t", id: TOKEN }],
  [`post t ${TOKEN} izza hallo izza\r\n`, { name: "post", token: "t", key: TOKEN, user: "izza", text: "hallo izza" }],
  ["history t izza\r\n", { name: "history", token: "t", user: "izza" }],
  ["history t izza limit 20\r\n", { name: "history", token: "t", user: "izza", limit: 20 }],
  [`history t izza before ${TOKEN} limit 200\r\n`, {
    name: "history",
    token: "t",
    user: "izza",
    before: TOKEN,
    limit: 200,
  }],
  [`edit t ${TOKEN}   hi again\r\n`, { name: "edit", token: "t", id: TOKEN, text: "  hi again" }],
  [`delete t ${TOKEN}\r\n`, { name: "delete", token: "t", id: TOKEN }],
  ["join K7MP3XWQ\r\n", { name: "join", code: "K7MP3XWQ" }],
  ["register budi rahasia Budi  Santoso\r\n", { name: "register", account: "budi rahasia Budi  Santoso" }],
  ["passwd t rahasia gebang\r\n", { name: "passwd", token: "t", old: "rahasia", password: "gebang" }],
  ["addgroup t kelas\r\n", { name: "addgroup", token: "t", group: "kelas" }],
  ["addgroup t kelas rahasia\r\n", { name: "addgroup", token: "t", group: "kelas", password: "rahasia" }],
  ["joingroup t kelas rahasia\r\n", { name: "joingroup", token: "t", group: "kelas", password: "rahasia" }],
  ["leavegroup t kelas\r\n", { name: "leavegroup", token: "t", group: "kelas" }],
  ["getgroups\r\n", { name: "getgroups" }],
  [`getgroups ${TOKEN}\r\n`, { name: "getgroups", token: TOKEN }],
  ["sendgroup t a,b hi  all\r\n", { name: "sendgroup", token: "t", group: "a,b", text: "hi  all" }],
  ["inboxgroup t kelas\r\n", { name: "inboxgroup", token: "t", group: "kelas" }],
  ["invitegroup t kelas izza\r\n", { name: "invitegroup", token: "t", group: "kelas", user: "izza" }],
  ["removemember t kelas izza\r\n", { name: "removemember", token: "t", group: "kelas", user: "izza" }],
  ["members t kelas\r\n", { name: "members", token: "t", group: "kelas" }],
  ["setgroup t kelas\r\n", { name: "setgroup", token: "t", group: "kelas" }],
  ["setgroup t kelas rename b entry open history all\r\n", {
    name: "setgroup",
    token: "t",
    group: "kelas",
    rename: "b",
    entry: "open",
    history: "all",
  }],
  [`receipts t ${TOKEN}\r\n`, { name: "receipts", token: "t", id: TOKEN }],
  ["announce t five more minutes\r\n", { name: "announce", token: "t", text: "five more minutes" }],
  ["lock t\r\n", { name: "lock", token: "t" }],
  ["lock t kelas\r\n", { name: "lock", token: "t", group: "kelas" }],
  ["unlock t\r\n", { name: "unlock", token: "t" }],
  ["mute t maya\r\n", { name: "mute", token: "t", user: "maya" }],
  ["mute t maya 5\r\n", { name: "mute", token: "t", user: "maya", minutes: 5 }],
  ["unmute t maya\r\n", { name: "unmute", token: "t", user: "maya" }],
  ["kick t maya\r\n", { name: "kick", token: "t", user: "maya" }],
  [`remove t ${TOKEN}\r\n`, { name: "remove", token: "t", id: TOKEN }],
  ["close t\r\n", { name: "close", token: "t" }],
  ["open t\r\n", { name: "open", token: "t" }],
  ["sessions t\r\n", { name: "sessions", token: "t" }],
  ["attendance t\r\n", { name: "attendance", token: "t" }],
  ["attendance t from 2026-11-01 to 2026-11-27 zone Asia/Jakarta\r\n", {
    name: "attendance",
    token: "t",
    from: "2026-11-01",
    to: "2026-11-27",
    zone: "Asia/Jakarta",
  }],
  ["transcript t\r\n", { name: "transcript", token: "t" }],
  [`transcript t with #kelas after ${TOKEN} limit 7 from 2026-11-01\r\n`, {
    name: "transcript",
    token: "t",
    with: "#kelas",
    after: TOKEN,
    limit: 7,
    from: "2026-11-01",
  }],
  ["audit t\r\n", { name: "audit", token: "t" }],
  ["audit t after 3 limit 9\r\n", { name: "audit", token: "t", after: 3, limit: 9 }],
  ["sendfile t izza a.txt aGk=\r\n", { name: "sendfile", token: "t", user: "izza", file: "a.txt", data: "aGk=" }],
  ["sendgroupfile t a,b a.txt b'aGk='\r\n", {
    ...{ name: "sendgroupfile", token: "t", user: "a,b", file: "a.txt", data: "b'aGk='" },
  }],
  ["downloadfile t 7 a.txt\r\n", { name: "downloadfile", token: "t", id: 7, file: "a.txt" }],
  ["downloadgroupfile t g 7 a.txt\r\n", { name: "downloadgroupfile", token: "t", user: "g", id: 7, file: "a.txt" }],
  [`put t ${TOKEN} izza 0 ${HASH} a  b.txt\r\n`, {
    ...{ name: "put", token: "t", key: TOKEN, user: "izza", size: 0, sha256: HASH, file: "a  b.txt" },
  }],
  [`chunk t ${TOKEN} 48000 aGk=\r\n`, { name: "chunk", token: "t", key: TOKEN, offset: 48000, data: "aGk=" }],
  ["get t 7\r\n", { name: "get", token: "t", id: 7 }],
  ["get t 7 offset 0 limit 9\r\n", { name: "get", token: "t", id: 7, offset: 0, limit: 9 }],
  ["files t\r\n", { name: "files", token: "t" }],
  ["files t user izza before 7 limit 9\r\n", { name: "files", token: "t", user: "izza", before: 7, limit: 9 }],
  ["watch t\r\n", { name: "watch", token: "t" }],
  ["watch t all\r\n", { name: "watch", token: "t", user: "all" }],
  ["unwatch t\r\n", { name: "unwatch", token: "t" }],
  ["provoke t split 10\r\n", { name: "provoke", token: "t", how: "split", amount: 10 }],
  ["provoke t cut 20 maya\r\n", { name: "provoke", token: "t", how: "cut", amount: 20, user: "maya" }],
  ["unprovoke t all\r\n", { name: "unprovoke", token: "t", user: "all" }],
];

// Text that breaks what is not careful: the end of a reply, several bytes, halves of pairs, line ends of other languages.
const AWKWARD = 'é → 日本 😀 \ud83d \ude00 \u2028\u2029 \x7f\x85 "quoted" \\ \r\n\r\n \t end';

function message(from: string, text: string): Message & { id: string; at: number } {
  return { from, fromName: "Rahmadani Izzatul", toName: "Kholishotul Amaliah", text, id: TOKEN, at: 1_700_000_000_123 };
}

/** A reply of every kind, with the command it answers. */
const REPLIES: [command: Command["name"], reply: Reply][] = [
  ["auth", { kind: "token", token: TOKEN }],
  ["send", { kind: "sent" }],
  ["inbox", { kind: "inbox", messages: [] }],
  ["inbox", { kind: "inbox", messages: [message("izza", "one"), message("izza", AWKWARD), message("nania", "é")] }],
  ["list", { kind: "active", users: [] }],
  ["list", { kind: "active", users: ["maya", "izza"] }],
  ["logout", { kind: "logged out" }],
  ["hello", { kind: "hello", server: describeServer({ line: 65536, name: 32 }) }],
  ["live", { kind: "live", user: "maya", active: ["maya", "izza"] }],
  ["ack", { kind: "acknowledged" }],
  ["register", { kind: "token", token: TOKEN, message: "User registered successfully" }],
  ["post", { kind: "posted", id: TOKEN, at: 1_700_000_000_123 }],
  ["history", { kind: "history", messages: [], more: false }],
  ["history", {
    kind: "history",
    messages: [{ ...message("izza", AWKWARD), to: "maya", deliveredAt: 1_700_000_000_200, readAt: 1_700_000_000_300 }],
    more: true,
    gone: true,
  }],
  ...COMMANDS.map(({ name }): [Command["name"], Reply] => [name, { kind: "error", message: AWKWARD }]),
];

function test(name: string, fn: () => void): void {
  Deno.test(name, { permissions: "none" }, fn);
}

test("every command is read with its parameters, and written as it is read", () => {
  for (const [line, command] of REQUESTS) {
    assertEquals(parseCommand(line.trimEnd()), command);
    assertEquals(formatCommand(command), line);
  }
  assertEquals(COMMANDS.map(({ name }) => name), [...new Set(REQUESTS.map(([, { name }]) => name))]);
});

test("what is named may stand in any order, and a UUID in any case", () => {
  const before = TOKEN.toUpperCase();
  const command = { name: "history", token: "t", user: "izza", before: TOKEN, limit: 7 } as const;
  assertEquals(parseCommand(`history t izza limit 7 before ${before}`), command);
  assertEquals(parseCommand(`history t izza before ${before} limit 7 `), command);
  for (
    const rest of ["before", "limit", "limit 0", "limit -1", "limit x", "limit 1 2", "with 1", " limit 1", "limit  1"]
  ) {
    assertThrows(() => parseCommand(`history t izza ${rest}`), ChatError, TEXTS.missing, rest);
  }
});

test("what is no UUID is refused by its name", () => {
  for (const id of ["1", TOKEN.slice(1), `${TOKEN}0`, TOKEN.replace("-", "x")]) {
    assertThrows(() => parseCommand(`ack t ${id}`), ChatError, "The id is not a UUID");
    assertThrows(() => parseCommand(`history t izza before ${id}`), ChatError, "The id is not a UUID");
    assertThrows(() => parseCommand(`post t ${id} izza hi`), ChatError, "The key is not a UUID");
  }
});

test("the list answers to every name that legacy clients use, with or without a token", () => {
  for (const name of LIST_NAMES) {
    const list = { name: "list", ...(name === "list" ? {} : { word: name }) } as const;
    assertEquals(parseCommand(name), list);
    assertEquals(parseCommand(`${name} ${TOKEN}`), { ...list, token: TOKEN });
    for (const other of ["{}", "maya", "t"]) assertEquals(parseCommand(`${name} ${other}`), list);
  }
});

test("a missing or empty parameter is a wrong protocol", () => {
  // deno-fmt-ignore
  const lines = [
    "auth", "auth ", "auth maya", "auth maya ", "auth  maya surabaya", "auth maya  surabaya", "send", "send t",
    "send t izza", "send t izza  ", "send t  hello", "send  t izza hello", "inbox", "inbox  t", "list  t", "logout  t",
  ];
  for (const line of lines) {
    assertEquals(assertThrows(() => parseCommand(line), ChatError, "", line).message, "--Wrong protocol", line);
  }
});

test("an unknown command is another wrong protocol, and upper case is unknown", () => {
  // deno-fmt-ignore
  const lines = [
    "", "  ", "nonsense", "AUTH maya surabaya", "Inbox t", "sendto t izza hello", "auth\tmaya\tsurabaya", "__proto__",
    "constructor", "toString x",
  ];
  for (const line of lines) {
    assertEquals(assertThrows(() => parseCommand(line), ChatError, "", line).message, "**Wrong protocol", line);
  }
});

test("spaces around a request and its text are trimmed, and those within the text are kept", () => {
  assertEquals(parseCommand("auth maya surabaya \t"), { name: "auth", user: "maya", password: "surabaya" });
  assertEquals(parseCommand("  list "), { name: "list" });
  assertEquals(parseCommand("send t izza   two  spaces\tand a tab  "), {
    name: "send",
    token: "t",
    user: "izza",
    text: "two  spaces\tand a tab",
  });
});

test("the indentation of a text that is posted is kept, but not that of one that is sent", () => {
  const key = "7d1d6a1c-8d2e-4c0b-9b7e-0e6f4c1f2a3b";
  const posted = { name: "post", token: "t", key, user: "izza", text: "    return 0" } as const;
  assertEquals(formatCommand(posted), `post t ${key} izza     return 0\r\n`);
  assertEquals(parseCommand(`post t ${key} izza     return 0 \r`.trimEnd()), posted);
  assertThrows(() => parseCommand(`post t ${key} izza   `), ChatError, TEXTS.missing);
  assertThrows(() => formatCommand({ ...posted, text: "  " }), ChatError, "empty");
  assertThrows(() => formatCommand({ name: "send", token: "t", user: "izza", text: " hi" }), ChatError, "space");
});

test("control characters other than the tab are refused wherever they stand", () => {
  const codes = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index)];
  for (const code of codes.filter((code) => code !== 0x09)) {
    const control = String.fromCharCode(code);
    for (const line of [`send t izza a${control}b`, `list${control}`, `${control}list`, `auth maya a${control}`]) {
      assertThrows(() => parseCommand(line), ChatError, "Control characters are not allowed", JSON.stringify(line));
    }
  }
  assertEquals(parseCommand("send t izza a\u00a0b"), { name: "send", token: "t", user: "izza", text: "a\u00a0b" });
});

test("parameters that a command does not have are ignored", () => {
  assertEquals(parseCommand("auth maya surabaya and more"), { name: "auth", user: "maya", password: "surabaya" });
  assertEquals(parseCommand("hello and more"), { name: "hello" });
  for (const name of ["inbox", "list", "logout"] as const) {
    assertEquals(parseCommand(`${name} ${TOKEN} and more`), { name, token: TOKEN });
  }
});

test("who types a command wrong is told how it is typed", () => {
  for (
    const [line, hint] of [
      ["auth maya", "auth USER PASSWORD"],
      ["send t", "send TOKEN USER TEXT"],
      ["list  t", "list [TOKEN]"],
      ["history t izza limit none", "history TOKEN USER [before BEFORE] [limit LIMIT]"],
      ["liste", `Commands: ${COMMANDS.map(({ name }) => name).join(", ")}`],
      ["LIST", "Commands are in lower case: list [TOKEN]"],
      ["Auth maya surabaya", "Commands are in lower case: auth USER PASSWORD"],
      [" ", "An empty line is a request, too: each one ends in one CRLF or LF"],
      ['{"command": "list"}', "A request is a line of words, such as auth USER PASSWORD; replies are JSON"],
    ] as const
  ) {
    assertEquals(assertThrows(() => parseCommand(line), ChatError).hint, hint);
  }
});

test("a command that could not be read back is not written", () => {
  const send: Command = { name: "send", token: "t", user: "izza", text: "hello" };
  const bad: Command[] = [
    { ...send, text: "two\nlines" },
    { ...send, text: "two\rlines" },
    { ...send, text: "\x1b[2J" },
    { ...send, text: " hello" },
    { ...send, text: "hello " },
    { ...send, text: "" },
    { ...send, user: "Kholishotul Amaliah" },
    { ...send, user: "" },
    { ...send, token: "t\r\nlogout t" },
    { name: "auth", user: "maya", password: "sura baya" },
    { name: "auth", user: "maya", password: "" },
    { name: "list", token: "" },
  ];
  for (const command of bad) {
    assertThrows(() => formatCommand(command), ChatError, "Cannot send the ", JSON.stringify(command));
  }
});

test("a reply is printable ASCII, one line, and ends in two CRLF", () => {
  for (const [, reply] of REPLIES) assertMatch(formatReply(reply), /^\{[\x20-\x7e]*\}\r\n\r\n$/);
});

test("replies are written byte for byte as the document's server writes them", () => {
  assertEquals(
    formatReply({ kind: "token", token: TOKEN }),
    `{"status": "OK", "tokenid": "${TOKEN}", "token": "${TOKEN}", "token_id": "${TOKEN}"}\r\n\r\n`,
  );
  assertEquals(formatReply({ kind: "sent" }), '{"status": "OK", "message": "Message Sent"}\r\n\r\n');
  assertEquals(
    formatReply({ kind: "logged out" }),
    '{"status": "OK", "messages": "Logged out", "message": "Logged out", "username": "", "tokenid": ""}\r\n\r\n',
  );
  assertEquals(
    formatReply({ kind: "error", message: TEXTS.noUser }),
    '{"status": "ERROR", "message": "User is not found"}\r\n\r\n',
  );
  assertEquals(
    formatReply({
      kind: "inbox",
      messages: [{ ...message("izza", "é\u2028\x7f😀\ud800"), fromName: "I", toName: "M" }],
    }),
    '{"status": "OK", "messages": {"izza": [{"msg_from": "I", "msg_to": "M", ' +
      `"msg": "\\u00e9\\u2028\\u007f\\ud83d\\ude00\\ud800", "id": "${TOKEN}", "at": "2023-11-14T22:13:20.123Z"}]}}\r\n\r\n`,
  );
});

test("the active users stand under each name that a legacy client looks for", () => {
  const users = ["maya", "izza"];
  assertEquals(JSON.parse(formatReply({ kind: "active", users })), {
    status: "OK",
    messages: users,
    message: users,
    user: users,
    active: users,
  });
});

test("senders with names that objects treat in their own way are kept, and in order", () => {
  const senders = ["zoe", "7", "__proto__", "constructor", "1"];
  const reply = formatReply({ kind: "inbox", messages: senders.map((name) => message(name, `from ${name}`)) });
  assertEquals(Array.from(reply.matchAll(/"(\w+)": \[/g), ([, name]) => name), senders);
  const read = parseReply(reply, "inbox");
  assert(read.kind === "inbox");
  assertEquals(read.messages.map(({ from }) => from).sort(), senders.toSorted());
  for (const { from, text } of read.messages) assertEquals(text, `from ${from}`);
});

test("messages of a sender stand together, in their order", () => {
  const messages = [message("izza", "1"), message("nania", "2"), message("izza", "3")];
  const read = parseReply(formatReply({ kind: "inbox", messages }), "inbox");
  assertEquals(read, { kind: "inbox", messages: [messages[0]!, messages[2]!, messages[1]!] });
});

test("every reply is read back as it was written, with or without its end", () => {
  for (const [command, reply] of REPLIES) {
    assertEquals(parseReply(formatReply(reply), command), reply);
    assertEquals(parseReply(formatReply(reply).trimEnd(), command), reply);
  }
});

/** What errors of servers without codes mean. */
const CODES: readonly (readonly [message: string, code: ErrorCode])[] = [
  ["--Wrong protocol", "wrong_parameters"],
  ["Cannot find the information", "no_login"],
  ["User is not found", "no_user"],
  ["Wrong password", "wrong_password"],
  ["**Protocol Tidak Benar", "unknown_command"],
];

test("replies of legacy servers are read", () => {
  const active: Reply = { kind: "active", users: ["maya", "izza"] };
  const inbox: Reply = { kind: "inbox", messages: [{ from: "izza", fromName: "I", toName: "M", text: "hi" }] };
  const bare: Reply = { kind: "inbox", messages: [{ from: "izza", fromName: "izza", toName: "", text: "hi" }] };
  const replies: [command: Command["name"], json: string, reply: Reply][] = [
    ["list", '{"status":"OK","messages":["maya","izza"]}', active],
    ["list", '{"status":"OK","message":["maya","izza"]}', active],
    ["list", '{"status":"OK","user":["maya","izza"]}', active],
    ["list", '{"status":"OK","active":["maya","izza"]}', active],
    ["list", '{"status":"OK","message":{"maya":{"nama":"M"},"izza":[]}}', active],
    ["list", '{"status":"OK","messages":"maya, izza"}', active],
    ["list", '{"status":"OK","message":"maya izza "}', active],
    ["list", '{"status":"OK"}', { kind: "active", users: [] }],
    ["inbox", '{"status":"OK","messages":{"izza":[{"msg_from":"I","msg_to":"M","msg":" hi"}],"maya":[]}}', inbox],
    ["inbox", '{"status":"OK","message":{"izza":[{"msg_from":"I","msg_to":"M","msg":"hi\\r\\n"}]}}', inbox],
    ["inbox", '{"status":"OK","messages":{"izza":[{"msg":"hi","at":"soon","id":7}, null, "x"],"maya":"none"}}', bare],
    ["logout", '{"status":"OK","message":"Logged out"}', { kind: "logged out" }],
    ["logout", '{"status":"OK","messages":"Logged out"}', { kind: "logged out" }],
    ["send", '{"status":"OK","message":"Message Sent"}', { kind: "sent" }],
    ["send", '{"status":"ERROR","message":"User Tidak Ditemukan"}', { kind: "error", message: "User Tidak Ditemukan" }],
    ["inbox", '{"status":"ERROR","messages":"no"}', { kind: "error", message: "no" }],
    ["auth", '{"status":"ERROR"}', { kind: "error", message: "The server gave no reason" }],
    ["auth", '{"status":"ERROR","message":{"a":1}}', { kind: "error", message: "The server gave no reason" }],
    ["auth", "{}", {
      kind: "error",
      message: `The server gave no reason (its status is missing, neither "OK" nor "ERROR")`,
    }],
    // The code counts, where there is one; else the texts of the seed document do.
    ["list", '{"status":"ERROR","message":"**No","code":"no_login"}', {
      kind: "error",
      message: "**No",
      code: "no_login",
    }],
    ["list", '{"status":"ERROR","message":"No","code":"sleepy"}', { kind: "error", message: "No" }],
    ["list", '{"status":"ERROR","message":"No","code":["no_login"]}', { kind: "error", message: "No" }],
    ["list", '{"status":"ERROR","message":"**No","code":7}', {
      kind: "error",
      message: "**No",
      code: "unknown_command",
    }],
  ];
  for (const [command, json, reply] of replies) assertEquals(parseReply(json, command), reply, json);
  for (const [message, code] of CODES) {
    assertEquals(parseReply(JSON.stringify({ status: "ERROR", message }), "send"), { kind: "error", message, code });
  }
});

test("a reply that is no JSON object, or not one to the command, is refused", () => {
  for (const json of ["", "null", "[]", '["status"]', '"OK"', "7", "hello", '{"status": "OK"', "{}{}"]) {
    assertThrows(() => parseReply(json, "list"), ChatError, "The server's reply is not a JSON object", json);
  }
  for (const json of ['{"status":"OK"}', '{"status":"OK","tokenid":null}', '{"status":"OK","messages":["maya"]}']) {
    assertThrows(() => parseReply(json, "auth"), ChatError, "reply to auth cannot be understood", json);
    assertThrows(() => parseReply(json, "inbox"), ChatError, "reply to inbox cannot be understood", json);
  }
});

test("a shown request has what is known not to be secret", () => {
  assertEquals(maskRequest(`auth maya ${SECRET} `), "auth maya ***");
  assertEquals(maskRequest(`send ${TOKEN} izza hello  izza`), "send *** izza hello  izza");
  assertEquals(maskRequest(`send ${TOKEN} izza it is ${TOKEN}`), "send *** izza it is ***");
  assertEquals(maskRequest("list"), "list");
  assertEquals(maskRequest(`online ${TOKEN}`), "online ***");
  assertEquals(maskRequest("hello"), "hello");
  const id = "018bcfe5-687b-7cc3-98c4-dc0c0c07398f";
  assertEquals(maskRequest(`history ${TOKEN} izza before ${id} limit 9`), `history *** izza before ${id} limit 9`);
  assertEquals(maskRequest(`post ${TOKEN} ${TOKEN} izza hallo`), "post *** *** izza hallo");
  assertEquals(maskRequest(" "), "");
});

test("no password and no token is shown, however wrong the request is", () => {
  const requests = [
    ...["auth maya S", "AUTH maya S", "Auth maya S", "auth  maya S", "auth maya  S", "auth S", "auth maya S S", "S"],
    ...["auth\tmaya\tS", " auth maya S", "auth maya x S", "login maya S", "maya S", "authmaya S", "auth=maya=S", "S S"],
    ...["auth maya S\0", "auth maya \x1bS", "auth\u00a0maya\u00a0S", "\ufeffauth maya S", "send S", "send S izza"],
    ...["send  S izza hi", "SEND S izza hi", "send S izza", "inbox S", "inbox  S", "inbox x S", "list S", "LIST S"],
    ...["logout  S", "logout S S", "hello S", "show_user S", "list  S", "auth maya S\r\nauth maya S"],
  ];
  for (const request of requests) {
    for (const secret of [SECRET, TOKEN, TOKEN.toUpperCase()]) {
      const shown = maskRequest(request.replaceAll("S", secret));
      assert(!shown.includes(secret), `${JSON.stringify(request)} is shown as ${shown}`);
    }
  }
});

test("a token is masked in whatever it stands, in either case, and nothing else is", () => {
  const reply = formatReply({ kind: "token", token: TOKEN });
  assertEquals(maskTokens(reply), '{"status": "OK", "tokenid": "***", "token": "***", "token_id": "***"}\r\n\r\n');
  assertEquals(maskTokens(`a${TOKEN}${TOKEN.toUpperCase()}b`), "a******b");
  const id = "018bcfe5-687b-7cc3-98c4-dc0c0c07398f"; // A message id is a UUID v7 and no secret.
  assertEquals(maskTokens(`id ${id}`), `id ${id}`);
});
