/**
 * A peer that is live: its replies and its events, apart.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { AnyReply, Peer, TestServer } from "./helpers.ts";

/** A live connection. */
export interface LivePeer extends Disposable {
  readonly peer: Peer;
  readonly token: string;
  /** The reply to `live`. */
  readonly welcome: AnyReply;
  /** Asks, and keeps the events that come before the reply. */
  ask(request: string): Promise<AnyReply>;
  /** The next event, or the next one of a kind; those before it are dropped. */
  event(kind?: string): Promise<AnyReply>;
  /** The texts of the next messages. */
  texts(count: number): Promise<string[]>;
}

/** Logs in on a new connection, unless there is a `token`, and goes live. */
export async function goLive(server: Pick<TestServer, "connect">, name: string, token?: string): Promise<LivePeer> {
  const peer = await server.connect();
  return await becomeLive(peer, token ?? await peer.logIn(name));
}

/** Goes live on a connection. */
export async function becomeLive(peer: Peer, token: string): Promise<LivePeer> {
  const events: AnyReply[] = [];

  async function ask(request: string): Promise<AnyReply> {
    await peer.send(`${request}\r\n`);
    for (;;) {
      const frame = JSON.parse(await peer.receive());
      if ("status" in frame) return frame;
      events.push(frame);
    }
  }

  async function event(kind?: string): Promise<AnyReply> {
    for (;;) {
      const next = events.shift() ?? JSON.parse(await peer.receive());
      if (next["event"] === undefined) throw new Error(`A reply to nothing: ${JSON.stringify(next)}`);
      if (kind === undefined || next["event"] === kind) return next;
    }
  }

  const welcome = await ask(`live ${token}`);
  assertEquals(welcome["message"], "Live");
  return {
    peer,
    token,
    welcome,
    ask,
    event,
    async texts(count) {
      const found: string[] = [];
      while (found.length < count) found.push((await event("message"))["msg"]);
      return found;
    },
    [Symbol.dispose]: () => peer[Symbol.dispose](),
  };
}
