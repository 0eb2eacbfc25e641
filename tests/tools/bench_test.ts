/**
 * What the bench starts beside the server: it is set as the bench says, and nothing of it is left.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { beginDay } from "../bench/day.ts";
import { compileC, createGenerator } from "../bench/generator.ts";
import { spawnGuarded } from "../bench/guarded.ts";
import { chat } from "../bench/live.ts";
import { TEXT } from "../bench/peer.ts";
import { findRedis, REDIS_SETTINGS, SHORTEST_ID, startRedis, XADD, XADD_LOAD } from "../bench/redis.ts";
import { startBaseline } from "../bench/program.ts";
import { ROOT } from "../support/helpers.ts";
import { exitCode, until } from "../support/patience.ts";

const ignore = Deno.build.os !== "linux";

/** Whether a process is there, and does not merely wait for its parent to take note of its end. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

Deno.test({
  name: "a guarded program ends when it is disposed of, and when the program that started it is killed",
  ignore,
  async fn() {
    const guarded = await spawnGuarded(["sleep", "1000"]);
    assert(runs(guarded.pid));
    await guarded[Symbol.asyncDispose]();
    assert(!runs(guarded.pid));

    const code = `
      import { spawnGuarded } from "./tests/bench/guarded.ts";
      const { pid } = await spawnGuarded(["sh", "-c", "while :; do :; done"]);
      console.log(pid);
      await new Promise((resolve) => setTimeout(resolve, 1_000_000));
    `;
    const process = new Deno.Command(Deno.execPath(), { args: ["eval", code], cwd: ROOT, stdout: "piped" }).spawn();
    const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const pid = Number((await reader.read()).value);
    assert(runs(pid));
    process.kill("SIGKILL");
    await exitCode(process);
    await reader.cancel();
    await until(() => !runs(pid));
  },
});

Deno.test({
  name: "the Redis of the bench flushes each message before its reply, and is gone afterwards with its directory",
  ignore: ignore || await findRedis() === undefined,
  async fn() {
    const parent = await Deno.makeTempDir();
    const directory = `${parent}/redis`;
    const redis = await startRedis(directory);
    const ask = async (request: string) => {
      using conn = await Deno.connect({ hostname: "127.0.0.1", port: redis.port });
      await conn.write(new TextEncoder().encode(request));
      const buffer = new Uint8Array(1024);
      return new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
    };
    const reply = await ask(XADD);
    assertMatch(reply, /^\$\d+\r\n\d+-0\r\n$/);
    assert(reply.length >= SHORTEST_ID);
    const logs = [...Deno.readDirSync(`${directory}/appendonlydir`)].filter(({ name }) => name.endsWith(".incr.aof"));
    assert(Deno.readTextFileSync(`${directory}/appendonlydir/${logs[0]!.name}`).includes(TEXT));
    for (const [key = "", value = ""] of REDIS_SETTINGS.split(", ").map((setting) => setting.split(" "))) {
      const bare = value.replaceAll('"', "");
      assertEquals((await ask(`CONFIG GET ${key}\r\n`)).split("\r\n").at(-2), bare, key);
    }
    await redis.clear();
    assertEquals(await ask("XLEN chat\r\n"), ":0\r\n");
    await redis[Symbol.asyncDispose]();
    assert(!runs(redis.pid));
    await assertRejects(() => Deno.stat(directory), Deno.errors.NotFound);
    await Deno.remove(parent);
  },
});

Deno.test({
  name: "the generators in C count what was answered: a message into Redis, a message from one to the next",
  ignore: ignore || !await hasCompiler() || await findRedis() === undefined,
  async fn() {
    const directory = await Deno.makeTempDir();
    const generator = await createGenerator(directory);
    {
      await using redis = await startRedis(`${directory}/redis`);
      const found = await generator.run(redis, { connections: 3, depth: 2, warmUp: 0, time: 100, ...XADD_LOAD });
      assertEquals([found.unanswered, found.replies > 0, found.bytes / found.replies >= SHORTEST_ID], [0, true, true]);
    }
    assert(await compileC("live.c", `${directory}/live`));
    const people = ["izza", "maya", "nania"].map((name) => ({ name, token: name }));
    await using relay = await startBaseline("relay.ts");
    for (const pace of [0, 20]) {
      const found = await chat(`${directory}/live`, relay, people, { pace, time: 200 });
      assert(found.delivered > 0 && found.p50 <= found.p99 && found.p99 <= found.slowest, JSON.stringify(found));
    }
    await Deno.remove(directory, { recursive: true });
  },
});

async function hasCompiler(): Promise<boolean> {
  try {
    return (await new Deno.Command("cc", { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "a busy day has a process that spins, and ends it",
  ignore,
  async fn() {
    const spinning = () =>
      Array.from(Deno.readDirSync("/proc"), ({ name }) => name).filter((name) => {
        try {
          const words = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0");
          return words[0] === "sh" && words[2] === "while :; do :; done" && runs(Number(name)) && isOurs(Number(name));
        } catch {
          return false;
        }
      });
    {
      await using _ = await beginDay("busy", "/nowhere");
      await until(() => spinning().length === 1, "a process spins"); // Its shell takes a moment to start.
    }
    await until(() => spinning().length === 0, "it has ended");
  },
});

/** Whether a process is a grandchild of this one: other tests may spin too. */
function isOurs(pid: number): boolean {
  const parentOf = (pid: number) => Number(/^PPid:\s*(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]);
  return parentOf(parentOf(pid)) === Deno.pid;
}
