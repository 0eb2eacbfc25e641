/**
 * `ngobrol check` and servers that answer what no server should: each ends in a verdict, and not in an error of the check.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Stage } from "../../lib/check/client/stage.ts";
import { clientProgram, run } from "../support/helpers.ts";

/** A server that answers each line in the same way, whatever it asks. */
function answering(reply: (line: string) => string): Disposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conns = new Set<Deno.Conn>();
  const serve = async (conn: Deno.Conn) => {
    conns.add(conn);
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const piece of conn.readable) {
        text += decoder.decode(piece, { stream: true });
        const lines = text.split("\n");
        text = lines.pop()!;
        const bytes = new TextEncoder().encode(lines.map((line) => `${reply(line)}\r\n\r\n`).join(""));
        for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
      }
    } catch {
      // The check has closed.
    }
    conns.delete(conn);
  };
  void (async () => {
    for await (const conn of listener) void serve(conn);
  })();
  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      listener.close();
      for (const conn of conns) {
        try {
          conn.close();
        } catch { /* It is closed. */ }
      }
    },
  };
}

const DEEP = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

const SERVERS: readonly [name: string, reply: (line: string) => string][] = [
  ["members that no text can be made of", () => {
    const odd = '{"toString": 7, "toJSON": 7, "__proto__": {"x": 1}}';
    return `{"status": "OK", "tokenid": "t", "id": ${odd}, "messages": [null, ${odd}], "message": ${odd}}`;
  }],
  [
    "arrays in arrays without an end",
    () => `{"status": "OK", "tokenid": "t", "messages": [{"msg": ${DEEP}}, ${DEEP}]}`,
  ],
  [
    "sends that fail while others are asked",
    (line) =>
      line.startsWith("send")
        ? '{"status": "ERROR", "message": "no"}'
        : '{"status": "OK", "tokenid": "t", "messages": {}}',
  ],
];

for (const [name, reply] of SERVERS) {
  Deno.test(`a check ends in a verdict where a server answers with ${name}`, async () => {
    using server = answering(reply);
    const only = "R5,R6,R9";
    const args = ["check", "server", `127.0.0.1:${server.port}`, "--only", only, "--profile", "live", "--timeout", "1"];
    const { code, out, err } = await run(clientProgram(), args);
    assertEquals([code, err], [1, ""]);
    assertMatch(out, /\d+ broken/);
  });
}

Deno.test("a client that asks without an end is sent away, and holds up nothing", async () => {
  using stage = new Stage("127.0.0.1", 0);
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: stage.port });
  const flood = new Uint8Array(32 * 1024).fill(10);
  void (async () => {
    for (const buffer = new Uint8Array(64 * 1024); await conn.read(buffer).catch(() => null) !== null;);
  })();
  let isSentAway = false;
  for (let left = 500; left > 0 && !isSentAway; left--) {
    await conn.write(flood).catch(() => isSentAway = true);
  }
  assert(isSentAway);
  assert(stage.trace.length < 10_000, `${stage.trace.length} entries`);
});
