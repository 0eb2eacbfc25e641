/**
 * How a person gets an account, or another password, with the client: what is asked for, what is sent, and what is shown.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Remote } from "../../lib/client/connection/remote.ts";
import { textsOf } from "../../lib/client/i18n/texts.ts";
import { readTyped } from "../../lib/client/session/commands.ts";
import { runCommand } from "../../lib/client/session/run_command.ts";
import { Session } from "../../lib/client/session/session.ts";
import { Registration, type RegistrationMode } from "../../lib/server/chat/accounts/registration.ts";
import { addUser, PASSWORD, startServer, type TestServer } from "../support/helpers.ts";
import { readRequest, startFake, write } from "../support/legacy_server.ts";

const CODE = "K7MP3XWQ";
const texts = textsOf("en");

function startClass(mode: RegistrationMode = "code") {
  return startServer({ registration: new Registration({ mode, code: CODE, title: "Kelas 7B" }) });
}

/** A person who answers what is asked, in this order, and what was asked and shown. */
class Person implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly wire: string[] = [];
  readonly session: Session;
  readonly #remote: Remote;

  constructor({ port }: Pick<TestServer, "port">) {
    const trace = (direction: string, text: string) => void this.wire.push(`${direction} ${text}`);
    this.#remote = new Remote({ host: "127.0.0.1", port }, { trace, hidesTokens: true });
    this.session = new Session(this.#remote);
  }

  async type(line: string, answers?: readonly string[]): Promise<readonly string[]> {
    const left = [...answers ?? []];
    const ask = (question: string, { secret }: { secret: boolean }) => {
      this.asked.push(`${question}${secret ? "(hidden)" : ""}`);
      return Promise.resolve(left.shift());
    };
    const { lines } = await runCommand(this.session, readTyped(line), { texts, ...answers !== undefined && { ask } });
    assertEquals(left, [], "answers that nobody asked for");
    return lines;
  }

  async [Symbol.asyncDispose]() {
    await this.#remote.close();
  }
}

Deno.test("join asks for the code, a name and a password twice, and who has joined is logged in", async () => {
  await using server = await startClass();
  await using person = new Person(server);
  const [shown] = await person.type("join", [` ${CODE.toLowerCase()} `, "budi", "Budi Santoso", "rahasia", "rahasia"]);
  assert(shown!.startsWith("username budi logged in"), shown);
  assertEquals(person.asked, [
    "Code of the class: ",
    "User name: ",
    "Full name (Enter for the same): ",
    "Password of budi: (hidden)",
    "The same again: (hidden)",
  ]);
  assertEquals(person.session.user, "budi");
  assertEquals(await person.type("inbox"), ["No new messages"]);
  assertEquals((await server.admin.list()).at(-1)!.fullName, "Budi Santoso");
});

Deno.test("neither a code nor a password is in the trace of the wire, nor a token that could be used", async () => {
  await using server = await startClass();
  await using person = new Person(server);
  await person.type(`join ${CODE} budi rahasia Budi Santoso`);
  await person.type("passwd rahasia gebang");
  const wire = person.wire.join("\n");
  for (const secret of [CODE, "rahasia", "gebang"]) assertEquals(wire.includes(secret), false, wire);
  assertEquals(/[0-9a-f]{8}-[0-9a-f]{4}/.test(wire), false, wire);
  for (const line of ["> join ***", "> register ***", '< {"status": "OK", "message": "Password changed"}']) {
    assert(wire.includes(line), wire);
  }
});

Deno.test("who has mistyped the code is asked for nothing else, and who leaves something out has done nothing", async () => {
  await using server = await startClass();
  await using person = new Person(server);
  assertEquals(await person.type("join", ["K7MP3XWX"]), ["Error, Wrong code"]);
  assertEquals(await person.type("join", [""]), []);
  assertEquals(await person.type("join", [CODE, ""]), []);
  assertEquals(await person.type("join", [CODE, "budi", "", "rahasia", "rahasiaa"]), [texts.passwordsDiffer]);
  assertEquals(await person.type("join", [CODE, "bu di"]), [texts.badName("bu di")]);
  assertEquals(await person.type("join", [CODE, "budi", "", "ra hasia", "ra hasia"]), [texts.noSpaces]);
  assertEquals(person.session.user, undefined);
  assertEquals((await server.admin.list()).some(({ name }) => name === "budi"), false);
});

Deno.test("B2: a new password is the same the second time however its characters are typed", async () => {
  await using server = await startClass();
  await using person = new Person(server);
  await person.type("join", [CODE, "budi", "", "caf\u00e9", "cafe\u0301"]);
  assertEquals(person.session.user, "budi");
  assertEquals(await person.type("passwd", ["cafe\u0301", "e\u0301", "\u00e9"]), [texts.passwordChanged]);
});

Deno.test("where nobody can be asked, all stands in the line, or it is refused", async () => {
  await using server = await startClass();
  await using person = new Person(server);
  for (const line of ["join", `join ${CODE}`, `join ${CODE} budi`, "register", "register budi"]) {
    assertEquals(await person.type(line), [texts.missingParameter], line);
  }
  assertEquals(await person.type("passwd"), ["Error, not authorized"]);
  const [shown] = await person.type(`join ${CODE} budi rahasia`);
  assert(shown!.startsWith("username budi logged in"), shown);
  assertEquals(await person.type("passwd"), [texts.missingParameter]);
});

Deno.test("register is for a server that is open, where join works as well, with any code", async () => {
  await using server = await startClass("open");
  await using person = new Person(server);
  await person.type("register", ["budi", "", "rahasia", "rahasia"]);
  await person.type("join whatever", ["siti", "Siti", "rahasia", "rahasia"]);
  assertEquals(person.session.user, "siti");
  const [first] = await person.type("register siti rahasia");
  assertEquals(first, "Error, The name siti is taken");
  assertEquals(person.session.user, "siti");
  await using closed = await startServer();
  await using other = new Person(closed);
  assertEquals(await other.type("register budi rahasia"), ["Error, Registration is closed"]);
  assertEquals(await other.type("join", [CODE]), ["Error, Registration is closed"]);
});

Deno.test("the code is given again on a connection that was made again", async () => {
  await using server = await startClass();
  await using person = new Person(server);
  await person.session.run({ kind: "join", code: CODE });
  await person.session.connection.remote.drop();
  const answer = await person.session.run({
    kind: "register",
    code: CODE,
    user: "budi",
    password: "rahasia",
    fullName: "",
  });
  assert(answer.kind === "reply" && answer.reply.kind === "token");
});

Deno.test("passwd asks for the old password and twice for the new one, and the person stays logged in", async () => {
  await using server = await startServer();
  await addUser(server, "budi");
  await using person = new Person(server);
  await person.type(`auth budi ${PASSWORD}`);
  assertEquals(await person.type("passwd", [PASSWORD, "gebang", "gebang!"]), [texts.passwordsDiffer]);
  assertEquals(await person.type("passwd", ["wrong", "gebang", "gebang"]), ["Error, Wrong password"]);
  assertEquals(await person.type("passwd", [PASSWORD, "gebang", "gebang"]), [texts.passwordChanged]);
  assertEquals(person.asked.slice(-3), [
    "Old password: (hidden)",
    "New password: (hidden)",
    "The same again: (hidden)",
  ]);
  assertEquals(await person.type("inbox"), ["No new messages"]);
});

Deno.test("who loses the reply to register logs in, since the account was made; a lost passwd is not repeated", async () => {
  const requests: string[] = [];
  await using server = startFake(async (conn) => {
    for (let line; (line = await readRequest(conn)) !== undefined;) {
      requests.push(line.trim());
      if (/^(?:register|passwd)/.test(line)) return conn.close();
      await write(conn, `{"status": "OK", "tokenid": "t", "messages": {}}\r\n\r\n`);
    }
  });
  await using person = new Person(server);
  const [shown] = await person.type("register budi rahasia");
  assert(shown!.startsWith("username budi logged in"), shown);
  assertEquals(requests, ["register budi rahasia", "auth budi rahasia"]);
  const [lost] = await person.type("passwd rahasia gebang");
  assert(/^Error, The connection to .* (?:lost|closed)/.test(lost!), lost);
  assertEquals(requests.filter((line) => line.startsWith("passwd")).length, 1);
});
