/**
 * The commands about files, over a real connection.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { type AnyReply, type Peer, startServer, temporaryDirectory, type TestServer } from "../../support/helpers.ts";
import { until } from "../../support/patience.ts";

const HALLO = Buffer.from("hallo").toString("base64");
const MIB = 1024 * 1024;

/** A server that keeps files, in a directory of its own. */
async function startWithFiles(
  options: Parameters<typeof startServer>[0] = {},
): Promise<TestServer & { files: string }> {
  const directory = temporaryDirectory();
  const server = await startServer({ ...options, files: `${directory.path}/files` });
  return {
    ...server,
    files: `${directory.path}/files`,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

/** Those who talk in most of these tests. */
async function meet(server: TestServer): Promise<{ maya: Peer; izza: Peer; m: string; i: string } & Disposable> {
  const [maya, izza] = [await server.connect(), await server.connect()];
  const [m, i] = [await maya.logIn("maya"), await izza.logIn("izza")];
  return {
    maya,
    izza,
    m,
    i,
    [Symbol.dispose]() {
      maya[Symbol.dispose]();
      izza[Symbol.dispose]();
    },
  };
}

function entriesOf(reply: AnyReply): AnyReply[] {
  return Object.values(reply["messages"]).flat() as AnyReply[];
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 32) createHash("sha256").update(`${length} ${at}`).digest().copy(bytes, at);
  return bytes;
}

function contentsIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].filter(({ isFile }) => isFile).map(({ name }) => name);
}

Deno.test("a file that is sent in one line, in whichever form, is an item of its receiver's inbox", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  for (const words of [`sendfile ${m} izza a.txt ${HALLO}`, `sendfile ${m} izza /home/a.txt b'${HALLO}' `]) {
    assertEquals(await maya.ask(words), { status: "OK", message: "File Sent" });
  }
  assertEquals(await maya.ask(`send_file ${m} izza a.txt  ${HALLO}`), { status: "OK", message: "File Sent" });
  const entries = entriesOf(await izza.ask(`inbox ${i}`));
  assertEquals(entries.map(({ filename, filecontent }) => [filename, filecontent]), Array(3).fill(["a.txt", HALLO]));
  const { fileid, file, msg } = entries[0]!;
  assertEquals(file, { id: fileid, name: "a.txt", size: 5, sha256: sha256(Buffer.from("hallo")) });
  assertEquals(msg, "File: a.txt (5 bytes)");
  const download = await izza.ask(`downloadfile ${i} ${fileid} a.txt`);
  assertEquals([download["status"], download["message"]], ["OK", HALLO]);
  assertEquals(contentsIn(server.files), [file.sha256]);
});

Deno.test("a file to users with commas between them gets to each of them, or to nobody", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const missing = await maya.ask(`sendgroupfile ${m} izza,nobody a.txt ${HALLO}`);
  assertEquals([missing["status"], missing["code"]], ["ERROR", "no_user"]);
  assertEquals((await maya.ask(`sendgroupfile ${m} izza,nania,IZZA a.txt ${HALLO}`))["message"], "File Sent");
  assertEquals(entriesOf(await izza.ask(`inbox ${i}`)).length, 1);
  using nania = await server.connect();
  assertEquals(entriesOf(await nania.ask(`inbox ${await nania.logIn("nania")}`)).length, 1);
});

Deno.test("a line as long as a file is taken in pieces, and its reply comes in its turn", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const bytes = noise(3 * MIB + 1);
  await maya.send(`hello\r\nsendfile ${m} izza big.bin b'${bytes.toString("base64")}'\r\nsend ${m} izza behind\r\n`);
  assert("commands" in JSON.parse(await maya.receive()));
  assertEquals(JSON.parse(await maya.receive()), { status: "OK", message: "File Sent" });
  assertEquals(JSON.parse(await maya.receive()), { status: "OK", message: "Message Sent" });
  const entries = entriesOf(await izza.ask(`inbox ${i}`));
  const content = Buffer.from(entries[0]!["filecontent"], "base64");
  assertEquals([content.length, sha256(content)], [bytes.length, sha256(bytes)]);
  assertEquals(entries[1]!["msg"], "behind");
});

Deno.test("a client with a connection for each command sends a file by its token; a stranger gets no long line", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { izza, m, i } = peers;
  const text = noise(100_000).toString("base64");
  using other = await server.connect();
  assertEquals((await other.ask(`sendfile ${m} izza a.txt ${text}`))["message"], "File Sent");
  assertEquals(entriesOf(await izza.ask(`inbox ${i}`))[0]!["file"].size, 100_000);
  using stranger = await server.connect();
  assertEquals((await stranger.ask(`sendfile ${crypto.randomUUID()} izza a.txt ${text}`))["code"], "line_too_long");
  assertEquals(await stranger.receive(), "");
  using text2 = await server.connect();
  const token = await text2.logIn("maya");
  assertEquals((await text2.ask(`send ${token} izza ${text}`))["code"], "line_too_long");
});

Deno.test("what is wrong with a long file is told after its end, and the conversation goes on", async () => {
  await using server = await startWithFiles({ limits: { files: { file: MIB, account: 2 * MIB, all: 100 * MIB } } });
  using peers = await meet(server);
  const { maya, m } = peers;
  const text = noise(499_998).toString("base64");
  const cases: [words: string, code: string, says: string][] = [
    [`sendfile ${m} nobody a.txt ${text}`, "no_user", "not found"],
    [`sendfile ${m} izza a.txt ${text}*`, "wrong_parameters", "not Base64"],
    [`sendfile ${m} izza a.txt b'${text}`, "wrong_parameters", "not Base64"],
    [`sendfile ${m} izza ${"n".repeat(300)} ${text}`, "wrong_parameters", "longer than 200 bytes"],
    [`sendfile ${m} izza a/ ${text}`, "wrong_parameters", "has no name"],
    [`sendfile ${m} izza a\0b ${text}`, "bad_line", "Control characters"],
    [`sendfile ${m} izza a.txt ${text.repeat(3)}`, "file_too_large", "larger than 1 MiB"],
    [`chunk ${m} ${crypto.randomUUID()} 0 ${text}`, "wrong_parameters", "at most 196608 bytes"],
  ];
  for (const [words, code, says] of cases) {
    const reply = await maya.ask(words);
    assertEquals([reply["status"], reply["code"]], ["ERROR", code], words.slice(0, 60));
    assert(reply["message"].includes(says), reply["message"]);
    assertEquals((await maya.ask("hello"))["status"], "OK");
  }
  assertEquals([...Deno.readDirSync(`${server.files}/partial`)], []);
  maya.send(`sendfile ${m} izza a.txt ${text.repeat(9)}\r\n`).catch(() => {}); // It is closed before its end.
  assertEquals(JSON.parse(await maya.receive())["code"], "line_too_long");
});

Deno.test("files have bounds: of an account, each content counted once, and of all", async () => {
  await using server = await startWithFiles({ limits: { files: { file: 8192, account: 8192, all: 12_288 } } });
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const send = async (peer: Peer, token: string, to: string, content: string) =>
    (await peer.ask(`sendfile ${token} ${to} a.txt ${Buffer.from(content).toString("base64")}`))["code"] ?? "sent";
  assertEquals(await send(maya, m, "izza", "one"), "sent");
  assertEquals(await send(maya, m, "izza", "two"), "sent");
  for (let again = 0; again < 3; again++) assertEquals(await send(izza, i, "maya", "one"), "sent");
  assertEquals(await send(maya, m, "izza", "three"), "files_full");
  assertEquals(await send(izza, i, "maya", "three"), "sent");
  using nania = await server.connect();
  assertEquals(await send(nania, await nania.logIn("nania"), "maya", "four"), "files_full");
  assertEquals(contentsIn(server.files).length, 3);
});

Deno.test("a file that is cut in the middle is nothing, and takes no room", async () => {
  await using server = await startWithFiles({ limits: { files: { file: MIB, account: MIB, all: MIB } } });
  using peers = await meet(server);
  const { izza, m, i } = peers;
  const text = noise(MIB).toString("base64");
  for (let again = 0; again < 3; again++) {
    using cut = await server.connect();
    await cut.send(`sendfile ${m} izza a.txt ${text.slice(0, MIB)}`);
    await cut.conn.closeWrite();
    assertEquals(JSON.parse(await cut.receive())["code"], "bad_line");
    assertEquals(await cut.receive(), "");
  }
  using whole = await server.connect();
  assertEquals((await whole.ask(`sendfile ${m} izza a.txt ${text}`))["message"], "File Sent");
  assertEquals(entriesOf(await izza.ask(`inbox ${i}`)).length, 1);
});

Deno.test("an inbox has about so much of files at once, and all of them one after the other", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const text = noise(1.5 * MIB).toString("base64");
  for (const name of ["1", "2", "3"]) await maya.ask(`sendfile ${m} izza ${name} ${text}`);
  await maya.ask(`send ${m} izza last`);
  const names: string[][] = [];
  for (let each = 0; each < 4; each++) {
    const entries = entriesOf(await izza.ask(`inbox ${i}`));
    names.push(entries.map(({ filename, msg }) => filename ?? msg));
    if (entries.length > 0) await izza.ask(`ack ${i} ${entries.at(-1)!["id"]}`);
  }
  assertEquals(names, [["1"], ["2"], ["3", "last"], []]);
});

Deno.test("an inbox without contents has all files, and one whose content is gone comes all the same", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  await maya.ask(`sendfile ${m} izza a.txt ${HALLO}`);
  await maya.ask(`send ${m} izza text`);
  const [file] = entriesOf(await izza.ask(`inbox ${i} none`));
  assertEquals(["filecontent" in file!, file!["filename"]], [false, "a.txt"]);
  for (const name of contentsIn(server.files)) Deno.removeSync(`${server.files}/${name}`);
  using again = await server.connect();
  const entries = entriesOf(await again.ask(`inbox ${i}`));
  assertEquals(entries.map(({ filecontent, msg }) => [filecontent, msg]), [["", "File: a.txt (5 bytes)"], [
    undefined,
    "text",
  ]]);
  const lost = await again.ask(`downloadfile ${i} ${file!["fileid"]} a.txt`);
  assertEquals(lost["code"], "store_failed");
});

/** Uploads in chunks; returns the reply to the last `put`. */
async function upload(peer: Peer, token: string, user: string, bytes: Buffer, options: {
  key?: string;
  name?: string;
  size?: number;
  stopAt?: number;
} = {}): Promise<AnyReply> {
  const { key = crypto.randomUUID(), name = "a b.bin", size = 50_000, stopAt = Infinity } = options;
  const put = `put ${token} ${key} ${user} ${bytes.length} ${sha256(bytes)} ${name}`;
  let reply = await peer.ask(put);
  if (reply["id"] !== undefined || reply["status"] === "ERROR") return reply;
  for (let { offset } = reply; offset < Math.min(stopAt, bytes.length); offset = reply["offset"]) {
    reply = await peer.ask(
      `chunk ${token} ${key} ${offset} ${bytes.subarray(offset, offset + size).toString("base64")}`,
    );
    if (reply["status"] === "ERROR") return reply;
  }
  return stopAt < bytes.length ? reply : await peer.ask(put);
}

/** Downloads in parts. */
async function download(peer: Peer, token: string, id: number, limit?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let [offset, size] = [0, 1]; offset < size;) {
    const reply = await peer.ask(`get ${token} ${id} offset ${offset}${limit ? ` limit ${limit}` : ""}`);
    assertEquals([reply["status"], reply["offset"]], ["OK", offset]);
    parts.push(Buffer.from(reply["data"], "base64"));
    size = reply["size"];
    offset += parts.at(-1)!.length;
    if (size === 0) break;
  }
  return Buffer.concat(parts);
}

Deno.test("a file goes up and down in chunks, and is a message of its conversation to live ends", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  await izza.ask(`live ${i}`);
  const bytes = noise(400_001);
  const sent = await upload(maya, m, "izza", bytes, { size: 196_608 });
  assertEquals([sent["message"], sent["offset"]], ["File Sent", bytes.length]);
  const event = JSON.parse(await izza.receive());
  assertEquals([event.event, event.id, event.file], ["message", sent["id"], {
    id: sent["file"],
    name: "a b.bin",
    size: bytes.length,
    sha256: sha256(bytes),
  }]);
  for (const limit of [undefined, 1_000_000, 70_001]) {
    assertEquals(sha256(await download(izza, i, event.file.id, limit)), sha256(bytes));
  }
  const { messages } = await maya.ask(`history ${m} izza`);
  assertEquals(messages.map(({ file }: AnyReply) => file), [event.file]);
});

Deno.test("an upload goes on over another connection where it was cut, and is sent once however often it ends", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const [bytes, key] = [noise(200_000), crypto.randomUUID()];
  {
    using cut = await server.connect();
    assertEquals((await upload(cut, m, "izza", bytes, { key, stopAt: 100_000 }))["offset"], 100_000);
    await cut.send(`chunk ${m} ${key} 100000 ${"A".repeat(1000)}`); // Without its end.
  }
  const [one, other] = await Promise.all([
    upload(maya, m, "izza", bytes, { key }),
    (async () => {
      using second = await server.connect();
      return await upload(second, m, "izza", bytes, { key });
    })(),
  ]);
  assertEquals([one["message"], one["id"]], ["File Sent", other["id"]]);
  assertEquals((await upload(maya, m, "izza", bytes, { key }))["id"], one["id"]);
  assertEquals(entriesOf(await izza.ask(`inbox ${i} none`)).length, 1);
  assertEquals(sha256(await download(izza, i, one["file"])), sha256(bytes));
});

Deno.test("an upload that is not what it was announced as is refused, and can begin anew", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, m } = peers;
  const [bytes, key] = [noise(1000), crypto.randomUUID()];
  const chunk = (offset: number, data: Uint8Array) =>
    maya.ask(`chunk ${m} ${key} ${offset} ${Buffer.from(data).toString("base64")}`);
  const put = `put ${m} ${key} izza 1000 ${sha256(bytes)} a.bin`;
  assertEquals((await chunk(0, bytes))["code"], "no_file");
  assertEquals((await maya.ask(put))["offset"], 0);
  assertEquals((await chunk(500, bytes))["offset"], 0); // There is nothing up to there.
  assertEquals((await chunk(0, noise(1001)))["code"], "wrong_parameters");
  assertEquals((await chunk(0, noise(32 * 30).fill(0)))["offset"], 960);
  assertEquals((await chunk(960, bytes.subarray(960)))["offset"], 1000);
  const wrong = await maya.ask(put);
  assertEquals([wrong["code"], wrong["message"].includes("SHA-256")], ["wrong_parameters", true]);
  assertEquals((await maya.ask(put))["offset"], 0);
  assertEquals((await maya.ask(`put ${m} ${key} izza 999 ${sha256(bytes)} a.bin`))["code"], "wrong_parameters");
  assertEquals((await upload(maya, m, "izza", bytes, { key }))["message"], "File Sent");
  assertEquals((await upload(maya, m, "izza", Buffer.alloc(0)))["message"], "File Sent");
  assertEquals((await upload(maya, m, "nobody", bytes))["code"], "no_user");
  assertEquals((await maya.ask(`put ${m} ${key} izza 1000 abc a.bin`))["code"], "wrong_parameters");
});

Deno.test("nobody has the files of others, by whatever number", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const { file } = await upload(maya, m, "izza", noise(10), { name: "secret" });
  using nania = await server.connect();
  const n = await nania.logIn("nania");
  for (const words of [`get ${n} ${file}`, `downloadfile ${n} ${file} x`, `downloadgroupfile ${n} g ${file} x`]) {
    assertEquals((await nania.ask(words))["code"], "no_file");
  }
  assertEquals((await nania.ask(`files ${n}`))["files"], []);
  assertEquals((await nania.ask(`get ${crypto.randomUUID()} ${file}`))["status"], "ERROR");
  const { files, more } = await izza.ask(`files ${i} user maya limit 1`);
  assertEquals([files.length, files[0].name, files[0].id, files[0].from, more], [1, "secret", file, "maya", false]);
  assertEquals((await izza.ask(`files ${i} user nania`))["files"], []);
  assertEquals((await izza.ask(`files ${i} before ${file}`))["files"], []);
});

Deno.test("an account has sixteen uploads at once: the one that rests for longest makes room", async () => {
  await using server = await startWithFiles({ limits: { files: { file: MIB, account: 17 * 4096, all: MIB } } });
  using peers = await meet(server);
  const { maya, m } = peers;
  const begin = (key: string) => maya.ask(`put ${m} ${key} izza 5 ${sha256(Buffer.from("hallo"))} a.txt`);
  const keys = Array.from({ length: 40 }, () => crypto.randomUUID());
  for (const key of keys) assertEquals((await begin(key))["offset"], 0);
  assertEquals((await maya.ask(`chunk ${m} ${keys[0]} 0 ${HALLO}`))["code"], "no_file");
  assertEquals((await maya.ask(`chunk ${m} ${keys.at(-1)} 0 ${HALLO}`))["offset"], 5);
});

Deno.test("a server without files says so", async () => {
  await using server = await startServer();
  using peers = await meet(server);
  const { maya, m } = peers;
  const text = noise(100_000).toString("base64");
  for (const words of [`sendfile ${m} izza a.txt ${HALLO}`, `sendfile ${m} izza a.txt ${text}`, `files ${m}`]) {
    const reply = await maya.ask(words);
    assertEquals([reply["code"], reply["message"]], ["file_too_large", "This server takes no files"]);
  }
});

Deno.test("a file to a group is kept once, and had by its members, by their own ways of asking", async () => {
  await using server = await startWithFiles();
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  await maya.ask(`addgroup ${m} kelas`);
  assertEquals((await izza.ask(`sendgroupfile ${i} kelas a.txt ${HALLO}`))["code"], "not_a_member");
  const early = await upload(maya, m, "#kelas", noise(50), { name: "early" });
  await izza.ask(`joingroup ${i} kelas`);
  assertEquals((await maya.ask(`sendgroupfile ${m} kelas a.txt ${HALLO}`))["message"], "File Sent");
  assertEquals((await upload(maya, m, "#kelas", noise(100), { name: "b" }))["message"], "File Sent");
  const { files } = await izza.ask(`files ${i} user #kelas`);
  assertEquals(files.map(({ name, to }: AnyReply) => [name, to]), [["b", "#kelas"], ["a.txt", "#kelas"]]);
  const { messages } = await izza.ask(`inboxgroup ${i} kelas`);
  const { fileid, filename } = messages.maya.at(-1);
  assertEquals(filename, "a.txt");
  assertEquals((await izza.ask(`downloadgroupfile ${i} kelas ${fileid} a.txt`))["message"], HALLO);
  assertEquals((await izza.ask(`get ${i} ${early["file"]}`))["code"], "no_file"); // From before izza joined.
  await maya.ask(`setgroup ${m} kelas history all`);
  assertEquals((await izza.ask(`get ${i} ${early["file"]}`))["name"], "early");
  await izza.ask(`leavegroup ${i} kelas`);
  assertEquals((await izza.ask(`get ${i} ${fileid}`))["code"], "no_file");
  assertEquals((await izza.ask(`files ${i} user #kelas`))["code"], "not_a_member");
});

Deno.test("a student's file reaches nobody whom a text would not, at its beginning and at its end", async () => {
  await using server = await startWithFiles({ teachers: ["guru"] });
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  using guru = await server.connect();
  const g = await guru.logIn("guru");
  const [bytes, key] = [noise(1_000), crypto.randomUUID()];
  assertEquals((await upload(maya, m, "izza", bytes, { key, stopAt: 0 }))["offset"], 0);
  await maya.ask(`chunk ${m} ${key} 0 ${bytes.toString("base64")}`);
  await guru.ask(`lock ${g}`);
  assertEquals((await upload(maya, m, "izza", bytes, { key }))["code"], "locked"); // At its end.
  for (const words of [`sendfile ${m} izza`, `sendgroupfile ${m} izza,nania`]) {
    assertEquals((await maya.ask(`${words} a.txt ${HALLO}`))["code"], "locked");
    assertEquals((await maya.ask(`${words} a.txt ${noise(200_000).toString("base64")}`))["code"], "locked");
  }
  assertEquals((await maya.ask(`sendfile ${m} guru a.txt ${HALLO}`))["message"], "File Sent");
  assertEquals(entriesOf(await izza.ask(`inbox ${i}`)), []);
  await until(() => contentsIn(server.files).length === 1); // Nothing of what was refused stays.
  await guru.ask(`unlock ${g}`);
  const put = `put ${m} ${key} izza ${bytes.length} ${sha256(bytes)} a b.bin`;
  assertEquals((await maya.ask(put))["message"], "File Sent"); // What had come of the upload was not lost.
});

Deno.test("a file that is removed is gone from the disk, and its room is free", async () => {
  await using server = await startWithFiles({
    teachers: ["guru"],
    limits: { files: { file: MIB, account: 4096, all: 4096 } },
  });
  using peers = await meet(server);
  const { maya, izza, m, i } = peers;
  const { id, file } = await upload(maya, m, "izza", noise(10));
  assertEquals((await upload(maya, m, "izza", noise(20)))["code"], "files_full");
  using guru = await server.connect();
  await guru.ask(`remove ${await guru.logIn("guru")} ${id}`);
  assertEquals((await izza.ask(`get ${i} ${file}`))["code"], "no_file");
  assertEquals(entriesOf(await izza.ask(`inbox ${i}`)).map(({ fileid }) => fileid), [undefined]);
  await until(() => contentsIn(server.files).length === 0);
  await until(async () => (await upload(maya, m, "izza", noise(20)))["message"] === "File Sent");
});
