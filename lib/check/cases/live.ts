/** Cases of R9: events. @module */

import { put, skip } from "../bench.ts";
import type { Case } from "../case.ts";
import type { Nothing, Received } from "../probe.ts";
import { inboxOf, isError, isOk, textIn } from "../replies.ts";
import { words } from "../words.ts";
import { ask, goLive, must, next } from "./events.ts";

const saying = (mark: string) => (json: Readonly<Record<string, unknown>>) =>
  json.event === "message" && textIn(json.msg).includes(mark);

/** Cases of events. */
export const LIVE_CASES: readonly Case[] = [
  {
    name: "hello",
    rules: ["R9.1"],
    async play(bench) {
      const probe = await bench.connect();
      const reply = await probe.ask("hello");
      if (typeof reply === "string" || !isOk(reply) || !Array.isArray(reply.json?.commands)) {
        throw probe.broken("R9.1", words("There are no commands", "Tidak ada commands"), reply);
      }
    },
  },
  {
    name: "live-push",
    rules: ["R9.2"],
    async play(bench) {
      const receiver = await goLive(bench, bench.second);
      const mark = bench.mark();
      await bench.deliver(await bench.login(), bench.second, mark);
      const got = await next(receiver.probe, saying(mark));
      if (typeof got === "string" || got.json?.from !== bench.first.name) {
        throw receiver.probe.broken("R9.2", words("No such event", "Tidak ada peristiwa itu"), got);
      }
    },
  },
  {
    name: "live-unread-first",
    rules: ["R9.3"],
    async play(bench) {
      const marks = [bench.mark(), bench.mark()];
      await bench.drain(bench.second);
      const sender = await bench.login();
      for (const mark of marks) await bench.deliver(sender, bench.second, mark);
      const { probe } = await goLive(bench, bench.second);
      for (const mark of marks) {
        const got = await next(probe, ({ event }) => event === "message");
        if (typeof got === "string" || !saying(mark)(got.json!)) {
          throw probe.broken("R9.3", put(words("$1 was expected first", "$1 seharusnya lebih dulu"), mark), got);
        }
      }
    },
  },
  {
    name: "live-and-replies",
    rules: ["R9.4"],
    async play(bench) {
      const { probe, token } = await goLive(bench, bench.second);
      const sender = await bench.login();
      const sending = (async () => {
        for (let count = 0; count < 20; count++) await bench.deliver(sender, bench.second, bench.mark());
      })();
      sending.catch(() => {}); // It is waited for in the end; what fails before that is told there.
      for (let count = 0; count < 10; count++) {
        const reply = await ask(probe, count % 2 === 0 ? "what" : `inbox ${token}`);
        const isRight = typeof reply !== "string" && reply.hasEnd &&
          (count % 2 === 0 ? isError(reply) : inboxOf(reply) !== undefined);
        if (!isRight) {
          throw probe.broken(
            "R9.4",
            words("This is not the reply to that request", "Ini bukan balasan permintaan itu"),
            reply,
          );
        }
      }
      await sending;
    },
  },
  {
    name: "ack",
    rules: ["R9.5"],
    async play(bench) {
      const receiver = await goLive(bench, bench.second);
      const mark = bench.mark();
      await bench.deliver(await bench.login(), bench.second, mark);
      const got = await next(receiver.probe, saying(mark));
      if (typeof got === "string") throw skip("no event came", "tidak ada peristiwa");
      await must(receiver.probe, `ack ${receiver.token} ${textIn(got.json?.id)}`);
      const other = await bench.login(bench.second);
      const reply = await other.probe.ask(`inbox ${other.token}`);
      const items = typeof reply === "string" ? undefined : inboxOf(reply);
      if (items === undefined || items.some(({ msg }) => msg.includes(mark))) {
        throw other.probe.broken("R9.5", words("It comes again", "Datang lagi"), reply);
      }
    },
  },
  {
    name: "post-twice",
    rules: ["R9.6"],
    async play(bench) {
      const [mark, key] = [bench.mark(), crypto.randomUUID()];
      const { probe, token } = await bench.login();
      await bench.drain(bench.second);
      const line = `post ${token} ${key} ${bench.second.name} ${mark}`;
      const [one, other] = [await must(probe, line), await ask(probe, line)];
      if (typeof other === "string" || other.json?.id !== one.json?.id) {
        throw probe.broken("R9.6", words("The second reply is another one", "Balasan kedua berbeda"), other);
      }
      const count = (await bench.drain(bench.second)).filter(({ msg }) => msg.includes(mark)).length;
      if (count !== 1) {
        throw probe.broken(
          "R9.6",
          put(words("The inbox has it $1 times", "Inbox memuatnya $1 kali"), String(count)),
          other,
        );
      }
    },
  },
  {
    name: "history",
    rules: ["R9.7"],
    async play(bench) {
      const [one, two] = [bench.mark(), bench.mark()];
      const [first, second] = [await bench.login(), await bench.login(bench.second)];
      await bench.deliver(first, bench.second, one);
      await bench.deliver(second, bench.first, two);
      const newest = await ask(first.probe, `history ${first.token} ${bench.second.name} limit 1`);
      const [last] = pageOf(newest);
      if (last === undefined || !textIn(last.msg).includes(two)) {
        throw first.probe.broken("R9.7", words("The newest message is missing", "Pesan terbaru tidak ada"), newest);
      }
      const before = await ask(
        first.probe,
        `history ${first.token} ${bench.second.name} before ${textIn(last.id)} limit 1`,
      );
      if (!textIn(pageOf(before)[0]?.msg).includes(one)) {
        throw first.probe.broken(
          "R9.7",
          words("The page before it is another one", "Halaman sebelumnya keliru"),
          before,
        );
      }
    },
  },
  {
    name: "receipts",
    rules: ["R9.8"],
    async play(bench) {
      const [sender, receiver] = [await goLive(bench, bench.first), await goLive(bench, bench.second)];
      const mark = bench.mark();
      const posted = await must(
        sender.probe,
        `post ${sender.token} ${crypto.randomUUID()} ${bench.second.name} ${mark}`,
      );
      const got = await next(receiver.probe, saying(mark));
      if (typeof got === "string") throw skip("no event came", "tidak ada peristiwa");
      await must(receiver.probe, `ack ${receiver.token} ${textIn(got.json?.id)}`);
      const receipt = await next(
        sender.probe,
        ({ event, receipt, id }) => event === "receipt" && receipt === "read" && id === posted.json?.id,
      );
      if (typeof receipt === "string") {
        throw sender.probe.broken("R9.8", words("No receipt came", "Tidak ada tanda terima"), receipt);
      }
    },
  },
];

function pageOf(reply: Received | Nothing): Readonly<Record<string, unknown>>[] {
  const messages = typeof reply === "string" ? undefined : reply.json?.messages;
  return Array.isArray(messages) ? messages.filter((each) => typeof each === "object" && each !== null) : [];
}
