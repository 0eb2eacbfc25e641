/** What was written and not sent, from one run to the next. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { openOutbox, type Outbox } from "../../lib/client/live/outbox.ts";
import { readUnsent } from "../../lib/client/live/outbox_file.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { startLiveClient, startLiveFake, until } from "../support/live_fake.ts";

const ADDRESS = "127.0.0.1:8889";

function open(directory: string, user = "maya", problems: string[] = []): Outbox {
  return openOutbox(ADDRESS, user, { directory, onProblem: (reason) => problems.push(reason) });
}

function texts(outbox: Outbox): string[] {
  return outbox.leftovers.map(({ text }) => text);
}

Deno.test("what was not sent is there at the next start, in its order and with its keys, and for nobody else", () => {
  using directory = temporaryDirectory();
  let keys: string[];
  {
    using outbox = open(directory.path);
    keys = ["one", "two", "three"].map((text) => outbox.add("izza", text).key);
    outbox.done(outbox.first!);
  }
  assertEquals([...Deno.readDirSync(directory.path)].map(({ name }) => name), ["outbox-127.0.0.1-8889-maya.jsonl"]);
  const { mode } = Deno.statSync(`${directory.path}/outbox-127.0.0.1-8889-maya.jsonl`);
  if (Deno.build.os !== "windows") assertEquals(mode! & 0o777, 0o600);
  using other = open(directory.path, "izza");
  assertEquals(texts(other), []);
  using again = open(directory.path, "MAYA");
  assertEquals(again.leftovers.map(({ key, text }) => [key, text]), [[keys[1], "two"], [keys[2], "three"]]);
  assertEquals(again.length, 0, "Nothing is sent before the person has said so");
});

Deno.test("what was sent or discarded does not come back, and the file does not grow for ever", () => {
  using directory = temporaryDirectory();
  {
    using outbox = open(directory.path);
    for (const text of ["one", "two"]) outbox.add("izza", text);
  }
  {
    using outbox = open(directory.path);
    outbox.add("nania", "later");
    assertEquals(outbox.settle("discard", Infinity).length, 2);
    assertEquals(outbox.first?.text, "later");
  }
  using outbox = open(directory.path);
  assertEquals(texts(outbox), ["later"]);
  outbox.settle("send", Infinity);
  outbox.done(outbox.first!);
  assertEquals(Deno.statSync(`${directory.path}/outbox-127.0.0.1-8889-maya.jsonl`).size, 0);
});

Deno.test("what was offered and not answered is offered again, whatever was sent meanwhile", () => {
  using directory = temporaryDirectory();
  {
    using outbox = open(directory.path);
    outbox.add("izza", "one");
  }
  {
    using outbox = open(directory.path);
    outbox.done(outbox.add("izza", "two"));
  }
  using outbox = open(directory.path);
  assertEquals(texts(outbox), ["one"]);
});

Deno.test("a damaged file loses the damaged lines and no others, wherever it was cut", () => {
  const line = (text: string) => `${JSON.stringify({ key: crypto.randomUUID(), to: "izza", text, at: 1 })}\n`;
  const whole = line("one") + line("two");
  const read = (text: string) => readUnsent(text).map(({ text }) => text);
  for (let cut = 0; cut <= whole.length; cut++) {
    const found = read(whole.slice(0, cut));
    assertEquals(found, ["one", "two"].slice(0, found.length));
    if (cut >= line("one").length) assert(found.length >= 1);
  }
  const odd = [
    "null",
    "7",
    "[]",
    "{}",
    '{"done": 7}',
    "\u0000\u0000",
    '{"key": "x", "to": "izza", "text": "x", "at": 1}',
  ];
  const evil = line("a\u001bb") + line("a\nb") + line(" ");
  assertEquals(read(`${odd.join("\n")}\n${line("one")}${evil}${line("two")}`), ["one", "two"]);
  using directory = temporaryDirectory();
  Deno.writeTextFileSync(`${directory.path}/outbox-127.0.0.1-8889-maya.jsonl`, whole.slice(0, -5));
  {
    using outbox = open(directory.path);
    outbox.add("izza", "three");
  }
  using outbox = open(directory.path);
  assertEquals(texts(outbox), ["one", "three"]);
});

Deno.test("two programs of one user do not mix what they send, and the next one finds what both have left", () => {
  using directory = temporaryDirectory();
  {
    using one = open(directory.path);
    using two = open(directory.path);
    one.add("izza", "of the first");
    two.add("izza", "of the second");
    assertEquals([one.leftovers.length, two.leftovers.length], [0, 0]);
    one.done(one.first!);
    one.add("izza", "of the first, again");
  }
  {
    using next = open(directory.path);
    assertEquals(texts(next), ["of the first, again", "of the second"]);
  }
  using last = open(directory.path);
  assertEquals(texts(last), ["of the first, again", "of the second"], "Each is there once");
});

Deno.test("without a directory, or with one that cannot be used, messages wait in memory, and the reason is told once", () => {
  using memory = openOutbox(ADDRESS, "maya");
  memory.add("izza", "one");
  assertEquals([memory.length, memory.isKept], [1, false]);
  using directory = temporaryDirectory();
  const problems: string[] = [];
  using outbox = open(`${directory.path}/nowhere`, "maya", problems);
  outbox.add("izza", "one");
  outbox.add("izza", "two");
  assertEquals([outbox.length, outbox.isKept, problems.length], [2, false, 1]);
  assertMatch(problems[0]!, /\(os error [23]\)/);
});

Deno.test("a message is on disk before it leaves, and what a run could not send the next one sends once", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/outbox-127.0.0.1-8889-maya.jsonl`;
  const onDisk: string[] = [];
  const flushed: number[] = [];
  using flushes = countFlushes();
  let isTaken = false;
  await using server = startLiveFake(([command]) => {
    if (command !== "post") return undefined;
    onDisk.push(Deno.readTextFileSync(path));
    flushed.push(flushes.count);
    return isTaken ? undefined : "cut";
  });
  const options = { openOutbox: (user: string) => open(directory.path, user) };
  {
    await using client = await startLiveClient(server, options);
    await client.logIn();
    client.live.send("izza", "survivor");
    await until(() => onDisk.length > 1);
  }
  assertMatch(
    onDisk[0]!,
    /^\{"key":"[0-9a-f-]{36}","to":"izza","text":"survivor","at":\d+,"tried":null\}\n\{"key":"[0-9a-f-]{36}","tried":\d+\}\n$/,
  );
  assert(flushed[0]! > 0, "It was sent before it was flushed");
  isTaken = true;
  await using client = await startLiveClient(server, options);
  await client.logIn();
  assertEquals(client.live.leftovers.map(({ text }) => text), ["survivor"]);
  client.live.settleLeftovers("send");
  await until(() => client.screen.length === 2);
  assertEquals(client.screen, ["me to izza: survivor (waiting)", "0: sent as 101"]);
  assertEquals(server.posts, ["izza survivor"]);
});

/** Counts the flushes of files that have come to their end while it is not disposed of. */
function countFlushes(): { readonly count: number } & Disposable {
  const { syncData } = Deno.FsFile.prototype;
  let count = 0;
  Deno.FsFile.prototype.syncData = async function () {
    await syncData.call(this);
    count++;
  };
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => void (Deno.FsFile.prototype.syncData = syncData),
  };
}
