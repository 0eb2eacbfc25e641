/**
 * The client as a program that knows several servers of one chat, while these come and go.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type ClusterServer, startPair, startServer } from "../support/cluster.ts";
import { temporaryDirectory } from "../support/helpers.ts";
import { startJsonClient } from "../support/json_client.ts";
import { until } from "../support/patience.ts";
import { postgresTest } from "../support/postgres.ts";

for (
  const [what, signal, flags] of [
    ["killed", "SIGKILL", []],
    ["stopped", "SIGTERM", ["--drain", "1"]],
  ] as const
) {
  postgresTest(
    `servers that are ${what} and started again, one after the other, cost a client no message and show no error`,
    async () => {
      await using stack = new AsyncDisposableStack();
      const pair = stack.use(await startPair());
      const directory = stack.use(temporaryDirectory());
      const start = async (index: number, port = 0) =>
        stack.use(await startServer(pair.url, `${directory.path}/${index}`, [...flags, "--port", `${port}`]));
      const servers: ClusterServer[] = [await start(0), await start(1)];
      const ports = servers.map(({ port }) => port);
      const [maya, izza] = [stack.use(startJsonClient("maya", ports)), stack.use(startJsonClient("izza", ports))];
      await until(
        () => [maya, izza].every(({ lines }) => lines.some((line) => line.includes('"Live"'))),
        "both are live",
      );
      const sent: string[] = [];
      const send = async () => {
        sent.push(`number ${sent.length}`);
        await maya.type(`send izza ${sent.at(-1)}`);
        const counts = () => `${izza.texts()} ${maya.lines} ${maya.errors} ${izza.errors}`;
        await until(() => izza.texts().length === sent.length, () => `it arrives: ${counts()}`);
      };
      await send();
      for (const index of [0, 1, 0]) {
        const { process, port } = servers[index]!;
        process.kill(signal);
        await send(); // While it stops.
        await process.status;
        await send();
        servers[index] = await start(index, port);
        await send();
      }
      assertEquals(izza.texts(), sent);
      assertEquals([maya.refused, izza.refused], [[], []]);
    },
  );
}
