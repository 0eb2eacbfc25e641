/**
 * Files and the real server: killed while they come, and on a disk that is full.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import {
  type AnyReply,
  connect,
  type Peer,
  type ServerProcess,
  serverProgram,
  startProcess,
  temporaryDirectory,
} from "../support/helpers.ts";
import { canMount, mountMemory } from "../support/mount.ts";

const ROUNDS = 8;
const SENDERS = 3;
const SIZE = 150_000;

function start(data: string): Promise<ServerProcess> {
  return startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data, "--rate", "off"]);
}

/** Bytes that differ from those of any other name. */
function bytesOf(name: string, size = SIZE): Buffer {
  return Buffer.from(`${name} `.repeat(Math.ceil(size / (name.length + 1)))).subarray(0, size);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Sends a file in one line. @returns Whether that was acknowledged. */
async function sendWhole(peer: Peer, token: string, name: string): Promise<boolean> {
  const reply = await peer.ask(`sendfile ${token} izza ${name} ${bytesOf(name).toString("base64")}`);
  return reply["message"] === "File Sent";
}

/** Sends a file in chunks, or goes on with it. @returns Whether that was acknowledged. */
async function upload(peer: Peer, token: string, name: string, key: string): Promise<boolean> {
  const bytes = bytesOf(name);
  const put = `put ${token} ${key} izza ${bytes.length} ${sha256(bytes)} ${name}`;
  let reply: AnyReply = await peer.ask(put);
  while (reply["status"] === "OK" && reply["offset"] < bytes.length) {
    const { offset } = reply;
    const part = bytes.subarray(offset, offset + 48_000).toString("base64");
    reply = await peer.ask(`chunk ${token} ${key} ${offset} ${part}`);
  }
  return reply["id"] !== undefined || (await peer.ask(put))["id"] !== undefined;
}

/** The files of a user, by their names, how often each is there and whether it is what was sent. */
async function filesOf(peer: Peer, token: string): Promise<Map<string, { count: number; isRight: boolean }>> {
  const found = new Map<string, { count: number; isRight: boolean }>();
  let before = "";
  for (let more = true; more;) {
    const reply: AnyReply = await peer.ask(`files ${token}${before} limit 200`);
    for (const { id, name } of reply["files"]) {
      const { message } = await peer.ask(`downloadfile ${token} ${id}`);
      const isRight = Buffer.from(message, "base64").equals(bytesOf(name));
      found.set(name, { count: (found.get(name)?.count ?? 0) + 1, isRight });
      before = ` before ${id}`;
    }
    more = reply["more"];
  }
  return found;
}

function contentsIn(data: string): string[] {
  const path = `${data}/files`;
  if (!existsSync(path)) return [];
  return [...Deno.readDirSync(path)].filter(({ isFile }) => isFile).map(({ name }) => name);
}

Deno.test("a file that was acknowledged is there after the server was killed, once and whole, and no other is", async () => {
  using directory = temporaryDirectory();
  let token = "";
  const acknowledged = new Set<string>();
  /** What was not acknowledged may be there, or comes again with its key. */
  let open = new Map<string, string>();
  for (let round = 0; round <= ROUNDS; round++) {
    await using server = await start(directory.path);
    using reader = await connect(server.port);
    token ||= await reader.logIn("izza");
    if (round > 0) {
      assertEquals([...Deno.readDirSync(`${directory.path}/files/partial`)], [], "what was partial is gone");
    }
    for (const [name, key] of open) {
      assert(await upload(reader, token, name, key));
      acknowledged.add(name);
    }
    open = new Map();
    const found = await filesOf(reader, token);
    for (const name of acknowledged) assertEquals(found.get(name), { count: 1, isRight: true }, name);
    for (const [name, file] of found) assertEquals(file, { count: 1, isRight: true }, name);
    assertEquals(new Set(contentsIn(directory.path)).size, found.size, "no content without a file");
    if (round === ROUNDS) break;

    const moment = Math.floor(Math.random() * 12);
    let sent = 0;
    await Promise.all(Array.from({ length: SENDERS }, async (_, sender) => {
      using peer = await connect(server.port);
      for (let number = 0;; number++) {
        const name = `${round}-${sender}-${number}`;
        const key = crypto.randomUUID();
        const isWhole = number % 2 === 0;
        if (!isWhole) open.set(name, key);
        try {
          const isSent = await (isWhole ? sendWhole(peer, token, name) : upload(peer, token, name, key));
          if (!isSent) return;
        } catch {
          return; // The server was killed.
        }
        acknowledged.add(name);
        open.delete(name);
        if (sent++ === moment) server.process.kill("SIGKILL");
      }
    }));
  }
  assert(acknowledged.size > ROUNDS);
});

Deno.test({
  name: canMount ? "a file for which the disk has no room is refused" : "a file on a full disk (needs root)",
  ignore: !canMount,
  async fn() {
    await using disk = (await mountMemory("4m"))!;
    const data = `${disk.path}/data`;
    await using server = await start(data);
    using peer = await connect(server.port);
    const token = await peer.logIn("maya");
    const big = bytesOf("big", 6_000_000).toString("base64");
    const reply = await peer.ask(`sendfile ${token} izza big ${big}`);
    assertEquals([reply["message"], reply["code"]], ["Cannot store the file: the disk is full", "store_failed"]);
    // Nothing is left of it: there is room again.
    assertEquals((await peer.ask(`send ${token} izza text`))["message"], "Message Sent");
    assert(await sendWhole(peer, token, "small"));
    const key = crypto.randomUUID();
    const bytes = bytesOf("big", 6_000_000);
    let upload = await peer.ask(`put ${token} ${key} izza ${bytes.length} ${sha256(bytes)} big`);
    while (upload["status"] === "OK") {
      const { offset } = upload;
      upload = await peer.ask(
        `chunk ${token} ${key} ${offset} ${bytes.subarray(offset, offset + 100_000).toString("base64")}`,
      );
    }
    assertEquals(upload["code"], "store_failed");
    assertEquals(contentsIn(data).length, 1);
  },
});
