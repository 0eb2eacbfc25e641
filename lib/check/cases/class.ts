/** Cases of R10: what a class uses. @module */

import type { Bench, Login } from "../bench.ts";
import type { Case } from "../case.ts";
import { inboxOf, isError, isOk } from "../replies.ts";
import { words } from "../words.ts";
import { ask, must } from "./events.ts";

/** A group of the first two users, with a name of its own. */
async function makeGroup(bench: Bench): Promise<{ name: string; first: Login; second: Login }> {
  const name = `g${bench.between(100_000_000, 999_999_999)}`;
  const [first, second] = [await bench.login(), await bench.login(bench.second)];
  await must(first.probe, `addgroup ${first.token} ${name}`);
  await must(second.probe, `joingroup ${second.token} ${name}`);
  return { name, first, second };
}

/** Ends it, so that nothing is left of the check. */
async function endGroup({ name, first, second }: Awaited<ReturnType<typeof makeGroup>>): Promise<void> {
  for (const { probe, token } of [first, second]) await ask(probe, `leavegroup ${token} ${name}`);
}

/** Cases of a class. */
export const CLASS_CASES: readonly Case[] = [
  {
    name: "group",
    rules: ["R10.1"],
    async play(bench) {
      const { third } = bench;
      const group = await makeGroup(bench);
      const mark = bench.mark();
      const reply = await ask(group.first.probe, `sendgroup ${group.first.token} ${group.name} ${mark}`);
      if (typeof reply === "string" || !isOk(reply)) {
        throw group.first.probe.broken("R10.1", words("sendgroup must be OK", "sendgroup harus OK"), reply);
      }
      const got = await bench.drain(bench.second);
      if (!got.some(({ msg }) => msg.includes(mark))) {
        throw group.first.probe.broken("R10.1", words("The member has not got it", "Anggotanya tidak menerima"), reply);
      }
      if ((await bench.drain(third)).some(({ msg }) => msg.includes(mark))) {
        throw group.first.probe.broken(
          "R10.1",
          words("Who is no member has got it", "Yang bukan anggota menerimanya"),
          reply,
        );
      }
      await endGroup(group);
    },
  },
  {
    name: "group-members-only",
    rules: ["R10.2"],
    async play(bench) {
      const stranger = await bench.login(bench.third);
      const group = await makeGroup(bench);
      for (
        const line of [`sendgroup ${stranger.token} ${group.name} psst`, `inboxgroup ${stranger.token} ${group.name}`]
      ) {
        const reply = await ask(stranger.probe, line);
        if (typeof reply === "string" || !isError(reply)) {
          throw stranger.probe.broken("R10.2", words("An error was expected", "Seharusnya ERROR"), reply);
        }
      }
      await endGroup(group);
    },
  },
  {
    name: "file",
    rules: ["R10.3"],
    async play(bench) {
      const bytes = Uint8Array.from({ length: 300 }, () => bench.between(0, 255));
      const content = bytes.toBase64();
      const { probe, token } = await bench.login();
      await must(probe, `sendfile ${token} ${bench.first.name} check.bin ${content}`);
      const inbox = await ask(probe, `inbox ${token}`);
      const items = typeof inbox === "string" ? undefined : inboxOf(inbox);
      if (!items?.some(({ members }) => members.filecontent === content)) {
        throw probe.broken("R10.3", words("The content is another one", "Isinya berbeda"), inbox);
      }
    },
  },
  {
    name: "teachers-only",
    rules: ["R10.4"],
    async play(bench) {
      const { probe, token } = await bench.login();
      for (const line of [`lock ${token}`, `kick ${token} ${bench.second.name}`, `transcript ${token}`]) {
        const reply = await ask(probe, line);
        if (typeof reply === "string" || !isError(reply)) {
          throw probe.broken("R10.4", words("An error was expected", "Seharusnya ERROR"), reply);
        }
      }
    },
  },
];
