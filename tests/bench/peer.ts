/**
 * A client of the server for what the load generator does not do: log in, and ask one thing after another.
 *
 * @module
 */

/** The client's end of a connection. */
export interface Peer extends Disposable {
  /** Sends a request and returns the reply, without its end. */
  ask(request: string): Promise<string>;
  /** Sends many requests at once and waits for all replies. */
  askAll(requests: readonly string[]): Promise<void>;
  /** Logs in, where it is told to wait after that wait, and returns the token. */
  logIn(name: string): Promise<string>;
}

/** The password of the demo accounts. */
export const PASSWORD = "surabaya";

const encoder = new TextEncoder();

/** Connects to a server on this machine. */
export async function connect(port: number): Promise<Peer> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256 * 1024);

  async function send(text: string): Promise<void> {
    const bytes = encoder.encode(text);
    for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
  }

  /** So many replies, each with its end. Replies are ASCII, and a line feed is only in their ends. */
  async function receive(count: number): Promise<string> {
    const parts: string[] = [];
    for (let lines = 2 * count; lines > 0;) {
      const length = await conn.read(buffer);
      if (length === null) throw new Error("The server closed the connection");
      const bytes = buffer.subarray(0, length);
      for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines--;
      parts.push(decoder.decode(bytes));
    }
    return parts.join("");
  }

  const peer: Peer = {
    async ask(request) {
      const reply = receive(1);
      await send(`${request}\r\n`);
      return (await reply).trimEnd();
    },
    async askAll(requests) {
      const replies = receive(requests.length);
      await send(requests.join(""));
      await replies;
    },
    async logIn(name) {
      for (;;) {
        const { tokenid, message, retry_seconds: seconds } = JSON.parse(await peer.ask(`auth ${name} ${PASSWORD}`));
        if (typeof tokenid === "string") return tokenid;
        if (typeof seconds !== "number") throw new Error(`Cannot log in as ${name}: ${message}`);
        // A busy server says when to come again; this project's client does.
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      }
    },
    [Symbol.dispose]: () => conn.close(),
  };
  return peer;
}

/** Logs in once for each of the names, on connections that are gone afterwards, and returns the tokens. */
export async function tokensOf(port: number, names: readonly string[] = ["izza", "maya"]): Promise<string[]> {
  const tokens: string[] = [];
  for (const name of names) {
    using peer = await connect(port);
    tokens.push(await peer.logIn(name));
  }
  return tokens;
}

/** 64 bytes, as the text of every message in the bench. */
export const TEXT = "Selamat pagi, apakah nanti sore jadi belajar soket di kelas kita";

/** Requests that send a message of 64 bytes to izza: 113 bytes each with its end. */
export function sends(tokens: readonly string[]): string[] {
  return tokens.map((token) => `send ${token} izza ${TEXT}\r\n`);
}
