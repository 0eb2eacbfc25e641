/**
 * Live, with the real programs: clients at real terminals, a server that is killed, readers that do not read.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  clientProgram,
  connect,
  PASSWORD,
  type Peer,
  serverProgram,
  startProcess,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { goLive } from "../support/live_peer.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";
import { until } from "../support/patience.ts";

/** A server as a process, in a directory that is kept as long as the test. */
interface Scene extends AsyncDisposable {
  readonly directory: string;
  readonly port: number;
  connect(): Promise<Peer>;
  /** A client at a terminal, logged in. */
  client(user: string, ...flags: string[]): Promise<Pane>;
  /** Ends the server at once, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again, on the same port. */
  restart(): Promise<void>;
  /** KiB of the server's memory that are in RAM. */
  residentKib(): number;
}

async function startScene(...flags: string[]): Promise<Scene> {
  const directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  const start = (port: number) =>
    startProcess(serverProgram(), ["--port", `${port}`, "--log", "quiet", "--data", data, ...flags]);
  let server = await start(0);
  const { port } = server;
  return {
    directory: directory.path,
    port,
    connect: () => connect(port),
    async client(user, ...flags) {
      const program = [...clientProgram(), "--port", `${port}`, "--user", user, ...flags];
      const pane = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD } });
      await pane.see(`username ${user} logged in`);
      if (!flags.includes("--plain")) await pane.see(`Command ${user}:`);
      return pane;
    },
    kill: async () => await server[Symbol.asyncDispose](),
    async restart() {
      server = await start(port);
    },
    residentKib: () =>
      Number(/^VmRSS:\s*(\d+)/m.exec(Deno.readTextFileSync(`/proc/${server.process.pid}/status`))?.[1]),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

/** The numbers that `all` shows behind `word`, in its order. */
function numbers(all: string, word: string): number[] {
  return Array.from(all.matchAll(new RegExp(`${word}(\\d+)`, "g")), ([, number]) => Number(number));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const options = { ignore: !await hasTmux() };

Deno.test(
  "50 messages arrive while a draft of 200 characters is edited, which stays as it was typed",
  options,
  async () => {
    await using scene = await startScene();
    await using pane = await scene.client("maya");
    using izza = await goLive(scene, "izza");
    const draft = Array.from({ length: 200 }, (_, index) => "abcdefghij"[index % 10]).join("");
    await pane.type(`send izza ${draft}`);
    await pane.press(..."x".repeat(100).split("").map(() => "Left"));
    let edited = "";
    for (let count = 0; count < 50; count++) {
      await izza.ask(`post ${izza.token} ${crypto.randomUUID()} maya arrived${count}.`);
      await pane.type(`${count % 10}x`);
      await pane.press("BSpace");
      edited += count % 10;
    }
    await pane.see("arrived49.");
    await pane.press("Enter");
    assertEquals(await izza.texts(1), [draft.slice(0, 100) + edited + draft.slice(100)]);
    assertEquals(numbers(await pane.all(), "arrived"), range(50));
  },
);

Deno.test(
  "a server that is killed while a person writes is found again, and each line arrives exactly once",
  options,
  async () => {
    await using scene = await startScene();
    await using pane = await scene.client("maya");
    const token = await logInAs(scene, "izza");
    const count = 24;
    for (const index of range(count)) {
      if (index % 8 === 3) await scene.kill();
      await enter(pane, `send izza line${index}.`);
      if (index % 8 !== 6) continue;
      await pane.see("trying again");
      await pane.type("a draft");
      await scene.restart();
      await pane.see("Connected again");
      await pane.see("Command maya: a draft");
      await pane.press("C-u", "C-l"); // An empty screen: what is seen next is of the next round.
    }
    await enter(pane, "send izza the last");
    await pane.see("the last");
    using izza = await scene.connect();
    let inbox: string[] = [];
    await until(async () => {
      inbox = (await history(izza, token, "maya")).map(({ msg }) => msg);
      return inbox.includes("the last");
    }, "the server has the last message");
    assertEquals(inbox, [...range(count).map((index) => `line${index}.`), "the last"]);
  },
);

async function logInAs(scene: Scene, name: string): Promise<string> {
  using peer = await scene.connect();
  return await peer.logIn(name);
}

async function history(peer: Peer, token: string, other: string): Promise<{ msg: string }[]> {
  return (await peer.ask(`history ${token} ${other} limit 200`))["messages"];
}

Deno.test(
  "two clients of one user show each message once, and what one reads is read on the other",
  options,
  async () => {
    await using scene = await startScene();
    await using one = await scene.client("maya");
    await using other = await scene.client("maya");
    await using izza = await scene.client("izza");
    await enter(izza, "send maya number0.");
    await Promise.all([one.see("number0."), other.see("number0.")]);
    await izza.see("[read]");
    await enter(one, "send izza number1.");
    await Promise.all([other.see("number1."), izza.see("number1.")]);
    await enter(izza, "send maya number2.");
    for (const pane of [one, other]) {
      await pane.see("number2.");
      assertEquals(numbers((await pane.all()).replaceAll(/Command.*/g, ""), "number"), range(3));
    }
    await enter(other, "inbox");
    await other.see("No new messages");
  },
);

Deno.test("an old client and a new one are in one conversation", options, async () => {
  await using scene = await startScene();
  await using pane = await scene.client("maya");
  using old = await scene.connect();
  const token = await old.logIn("izza");
  assertEquals((await old.ask(`send ${token} maya from the old one`))["message"], "Message Sent");
  await pane.see("from the old one");
  await enter(pane, "send izza from the new one");
  await pane.see("from the new one [sent]");
  const inbox = await old.ask(`inbox ${token}`);
  assertEquals(texts(inbox), { maya: ["from the new one"] });
  // Each request is a proof of the inbox, unless this machine was so late before that it seems to come too soon.
  const isRead = async () => (await old.ask(`history ${token} maya limit 1`))["messages"][0]["read"] !== undefined;
  for (let attempt = 0; attempt < 100 && !await isRead();) attempt++;
  await pane.see("from the new one [read]");
  assertEquals(texts(await old.ask(`inbox ${token}`)), {});
});

Deno.test("--plain writes no escape byte, whatever comes, and each message on a line of its own", options, async () => {
  await using scene = await startScene();
  await using pane = await scene.client("maya", "--plain", "--color", "always");
  const file = `${scene.directory}/bytes`;
  await pane.record(file);
  using izza = await goLive(scene, "izza");
  for (const index of range(5)) await izza.ask(`send ${izza.token} maya plain${index}. é 你好`);
  await pane.see("plain4.");
  await enter(pane, "send izza an answer");
  assertEquals(await izza.texts(1), ["an answer"]);
  await izza.ask(`ack ${izza.token} ffffffff-ffff-7fff-bfff-ffffffffffff`);
  await pane.see("read");
  await enter(pane, "exit");
  await pane.see("code 0");
  await until(() => Deno.readTextFileSync(file).includes("code 0"));
  const bytes = await Deno.readFile(file);
  assertStringIncludes(new TextDecoder().decode(bytes), "plain4.");
  assert(!bytes.includes(0x1b));
});

Deno.test("a live reader that stops reading costs the server a bounded memory, and nobody a message", async () => {
  await using scene = await startScene("--rate", "off", "--max-unread", "0");
  using stuck = await goLive(scene, "izza");
  using sender = await scene.connect();
  const token = await sender.logIn("maya");
  using nania = await goLive(scene, "nania");
  const text = "x".repeat(60_000);
  const send = async (count: number) => {
    for (const index of range(count)) await sender.ask(`send ${token} izza ${index}:${text}`);
    await sender.ask(`send ${token} nania hallo`);
    assertEquals(await nania.texts(1), ["hallo"]);
  };
  await send(200); // More than the system's buffers hold.
  const before = scene.residentKib();
  await send(400);
  const grown = scene.residentKib() - before;
  assert(grown < 64 * 1024, `24 MB that nobody reads made the server ${grown} KiB larger`);
  using again = await goLive(scene, "izza", stuck.token);
  assertEquals((await again.texts(600)).map((text) => parseInt(text)), [...range(200), ...range(400)]);
});
