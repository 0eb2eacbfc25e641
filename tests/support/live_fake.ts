/**
 * A live server that does what a test says, and a client of it whose screen is a list of lines.
 *
 * @module
 */

import { LiveClient, type LiveClientOptions } from "../../lib/client/live/live_client.ts";
import type { EventSink } from "../../lib/client/live/event_sink.ts";
import { Remote, type RemoteOptions } from "../../lib/client/connection/remote.ts";
import { Session } from "../../lib/client/session/session.ts";
import { type FakeServer, readRequest, startFake, write } from "./legacy_server.ts";

/** What a server of this version can do. */
const ALL = ["auth", "send", "inbox", "list", "logout", "hello", "live", "ack", "post", "history"];

/** An id, the greater the later. */
export function id(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

export const AT = "2026-01-02T03:04:05.678Z";

/** A message event as a server sends it. */
export function messageEvent(number: number, text: string, { from = "izza", to = "maya" } = {}): string {
  const members = { id: id(number), from, msg_from: `${from} F`, to, msg_to: `${to} F`, msg: text, at: AT };
  return JSON.stringify({ event: "message", ...members });
}

export const ERROR = (message: string) => JSON.stringify({ status: "ERROR", message });
const OK = (members: Record<string, unknown>) => JSON.stringify({ status: "OK", ...members });

/** How a test changes what is answered: a reply, `cut` for a connection that breaks, `undefined` for what is usual. */
export type Rule = (words: readonly string[], connection: number, request: string) => string | "cut" | undefined;

/** A server within the test. */
export interface LiveFake extends FakeServer {
  /** What was asked, with the number of the connection: `0: hello`. Tokens are left out. */
  readonly requests: string[];
  /** The posts that were stored, as `user text`; each key counts once. */
  readonly posts: string[];
  /** Sends something unasked on the newest connection. */
  push(...jsons: string[]): Promise<void>;
  /** Breaks the newest connection. */
  cut(): void;
}

/** Starts a server that knows `commands`. */
export function startLiveFake(rule: Rule = () => undefined, commands: readonly string[] = ALL): LiveFake {
  const requests: string[] = [];
  const keys = new Map<string, string>();
  const posts: string[] = [];
  let newest: Deno.Conn | undefined;
  function answer(words: readonly string[]): string {
    switch (words[0]) {
      case "auth":
        return OK({ tokenid: crypto.randomUUID() });
      case "hello":
        return OK({ name: "ngobrol", version: "9", protocol: 1, commands, limits: { line: 65_536 } });
      case "live":
        return OK({ message: "Live", user: "maya", active: ["maya", "izza"] });
      case "ack":
        return OK({ message: "Acknowledged" });
      case "inbox":
        return OK({ messages: {} });
      case "post": {
        const [, , key, ...rest] = words;
        if (!keys.has(key!)) keys.set(key!, id(100 + posts.push(rest.join(" "))));
        return OK({ message: "Message Sent", id: keys.get(key!), at: AT });
      }
      default:
        return OK({ messages: [] });
    }
  }
  const server = startFake(async (conn, number) => {
    newest = conn;
    for (let request = await readRequest(conn); request !== undefined; request = await readRequest(conn)) {
      const words = request.trim().split(" ");
      const hasToken = ["live", "ack", "post", "inbox", "list", "logout", "history", "send"].includes(words[0]!);
      requests.push(`${number}: ${words.filter((_, index) => index !== 1 || !hasToken).join(" ")}`);
      const ruled = rule(words, number, request);
      // A reply may be lost on its way, after the server has done what was asked.
      const reply = ruled === undefined || ruled === "cut" ? answer(words) : ruled;
      if (ruled === "cut") return;
      await write(conn, `${reply}\r\n\r\n`);
    }
  });
  return {
    ...server,
    requests,
    posts,
    push: (...jsons) => write(newest!, jsons.map((json) => `${json}\r\n\r\n`).join("")),
    cut: () => newest!.close(),
  };
}

/** A client, what its screen shows, and what it says. */
export interface FakeClient extends AsyncDisposable {
  readonly remote: Remote;
  readonly session: Session;
  readonly live: LiveClient;
  /** `izza: hi`, `me to izza: hi (waiting)`, `key: sent`, `read by izza up to 5`; keys of own messages are numbered. */
  readonly screen: string[];
  readonly notices: string[];
  logIn(user?: string): Promise<void>;
}

/** A client that is not logged in yet. */
export async function startLiveClient(
  server: ConstructorParameters<typeof Remote>[0],
  options: LiveClientOptions = {},
  remoteOptions: RemoteOptions = {},
): Promise<FakeClient> {
  const screen: string[] = [];
  const notices: string[] = [];
  const keys: string[] = [];
  const sink: EventSink = {
    event(_event, _json, message) {
      if (message !== undefined) sink.message(message);
    },
    live() {},
    message({ key, from, to, text, own, state }) {
      if (own) keys.push(key);
      screen.push(own ? `me to ${to}: ${text} (${state})` : `${from}: ${text}`);
    },
    update: (key, { state, id }) => void screen.push(`${keys.indexOf(key)}: ${state} as ${id?.slice(-3)}`),
    receipt: (user, id, state) => void screen.push(`${state} by ${user} up to ${id.slice(-3)}`),
    progress: (id, { read, delivered, members }) =>
      void screen.push(`${delivered} of ${members} have ${id.slice(-3)}, ${read} have read it`),
    notice: (text) => void notices.push(text),
  };
  const remote: Remote = new Remote(server, {
    ...remoteOptions,
    onEvent: (json) => live.event(json),
    onEnd: () => live.lost(),
  });
  const session = new Session(remote, { notice: (text) => notices.push(text) });
  const live: LiveClient = new LiveClient(session, sink, { chance: () => 0, ...options });
  await remote.connect();
  return {
    ...{ remote, session, live, screen, notices },
    async logIn(user = "maya") {
      await session.run({ kind: "auth", user, password: "surabaya" });
      await live.syncLogin();
    },
    async [Symbol.asyncDispose]() {
      live.close();
      await remote.close();
    },
  };
}

export { until } from "./patience.ts";
