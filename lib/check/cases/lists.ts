/** Cases of R5: the list. @module */

import { pause } from "../../async.ts";
import { type Bench, type Login, put, skip, type User } from "../bench.ts";
import type { Case } from "../case.ts";
import { OTHER_WORDS } from "../../client/connection/legacy_commands.ts";
import type { Nothing, Received } from "../probe.ts";
import { isError, isOk, messageOf, namesOf, placeOf } from "../replies.ts";
import { type Words, words } from "../words.ts";

/** Milliseconds after which nobody counts as active whose connection was cut. */
const GHOST = 75_000;

/** Asks for the list by the seed's word; of a program that does not know it, by the family's others. */
async function askList({ probe, token }: Pick<Login, "probe" | "token">): Promise<Received | Nothing> {
  const first = await probe.ask("list");
  if (typeof first === "string" || !messageOf(first).startsWith("**")) return first;
  for (const word of OTHER_WORDS.list!) {
    const reply = await probe.ask(word);
    if (typeof reply === "string" || isOk(reply)) return reply;
    if (messageOf(reply).startsWith("--")) return await probe.ask(`${word} ${token}`);
  }
  return first;
}

/** The names of the list, as a login sees it; what is no list breaks `rule`, or where none is named, skips. */
async function list(
  login: Pick<Login, "probe" | "token">,
  rule?: string,
): Promise<{ names: string[]; reply: Received }> {
  const { probe } = login;
  const reply = await askList(login);
  const names = typeof reply === "string" ? undefined : namesOf(reply);
  if (typeof reply !== "string" && names !== undefined) return { names, reply };
  if (rule === undefined) throw skip("the list fails", "list gagal");
  throw probe.broken(rule, words("This is no list of names", "Ini bukan daftar nama"), reply);
}

const NAME_MISSING: Words = words(
  "$1 is logged in and not in the list",
  "$1 sudah login tetapi tidak ada dalam daftar",
);

/** Ends the logins of a user that this check has made. */
async function logOutAll(bench: Bench, { name }: User): Promise<void> {
  const probe = await bench.connect();
  for (const token of bench.options.tokens.get(name) ?? []) await probe.ask(`logout ${token}`);
}

const LOGGED_OUT: Words = words(
  "$1 has logged out (or does somebody else use the account?)",
  "$1 sudah logout (atau ada orang lain yang memakai akunnya?)",
);

/** Cases of the list. */
export const LIST_CASES: readonly Case[] = [
  {
    name: "list",
    rules: ["R5.1"],
    needs: ["R7.1"],
    async play(bench) {
      const first = await bench.login();
      await bench.login(bench.second);
      const { names, reply } = await list(first, "R5.1");
      for (const { name } of [bench.first, bench.second]) {
        if (!names.includes(name)) throw first.probe.broken("R5.1", put(NAME_MISSING, name), reply);
      }
    },
  },
  {
    name: "list-without-login",
    rules: ["R5.2"],
    async play(bench) {
      const probe = await bench.connect();
      const reply = await probe.ask("list");
      if (typeof reply === "string") throw skip("no reply came", "tidak ada balasan");
      if (!isError(reply)) {
        throw probe.broken(
          "R5.2",
          words("Nobody has logged in on this connection", "Belum ada yang login di koneksi ini"),
          reply,
        );
      }
    },
  },
  {
    name: "list-once",
    rules: ["R5.3"],
    needs: ["R5.1", "R7.1"],
    async play(bench) {
      const login = await bench.login();
      await bench.login(bench.first);
      const { names, reply } = await list(login);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined) {
        throw login.probe.broken(
          "R5.3",
          put(words("$1 stands there twice", "$1 ada dua kali"), twice),
          reply,
          placeOf(reply, `"${twice}"`),
        );
      }
    },
  },
  {
    name: "list-after-logout",
    rules: ["R5.4"],
    needs: ["R5.1", "R6.1", "R7.1"],
    async play(bench) {
      const user = bench.options.users.at(-1)!;
      const viewer = await bench.login();
      await logOutAll(bench, user);
      const { probe, token } = await bench.login(user);
      if (!(await list(viewer)).names.includes(user.name)) throw skip("the list fails", "list gagal");
      const out = await probe.ask(`logout ${token}`);
      if (typeof out === "string" || !isOk(out)) throw skip("logout fails", "logout gagal");
      const { names, reply } = await list(viewer);
      if (names.includes(user.name)) {
        throw viewer.probe.broken("R5.4", put(LOGGED_OUT, user.name), reply, placeOf(reply, `"${user.name}"`));
      }
    },
  },
];

/** Case of a login whose connection was cut. It takes longer than all others together. */
export const GHOST_CASE: Case = {
  name: "list-after-cut",
  rules: ["R5.5"],
  needs: ["R5.1", "R7.1"],
  async play(bench) {
    const user = bench.options.users.at(-1)!;
    const gone = await bench.login(user);
    gone.probe[Symbol.dispose]();
    await pause(GHOST);
    const viewer = await bench.login();
    const { names, reply } = await list(viewer);
    if (names.includes(user.name)) {
      throw viewer.probe.broken(
        "R5.5",
        put(words("$1 has been gone for 75 s", "$1 sudah pergi selama 75 detik"), user.name),
        reply,
      );
    }
  },
};
