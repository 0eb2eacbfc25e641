/** Cases of R6: the ends of logins. @module */

import { type Login, skip } from "../bench.ts";
import type { Case } from "../case.ts";
import { isError, isOk, textIn } from "../replies.ts";
import { words } from "../words.ts";
import { EXPECTED_ERROR, expectInbox } from "./tokens.ts";

async function logout({ probe, token }: Login, line = `logout ${token}`): Promise<void> {
  const reply = await probe.ask(line);
  if (typeof reply === "string" || !isOk(reply)) throw skip("logout fails", "logout gagal");
}

/** Cases of logouts. */
export const LOGOUT_CASES: readonly Case[] = [
  {
    name: "logout",
    rules: ["R6.1"],
    needs: ["R3.9"],
    async play(bench) {
      const login = await bench.login();
      const reply = await login.probe.ask(`logout ${login.token}`);
      if (typeof reply === "string" || !isOk(reply)) {
        throw login.probe.broken("R6.1", words("logout must be OK", "logout harus OK"), reply);
      }
      await expectInbox("R6.1", login, false);
    },
  },
  {
    name: "logout-twice",
    rules: ["R6.2"],
    async play(bench) {
      const login = await bench.login();
      await logout(login);
      const reply = await login.probe.ask(`logout ${login.token}`);
      if (typeof reply === "string" || !isError(reply)) throw login.probe.broken("R6.2", EXPECTED_ERROR, reply);
    },
  },
  {
    name: "logout-one",
    rules: ["R6.3"],
    needs: ["R7.1", "R3.7"],
    async play(bench) {
      const [one, other] = [await bench.login(), await bench.login(bench.first)];
      const third = await bench.login(bench.second);
      await logout(one);
      await expectInbox("R6.3", other, true);
      await expectInbox("R6.3", third, true);
    },
  },
  {
    name: "logout-bare",
    rules: ["R6.4"],
    needs: ["R7.1", "R3.7"],
    async play(bench) {
      const [one, other] = [await bench.login(), await bench.login(bench.first)];
      const third = await bench.login(bench.second);
      const reply = await one.probe.ask("logout");
      if (typeof reply === "string" || !isOk(reply)) {
        throw one.probe.broken("R6.4", words("logout must be OK", "logout harus OK"), reply);
      }
      for (const login of [other, third]) await expectInbox("R6.4", login, true);
    },
  },
  {
    name: "logout-text",
    rules: ["R6.5"],
    needs: ["R6.1"],
    async play(bench) {
      const { probe, token } = await bench.login();
      const reply = await probe.ask(`logout ${token}`);
      if (typeof reply === "string") throw skip("no reply came", "tidak ada balasan");
      if ([reply.json?.messages, reply.json?.message].some((text) => /^logged out/i.test(textIn(text)))) return;
      throw probe.broken("R6.5", words("There is no Logged out", "Tidak ada Logged out"), reply);
    },
  },
];
