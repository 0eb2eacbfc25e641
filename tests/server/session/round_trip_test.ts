/**
 * No inbox is lost, and none comes twice, at any round trip: with the times of the real program, on paths of 0 to 300 ms.
 * In each trial a person has one message, and it is counted how often it was read and whether it is still there.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { PROOF_TIMES } from "../../../lib/server/session/inbox_proof.ts";
import { DistantPeer, travel } from "../../support/distant_peer.ts";
import {
  type AnyReply,
  type Peer,
  startServer,
  temporaryDirectory,
  type TestServer,
  texts,
} from "../../support/helpers.ts";
import { goLive } from "../../support/live_peer.ts";
import { logged } from "../../support/wrapped_server.ts";

const ROUND_TRIPS = [0, 20, 30, 60, 100, 300];

/** Trials of each kind at each round trip: all of them at once. */
const TRIALS = 4;

/** Attempts at a trial on a machine that is too busy to be on time. */
const ATTEMPTS = 10;

interface Trial {
  readonly server: TestServer;
  readonly roundTrip: number;
  readonly name: string;
  /** The client at the far end. */
  readonly peer: DistantPeer;
  /** A connection of its own, close to the server. */
  readonly nearby: Peer;
  /** A login of the person, made by that client or by another one. */
  readonly token: string;
}

/** Where the token comes from. A client may show one that it did not get on this connection. */
const TOKENS = ["own", "foreign"] as const;

function count(reply: AnyReply): number {
  return Object.values(texts(reply)).flat().length;
}

/**
 * Runs `act` in many trials, each with a person of its own, and asserts that the next inbox then holds `unread` messages.
 * `act` returns `false` if this machine was too late for the trial to be one.
 */
async function run(
  { from, roundTrips, unread }: { from: readonly (typeof TOKENS)[number][]; roundTrips: number[]; unread: 0 | 1 },
  act: (trial: Trial) => Promise<boolean | void>,
): Promise<void> {
  const cases = roundTrips.flatMap((roundTrip) =>
    from.flatMap((origin) => Array.from({ length: TRIALS }, () => ({ roundTrip, origin })))
  );
  const people = cases.flatMap((_, index) => Array.from({ length: ATTEMPTS }, (_, attempt) => `p${index}_${attempt}`));
  await using server = await startServer({ people, limits: { proof: PROOF_TIMES } });
  const wrong: string[] = [];
  let late = 0;
  await Promise.all(cases.map(async ({ roundTrip, origin }, index) => {
    let isTried = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const name = `p${index}_${attempt}`;
      using nearby = await server.connect();
      using peer = await DistantPeer.connect(server.port, roundTrip);
      const owned = await nearby.logIn(name);
      const token = origin === "own" ? await peer.logIn(name) : owned;
      await nearby.ask(`send ${owned} ${name} a note`);
      if (await act({ server, roundTrip, name, peer, nearby, token }) === false) continue;
      isTried = true;
      using next = await server.connect();
      if (count(await next.ask(`inbox ${owned}`)) === unread) return;
      // None is ever lost. One may come again that had arrived: a busy machine measures a round trip longer than it is.
      if (unread === 1) break;
    }
    if (isTried) wrong.push(`${roundTrip} ms, ${origin} token: ${1 - unread} unread`);
    else late++;
  }));
  assertEquals(wrong, []);
  assert(late < cases.length, "this machine was on time in no trial");
}

/** Resolves when the server is done with the connection. */
async function closed({ server, peer }: Trial, port = peer.port): Promise<void> {
  const line = `connection of 127.0.0.1:${port} `;
  // Not by asking, as `logged` does: so many trials at once would keep this machine from being on time.
  for (let look = 0; !server.log.some((logged) => logged.includes(line)); look++) {
    assert(look < 1_500, `no ${line} in the log`);
    await travel(10);
  }
}

for (const part of [0.1, 0.5, 0.9]) {
  Deno.test(`a client that closes after ${part} of a round trip, before the reply comes, finds its inbox again`, async () => {
    const roundTrips = ROUND_TRIPS.filter((roundTrip) => roundTrip > 0);
    await run({ from: TOKENS, roundTrips, unread: 1 }, async (trial) => {
      const { peer, roundTrip, token } = trial;
      const { port } = peer;
      await peer.askAndClose(`inbox ${token}`, part * roundTrip);
      await closed(trial, port);
    });
  });
}

for (const part of [0.1, 0.5]) {
  Deno.test(`a request that comes ${part} of a round trip after an inbox was written proves nothing`, async () => {
    await run({ from: TOKENS, roundTrips: [20, 30, 60, 100, 300], unread: 1 }, async ({ peer, roundTrip, token }) => {
      await peer.reach();
      const start = performance.now();
      await peer.near.ask(`inbox ${token}`); // As far as the server knows; the path loses it.
      await travel(part * roundTrip);
      await peer.near.ask(`list ${token}`);
      return performance.now() - start < roundTrip - 2; // Else this machine was late, and the request came in time.
    });
  });
}

Deno.test("requests that are sent by the clock and not after a reply show no round trip", async () => {
  await run({ from: ["foreign"], roundTrips: [100], unread: 1 }, async ({ peer, roundTrip, token }) => {
    for (let request = 0; request < 5; request++) {
      await peer.near.ask(`list ${token}`);
      await travel(roundTrip / 10);
    }
    const start = performance.now();
    await peer.near.ask(`inbox ${token}`);
    await travel(roundTrip / 5);
    await peer.near.ask(`list ${token}`);
    return performance.now() - start < roundTrip;
  });
});

Deno.test("an end that comes sooner than the reply can have been read proves nothing", async () => {
  await run({ from: ["own"], roundTrips: [100, 300], unread: 1 }, async (trial) => {
    const { peer, nearby, roundTrip, token } = trial;
    await peer.reach();
    const start = performance.now();
    await peer.near.ask(`inbox ${token}`); // A proxy close to the server takes it, and passes a cut on as an end.
    await peer.near.conn.closeWrite();
    await nearby.ask("hello");
    const isOnTime = performance.now() - start < roundTrip / 2 - 40;
    await closed(trial);
    return isOnTime;
  });
});

Deno.test("an end that is followed by a reset 200 and 500 ms later proves nothing", async () => {
  for (const later of [200, 500]) {
    await run({ from: TOKENS, roundTrips: ROUND_TRIPS, unread: 1 }, async (trial) => {
      const { peer, token } = trial;
      const { port } = peer;
      await peer.reach();
      await peer.near.send(`inbox ${token}\r\n`);
      await peer.near.readBytes(1); // The rest stays unread.
      await peer.near.conn.closeWrite();
      await travel(later);
      peer.near.conn.close();
      await closed(trial, port);
    });
  }
});

Deno.test("a client that reads and closes gets its inbox once", async () => {
  await run({ from: TOKENS, roundTrips: ROUND_TRIPS, unread: 0 }, async (trial) => {
    const { peer, token } = trial;
    const { port } = peer;
    assertEquals(count(await peer.ask(`inbox ${token}`)), 1);
    await peer.close();
    await closed(trial, port);
  });
});

Deno.test("a client that reads and asks on gets its inbox once, and so do the others", async () => {
  await run({ from: TOKENS, roundTrips: ROUND_TRIPS, unread: 0 }, async ({ server, name, peer, token }) => {
    const account = (await server.store.accounts()).find((account) => account.name === name)!;
    assertEquals(count(await peer.ask(`inbox ${token}`)), 1);
    // The first one is a proof, if this machine is on time; one of those that follow is, in any case.
    for (let more = true; more;) {
      assertEquals(count(await peer.ask(`inbox ${token}`)), 0);
      more = (await server.store.unread(account.id, { maxLength: 1 })).messages.length > 0;
    }
  });
});

Deno.test("an acknowledgement proves an inbox at any moment", async () => {
  await run({ from: TOKENS, roundTrips: [0, 300], unread: 0 }, async ({ name, peer, token }) => {
    await peer.reach();
    const { messages } = await peer.near.ask(`inbox ${token}`);
    assertEquals((await peer.near.ask(`ack ${token} ${messages[name][0].id}`))["message"], "Acknowledged");
  });
});

Deno.test("a client that acknowledged an inbox and closed does not wait for the next one", async () => {
  await using server = await startServer({ limits: { proof: { roundTrip: 60_000, grace: 60_000 } } });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  for (const text of ["one", "two"]) {
    await owner.ask(`send ${token} izza ${text}`);
    using peer = await server.connect();
    const { messages } = await peer.ask(`inbox ${token}`);
    assertEquals(messages["izza"].map(({ msg }: { msg: string }) => msg), [text]);
    await peer.ask(`ack ${token} ${messages["izza"][0].id}`);
    const { port } = peer.conn.localAddr as Deno.NetAddr;
    peer.conn.close();
    await logged(owner, server.log, `connection of 127.0.0.1:${port} `);
  }
});

Deno.test("who reads an inbox, closes and goes live elsewhere gets no message twice", async () => {
  await using server = await startServer({ limits: { proof: { roundTrip: 0, grace: 400 } } });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await owner.ask(`send ${token} izza read`);
  using reader = await server.connect();
  await reader.ask(`inbox ${token}`);
  reader.conn.close();
  await owner.ask("hello");
  using live = await goLive(server, "izza");
  await owner.ask(`send ${token} izza new`);
  assertEquals(await live.texts(1), ["new"]);
});

Deno.test("a connection whose end is watched takes no place", async () => {
  const proof = { roundTrip: 0, grace: 5_000 };
  await using server = await startServer({ limits: { connections: 2, proof } });
  using owner = await server.connect();
  const token = await owner.logIn("izza");
  await owner.ask(`send ${token} izza a note`);
  using reader = await server.connect();
  await reader.ask(`inbox ${token}`);
  reader.conn.close();
  let isIn = false;
  for (let attempt = 0; !isIn && attempt < 100; attempt++) {
    using next = await server.connect();
    isIn = (await next.ask("hello"))["status"] === "OK";
  }
  assert(isIn, "its place was not given back");
});

Deno.test("a server that stops while an end is watched leaves the inbox unread", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/chat.sqlite`;
  const limits = { proof: { roundTrip: 0, grace: 2_000 } };
  {
    await using server = await startServer({ file, limits });
    using owner = await server.connect();
    const token = await owner.logIn("izza");
    await owner.ask(`send ${token} izza a note`);
    using reader = await server.connect();
    await reader.ask(`inbox ${token}`);
    reader.conn.close();
    await owner.ask("hello");
  }
  await using server = await startServer({ file, limits });
  using owner = await server.connect();
  assertEquals(texts(await owner.ask(`inbox ${await owner.logIn("izza")}`)), { izza: ["a note"] });
});
