/** What a typed line means and how an answer is shown, without a server. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Command } from "../../lib/wire/command.ts";
import { type Answer, answerLines, bannerLine, isFailure, withoutToken } from "../../lib/client/session/results.ts";
import { commandIn, completableAt, helpLines, readTyped, validateMessage } from "../../lib/client/session/commands.ts";
import { hidePassword, historyEntry, lastingEntry } from "../../lib/client/session/remembered.ts";
import { readPaste } from "../../lib/client/modes/paste.ts";
import { parseReply } from "../../lib/wire/reply.ts";
import { formatCommand } from "../../lib/wire/request.ts";

const pure = { permissions: "none" } as const;

/** The answer to `command` that a server's reply makes. */
function answer(command: Command["name"], json: string, user = ""): Answer {
  return { kind: "reply", reply: parseReply(json, command), json, user };
}

Deno.test("commands are read as the document's user types them", pure, () => {
  assertEquals(readTyped("auth maya surabaya"), { kind: "auth", user: "maya", password: "surabaya" });
  assertEquals(readTyped("auth maya"), { kind: "auth", user: "maya" });
  assertEquals(readTyped("  send  izza   apa  kabar?  "), { kind: "send", user: "izza", text: "apa  kabar?" });
  assertEquals(readTyped("\ufeffinbox\r"), { kind: "inbox" });
  assertEquals(readTyped("list now"), { kind: "list" });
  assertEquals(readTyped("help send"), { kind: "help", topic: "send" });
  assertEquals(readTyped("join"), { kind: "join" });
  const budi = { user: "budi", password: "rahasia", fullName: "Budi  Santoso" };
  assertEquals(readTyped("join  K7MP3XWQ budi  rahasia Budi  Santoso "), { kind: "join", code: "K7MP3XWQ", ...budi });
  assertEquals(readTyped("register budi rahasia Budi  Santoso"), { kind: "register", ...budi });
  assertEquals(readTyped("/passwd a b c"), { kind: "passwd", old: "a", password: "b" });
});

Deno.test("what is no command, or lacks a parameter, is refused as the document shows it", pure, () => {
  for (const line of ["halo", "LIST", "hello", "sendizza"]) {
    assertEquals(readTyped(line), { kind: "refused", message: "*Sorry, command is unknown" }, line);
  }
  for (const line of ["send", "send izza", "send izza  ", "auth"]) {
    assertEquals(readTyped(line), { kind: "refused", message: "-Sorry, command is unknown" }, line);
  }
});

Deno.test("who mistyped a command is told which one is near", pure, () => {
  const message = "*Sorry, command is unknown (did you mean send?)";
  assertEquals(readTyped("sedn izza halo"), { kind: "refused", message });
  const slash = readTyped("/sedn maya", { partner: "izza" });
  assert(slash.kind === "refused" && slash.message.endsWith(" (did you mean send?)"));
  assertEquals(readTyped("sedn maya", { partner: "izza" }).kind, "send");
});

Deno.test("a line with a password is never kept to be recalled", pure, () => {
  assertEquals(historyEntry("send izza hi "), "send izza hi");
  // The two may stand in the wrong order.
  for (
    const line of [
      " auth maya surabaya",
      "auth surabaya",
      "/auth surabaya maya",
      "surabaya",
      "aut maya surabaya",
      "register maya surabaya",
      "/join K7MP3XWQ maya surabaya",
      "passwd surabaya gebang",
      "Auth maya surabaya",
    ]
  ) {
    assertEquals(historyEntry(line), undefined);
  }
});

Deno.test("O9: of an entered line no text lasts, and nothing that follows auth", pure, () => {
  const kept: Record<string, string> = {
    " with  izza": "with izza",
    with: "with",
    "history  izza more ": "history izza more",
  };
  for (
    const [line, entry] of Object.entries({ ...kept, "list secret": "list", "help surabaya": "help", "/who": "/who" })
  ) {
    assertEquals(lastingEntry(line), entry, line);
  }
  const dropped = ["send izza hi", "auth surabaya", "auth surabaya maya", "auth", "surabaya", "with <b>", "//list"];
  for (const line of dropped) assertEquals(lastingEntry(line), undefined, line);
  const partner = "izza";
  for (const line of ["list", "help", "history of it", "//list"]) {
    assertEquals(lastingEntry(line, { partner }), undefined, line);
  }
  assertEquals(lastingEntry("/history izza", { partner }), "/history izza");
  assertEquals(lastingEntry("with", { partner }), "with");
});

Deno.test("O9: what follows auth does not stay on the screen, wherever it stands in what was entered", pure, () => {
  assertEquals(hidePassword("auth maya surabaya"), "auth ***");
  assertEquals(hidePassword("  /auth  surabaya  maya x"), "  /auth  ***");
  assertEquals(hidePassword("list\nauth maya surabaya\nlist"), "list\nauth ***");
  assertEquals(hidePassword("register maya surabaya Maya"), "register ***");
  assertEquals(hidePassword(" /join K7MP3XWQ maya"), " /join ***");
  assertEquals(hidePassword("passwd surabaya"), "passwd ***");
  for (const line of ["auth maya", "auth", "authority of it all", "send izza auth a b", "join K7MP3XWQ", "passwd"]) {
    assertEquals(hidePassword(line), line);
  }
});

Deno.test(
  "O9: so it is where the command is mistyped, or is another program's; a text and an answer may begin with such words",
  pure,
  () => {
    for (
      const line of [
        ...[
          "Auth maya surabaya",
          "AUTH maya surabaya",
          "auht maya surabaya",
          "login maya surabaya",
          "/logn maya surabaya",
        ],
        ...["paswd surabaya", "password surabaya gebang", "registr maya surabaya", "jion K7MP3XWQ maya surabaya"],
        ...["mak #tim surabaya", "list\nautg maya surabaya\nlist"],
      ]
    ) {
      const hidden = hidePassword(line);
      assert(hidden.endsWith(" ***") && !hidden.includes("surabaya"), hidden);
    }
    for (
      const line of ["author of it all", "joni iskandar muda", "mate how are you", "Auth is a word", "login is one too"]
    ) {
      assertEquals(hidePassword(line, true), line);
    }
    assertEquals(hidePassword("/joni surabaya muda", true), "/joni ***");
    assertEquals(hidePassword("auth maya surabaya", true), "auth ***");
    for (const line of ["send izza auth a b", "hallo maya apa kabar", "with izza", "find surabaya"]) {
      assertEquals(hidePassword(line), line);
    }
  },
);

Deno.test("O9: a terminal shows the start of a token, whoever made it, and never more than half of it", pure, () => {
  const token = "3f0c8a52-0a1b-4c2d-8e3f-000000000001";
  const shown = (token: string, key = "tokenid") =>
    withoutToken(answer("auth", JSON.stringify({ status: "OK", [key]: token, extra: 1 }), "maya"));
  assertEquals(answerLines(shown(token), "people"), ["username maya logged in, token 3f0c8a52…"]);
  assertEquals(answerLines(shown("ab/cd", "token_id"), "data"), ["username maya logged in, token ab…"]);
  assertEquals(answerLines(shown("7"), "data"), ["username maya logged in, token …"]);
  for (const key of ["tokenid", "token", "token_id"]) {
    assertEquals(answerLines(shown(token, key), "json"), [`{"status":"OK","${key}":"3f0c8a52\\u2026","extra":1}`]);
  }
  const sent = answer("send", '{"status": "OK", "message": "Message Sent"}', "izza");
  assertEquals(withoutToken(sent), sent);
});

Deno.test("commands and the names of users can be completed, texts and passwords not", pure, () => {
  assertEquals(completableAt(""), { kind: "command", part: "" });
  assertEquals(completableAt(" se"), { kind: "command", part: "se" });
  assertEquals(completableAt("help i"), { kind: "command", part: "i" });
  assertEquals(completableAt("send  ma"), { kind: "user", part: "ma" });
  for (const line of ["send maya ma", "auth maya s", "list "]) assertEquals(completableAt(line), undefined, line);
});

Deno.test("the help explains every command, or one", pure, () => {
  assertEquals(helpLines("nothing"), undefined);
  assertEquals(helpLines("send")?.length, 1);
  for (const command of ["auth", "send", "with", "inbox", "history", "who", "list", "logout", "exit", "help"]) {
    assert(helpLines()?.some((line) => line.startsWith(command)));
  }
});

Deno.test("answers read as the document shows them", pure, () => {
  const ok = (command: Command["name"], json: string, user?: string) =>
    answerLines(answer(command, json, user), "data");
  assertEquals(ok("auth", '{"status": "OK", "tokenid": "t"}', "maya"), ["username maya logged in, token t"]);
  assertEquals(ok("send", '{"status": "OK", "message": "Message Sent"}', "izza"), ["message sent to izza"]);
  assertEquals(ok("list", '{"status": "OK", "messages": ["maya", "izza"]}'), ['["maya", "izza"]']);
  assertEquals(ok("list", '{"status": "OK", "message": ["maya"]}'), ['["maya"]']);
  assertEquals(ok("logout", '{"status": "OK", "messages": "Logged out"}'), ['"Logged out"']);
  assertEquals(ok("send", '{"status": "ERROR", "message": "User is not found"}'), ["Error, User is not found"]);
  const inbox =
    '{"maya": [{"msg_from": "Kholishotul Amaliah", "msg_to": "Rahmadani Izzatul", "msg": "  hallo\\r\\n"}], "7": []}';
  assertEquals(ok("inbox", `{"status": "OK", "messages": ${inbox}}`), [inbox]);
});

Deno.test("an inbox is shown to people with who, when and what, the oldest first", pure, () => {
  const now = new Date(2025, 4, 2, 18, 0).getTime();
  const entry = (time: Date, msg: string) => ({
    msg_from: "Kholishotul Amaliah",
    msg_to: "x",
    msg,
    at: time.toISOString(),
  });
  const messages = {
    maya: [entry(new Date(2025, 4, 2, 14, 3), "hallo izza")],
    izza: [{ ...entry(new Date(2025, 3, 30, 9, 5), "kemarin"), msg_from: "izza" }],
  };
  const shown = answerLines(answer("inbox", JSON.stringify({ status: "OK", messages })), "people", { now });
  assertEquals(shown, ["2025-04-30 09:05  izza: kemarin", "14:03  Kholishotul Amaliah (maya): hallo izza"]);
  const old =
    '{"status": "OK", "messages": {"maya": [{"msg_from": "K", "msg_to": "x", "msg": "  hi\\r\\n"}], "izza": []}}';
  assertEquals(answerLines(answer("inbox", old), "people"), ["K (maya): hi"]);
  const none = answer("inbox", '{"status": "OK", "messages": {"maya": []}}');
  assertEquals(answerLines(none, "people"), ["No new messages"]);
});

Deno.test("with --json an answer is the reply on one line, also if it is the client's own", pure, () => {
  const json = '{"status": "OK",\n"message": "Message Sent é"}';
  assertEquals(answerLines(answer("send", json, "izza"), "json"), [
    '{"status": "OK", "message": "Message Sent \\u00e9"}',
  ]);
  assertEquals(answerLines({ kind: "failed", message: "not authorized" }, "json"), [
    '{"status": "ERROR", "message": "not authorized"}',
  ]);
});

Deno.test("nothing from a server can drive the reader's terminal", pure, () => {
  const evil = "\x1b[2J\x9b1m\u202e\r\n\x07";
  const entry = { msg_from: evil, msg_to: evil, msg: `a${evil}b`, at: "2025-01-01T00:00:00Z" };
  const answers: Answer[] = [
    answer("auth", JSON.stringify({ status: "OK", tokenid: evil }), evil),
    answer("send", JSON.stringify({ status: "OK", message: evil }), evil),
    answer("list", JSON.stringify({ status: "OK", messages: [evil] })),
    answer("inbox", JSON.stringify({ status: "OK", messages: { [evil]: [entry] } })),
    answer("send", JSON.stringify({ status: "ERROR", message: evil })),
    { kind: "failed", message: evil },
    { kind: "refused", message: evil },
  ];
  for (const style of ["people", "data", "json"] as const) {
    for (const one of answers) {
      for (const line of answerLines(one, style)) assertMatch(line, /^[\x20-\x7e]+$/);
    }
  }
  const server = { name: evil, version: evil, protocol: 1, commands: [], limits: {} };
  assertMatch(bannerLine(server, "x"), /^[\x20-\x7e]+$/);
});

Deno.test("a failure is an error of the server or of the client", pure, () => {
  assert(isFailure({ kind: "failed", message: "no" }));
  assert(isFailure(answer("list", '{"status": "ERROR", "message": "no"}')));
  assert(!isFailure(answer("list", '{"status": "OK", "messages": []}')));
});

Deno.test("what is typed to a partner is text, unless it begins with a slash", pure, () => {
  const read = (line: string) => readTyped(line, { partner: "izza" });
  assertEquals(read(" inbox "), { kind: "send", user: "izza", text: "inbox" });
  assertEquals(read("send maya hi"), { kind: "send", user: "izza", text: "send maya hi" });
  assertEquals(read("/inbox"), { kind: "inbox" });
  assertEquals(read("/send maya hi"), { kind: "send", user: "maya", text: "hi" });
  assertEquals(read("//etc"), { kind: "send", user: "izza", text: "/etc" });
  assertEquals(read("with"), { kind: "with" });
  assertEquals(read("/with nania"), { kind: "with", user: "nania" });
  assertEquals(read("with love"), { kind: "send", user: "izza", text: "with love" });
  assertEquals(read("/halo").kind, "refused");
});

Deno.test(
  "what is written to a partner is recalled, a password is not even where the slash was forgotten",
  pure,
  () => {
    const partner = "izza";
    assertEquals(historyEntry("apa kabar?", { partner }), "apa kabar?");
    assertEquals(historyEntry("/auth maya surabaya", { partner }), undefined);
    assertEquals(historyEntry("auth maya surabaya", { partner }), undefined);
    assertEquals(historyEntry("/aut maya surabaya", { partner }), undefined);
    assertEquals(historyEntry("//etc", { partner }), "//etc");
  },
);

Deno.test("the commands beyond the document's are read and completed", pure, () => {
  assertEquals(readTyped("with"), { kind: "with" });
  assertEquals(readTyped("history izza"), { kind: "history", user: "izza" });
  assertEquals(readTyped("history  izza  more "), { kind: "history", user: "izza", more: true });
  assertEquals(readTyped("who"), { kind: "who" });
  assertEquals(completableAt("with ma"), { kind: "user", part: "ma" });
  assertEquals(completableAt("history ma"), { kind: "user", part: "ma" });
  const partner = "izza";
  assertEquals(completableAt("send ma", { partner }), undefined);
  assertEquals(completableAt("/send ma", { partner }), { kind: "user", part: "ma" });
  assertEquals(completableAt("/in", { partner }), { kind: "command", part: "in" });
});

Deno.test("a paste of several lines is messages to one person, or nothing", pure, () => {
  assertEquals(readPaste("one\n\n  two \n", "izza"), { to: "izza", texts: ["one", "  two"], blank: 1 }, "Indented");
  assertEquals(readPaste("/inbox\nlogout", "izza"), { to: "izza", texts: ["/inbox", "logout"], blank: 0 });
  assertEquals(readPaste("send maya one\r\nlogout\r\nsend izza x", undefined), {
    to: "maya",
    texts: ["one", "logout", "send izza x"],
    blank: 0,
  });
  assertEquals(readPaste("inbox\nlogout", undefined), undefined);
  assertEquals(readPaste("send maya\none", undefined), undefined);
  assertEquals(readPaste("\ninbox\n", undefined), "inbox", "One line is one line");
});

Deno.test("a message that a server would not take is found out before it leaves", pure, () => {
  const token = "11111111-1111-4111-8111-111111111111";
  const line = (text: string) => formatCommand({ name: "post", token, key: token, user: "izza", text });
  const room = 1000 - line("x").length + "x\r\n".length;
  assertEquals(validateMessage("izza", "x".repeat(room), 1000), undefined);
  assertEquals(line("x".repeat(room)).length, 1000 + "\r\n".length);
  assertMatch(
    validateMessage("izza", "é".repeat(room / 2) + "xx", 1000)!,
    /^The message is too long: \d+ bytes of at most \d+/,
  );
  assertMatch(validateMessage("izza", "a\x1bb", 1000)!, /control/);
});

Deno.test("a page of a conversation is shown with who, when, and how far one's own messages came", pure, () => {
  const now = new Date(2025, 4, 2, 18, 0).getTime();
  const at = new Date(2025, 4, 2, 14, 3).toISOString();
  const entry = (from: string, to: string, msg: string, more = {}) => ({
    ...{ id: "01900000-0000-7000-8000-000000000001", from, msg_from: from, to, msg_to: to, msg, at },
    ...more,
  });
  const messages = [
    entry("izza", "maya", "one"),
    entry("maya", "izza", "two", { delivered: at }),
    entry("maya", "izza", "three", { delivered: at, read: at }),
    entry("maya", "izza", "four"),
  ];
  const json = (more: boolean) => JSON.stringify({ status: "OK", messages, more });
  const lines = [
    "14:03  izza: one",
    "14:03  maya: two  [delivered]",
    "14:03  maya: three  [read]",
    "14:03  maya: four  [sent]",
  ];
  assertEquals(answerLines(answer("history", json(false), "Izza"), "people", { now }), lines);
  assertEquals(answerLines(answer("history", json(true), "Izza"), "people", { now }), [
    "There are older ones: history Izza more",
    ...lines,
  ]);
  assertEquals(answerLines(answer("history", json(false), "izza"), "data"), [JSON.stringify(messages)]);
  const gone = JSON.stringify({ status: "OK", messages, more: true, gone: true });
  assertEquals(answerLines(answer("history", gone, "Izza"), "people", { now }), [
    "Izza has no account any more",
    "There are older ones: history Izza more",
    ...lines,
  ]);
});

Deno.test("T7: a slash before a command is the command, everywhere, and two are a text to a partner", pure, () => {
  for (const partner of [undefined, "izza"]) {
    const read = (line: string) => readTyped(line, { partner });
    for (const kind of ["inbox", "who", "list", "logout", "exit", "help", "with"] as const) {
      assertEquals(read(` /${kind} `), { kind });
    }
    assertEquals(read("/send maya  hi"), { kind: "send", user: "maya", text: "hi" });
    assertEquals(read("/with maya"), { kind: "with", user: "maya" });
    assertEquals(read("/history maya more"), { kind: "history", user: "maya", more: true });
    assertEquals(read("/auth maya sura"), { kind: "auth", user: "maya", password: "sura" });
    assertEquals(historyEntry("/auth maya surabaya", { partner }), undefined);
    assertEquals(historyEntry("/list", { partner }), "/list");
    assertEquals(historyEntry("/surabaya", { partner }), undefined);
    assertEquals(completableAt("/se", { partner }), { kind: "command", part: "se" });
  }
  assertEquals(readTyped("send maya /exit"), { kind: "send", user: "maya", text: "/exit" });
  for (const line of ["//exit", "/halo", "/"]) {
    assertEquals(readTyped(line), { kind: "refused", message: "*Sorry, command is unknown" });
  }
  const unknown = readTyped("/halo", { partner: "izza" });
  assert(unknown.kind === "refused" && unknown.message.includes("//"), "It is said how to send it");
  assert(helpLines()!.some((line) => line.includes("//")), "It is said in the help, too");
});

Deno.test("T7: a text to a partner that may be meant as a command is told from one that only begins so", pure, () => {
  const commands = {
    ...{ exit: "exit", " help ": "help", logout: "logout", who: "who", list: "list", inbox: "inbox", send: "send" },
    ...{ "help send": "help", "send arif hi": "send", "history izza": "history", "history izza more": "history" },
    ...{ "with arif": "with", "auth maya": "auth", "auth maya surabaya": "auth", auth: "auth", history: "history" },
  };
  for (const [line, command] of Object.entries(commands)) assertEquals(commandIn(line), command, line);
  const lines = "help me|exit the room|who is there?|list of names|send it|send me, please|with all my love|history";
  for (const line of `${lines} is written|inbox full|halo|Exit|//exit|exits`.split("|")) {
    assertEquals(commandIn(line), undefined, line);
  }
});
