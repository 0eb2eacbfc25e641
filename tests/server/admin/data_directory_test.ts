/**
 * The data directory: who may work on it, what may lie in it, and how commands find the server (A12, L1).
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ChatError } from "../../../lib/chat.ts";
import { createAccountAdmin, runAccountCall } from "../../../lib/server/chat/accounts/account_admin.ts";
import { openSqlite } from "../../../lib/store/sqlite/sqlite_store.ts";
import { askServer, openOperatorPort, UnreachableError } from "../../../lib/server/admin/operator_port.ts";
import {
  claimDataDirectory,
  readOperatorAddress,
  writeOperatorAddress,
} from "../../../lib/server/admin/data/data_directory.ts";
import { createLog } from "../../../lib/server/log.ts";
import { temporaryDirectory } from "../../support/helpers.ts";
import { assertMode } from "../../support/with_system.ts";

const onUnix = { ignore: Deno.build.os === "windows" };
const asRoot = { ignore: Deno.build.os === "windows" || Deno.uid() !== 0 };

/** What claiming a directory says, the error first. */
function claim(path: string): { error?: string; notices: string[] } {
  const notices: string[] = [];
  try {
    using data = claimDataDirectory(path, { onNotice: (sentence) => notices.push(sentence) });
    assert(data !== undefined, "somebody has it");
    return { notices };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return { error: error.message, notices };
  }
}

Deno.test("a directory is one process's at a time, and says whose", () => {
  using directory = temporaryDirectory();
  using data = claimDataDirectory(directory.path);
  assert(data !== undefined);
  assertEquals(claimDataDirectory(directory.path), undefined);
  assertEquals(parseInt(Deno.readTextFileSync(`${directory.path}/server.pid`)), Deno.pid);
});

Deno.test("A12: something else in the place of a file is refused, and what it points to stays as it is", onUnix, () => {
  for (const name of ["chat.sqlite", "chat.sqlite-wal", "chat.sqlite-shm", "server.pid", "server.control"]) {
    using directory = temporaryDirectory();
    const [data, target] = [`${directory.path}/data`, `${directory.path}/target`];
    Deno.mkdirSync(data, { mode: 0o700 });
    Deno.writeTextFileSync(target, "precious");
    const refused = { error: `Cannot open the store: ${data}/${name} is not a regular file`, notices: [] };
    Deno.symlinkSync(target, `${data}/${name}`);
    assertEquals(claim(data), refused);
    assertEquals(Deno.readTextFileSync(target), "precious");
    Deno.removeSync(`${data}/${name}`);
    Deno.mkdirSync(`${data}/${name}`);
    assertEquals(claim(data), refused);
  }
});

Deno.test("A12: a pipe in the place of the database is refused at once", onUnix, async () => {
  using directory = temporaryDirectory();
  const made = await new Deno.Command("mkfifo", { args: [`${directory.path}/chat.sqlite`] }).output();
  assert(made.success);
  assertMatch(claim(directory.path).error!, /chat\.sqlite is not a regular file$/);
});

Deno.test(
  "A12: a directory to which everybody may write is refused, and one that others may look into is not",
  onUnix,
  () => {
    using directory = temporaryDirectory();
    Deno.chmodSync(directory.path, 0o777);
    const error = `Cannot open the store: everybody on this machine may write to ${directory.path}; chmod 700 it`;
    assertEquals(claim(directory.path), { error, notices: [] });
    assertEquals(Array.from(Deno.readDirSync(directory.path)), []);
    Deno.chmodSync(directory.path, 0o755);
    assertEquals(claim(directory.path), { notices: [] });
  },
);

Deno.test(
  "A12: a file that others may read is made private, and the operator is told if they could get at it",
  onUnix,
  () => {
    using directory = temporaryDirectory();
    const file = `${directory.path}/chat.sqlite`;
    const told = `${file} could be read by others on this machine; now only its owner may`;
    for (const [mode, notices] of [[0o700, []], [0o755, [told]]] as [number, string[]][]) {
      Deno.chmodSync(directory.path, mode);
      Deno.writeTextFileSync(file, "");
      Deno.chmodSync(file, 0o666);
      assertEquals(claim(directory.path).notices, notices);
      assertMode(file, 0o600);
    }
  },
);

Deno.test("A12: a file or a directory of another user is refused", asRoot, () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  Deno.mkdirSync(data, { mode: 0o700 });
  Deno.writeTextFileSync(`${data}/chat.sqlite`, "");
  Deno.chownSync(`${data}/chat.sqlite`, 12345, 12345);
  assertEquals(claim(data).error, `Cannot open the store: ${data}/chat.sqlite belongs to another user; chown it`);
  Deno.chownSync(data, 12345, 12345);
  assertMatch(claim(data).error!, /data belongs to another user; name a directory of your own with --data$/);
});

Deno.test("L1: a server that was killed is not asked: where it took commands is forgotten by who comes next", () => {
  using directory = temporaryDirectory();
  claimDataDirectory(directory.path)![Symbol.dispose]();
  writeOperatorAddress(directory.path, { port: 1, secret: "old" });
  assertEquals(readOperatorAddress(directory.path), { port: 1, secret: "old" });
  using _ = claimDataDirectory(directory.path);
  assertEquals(readOperatorAddress(directory.path), undefined);
});

/** A server that takes commands and repeats them. */
function startEcho(directory: string) {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line) });
  const handle = (request: unknown) => {
    if (request === "fail") throw new ChatError("It cannot be done");
    if (request === "break") throw new Error("A secret of the program");
    return Promise.resolve(request);
  };
  return {
    lines,
    control: openOperatorPort({
      data: { path: directory, keepLock: () => false },
      log,
      handle: async (request) => await handle(request),
    }),
  };
}

Deno.test("L1: a command is carried out for who knows the secret, and its errors are told", async () => {
  using directory = temporaryDirectory();
  const { lines, control } = startEcho(directory.path);
  await using _ = control;
  assertMode(`${directory.path}/server.control`, 0o600);
  const address = readOperatorAddress(directory.path)!;
  assertEquals(await askServer(address, { text: "häl\u2028lo", list: [1] }), { text: "häl\u2028lo", list: [1] });
  assertEquals(await errorOf(askServer(address, "fail")), "It cannot be done");
  assertEquals(await errorOf(askServer(address, "break")), "Internal error");
  assertMatch(lines.join("\n"), /A secret of the program/);
  // Nobody learns anything without it, nor by the length of what they try.
  for (const secret of ["", "x", address.secret.slice(1), `${address.secret}0`]) {
    assertMatch(await errorOf(askServer({ ...address, secret }, "hello")), /^The server did not answer/);
  }
});

Deno.test("L1: silent connections, nonsense and long lines keep no command out", async () => {
  using directory = temporaryDirectory();
  const { control } = startEcho(directory.path);
  await using _ = control;
  const address = readOperatorAddress(directory.path)!;
  using strangers = new DisposableStack();
  const dial = async (bytes: string) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: address.port });
    strangers.defer(() => conn.close());
    await conn.write(new TextEncoder().encode(bytes));
    return conn;
  };
  const first = await dial("");
  for (let index = 1; index < 40; index++) await dial("");
  // The oldest made room, long before its time was over.
  let isOver = false;
  void first.read(new Uint8Array(1)).catch(() => null).then(() => isOver = true);
  for (let index = 0; index < 100 && !isOver; index++) assertEquals(await askServer(address, index), index);
  assert(isOver, "the oldest connection kept its place");
  for (const bytes of ["\r\n", "null\n", "[]\n", "{\n", "GET / HTTP/1.1\r\n\r\n", `${"x".repeat(70_000)}\n`]) {
    await dial(bytes);
  }
  for (let index = 0; index < 3; index++) assertEquals(await askServer(address, index), index);
});

Deno.test("L1: a request that lacks what is asked, with the right secret, is refused in one sentence", async () => {
  const store = await openSqlite(":memory:");
  await using _ = store;
  const admin = createAccountAdmin(store);
  for (const request of [undefined, null, {}, [], ["drop"], "list"]) {
    const error = await runAccountCall(admin, request).catch((error) => error);
    assert(error instanceof ChatError && error.message.includes("of another version"), String(error));
  }
});

Deno.test("L1: a server that has stopped is told apart from one that does not answer", async () => {
  using directory = temporaryDirectory();
  const { control } = startEcho(directory.path);
  const address = readOperatorAddress(directory.path)!;
  await control[Symbol.asyncDispose]();
  assertThrows(() => Deno.statSync(`${directory.path}/server.control`), Deno.errors.NotFound);
  const error = await askServer(address, "hello").catch((error) => error);
  assert(error instanceof UnreachableError);
});

async function errorOf(asking: Promise<unknown>): Promise<string> {
  const error = await asking.then((value) => new Error(`It was answered: ${value}`), (error) => error);
  assert(error instanceof ChatError, String(error));
  return error.message;
}
