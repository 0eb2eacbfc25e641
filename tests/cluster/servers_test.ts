/**
 * Three servers, as programs, on a primary that waits for its standby: what is done at one of them holds at all.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { type ClusterServer, startPair, startServers } from "../support/cluster.ts";
import { type AnyReply, PASSWORD } from "../support/helpers.ts";
import type { LivePeer } from "../support/live_peer.ts";
import { until } from "../support/patience.ts";
import { postgresTest } from "../support/postgres.ts";

/** Three servers, with a teacher at the first and a student at each of the others. */
async function startThree(flags: readonly string[] = []) {
  await using started = new AsyncDisposableStack();
  const pair = started.use(await startPair());
  const [one, two, three] = await startServers(pair.url, 3, { stack: started, flags }) as [
    ClusterServer,
    ClusterServer,
    ClusterServer,
  ];
  const guru = started.use(await one.goLive("guru"));
  const izza = started.use(await two.goLive("izza"));
  const maya = started.use(await three.goLive("maya"));
  const all = started.move();
  return { ...pair, one, two, three, guru, izza, maya, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Asks until the reply is the one that must come. */
async function askUntil(peer: Pick<LivePeer, "ask">, request: string, isIt: (reply: AnyReply) => boolean) {
  let reply: AnyReply = {};
  await until(
    async () => isIt(reply = await peer.ask(request)),
    () => `${request} is answered: ${JSON.stringify(reply)}`,
  );
}

function seesOf({ ask, token }: LivePeer, name: string, isThere: boolean): Promise<void> {
  return askUntil({ ask }, `list ${token}`, ({ messages }) => messages.includes(name) === isThere);
}

/** The next message with a text. */
async function hears(peer: LivePeer, text: string): Promise<AnyReply> {
  for (;;) {
    const message = await peer.event("message");
    if (message["msg"] === text) return message;
  }
}

postgresTest(
  "three servers are one chat: who is there, messages once, receipts, groups and what a teacher does",
  async () => {
    await using servers = await startThree();
    const { three, guru, izza, maya } = servers;
    await seesOf(guru, "maya", true);
    await seesOf(maya, "izza", true);
    const key = crypto.randomUUID();
    const { id } = await izza.ask(`post ${izza.token} ${key} maya apa kabar?`);
    using again = await three.connect();
    assertEquals((await again.ask(`post ${izza.token} ${key} maya apa kabar?`))["id"], id);
    assertEquals((await maya.event("message"))["id"], id);
    await maya.ask(`ack ${maya.token} ${id}`);
    while ((await izza.event("receipt"))["receipt"] !== "read");
    await izza.ask(`addgroup ${izza.token} belajar`);
    await askUntil(maya, `joingroup ${maya.token} belajar`, ({ status }) => status === "OK");
    await maya.ask(`sendgroup ${maya.token} belajar hai`);
    assertEquals((await hears(izza, "hai"))["to"], "#belajar");
    await guru.ask(`announce ${guru.token} ujian`);
    for (const peer of [izza, maya]) await hears(peer, "(to all) ujian");
    for (
      const [begin, end, code] of [["lock", "unlock", "locked"], ["mute", "unmute", "muted"]] as const
    ) {
      const whom = begin === "mute" ? " izza" : "";
      await guru.ask(`${begin} ${guru.token}${whom}`);
      await askUntil(izza, `send ${izza.token} maya x`, (reply) => reply["code"] === code);
      await guru.ask(`${end} ${guru.token}${whom}`);
      await askUntil(izza, `send ${izza.token} maya x`, ({ status }) => status === "OK");
    }
    await guru.ask(`kick ${guru.token} maya`);
    assertEquals(String((await maya.event("notice"))["message"]).startsWith("guru has ended your connections"), true);
    assertEquals((await again.ask(`inbox ${maya.token}`))["code"], "no_login");
  },
);

postgresTest("a login, its end and a new password hold at all servers", async () => {
  await using stack = new AsyncDisposableStack();
  const pair = stack.use(await startPair());
  const [one, two] = await startServers(pair.url, 2, { stack, flags: ["--register", "open"] }) as [
    ClusterServer,
    ClusterServer,
  ];
  const [here, there] = [stack.use(await one.connect()), stack.use(await two.connect())];
  assertEquals((await here.ask(`register budi ${PASSWORD} Budi`))["status"], "OK");
  const [first, second] = [await here.logIn("budi"), await there.logIn("budi")];
  for (const token of [first, second]) {
    for (const peer of [here, there]) assertEquals((await peer.ask(`inbox ${token}`))["status"], "OK");
  }
  assertEquals((await here.ask(`passwd ${first} ${PASSWORD} rahasia123`))["status"], "OK");
  await askUntil(there, `inbox ${second}`, ({ code }) => code === "no_login");
  assertEquals((await there.ask(`auth budi ${PASSWORD}`))["status"], "ERROR");
  const { tokenid } = await there.ask("auth budi rahasia123");
  assertEquals((await here.ask(`inbox ${tokenid}`))["status"], "OK");
  await there.ask(`logout ${tokenid}`);
  await askUntil(here, `inbox ${tokenid}`, ({ code }) => code === "no_login");
});

postgresTest(
  "a server that freezes or dies takes with it who was there, and one that goes on brings them back",
  async () => {
    await using servers = await startThree();
    const { three, izza, maya } = servers;
    await seesOf(izza, "maya", true);
    three.process.kill("SIGSTOP");
    await seesOf(izza, "maya", false);
    await izza.ask(`send ${izza.token} maya meanwhile`);
    three.process.kill("SIGCONT");
    await seesOf(izza, "maya", true);
    await hears(maya, "meanwhile"); // The connection has survived it.
    three.process.kill("SIGKILL");
    await seesOf(izza, "maya", false);
  },
);

postgresTest(
  "all go on when the primary dies and its standby is promoted: each message once, to who is live",
  async () => {
    await using servers = await startThree(["--store-unsafe"]);
    const { primary, standby, izza, maya } = servers;
    await izza.ask(`send ${izza.token} maya before`);
    await primary.kill();
    const sent = izza.ask(`send ${izza.token} maya after`);
    await standby.promote();
    assertEquals((await sent)["status"], "OK");
    assertEquals(await maya.texts(2), ["before", "after"]);
    await seesOf(maya, "izza", true); // Who is there stood in tables that are empty after a fail-over.
    await seesOf(izza, "guru", true);
  },
);

postgresTest(
  "a server tells which host is the primary, how far it has heard of the others, and what is in doubt",
  async () => {
    await using stack = new AsyncDisposableStack();
    const pair = stack.use(await startPair());
    const [server] = await startServers(pair.url, 1, { stack, flags: ["--metrics", "0", "--drain", "60"] });
    const { banner, process } = server!;
    const url = /http:\S+(?=\/metrics)/.exec(banner)![0];
    const ask = async (path: string) => await (await fetch(`${url}${path}`)).text();
    const lagOf = async () => Number(/^lag: (\d+) ms$/m.exec(await ask("/healthz"))?.[1]);
    const healthy = new RegExp(`^ok\nprimary: 127.0.0.1:${pair.primary.port}\nlag: \\d+ ms\nbatches in doubt: 0\n$`);
    assertMatch(await ask("/health"), healthy);
    const izza = stack.use(await server!.goLive("izza"));
    assertMatch(await ask("/metrics"), /^ngobrol_database_batches_in_doubt 0$/m);
    assertMatch(
      await ask("/metrics"),
      new RegExp(`^ngobrol_database_primary{host="127.0.0.1:${pair.primary.port}"} 1$`, "m"),
    );
    await pair.primary.kill();
    const sent = izza.ask(`send ${izza.token} izza x`);
    await until(async () => (await ask("/health")).includes("batches in doubt: 1"), "a batch is in doubt");
    await until(async () => await lagOf() > 500, "nothing is heard of the others");
    await pair.primary.start();
    assertEquals((await sent)["status"], "OK");
    await until(async () => healthy.test(await ask("/health")), "all is well again");
    pair.standby.signal("SIGSTOP");
    const late = izza.ask(`send ${izza.token} izza y`);
    const waits = "nothing can be stored now: the database waits for a standby";
    await until(async () => (await ask("/health")).includes(waits), "it tells what sends wait for");
    assertMatch(await ask("/metrics"), /^ngobrol_database_waited_seconds [\d.]*[1-9]/m);
    pair.standby.signal("SIGCONT");
    assertEquals((await late)["status"], "OK");
    await until(async () => healthy.test(await ask("/health")), "all is well once more");
    process.kill("SIGTERM");
    await until(async () => (await ask("/health")).startsWith("The server stops"), "it says that it stops");
  },
);
