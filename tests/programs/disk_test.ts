/**
 * The real server on a disk that is full, that can only be read, and on a database that another program locks: it says so,
 * lives, lets everybody read, and goes on when it can.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import {
  connect,
  type Peer,
  run,
  type ServerProcess,
  serverProgram,
  startProcess,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { type Disk, mount, mountMemory, succeeds } from "../support/mount.ts";
import { exitCode } from "../support/patience.ts";

/** A file with ext4 in it, mounted so that its first error makes it read-only: then the kernel can be told to find one. */
async function mountExt4(image: string): Promise<Disk & { fail(): void } | undefined> {
  {
    using file = Deno.createSync(image);
    file.truncateSync(16 << 20);
  }
  const disk = await succeeds("mkfs.ext4", "-q", image) && await mount("-o", "loop,errors=remount-ro", image);
  if (!disk) return undefined;
  const mounts = Deno.readTextFileSync("/proc/mounts");
  const device = mounts.split("\n").find((line) => line.includes(` ${disk.path} `))!.split(" ")[0]!.split("/").at(-1);
  const trigger = `/sys/fs/ext4/${device}/trigger_fs_error`;
  return { ...disk, fail: () => Deno.writeTextFileSync(trigger, "1") };
}

async function check(open: () => Promise<AsyncDisposable | undefined>): Promise<boolean> {
  await using disk = await open();
  return disk !== undefined;
}

async function canMountExt4(): Promise<boolean> {
  using directory = temporaryDirectory();
  return await check(() => mountExt4(`${directory.path}/image`));
}

function testWhere(isPossible: boolean, needs: string, name: string, fn: () => Promise<void>): void {
  Deno.test({ name: isPossible ? name : `${name} (needs ${needs})`, ignore: !isPossible, fn });
}

/** Starts a server whose log goes to a file. */
function start(data: string, log = "/dev/null") {
  const logged: [string, ...string[]] = ["sh", "-c", 'log=$0; exec "$@" 2>>"$log"', log, ...serverProgram()];
  return startProcess(logged, ["--port", "0", "--data", data]);
}

/** Checks that a server does not start, and says why in one sentence. */
async function refuses(data: string): Promise<void> {
  const { code, out, err } = await run(["timeout", "120", ...serverProgram()], ["--port", "0", "--data", data]);
  assertMatch(err, /^Cannot open the store: [^\n]*\n$/);
  assertEquals([code, out], [1, ""]);
}

/** Takes all that is left of a disk. */
function fill(path: string): Disposable {
  using file = Deno.createSync(path);
  try {
    for (const block = new Uint8Array(4096);;) file.writeSync(block);
  } catch {
    return { [Symbol.dispose]: () => Deno.removeSync(path) };
  }
}

/** The message of the reply to a `send` to izza. */
async function send(peer: Peer, token: string, text: string): Promise<string> {
  return (await peer.ask(`send ${token} izza ${text}`))["message"];
}

async function textsFor(peer: Peer, token: string): Promise<string[]> {
  return texts(await peer.ask(`inbox ${token}`))["maya"] ?? [];
}

/** The same for a client that connects for it: on one connection nothing is written twice. */
async function textsAnew({ port }: ServerProcess, token: string): Promise<string[]> {
  using peer = await connect(port);
  return await textsFor(peer, token);
}

const canMountMemory = await check(mountMemory);

testWhere(
  canMountMemory,
  "to mount a tmpfs",
  "a full disk is told and lets everybody read, and is used again when there is room",
  async () => {
    await using disk = (await mountMemory())!;
    using directory = temporaryDirectory();
    const log = `${directory.path}/log`;
    const data = `${disk.path}/data`;
    let izza = "";
    let ended = "";
    const addBudi = () =>
      run(serverProgram(), ["user", "add", "budi", "--password-stdin", "--data", data], { input: "x\n" });
    {
      await using server = await start(data, log);
      using peer = await connect(server.port);
      const maya = await peer.logIn("maya");
      izza = await peer.logIn("izza");
      ended = await peer.logIn("nania");
      using last = await connect(server.port);
      assertEquals(await send(peer, maya, "before"), "Message Sent");
      {
        using _full = fill(`${disk.path}/filler`);
        for (let i = 0; i < 3; i++) {
          assertEquals(await send(peer, maya, "lost"), "Cannot store the message: the disk is full");
          assertEquals(await textsAnew(server, izza), ["before"]); // Not to be marked as read, and there all the same.
          assertEquals((await peer.ask(`list ${maya}`))["messages"], ["izza", "maya", "nania"]);
        }
        // It waits until it is known that the last one cannot be marked either, and stays open, which proves nothing.
        assertEquals(await textsFor(last, izza), ["before"]);
        assertEquals((await peer.ask("auth maya surabaya"))["message"], "Cannot store the login: the disk is full");
        assertEquals((await peer.ask(`logout ${ended}`))["message"], "Cannot store the logout: the disk is full");
        assertEquals((await peer.ask(`inbox ${ended}`))["message"], "Cannot find the information");
        assertMatch((await addBudi()).err, /^Cannot (open the store|store the account): [^\n]*the disk is full\n$/);
      }
      assertEquals(await send(peer, maya, "after"), "Message Sent");
      assertEquals((await addBudi()).err, "");
      assertEquals((await peer.ask(`inbox ${ended}`))["message"], "Cannot find the information");
      await peer.logIn("maya");
      using _full = fill(`${disk.path}/filler`);
      server.process.kill("SIGTERM");
      assertEquals(await exitCode(server.process), 0);
      // Its log is gone, and there is room again.
      using _rest = fill(`${disk.path}/rest`);
      await refuses(data);
      await refuses(`${disk.path}/other`);
    }
    await using server = await start(data, log);
    using peer = await connect(server.port);
    assertEquals(await textsAnew(server, izza), ["before", "after"]);
    assertEquals((await peer.ask(`inbox ${ended}`))["message"], "Cannot find the information");
    const told = Deno.readTextFileSync(log).split("\n").filter((line) => line.includes(" Store: "));
    assertEquals(told.map((line) => line.split(" Store: ")[1]), [
      "Cannot store the message: the disk is full",
      "What is written is stored again",
    ]);
  },
);

testWhere(
  canMountMemory,
  "to mount a tmpfs",
  "O1: a backup to a full disk says that it cannot be made there, and leaves nothing",
  async () => {
    await using disk = (await mountMemory())!;
    using directory = temporaryDirectory();
    const data = `${directory.path}/data`;
    {
      await using server = await start(data);
      using peer = await connect(server.port);
      const token = await peer.logIn("maya");
      for (let count = 0; count < 20; count++) await send(peer, token, "x".repeat(60_000));
    }
    for (const room of ["some", "no"]) {
      using _full = room === "no" ? fill(`${disk.path}/full`) : undefined;
      const { code, out, err } = await run(serverProgram(), ["backup", `${disk.path}/copy.sqlite`, "--data", data]);
      assertMatch(err, /^Cannot make the backup [^\n]*copy\.sqlite: the disk is full\n$/);
      assertEquals([code, out], [1, ""]);
      assertEquals(Array.from(Deno.readDirSync(disk.path), ({ name }) => name), room === "no" ? ["full"] : []);
    }
    const { err } = await run(serverProgram(), ["backup", `${directory.path}/copy.sqlite`, "--data", data]);
    assertEquals(err, "");
  },
);

testWhere(
  canMountMemory,
  "to mount a tmpfs",
  "O1: a report and slips for which the disk has no room leave nothing, and no account whose password nobody knows",
  async () => {
    await using disk = (await mountMemory())!;
    using directory = temporaryDirectory();
    const data = ["--data", `${directory.path}/data`];
    await using server = await start(`${directory.path}/data`);
    using peer = await connect(server.port);
    const token = await peer.logIn("maya");
    for (let count = 0; count < 20; count++) await send(peer, token, "x".repeat(60_000));
    const table = `${directory.path}/people.csv`;
    Deno.writeTextFileSync(table, "name\nSiti\n");
    const commands: [words: string[], file: string, room: boolean][] = [
      [["teach", "transcript", "--out"], "said.csv", true],
      [["teach", "transcript", "--out"], "said.csv", false],
      [["user", "import", table, "--slips"], "slips.html", false],
    ];
    for (const [words, file, room] of commands) {
      using _full = room ? undefined : fill(`${disk.path}/full`);
      const { code, out, err } = await run(serverProgram(), [...words, `${disk.path}/${file}`, ...data]);
      assertMatch(err, /^Cannot write [^\n]*: No space left on device[^\n]*\n$/);
      assertEquals([code, out], [1, ""]);
      assertEquals(Array.from(Deno.readDirSync(disk.path), ({ name }) => name), room ? [] : ["full"]);
    }
    assertEquals((await run(serverProgram(), ["user", "list", ...data])).out.includes("Siti"), false);
  },
);

testWhere(
  await canMountExt4(),
  "to mount ext4 from a file",
  "a disk that the kernel makes read-only is told and lets everybody read",
  async () => {
    using directory = temporaryDirectory();
    await using disk = (await mountExt4(`${directory.path}/image`))!;
    await using server = await start(disk.path);
    using peer = await connect(server.port);
    const [maya, izza] = [await peer.logIn("maya"), await peer.logIn("izza")];
    assertEquals(await send(peer, maya, "before"), "Message Sent");
    disk.fail();
    for (let i = 0; i < 3; i++) {
      assertMatch(await send(peer, maya, "lost"), /^Cannot store the message: the disk/);
      assertEquals(await textsAnew(server, izza), ["before"]);
    }
    assertMatch((await peer.ask("auth maya surabaya"))["message"], /^Cannot store the login: the disk/);
    server.process.kill("SIGTERM");
    assertEquals(await exitCode(server.process), 0);
    await refuses(disk.path);
  },
);

Deno.test("a database that another program locks keeps nobody from reading, is told after 5 s, and is used again", async () => {
  using directory = temporaryDirectory();
  await using server = await start(directory.path);
  using sender = await connect(server.port);
  using reader = await connect(server.port);
  using bystander = await connect(server.port);
  const [maya, izza] = [await sender.logIn("maya"), await reader.logIn("izza")];
  const nania = await bystander.logIn("nania");
  await send(sender, maya, "before");
  using other = new DatabaseSync(`${directory.path}/chat.sqlite`);
  other.exec("BEGIN IMMEDIATE");
  const begin = performance.now();
  let isOver = false;
  const sending = send(sender, maya, "lost");
  // It waits for the commit of the first.
  using second = await connect(server.port);
  const sendingSecond = send(second, maya, "lost too").finally(() => isOver = true);
  assertEquals(await textsFor(reader, izza), ["before"]);
  let reads = 0;
  for (; !isOver; reads++) assertEquals(await textsFor(bystander, nania), []);
  for (const sent of [sending, sendingSecond]) {
    assertEquals(await sent, "Cannot store the message: the database is locked by another program");
  }
  assert(performance.now() - begin > 4_000, "it was given up too soon");
  assert(reads > 20, `${reads} inboxes meanwhile`);
  const waiting = send(sender, maya, "after");
  assertEquals(await textsFor(bystander, nania), []);
  other.exec("ROLLBACK");
  assertEquals(await waiting, "Message Sent");
  assertEquals(await textsFor(reader, izza), ["after"]);
});
