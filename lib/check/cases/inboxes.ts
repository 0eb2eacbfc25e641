/** Cases of R4: what an inbox holds, and when. @module */

import { type Bench, put, skip } from "../bench.ts";
import type { Case } from "../case.ts";
import { inboxOf, trimmed } from "../replies.ts";
import { type Words, words } from "../words.ts";
import { type Arrived, exchange, inInbox, NO_INBOX, read, readWith } from "./inbox.ts";

/** Throws unless texts stand in an inbox, in this order. */
function expectOrder(rule: string, what: Words, arrived: Arrived, texts: readonly string[]): void {
  const places = texts.map((text) => arrived.items.findIndex(({ msg }) => trimmed(msg) === text));
  if (places.includes(-1)) throw skip("a message is missing", "ada pesan yang hilang");
  if (places.some((place, index) => index > 0 && place < places[index - 1]!)) {
    throw inInbox(rule, what, arrived, texts[0]);
  }
}

const inOrder = words("They do not stand in the order in which they were sent", "Urutannya tidak seperti saat dikirim");

/** Closes a connection with bytes that it has not read: its system resets it. */
async function reset(bench: Bench, line: string): Promise<void> {
  const probe = await bench.connect({ reads: false });
  await probe.send(`${line}\r\n`);
  await bench.connect().then((other) => other.isSilent(300)); // The reply has time to come, and is not read.
  probe[Symbol.dispose]();
}

/** Cases of inboxes. */
export const INBOX_CASES: readonly Case[] = [
  {
    name: "order",
    rules: ["R4.10"],
    needs: ["R4.1", "R7.1"],
    async play(bench) {
      const texts = Array.from({ length: 6 }, () => bench.mark());
      expectOrder("R4.10", inOrder, await exchange(bench, bench.first, bench.second, texts), texts);
    },
  },
  {
    name: "inbox-again",
    rules: ["R4.14"],
    needs: ["R4.1", "R7.1"],
    async play(bench) {
      const [one, other] = [bench.mark(), bench.mark()];
      const sender = await bench.login();
      const receiver = await bench.login(bench.second);
      await bench.deliver(sender, bench.second, one);
      await bench.inbox(receiver);
      await bench.inbox(receiver);
      await bench.deliver(sender, bench.second, other);
      const reply = await receiver.probe.ask(`inbox ${receiver.token}`);
      const items = typeof reply === "string" ? undefined : inboxOf(reply);
      if (typeof reply === "string" || items === undefined) {
        throw receiver.probe.broken("R4.14", NO_INBOX, reply);
      }
      const arrived = { probe: receiver.probe, reply, items };
      const got = items.find(({ msg }) => msg.includes(other));
      if (got?.sender === bench.first.name) return;
      throw inInbox(
        "R4.14",
        put(
          words("The second message does not stand under $1", "Pesan kedua tidak berada di bawah $1"),
          bench.first.name,
        ),
        arrived,
        other,
      );
    },
  },
  {
    name: "senders-apart",
    rules: ["R4.11"],
    needs: ["R4.1", "R4.8", "R4.14", "R7.1"],
    async play(bench) {
      const [one, other] = [bench.mark(), bench.mark()];
      const sender = await bench.login();
      await bench.deliver(sender, bench.second, one);
      const receiver = await bench.login(bench.second);
      await bench.deliver(receiver, bench.second, other);
      const arrived = await read(bench, bench.second);
      for (const [mark, { name }] of [[one, bench.first], [other, bench.second]] as const) {
        const got = arrived.items.find(({ msg }) => msg.includes(mark));
        if (got === undefined) throw skip("a message is missing", "ada pesan yang hilang");
        if (got.sender !== name) {
          throw inInbox(
            "R4.11",
            put(words("It does not stand under $1", "Tidak berada di bawah $1"), name),
            arrived,
            mark,
          );
        }
      }
    },
  },
  {
    name: "own-inbox",
    rules: ["R4.12"],
    needs: ["R7.1"],
    async play(bench) {
      const mark = bench.mark();
      const sender = await bench.login();
      await bench.deliver(sender, bench.second, mark);
      const arrived = await read(bench, bench.first);
      if (arrived.items.some(({ msg }) => msg.includes(mark))) {
        throw inInbox(
          "R4.12",
          words("The message was sent to somebody else", "Pesan ini dikirim kepada orang lain"),
          arrived,
          mark,
        );
      }
    },
  },
  {
    name: "inbox-twice",
    rules: ["R4.13"],
    needs: ["R4.8"],
    async play(bench) {
      const login = await bench.login();
      const mark = bench.mark();
      await bench.deliver(login, bench.first, mark);
      if (!(await bench.inbox(login)).some(({ msg }) => msg.includes(mark))) {
        throw skip("the message is missing", "pesannya hilang");
      }
      const reply = await login.probe.ask(`inbox ${login.token}`);
      const items = typeof reply === "string" ? undefined : inboxOf(reply);
      if (typeof reply === "string" || items === undefined) {
        throw login.probe.broken("R4.13", NO_INBOX, reply);
      }
      if (items.some(({ msg }) => msg.includes(mark))) {
        throw inInbox("R4.13", words("The message is returned again", "Pesannya dikembalikan lagi"), {
          probe: login.probe,
          reply,
          items,
        }, mark);
      }
    },
  },
  {
    name: "inbox-lost",
    rules: ["R4.15"],
    needs: ["R4.8", "R3.5", "R7.1"],
    async play(bench) {
      const login = await bench.login();
      const mark = bench.mark();
      await bench.deliver(login, bench.first, mark);
      await reset(bench, `inbox ${login.token}`);
      const { probe, items, reply } = await readWith(login.token, await bench.connect());
      if (!items.some(({ msg }) => msg.includes(mark))) {
        throw probe.broken(
          "R4.15",
          words("The message went with the connection that was reset", "Pesannya hilang bersama koneksi yang di-reset"),
          reply,
        );
      }
    },
  },
  {
    name: "inbox-at-once",
    rules: ["R4.16"],
    needs: ["R4.12", "R4.14", "R4.8", "R3.5", "R7.1"],
    async play(bench) {
      const login = await bench.login();
      const marks = Array.from({ length: 20 }, () => bench.mark());
      for (const mark of marks) await bench.deliver(login, bench.first, mark);
      const probes = [await bench.connect(), await bench.connect()];
      const arrived = await Promise.all(probes.map((probe) => readWith(login.token, probe)));
      const seen = arrived.flatMap(({ items }) => items.map(({ msg }) => trimmed(msg)));
      seen.push(...(await readWith(login.token, login.probe)).items.map(({ msg }) => trimmed(msg)));
      const lost = marks.find((mark) => !seen.includes(mark));
      if (lost !== undefined) {
        throw inInbox("R4.16", put(words("$1 is in neither inbox", "$1 tidak ada di kedua inbox"), lost), arrived[0]!);
      }
    },
  },
];
