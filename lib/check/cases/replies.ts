/** Cases of R1: replies. @module */

import type { Bench } from "../bench.ts";
import { skip } from "../bench.ts";
import type { Case } from "../case.ts";
import type { Broken } from "../outcome.ts";
import type { Probe, Received } from "../probe.ts";
import { isError, isOk, messageOf } from "../replies.ts";
import { words } from "../words.ts";

/** Milliseconds in which nothing may come that was not asked for. */
const SILENCE = 250;

/** Some replies of all kinds. What does not come at all is the business of other cases. */
async function gather(bench: Bench): Promise<{ probe: Probe; replies: Received[] }> {
  const { probe, token } = await bench.login();
  const replies: Received[] = [];
  for (const line of ["list", `inbox ${token}`, `send ${token} nobody-at-all hi`, "what", "auth"]) {
    const reply = await probe.ask(line);
    if (typeof reply === "string") break;
    replies.push(reply);
  }
  if (replies.length === 0) throw skip("no reply came", "tidak ada balasan");
  return { probe, replies };
}

/** Cases of replies. */
export const REPLY_CASES: readonly Case[] = [
  {
    name: "reply-end",
    rules: ["R1.1"],
    async play(bench) {
      const probe = await bench.connect();
      const reply = await bench.auth(probe, bench.first);
      if (typeof reply === "string") throw skip("auth gets no reply", "auth tidak dijawab");
      if (!reply.hasEnd) throw endMissing(probe, reply);
      const { replies } = await gather(bench);
      const bad = replies.find(({ hasEnd }) => !hasEnd);
      if (bad !== undefined) throw endMissing(probe, bad);
    },
  },
  {
    name: "reply-one-line",
    rules: ["R1.2"],
    async play(bench) {
      const sender = await bench.login(bench.first);
      const token = bench.mark();
      await bench.deliver(sender, bench.first, token);
      const reply = await sender.probe.ask(`inbox ${sender.token}`);
      if (typeof reply === "string") throw skip("the inbox fails", "inbox gagal");
      const { replies } = await gather(bench);
      for (const each of [...replies, reply]) {
        const inner = each.text.trimEnd().indexOf("\r\n");
        if (inner !== -1) throw crlfInside(sender.probe, each, inner);
        // What comes behind a CRLF CRLF that was none of the end looks like another reply.
        if (each.json === undefined && each.text.trimStart().startsWith("{")) {
          throw crlfInside(sender.probe, each, each.text.trimEnd().length);
        }
      }
    },
  },
  {
    name: "reply-object",
    rules: ["R1.3"],
    async play(bench) {
      const { probe, replies } = await gather(bench);
      for (const reply of replies) {
        if (isOk(reply) || isError(reply)) continue;
        throw probe.broken(
          "R1.3",
          words("That is no JSON object with a status OK or ERROR", "Itu bukan objek JSON dengan status OK atau ERROR"),
          reply,
        );
      }
    },
  },
  {
    name: "reply-ascii",
    rules: ["R1.4"],
    async play(bench) {
      const login = await bench.login();
      await bench.drain(bench.first);
      await bench.deliver(login, bench.first, `${bench.mark()} caf\u00e9 \u{1f600}`);
      const reply = await login.probe.ask(`inbox ${login.token}`);
      if (typeof reply === "string") throw skip("the inbox fails", "inbox gagal");
      const at = reply.entry.bytes.findIndex((byte) => byte > 0x7f);
      if (at === -1) return;
      throw login.probe.broken("R1.4", words("A byte beyond ASCII", "Bita di luar ASCII"), reply, {
        offset: at,
        length: 1,
      });
    },
  },
  {
    name: "error-message",
    rules: ["R1.5"],
    async play(bench) {
      const { probe, replies } = await gather(bench);
      for (const reply of replies.filter(isError)) {
        if (messageOf(reply) === "") {
          throw probe.broken("R1.5", words("The error has no message", "ERROR tanpa message"), reply);
        }
      }
    },
  },
  {
    name: "one-reply",
    rules: ["R1.6"],
    async play(bench) {
      const probe = await bench.connect();
      if (!await probe.isSilent(SILENCE)) throw unasked(probe, await probe.read());
      await bench.login(bench.first, probe);
      for (const line of ["list", "what", "list"]) {
        const reply = await probe.ask(line);
        if (typeof reply === "string") throw skip("no reply came", "tidak ada balasan");
        if (!await probe.isSilent(SILENCE)) throw unasked(probe, await probe.read());
      }
    },
  },
  {
    name: "reply-before-close",
    rules: ["R1.7"],
    async play(bench) {
      for (const line of ["what", "auth", `inbox ${bench.mark()}`, `auth nobody-at-all ${bench.mark()}`]) {
        using probe = await bench.connect();
        const reply = await probe.ask(line);
        if (reply === "closed") throw probe.broken("R1.7", words("", ""), reply);
      }
    },
  },
  {
    name: "many-requests",
    rules: ["R1.8"],
    async play(bench) {
      const { probe, token } = await bench.login();
      for (let count = 0; count < 5; count++) {
        const reply = await probe.ask(`inbox ${token}`);
        if (typeof reply === "string") throw probe.broken("R1.8", words("", ""), reply);
      }
    },
  },
];

function endMissing(probe: Probe, reply: Received): Broken {
  const { length } = reply.entry.bytes;
  const last = Math.min(4, length);
  return probe.broken(
    "R1.1",
    words("The reply does not end in 0d 0a 0d 0a", "Balasan tidak diakhiri 0d 0a 0d 0a"),
    reply,
    {
      offset: length - last,
      length: last,
    },
  );
}

function crlfInside(probe: Probe, reply: Received, at: number): Broken {
  const offset = new TextEncoder().encode(reply.text.slice(0, at)).length;
  return probe.broken("R1.2", words("CRLF within the reply", "CRLF di dalam balasan"), reply, { offset, length: 2 });
}

function unasked(probe: Probe, got: Awaited<ReturnType<Probe["read"]>>): Broken {
  return probe.broken("R1.6", words("Nobody has asked for that", "Tidak ada yang meminta itu"), got);
}
