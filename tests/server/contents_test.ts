/**
 * The contents of files on a real disk, and what their senders write in their places.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { ChatError } from "../../lib/chat.ts";
import { Base64Decoder } from "../../lib/server/files/base64.ts";
import { Contents } from "../../lib/server/files/contents.ts";
import { nameOfFile } from "../../lib/server/files/file_names.ts";
import { temporaryDirectory } from "../support/helpers.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

async function keep(contents: Contents, ...pieces: string[]) {
  const partial = contents.begin();
  for (const piece of pieces) await partial.append(bytesOf(piece));
  return await partial.keep();
}

Deno.test("a content lies under its hash, once, whoever sends it", async () => {
  using directory = temporaryDirectory();
  const contents = await Contents.open(`${directory.path}/files`);
  using one = await keep(contents, "hal", "lo");
  using other = await keep(contents, "hallo");
  using empty = await keep(contents);
  assertEquals([one.sha256, one.size, one.isNew], [hashOf("hallo"), 5, true]);
  assertEquals([other.sha256, other.isNew], [one.sha256, false]);
  assertEquals([empty.sha256, empty.size], [hashOf(""), 0]);
  const names = Array.from(Deno.readDirSync(`${directory.path}/files`), ({ name }) => name).sort();
  assertEquals(names, [hashOf("hallo"), hashOf(""), "partial"].sort());
  assertEquals(new TextDecoder().decode(await contents.read(one.sha256, 1, 3)), "all");
  assertEquals((await contents.read(one.sha256, 4, 100)).length, 1);
  assertEquals((await contents.read(one.sha256, 9, 100)).length, 0);
});

Deno.test("what is not what its hash says is refused, and nothing of it stays", async () => {
  using directory = temporaryDirectory();
  const contents = await Contents.open(directory.path);
  const partial = contents.begin();
  await partial.append(bytesOf("hallo"));
  await assertRejects(() => partial.keep(hashOf("hello")), ChatError, "is not what the SHA-256 says");
  assertEquals(Array.from(Deno.readDirSync(`${directory.path}/partial`)), []);
  assertEquals(await Array.fromAsync(contents.list()), []);
  Deno.writeTextFileSync(`${directory.path}/other`, "");
  await assertRejects(() => Contents.open(`${directory.path}/other`), ChatError, "is not a directory");
});

Deno.test("a start empties what was partial; a sweep removes what no file has, and nothing that is about to be one", async () => {
  using directory = temporaryDirectory();
  const before = await Contents.open(directory.path);
  await before.begin().append(bytesOf("cut"));
  (await keep(before, "orphan"))[Symbol.dispose]();
  (await keep(before, "a file"))[Symbol.dispose]();
  Deno.writeTextFileSync(`${directory.path}/not ours`, "");
  const contents = await Contents.open(directory.path);
  assertEquals(Array.from(Deno.readDirSync(`${directory.path}/partial`)), []);
  using pinned = await keep(contents, "pinned");
  let late: Disposable | undefined;
  const swept = await contents.sweep(async (hashes) => {
    late = await keep(contents, "orphan"); // While the store is asked.
    late[Symbol.dispose]();
    return hashes.filter((hash) => hash !== hashOf("a file"));
  }, (size) => size * 100);
  assertEquals(swept, { removed: 0, bytes: 100 * ("orphan".length + "a file".length + "pinned".length) });
  pinned[Symbol.dispose]();
  assertEquals((await contents.sweep((hashes) => Promise.resolve(hashes))).removed, 3);
  assertEquals(Array.from(Deno.readDirSync(directory.path), ({ name }) => name).sort(), ["not ours", "partial"]);
});

Deno.test("content in Base64 is read in whatever pieces, bare or as Python shows it", () => {
  const decode = (pieces: string[]) => {
    const decoder = new Base64Decoder();
    const bytes: number[] = [];
    const take = (room: number, work: (into: Uint8Array) => number) => {
      const into = new Uint8Array(room);
      bytes.push(...into.subarray(0, work(into)));
    };
    for (const piece of pieces) take(Base64Decoder.room(piece.length), (into) => decoder.push(piece, into));
    take(Base64Decoder.room(0), (into) => decoder.end(into));
    return new TextDecoder().decode(new Uint8Array(bytes));
  };
  for (const text of ["aGFsbG8=", "aGFsbG8", "aG Fsb  G8=", " b'aGFsbG8='", '  b"aGFsbG8=" ', "'aGFsbG8='"]) {
    for (let at = 0; at <= text.length; at++) {
      assertEquals(decode([text.slice(0, at), text.slice(at)]), "hallo", `${text} cut at ${at}`);
    }
    assertEquals(decode([...text]), "hallo", text);
  }
  for (const text of ["b''", '""', "b''  "]) assertEquals(decode([text]), "");
  for (const text of ["b'aGFs", "aG*s", "aGFsbw==aGFs", "b'aGFs' b'aGFs'", "a", "b'", "photo.jpg"]) {
    assertThrows(() => decode([text]), ChatError, "is not Base64", text);
    assertThrows(() => decode([...text]), ChatError, "is not Base64", text);
  }
});

Deno.test("a file has the last part of what was typed as its name", () => {
  const typed = ["/home/maya/a b.txt", "C:\\fotos\\CON.jpg", "../../etc/passwd", ".profile", "é".repeat(100)];
  assertEquals(typed.map(nameOfFile), ["a b.txt", "CON.jpg", "passwd", ".profile", "é".repeat(100)]);
  for (const none of ["", "/", "a/", "..", ".", " "]) assertThrows(() => nameOfFile(none), ChatError, "has no name");
  assertThrows(() => nameOfFile("x".repeat(300)), ChatError, "longer than 200 bytes");
  assertThrows(() => nameOfFile("a\tb"), ChatError, "control character");
  assert(nameOfFile("x".repeat(200)).length === 200);
});
