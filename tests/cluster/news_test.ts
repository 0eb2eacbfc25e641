/**
 * What servers tell each other, when a fail-over loses what one of them has stored and another one has heard of.
 *
 * @module
 */

import { openPostgres } from "../../lib/store/postgres/postgres_store.ts";
import { readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { startPair, startServer } from "../support/cluster.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { until, within } from "../support/patience.ts";
import { postgresTest } from "../support/postgres.ts";
import { message } from "../support/store_contract.ts";

postgresTest(
  "a server hears of what is stored after a fail-over, also if it has heard of something that was lost by it",
  async () => {
    await using stack = new AsyncDisposableStack();
    const pair = stack.use(await startPair());
    const directory = stack.use(temporaryDirectory());
    const { primary, standby, url } = pair;
    const server = stack.use(await startServer(url, directory.path));
    const store = stack.use(await openPostgres(readPostgresUrl(url), { isUnsafe: true }));
    const heard: string[] = [];
    await store.follow((change) => {
      if (change.kind !== "messages") return;
      for (let index = 0; index < change.messages.count; index++) heard.push(change.messages.at(index)!.text);
    });
    using peer = await server.connect();
    const token = await peer.logIn("maya");
    await peer.ask(`send ${token} izza before`);
    await standby.kill();
    await peer.send(`send ${token} izza lost\r\n`);
    // Who cancels the wait lets all see what only this primary has.
    const waits = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    await until(async () => {
      await primary.sql(`SELECT pg_cancel_backend(pid) ${waits}`);
      return heard.includes("lost");
    }, "the other one hears of it");
    server.process.kill("SIGKILL");
    await primary.kill();
    await standby.start();
    await standby.promote();
    const third = stack.use(await openPostgres(readPostgresUrl(url), { isUnsafe: true }));
    const accounts = await third.accounts();
    const [maya, izza] = ["maya", "izza"].map((name) => accounts.find((account) => account.name === name)!);
    await within("it is stored", third.addMessage(message(maya!, izza!, "kept")));
    await until(() => heard.includes("kept"), () => `it is heard of: ${heard}`);
  },
);
