/**
 * The inbox of one account at two servers, as programs: one of them answers with it at a time, whatever becomes of the answer.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type ClusterServer, startServers } from "../support/cluster.ts";
import { type Peer, texts } from "../support/helpers.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** Two servers, and whoever sends. */
async function startTwo(stack: AsyncDisposableStack) {
  const url = await postgres!.newDatabase();
  const flags = ["--store-unsafe"];
  const [one, two] = await startServers(url, 2, { stack, flags }) as [ClusterServer, ClusterServer];
  const maya = stack.use(await one.connect());
  const token = await maya.logIn("maya");
  const send = async (text: string) =>
    assertEquals((await maya.ask(`send ${token} izza ${text}`))["message"], "Message Sent");
  return { url, one, two, maya, token, send };
}

async function readInbox(peer: Peer, token: string): Promise<string[]> {
  return texts(await peer.ask(`inbox ${token}`))["maya"] ?? [];
}

const byNumber = (one: string, other: string) => Number(one) - Number(other);

postgresTest(
  "an inbox that is asked for at two servers all the time has each message once, at one of them, in order",
  async () => {
    await using stack = new AsyncDisposableStack();
    const { one, two, send } = await startTwo(stack);
    const sent = Array.from({ length: 200 }, (_, index) => `${index}`);
    let isOver = false;
    const sending = (async () => {
      for (const text of sent) await send(text);
    })().finally(() => isOver = true);
    const reading = [one, two].map(async (server) => {
      const got: string[] = [];
      const izza = stack.use(await server.connect());
      const token = await izza.logIn("izza");
      for (let isLast = false; !isLast;) {
        isLast = isOver;
        got.push(...await readInbox(izza, token));
      }
      await izza.ask(`list ${token}`); // So the last one has arrived.
      return got;
    });
    const all = await Promise.all(reading);
    await sending;
    assertEquals(all.flat().sort(byNumber), sent);
    for (const got of all) assertEquals(got, got.toSorted(byNumber));
  },
);

postgresTest(
  "an inbox whose reply is lost on the way is that of the next who asks, at another server, and is read only then",
  async () => {
    await using stack = new AsyncDisposableStack();
    const { one, two, maya, token, send } = await startTwo(stack);
    const areRead = async () => {
      const { messages } = await maya.ask(`history ${token} izza limit 3`);
      return messages.map(({ read }: { read?: string }) => read !== undefined);
    };
    for (const [first, second] of [[one, two], [two, one], [one, one]] as const) {
      const sent = ["1", "2", "3"];
      for (const text of sent) await send(text);
      const izza = await first.connect();
      const owned = await izza.logIn("izza");
      await izza.send(`inbox ${owned}\r\n`);
      await izza.readBytes(20);
      izza[Symbol.dispose](); // What was not read goes back as a reset.
      using again = await second.connect();
      const other = await again.logIn("izza");
      assertEquals(await readInbox(again, other), sent);
      assertEquals(await areRead(), [false, false, false]);
      assertEquals(await readInbox(again, other), []); // The first one has arrived, if this was asked for.
      assertEquals(await areRead(), [true, true, true]);
    }
  },
);

for (const [what, signal] of [["dies", "SIGKILL"], ["freezes", "SIGSTOP"]] as const) {
  postgresTest(
    `a server that ${what} when it has answered with an inbox keeps no other one from it for long, and loses nothing`,
    async () => {
      await using stack = new AsyncDisposableStack();
      const { url, one, two, send } = await startTwo(stack);
      await send("1");
      using izza = await two.connect();
      const owned = await izza.logIn("izza");
      assertEquals(await readInbox(izza, owned), ["1"]);
      two.process.kill(signal);
      const left = "SELECT count(*) FROM inboxes WHERE until > clock_timestamp() + interval '3 seconds'";
      assertEquals((await postgres!.sql(left, url.replace(/.*\//, ""))).trim(), "0");
      await send("2");
      using again = await one.connect();
      const here = await again.logIn("izza");
      assertEquals(await readInbox(again, here), ["1", "2"]); // It is not known whether the first has arrived.
      assertEquals(await readInbox(again, here), []);
      if (signal === "SIGKILL") return;
      two.process.kill("SIGCONT");
      await send("3");
      assertEquals(await readInbox(izza, owned), ["3"]);
    },
  );
}
