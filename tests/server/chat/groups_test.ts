/**
 * Groups over the wire: the forms of the family and those of new clients, who may do what, and what members get.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import {
  addUser,
  type AnyReply,
  PASSWORD,
  type Peer,
  startServer,
  type TestServer,
  texts,
} from "../../support/helpers.ts";

/** A peer that is logged in: asks with its token in the place of `T`. */
interface User extends Disposable {
  readonly token: string;
  ask(request: string): Promise<AnyReply>;
  /** The same; tells of the code of an error, or of the message. */
  try(request: string): Promise<string>;
}

async function logIn(server: TestServer, name: string): Promise<User> {
  const peer: Peer = await server.connect();
  const token = await peer.logIn(name);
  const ask = (request: string) => peer.ask(request.replace(/ T( |$)/, ` ${token}$1`));
  return {
    token,
    ask,
    async try(request) {
      const { code, message } = await ask(request);
      return code ?? message;
    },
    [Symbol.dispose]: () => peer[Symbol.dispose](),
  };
}

Deno.test("the forms of the family, each under all of its names, do what its clients read", async () => {
  await using server = await startServer();
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  for (
    const [index, [add, join, send, inbox, leave, list]] of [
      ["addgroup", "joingroup", "sendgroup", "inboxgroup", "leavegroup", "getgroups"],
      ["creategroup", "join_group", "send_group", "inbox_group", "leave_group", "list_group"],
      ["create_group", "joingroup", "group", "inboxgroup", "exitgroup", "listgroup"],
    ].entries()
  ) {
    const name = `kelas${index}`;
    assertEquals((await maya.ask(`${add} T ${name} `))["message"], `Group ${name} added`);
    assertEquals((await izza.ask(`${join} T ${name} `))["message"], `Joined group ${name}`);
    assertEquals(await maya.ask(`${send} T ${name}  hallo semua `), { status: "OK", message: "Message Sent" });
    assertEquals(await izza.try(`${send} T ${name}  pagi `), "Message Sent");
    assertEquals(await izza.try(`${send} T ${name} siang `), "Message Sent");
    for (const user of [maya, izza, izza]) { // It is not used up.
      const { messages } = await user.ask(`${inbox} T ${name}`);
      const entries = Object.entries(messages as Record<string, AnyReply[]>);
      assertEquals(entries.map(([from, list]) => [from, ...list.map(({ msg }) => msg)]), [
        ["izza", "siang", "pagi"],
        ["maya", "hallo semua"],
      ]);
      const { msg_from, msg_ufrom, msg_to } = entries[0]![1][0]!;
      assertEquals([msg_from, msg_ufrom, msg_to], ["Rahmadani Izzatul", "izza", name]);
    }
    for (const request of [`${list} T`, `${list} {} `, `${list}`]) {
      assertEquals((await izza.ask(request))["groups"], [name]);
    }
    assertEquals(await izza.try(`${leave} T ${name}`), `Left group ${name}`);
    assertEquals(await izza.try(`${send} T ${name} x`), "not_a_member");
    assertEquals(await izza.try(`${inbox} T ${name}`), "not_a_member");
  }
  assertEquals(await maya.try("addgroup T KELAS0"), "name_taken");
  assertEquals(await maya.try("addgroup T a,b"), "wrong_parameters");
  assertEquals(await maya.try("joingroup T kelas0"), "not_allowed");
  assertEquals(await maya.try("joingroup T nowhere"), "no_group");
});

Deno.test("sendgroup means users if there is a comma, else a group, else a user; and is sent to all of them or to none", async () => {
  await using server = await startServer();
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  using nania = await logIn(server, "nania");
  assertEquals(await maya.try("addgroup T siti"), "Group siti added");
  await addUser(server, "siti"); // Her name means the group all the same.
  assertEquals(await maya.try("sendgroup T izza,nania,IZZA  hi "), "Message Sent");
  assertEquals(await maya.try("sendgroup T izza,nobody x"), "no_user");
  assertEquals(await maya.try("sendgroup T , x"), "wrong_parameters");
  assertEquals(await maya.try("sendgroup T izza y"), "Message Sent");
  assertEquals(await maya.try("sendgroup T siti z"), "Message Sent");
  assertEquals(await maya.try("sendgroup T nobody z"), "no_group");
  assertEquals(texts(await izza.ask("inbox T")), { maya: ["hi", "y"] });
  assertEquals(texts(await nania.ask("inbox T")), { maya: ["hi"] });
  using siti = await logIn(server, "siti");
  assertEquals(texts(await siti.ask("inbox T")), {});
});

Deno.test("#GROUP stands where a user stands: send, post, history, inbox and ack know no other way", async () => {
  await using server = await startServer();
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  await maya.ask("addgroup T Kelas");
  await izza.ask("joingroup T #kelas");
  assertEquals(await maya.try("send T #KELAS  one "), "Message Sent");
  const key = crypto.randomUUID();
  const [posted, again] = [await maya.ask(`post T ${key} #kelas   two`), await maya.ask(`post T ${key} #kelas   two`)];
  assertEquals(posted["id"], again["id"]);
  assertEquals(await maya.try("send T izza three"), "Message Sent");
  const page = await izza.ask("history T #kelas limit 1");
  const { from, to, msg_to, msg } = page["messages"][0];
  assertEquals([from, to, msg_to, msg, page["more"]], ["maya", "#Kelas", "Kelas", "  two", true]);
  await izza.ask(`ack T ${posted["id"]}`);
  await maya.ask("send T #kelas four");
  const inbox = await izza.ask("inbox T");
  assertEquals(texts(inbox), { maya: ["three", "four"] }); // By sender, whatever they wrote to.
  assertEquals(inbox["messages"]["maya"].map(({ msg_to }: AnyReply) => msg_to), ["Rahmadani Izzatul", "Kelas"]);
  for (const request of ["send T #kelas x", "history T #kelas", `post T ${key.replace(/^./, "0")} #kelas x`]) {
    using nania = await logIn(server, "nania");
    assertEquals(await nania.try(request), "not_a_member", request);
    assertEquals(await nania.try(request.replace("#kelas", "#nowhere")), "no_group", request);
  }
});

Deno.test("a group may have a password, which is bounded as those of accounts are, or take those who are invited", async () => {
  await using server = await startServer({ teachers: ["ibu"] });
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  using nania = await logIn(server, "nania");
  await maya.ask("addgroup T kelas rahasia");
  assertEquals(await izza.try("joingroup T kelas"), "wrong_password");
  for (let count = 0; count < 5; count++) assertEquals(await izza.try("joingroup T kelas salah"), "wrong_password");
  assertEquals(await izza.try("joingroup T kelas rahasia"), "too_many_attempts");
  assertEquals(await nania.try("joingroup T kelas rahasia"), "Joined group kelas");
  assertEquals(await nania.try("invitegroup T kelas izza"), "not_allowed");
  assertEquals(await maya.try("invitegroup T kelas izza"), "izza is a member of kelas");
  await maya.ask("addgroup T open");
  assertEquals(await izza.try("invitegroup T open nania"), "not_a_member");
  await izza.ask("joingroup T open");
  assertEquals(await izza.try("invitegroup T open nania"), "nania is a member of open");
  assertEquals(await izza.try("setgroup T open entry invited"), "not_allowed");
  assertEquals(await maya.try("setgroup T open entry maybe"), "wrong_parameters");
  assertEquals(await maya.try("setgroup T open entry invited"), "Group open changed");
  using guru = await logIn(server, "ibu");
  assertEquals(await guru.try("joingroup T open"), "Joined group open");
  const others = await logIn(server, "izza");
  assertEquals((await others.ask("getgroups T"))["all"].map(({ group }: AnyReply) => group), ["kelas", "open"]);
  assertEquals(await others.try("leavegroup T open"), "Left group open");
  assertEquals((await others.ask("getgroups T"))["groups"], ["kelas"]);
  assertEquals((await others.ask("getgroups T"))["all"].map(({ group }: AnyReply) => group), ["kelas"]);
  assertEquals(await others.try("joingroup T open"), "not_allowed");
  others[Symbol.dispose]();
  const stored = await server.store.groups.list();
  assert(stored[0]!.passwordHash!.startsWith("$argon2id$") && !JSON.stringify(stored).includes("rahasia"));
  assert(!server.log.join("\n").includes("rahasia") && !server.log.join("\n").includes(PASSWORD));
});

Deno.test("who was removed comes back by an invitation, who has left by himself; a group ends with its last member", async () => {
  await using server = await startServer({ teachers: ["ibu"] });
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  using guru = await logIn(server, "ibu");
  await maya.ask("addgroup T kelas");
  await izza.ask("joingroup T kelas");
  assertEquals(await izza.try("removemember T kelas maya"), "not_allowed");
  await maya.ask("send T #kelas unread");
  assertEquals(await guru.try("removemember T kelas izza"), "izza is no member of kelas");
  assertEquals([await izza.try("joingroup T kelas"), await izza.try("members T kelas")], [
    "not_allowed",
    "not_a_member",
  ]);
  assertEquals(texts(await izza.ask("inbox T")), {});
  assertEquals(await maya.try("invitegroup T kelas izza"), "izza is a member of kelas");
  assertEquals(await izza.try("leavegroup T kelas"), "Left group kelas");
  assertEquals(await maya.try("invitegroup T kelas izza"), "not_allowed");
  assertEquals(await izza.try("joingroup T kelas"), "Joined group kelas");
  assertEquals(await izza.ask("members T kelas"), {
    status: "OK",
    message: "kelas has 2 members",
    group: "kelas",
    maker: "maya",
    members: ["izza", "maya"],
  });
  await maya.ask("leavegroup T kelas");
  await izza.ask("leavegroup T kelas");
  assertEquals((await guru.ask("getgroups T"))["all"], []);
  assertEquals(await guru.try("addgroup T kelas"), "Group kelas added");
});

Deno.test("a late member sees what came after it; or all, if the group says so; a group can be renamed", async () => {
  await using server = await startServer();
  using maya = await logIn(server, "maya");
  using izza = await logIn(server, "izza");
  await maya.ask("addgroup T kelas");
  await maya.ask("send T #kelas before");
  await izza.ask("joingroup T kelas");
  await maya.ask("send T #kelas behind");
  const page = async (user: User, name: string) =>
    (await user.ask(`history T #${name}`))["messages"].map(({ msg }: AnyReply) => msg);
  assertEquals(await page(izza, "kelas"), ["behind"]);
  assertEquals(await maya.try("setgroup T kelas rename baru history all"), "Group baru changed");
  assertEquals(await page(izza, "baru"), ["before", "behind"]);
  assertEquals(texts(await izza.ask("inbox T")), { maya: ["behind"] });
  assertEquals(await izza.try("history T #kelas"), "no_group");
  await maya.ask("addgroup T kelas");
  assertEquals(await maya.try("setgroup T kelas rename #BARU"), "name_taken");
});

Deno.test("there are so many groups, and so many members of one", async () => {
  const limits = { groupLimits: { groups: 3, members: 2 } };
  await using server = await startServer({ limits });
  using maya = await logIn(server, "maya");
  const [izza, nania] = [await logIn(server, "izza"), await logIn(server, "nania")];
  using _both = new DisposableStack();
  _both.use(izza);
  _both.use(nania);
  for (const name of ["a", "b"]) assertEquals(await maya.try(`addgroup T ${name}`), `Group ${name} added`);
  const last = await Promise.all([izza, nania].map((user, index) => user.try(`addgroup T c${index}`)));
  assertEquals(last.map((answer) => answer === "group_full").sort(), [false, true]);
  const joined = await Promise.all([izza, nania].map((user) => user.try("joingroup T a")));
  assertEquals(joined.sort(), ["Joined group a", "group_full"]);
  assertEquals(await maya.try("sendgroup T izza,nania,maya x"), "wrong_parameters");
});

Deno.test("groups, their members and how far each has read are there after a restart", async () => {
  const file = await Deno.makeTempFile();
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => Deno.remove(file));
  let id: string;
  {
    await using server = await startServer({ file });
    using maya = await logIn(server, "maya");
    using izza = await logIn(server, "izza");
    await maya.ask("addgroup T kelas rahasia");
    await izza.ask("joingroup T kelas rahasia");
    for (const text of ["1", "2"]) await maya.ask(`send T #kelas ${text}`);
    id = (await izza.ask("history T #kelas"))["messages"][0].id;
    await izza.ask(`ack T ${id}`);
  }
  await using server = await startServer({ file });
  using izza = await logIn(server, "izza");
  using maya = await logIn(server, "maya");
  assertEquals(texts(await izza.ask("inbox T")), { maya: ["2"] });
  await maya.ask("send T #kelas 3");
  assertEquals((await maya.ask(`receipts T ${id}`))["read"], ["izza"]);
  assertEquals((await izza.ask("history T #kelas"))["messages"].length, 3);
});
