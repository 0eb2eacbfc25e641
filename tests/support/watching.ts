/**
 * A peer that watches: what it is told of the wire.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { ChatEvent, Frame, FrameField } from "../../lib/chat.ts";
import { parseEvent } from "../../lib/wire/event.ts";
import type { AnyReply, Peer, TestServer } from "./helpers.ts";

/** Somebody who is logged in on one connection. */
export interface Watcher extends Disposable {
  readonly peer: Peer;
  readonly token: string;
  /** Watches somebody, by default oneself. @returns The reply. */
  watch(user?: string): Promise<AnyReply>;
  /** The next event. */
  event(): Promise<ChatEvent>;
  /** The next frame for which this holds; all events up to it are in `seen`. */
  frame(holds: (frame: Frame) => boolean): Promise<Frame>;
  /** All that came, as it came. */
  readonly seen: string[];
}

/** Logs in on a connection of its own. */
export async function watcher(server: TestServer, name: string): Promise<Watcher> {
  const peer = await server.connect();
  const token = await peer.logIn(name);
  const seen: string[] = [];
  const self: Watcher = {
    peer,
    token,
    seen,
    async watch(user = "") {
      const reply = await peer.ask(`watch ${token} ${user}`);
      assertEquals([reply["status"], reply["of"]], ["OK", user || name]);
      return reply;
    },
    async event() {
      for (;;) {
        const json = await peer.receive();
        seen.push(json);
        if (json === "") throw new Error("The connection of the watcher has ended");
        const event = json.startsWith('{"event"') ? parseEvent(json) : undefined;
        if (event !== undefined) return event;
      }
    },
    async frame(holds) {
      for (;;) {
        const event = await self.event();
        if (event.kind === "frame" && holds(event.frame)) return event.frame;
      }
    },
    [Symbol.dispose]: () => peer[Symbol.dispose](),
  };
  return self;
}

/** The text of a frame, with a star for each byte that is hidden. */
export function textOf({ fields }: { readonly fields: readonly FrameField[] }): string {
  return fields.map(({ text = "", hidden, size }) => hidden === undefined ? text : "*".repeat(size)).join("").trimEnd();
}
