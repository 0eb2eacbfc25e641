/**
 * The client's files: what is sent and saved over a connection that is cut, under which names, and how it is told.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { safeName, Target } from "../../lib/client/files/local_file.ts";
import { barOf, describeProgress, describeSize, Meter, type Progress } from "../../lib/client/files/progress.ts";
import { textsOf } from "../../lib/client/i18n/texts.ts";
import { stepsOf } from "../../lib/client/modes/transfers.ts";
import { readTyped } from "../../lib/client/session/commands.ts";
import { runCommand } from "../../lib/client/session/run_command.ts";
import { runTransfer, type TransferOptions } from "../../lib/client/session/run_files.ts";
import { answerLines, isFailure } from "../../lib/client/session/results.ts";
import { Remote } from "../../lib/client/connection/remote.ts";
import { Session } from "../../lib/client/session/session.ts";
import { openPath, type Path } from "../support/cut_path.ts";
import { PASSWORD, startServer, temporaryDirectory, type TestServer } from "../support/helpers.ts";

const TEXTS = textsOf("en");

interface World extends AsyncDisposable {
  readonly server: TestServer;
  readonly path: Path;
  /** Where the client's files are. */
  readonly folder: string;
  readonly contents: string;
  /** A session of a user, over the path. */
  enter(user: string): Promise<Session>;
}

async function open(): Promise<World> {
  const directory = temporaryDirectory();
  const folder = `${directory.path}/own`;
  Deno.mkdirSync(folder);
  const contents = `${directory.path}/files`;
  const server = await startServer({ files: contents });
  const path = openPath(server.port);
  const remotes: Remote[] = [];
  return {
    server,
    path,
    folder,
    contents,
    async enter(user) {
      const remote = new Remote(path);
      remotes.push(remote);
      await remote.connect();
      const session = new Session(remote);
      await session.run({ kind: "auth", user, password: PASSWORD });
      return session;
    },
    async [Symbol.asyncDispose]() {
      for (const remote of remotes) await remote.close();
      await path[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

async function run(session: Session, line: string, options: TransferOptions = {}): Promise<string> {
  const typed = readTyped(line);
  assert(typed.kind === "file" || typed.kind === "get");
  const answer = await runTransfer(session, typed, TEXTS, options);
  const [text] = answerLines(answer, "people");
  return `${isFailure(answer) ? "FAILED " : ""}${text}`;
}

/** Cuts the path each time that so many percents more have come, and lets it through again when that was noticed. */
function cutting(
  path: Path,
  every: number,
): TransferOptions & { readonly cuts: () => number; readonly seen: Progress[] } {
  let [cuts, next] = [0, every];
  const seen: Progress[] = [];
  return {
    cuts: () => cuts,
    seen,
    onProgress(progress) {
      seen.push(progress);
      if (progress.done * 100 < next * progress.total || progress.done === progress.total) return;
      next += every;
      cuts++;
      path.cut();
    },
    notice: () => path.isOpen = true,
  };
}

function digest(path: string): string {
  return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
}

Deno.test("a file goes and comes over a connection that is cut again and again, on from where it was", async () => {
  await using world = await open();
  const { folder, path } = world;
  const [maya, izza] = [await world.enter("maya"), await world.enter("izza")];
  const source = `${folder}/big.bin`;
  Deno.writeFileSync(source, randomBytes(2_065_536));
  const up = cutting(path, 20);
  assertEquals(await run(maya, `file izza ${source}`, up), "big.bin sent to izza (2.0 MiB)");
  const down = cutting(path, 20);
  const line = await run(izza, `get 1 ${folder}`, down);
  assertEquals(line, `saved as ${join(folder, "big (2).bin")} (2.0 MiB)`);
  assert(up.cuts() >= 3 && down.cuts() >= 3);
  for (const { seen } of [up, down]) {
    const done = seen.map(({ done }) => done);
    assertEquals(done, done.toSorted((one, other) => one - other), "it never goes back");
  }
  assertEquals(digest(`${folder}/big (2).bin`), digest(source));
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  assertEquals(names, ["big (2).bin", "big.bin"]);
  assertEquals((await runCommand(izza, { kind: "files" })).lines.length, 1);
});

Deno.test("what an earlier run has left of a file goes on, and what is not right is saved nowhere", async () => {
  await using world = await open();
  const { folder } = world;
  const [maya, izza] = [await world.enter("maya"), await world.enter("izza")];
  Deno.writeFileSync(`${folder}/a.bin`, randomBytes(300_000));
  assertMatch(await run(maya, `file izza ${folder}/a.bin`), /^a.bin sent/);
  Deno.mkdirSync(`${folder}/in`);
  const ending = new AbortController();
  const stopped = await run(izza, `get 1 ${folder}/in`, {
    signal: ending.signal,
    onProgress: ({ done }) => done > 0 && ending.abort(),
  });
  assertMatch(stopped, /^FAILED/);
  const [part] = [...Deno.readDirSync(`${folder}/in`)];
  assertMatch(part!.name, /^\..*\.part$/);
  const size = Deno.statSync(`${folder}/in/${part!.name}`).size;
  const seen: number[] = [];
  assertMatch(await run(izza, `get 1 ${folder}/in`, { onProgress: ({ done }) => seen.push(done) }), /^saved as/);
  assertEquals(seen[0], size);

  const [content] = [...Deno.readDirSync(world.contents)].filter(({ isFile }) => isFile);
  Deno.writeTextFileSync(`${world.contents}/${content!.name}`, "x".repeat(300_000));
  assertEquals(await run(izza, `get 1 ${folder}/in`), `FAILED Error, ${TEXTS.otherContent}`);
  assertEquals(Array.from(Deno.readDirSync(`${folder}/in`), ({ name }) => name), ["a.bin"]);
});

Deno.test("a file is saved in the place of no other, nor outside of the folder, whatever its name", async () => {
  await using world = await open();
  const { folder } = world;
  const [maya, izza] = [await world.server.connect(), await world.enter("izza")];
  using peer = maya;
  const token = await peer.logIn("maya");
  const names = ["../../.profile", "CON", "a:b.txt", "evil\u202egpj.exe", "x".repeat(190) + ".tar.gz"];
  for (const name of names) await peer.ask(`sendfile ${token} izza ${name} aGFsbG8=`);
  for (const id of names.keys()) assertMatch(await run(izza, `get ${id + 1} ${folder}`), /^saved as/);
  assertMatch(await run(izza, `get 1 ${folder}`), /_profile \(2\)/);
  const saved = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  assertEquals(saved, [
    "_CON",
    "_profile",
    "_profile (2)",
    "a_b.txt",
    "evil_gpj.exe",
    `${"x".repeat(147)}.gz`,
  ]);
  if (Deno.build.os !== "windows") {
    for (const name of saved) assertEquals(Deno.statSync(`${folder}/${name}`).mode! & 0o111, 0);
  }
  assertEquals(await run(izza, `get 2 ${folder}/_CON`), `FAILED Error, Cannot save ${folder}/_CON: it exists`);
  assertEquals(await run(izza, `get 2 ${folder}/mine`), `saved as ${join(folder, "mine")} (5 bytes)`);
  assertMatch(await run(izza, `get 2 ${folder}/none/mine`), /^FAILED Error, Cannot save /);
  assertMatch(await run(izza, `get 99 ${folder}`), /^FAILED Error, There is no file 99 for you/);
  if (Deno.build.os === "windows") return; // Links are for administrators there.
  const sha256 = createHash("sha256").update("x").digest("hex");
  Deno.symlinkSync("/dev/null", `${folder}/.${sha256.slice(0, 16)}.ngobrol.part`);
  const opening = Target.open(folder, { name: "x", sha256 }, TEXTS).then(() => "opened", ({ message }) => message);
  assertMatch(await opening, /it exists/);
});

Deno.test("what cannot be sent is told in one sentence", async () => {
  await using world = await open();
  const { folder } = world;
  const maya = await world.enter("maya");
  Deno.writeTextFileSync(`${folder}/empty file.txt`, "");
  assertEquals(await run(maya, `file izza ${folder}/empty file.txt`), "empty file.txt sent to izza (0 bytes)");
  assertEquals(await run(maya, `file izza ${folder}/none`), `FAILED Error, There is no file ${folder}/none`);
  assertEquals(await run(maya, `file izza ${folder}`), `FAILED Error, ${folder} is no regular file`);
  assertEquals(await run(maya, `file nobody ${folder}/empty file.txt`), "FAILED Error, User is not found");
  await using other = await startServer();
  const remote = new Remote({ host: "127.0.0.1", port: other.port });
  await using _ = remote;
  await remote.connect();
  const session = new Session(remote);
  assertEquals(await run(session, `file izza ${folder}/empty file.txt`), "FAILED Error, not authorized");
  await session.run({ kind: "auth", user: "maya", password: PASSWORD });
  assertEquals(await run(session, `file izza ${folder}/empty file.txt`), "FAILED Error, This server takes no files");
});

Deno.test("names are made harmless, and stay what they are where they are", () => {
  const harmless = ["a b.txt", "foto-1.JPG", "日本.txt", "console.log", "a.tar.gz"];
  assertEquals(harmless.map(safeName), harmless);
  const others = ["", "...", "aux.c", "NUL", "com1.txt", "a\0b", "x.", "C:\\x\\y.txt", "/", "~/.ssh/id"];
  assertEquals(others.map(safeName), [
    "file",
    "file",
    "_aux.c",
    "_NUL",
    "_com1.txt",
    "a_b",
    "x",
    "y.txt",
    "file",
    "id",
  ]);
});

Deno.test("a person is told how far a file is, how fast it comes, and when it is there", () => {
  const progress = { name: "a", done: 25, total: 100, rate: 5 };
  assertEquals(barOf(progress, 8), "[##------]");
  assertEquals(describeProgress(progress, TEXTS), "25 %  5 bytes/s  15 s left");
  assertEquals(describeProgress({ ...progress, rate: 0.1 }, textsOf("id")), "25 %  0 bytes/s  13 menit lagi");
  assertEquals(describeProgress({ ...progress, done: 100 }, TEXTS), "100 %");
  assertEquals([describeSize(1023), describeSize(1536), describeSize(5 * 1024 ** 3)], [
    "1023 bytes",
    "1.5 KiB",
    "5.0 GiB",
  ]);
  let now = 0;
  const meter = new Meter(() => now);
  assertEquals(meter.take(0), undefined);
  now = 2_000;
  assertEquals(meter.take(1_000), 500);
  const lines: string[] = [];
  const tell = stepsOf(TEXTS, (line) => lines.push(line));
  for (const done of [0, 5, 10, 11, 50, 100, 0, 100]) tell({ ...progress, done, rate: undefined });
  assertEquals(lines, ["a  10 %", "a  50 %", "a  100 %", "a  100 %"]);
});
