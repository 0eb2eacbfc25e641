/** Cases of R3: logins and tokens. @module */

import { put, skip, tokenOfAuth } from "../bench.ts";
import type { Case } from "../case.ts";
import { isError, isOk, messageOf, tokenOf } from "../replies.ts";
import { words } from "../words.ts";
import { EXPECTED_ERROR, expectInbox } from "./tokens.ts";

/** Whether tokens look like ones of a counter: short, or alike but for a few characters. */
function isGuessable(tokens: readonly string[]): boolean {
  if (tokens.some(({ length }) => length < 8)) return true;
  if (tokens.every((token) => /^\d+$/.test(token))) {
    const numbers = tokens.map(BigInt);
    return numbers.every((number, index) => index === 0 || number - numbers[index - 1]! < 1000n);
  }
  const [first, ...others] = tokens;
  return others.every((token) => token.length === first!.length && differing(first!, token) <= 2);
}

function differing(one: string, other: string): number {
  return [...one].filter((character, index) => character !== other[index]).length;
}

/** Cases of logins. */
export const LOGIN_CASES: readonly Case[] = [
  {
    name: "auth",
    rules: ["R3.1"],
    async play(bench) {
      for (const user of bench.options.users.slice(0, 3)) {
        using probe = await bench.connect();
        const reply = await bench.auth(probe, user);
        if (typeof reply === "string" || !isOk(reply)) {
          throw probe.broken(
            "R3.1",
            put(words("$1 and the password must get in", "$1 dengan kata sandinya harus masuk"), user.name),
            reply,
          );
        }
        if (tokenOf(reply) === undefined) {
          throw probe.broken(
            "R3.1",
            words("There is no token under tokenid", "Tidak ada token di bawah tokenid"),
            reply,
          );
        }
      }
    },
  },
  {
    name: "unknown-user",
    rules: ["R3.2"],
    async play(bench) {
      const probe = await bench.connect();
      const reply = await bench.auth(probe, { name: "nobody-at-all", password: bench.first.password });
      if (typeof reply === "string" || !isError(reply)) throw probe.broken("R3.2", EXPECTED_ERROR, reply);
    },
  },
  {
    name: "wrong-password",
    rules: ["R3.3"],
    async play(bench) {
      const probe = await bench.connect();
      const { name, password } = bench.options.users.at(-1)!;
      const reply = await bench.auth(probe, { name, password: `${password}x` });
      if (typeof reply === "string" || !isError(reply)) throw probe.broken("R3.3", EXPECTED_ERROR, reply);
    },
  },
  {
    name: "login-errors",
    rules: ["R3.4"],
    needs: ["R3.2", "R3.3", "R1.5"],
    async play(bench) {
      const probe = await bench.connect();
      const { name, password } = bench.options.users.at(-1)!;
      const asked = [["nobody-at-all", password, "User is not found"], [
        name,
        `x${password}`,
        "Wrong password",
      ]] as const;
      for (const [user, secret, text] of asked) {
        const reply = await bench.auth(probe, { name: user, password: secret });
        if (typeof reply === "string") throw skip("no reply came", "tidak ada balasan");
        if (messageOf(reply) !== text) {
          throw probe.broken("R3.4", put(words("The message is not $1", "Pesannya bukan $1"), text), reply);
        }
      }
    },
  },
  {
    name: "token-elsewhere",
    rules: ["R3.5"],
    needs: ["R7.1"],
    async play(bench) {
      const { token } = await bench.login();
      await expectInbox("R3.5", { probe: await bench.connect(), token }, true);
    },
  },
  {
    name: "token-after-close",
    rules: ["R3.6"],
    needs: ["R3.5"],
    async play(bench) {
      const { probe, token } = await bench.login();
      probe[Symbol.dispose]();
      const other = await bench.connect();
      await other.isSilent(200); // The program has time to notice the end.
      await expectInbox("R3.6", { probe: other, token }, true);
    },
  },
  {
    name: "two-logins",
    rules: ["R3.7"],
    needs: ["R7.1"],
    async play(bench) {
      const one = await bench.login();
      await bench.login(bench.first);
      await expectInbox("R3.7", one, true);
    },
  },
  {
    name: "token-random",
    rules: ["R3.8"],
    async play(bench) {
      const tokens: string[] = [];
      const probe = await bench.connect();
      let reply = await bench.auth(probe, bench.first);
      for (let count = 0; count < 4; count++) {
        const token = tokenOfAuth(reply);
        if (token === undefined) throw skip("login fails", "login gagal");
        tokens.push(token);
        reply = await bench.auth(probe, bench.first);
      }
      if (isGuessable(tokens)) {
        throw probe.broken(
          "R3.8",
          words(
            "The tokens follow a pattern: the next one can be guessed",
            "Token mengikuti pola: yang berikutnya dapat ditebak",
          ),
          reply,
        );
      }
    },
  },
  {
    name: "garbage-token",
    rules: ["R3.9"],
    async play(bench) {
      const probe = await bench.connect();
      for (const token of ["nope", "00000000-0000-4000-8000-000000000000", "0", "None", "null"]) {
        for (const line of [`inbox ${token}`, `send ${token} ${bench.second.name} hi`]) {
          const reply = await probe.ask(line);
          if (typeof reply === "string" || !isError(reply)) throw probe.broken("R3.9", EXPECTED_ERROR, reply);
        }
      }
    },
  },
];
