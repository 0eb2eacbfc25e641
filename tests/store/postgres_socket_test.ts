/**
 * The way to a PostgreSQL: what a host that is none, or says nothing, is told to be, and that no error of a socket is nobody's.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { openSocket } from "../../lib/store/postgres/socket.ts";
import type { SslMode } from "../../lib/store/postgres/url.ts";
import { within } from "../support/patience.ts";

/** A host that does something when it is sent something. */
async function listen(answer: (socket: Socket) => void): Promise<AsyncDisposable & { readonly port: number }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on("error", () => {}));
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function open(port: number, ssl: SslMode, milliseconds = 120_000) {
  return openSocket({ host: "127.0.0.1", port }, { ssl, ca: undefined, milliseconds });
}

Deno.test("a host that has no TLS, ends, says nothing or is not there is told from the others", async () => {
  await using plain = await listen((socket) => void socket.write(Uint8Array.of(78)));
  const error = await assertRejects(() => open(plain.port, "require"), Error, "has no TLS");
  assertEquals(error.name, "NoTlsError");
  await using ending = await listen((socket) => void socket.end());
  const codeOf = (opening: Promise<unknown>) => opening.then(() => "", (error) => error.code);
  assertEquals(await codeOf(open(ending.port, "verify-full")), "CONNECTION_CLOSED");
  await using silent = await listen(() => {});
  assertEquals(await codeOf(open(silent.port, "require", 20)), "CONNECT_TIMEOUT");
  assertEquals(await codeOf(open(1, "disable")), "ECONNREFUSED");
});

Deno.test("an error of a socket that comes when nobody listens any more ends no program", async () => {
  await using host = await listen(() => {});
  const socket = await open(host.port, "disable");
  const heard: unknown[] = [];
  socket.on("error", (error) => heard.push(error));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.removeAllListeners("error"); // As the library does before it lets go of one.
  socket.destroy(new Error("write UNKNOWN"));
  await within("the end", closed);
  const other = await open(host.port, "disable");
  other.removeAllListeners();
  const ended = new Promise((resolve) => other.once("close", resolve));
  other.destroy(new Error("write UNKNOWN"));
  await within("the end", ended);
  assertEquals(heard, []);
});
