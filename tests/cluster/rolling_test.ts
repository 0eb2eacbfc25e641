/**
 * Three servers that are stopped in order and started again, one after the other, while clients of all kinds write and read.
 *
 * @module
 */

import { startPair } from "../support/cluster.ts";
import { serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { postgresTest } from "../support/postgres.ts";
import { Crowd, Fleet } from "../support/rolling.ts";

postgresTest(
  "a rolling restart under load is seen by nobody: each message once, in order, and no error at a terminal, in JSON or in types",
  async () => {
    await using stack = new AsyncDisposableStack();
    const pair = stack.use(await startPair());
    const fleet = new Fleet(pair.url, stack.use(temporaryDirectory()).path, stack);
    await fleet.start();
    const crowd = await Crowd.start(fleet.ports, stack);
    await crowd.round();
    await fleet.roll(serverProgram(), () => crowd.round());
    await crowd.finish();
  },
);
