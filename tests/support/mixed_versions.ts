/**
 * Servers of a released version and of this one on one database.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { chatAcross } from "./across.ts";
import { startPair, startServer } from "./cluster.ts";
import { PASSWORD, run, serverProgram, temporaryDirectory } from "./helpers.ts";
import { growTables, tellNews } from "./next_version.ts";
import { Crowd, Fleet } from "./rolling.ts";
import type { ReleasedPrograms } from "./released_programs.ts";

/** Both at once: what is done at one holds at the other, whichever was there first, and on tables of a version to come. */
export async function chatBeside(old: ReleasedPrograms): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pair = stack.use(await startPair());
  const directory = stack.use(temporaryDirectory()).path;
  const start = async (name: string, program = serverProgram()) =>
    stack.use(await startServer(pair.url, `${directory}/${name}`, ["--register", "open"], program));
  const [before, now] = [await start("old", old.server), await start("new")];
  await chatAcross(before, now);
  await chatAcross(now, before);
  for (const [name, program] of [["one", old.server], ["two", serverProgram()]] as const) {
    const add = ["user", "add", name, "--password-stdin", "--store", pair.url, "--data", directory];
    assertEquals((await run(program, add, { input: `${PASSWORD}\n` })).code, 0);
    for (const server of [before, now]) {
      using peer = await server.connect();
      await peer.logIn(name);
    }
  }
  const sql = (text: string) => pair.primary.sql(text, "chat1");
  await growTables(sql);
  await tellNews(sql);
  await chatAcross(before, now);
  // Version 0.4.0 shows those for absent of whom it hears while it starts: so nobody is there.
  for (const { process } of [before, now]) {
    process.kill("SIGTERM");
    await process.status;
  }
  await chatAcross(await start("old again", old.server), await start("new again"));
}

/** From that version to this one and back, under load. */
export async function rollThrough(old: ReleasedPrograms): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pair = stack.use(await startPair());
  const fleet = new Fleet(pair.url, stack.use(temporaryDirectory()).path, stack);
  await fleet.start(old.server);
  const crowd = await Crowd.start(fleet.ports, stack, old.client);
  await fleet.roll(serverProgram(), () => crowd.round());
  await fleet.roll(old.server, () => crowd.round());
  await crowd.finish();
}
