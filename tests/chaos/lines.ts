/**
 * The ways in which a peer speaks to a server: bytes over TCP, the WebSocket of the page, the typed client. One request at a
 * time, with its reply; events beside them.
 *
 * @module
 */

import type { ChatEvent, Reply } from "../../lib/chat.ts";
import { TypedClient } from "../../lib/client/mod.ts";
import type { Command } from "../../lib/wire/command.ts";
import { parseEvent } from "../../lib/wire/event.ts";
import { parseReply } from "../../lib/wire/reply.ts";
import { formatCommand } from "../../lib/wire/request.ts";
import { connect } from "../support/helpers.ts";
import { maskedFrame, readHead, speakFrames, upgradeHead } from "../support/web_peer.ts";

/** Milliseconds that a peer waits for a connection or a reply before it goes elsewhere. */
const PATIENCE = 5_000;

/** Where a server is, through its proxies. */
export interface Ports {
  readonly chat: number;
  readonly page: number;
}

/** A connection that is made. */
export interface Line {
  readonly isOpen: boolean;
  /** @throws {Error} If the connection is lost before the reply, or the reply takes too long. */
  ask(command: Command): Promise<Reply>;
  close(): void;
}

/** Makes a connection to the first of the servers, or for what knows several to any. @throws {Error} If that fails. */
export type OpenLine = (servers: readonly Ports[], onEvent: (event: ChatEvent) => void) => Promise<Line>;

/** What carries the bytes of a conversation. */
interface Bytes {
  send(text: string): Promise<void>;
  /** @returns `undefined` at the end. */
  receive(): Promise<string | undefined>;
  close(): void;
}

/** A conversation on whatever carries bytes. */
class ByteLine implements Line {
  readonly #bytes: Bytes;
  readonly #onEvent: (event: ChatEvent) => void;
  #waiting: PromiseWithResolvers<string> | undefined;
  isOpen = true;

  constructor(bytes: Bytes, onEvent: (event: ChatEvent) => void) {
    this.#bytes = bytes;
    this.#onEvent = onEvent;
    void this.#read().catch(() => {}).finally(() => this.close());
  }

  async ask(command: Command): Promise<Reply> {
    if (!this.isOpen) throw new Error("lost");
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    promise.catch(() => {});
    const timer = setTimeout(() => this.close(), PATIENCE);
    try {
      await this.#bytes.send(formatCommand(command));
      return parseReply(await promise, command.name);
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(): Promise<void> {
    for (let rest = "", text; (text = await this.#bytes.receive()) !== undefined;) {
      const frames = (rest + text).split("\r\n\r\n");
      rest = frames.pop()!;
      for (const json of frames) {
        const isEvent = "event" in JSON.parse(json);
        const event = isEvent ? parseEvent(json) : undefined;
        if (event !== undefined) this.#onEvent(event);
        if (!isEvent) this.#waiting?.resolve(json);
      }
    }
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#waiting?.reject(new Error("lost"));
    this.#bytes.close();
  }
}

/** Bytes over TCP, as every client of the family sends them. */
export const overTcp: OpenLine = async ([server], onEvent) => {
  const peer = await connect(server!.chat);
  const [buffer, decoder] = [new Uint8Array(64 * 1024), new TextDecoder("latin1")];
  return new ByteLine({
    send: peer.send,
    async receive() {
      const count = await peer.conn.read(buffer);
      return count === null ? undefined : decoder.decode(buffer.subarray(0, count));
    },
    close: () => peer[Symbol.dispose](),
  }, onEvent);
};

/** The WebSocket of the page, with the head that a browser sends. */
export const overWeb: OpenLine = async ([server], onEvent) => {
  const peer = await connect(server!.page);
  const timer = setTimeout(() => peer[Symbol.dispose](), PATIENCE);
  try {
    await peer.send(upgradeHead(server!.page));
    if (!(await readHead(peer)).startsWith("HTTP/1.1 101 ")) throw new Error("lost");
  } catch (error) {
    peer[Symbol.dispose]();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  const web = speakFrames(peer);
  const decoder = new TextDecoder();
  return new ByteLine({
    send: (text) => web.send(maskedFrame(text)),
    async receive() {
      for (let frame; (frame = await web.receive()) !== undefined;) {
        if (frame.opcode === TEXT) return decoder.decode(frame.payload);
        if (frame.opcode === CLOSE) return undefined;
      }
      return undefined;
    },
    close: () => web[Symbol.dispose](),
  }, onEvent);
};

const [TEXT, CLOSE] = [1, 8];

/** The typed client, which knows all servers. */
export const typed: OpenLine = async (servers, onEvent) => {
  const [first, ...others] = servers.map(({ chat }) => ({ host: "127.0.0.1", port: chat }));
  const client = await TypedClient.connect({ ...first!, others, timeout: PATIENCE, onEvent });
  return {
    get isOpen() {
      return client.isOpen;
    },
    ask: (command) => client.ask(command),
    close: () => void client.close(),
  };
};
