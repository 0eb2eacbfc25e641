/**
 * The client in a terminal that takes nothing, stopped with Ctrl-S or stuck by itself: the connection lives, what nobody has
 * seen is not acknowledged, memory is bounded, and the screen is right afterwards.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { PROTOCOL_LIMITS } from "../../lib/chat.ts";
import { clientProgram, PASSWORD, startServer, type TestServer } from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";
import { until } from "../support/patience.ts";
import { TestClocks } from "../support/virtual_time.ts";

const options = { ignore: !await hasTmux() };

/** What stops a terminal: the key, where the terminal obeys it, or that nobody reads it. */
const WAYS = {
  "Ctrl-S": {
    flags: ["--plain"],
    stop: (pane: Pane) => pane.press("C-s"),
    goOn: (pane: Pane) => pane.press("C-q"),
  },
  "a terminal that is stuck": {
    flags: [],
    stop: (pane: Pane) => pane.stop(true),
    goOn: (pane: Pane) => pane.stop(false),
  },
};

/** Asks the client for a heartbeat, and waits for it: the client has read what was sent to it before. */
async function ping({ live, log }: TestServer, clocks: TestClocks): Promise<void> {
  const asked = () => log.filter((line) => line.includes('"hello')).length;
  const before = asked();
  clocks.pass(PROTOCOL_LIMITS.pingAfter);
  live.tick();
  await until(() => asked() > before, "the ping was answered");
}

for (const [way, { flags, stop, goOn }] of Object.entries(WAYS)) {
  Deno.test(
    `${way}: pings are answered, nothing unseen is acknowledged, and all is shown afterwards`,
    options,
    async () => {
      const clocks = new TestClocks();
      await using server = await startServer({ level: "wire", clocks });
      const args = ["--port", String(server.port), "--user", "maya", ...flags];
      await using pane = await startPane([...clientProgram(), ...args], { env: { NGOBROL_PASSWORD: PASSWORD } });
      await pane.see("Command maya:");
      using izza = await server.connect();
      const token = await izza.logIn("izza");
      await stop(pane);
      // More than the terminal's own buffer holds, which takes what nobody will see at once.
      const texts = Array.from({ length: 40 }, (_, number) => `${number} ${"x".repeat(2_000)}`);
      for (const text of texts) await izza.ask(`send ${token} maya ${text}`);
      await izza.ask(`send ${token} maya the last one`);
      await ping(server, clocks);
      clocks.pass(PROTOCOL_LIMITS.silentAfter - 1);
      server.live.tick();
      assertEquals((await izza.ask("list"))["messages"], ["izza", "maya"]);
      const { id } = (await server.store.accounts()).find(({ name }) => name === "maya")!;
      const unread = async () => (await server.store.unread(id, { maxLength: 1e9 })).messages.map(({ text }) => text);
      assertEquals((await unread()).at(-1), "the last one");
      await goOn(pane);
      await pane.see("the last one");
      await until(async () => (await unread()).length === 0, "what was seen was acknowledged");
      await pane.type("exit");
      await pane.press("Enter");
      await pane.see("terminal restored");
    },
  );

  Deno.test(
    `${way}: what no memory is kept for is counted, and the row that is edited is drawn anew`,
    options,
    async () => {
      const clocks = new TestClocks();
      await using server = await startServer({ level: "wire", clocks });
      const args = ["--port", String(server.port), "--user", "maya", ...flags];
      await using pane = await startPane([...clientProgram(), ...args], { env: { NGOBROL_PASSWORD: PASSWORD } });
      await pane.see("Command maya:");
      await pane.type("a draft");
      await pane.see("a draft");
      using izza = await server.connect();
      const token = await izza.logIn("izza");
      await stop(pane);
      // What the client reads when the terminal goes on already would be shown, and scroll the count out of the screen.
      for (let number = 0; number < 30; number++) {
        await izza.ask(`send ${token} maya ${number} ${"x".repeat(60_000)}`);
        await ping(server, clocks);
      }
      await izza.ask(`send ${token} maya the last one`);
      await ping(server, clocks);
      await goOn(pane);
      await pane.see("not shown while the terminal was stopped");
      // What the client had not read by then may be missed, too.
      await until(async () => {
        await izza.ask(`send ${token} maya after it`);
        return (await pane.all()).trimEnd().split("\n").slice(-10).some((line) => line.includes(": after it"));
      }, "a message after it is shown");
      const screen = await pane.see("after it");
      // In a plain look the terminal itself has it.
      if (flags.length === 0) assert(screen.includes("Command maya: a draft"), screen);
      await pane.press("C-c");
      await pane.see("Ctrl-C quits");
      await pane.press("C-c");
      await pane.see("terminal restored");
    },
  );
}
