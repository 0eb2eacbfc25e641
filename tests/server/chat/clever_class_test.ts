/**
 * What a clever class tried: ways around a teacher, and ways to make a teacher's words cost others their login.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { ChatError } from "../../../lib/chat.ts";
import { Registration } from "../../../lib/server/chat/accounts/registration.ts";
import {
  type AnyReply,
  PASSWORD,
  startServer,
  temporaryDirectory,
  type TestServer,
  texts,
} from "../../support/helpers.ts";
import { goLive } from "../../support/live_peer.ts";
import { Gate, override, startWrapped } from "../../support/wrapped_server.ts";

/** Somebody who is logged in: asks with the token after the first word. */
async function logIn(server: Pick<TestServer, "connect">, name: string, request = `auth ${name} ${PASSWORD}`) {
  const peer = await server.connect();
  const { tokenid } = await peer.ask(request);
  return {
    async ask(request: string): Promise<AnyReply> {
      const [word, ...rest] = request.split(" ");
      return await peer.ask([word, tokenid, ...rest].join(" "));
    },
    [Symbol.dispose]: () => peer[Symbol.dispose](),
  };
}

Deno.test("who was taken out of a group reaches it no more, not by a change of what he wrote; he may take it back", async () => {
  await using server = await startServer();
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  await maya.ask("addgroup geng");
  await izza.ask("joingroup geng");
  const { id } = await izza.ask(`post ${crypto.randomUUID()} #geng hello`);
  await maya.ask("removemember geng izza");
  const { code, message } = await izza.ask(`edit ${id} you will hear of me`);
  assertEquals([code, message], ["not_a_member", "You are not a member of geng"]);
  assertEquals((await maya.ask("history #geng"))["messages"][0].msg, "hello");
  assertEquals((await izza.ask(`delete ${id}`))["status"], "OK");
  assertEquals((await maya.ask("history #geng"))["messages"][0].msg, "(removed)");
});

Deno.test("while the class is locked nothing that who made a group does there is told to others, nor who is new", async () => {
  const registration = new Registration({ mode: "open" });
  await using server = await startServer({ registration });
  using guru = await logIn(server, "guru");
  using maya = await logIn(server, "maya");
  using izza = await goLive(server, "izza");
  await maya.ask("addgroup geng");
  await maya.ask("invitegroup geng izza");
  await izza.event("group");
  await guru.ask("lock");
  for (
    const request of [
      "removemember geng izza",
      "setgroup geng history all",
      "setgroup geng entry invited",
      "setgroup geng rename psst",
      "members geng",
    ]
  ) {
    assertEquals((await maya.ask(request))["code"], "locked", request);
  }
  using _ = await logIn(server, "", "register meet-me-at-ten rahasia");
  assertEquals((await izza.ask(`members ${izza.token} geng`))["code"], "locked");
  assertEquals((await guru.ask("members geng"))["members"], ["izza", "maya"]);
  assertEquals((await guru.ask("removemember geng izza"))["status"], "OK"); // A teacher can do all of it.
  await guru.ask("unlock");
  assertEquals((await maya.ask("members geng"))["members"], ["maya"]);
  await guru.ask("lock geng"); // Nothing is written to it, not by its name either.
  assertEquals((await maya.ask("setgroup geng rename psst"))["code"], "locked");
  assertEquals((await maya.ask("removemember geng maya"))["code"], "locked");
  await guru.ask("mute maya");
  assertEquals((await maya.ask("setgroup geng rename psst"))["code"], "muted");
});

Deno.test("an announcement of who is no teacher any more keeps nobody out of a locked class, and no server from starting", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const registration = new Registration({ mode: "open" });
  {
    await using server = await startServer({ file, registration, people: ["budi"], teachers: ["ibu", "guru"] });
    using ibu = await logIn(server, "ibu");
    using guru = await logIn(server, "guru");
    using budi = await logIn(server, "budi");
    await ibu.ask("announce the test begins at ten");
    assertEquals(texts(await budi.ask("inbox")), { ibu: ["(to all) the test begins at ten"] });
    await server.admin.change("ibu", { role: "student" });
    await guru.ask("lock");
    using siti = await logIn(server, "siti", "register siti rahasia");
    assertEquals(texts(await siti.ask("inbox")), {});
  }
  await using server = await startServer({ file, registration });
  using budi = await logIn(server, "budi");
  assertEquals((await budi.ask("inbox"))["status"], "OK");
});

Deno.test("who takes the name that a teacher had does not say what the teacher said", async () => {
  await using server = await startServer({ registration: new Registration({ mode: "open" }), teachers: ["ibu"] });
  using ibu = await logIn(server, "ibu");
  await ibu.ask("announce the test begins at ten");
  await server.admin.change("ibu", { name: "siti", fullName: "Siti" });
  using _ = await logIn(server, "", "register ibu rahasia");
  using maya = await logIn(server, "maya");
  assertEquals(texts(await maya.ask("inbox")), {});
});

Deno.test("who logs in again and again takes nothing of what a teacher may say, and a long announcement reaches all", async () => {
  const people = Array.from({ length: 30 }, (_, number) => `p${number}`);
  await using server = await startServer({ people, limits: { storeRate: { burst: 20_000, perSecond: 1 } } });
  using guru = await logIn(server, "guru");
  using stack = new DisposableStack();
  for (const name of people) stack.use(await logIn(server, name));
  const { message } = await guru.ask(`announce ${"x".repeat(5_000)}`);
  assertEquals(message, "Announced to 30 people, and to those who log in later today");
  for (let time = 0; time < 10; time++) {
    using maya = await logIn(server, "maya");
    assertEquals((await maya.ask("history guru"))["messages"].length, 1);
  }
  assertEquals((await guru.ask("send maya hello"))["status"], "OK");
});

Deno.test("nobody makes an account that looks like a teacher's, or whose name shows itself in another order than it has", async () => {
  await using server = await startServer({ registration: new Registration({ mode: "open" }), teachers: ["ibu.ani"] });
  using peer = await server.connect();
  const names = ["Ibu Guru", "ibu  guru.", "lbu Gur\u00fa", "\u0456bu \u0430n\u0456", "GURU"];
  for (const account of ["ibuani rahasia", "1bu-anI rahasia", ...names.map((name) => `budi rahasia ${name}`)]) {
    assertEquals((await peer.ask(`register ${account}`))["code"], "name_taken", account);
  }
  for (const name of ["\u202eurug ubI", "Ibu\u200b Guru", "Ibu\u2028Guru"]) {
    assertEquals((await peer.ask(`register budi rahasia ${name}`))["code"], "wrong_parameters", JSON.stringify(name));
  }
  await server.admin.change("ibu.ani", { fullName: "***" });
  for (
    const account of [
      "budi rahasia Budi Guruh",
      "star rahasia +++",
      "ibuanita rahasia Anita",
      "maya2 rahasia Kholishotul Amaliah",
    ]
  ) {
    assertEquals((await peer.ask(`register ${account}`))["status"], "OK", account);
  }
});

Deno.test("no group is called as a user is: what the family's clients send to him would come to its members", async () => {
  await using server = await startServer();
  using maya = await logIn(server, "maya");
  assertEquals((await maya.ask("addgroup GURU"))["code"], "name_taken");
  await maya.ask("addgroup geng");
  assertEquals((await maya.ask("setgroup geng rename guru"))["code"], "name_taken");
  assertEquals((await maya.ask("sendgroup guru a letter"))["status"], "OK");
  using guru = await logIn(server, "guru");
  assertEquals(texts(await guru.ask("inbox")), { maya: ["a letter"] });
});

Deno.test("nobody has a name that the operator's commands take for a flag", async () => {
  await using server = await startServer({ registration: new Registration({ mode: "open" }) });
  using peer = await server.connect();
  for (const name of ["--teacher", "--", "-h"]) {
    const { code, message } = await peer.ask(`register ${name} rahasia`);
    assertEquals([code, message], ["wrong_parameters", 'A name does not begin with "-"']);
  }
  using maya = await logIn(server, "maya");
  assertEquals((await maya.ask("addgroup --all"))["code"], "wrong_parameters");
});

Deno.test("a file for several users that is more than one may send at once comes to none of them", async () => {
  using directory = temporaryDirectory();
  const people = Array.from({ length: 20 }, (_, number) => `p${number}`);
  const limits = { storeRate: { burst: 4_000, perSecond: 1 } };
  await using server = await startServer({ people, files: `${directory.path}/files`, limits });
  using maya = await logIn(server, "maya");
  assertEquals((await maya.ask(`sendgroupfile ${people.slice(0, 10).join(",")} a.txt aGFsbG8=`))["status"], "OK");
  assertEquals((await maya.ask(`sendgroupfile ${people.slice(10).join(",")} a.txt aGFsbG8=`))["code"], "quota");
  const { files } = await maya.ask("files limit 50");
  assertEquals(files.map(({ to }: AnyReply) => to).sort(), people.slice(0, 10));
});

Deno.test("a day of a year that no class sees is none, and holds up nobody", async () => {
  await using server = await startServer();
  using guru = await logIn(server, "guru");
  for (const day of ["9999-12-31", "0000-01-01", "1969-12-31"]) {
    const { code, message } = await guru.ask(`attendance from ${day} to ${day}`);
    assertEquals([code, message], ["wrong_parameters", `${day} is no day: they are written 2026-11-27`]);
  }
  assertEquals((await guru.ask("attendance from 9998-12-31 to 9998-12-31"))["rows"], []);
});

Deno.test("an announcement that was not kept is told to nobody, also not to who logs in later", async () => {
  let isFull = true;
  await using server = await startWrapped({
    wrapStore: (store) =>
      override(
        store,
        "control",
        override(store.control, "addAct", async (act) => {
          if (!isFull) return await store.control.addAct(act);
          isFull = false;
          throw new ChatError("Cannot store what was done: the disk is full", { code: "store_failed" });
        }),
      ),
  });
  using guru = await logIn(server, "guru");
  assertEquals((await guru.ask("announce once"))["code"], "store_failed");
  assertEquals((await guru.ask("announce twice"))["status"], "OK");
  using maya = await logIn(server, "maya");
  assertEquals(texts(await maya.ask("inbox")), { guru: ["(to all) twice"] });
});

Deno.test("whose password is being hashed when a teacher closes or locks the class gets in no more, and makes no group", async () => {
  const gates = new Map([["late", new Gate()], ["geheim", new Gate()]]);
  const registration = new Registration({ mode: "open" });
  await using server = await startWrapped({
    registration,
    wrapPasswords: (passwords) =>
      override(passwords, "hash", async (password) => {
        await gates.get(password)?.pass();
        return await passwords.hash(password);
      }),
  });
  using guru = await logIn(server, "guru");
  using maya = await logIn(server, "maya");
  using peer = await server.connect();
  await peer.send("register budi late\r\n");
  await gates.get("late")!.entered;
  await guru.ask("close");
  gates.get("late")!.open();
  assertEquals(JSON.parse(await peer.receive())["code"], "closed");
  const making = maya.ask("addgroup geng geheim");
  await gates.get("geheim")!.entered;
  await guru.ask("lock");
  gates.get("geheim")!.open();
  assertEquals((await making)["code"], "locked");
  assertEquals((await guru.ask("getgroups"))["all"], []);
  assertEquals((await server.admin.list()).some(({ name }) => name === "budi"), false);
});

Deno.test("no file counts as sent whose key is that of a text, or that was removed", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ files: `${directory.path}/files` });
  using maya = await logIn(server, "maya");
  using guru = await logIn(server, "guru");
  const empty = "0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a.txt";
  const [text, file] = [crypto.randomUUID(), crypto.randomUUID()];
  await maya.ask(`post ${text} izza hello`);
  assertEquals((await maya.ask(`put ${text} izza ${empty}`))["code"], "no_file");
  const { message, id } = await maya.ask(`put ${file} izza ${empty}`);
  assertEquals(message, "File Sent");
  assertEquals((await maya.ask(`put ${file} izza ${empty}`))["id"], id);
  await guru.ask(`remove ${id}`);
  assertEquals((await maya.ask(`put ${file} izza ${empty}`))["code"], "no_file");
});
