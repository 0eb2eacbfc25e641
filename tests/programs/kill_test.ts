/**
 * OK means on disk: the real server is killed while clients send, and nothing that it acknowledged is lost or doubled.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { connect, type Peer, serverProgram, startProcess, temporaryDirectory, texts } from "../support/helpers.ts";

const ROUNDS = 20;
const SENDERS = 4;
/** Requests of one sender that are under way at once. */
const IN_FLIGHT = 8;

/** Sends numbered messages until the connection breaks; calls `onSent` for each that was acknowledged. */
async function sendUntilKilled(peer: Peer, token: string, name: string, onSent: (text: string) => void): Promise<void> {
  try {
    let sent = 0;
    for (let acknowledged = 0;; acknowledged++) {
      for (; sent < acknowledged + IN_FLIGHT; sent++) await peer.send(`send ${token} izza ${name}-${sent}\r\n`);
      if (!(await peer.receive()).includes("Message Sent")) return;
      onSent(`${name}-${acknowledged}`);
    }
  } catch {
    // The server was killed.
  }
}

Deno.test("what was acknowledged is in the inbox exactly once after the server was killed, 20 times", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--data", directory.path];
  let acknowledged: string[] = [];
  let token = "";
  let total = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    await using server = await startProcess(serverProgram(), args);
    using reader = await connect(server.port);
    token ||= await reader.logIn("izza"); // The login of the first round outlives every kill.
    const inbox = texts(await reader.ask(`inbox ${token}`))["izza"] ?? [];
    const counts = Map.groupBy(inbox, (text) => text);
    for (const text of acknowledged) assertEquals(counts.get(text)?.length, 1, `round ${round}: ${text}`);
    assertEquals(counts.size, inbox.length, "a message came twice");
    total += acknowledged.length;
    acknowledged = [];
    assertEquals((await reader.ask(`list ${token}`))["messages"], ["izza"]); // Proves the inbox.
    if (round === ROUNDS) break;

    const moment = 1 + Math.floor(Math.random() * 400);
    await Promise.all(Array.from({ length: SENDERS }, async (_, sender) => {
      using peer = await connect(server.port);
      await sendUntilKilled(peer, token, `${round}-${sender}`, (text) => {
        if (acknowledged.push(text) === moment) server.process.kill("SIGKILL");
      });
    }));
  }
  assert(total > ROUNDS, "hardly anything was sent");
});
