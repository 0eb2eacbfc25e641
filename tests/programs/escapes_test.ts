/**
 * What others wrote, and what stands in the names of files, reaches an operator's terminal escaped wherever the server's
 * program prints it: it drives no terminal, turns no line around and makes no line of its own.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { clientProgram, PASSWORD, run, serverProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { exitCode, until } from "../support/patience.ts";

/** What nobody may get on a terminal, one of each kind, and how it is shown. */
const EVIL = "a\u202eb\u2028c\x1b[2Jd\u009b1me\x07f\ng";
const SHOWN = String.raw`a\u202eb\u2028c\x1b[2Jd\x9b1me\x07f\x0ag`;
// deno-lint-ignore no-control-regex
const RAW = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const windows = { ignore: Deno.build.os === "windows" }; // Such a name no file can have there.

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function end(process: Deno.ChildProcess): Promise<void> {
  process.kill("SIGTERM");
  await exitCode(process);
}

/** Runs the server's program, and returns what a terminal would get, in which nothing is raw and `EVIL` is one line. */
async function shown(args: string[], { code = 0, input = "" } = {}): Promise<string> {
  const result = await run(serverProgram(), args, { input });
  const text = result.out + result.err;
  assertEquals(result.code, code, text);
  assert(!RAW.test(text), JSON.stringify(text));
  return text;
}

Deno.test("B5: user list shows full names escaped, whatever the store has", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  const input = `${PASSWORD}\n`;
  await shown(["user", "add", "budi", "--password-stdin", ...data], { input });
  const rename = (fullName: string) => {
    using database = new DatabaseSync(`${directory.path}/chat.sqlite`);
    database.prepare("UPDATE accounts SET full_name = ? WHERE name = 'budi'").run(fullName);
  };
  rename("Bu\u202edi\u2066 S"); // As programs before 0.3.0 stored it.
  assertStringIncludes(await shown(["user", "list", ...data]), String.raw`budi  Bu\u202edi\u2066 S` + "\n");
  rename(EVIL); // No program of this project has ever stored such a name.
  assertEquals((await shown(["user", "list", ...data])).split("\n").filter((line) => line.startsWith("budi")), [
    `budi  ${SHOWN}`,
  ]);
});

Deno.test("B5: errors show what was typed escaped", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  await shown(["user", "add", "budi", "--password-stdin", ...data], { input: `${PASSWORD}\n` });
  for (const words of [["user", "remove", EVIL], ["user", "passwd", EVIL], ["verify", `/${EVIL}`]]) {
    assertStringIncludes(await shown([...words, ...data], { code: 1 }), SHOWN);
  }
  const wrong = [[EVIL], ["user", EVIL], [`--${EVIL}`], ["backup", "x", EVIL]];
  for (const words of wrong) assertStringIncludes(await shown([...words, ...data], { code: 2 }), SHOWN);
  await shown(["user", "add", EVIL, ...data], { code: 1 });
  for (const flag of ["--host", "--port", "--log"]) await shown([flag, EVIL, ...data], { code: 2 });
  assertStringIncludes(await shown(["--cert", EVIL, "--key", EVIL, ...data], { code: 1 }), SHOWN);
});

Deno.test("B5: results and the banner show the names of files escaped, each on its line", windows, async () => {
  using directory = temporaryDirectory();
  const place = `${directory.path}/${EVIL}`;
  const data = ["--data", place];
  {
    const file = `${directory.path}/banner`;
    const words = [...serverProgram(), "--host", "0.0.0.0", "--port", "0", ...data];
    const server = new Deno.Command("sh", { args: ["-c", 'exec "$@" > "$0"', file, ...words], stderr: "null" }).spawn();
    await using _ = { [Symbol.asyncDispose]: () => end(server) };
    const banner = () => Deno.readTextFileSync(file);
    await until(() => isThere(file) && /user add .*\n/.test(banner()), "the server has said who can log in");
    assertStringIncludes(banner(), `user add NAME --data ${directory.path}/${SHOWN}\n`);
    assert(!RAW.test(banner()), JSON.stringify(banner()));
    // Beside the server, and where it says so.
    await shown(["user", "add", "budi", "--password-stdin", ...data], { input: `${PASSWORD}\n` });
    assertStringIncludes(await shown([...data, "--port", "0"], { code: 1 }), SHOWN);
  }
  const input = `${PASSWORD}\n`;
  assertStringIncludes(await shown(["user", "add", "sari", "--password-stdin", ...data], { input }), SHOWN);
  assertStringIncludes(await shown(["backup", `${place}/${EVIL}`, ...data]), `${SHOWN}/${SHOWN} holds 2 accounts`);
  assertStringIncludes(await shown(["verify", `${place}/${EVIL}`, ...data]), `${SHOWN}/${SHOWN} is sound`);
  assertStringIncludes(await shown(["cert", "--out", place, ...data]), `Made ${directory.path}/${SHOWN}/cert.pem and `);
  assertStringIncludes(await shown(["cert", "--out", place, ...data], { code: 1 }), SHOWN);
});

Deno.test("B5: the client shows a message, a name and an error of others escaped", async () => {
  await using server = await startServer();
  using izza = await server.connect();
  const text = "a\u202eb\u2028c\u2066d\u200fe";
  await izza.ask(`send ${await izza.logIn("izza")} maya ${text}`);
  for (
    const words of [["inbox"], ["history", "izza"], ["--wire", "history", "izza"], ["history", EVIL], [
      "--host",
      EVIL,
      "list",
    ], [EVIL]]
  ) {
    const args = ["--port", String(server.port), "--user", "maya", ...words];
    const { out, err } = await run(clientProgram(), args, { env: { NGOBROL_PASSWORD: PASSWORD } });
    assert((out + err).trim() !== "" && !RAW.test(out + err), JSON.stringify(out + err));
  }
});
