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
async function sendUntilKilled(
  peer: Peer,
  token: string,
  name: string,
  onSent: (text: string) => void,
  to = "izza",
): Promise<void> {
  try {
    let sent = 0;
    for (let acknowledged = 0;; acknowledged++) {
      for (; sent < acknowledged + IN_FLIGHT; sent++) await peer.send(`send ${token} ${to} ${name}-${sent}\r\n`);
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

const GROUP_ROUNDS = 8;

Deno.test("what was acknowledged in a group it is there once for each member after kills, and so are its members", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--rate", "off", "--data", directory.path];
  const tokens: Record<string, string> = {};
  const joined = new Set<string>();
  const acknowledged = new Set<string>();
  for (let round = 0; round <= GROUP_ROUNDS; round++) {
    await using server = await startProcess(serverProgram(), args);
    using peer = await connect(server.port);
    for (const name of ["maya", "izza", "nania"]) tokens[name] ??= await peer.logIn(name);
    const ask = (name: string, command: string) => peer.ask(command.replace(" T", ` ${tokens[name]}`));
    if (round === 0) {
      await ask("maya", "addgroup T kelas");
      joined.add("maya");
      await ask("izza", "joingroup T kelas");
      joined.add("izza");
    }
    const { members } = await ask("maya", "members T kelas");
    assertEquals(new Set(members).isSupersetOf(joined), true, `${members} of ${[...joined]}`);
    // All of the history of one member, and what is unread with another.
    const seen: string[] = [];
    for (let before = "", more = true; more;) {
      const page = await ask("izza", `history T #kelas ${before}limit 200`);
      seen.unshift(...page["messages"].map(({ msg }: { msg: string }) => msg));
      [before, more] = [`before ${page["messages"][0]?.id} `, page["more"]];
    }
    assertEquals(new Set(seen).size, seen.length, "a message came twice");
    for (const text of acknowledged) assert(seen.includes(text), `round ${round}: ${text} is gone`);
    const unread = texts(await ask("izza", "inbox T"))["maya"] ?? [];
    assertEquals(unread, seen, "one order for all, and all unread: izza has acknowledged nothing");
    if (round === GROUP_ROUNDS) break; // Until then the connection asks no more, and ends with the server: no proof.

    const moment = 1 + Math.floor(Math.random() * 200);
    let count = 0;
    const onSent = (text: string) => {
      acknowledged.add(text);
      if (++count === moment) server.process.kill("SIGKILL");
    };
    await Promise.all(
      Array.from({ length: SENDERS }, async (_, sender) => {
        using peer = await connect(server.port);
        await sendUntilKilled(peer, tokens["maya"]!, `${round}-${sender}`, onSent, "#kelas");
      }).concat(comeAndGo(server.port, tokens["nania"]!, joined)),
    );
  }
  assert(acknowledged.size > GROUP_ROUNDS, "hardly anything was sent");
});

/** Joins and leaves the group until the server is killed; `joined` has the name as long as it is surely in. */
async function comeAndGo(port: number, token: string, joined: Set<string>): Promise<void> {
  using peer = await connect(port);
  try {
    for (;;) {
      await peer.ask(`joingroup ${token} kelas`);
      joined.add("nania");
      for (let count = 0; count < IN_FLIGHT; count++) await peer.ask(`members ${token} kelas`);
      joined.delete("nania"); // It may be out before the answer.
      await peer.ask(`leavegroup ${token} kelas`);
    }
  } catch {
    // The server was killed.
  }
}
