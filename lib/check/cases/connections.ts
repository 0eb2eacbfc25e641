/** Cases of R7 and R8: many connections at once, restarts. @module */

import { type Bench, type Login, put, tokenOfAuth, type User } from "../bench.ts";
import type { Case } from "../case.ts";
import { Broken, Skipped } from "../outcome.ts";
import type { Probe } from "../probe.ts";
import { trimmed } from "../replies.ts";
import { words } from "../words.ts";

const CONNECTIONS = 50;

/** Expects that somebody gets in, in whatever way it fails. */
async function expectLogin(bench: Bench, rule: string, user: User, probe?: Probe): Promise<void> {
  let conn: Probe;
  try {
    conn = probe ?? await bench.connect();
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    throw new Broken(rule, "hangs", error.reason);
  }
  const reply = await bench.auth(conn, user);
  if (tokenOfAuth(reply) === undefined) throw conn.broken(rule, words("The login fails", "Login gagal"), reply);
}

/** Asks for something as fast as it goes, and reads nothing. */
async function readNothing(bench: Bench): Promise<void> {
  const { token } = await bench.login(bench.second);
  const deaf = await bench.connect({ reads: false, timeout: 500 });
  for (let count = 0; count < 20; count++) await deaf.send(`inbox ${token}\r\nwhat\r\n`.repeat(100));
}

/** Ten connections that send ten messages each, at once; the receiver's inbox. */
async function sendAtOnce(bench: Bench): Promise<{ sent: string[]; got: string[] }> {
  const senders: Login[] = [];
  for (let count = 0; count < 10; count++) senders.push(await bench.login(bench.first));
  const sent: string[] = [];
  await Promise.all(senders.map(async (sender) => {
    for (let count = 0; count < 10; count++) {
      const mark = bench.mark();
      await bench.deliver(sender, bench.second, mark);
      sent.push(mark);
    }
  }));
  const receiver = await bench.login(bench.second);
  const items = [...await bench.inbox(receiver), ...await bench.inbox(receiver)];
  return { sent, got: items.map(({ msg }) => trimmed(msg)) };
}

/** Cases of connections. */
export const CONNECTION_CASES: readonly Case[] = [
  {
    name: "second-client",
    rules: ["R7.1"],
    async play(bench) {
      await bench.login();
      await expectLogin(bench, "R7.1", bench.second);
    },
  },
  {
    name: "slow-client",
    rules: ["R7.2"],
    needs: ["R7.1", "R2.1"],
    async play(bench) {
      const slow = await bench.connect();
      const line = `auth ${bench.first.name} ${bench.first.password}\r\n`;
      await slow.send(line.slice(0, 4));
      await expectLogin(bench, "R7.2", bench.second);
      await slow.send(line.slice(4));
      const reply = await slow.read();
      if (tokenOfAuth(reply) === undefined) {
        throw slow.broken("R7.2", words("The slow one's login fails", "Login yang lambat gagal"), reply);
      }
    },
  },
  {
    name: "deaf-client",
    rules: ["R7.3"],
    needs: ["R7.1", "R2.3"],
    async play(bench) {
      await readNothing(bench);
      await expectLogin(bench, "R7.3", bench.first);
    },
  },
  {
    name: "fifty-clients",
    rules: ["R7.4"],
    needs: ["R7.1"],
    async play(bench) {
      const users = [bench.first, bench.second];
      const probes = await Promise.all(Array.from({ length: CONNECTIONS }, () => bench.connect()));
      for (const [index, probe] of probes.entries()) await expectLogin(bench, "R7.4", users[index % 2]!, probe);
    },
  },
  {
    name: "hundred-sends",
    rules: ["R7.5"],
    needs: ["R4.14", "R7.1", "R4.1"],
    async play(bench) {
      const { sent, got } = await sendAtOnce(bench);
      const lost = sent.filter((mark) => !got.includes(mark)).length;
      const doubled = sent.filter((mark) => got.indexOf(mark) !== got.lastIndexOf(mark)).length;
      if (lost + doubled === 0) return;
      const what = words(
        "Of 100 messages $1 are missing and $2 are there twice",
        "Dari 100 pesan, $1 hilang dan $2 ada dua kali",
      );
      throw new Broken("R7.5", "wrong", put(what, String(lost), String(doubled)));
    },
  },
  {
    name: "reset-inside",
    rules: ["R7.6"],
    async play(bench) {
      for (let count = 0; count < 3; count++) {
        const probe = await bench.connect({ reads: false });
        await probe.send(`auth ${bench.first.name} ${bench.first.password}\r\nli`);
        probe[Symbol.dispose](); // With a reply that was not read: a reset.
      }
      await bench.expectServed("R7.6");
    },
  },
  {
    name: "half-close",
    rules: ["R7.7"],
    async play(bench) {
      const probe = await bench.connect();
      await probe.send(`auth ${bench.first.name} ${bench.first.password}\r\n`);
      await probe.endHalf();
      const reply = await probe.read();
      if (tokenOfAuth(reply) === undefined) throw probe.broken("R7.7", words("The login fails", "Login gagal"), reply);
    },
  },
];

/** The case of a restart, which `restart` does: it kills the program and resolves when it was started again. */
export function restartCase(restart: () => Promise<void>): Case {
  return {
    name: "restart",
    rules: ["R8.1"],
    needs: ["R4.1"],
    async play(bench) {
      const mark = bench.mark();
      await bench.deliver(await bench.login(), bench.second, mark);
      await restart();
      const items = await bench.drain(bench.second);
      if (items.some(({ msg }) => msg.includes(mark))) return;
      throw new Broken("R8.1", "wrong", words("The message is gone", "Pesannya hilang"));
    },
  };
}
