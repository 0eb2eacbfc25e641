/**
 * `ngobrol-server doctor`: it finds what is wrong with a machine, says so with its exit code, and leaves nothing behind.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { examine, judgeFlushes } from "../../lib/server/admin/status/doctor.ts";
import { formatTime } from "../../lib/zone.ts";
import { run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

const doctor = (data: string, ...args: string[]) => run(serverProgram(), ["doctor", "--data", data, ...args]);

/** The verdicts on what was looked at, by what it is. */
function verdicts(out: string): Record<string, string> {
  return Object.fromEntries(out.split("\n").slice(2, -1).map((line) => line.split(/ {2,}/).slice(0, 2)));
}

const filesIn = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name).sort();

Deno.test("a machine on which nothing is wrong is found so, before a first start and beside a server, and nothing is left", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  const before = await doctor(data, "--port", "0");
  assertEquals([before.code, before.err], [0, ""]);
  assertMatch(before.out, /^server +ok +none; .* is not there yet$/m);
  assertMatch(before.out, /^flush +\w+ +[\d.]+ ms, [\d.]+ ms at most/m);
  assertEquals(filesIn(directory.path), []);
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);
  const files = filesIn(data);
  const beside = await doctor(data, "--port", String(server.port));
  assertEquals([beside.code, beside.err], [0, ""]);
  assertMatch(beside.out, new RegExp(`^server +ok +process ${server.process.pid} serves `, "m"));
  assertMatch(beside.out, new RegExp(`^port +ok +127.0.0.1:${server.port} is taken, as it should be`, "m"));
  assertEquals(filesIn(data), files);
});

Deno.test("a port that somebody else has, and a directory that cannot be written or that all may write to, are found", async () => {
  using directory = temporaryDirectory();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { code, out, err } = await doctor(directory.path, "--port", String(listener.addr.port));
  assertEquals([code, err], [1, "1 thing must be changed\n"]);
  assertEquals(verdicts(out)["port"], "bad");
  if (Deno.build.os === "windows") return;
  Deno.chmodSync(directory.path, 0o777);
  const open = await doctor(directory.path, "--port", "0");
  assertEquals([open.code, verdicts(open.out)["permissions"]], [1, "bad"]);
  Deno.chmodSync(directory.path, 0o700);
  const nowhere = await doctor("/proc/nowhere", "--port", "0");
  assertEquals([nowhere.code, verdicts(nowhere.out)["flush"]], [1, "bad"]);
  assertEquals((await doctor(directory.path, "more")).code, 2);
});

Deno.test("the time is told as this machine's zone has it, by which an operator sees whether the clock is right", async () => {
  using directory = temporaryDirectory();
  for (const zone of ["Asia/Jakarta", "America/New_York"]) {
    const args = ["doctor", "--port", "0", "--data", directory.path];
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { out } = await run(serverProgram(), args, { env: { TZ: zone } });
    const [, shown = "", named] = /^clock +ok +(.{19}) \((.*)\)$/m.exec(out) ?? [];
    assertEquals(named, zone);
    assert(formatTime(before, zone) <= shown && shown <= formatTime(Date.now(), zone), out);
  }
});

Deno.test("a store that was written in the future says that a clock is wrong", () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  Deno.writeTextFileSync(file, "", { mode: 0o600 });
  const options = { directory: directory.path, version: "", places: [], connections: 1000 };
  const clock = () => examine(options).find(({ what }) => what === "clock")!.verdict;
  assertEquals(clock(), "ok");
  const later = Date.now() / 1000 + 3600;
  Deno.utimeSync(file, later, later);
  assertEquals(clock(), "look");
});

Deno.test("flushes that no disk can make, and those that everybody notices, are told from those of a disk", () => {
  const verdict = (...times: number[]) => judgeFlushes(times).verdict;
  assertEquals([verdict(0.004, 0.005, 3), verdict(0.05, 0.06, 90), verdict(5, 6, 7), verdict(3, 60, 70)], [
    "look",
    "ok",
    "ok",
    "look",
  ]);
});

Deno.test("status --wait is answered by a server that starts only now", async () => {
  using directory = temporaryDirectory();
  const asking = run(serverProgram(), ["status", "--wait", "--json", "--data", directory.path]);
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", directory.path]);
  const { code, out } = await asking;
  assertEquals(code, 0);
  assert(JSON.parse(out).pid === server.process.pid);
});
