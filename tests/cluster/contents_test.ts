/**
 * What is in files where servers share a database: sent to one, read at another.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { Contents } from "../../lib/server/files/contents.ts";
import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { POSTGRES, postgresTest, startPostgres } from "../support/postgres.ts";
import { add, message } from "../support/store_contract.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

/** Bytes that repeat nowhere soon, a few more than two pieces. */
const BYTES = Uint8Array.from({ length: 2 * 256 * 1024 + 5 }, (_, index) => (index * 2654435761) >>> 13);

/** Two servers on one database, each with a directory of its own. */
async function openTwo() {
  const place = readPostgresUrl(await postgres!.newDatabase());
  const stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory());
  const [one, other] = [
    stack.use(await openPostgres(place, { isUnsafe: true })),
    stack.use(await openPostgres(place, { isUnsafe: true })),
  ];
  const paths = ["1", "2"].map((name) => `${directory.path}/${name}`);
  const contents = await Promise.all(
    [one, other].map(({ shared }, index) => Contents.open(paths[index]!, shared!.contents)),
  );
  return { stores: [one, other], contents, paths, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function keep(contents: Contents, bytes: Uint8Array) {
  const partial = contents.begin();
  for (let at = 0; at < bytes.length; at += 100_000) await partial.append(bytes.subarray(at, at + 100_000));
  return await partial.keep();
}

postgresTest(
  "what was sent to one server is read at another, from anywhere in it, and leaves nothing in a directory",
  async () => {
    await using both = await openTwo();
    const [one, other] = both.contents;
    const kept = await keep(one!, BYTES);
    assertEquals([kept.size, kept.isNew], [BYTES.length, true]);
    for (
      const [offset, length] of [[0, 10], [262_140, 10], [0, BYTES.length], [BYTES.length - 3, 100], [9e6, 5]] as const
    ) {
      assertEquals(await other!.read(kept.sha256, offset, length), BYTES.slice(offset, offset + length));
    }
    const again = await keep(other!, BYTES);
    assertEquals([again.sha256, again.isNew], [kept.sha256, false]);
    const empty = await keep(one!, new Uint8Array(0));
    assertEquals(await other!.read(empty.sha256, 0, 10), new Uint8Array(0));
    assertEquals((await Array.fromAsync(other!.list())).map(({ size }) => size).sort(), [0, BYTES.length].sort());
    for (const path of both.paths) assertEquals(Array.from(Deno.readDirSync(`${path}/partial`)), []);
    assertEquals(await one!.read("a".repeat(64), 0, 10), new Uint8Array(0));
  },
);

postgresTest("a content is removed when no file refers to it for a day, and not before", async () => {
  await using both = await openTwo();
  const { stores: [store], contents: [one, other] } = both;
  const { sha256, size } = await keep(one!, BYTES);
  const unused = await keep(one!, Uint8Array.of(1));
  const maya = await add(store!, "maya");
  const file = { name: "a", size, sha256 };
  await store!.addIdempotent({ ...message(maya, maya, "a"), file }, crypto.randomUUID());
  const sweep = () => other!.sweep((hashes) => store!.files.unused(hashes));
  assertEquals((await sweep()).removed, 0); // The sender of the other may be about to refer to it.
  const database = `chat${(await postgres!.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'chat%'")).trim()}`;
  await postgres!.sql("UPDATE contents SET kept_at = kept_at - interval '25 hours'", database);
  assertEquals(await store!.shared!.contents!.remove([sha256]), []); // Whatever who asks has found out before.
  const later = await keep(one!, Uint8Array.of(2));
  assertEquals(await sweep(), { removed: 1, bytes: size + 1 });
  const left = (await Array.fromAsync(one!.list())).map(({ sha256 }) => sha256);
  assertEquals(left.sort(), [sha256, later.sha256].sort());
  assertEquals((await one!.read(unused.sha256, 0, 1)).length, 0);
  assertEquals((await postgres!.sql("SELECT count(DISTINCT sha256) FROM pieces", database)).trim(), "2");
});

postgresTest("a content of which a fail-over has lost a part is given again", async () => {
  await using both = await openTwo();
  const { contents: [one, other], stores: [store], paths: [path] } = both;
  const depot = store!.shared!.contents!;
  let losses = 0;
  const losing = await Contents.open(path!, {
    ...depot,
    addPiece: (sha256, n, bytes) => n === 1 && losses++ === 0 ? Promise.resolve() : depot.addPiece(sha256, n, bytes),
  });
  const { sha256 } = await keep(losing, BYTES);
  assertEquals(await other!.read(sha256, 0, BYTES.length), BYTES);
  const never = await Contents.open(path!, { ...depot, addPiece: () => Promise.resolve() });
  await assertRejects(() => keep(never, BYTES.slice(1)), ChatError, "lost parts of it");
  assertEquals((await Array.fromAsync(one!.list())).length, 1);
});
