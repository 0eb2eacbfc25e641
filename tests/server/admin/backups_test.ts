/**
 * Backups on a schedule: one is there when it is whole, the oldest goes only then, and a failure is told once.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Backups, parseInterval } from "../../../lib/server/admin/data/backups.ts";
import { createLog } from "../../../lib/server/log.ts";
import { temporaryDirectory } from "../../support/helpers.ts";
import { until, within } from "../../support/patience.ts";
import { TestClocks } from "../../support/virtual_time.ts";

const DAY = 24 * 60 * 60 * 1000;
const CONTENTS = { accounts: 1, messages: 2, files: 0, unread: 0 };

/** Backups that are made when the test says so: the next one is due in a day. */
async function withBackups(
  action: (test: {
    backups: Backups;
    clocks: TestClocks;
    lines: string[];
    names: () => string[];
    /** What copies. */
    copying: { make: (target: string) => Promise<void> };
  }) => Promise<void>,
): Promise<void> {
  using directory = temporaryDirectory();
  const clocks = new TestClocks(Date.UTC(2026, 10, 27, 3, 4, 5));
  const lines: string[] = [];
  const path = `${directory.path}/backups`;
  Deno.mkdirSync(path);
  Deno.writeTextFileSync(`${path}/chat-2026-11-27T03-04-05Z.sqlite`, "the first");
  const copying = {
    make: async (target: string) => {
      Deno.writeTextFileSync(target, "", { createNew: true });
      Deno.mkdirSync(`${target}.files`);
      Deno.writeTextFileSync(`${target}.files/${"0".repeat(64)}`, "");
      await Promise.resolve();
    },
  };
  await using backups = new Backups({
    directory: directory.path,
    every: DAY,
    keep: 3,
    copy: async (target) => (await copying.make(target), CONTENTS),
    log: createLog("info", { write: (line) => lines.push(line) }),
    clocks,
  });
  const names = () => [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  await action({ backups, clocks, lines, names, copying });
}

Deno.test("so many backups are kept as are asked for, the newest, each with what is in its files", () =>
  withBackups(async ({ backups, clocks, names }) => {
    for (let day = 28; day <= 30; day++) {
      clocks.pass(DAY);
      assert(await backups.run());
    }
    const kept = [28, 29, 30].map((day) => `chat-2026-11-${day}T03-04-05Z.sqlite`);
    assertEquals(names(), kept.flatMap((name) => [name, `${name}.files`]));
    assertEquals(backups.status, { newest: clocks.wall(), failure: undefined });
  }));

Deno.test("no backup goes before the new one is whole, and a failure is told once until one was made", () =>
  withBackups(async ({ backups, clocks, lines, names, copying }) => {
    const { make } = copying;
    for (let count = 0; count < 2; count++) {
      clocks.pass(DAY);
      assert(await backups.run());
    }
    const before = names();
    lines.length = 0;
    copying.make = () => Promise.reject(new Error("no space left"));
    for (let count = 0; count < 3; count++) {
      clocks.pass(DAY);
      assertEquals(await backups.run(), false);
    }
    assertEquals(names(), before);
    assertEquals(lines.length, 1);
    assertMatch(lines[0]!, / Backup: .*no space left/);
    assertEquals(backups.status.failure, "no space left");
    copying.make = make;
    assert(await backups.run());
    assertEquals(backups.status.failure, undefined);
    copying.make = () => Promise.reject(new Error("no space left"));
    clocks.pass(DAY);
    await backups.run();
    assertEquals(lines.filter((line) => line.includes("no space left")).length, 2);
  }));

Deno.test("a backup that was just made stays, also when the clock was set back, and files of others are not touched", () =>
  withBackups(async ({ backups, clocks, names }) => {
    for (let count = 0; count < 2; count++) {
      clocks.pass(DAY);
      await backups.run();
    }
    Deno.mkdirSync(`${backups.path}/chat-2026-11-27T03-04-04Z.sqlite.files`);
    Deno.mkdirSync(`${backups.path}/chat-mine.sqlite.files`);
    const foreign = `${backups.path}/chat-my own.sqlite`;
    Deno.writeTextFileSync(foreign, "");
    clocks.jump(-87_660 * 60 * 60 * 1000);
    for (let count = 0; count < 2; count++) {
      clocks.pass(DAY);
      assert(await backups.run());
      const made = `chat-${new Date(clocks.wall()).toISOString().slice(0, 19).replaceAll(":", "-")}Z.sqlite`;
      assert(names().includes(made), made);
      assertEquals(names().filter((name) => name.endsWith("Z.sqlite")).length, 3);
    }
    assert(names().includes("chat-my own.sqlite") && names().includes("chat-mine.sqlite.files"));
    assert(!names().includes("chat-2026-11-27T03-04-04Z.sqlite.files"), "what a killed server left of a backup goes");
  }));

Deno.test("a backup of a clock that was fast holds up none, and counts for none, once the clock is right", async () => {
  using directory = temporaryDirectory();
  Deno.mkdirSync(`${directory.path}/backups`);
  Deno.writeTextFileSync(`${directory.path}/backups/chat-2036-11-27T03-04-05Z.sqlite`, "ten years fast");
  const made = Promise.withResolvers<string>();
  await using backups = new Backups({
    directory: directory.path,
    every: DAY,
    keep: 3,
    copy: (target) => {
      Deno.writeTextFileSync(target, "");
      made.resolve(target);
      return Promise.resolve(CONTENTS);
    },
    log: createLog("quiet"),
    clocks: new TestClocks(Date.UTC(2026, 10, 27, 3, 4, 5)),
  });
  assertEquals(backups.status.newest, undefined);
  assertMatch(await within("the backup that is due at the start", made.promise), /2026-11-27T03-04-05Z\.sqlite$/);
  await until(() => backups.status.newest === Date.UTC(2026, 10, 27, 3, 4, 5), "it is the newest");
});

Deno.test("an interval is minutes, hours or days, and not longer than a timer can wait", () => {
  const texts = ["30m", "12h", "1d", "20d", "21d", "0d", "1", "d", "1w", "-1d", "1.5d", ""];
  const none = undefined;
  assertEquals(texts.map(parseInterval), [
    ...[1_800_000, 12 * 3_600_000, DAY, 20 * DAY],
    ...[none, none, none, none, none, none, none, none],
  ]);
});
