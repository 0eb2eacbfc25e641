/**
 * The attacker, as a process of its own: it opens connections that do one thing each, thousands of them, for some seconds,
 * and tells at the end what came of it. Knows nothing of the protocol but where a reply ends.
 *
 * @module
 */

/** Connections that all do the same. */
export interface Flood {
  /** How many are open at once. */
  readonly connections: number;
  /** How many are opened a second. */
  readonly perSecond: number;
  /** Milliseconds before the first one. @default {0} */
  readonly after?: number;
  /** Which port of the server. @default {"plain"} */
  readonly port?: "plain" | "tls";
  /** Whether it does the handshake of TLS. @default {false} */
  readonly shakesHands?: boolean;
  /** What a connection sends at once; connection I takes the one at I. */
  readonly first?: readonly string[];
  /** What it sends again and again; `{uuid}` and `{count}` are new ones each time. */
  readonly then?: readonly string[];
  /** Milliseconds between two of these. Without it, the next one goes when a reply came. */
  readonly every?: number;
  /** Whether it reads what comes. @default {true} */
  readonly reads?: boolean;
  /** Milliseconds until it is closed, and another takes its place. */
  readonly lives?: number;
  /** Whether another takes the place of one that the server closed. @default {false} */
  readonly returns?: boolean;
}

/** What the process is told, as JSON on its standard input. */
export interface Job {
  readonly ports: { readonly plain: number; readonly tls: number };
  /** The server's certificate, if it has one. */
  readonly certificate?: string;
  readonly seconds: number;
  readonly floods: readonly Flood[];
}

/** What came of a flood. */
export interface Outcome {
  opened: number;
  /** Connections that the server ended. */
  closed: number;
  sentBytes: number;
  receivedBytes: number;
  replies: number;
  /** How often each message of an error came. */
  readonly errors: Record<string, number>;
}

/** Bytes that a connection reads at once: few for thousands of them. */
const BUFFER = 16 * 1024;
const LARGE_BUFFER = 1024 * 1024;
const FEW = 50;

/** Milliseconds before a connection that the server refused or closed is opened again. */
const RETURN = 200;

/** Milliseconds between two looks at how many connections are due. */
const TICK = 10;

const LF = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let count = 0;

/** One connection. Its reader wakes its writer at each reply. */
class Peer {
  readonly #flood: Flood;
  readonly #conn: Deno.TcpConn | Deno.TlsConn;
  readonly #outcome: Outcome;
  #lines = 0;
  #replied = Promise.withResolvers<void>();

  constructor(flood: Flood, conn: Deno.TcpConn | Deno.TlsConn, outcome: Outcome) {
    this.#flood = flood;
    this.#conn = conn;
    this.#outcome = outcome;
  }

  /** Does what the flood says, until the connection ends. */
  async run(index: number): Promise<void> {
    const { lives, reads = true } = this.#flood;
    if (lives !== undefined) setTimeout(() => this.#close(), lives);
    await Promise.all([this.#send(index), reads && this.#read()]);
  }

  async #send(index: number): Promise<void> {
    const { first = [], then = [], every } = this.#flood;
    if (first.length > 0) await this.#write(first[index % first.length]!);
    if (then.length === 0) return;
    for (let next = performance.now();;) {
      const replied = this.#replied.promise;
      await this.#write(then[index % then.length]!.replaceAll("{uuid}", newUuid).replaceAll("{count}", newCount));
      if (every === undefined) await replied;
      else await pause((next += every) - performance.now());
    }
  }

  async #write(text: string): Promise<void> {
    const bytes = encoder.encode(text);
    for (let done = 0; done < bytes.length;) {
      const length = await this.#conn.write(bytes.subarray(done));
      this.#outcome.sentBytes += length;
      done += length;
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(this.#flood.connections > FEW ? BUFFER : LARGE_BUFFER);
    for (let length = await this.#conn.read(buffer); length !== null; length = await this.#conn.read(buffer)) {
      this.#take(buffer.subarray(0, length));
    }
    throw new Deno.errors.ConnectionReset("The server closed the connection");
  }

  /** Replies are ASCII, and a line feed is only in their ends. */
  #take(bytes: Uint8Array): void {
    this.#outcome.receivedBytes += bytes.length;
    const before = this.#lines;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) this.#lines++;
    const replies = (this.#lines >> 1) - (before >> 1);
    if (replies === 0) return;
    this.#outcome.replies += replies;
    note(this.#outcome.errors, bytes);
    this.#replied.resolve();
    this.#replied = Promise.withResolvers();
  }

  #close(): void {
    try {
      this.#conn.close();
    } catch {
      // The server was first.
    }
  }
}

/** Counts the error that stands at the end of what was read. */
function note(errors: Outcome["errors"], bytes: Uint8Array): void {
  const text = decoder.decode(bytes.subarray(-200));
  const message = /"ERROR", "message": "([^"]{0,80})/.exec(text)?.[1]?.replace(/\d+/g, "N");
  if (message !== undefined) errors[message] = (errors[message] ?? 0) + 1;
}

function newUuid(): string {
  return crypto.randomUUID();
}

function newCount(): string {
  return String(count++);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}

/** Opens the connections of a flood as they are due, for ever. */
async function run(flood: Flood, connect: () => Promise<Deno.TcpConn | Deno.TlsConn>, outcome: Outcome): Promise<void> {
  const { connections, perSecond, after = 0, returns = false, lives } = flood;
  const isRefilled = returns || lives !== undefined;
  await pause(after);
  let open = 0;

  async function one(index: number): Promise<void> {
    open++;
    try {
      const conn = await connect();
      outcome.opened++;
      await new Peer(flood, conn, outcome).run(index);
      return; // It stays as it is, and in its place.
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) outcome.closed++;
    }
    if (lives === undefined) await pause(RETURN);
    if (isRefilled) open--;
  }

  for (let started = 0, begin = performance.now();; await pause(TICK)) {
    const due = Math.floor((performance.now() - begin) * perSecond / 1000) + 1;
    for (; started < due && open < connections; started++) one(started);
    started = due; // What could not be opened in time is not made up for.
  }
}

async function connect({ port = "plain", shakesHands = false }: Flood, { ports, certificate = "" }: Job) {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: ports[port] });
  conn.setNoDelay();
  if (!shakesHands) return conn;
  const secured = await Deno.startTls(conn, { hostname: "127.0.0.1", caCerts: [certificate] });
  await secured.handshake();
  return secured;
}

async function main(job: Job): Promise<void> {
  const { seconds, floods } = job;
  const outcomes = floods.map((): Outcome => ({
    ...{ opened: 0, closed: 0, sentBytes: 0, receivedBytes: 0, replies: 0 },
    errors: {},
  }));
  floods.forEach((flood, at) => run(flood, () => connect(flood, job), outcomes[at]!));
  await pause(seconds * 1000);
  console.log(JSON.stringify(outcomes));
  Deno.exit(0); // All connections end with the process.
}

if (import.meta.main) await main(await new Response(Deno.stdin.readable).json());
