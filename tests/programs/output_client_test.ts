/**
 * The client in a pipe that takes nothing: results are waited for and their errors told, the rest may be lost, and a signal
 * ends it.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { clientProgram, PASSWORD, startServer } from "../support/helpers.ts";
import { exitCode, within } from "../support/patience.ts";

/** Starts a client by a shell, which gives it its streams. */
function start(port: number, streams: string, words: string[]): Deno.ChildProcess {
  const command = [...clientProgram(), "--port", String(port), ...words];
  return new Deno.Command("sh", {
    args: ["-c", `exec "$@" ${streams}`, "sh", ...command],
    env: { NGOBROL_PASSWORD: PASSWORD },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function run(port: number, streams: string, words: string[]): Promise<{ code: number; err: string }> {
  const process = start(port, streams, words);
  const output = process.output();
  await process.stdin.close();
  const { code, stderr } = await within("the end of the client", output);
  return { code, err: new TextDecoder().decode(stderr) };
}

Deno.test("a result that cannot be written is told, wherever that can be told", async () => {
  await using server = await startServer();
  const { code, err } = await run(server.port, ">/dev/full", ["--user", "maya", "list"]);
  assertEquals(code, 1);
  assertMatch(err, /No space left on device/);
  assertEquals((await run(server.port, ">/dev/full 2>/dev/full", ["--user", "maya", "list"])).code, 1);
  assertEquals((await run(server.port, ">&- 2>&-", ["--user", "maya", "list"])).code, 0, "Nobody wants to see it");
  for (const streams of ["2>/dev/full", "2>&-"]) {
    assertEquals((await run(server.port, streams, ["--bogus"])).code, 2);
    assertEquals((await run(server.port, streams, ["--user", "maya", "--wire", "list"])).code, 0);
  }
});

Deno.test("results come, each of them, though nobody reads what the wire shows", async () => {
  await using server = await startServer();
  const process = start(server.port, "", ["--user", "maya", "--wire"]);
  const out = new Response(process.stdout).text();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode("list\n".repeat(3_000)));
  await input.close();
  assertEquals((await within("all results", out)).split("\n").filter((line) => line === '["maya"]').length, 3_000);
  assertEquals(await exitCode(process), 0);
  await process.stderr.cancel();
});

for (const words of [["--user", "maya"], ["--user", "maya", "--json"]]) {
  Deno.test(`a client whose results nobody reads obeys a signal: ${words.at(-1)}`, async () => {
    await using server = await startServer();
    using peer = await server.connect();
    const token = await peer.logIn("izza");
    for (let number = 0; number < 20; number++) await peer.ask(`send ${token} maya ${"x".repeat(60_000)}`);
    const process = start(server.port, "", words);
    const input = process.stdin.getWriter();
    await input.write(new TextEncoder().encode("inbox\n"));
    const reader = process.stdout.getReader();
    await within("the first result", reader.read()); // The results have begun.
    process.kill("SIGTERM");
    assertEquals(await exitCode(process), 143);
    await Promise.all([reader.cancel(), process.stderr.cancel(), input.close().catch(() => {})]);
  });
}
