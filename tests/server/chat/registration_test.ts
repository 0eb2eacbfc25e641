/**
 * Accounts that people make for themselves, and passwords that they change.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ChatError } from "../../../lib/chat.ts";
import {
  isCode,
  Joiner,
  makeCode,
  MOST_ACCOUNTS,
  Registration,
  type RegistrationMode,
} from "../../../lib/server/chat/accounts/registration.ts";
import { Session } from "../../../lib/server/session/session.ts";
import { Chat } from "../../../lib/server/chat/chat.ts";
import { openSqlite } from "../../../lib/store/sqlite/sqlite_store.ts";
import {
  addUser,
  type AnyReply,
  carry,
  cheapPasswords,
  PASSWORD,
  startServer,
  type TestServer,
} from "../../support/helpers.ts";

const CODE = "K7MP3XWQ";

function startClass(mode: RegistrationMode = "code", options: Parameters<typeof startServer>[0] = {}) {
  return startServer({ registration: new Registration({ mode, code: CODE }), ...options });
}

/** What one connection is answered. */
async function askAll(server: TestServer, ...requests: string[]): Promise<AnyReply[]> {
  using peer = await server.connect();
  const replies: AnyReply[] = [];
  for (const request of requests) replies.push(await peer.ask(request));
  return replies;
}

Deno.test("a code has 8 characters that look like no other, and each is made of chance", () => {
  const codes = Array.from({ length: 2_000 }, makeCode);
  for (const code of codes) assertMatch(code, /^[2-9A-HJKMNP-TV-Z]{8}$/);
  assertEquals(new Set(codes).size, codes.length);
  assertEquals(new Set(codes.join("")).size, 30);
  for (const code of codes) assert(isCode(code));
  assertEquals(["k7mp-3xwq", "K7MP3XW", "K7MP 3XWQ", "é7MP3XWQ", "A".repeat(33)].map(isCode), [
    true,
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("nobody can register where the operator has said nothing", async () => {
  await using server = await startServer();
  const replies = await askAll(server, "register budi rahasia", `join ${CODE}`, `register ${CODE} budi rahasia`);
  for (const { message, code } of replies) {
    assertEquals([message, code], ["Registration is closed", "registration_closed"]);
  }
  assertEquals((await server.admin.list()).some(({ name }) => name === "budi"), false);
});

Deno.test("with the code, before or within the request, one has an account and is logged in", async () => {
  await using server = await startClass();
  const [, budi] = await askAll(server, `join ${CODE}`, "register budi rahasia Budi Santoso");
  const [siti] = await askAll(server, `register ${CODE.toLowerCase()} siti rahasia`);
  // The code may stand in the request although it was given before.
  const [, rahma, joko] = await askAll(
    server,
    `join ${CODE}`,
    `register ${CODE} rahma rahasia`,
    "register joko rahasia",
  );
  for (const reply of [budi, siti, rahma, joko]) {
    assertEquals(reply!["message"], "User registered successfully");
    const [inbox] = await askAll(server, `inbox ${reply!["tokenid"]}`);
    assertEquals(inbox, { status: "OK", messages: {} });
  }
  const accounts = (await server.admin.list()).slice(-4);
  assertEquals(accounts.map(({ name, fullName, role }) => [name, fullName, role]), [
    ["budi", "Budi Santoso", "student"],
    ["siti", "siti", "student"],
    ["rahma", "rahma", "student"],
    ["joko", "joko", "student"],
  ]);
  const [login] = await askAll(server, "auth BUDI rahasia");
  assertEquals(login!["status"], "OK");
});

Deno.test("the connection that registered is that of the new login: list and logout need no token", async () => {
  await using server = await startClass("open");
  const [, list, logout] = await askAll(server, "register budi rahasia", "list", "logout");
  assertEquals([list!["message"], logout!["message"]], [["budi"], "Logged out"]);
});

Deno.test("a code holds for the connection that gave it, and a server that was closed since takes nobody", async () => {
  const registration = new Registration({ mode: "code", code: CODE });
  await using server = await startServer({ registration });
  using peer = await server.connect();
  await peer.ask(`join ${CODE}`);
  const [other] = await askAll(server, "register budi rahasia");
  assertEquals(other!["code"], "wrong_code");
  registration.mode = "closed";
  assertEquals((await peer.ask("register budi rahasia"))["code"], "registration_closed");
  registration.mode = "open";
  assertEquals((await askAll(server, "register budi rahasia"))[0]!["status"], "OK");
});

Deno.test("into a class that a teacher has closed comes nobody new, and who knows the code learns why", async () => {
  await using server = await startClass();
  using guru = await server.connect();
  const token = await guru.logIn("guru");
  using peer = await server.connect();
  await peer.ask(`join ${CODE}`);
  await guru.ask(`close ${token}`);
  for (const request of ["register budi rahasia", `register ${CODE} budi rahasia`, `join ${CODE}`]) {
    assertEquals((await peer.ask(request))["code"], "closed");
  }
  await guru.ask(`open ${token}`);
  assertEquals((await peer.ask("register budi rahasia"))["status"], "OK");
});

Deno.test("in an open server the first word is a user name, whatever it looks like, and any code will do", async () => {
  await using server = await startClass("open");
  const [, reply] = await askAll(server, "join whatever", "register K7MP3XWX rahasia Budi");
  assertEquals(reply!["message"], "User registered successfully");
  assertEquals((await server.admin.list()).at(-1)!.name, "K7MP3XWX");
});

Deno.test("who cannot have an account is told why, and nothing of it is kept", async () => {
  await using server = await startClass("open");
  const before = await server.admin.list();
  const long = "x".repeat(101);
  const requests: [request: string, code: string][] = [
    ["register", "wrong_parameters"],
    ["register budi", "wrong_parameters"],
    ["register bu/di rahasia", "wrong_parameters"],
    [`register ${"x".repeat(33)} rahasia`, "wrong_parameters"],
    [`register budi ${"x".repeat(257)}`, "wrong_parameters"],
    [`register budi rahasia ${long}`, "wrong_parameters"],
    ["register MAYA rahasia", "name_taken"],
  ];
  for (const [request, code] of requests) assertEquals((await askAll(server, request))[0]!["code"], code, request);
  assertEquals(await server.admin.list(), before);
});

Deno.test("of two that register one name at a time, one has it", async () => {
  await using server = await startClass("open");
  const replies = await Promise.all(["budi", "BUDI", "Budi"].map((name) => askAll(server, `register ${name} rahasia`)));
  assertEquals(replies.map(([reply]) => reply!["code"] ?? "OK").sort(), ["OK", "name_taken", "name_taken"]);
});

Deno.test("a demo account that is not in use keeps its name: nobody becomes it", async () => {
  await using server = await startClass("open", { demo: false });
  assertEquals((await askAll(server, "register guru rahasia"))[0]!["code"], "name_taken");
});

Deno.test("no password and no code is in the log, whatever the form of the request", async () => {
  await using server = await startClass("code", { level: "wire" });
  await askAll(server, `join ${CODE}`, "register budi rahasia", "register Siti Indonesia siti gebang");
  const [reply] = await askAll(server, `register ${CODE} joko rahasia`);
  await askAll(
    server,
    `passwd ${reply!["tokenid"]} rahasia keputih`,
    "join K7MP3XWX",
    "register rahasia",
    `JOIN ${CODE}`,
  );
  const log = server.log.join("\n");
  for (const secret of [CODE, "K7MP3XWX", "rahasia", "gebang", "keputih", reply!["tokenid"]]) {
    assertEquals(log.includes(secret), false, secret);
  }
  assertMatch(log, /wrong class code from 127\.0\.0\.1/);
  assertMatch(log, /account budi was registered from 127\.0\.0\.1/);
  assertMatch(log, /account joko has a new password, set from 127\.0\.0\.1/);
});

Deno.test("wrong codes make the connection that gives them wait, and no other", () => {
  const registration = new Registration({ mode: "code", code: CODE, now: () => 0 });
  const [guesser, other] = [new Joiner(), new Joiner()];
  const pauses = Array.from({ length: 7 }, () => {
    assertThrows(() => registration.join(guesser, "K7MP3XWX"), ChatError, "Wrong code");
    return registration.pauseOf(guesser);
  });
  assertEquals(pauses, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  assertEquals(registration.pauseOf(other), 0);
  registration.join(other, CODE);
  registration.join(guesser, CODE);
  assertEquals(registration.pauseOf(guesser), 0);
});

Deno.test("a connection waits before the next code for what its wrong ones have cost it", async () => {
  await using passwords = cheapPasswords();
  await using store = await openSqlite(":memory:");
  const chat = await Chat.open(store, passwords, { registration: new Registration({ mode: "code", code: CODE }) });
  const carrier = carry(chat);
  const waits: number[] = [];
  carrier.visit.wait = (milliseconds) => Promise.resolve(void waits.push(milliseconds));
  const session = new Session(carrier);
  for (const code of ["K7MP3XWX", "K7MP3XWX", "K7MP3XWX", CODE, CODE]) await session.receive([`join ${code}`]);
  await session.receive(["register budi rahasia"]);
  assertEquals(waits, [500, 1_000, 2_000]);
  await session.end();
});

Deno.test("a register with a wrong code counts as one, and one without a code as none", () => {
  const registration = new Registration({ mode: "code", code: CODE, now: () => 0 });
  const joiner = new Joiner();
  assertThrows(() => registration.read(joiner, "budi rahasia Budi"), ChatError, "Give the code of the class first");
  assertThrows(() => registration.read(joiner, "K7MP3XWX rahasia"), ChatError, "Give the code of the class first");
  assertEquals(joiner.misses, 0);
  assertThrows(() => registration.read(joiner, "K7MP3XWX budi rahasia"), ChatError, "Wrong code");
  assertEquals(joiner.misses, 1);
});

Deno.test("all wrong codes together have a bound that a class never meets, and it hides which are right", () => {
  let now = 0;
  const registration = new Registration({ mode: "code", code: CODE, now: () => now });
  // A class of 40 that mistypes each of its codes, five times.
  for (let wrong = 0; wrong < 200; wrong++) {
    assertThrows(() => registration.join(new Joiner(), "K7MP3XWX"), ChatError, "Wrong code");
  }
  for (let right = 0; right < 2_000; right++) registration.join(new Joiner(), CODE);
  const guess = () => assertThrows(() => registration.join(new Joiner(), "22222222"), ChatError).code === "wrong_code";
  const guesses = () => Array.from({ length: 2_000 }, guess).filter(Boolean).length;
  assertEquals(guesses(), 800);
  const { code, retrySeconds } = assertThrows(() => registration.join(new Joiner(), CODE), ChatError, "Too many wrong");
  assertEquals([code, retrySeconds], ["too_many_attempts", 1]);
  now += 1_000;
  assertEquals(guesses(), 50);
});

Deno.test("a flood of wrong codes on new connections keeps nobody out who waits as told, and gives no more guesses", () => {
  let now = 0;
  const registration = new Registration({ mode: "code", code: CODE, now: () => now });
  const guess = (joiner = new Joiner()) => {
    const { code } = assertThrows(() => registration.join(joiner, "22222222"), ChatError);
    return code === "wrong_code" ? 1 : 0;
  };
  const flood = () => {
    let guesses = 0;
    for (let count = 0; count < 5_000; count++) guesses += guess();
    return guesses;
  };
  assertEquals(flood(), 1_000);
  // One that does not wait is one of the flood; one that waits is in.
  const [hasty, patient] = [new Joiner(), new Joiner()];
  for (const joiner of [hasty, patient]) {
    assertThrows(() => registration.join(joiner, CODE), ChatError, "Too many wrong codes");
  }
  now += 500;
  flood();
  assertThrows(() => registration.join(hasty, CODE), ChatError, "Too many wrong codes");
  now += 500;
  flood();
  registration.join(patient, CODE);
  assertThrows(() => registration.join(hasty, CODE), ChatError, "Too many wrong codes");
  // Guessers who wait have one guess each, and a share of their own.
  const guessers = Array.from({ length: 1_000 }, () => new Joiner());
  for (const joiner of guessers) guess(joiner);
  now += 1_000;
  const guessAll = () => guessers.reduce((sum, joiner) => sum + guess(joiner), 0);
  assertEquals([flood(), guessAll()], [50, 50]);
  // Of those that were refused then, others have theirs; who has had one is one of the crowd.
  for (let seconds = 0; seconds < 30; seconds++) {
    now += 1_000;
    flood();
    guessAll();
  }
  now += 1_000;
  assertEquals([flood(), guessAll()], [50, 0]);
});

Deno.test("new accounts have a bound, at once, a second, and in all", () => {
  const registration = new Registration({ mode: "open", now: () => 0 });
  for (let made = 0; made < 500; made++) registration.take(new Joiner(), made);
  const { code, retrySeconds } = assertThrows(
    () => registration.take(new Joiner(), 500),
    ChatError,
    "Too many new accounts",
  );
  assertEquals([code, retrySeconds], ["too_many_attempts", 1]);
  assertThrows(
    () => registration.take(new Joiner(), MOST_ACCOUNTS),
    ChatError,
    "Registration is closed: there are 10000 accounts",
  );
});

Deno.test("who has many accounts made keeps nobody out who waits as told and has none yet", () => {
  let now = 0;
  const registration = new Registration({ mode: "open", now: () => now });
  const make = (joiner: Joiner) => {
    try {
      registration.take(joiner, 0);
      return 1;
    } catch (error) {
      assertEquals((error as ChatError).code, "too_many_attempts");
      return 0;
    }
  };
  const [busy, patient] = [new Joiner(), new Joiner()];
  for (let made = 0; made < 500; made++) assertEquals(make(busy), 1);
  assertEquals([make(busy), make(patient)], [0, 0]);
  now += 1_000;
  assertEquals([make(busy), make(busy), make(new Joiner()), make(patient), make(patient)], [1, 0, 0, 1, 0]);
});

Deno.test("a new password ends the other logins of the account, those that are live too, and no other's", async () => {
  await using server = await startServer();
  await addUser(server, "budi");
  using mine = await server.connect();
  using live = await server.connect();
  using other = await server.connect();
  const [token, liveToken] = [await mine.logIn("budi"), await live.logIn("budi")];
  const maya = await other.logIn("maya");
  await live.ask(`live ${liveToken}`);
  assertEquals(await mine.ask(`passwd ${token} ${PASSWORD} gebang`), { status: "OK", message: "Password changed" });
  assertEquals(JSON.parse(await live.receive()), { event: "notice", message: "The login has ended" });
  assertEquals((await live.ask(`inbox ${liveToken}`))["code"], "no_login");
  assertEquals((await mine.ask(`inbox ${token}`))["status"], "OK");
  assertEquals((await other.ask(`inbox ${maya}`))["status"], "OK");
  const replies = await askAll(server, `auth budi ${PASSWORD}`, "auth budi gebang");
  assertEquals(replies.map(({ status }) => status), ["ERROR", "OK"]);
  // The login that was kept knows the new password as the old one.
  assertEquals((await mine.ask(`passwd ${token} gebang keputih`))["status"], "OK");
});

Deno.test("a new password holds after a restart, and so does the login that was kept", async () => {
  const file = `${await Deno.makeTempDir()}/chat.sqlite`;
  let token = "";
  {
    await using server = await startServer({ file });
    await addUser(server, "budi");
    using peer = await server.connect();
    token = await peer.logIn("budi");
    await peer.ask(`passwd ${token} ${PASSWORD} gebang`);
  }
  await using server = await startServer({ file });
  const replies = await askAll(server, `inbox ${token}`, "auth budi gebang");
  assertEquals(replies.map(({ status }) => status), ["OK", "OK"]);
  await Deno.remove(file.replace(/\/[^/]*$/, ""), { recursive: true });
});

Deno.test("a wrong old password counts as a wrong password, and no bad one is taken", async () => {
  await using server = await startServer();
  await addUser(server, "budi");
  using peer = await server.connect();
  const token = await peer.logIn("budi");
  assertEquals((await peer.ask(`passwd ${token} ${PASSWORD} ${"x".repeat(257)}`))["code"], "wrong_parameters");
  assertEquals((await peer.ask(`passwd ${token} ${PASSWORD}`))["code"], "wrong_parameters");
  for (let wrong = 0; wrong < 5; wrong++) {
    assertEquals((await peer.ask(`passwd ${token} wrong gebang`))["code"], "wrong_password");
  }
  assertEquals((await peer.ask(`passwd ${token} wrong gebang`))["code"], "too_many_attempts");
  using demo = await server.connect();
  assertEquals((await demo.ask(`passwd ${await demo.logIn("maya")} ${PASSWORD} gebang`))["code"], "not_allowed");
});

Deno.test("a role, a name and a full name that the operator changes hold at once, without a restart", async () => {
  await using server = await startServer();
  await addUser(server, "budi");
  using peer = await server.connect();
  using other = await server.connect();
  const [token, maya] = [await peer.logIn("budi"), await other.logIn("maya")];
  const { id } = (await server.store.accounts()).find(({ name }) => name === "budi")!;
  await server.store.changeAccount(id, { name: "agus", fullName: "Agus Salim" });
  assertEquals((await peer.ask("list"))["message"], ["agus", "maya"]);
  assertEquals((await other.ask(`send ${maya} budi hi`))["code"], "no_user");
  assertEquals((await other.ask(`send ${maya} Agus hi`))["status"], "OK");
  const { messages } = await peer.ask(`inbox ${token}`);
  assertEquals(messages.maya[0].msg_to, "Agus Salim");
});
