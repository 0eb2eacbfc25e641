/**
 * A server as the legacy ones are: it answers what `data/seed_transcript.json` has recorded, and it fails as
 * they do. And a server that does only what a test says.
 *
 * @module
 */

/** A server within the test, closed with all its connections when it is disposed of. */
export interface FakeServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** Starts a server that lets `serve` have each connection, the first being number 0, and closes it afterwards. */
export function startFake(serve: (conn: Deno.Conn, number: number) => Promise<void>): FakeServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conns = new Set<Deno.Conn>();
  const running: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const conn of listener) {
      conn.setNoDelay();
      conns.add(conn);
      // A connection that the client or the end of the test has cut is no mistake.
      running.push(serve(conn, running.length).catch(() => {}).finally(() => close(conn)));
    }
  })();
  function close(conn: Deno.Conn): void {
    if (!conns.delete(conn)) return;
    try {
      conn.close();
    } catch {
      // A test has cut it.
    }
  }
  return {
    host: "127.0.0.1",
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      conns.forEach(close);
      await Promise.all(running);
    },
  };
}

/** Reads up to the end of a request, one character for each byte; `undefined` if the connection ends first. */
export async function readRequest(conn: Deno.Conn): Promise<string | undefined> {
  const buffer = new Uint8Array(32);
  let request = "";
  while (!request.endsWith("\r\n")) {
    const count = await conn.read(buffer);
    if (count === null) return undefined;
    request += String.fromCharCode(...buffer.subarray(0, count));
  }
  return request;
}

/** Writes all of `text`. */
export async function write(conn: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

/** An old server: {@linkcode FakeServer}, and what it was asked. */
export interface OldServer extends FakeServer {
  readonly requests: string[];
}

/** Starts an old server. A connection whose bytes are no UTF-8 is neither answered nor closed any more, as it is there. */
export function startOldServer(): OldServer {
  const chat = new OldChat();
  const requests: string[] = [];
  const server = startFake(async (conn) => {
    for (let request = await readRequest(conn); request !== undefined; request = await readRequest(conn)) {
      const text = decode(request);
      if (text === undefined) return await ignore(conn);
      requests.push(text);
      await write(conn, `${dump(chat.answer(text))}\r\n\r\n`);
    }
  });
  return { ...server, requests };
}

/** Reads to the end of the connection and never answers. */
async function ignore(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1024);
  while (await conn.read(buffer) !== null);
}

function decode(latin1: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(latin1, (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** JSON with the spacing of Python. */
function dump(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dump).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${dump(item)}`).join(", ")}}`;
}

interface Entry {
  readonly msg_from: string;
  readonly msg_to: string;
  readonly msg: string;
}

const NAMES: Readonly<Record<string, string>> = {
  izza: "Rahmadani Izzatul",
  maya: "Kholishotul Amaliah",
  nania: "Azizatul Hikmaniyah",
};

class OldChat {
  readonly #sessions = new Map<string, string>();
  readonly #inboxes = new Map<string, Record<string, Entry[]>>();

  answer(request: string): unknown {
    const words = request.split(" ");
    const [command, first, second] = words.map((word) => word.trim());
    switch (command) {
      case "auth":
        return this.#auth(first, second);
      case "send":
        return this.#send(first, second, words.slice(3).map((word) => ` ${word}`).join(""));
      case "inbox":
        return this.#inbox(first);
      case "list":
        return { status: "OK", messages: [...this.#sessions.values()] };
      case "logout":
        if (first === undefined) return error("--Wrong protocol");
        if (!this.#sessions.delete(first)) return error("Cannot find the information");
        return { status: "OK", messages: "Logged out" };
      default:
        return error("**Wrong protocol");
    }
  }

  #auth(name?: string, password?: string): unknown {
    if (name === undefined || password === undefined) return error("--Wrong protocol");
    if (!(name in NAMES)) return error("User is not found");
    if (password !== "surabaya") return error("Wrong password");
    const tokenid = crypto.randomUUID();
    this.#sessions.set(tokenid, name);
    return { status: "OK", tokenid };
  }

  #send(token?: string, to?: string, msg = ""): unknown {
    if (token === undefined || to === undefined) return error("--Wrong protocol");
    const from = this.#sessions.get(token);
    if (from === undefined) return error("Cannot find the information");
    if (!(to in NAMES)) return error("User is not found");
    const inbox = this.#inboxes.get(to) ?? {};
    this.#inboxes.set(to, inbox);
    (inbox[from] ??= []).push({ msg_from: NAMES[from]!, msg_to: NAMES[to]!, msg });
    return { status: "OK", message: "Message Sent" };
  }

  #inbox(token?: string): unknown {
    const user = this.#sessions.get(token ?? "");
    if (user === undefined) return error("Cannot find the information");
    const inbox = this.#inboxes.get(user) ?? {};
    this.#inboxes.set(user, Object.fromEntries(Object.keys(inbox).map((from) => [from, []])));
    return { status: "OK", messages: inbox };
  }
}

function error(message: string): unknown {
  return { status: "ERROR", message };
}
