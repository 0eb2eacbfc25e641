/** How a server is announced, as packets, and what is made of packets that others send. @module */

// deno-lint-ignore-file no-import-prefix
import { assert, assertEquals } from "@std/assert";
// @ts-types="../../lib/discovery/dns_packet.d.ts"
import packets from "npm:dns-packet@5.6.1";
import {
  type Announced,
  answerTo,
  encodeAnnouncement,
  encodeQuestion,
  readAnnouncement,
} from "../../lib/discovery/announcement.ts";
import { announcedName } from "../../lib/discovery/name.ts";

const pure = { permissions: "none" } as const;

const SERVER: Announced = { name: "Kelas 7B", port: 8889, tlsPort: 8890 };
const HERE = { addresses: ["192.0.2.7"], host: "ngobrol-1" };

Deno.test("the answer to a question names the server and its ports", pure, () => {
  for (
    const server of [SERVER, { ...SERVER, tlsPort: undefined }, { ...SERVER, port: undefined }, {
      ...SERVER,
      name: "Kelas é 教室",
      port: 1,
    }]
  ) {
    for (const isLegacy of [true, false]) {
      const answer = answerTo(encodeQuestion(7), server, { isLegacy, ...HERE })!;
      assertEquals(readAnnouncement(answer), [server]);
      const { id, questions } = packets.decode(answer);
      assertEquals([id, questions?.length], isLegacy ? [7, 1] : [0, 0]);
    }
    assertEquals(readAnnouncement(encodeAnnouncement(server, HERE)), [server]);
  }
});

Deno.test("other programs find the server by its type, its name and its host", pure, () => {
  const ask = (name: string, type: string) =>
    answerTo(packets.encode({ type: "query", questions: [{ name, type }] }), SERVER, { isLegacy: false, ...HERE });
  for (
    const [name, type] of [["_services._dns-sd._udp.local", "PTR"], ["_NGOBROL._tcp.local", "PTR"], [
      "Kelas 7B._ngobrol._tcp.local",
      "SRV",
    ], ["ngobrol-1.local", "A"]] as const
  ) {
    const answers = packets.decode(ask(name, type)!).answers!;
    assertEquals(answers.map(({ type }) => type), ["PTR", "PTR", "SRV", "TXT", "A"]);
    assertEquals(answers.at(-1)!.data, "192.0.2.7");
  }
  for (const [name, type] of [["_http._tcp.local", "PTR"], ["other._ngobrol._tcp.local", "SRV"], ["a.local", "A"]]) {
    assertEquals(ask(name!, type!), undefined, name);
  }
});

Deno.test("a response is no question, and a question no announcement", pure, () => {
  const announcement = encodeAnnouncement(SERVER, HERE);
  assertEquals(answerTo(announcement, SERVER, { isLegacy: true, ...HERE }), undefined);
  assertEquals(readAnnouncement(encodeQuestion(1)), []);
});

Deno.test("a name is cut to a label of DNS, between characters, and has no dots", pure, () => {
  assertEquals(announcedName(" Kelas 7.B "), "Kelas 7 B");
  assertEquals(announcedName("x".repeat(100)).length, 63);
  const cut = announcedName("é".repeat(60));
  assertEquals([cut.length, cut.isWellFormed()], [31, true]);
  assertEquals(announcedName("..."), "");
});

/** Packets that are nearly right: cut, with wrong bytes, with wrong values. */
function* hostile(): Iterable<Uint8Array> {
  const right = encodeAnnouncement(SERVER, HERE);
  const question = encodeQuestion(3);
  for (const bytes of [right, question]) {
    for (let at = 0; at <= bytes.length; at++) {
      yield bytes.slice(0, at);
      for (const value of [0, 1, 0x3f, 0xc0, 0xff]) {
        const changed = bytes.slice();
        if (at < bytes.length) changed[at] = value;
        yield changed;
      }
    }
  }
  yield new Uint8Array(1_500).fill(0xc0);
  yield new Uint8Array(65_000);
}

Deno.test("whatever comes is read without an error, and yields ports that are ports", pure, () => {
  for (const bytes of hostile()) {
    answerTo(bytes, SERVER, { isLegacy: true, ...HERE });
    for (const { name, port, tlsPort } of readAnnouncement(bytes)) {
      assert(name.length <= 255);
      for (const each of [port, tlsPort]) assert(each === undefined || each > 0 && each < 65536);
      assert((port ?? tlsPort) !== undefined);
    }
  }
});

Deno.test("a packet that fits in no frame is not looked at", pure, () => {
  const answers = Array.from({ length: 100 }, (_, index) => ({
    name: `${index}._ngobrol._tcp.local`,
    type: "SRV",
    data: { port: 1, target: "a.local" },
  }));
  assertEquals(readAnnouncement(packets.encode({ type: "response", answers })), []);
  assertEquals(readAnnouncement(packets.encode({ type: "response", answers: answers.slice(0, 10) })).length, 10);
});
