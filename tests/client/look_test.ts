/** A client that looks for a server on a network, in which somebody wants no good. @module */

// deno-lint-ignore-file no-import-prefix
import { createSocket, type RemoteInfo } from "node:dgram";
import { assert, assertEquals } from "@std/assert";
// @ts-types="../../lib/discovery/dns_packet.d.ts"
import packets from "npm:dns-packet@5.6.1";
import { lookForServers } from "../../lib/client/connection/look.ts";
import { textsOf } from "../../lib/client/i18n/texts.ts";
import { describeOffers, offerOf } from "../../lib/client/modes/find_server.ts";

/** Somebody on the network, who does with each question what a test wants. */
async function startNeighbour(
  onQuestion: (answer: (packet: Parameters<typeof packets.encode>[0] | Uint8Array) => Promise<void>) => unknown,
) {
  const socket = createSocket({ type: "udp4" });
  socket.on("message", (_: Uint8Array, from: RemoteInfo) => {
    onQuestion((packet) => {
      const bytes = packet instanceof Uint8Array ? packet : packets.encode(packet);
      return new Promise((resolve) => socket.send(bytes, from.port, from.address, () => resolve()));
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.bind(0, "127.0.0.1", resolve);
  await promise;
  return { group: { address: "127.0.0.1", port: socket.address().port }, [Symbol.dispose]: () => socket.close() };
}

function announcementOf(name: string, port: number, texts: string[] = []) {
  const instance = `${name}._ngobrol._tcp.local`;
  return {
    type: "response",
    answers: [
      { name: instance, type: "SRV", data: { port, target: "elsewhere.local" } },
      { name: instance, type: "TXT", data: texts },
      { name: "elsewhere.local", type: "A", data: "203.0.113.9" },
    ],
  } as const;
}

Deno.test("a server is where its announcement came from, whatever that says", async () => {
  using neighbour = await startNeighbour((answer) => answer(announcementOf("Kelas", 9000, ["tls=9001"])));
  const found = await lookForServers({ signal: AbortSignal.timeout(60_000), group: neighbour.group });
  assertEquals(found, [{ name: "Kelas", address: "127.0.0.1", port: 9000, tlsPort: 9001 }]);
});

Deno.test("a look has an end where nobody answers, and a signal ends it before", async () => {
  using neighbour = await startNeighbour(() => {});
  assertEquals(await lookForServers({ signal: AbortSignal.timeout(60_000), group: neighbour.group }), []);
  assertEquals(await lookForServers({ signal: AbortSignal.abort(), group: neighbour.group }), []);
});

Deno.test("who announces a thousand servers, and sends what is none, fills one screen and connects nobody", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let connections = 0;
  const accepting = (async () => {
    for await (const conn of listener) {
      connections++;
      conn.close();
    }
  })();
  using neighbour = await startNeighbour(async (answer) => {
    await answer(new Uint8Array(600).fill(0xc0));
    await answer(announcementOf("\x1b[2J\u202egnihton", listener.addr.port));
    for (let count = 0; count < 1_000; count++) await answer(announcementOf(`z${count}`, listener.addr.port));
  });
  const found = await lookForServers({ signal: AbortSignal.timeout(60_000), group: neighbour.group });
  assertEquals(found.length, 20);
  const offers = found.flatMap((server) => offerOf(server, undefined));
  const said = describeOffers(offers, textsOf("en"));
  assert(said.includes("\\x1b[2J\\u202egnihton (ngobrol 127.0.0.1:"), said);
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x1f\u202e]/.test(said));
  listener.close();
  await accepting;
  assertEquals(connections, 0);
});

Deno.test("a server is offered with TLS if that is asked for, or if it takes nothing else", () => {
  const server = { name: "a", address: "192.0.2.1", port: 8889, tlsPort: 8890 };
  const [plain, tls] = [undefined, { caCerts: ["x"] }];
  const offer = (change: object, asked: typeof plain | typeof tls) =>
    offerOf({ ...server, ...change }, asked).map(({ port, tls }) => [port, tls]);
  assertEquals(offer({}, plain), [[8889, undefined]]);
  assertEquals(offer({}, tls), [[8890, tls]]);
  assertEquals(offer({ port: undefined }, plain), [[8890, { caCerts: [] }]]);
  assertEquals(offer({ tlsPort: undefined }, tls), []);
  assertEquals(
    describeOffers(offerOf(server, tls), textsOf("id")),
    "di jaringan ini ada: a (ngobrol 192.0.2.1 --tls); sebutkan yang dimaksud",
  );
});
