/** The client as a program that stays, with --json, against the real server. @module */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  clientProgram,
  PASSWORD,
  run,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
  texts,
} from "../support/helpers.ts";
import { startOldServer } from "../support/legacy_server.ts";
import { exitCode, within } from "../support/patience.ts";

/** A client whose lines are parsed as they come. */
function startJson(port: number, user: string) {
  const [command, ...first] = clientProgram();
  const process = new Deno.Command(command, {
    args: [...first, "--port", String(port), "--json", "--user", user],
    env: { NGOBROL_PASSWORD: PASSWORD },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = process.stdin.getWriter();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  async function line(): Promise<Record<string, unknown> | undefined> {
    while (!rest.includes("\n")) {
      const { value, done } = await within("a line of the client", output.read());
      if (done) return undefined;
      rest += value;
    }
    const end = rest.indexOf("\n");
    const json = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end + 1);
    return json;
  }
  return {
    output,
    type: (text: string) => input.write(new TextEncoder().encode(`${text}\n`)),
    /** The next line that has this value under this key. */
    async see(key: string, value: unknown): Promise<Record<string, unknown>> {
      for (let json = await line(); json !== undefined; json = await line()) if (json[key] === value) return json;
      throw new Error(`Never saw ${key} ${value}`);
    },
    async end(): Promise<{ code: number; err: string; seen: Record<string, unknown>[] }> {
      await input.close().catch(() => {});
      const seen = [];
      for (let json = await line(); json !== undefined; json = await line()) seen.push(json);
      const err = await within("the end of the client", new Response(process.stderr).text());
      return { code: await exitCode(process), err, seen };
    },
  };
}

Deno.test("with --json and --user every reply and event is a line, acknowledged after it was printed", async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.ask(`send ${token} maya before`);
  const maya = startJson(server.port, "maya");
  assertEquals((await maya.see("message", "Live"))["active"], ["izza", "maya"]);
  assertEquals((await maya.see("event", "message"))["msg"], "before");
  await peer.ask(`send ${token} maya caf\u00e9`);
  assertEquals((await maya.see("event", "message"))["msg"], "caf\u00e9");
  await maya.type("send izza hi\nsend iis hi\nlist");
  assert("id" in await maya.see("message", "Message Sent"));
  await maya.see("message", "User is not found");
  await maya.type("inbox");
  assertEquals((await maya.see("status", "OK"))["status"], "OK");
  assertEquals(texts(await peer.ask(`inbox ${token}`)), { maya: ["hi"] });
  const { code, err } = await maya.end();
  assertEquals([code, err], [1, ""], "One command has failed");
  using again = await server.connect();
  const mayas = await again.logIn("maya");
  assertEquals(await again.ask(`inbox ${mayas}`), { status: "OK", messages: {} });
});

Deno.test("a program whose output nobody reads acknowledges nothing, and ends", async () => {
  await using server = await startServer();
  const maya = startJson(server.port, "maya");
  await maya.see("message", "Live");
  await maya.output.cancel();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  await peer.ask(`send ${token} maya into the void`);
  const { code, err } = await maya.end();
  assertEquals([code, err], [1, ""]);
  using again = await server.connect();
  assertEquals(texts(await again.ask(`inbox ${await again.logIn("maya")}`)), { izza: ["into the void"] });
});

Deno.test("a program that stays comes back after the server was started anew, and sends once", async () => {
  using directory = temporaryDirectory();
  const args = ["--data", directory.path, "--log", "quiet", "--port"];
  let server = await startProcess(serverProgram(), [...args, "0"]);
  const { port } = server;
  const maya = startJson(port, "maya");
  try {
    await maya.see("message", "Live");
    await server[Symbol.asyncDispose]();
    server = await startProcess(serverProgram(), [...args, String(port)]);
    await maya.see("message", "Live");
    await maya.type("send maya a note");
    assertEquals((await maya.see("event", "message"))["msg"], "a note");
  } finally {
    const { code, err } = await maya.end();
    await server[Symbol.asyncDispose]();
    assertEquals(code, 0);
    assertStringIncludes(err, `Connected again to 127.0.0.1:${port}`);
  }
});

Deno.test("with an old server --json is what it was", async () => {
  await using server = startOldServer();
  const args = ["--port", String(server.port), "--json", "--user", "maya"];
  const options = { input: "send maya hi\ninbox\n", env: { NGOBROL_PASSWORD: PASSWORD } };
  const { code, out, err } = await run(clientProgram(), args, options);
  assertEquals([code, err], [0, ""]);
  assertEquals(out.split("\n").map((line) => line.slice(0, 35)), [
    '{"status": "OK", "message": "Messag',
    '{"status": "OK", "messages": {"maya',
    "",
  ]);
});
