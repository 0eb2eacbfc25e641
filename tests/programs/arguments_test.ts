/** Names, files and flags as they are typed: what looks like a number stays a text, and what is no flag is refused. @module */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readArguments } from "../../lib/arguments.ts";
import { clientProgram, connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

/** Reads as the programs do. */
function read(args: string[], stopEarly: boolean) {
  const refused: string[] = [];
  const { demo, help, wire, "no-plain": noPlain, port, name, words } = readArguments(args, {
    boolean: ["demo", "help", "wire", "no-plain"],
    string: ["port", "name"],
    stopEarly,
    unknown: (arg) => void refused.push(arg),
  });
  return {
    on: Object.entries({ demo, help, wire, noPlain }).flatMap(([flag, value]) => value ? [flag] : []),
    ...(port === undefined ? {} : { port }),
    ...(name === undefined ? {} : { name }),
    words,
    refused,
  };
}

const STOP = true;
const [NOTHING, NO_WORDS, NONE_REFUSED] = [{ on: [] }, { words: [] }, { refused: [] }];

/** Command lines and what is made of them. */
const READ: [args: string[], result: Partial<ReturnType<typeof read>>, stopEarly?: boolean][] = [
  [[], {}],
  [["--demo", "--port", "9000"], { on: ["demo"], port: "9000" }],
  [["--port=0", "--name=Rahmadani = Izza"], { port: "0", name: "Rahmadani = Izza" }],
  [["-h"], { on: ["help"] }],
  [["--help", "--wire"], { on: ["help", "wire"] }],
  [["--no-plain", "--demo"], { on: ["demo", "noPlain"] }],
  [["--no-plain", "true"], { on: ["noPlain"], words: ["true"] }],
  [["--port", "1", "--port", "2", "--demo", "--demo"], { on: ["demo"], port: "2" }],
  [["--port"], { port: "" }],
  [["--port", "--demo"], { on: ["demo"], port: "" }],
  [["--port", ""], { port: "" }],
  [["user", "add", "budi", "--name", "", "x"], { name: "", words: ["user", "add", "budi", "x"] }],
  [["--name", "5", "--", "--demo", "x"], { name: "5", words: ["--demo", "x"] }],
  // What looks like something else.
  [["user", "add", "05111940000123"], { words: ["user", "add", "05111940000123"] }],
  [["198503302010121001", "007", "1e5", "0x1F", "-0"], {
    words: ["198503302010121001", "007", "1e5", "0x1F"],
    refused: ["-0"],
  }],
  [["1_000", "+5", ".5", "5.", " 7 ", "", "Infinity", "0b1", "-"], {
    words: ["1_000", "+5", ".5", "5.", " 7 ", "", "Infinity", "0b1", "-"],
  }],
  [["--name", "007", "--port=0x1F"], { name: "007", port: "0x1F" }],
  [["--demo", "true", "--wire", "false", "maya"], { on: ["demo", "wire"], words: ["true", "false", "maya"] }],
  [["--demo=true", "--wire=false"], { on: ["demo"] }],
  // What is no flag.
  [["a", "--nope", "--x=y", "--nix", "b"], { words: ["a", "b"], refused: ["--nope", "--x=y", "--nix"] }],
  [["-z", "-hz", "-h5", "-h=0", "-_", "--_"], { refused: ["-z", "-hz", "-h5", "-h=0", "-_", "--_"] }],
  [["--no-demo", "--no-wire=yes", "--no-port=1"], { refused: ["--no-wire=yes", "--no-port=1", "--no-demo"] }],
  [["--constructor", "--toString", "--__proto__", "--hasOwnProperty=1", "--demo.x", "---demo"], {
    refused: ["--constructor", "--toString", "--__proto__", "--hasOwnProperty=1", "--demo.x", "---demo"],
  }],
  [["--wire", "send", "maya", "--port", "1", "--", "-x", "007"], {
    on: ["wire"],
    words: ["send", "maya", "--port", "1", "--", "-x", "007"],
  }, STOP],
  [["--", "--wire", "1e5"], { words: ["--wire", "1e5"] }, STOP],
];

Deno.test("words are as typed, flags have their values, and what is no flag is refused", () => {
  for (const [args, result, stopEarly = false] of READ) {
    assertEquals({ args, ...read(args, stopEarly) }, { args, ...NOTHING, ...NO_WORDS, ...NONE_REFUSED, ...result });
  }
});

const PASSWORD = "rahasia-123";

Deno.test("accounts and files have the names that were typed, though they look like numbers", async () => {
  using directory = temporaryDirectory();
  const options = { cwd: directory.path, input: `${PASSWORD}\n` };
  const names = ["05111940000123", "198503302010121001", "007", "1e5", "0x1F"];
  for (const name of names) {
    const { code, err } = await run(serverProgram(), ["user", "add", name, "--password-stdin"], options);
    assertEquals({ code, err }, { code: 0, err: "" });
  }
  const { out } = await run(serverProgram(), ["user", "list"], options);
  for (const name of names) assert(new RegExp(`^${name}\\s`, "m").test(out), out);
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet"], options);
  for (const name of names) {
    using peer = await connect(server.port);
    assertEquals((await peer.ask(`auth ${name} ${PASSWORD}`))["status"], "OK");
  }
  const client = ["--port", String(server.port), "--user", "007"];
  const env = { NGOBROL_PASSWORD: PASSWORD };
  await run(clientProgram(), [...client, "send", "0x1F", "1e5", "--", "0x10"], { ...options, env });
  const inbox = await run(clientProgram(), [...client.slice(0, 2), "--user", "0x1F", "inbox"], { ...options, env });
  assertStringIncludes(inbox.out, "1e5 -- 0x10");
  assertEquals((await run(serverProgram(), ["backup", "001"], options)).code, 0);
  assert(Deno.statSync(`${directory.path}/001`).isFile);
  assertEquals((await run(serverProgram(), ["verify", "001"], options)).code, 0);
});

Deno.test("both programs refuse in one sentence what is no flag, and a flag without its value", async () => {
  const wrong = ["--no-demo", "--constructor", "--toString", "--__proto__", "-_", "--host=", "--no-wire=yes"];
  for (const program of [serverProgram(), clientProgram()]) {
    for (const args of [...wrong.map((flag) => [flag]), ["--host", ""]]) {
      const { code, out, err } = await run(program, args);
      assertEquals({ args, code, out, lines: err.split("\n").length }, { args, code: 2, out: "", lines: 2 });
    }
  }
});
