/** Cases of R4: what is sent. @module */

import { put, skip } from "../bench.ts";
import type { Case } from "../case.ts";
import type { Received } from "../probe.ts";
import { inboxOf, isError, isOk, trimmed } from "../replies.ts";
import { words } from "../words.ts";
import { exchange, inInbox, NO_INBOX } from "./inbox.ts";

/** Bytes of a text that is long, and may be sent before and after a login. */
const LONG = 3_000;

/** A case of a text that must arrive as it was sent. */
function text(name: string, rule: string, make: (mark: string) => string): Case {
  return {
    name,
    rules: [rule],
    needs: ["R4.1", "R7.1"],
    async play(bench) {
      const mark = bench.mark();
      const sent = make(mark);
      const sender = await bench.login();
      const reply = await sender.probe.ask(`send ${sender.token} ${bench.second.name} ${sent}`);
      if (typeof reply === "string" || !isOk(reply)) {
        throw sender.probe.broken(rule, words("This text is not taken", "Teks ini tidak diterima"), reply);
      }
      const receiver = await bench.login(bench.second);
      const inbox = await receiver.probe.ask(`inbox ${receiver.token}`);
      const items = typeof inbox === "string" ? undefined : inboxOf(inbox);
      if (typeof inbox === "string" || items === undefined) throw receiver.probe.broken(rule, NO_INBOX, inbox);
      const arrived = { probe: receiver.probe, reply: inbox, items };
      const got = items.find(({ msg }) => msg.includes(mark));
      if (got === undefined) {
        throw inInbox(rule, words("The message is not in the inbox", "Pesannya tidak ada di inbox"), arrived);
      }
      if (trimmed(got.msg) !== sent) {
        throw inInbox(
          rule,
          words("The text is not the one that was sent", "Teksnya bukan yang dikirim"),
          arrived,
          mark,
        );
      }
    },
  };
}

/** Cases of messages. */
export const MESSAGE_CASES: readonly Case[] = [
  {
    name: "send-and-inbox",
    rules: ["R4.1"],
    needs: ["R7.1"],
    async play(bench) {
      const { probe, token } = await bench.login();
      const mark = bench.mark();
      const reply = await probe.ask(`send ${token} ${bench.second.name} ${mark}`);
      if (typeof reply === "string" || !isOk(reply)) {
        throw probe.broken("R4.1", words("send must be OK", "send harus OK"), reply);
      }
      const receiver = await bench.login(bench.second);
      const inbox = await receiver.probe.ask(`inbox ${receiver.token}`);
      const items = typeof inbox === "string" ? undefined : inboxOf(inbox);
      if (items === undefined) throw receiver.probe.broken("R4.1", NO_INBOX, inbox);
      const got = items.find(({ msg }) => msg.includes(mark));
      const arrived = { probe: receiver.probe, reply: inbox as Received, items };
      if (got === undefined) {
        throw inInbox("R4.1", words("The message is not in the inbox", "Pesannya tidak ada di inbox"), arrived);
      }
      const { name } = bench.first;
      if (got.sender !== name) {
        throw inInbox(
          "R4.1",
          put(words("It does not stand under $1", "Tidak berada di bawah $1"), name),
          arrived,
          mark,
        );
      }
    },
  },
  {
    name: "message-keys",
    rules: ["R4.2"],
    needs: ["R4.1", "R7.1"],
    async play(bench) {
      const mark = bench.mark();
      const arrived = await exchange(bench, bench.first, bench.second, [mark]);
      const members = arrived.items.find(({ msg }) => msg.includes(mark))?.members;
      if (members === undefined) throw skip("the message is missing", "pesannya hilang");
      for (const key of ["msg_from", "msg_to"]) {
        if (typeof members[key] !== "string") {
          throw inInbox("R4.2", put(words("The message has no $1", "Pesannya tanpa $1"), key), arrived, mark);
        }
      }
    },
  },
  text("text-spaces", "R4.3", (mark) => `${mark} two  and   three`),
  text("text-quotes", "R4.4", (mark) => `${mark} "q" \\ 'a' {"b": [1]} \\n`),
  text("text-beyond-ascii", "R4.5", (mark) => `${mark} caf\u00e9 \u4f60\u597d \u{1f600}`),
  text("text-long", "R4.6", (mark) => `${mark} ${"long text ".repeat(LONG / 10)}end`),
  {
    name: "send-unknown",
    rules: ["R4.7"],
    async play(bench) {
      const { probe, token } = await bench.login();
      const reply = await probe.ask(`send ${token} nobody-at-all hi`);
      if (typeof reply === "string" || !isError(reply)) {
        throw probe.broken("R4.7", words("An error was expected", "Seharusnya ERROR"), reply);
      }
    },
  },
  {
    name: "send-to-oneself",
    rules: ["R4.8"],
    async play(bench) {
      const { probe, token } = await bench.login();
      const mark = bench.mark();
      const reply = await probe.ask(`send ${token} ${bench.first.name} ${mark}`);
      if (typeof reply === "string" || !isOk(reply)) {
        throw probe.broken("R4.8", words("send must be OK", "send harus OK"), reply);
      }
      const inbox = await probe.ask(`inbox ${token}`);
      const items = typeof inbox === "string" ? undefined : inboxOf(inbox);
      if (!items?.some(({ msg }) => msg.includes(mark))) {
        throw probe.broken("R4.8", words("The note is not in the inbox", "Catatannya tidak ada di inbox"), inbox);
      }
    },
  },
  {
    name: "empty-text",
    rules: ["R4.9"],
    async play(bench) {
      const { probe, token } = await bench.login();
      for (const end of ["", " ", "  "]) {
        const reply = await probe.ask(`send ${token} ${bench.first.name}${end}`);
        if (typeof reply === "string" || !(isOk(reply) || isError(reply))) {
          throw probe.broken("R4.9", words("Neither OK nor an error", "Bukan OK, bukan ERROR"), reply);
        }
      }
      const inbox = await probe.ask(`inbox ${token}`);
      if (typeof inbox === "string" || inboxOf(inbox) === undefined) {
        throw probe.broken("R4.9", words("After it the inbox fails", "Setelah itu inbox gagal"), inbox);
      }
    },
  },
];
