/**
 * The inbox of one account at two servers, as programs: whatever becomes of an answer with it, nothing is lost, and nothing is read
 * that was not received. `tests/server/two_servers_test.ts` has the same account at both without end.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type ClusterServer, startServers } from "../support/cluster.ts";
import { type Peer, texts } from "../support/helpers.ts";
import { until } from "../support/patience.ts";
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
  const areRead = async (count: number) => {
    const { messages } = await maya.ask(`history ${token} izza limit ${count}`);
    return (messages as { read?: string }[]).every(({ read }) => read !== undefined);
  };
  return { url, one, two, send, areRead };
}

async function readInbox(peer: Peer, token: string): Promise<string[]> {
  return texts(await peer.ask(`inbox ${token}`))["maya"] ?? [];
}

/** Shows that what was received has arrived: a server believes it when a request comes later than a round trip. */
async function arrive(peer: Peer, token: string, isIt: () => Promise<boolean>): Promise<void> {
  await until(async () => (await peer.ask(`list ${token}`), await isIt()), "what was received is read");
}

postgresTest(
  "an inbox that is asked for at two servers all the time loses no message, and keeps their order",
  async () => {
    await using stack = new AsyncDisposableStack();
    const { one, two, send } = await startTwo(stack);
    const sent = Array.from({ length: 100 }, (_, index) => `${index}`);
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
      return got;
    });
    const all = await Promise.all(reading);
    await sending;
    const byNumber = (first: string, second: string) => Number(first) - Number(second);
    assertEquals([...new Set(all.flat())].sort(byNumber), sent);
    for (const got of all) assertEquals(got, [...new Set(got)].sort(byNumber));
  },
);

postgresTest(
  "an inbox whose reply is lost on the way is that of the next who asks, at another server, and is read only then",
  async () => {
    await using stack = new AsyncDisposableStack();
    const { one, two, send, areRead } = await startTwo(stack);
    for (const [first, second] of [[one, two], [two, one], [one, one]] as const) {
      const sent = ["1", "2", "3"];
      for (const text of sent) await send(text);
      const izza = await first.connect();
      const owned = await izza.logIn("izza");
      await izza.send(`inbox ${owned}\r\n`);
      await izza.readBytes(20);
      izza[Symbol.dispose](); // What was not read goes back as a reset.
      using again = await second.connect();
      assertEquals(await readInbox(again, owned), sent);
      assert(!await areRead(1));
      await arrive(again, owned, () => areRead(3));
      assertEquals(await readInbox(again, owned), []);
    }
  },
);

for (const [what, signal] of [["dies", "SIGKILL"], ["freezes", "SIGSTOP"]] as const) {
  postgresTest(
    `a server that ${what} when it has answered with an inbox keeps no other one from it for long, and loses nothing`,
    async () => {
      await using stack = new AsyncDisposableStack();
      const { url, one, two, send, areRead } = await startTwo(stack);
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
      await arrive(again, here, () => areRead(2));
      if (signal === "SIGKILL") return;
      two.process.kill("SIGCONT");
      await send("3");
      assertEquals(await readInbox(izza, owned), ["3"]);
    },
  );
}
