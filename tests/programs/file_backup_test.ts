/**
 * `ngobrol-server backup` and `verify` with files in the chat: all of them, or a sentence that says which is not there.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

const ngobrolServer = (...args: string[]) => run(["timeout", "120", ...serverProgram()], args);

const start = (data: string) => startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);

const HELD = "4 accounts and 3 messages, 3 of them unread, and 3 files";

/** A server that has got three files, two of them with the same content. @returns The token of who got them. */
async function fill(port: number): Promise<string> {
  using peer = await connect(port);
  const maya = await peer.logIn("maya");
  for (const [name, data] of [["a.txt", "aGFsbG8="], ["b.txt", "aGFsbG8="], ["c.txt", "YXBhIGthYmFy"]]) {
    assertEquals((await peer.ask(`sendfile ${maya} izza ${name} ${data}`))["message"], "File Sent");
  }
  return await peer.logIn("izza");
}

function contentsIn(path: string): string[] {
  return [...Deno.readDirSync(path)].filter(({ isFile }) => isFile).map(({ name }) => name).sort();
}

Deno.test("a backup beside the server has what is in files, and is a chat again where it is put", async () => {
  using directory = temporaryDirectory();
  const [data, file, restored] = ["data", "backup.sqlite", "restored"].map((name) => `${directory.path}/${name}`) as [
    string,
    string,
    string,
  ];
  let izza: string;
  {
    await using server = await start(data);
    izza = await fill(server.port);
    const made = await ngobrolServer("backup", file, "--data", data);
    assertEquals([made.code, made.out], [0, `${file} holds ${HELD}\n`]);
    const verified = await ngobrolServer("verify", "--data", data);
    assertEquals([verified.code, verified.out], [0, `${data}/chat.sqlite is sound: ${HELD}\n`]);
    assertEquals(contentsIn(`${file}.files`), contentsIn(`${data}/files`));
    using peer = await connect(server.port);
    await peer.ask(`sendfile ${izza} maya later.txt bGF0ZXI=`);
  }
  assertEquals((await ngobrolServer("verify", file)).out, `${file} is sound: ${HELD}\n`);
  assertMatch((await ngobrolServer("backup", file, "--data", data)).err, /exists/);
  Deno.mkdirSync(restored, { mode: 0o700 });
  Deno.copyFileSync(file, `${restored}/chat.sqlite`);
  Deno.renameSync(`${file}.files`, `${restored}/files`);
  await using server = await start(restored);
  using peer = await connect(server.port);
  const { files } = await peer.ask(`files ${izza}`);
  assertEquals(files.map(({ name }: { name: string }) => name), ["c.txt", "b.txt", "a.txt"]);
  assertEquals((await peer.ask(`downloadfile ${izza} ${files[0].id}`))["message"], "YXBhIGthYmFy");
});

Deno.test("what is in a file and is damaged or gone is told by verify and by backup, which makes none", async () => {
  using directory = temporaryDirectory();
  const [data, file] = [`${directory.path}/data`, `${directory.path}/backup.sqlite`];
  {
    await using server = await start(data);
    await fill(server.port);
  }
  const [name] = contentsIn(`${data}/files`);
  const path = `${data}/files/${name}`;
  const content = Deno.readFileSync(path);
  const damage: [how: string, change: () => void][] = [
    ["damaged", () => Deno.writeFileSync(path, content.slice().fill(0))],
    ["damaged", () => Deno.writeFileSync(path, content.subarray(1))],
    ["not there", () => Deno.removeSync(path)],
  ];
  for (const [how, change] of damage) {
    change();
    const verified = await ngobrolServer("verify", "--data", data);
    assertEquals([verified.code, verified.out], [1, ""]);
    assertMatch(
      verified.err,
      new RegExp(`^[^\n]*${name}, of file \\d \\(.*\\), is ${how}; restore it from a backup\n$`),
    );
    const made = await ngobrolServer("backup", file, "--data", data);
    assertEquals([made.code, made.out], [1, ""]);
    assert(made.err.includes(name!) && made.err.split("\n").length === 2, made.err);
    assertEquals([...Deno.readDirSync(directory.path)].map(({ name }) => name), ["data"]);
  }
  Deno.writeFileSync(path, content);
  // What a backup that was killed has left is no hindrance, and what is somebody else's is not touched.
  Deno.mkdirSync(`${file}.files`);
  Deno.writeTextFileSync(`${file}.files/${"0".repeat(64)}`, "");
  assertEquals((await ngobrolServer("backup", file, "--data", data)).code, 0);
  assertEquals(contentsIn(`${file}.files`), contentsIn(`${data}/files`));
  const other = `${directory.path}/other.sqlite`;
  Deno.mkdirSync(`${other}.files`);
  Deno.writeTextFileSync(`${other}.files/mine`, "");
  assertMatch((await ngobrolServer("backup", other, "--data", data)).err, /other.sqlite.files exists\n$/);
  assertEquals(contentsIn(`${other}.files`), ["mine"]);
});
