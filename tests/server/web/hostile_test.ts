/** Peers of the page's port that mean no good: each is bounded, and told why as far as it can be. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { encodeFrame, OPCODE } from "../../../lib/server/web/frames.ts";
import { connect, startServer, type TestServer, texts } from "../../support/helpers.ts";
import { until } from "../../support/patience.ts";
import { connectPage, maskedFrame, upgradeHead, type WebPeer } from "../../support/web_peer.ts";

const HELLO = maskedFrame("hello\r\n");

/** Sends until the server takes no more; it may have closed. */
async function flood(page: WebPeer, bytes: () => Uint8Array, times: number): Promise<void> {
  try {
    for (let sent = 0; sent < times; sent++) await page.send(bytes());
  } catch {
    // It was sent away.
  }
}

/** Reads to the end: a socket with a write that waits is not closed before. */
async function drain(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(256 * 1024);
  try {
    while (await conn.read(buffer) !== null);
  } catch {
    // It was reset.
  }
}

/** The messages of the errors that came before the close frame, and its code. */
async function farewell(page: WebPeer): Promise<{ errors: string[]; code: number | undefined; reason: string }> {
  let text = "";
  for (let frame; (frame = await page.receive()) !== undefined;) {
    if (frame.opcode === OPCODE.text) text += new TextDecoder().decode(frame.payload);
    if (frame.opcode !== OPCODE.close) continue;
    const errors = text.split("\r\n\r\n").filter((reply) => reply.includes('"ERROR"')).map((reply) =>
      JSON.parse(reply).code
    );
    const [first = 0, second = 0, ...reason] = frame.payload;
    return { errors, code: first << 8 | second, reason: new TextDecoder().decode(Uint8Array.from(reason)) };
  }
  return { errors: [], code: undefined, reason: "" };
}

async function isWell(server: TestServer): Promise<void> {
  using page = await connectPage(server.webPort!);
  const token = await page.logIn("maya");
  const text = crypto.randomUUID();
  assertEquals((await page.ask(`send ${token} maya ${text}`))["message"], "Message Sent");
  assert(texts(await page.ask(`inbox ${token}`))["maya"]!.includes(text));
  assertEquals(server.log.filter((line) => /Error|failed|Uncaught/.test(line)), []);
}

Deno.test("what is no frame of a client ends the connection with the code of its mistake, after the replies before it", async () => {
  await using server = await startServer({ web: {} });
  const bits = maskedFrame("x");
  bits[0]! |= 0x40;
  const wrong: [name: string, bytes: Uint8Array, code: number][] = [
    ["a reserved bit", bits, 1002],
    ["a reserved opcode", maskedFrame("x", { opcode: 5 }), 1002],
    ["no mask", encodeFrame(OPCODE.text, new TextEncoder().encode("hello\r\n")), 1002],
    ["a length of 2^63", Uint8Array.of(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0), 1009],
    ["no UTF-8", maskedFrame(Uint8Array.of(0x68, 0xc3, 0x28)), 1007],
    ["a control frame of 126 bytes", maskedFrame("x".repeat(126), { opcode: OPCODE.ping }), 1002],
    ["a fragment of nothing", maskedFrame("x", { opcode: 0 }), 1002],
  ];
  for (const [name, bytes, code] of wrong) {
    using page = await connectPage(server.webPort!);
    await page.send(new Uint8Array([...HELLO, ...bytes, ...HELLO]));
    assertMatch(new TextDecoder().decode((await page.receive())!.payload), /^\{"status": "OK"/, name);
    const { code: found, reason } = await farewell(page);
    assertEquals([found, reason !== ""], [code, true], name);
    assertEquals(await page.receive(), undefined, "nothing follows a close frame");
  }
  await isWell(server);
});

Deno.test("a message that does not end is a line that is too long, in fragments of one byte or in one frame of 2^50", async () => {
  await using server = await startServer({ web: {} });
  const endless = Uint8Array.of(0x82, 0xff, 0, 4, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
  for (const start of [maskedFrame("x", { isLast: false }), endless]) {
    using page = await connectPage(server.webPort!);
    await page.send(start);
    const more = start === endless ? new Uint8Array(512).fill(0x41) : maskedFrame("x", { opcode: 0, isLast: false });
    const flooding = flood(page, () => more, 5_000);
    assertEquals(await farewell(page), { errors: ["line_too_long"], code: 1000, reason: "" });
    await flooding;
  }
  await isWell(server);
});

Deno.test("frames without data are few: pings, pongs and empty messages that no request counts", async () => {
  await using server = await startServer({ web: {} });
  for (const opcode of [OPCODE.ping, OPCODE.pong, OPCODE.text]) {
    using page = await connectPage(server.webPort!);
    const flooding = flood(page, () => maskedFrame("", { opcode }), 2_000);
    const { code, reason } = await farewell(page);
    assertEquals([code, reason], [1008, "Too many frames without data"]);
    await flooding;
  }
  using page = await connectPage(server.webPort!);
  for (let count = 0; count < 10; count++) {
    await page.send(maskedFrame(`${count}`, { opcode: OPCODE.ping }));
    const pong = await page.receive();
    assertEquals([pong?.opcode, new TextDecoder().decode(pong?.payload)], [OPCODE.pong, `${count}`]);
  }
  await isWell(server);
});

Deno.test("pages that do not read are closed, and hold up nobody", async () => {
  await using server = await startServer({ web: {}, limits: { writeTimeout: 400 } });
  using all = new DisposableStack();
  const requests = new Uint8Array(Array(200).fill([...HELLO]).flat());
  const pages = await Promise.all(Array.from({ length: 20 }, () => connectPage(server.webPort!)));
  pages.forEach((page) => all.use(page));
  const floods = pages.map((page) => flood(page, () => requests, 100_000));
  await isWell(server);
  const closed = () => server.log.filter((line) => line.includes("does not read its replies")).length;
  await until(() => closed() === pages.length, "all of them are closed");
  await Promise.all([...pages.map(({ conn }) => drain(conn)), ...floods]);
  await isWell(server);
});

Deno.test("a page that resets the connection while it is written to leaves no trace", async () => {
  await using server = await startServer({ web: {} });
  const requests = new Uint8Array(Array(50).fill([...HELLO]).flat());
  for (let round = 0; round < 30; round++) {
    using page = await connectPage(server.webPort!, { behind: requests });
    await page.conn.read(new Uint8Array(1)); // What is left unread makes the close a reset.
  }
  using idle = await connect(server.webPort!);
  await idle.send(upgradeHead(server.webPort!));
  idle[Symbol.dispose]();
  await isWell(server);
});

Deno.test("a close frame is answered after the replies, with its code, and proves no inbox", async () => {
  await using server = await startServer({ web: {} });
  using izza = await server.connect();
  const izzas = await izza.logIn("izza");
  {
    using page = await connectPage(server.webPort!);
    const token = await page.logIn("maya");
    await izza.ask(`send ${izzas} maya halo`);
    const close = maskedFrame(Uint8Array.of(3, 0xe9), { opcode: OPCODE.close }); // 1001: the tab was closed.
    await page.send(new Uint8Array([...maskedFrame(`inbox ${token}\r\n`), ...close]));
    assertMatch(new TextDecoder().decode((await page.receive())!.payload), /halo/);
    assertEquals(await page.closed(), { code: 1001, reason: "" });
  }
  {
    using page = await connectPage(server.webPort!);
    assertEquals(texts(await page.ask(`inbox ${await page.logIn("maya")}`)), { izza: ["halo"] });
    await page.send(maskedFrame("", { opcode: OPCODE.close })); // The tab has the inbox, and has perhaps shown nothing of it.
    assertEquals(await page.closed(), { code: 1000, reason: "" });
    assertEquals(await page.receive(), undefined);
  }
  using maya = await server.connect();
  assertEquals(texts(await maya.ask(`inbox ${await maya.logIn("maya")}`)), { izza: ["halo"] });
});

Deno.test("a server that stops and one that is full say so, each with its code", async () => {
  const server = await startServer({ web: {}, limits: { connections: 1 } });
  using page = await connectPage(server.webPort!);
  await page.logIn("maya");
  using second = await connectPage(server.webPort!);
  assertEquals(await farewell(second), { errors: ["server_full"], code: 1000, reason: "" });
  const stopped = server[Symbol.asyncDispose]();
  assertEquals(await page.closed(), { code: 1001, reason: "The server stops" });
  page[Symbol.dispose]();
  await stopped;
});
