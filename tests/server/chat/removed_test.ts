/**
 * What remains of an account that was removed: its conversations, for those who were part of them and for nobody else.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Gate, override, startWrapped } from "../../support/wrapped_server.ts";
import {
  addUser,
  type AnyReply,
  PASSWORD,
  startServer,
  temporaryDirectory,
  type TestServer,
  texts,
} from "../../support/helpers.ts";
import { goLive } from "../../support/live_peer.ts";

const NOT_FOUND = { status: "ERROR", message: "User is not found", code: "no_user" };

/** A server with an account that is removed, and added again, as by `ngobrol-server user`. */
async function startScene(directory: string) {
  const server = await startServer({ file: `${directory}/chat.sqlite` });
  return {
    server,
    add: (name: string) => addUser(server, name, `${name} F`),
    remove: (name: string) => server.admin.remove(name),
  };
}

/** What a page says: its texts, and its other keys. */
function page({ messages, ...others }: AnyReply): unknown {
  return { ...others, texts: (messages as { msg: string }[] | undefined)?.map(({ msg }) => msg) };
}

async function sendAll(server: TestServer, from: string, to: string, ...texts: string[]): Promise<void> {
  using peer = await server.connect();
  const token = await peer.logIn(from);
  for (const text of texts) assertEquals((await peer.ask(`send ${token} ${to} ${text}`))["status"], "OK");
}

Deno.test("the history with somebody who was removed stays with who was part of it, page by page", async () => {
  using directory = temporaryDirectory();
  const { server, add, remove } = await startScene(directory.path);
  await using _closing = server;
  await add("Budi");
  await sendAll(server, "maya", "budi", "one", "two");
  await sendAll(server, "budi", "maya", "three");
  await remove("budi");
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  const whole = await maya.ask(`history ${token} budi`);
  assertEquals(page(whole), { status: "OK", more: false, gone: true, texts: ["one", "two", "three"] });
  const newest = await maya.ask(`history ${token} BUDI limit 1`);
  assertEquals(page(newest), { status: "OK", more: true, gone: true, texts: ["three"] });
  const [one, , three] = whole["messages"];
  const before = await maya.ask(`history ${token} budi before ${three.id} limit 9`);
  assertEquals(page(before), { status: "OK", more: false, gone: true, texts: ["one", "two"] });
  const none = await maya.ask(`history ${token} budi before ${one.id}`);
  assertEquals(page(none), { status: "OK", more: false, gone: true, texts: [] });
});

Deno.test("nobody else learns that there was such an account", async () => {
  using directory = temporaryDirectory();
  const { server, add, remove } = await startScene(directory.path);
  await using _closing = server;
  await add("budi");
  await sendAll(server, "maya", "budi", "for maya and budi alone");
  await remove("budi");
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  for (const name of ["budi", "nobody", "bud%", "%"]) {
    assertEquals(await izza.ask(`history ${token} ${name}`), NOT_FOUND);
    assertEquals(await izza.ask(`send ${token} ${name} hi`), NOT_FOUND);
  }
  using maya = await server.connect();
  const mayas = await maya.logIn("maya");
  assertEquals(await maya.ask(`send ${mayas} budi hi`), NOT_FOUND);
});

Deno.test("who has the name now is meant, and after them the last one whom the user knew", async () => {
  using directory = temporaryDirectory();
  const { server, add, remove } = await startScene(directory.path);
  await using _closing = server;
  await add("budi");
  await sendAll(server, "maya", "budi", "to the first");
  await remove("budi");
  await add("budi");
  await sendAll(server, "izza", "budi", "to the second");
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  const ask = async () => page(await maya.ask(`history ${token} budi`));
  assertEquals(await ask(), { status: "OK", more: false, texts: [] });
  await remove("budi");
  assertEquals(await ask(), { status: "OK", more: false, gone: true, texts: ["to the first"] });
  await add("budi");
  await sendAll(server, "maya", "budi", "to the third");
  await remove("budi");
  assertEquals(await ask(), { status: "OK", more: false, gone: true, texts: ["to the third"] });
  using izza = await server.connect();
  assertEquals(page(await izza.ask(`history ${await izza.logIn("izza")} budi`)), {
    ...{ status: "OK", more: false, gone: true },
    texts: ["to the second"],
  });
});

Deno.test("what somebody wrote before they were removed is in the inbox, and comes live", async () => {
  using directory = temporaryDirectory();
  const { server, add, remove } = await startScene(directory.path);
  await using _closing = server;
  await add("budi");
  await sendAll(server, "budi", "maya", "goodbye");
  await remove("budi");
  {
    using maya = await goLive(server, "maya");
    const { from, msg_from, msg, id } = await maya.event("message");
    assertEquals([from, msg_from, msg], ["budi", "budi F", "goodbye"]);
    assertEquals(texts(await maya.ask(`inbox ${maya.token}`)), { budi: ["goodbye"] });
    assertEquals((await maya.ask(`ack ${maya.token} ${id}`))["status"], "OK");
    assertEquals(texts(await maya.ask(`inbox ${maya.token}`)), {});
    const [kept] = (await maya.ask(`history ${maya.token} budi`))["messages"];
    assertEquals([kept.msg, "read" in kept], ["goodbye", true]);
  }
});

for (const change of ["setPassword", "remove"] as const) {
  Deno.test(`L1: a login that is being stored when the operator calls ${change} is none`, async () => {
    const gate = new Gate();
    await using server = await startWrapped({
      wrapStore: (store) =>
        override(store, "addLogin", async (...login) => {
          await gate.pass();
          await store.addLogin(...login);
        }),
    });
    using peer = await server.connect();
    await peer.send(`auth izza ${PASSWORD}\r\n`);
    await gate.entered;
    await (change === "remove" ? server.admin.remove("izza") : server.admin.setPassword("izza", "another hash"));
    gate.open();
    assertEquals(JSON.parse(await peer.receive()), {
      status: "ERROR",
      message: "Wrong password",
      code: "wrong_password",
    });
    assertEquals((await peer.ask("list"))["message"], "Cannot find the information");
  });
}
