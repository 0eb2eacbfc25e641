/** Heads of HTTP, made up from a seed: what is taken can be read in one way only, and however it was cut. @module */

import { assert, assertEquals } from "@std/assert";
import { HttpError, readHead } from "../../../lib/server/web/http_head.ts";
import { createRandom, mutate, type Random } from "../../support/fuzz.ts";
import { chooseSeed } from "../../support/fuzz_run.ts";
import { upgradeHead } from "../../support/web_peer.ts";

const ROUNDS = 20_000;

const STARTS = [
  "GET / HTTP/1.1",
  "HEAD /page.js?v=1 HTTP/1.1",
  "GET /chat HTTP/1.0",
  "POST / HTTP/1.1",
  "GET /a b HTTP/1.1",
];
const LINES = [
  "Host: a",
  "Host: b:80",
  "host:c",
  "Content-Length: 3",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding : x",
]
  .concat(
    "X: y",
    "X:\ty \t",
    " folded",
    "Cookie: a=b",
    "Accept: */*",
    "Upgrade: h2c",
    "Connection: upgrade",
    "Content_Length: 3",
  );

function makeHead(random: Random): Uint8Array {
  if (random.once(8)) return mutate(random, new TextEncoder().encode(upgradeHead(8888)));
  const lines = [random.pick(STARTS), ...Array.from({ length: random.below(6) }, () => random.pick(LINES))];
  const bytes = new TextEncoder().encode(
    lines.map((line) => `${line}${random.once(40) ? "\n" : "\r\n"}`).join("") + "\r\nrest",
  );
  return random.once(3) ? bytes : mutate(random, bytes);
}

/** What is read of bytes that come in pieces of up to `most`; the status of the error, if one comes of it. */
async function read(bytes: Uint8Array, most: number) {
  let at = 0;
  const conn = {
    read(buffer: Uint8Array): Promise<number | null> {
      if (at === bytes.length) return Promise.resolve(null);
      const piece = bytes.subarray(at, at + Math.min(most, buffer.length));
      buffer.set(piece);
      at += piece.length;
      return Promise.resolve(piece.length);
    },
  };
  try {
    return await readHead(conn);
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

/** Makes sure that nobody can read a head that was taken in another way. */
function checkHead(bytes: Uint8Array, found: NonNullable<Awaited<ReturnType<typeof readHead>>>): void {
  const text = new TextDecoder("latin1").decode(bytes);
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  assert(!/[^\r]\n|^\n|\r(?!\n)|\0/.test(head), "a line ends in CRLF, and nothing else ends one");
  assert(!/^(?:content-length|transfer-encoding)\s*:/im.test(head), "it has no body");
  const [first = "", ...lines] = head.split("\r\n");
  assertEquals(first.split(" ").length, 3);
  assertEquals(first.split(" ")[0], found.head.method);
  assert(lines.every((line) => /^[^\s:]+:/.test(line)), "each line has a name");
  const hosts = lines.filter((line) => /^host:/i.test(line)).map((line) =>
    line.slice(5).replace(/^[ \t]+|[ \t]+$/g, "")
  );
  assertEquals(found.head.headers.get("host"), hosts.length === 0 ? undefined : hosts.join(", "));
}

Deno.test("whatever head comes, it is refused or can be read in one way, and cuts make no difference", async () => {
  const seed = chooseSeed();
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const random = createRandom(seed + round);
    const bytes = makeHead(random);
    try {
      const found = await read(bytes, 10_000);
      if (typeof found === "object") {
        taken++;
        checkHead(bytes, found);
      }
      const inPieces = await read(bytes, 1 + random.below(20));
      if (typeof found !== "object" || typeof inPieces !== "object") assertEquals(inPieces, found);
      else assertEquals(inPieces.head, found.head);
    } catch (error) {
      throw new Error(`NGOBROL_FUZZ_SEED=${seed + round}: ${(error as Error).message}`, { cause: error });
    }
  }
  assert(taken > ROUNDS / 20 && taken < ROUNDS / 2, `${taken} of ${ROUNDS} were taken`);
});

Deno.test("a head has 8 KiB at most, and what comes behind it is kept", async () => {
  const head = (size: number) => new TextEncoder().encode(`GET / HTTP/1.1\r\nX: ${"x".repeat(size - 22)}\r\n\r\nrest`);
  const found = await read(head(8 * 1024 - 1), 5_000);
  assert(typeof found === "object");
  assertEquals(await read(head(8 * 1024 + 100), 5_000), 431);
  const behind = await read(head(100), 5_000);
  assert(typeof behind === "object");
  assertEquals(new TextDecoder().decode(behind.rest), "rest");
});
