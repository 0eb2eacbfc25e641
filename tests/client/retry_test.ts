/** What the client makes of a server that lets it wait. @module */

import { assertEquals } from "@std/assert";
import { Retry } from "../../lib/client/connection/retry.ts";
import type { Exchange } from "../../lib/client/connection/remote.ts";
import { clientProgram } from "../support/helpers.ts";
import { testWithSignals } from "../support/with_system.ts";

const pure = { permissions: "none" } as const;

/** A reply that says when to come again, if it says so. */
function reply(message: string, retrySeconds?: number): Exchange {
  return { reply: { kind: "error", message, retrySeconds }, json: "" };
}

/** Asks for `replies`, one after the other, with waits that take no time. */
async function ask(replies: Exchange[], onWait = () => {}) {
  const told: string[] = [];
  const waits: number[] = [];
  const patience: Retry = new Retry({
    onWait: (reason, seconds) => void told.push(`${reason} ${seconds}`),
    pause: {
      wait(milliseconds) {
        waits.push(milliseconds);
        onWait.call(patience);
        return Promise.resolve();
      },
      end() {},
    },
  });
  const left = [...replies];
  const last = await patience.ask(() => Promise.resolve(left.shift()!));
  return { last: last.reply.kind === "error" ? last.reply.message : last.reply.kind, told, waits, left: left.length };
}

Deno.test(
  "where a wait is named, it is waited for and asked again; what is said twice is told once",
  pure,
  async () => {
    const replies = [reply("busy", 1), reply("busy", 1), reply("too many", 4), reply("wrong")];
    assertEquals(await ask(replies), {
      last: "wrong",
      told: ["busy 1", "too many 4"],
      waits: [1_000, 1_000, 4_000],
      left: 0,
    });
  },
);

Deno.test("nobody waits for longer than a minute in all", pure, async () => {
  const replies = [1, 2, 4, 8, 15, 15, 15, 15, 15].map((seconds) => reply(`${seconds}`, seconds));
  const { waits, left, last } = await ask(replies);
  assertEquals([waits.length, left, last], [7, 1, "15"]);
  assertEquals(await ask([reply("later", 3600)]), { last: "later", told: [], waits: [], left: 0 });
});

Deno.test("who no longer wants to wait asks no more", pure, async () => {
  function end(this: unknown) {
    (this as Retry).end();
  }
  const { waits, left, last } = await ask([reply("busy", 1), reply("busy", 1)], end);
  assertEquals([waits.length, left, last], [1, 1, "busy"]);
});

testWithSignals("Ctrl-C ends the wait, and the client asks no more", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [command, ...args] = clientProgram();
  const process = new Deno.Command(command, {
    args: [...args, "--port", String(listener.addr.port), "--user", "maya", "list"],
    env: { NGOBROL_PASSWORD: "surabaya" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  using conn = await listener.accept();
  const buffer = new Uint8Array(1024);
  await conn.read(buffer);
  await conn.write(new TextEncoder().encode('{"status": "ERROR", "message": "Not now", "retry_seconds": 2}\r\n\r\n'));
  process.kill("SIGINT");
  assertEquals(await conn.read(buffer), null);
  assertEquals((await output).code, 130);
});
