/** Cases of R2: requests, however they come. @module */

import { type Bench, put, skip, tokenOfAuth } from "../bench.ts";
import type { Case } from "../case.ts";
import type { Nothing, Probe, Received } from "../probe.ts";
import { inboxOf, isError, isOk, messageOf } from "../replies.ts";
import { type Words, words } from "../words.ts";

const EXPECTED_ERROR = words("An error was expected", "Seharusnya ERROR");
const NOT_TAKEN = words("The same request in one piece is OK", "Permintaan yang sama dalam satu potongan berhasil");

/** Logs in by pieces, which one rule is about. */
async function logInBy(rule: string, bench: Bench, pieces: (auth: string) => (string | Uint8Array)[]): Promise<void> {
  { // In one piece it works.
    using whole = await bench.connect();
    await bench.login(bench.first, whole);
  }
  const probe = await bench.connect();
  await probe.send(...pieces(`auth ${bench.first.name} ${bench.first.password}\r\n`));
  const reply = await probe.read();
  if (tokenOfAuth(reply) === undefined) throw probe.broken(rule, NOT_TAKEN, reply);
}

/** A token, and no connection that stays open. */
async function tokenOnly(bench: Bench): Promise<string> {
  using probe = await bench.connect();
  return (await bench.login(bench.first, probe)).token;
}

/** Asks what must be answered, in whatever way, and that others are served after it. */
async function survive(bench: Bench, rule: string, ...pieces: (string | Uint8Array)[]): Promise<void> {
  using probe = await bench.connect();
  await probe.send(...pieces);
  const reply = await probe.read();
  if (typeof reply === "string") {
    const fault = probe.broken(rule, words("", ""), reply);
    probe[Symbol.dispose]();
    await bench.expectServed("R2.8");
    throw fault;
  }
  const next = await probe.ask("what");
  if (typeof next === "string") throw probe.broken(rule, words("", ""), next);
}

/** A case of a line that must be an error. */
function refused(name: string, rule: string, lines: readonly string[], why: Words): Case {
  return {
    name,
    rules: [rule],
    async play(bench) {
      const { probe, token } = await bench.login();
      for (const line of lines) {
        const reply = await probe.ask(put(words(line, line), token).en);
        if (typeof reply === "string" || !isError(reply)) throw probe.broken(rule, why, reply);
      }
    },
  };
}

/** Whether a message begins as it should. */
function expectPrefix(probe: Probe, reply: Received | Nothing, prefix: string): void {
  if (typeof reply === "string") throw skip("no reply came", "tidak ada balasan");
  if (messageOf(reply).startsWith(prefix)) return;
  throw probe.broken(
    "R2.11",
    put(words("The message does not begin with $1", "Pesannya tidak dimulai dengan $1"), prefix),
    reply,
  );
}

/** Cases of requests. */
export const REQUEST_CASES: readonly Case[] = [
  {
    name: "byte-by-byte",
    rules: ["R2.1"],
    play: (bench) => logInBy("R2.1", bench, (line) => [...line.slice(0, -2), "\r\n"]),
  },
  {
    name: "random-pieces",
    rules: ["R2.1"],
    play: (bench) => logInBy("R2.1", bench, (line) => [...bench.cut(line.slice(0, -2), 3), "\r\n"]),
  },
  {
    name: "split-crlf",
    rules: ["R2.2"],
    needs: ["R2.1"],
    play: (bench) => logInBy("R2.2", bench, (line) => [line.slice(0, -1), "\n"]),
  },
  {
    name: "two-in-one",
    rules: ["R2.3"],
    needs: ["R1.1", "R2.1"],
    async play(bench) {
      const { probe, token } = await bench.login();
      await probe.send(`inbox ${token}\r\nwhat\r\n`);
      const first = await probe.read();
      if (typeof first === "string" || inboxOf(first) === undefined) {
        throw probe.broken(
          "R2.3",
          words(
            "Two requests came at once; this is not the reply to the first",
            "Dua permintaan datang sekaligus; ini bukan balasan yang pertama",
          ),
          first,
        );
      }
      const second = await probe.read();
      if (typeof second === "string" || !isError(second)) {
        throw probe.broken(
          "R2.3",
          words("This is not the reply to the second request", "Ini bukan balasan permintaan kedua"),
          second,
        );
      }
    },
  },
  {
    name: "split-character",
    rules: ["R2.4"],
    needs: ["R2.1", "R4.1", "R4.5", "R4.12"],
    async play(bench) {
      const login = await bench.login();
      const text = `${bench.mark()} caf\u00e9`;
      const bytes = new TextEncoder().encode(`send ${login.token} ${bench.first.name} ${text}\r\n`);
      await login.probe.send(bytes.subarray(0, -3), bytes.subarray(-3));
      const reply = await login.probe.read();
      if (typeof reply === "string" || !isOk(reply)) throw login.probe.broken("R2.4", NOT_TAKEN, reply);
      const inbox = await login.probe.ask(`inbox ${login.token}`);
      const items = typeof inbox === "string" ? undefined : inboxOf(inbox);
      if (items === undefined) throw skip("the inbox fails", "inbox gagal");
      if (!items.some(({ msg }) => msg.trim() === text)) {
        throw login.probe.broken("R2.4", words("The character is spoilt", "Karakternya rusak"), inbox);
      }
    },
  },
  {
    name: "space-before-end",
    rules: ["R2.5"],
    play: (bench) => logInBy("R2.5", bench, (line) => [line.replace("\r\n", " \r\n")]),
  },
  {
    name: "bare-lf",
    rules: ["R2.6"],
    play: (bench) => logInBy("R2.6", bench, (line) => [line.replace("\r\n", "\n")]),
  },
  {
    name: "not-utf8",
    rules: ["R2.7", "R2.8"],
    play: (bench) => survive(bench, "R2.7", Uint8Array.of(0xff, 0xfe, 0x80, 0x0d, 0x0a)),
  },
  {
    name: "not-utf8-in-text",
    rules: ["R2.7", "R2.8"],
    async play(bench) {
      const token = await tokenOnly(bench);
      const begin = new TextEncoder().encode(`send ${token} ${bench.second.name} `);
      await survive(bench, "R2.7", Uint8Array.of(...begin, 0xc3, 0x28, 0x0d, 0x0a));
    },
  },
  {
    name: "others-served",
    rules: ["R2.8"],
    async play(bench) {
      for (const bytes of [[0xff, 0xff, 0xff, 0x0d, 0x0a], [0x16, 0x03, 0x01, 0x02, 0x00], [0x7b, 0x5b, 0x0d, 0x0a]]) {
        using probe = await bench.connect();
        await probe.send(Uint8Array.from(bytes));
        await probe.isSilent(300);
      }
      await bench.expectServed("R2.8");
    },
  },
  { name: "empty-line", rules: ["R2.9", "R2.8"], play: (bench) => survive(bench, "R2.9", "\r\n") },
  refused("unknown-command", "R2.10", ["what", "hello-there world", "LIST-IT"], EXPECTED_ERROR),
  {
    name: "error-prefixes",
    rules: ["R2.11"],
    needs: ["R1.5"],
    async play(bench) {
      const { probe } = await bench.login();
      expectPrefix(probe, await probe.ask("what"), "**");
      expectPrefix(probe, await probe.ask(`auth ${bench.first.name}`), "--");
    },
  },
  refused("missing-parameters", "R2.12", ["auth", "auth somebody", "send", "send $1", "inbox"], EXPECTED_ERROR),
  {
    name: "control-characters",
    rules: ["R2.13", "R2.8"],
    async play(bench) {
      const token = await tokenOnly(bench);
      await survive(bench, "R2.13", `send ${token} ${bench.second.name} a\x00b\r\n`);
      await survive(bench, "R2.13", "\x00\x01\x1b[2J\r\n");
    },
  },
  {
    name: "endless-line",
    rules: ["R2.14"],
    needs: ["R7.1"],
    async play(bench) {
      const endless = await bench.connect();
      await endless.send("x".repeat(1024 * 1024));
      await bench.expectServed("R2.14");
    },
  },
];
