/**
 * A small correct server, as a student might hand it in: the five commands, and nothing else. A fault can be built into
 * it, one at a time.
 *
 * @module
 */

/** What may be wrong with it. */
export const FAULTS = [
  "single recv",
  "merges two commands",
  "misses a split CRLF",
  "one CRLF at the end",
  "CRLF inside",
  "raw UTF-8 in replies",
  "crash on 0xff",
  "hang on 0xff",
  "closes without reply",
  "destructive inbox",
  "inbox of all users",
  "order reversed",
  "loses senders that were drained",
  "list without login",
  "ghosts",
  "duplicates",
  "bare logout ends all",
  "logout of a dead token answers null",
  "counting tokens",
  "token dies with its connection",
  "empty text crashes",
  "one client at a time",
  "lost update",
  "length limit",
  "errors without message",
  "spoils spaces",
  "decodes pieces",
  "greets",
  "closes after each reply",
  "keeps the space before the end",
  "accepts any token",
  "one login a user",
  "hangs on an empty line",
  "quotes by hand",
] as const;

/** One of {@linkcode FAULTS}. */
export type Fault = typeof FAULTS[number];

const PASSWORDS: Readonly<Record<string, string>> = { maya: "surabaya", izza: "surabaya", nania: "surabaya" };
const NAMES: Readonly<Record<string, string>> = { maya: "Kholishotul", izza: "Izzatul", nania: "Nania" };

type Reply = Record<string, unknown> | null | "close" | "silence";
type Item = { msg_from: string; msg_to: string; msg: string };

/** What the servers of the family vary. */
export interface Variant {
  readonly listKey: string;
  /** The word for the list. */
  readonly listWord: string;
  readonly tokenKey: string;
  /** What is left behind each text. */
  readonly textEnd: string;
  /** Whether `msg_from` and `msg_to` are full names. */
  readonly hasNames: boolean;
}

const SEED: Variant = { listWord: "list", listKey: "messages", tokenKey: "tokenid", textEnd: "", hasNames: true };

/** The server. Disposing of it closes it. */
export class SmallServer implements Disposable {
  readonly port: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #conns = new Set<Deno.TcpConn>();
  readonly #users = new Map<string, string>();
  readonly #inboxes = new Map<string, Map<string, Item[]>>();
  /** What was returned on a connection, until the next request shows that it has arrived. */
  readonly #returned = new Map<Deno.TcpConn, { user: string; items: Map<string, Item[]> }>();
  readonly #drained = new Set<string>();
  readonly #fault: Fault | undefined;
  #count = 1000;

  readonly #variant: Variant;

  constructor(fault?: Fault, variant = SEED) {
    this.#fault = fault;
    this.#variant = variant;
    this.port = this.#listener.addr.port;
    for (const name of Object.keys(PASSWORDS)) this.#inboxes.set(name, new Map());
    void this.#accept();
  }

  [Symbol.dispose](): void {
    for (const closable of [this.#listener, ...this.#conns]) {
      try {
        closable.close();
      } catch { /* Closed before. */ }
    }
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        this.#conns.add(conn);
        const served = this.#serve(conn).catch(() => {});
        if (this.#fault === "one client at a time") await served;
      }
    } catch { /* Closed. */ }
  }

  async #serve(conn: Deno.TcpConn): Promise<void> {
    const peer: Peer = { conn, tokens: [], login: undefined };
    if (this.#fault === "greets") await write(conn, '{"status": "OK", "message": "welcome"}\r\n\r\n');
    let isOrderly = true;
    try {
      for await (const line of lines(conn, this.#fault)) {
        this.#confirm(conn);
        const reply = await this.#answer(line, peer);
        if (reply === "close") break;
        if (reply !== "silence") await write(conn, this.#format(reply));
        if (this.#fault === "closes after each reply") break;
      }
    } catch {
      isOrderly = false;
    }
    if (isOrderly) this.#confirm(conn);
    else this.#putBack(conn);
    if (this.#fault === "token dies with its connection") {
      for (const token of peer.tokens) {
        this.#users.delete(token);
      }
    }
    this.#conns.delete(conn);
    try {
      conn.close();
    } catch { /* Closed before. */ }
  }

  #format(reply: Record<string, unknown> | null): string {
    let text = this.#fault === "CRLF inside"
      ? JSON.stringify(reply, null, 1).replaceAll("\n", "\r\n")
      : JSON.stringify(reply);
    if (this.#fault === "quotes by hand") text = text.replaceAll(/\\(["\\])/g, "$1");
    if (this.#fault !== "raw UTF-8 in replies") {
      text = text.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    }
    return text + (this.#fault === "one CRLF at the end" ? "\r\n" : "\r\n\r\n");
  }

  async #answer(bytes: Uint8Array | string, peer: Peer): Promise<Reply> {
    let line: string;
    try {
      line = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      if (this.#fault === "crash on 0xff") return this[Symbol.dispose](), "close";
      return this.#fault === "hang on 0xff" ? "silence" : error("The request is not valid UTF-8");
    }
    // deno-lint-ignore no-control-regex
    if (/[\x00-\x08\x0b-\x1f\x7f]/.test(line.trimEnd())) return this.#error("Control characters are not allowed");
    line = this.#fault === "keeps the space before the end" ? line.replace(/\r$/, "") : line.trim();
    if (line.trim() === "" && this.#fault === "hangs on an empty line") return "silence";
    const [command, ...words] = line.split(" ");
    const reply = await this.#run(command!, words, line, peer);
    return this.#fault === "closes without reply" && reply !== null && typeof reply === "object" &&
        reply.status === "ERROR"
      ? "close"
      : reply;
  }

  async #run(command: string, words: string[], line: string, peer: Peer): Promise<Reply> {
    if (command === "auth") {
      return words.length < 2 ? this.#error("--Wrong protocol") : this.#auth(words[0]!, words.slice(1).join(" "), peer);
    }
    if (command === "send") return await this.#send(words, line);
    if (command === "inbox") return words.length < 1 ? this.#error("--Wrong protocol") : this.#inbox(words[0]!, peer);
    if (command === this.#variant.listWord) return this.#list(peer);
    if (command === "logout") return this.#logout(words[0], peer);
    return this.#error("**Wrong protocol");
  }

  #error(message: string): Reply {
    return this.#fault === "errors without message" ? { status: "ERROR", error: message } : error(message);
  }

  #auth(user: string, password: string, peer: Peer): Reply {
    if (!(user in PASSWORDS)) return this.#error("User is not found");
    if (PASSWORDS[user] !== password) return this.#error("Wrong password");
    const token = this.#fault === "counting tokens" ? `token-${this.#count++}` : crypto.randomUUID();
    if (this.#fault === "one login a user") {
      for (const [old, name] of this.#users) if (name === user) this.#users.delete(old);
    }
    this.#users.set(token, user);
    peer.tokens.push(peer.login = token);
    return { status: "OK", [this.#variant.tokenKey]: token };
  }

  async #send([token, to, ...words]: string[], line: string): Promise<Reply> {
    const isEmpty = words.length === 0;
    if (isEmpty && this.#fault === "empty text crashes" && to !== undefined) return "close";
    if (token === undefined || to === undefined || isEmpty) return this.#error("--Wrong protocol");
    const from = this.#userOf(token);
    if (from === undefined) return this.#error("Cannot find the information");
    const inbox = this.#inboxes.get(to);
    if (inbox === undefined) return this.#error("User is not found");
    let text = line.split(" ").slice(3).join(" ").trim();
    if (this.#fault === "spoils spaces") text = text.split(/ +/).join(" ");
    if (this.#fault === "length limit") text = text.slice(0, 1000);
    const items = [...inbox.get(from) ?? []];
    if (this.#fault === "lost update") await new Promise((resolve) => setTimeout(resolve, 2));
    else items.splice(0, items.length, ...inbox.get(from) ?? []);
    const nameOf = (user: string) => this.#variant.hasNames ? NAMES[user]! : user;
    const item = { msg_from: nameOf(from), msg_to: nameOf(to), msg: text + this.#variant.textEnd };
    if (this.#fault === "order reversed") items.unshift(item);
    else items.push(item);
    const isLost = this.#fault === "loses senders that were drained" && this.#drained.has(`${to} ${from}`);
    inbox.set(isLost ? "" : from, items);
    return { status: "OK", message: "Message Sent" };
  }

  #inbox(token: string, { conn }: Peer): Reply {
    const user = this.#userOf(token);
    if (user === undefined) return this.#error("Cannot find the information");
    const own = this.#inboxes.get(user)!;
    const all = this.#fault === "inbox of all users" ? [...this.#inboxes.values()] : [own];
    const messages = Object.fromEntries(all.flatMap((inbox) => [...inbox]));
    for (const sender of own.keys()) this.#drained.add(`${user} ${sender}`);
    if (this.#fault !== "destructive inbox") this.#returned.set(conn, { user, items: new Map(own) });
    own.clear();
    return { status: "OK", messages };
  }

  /** What was returned has arrived. */
  #confirm(conn: Deno.TcpConn): void {
    this.#returned.delete(conn);
  }

  /** What was returned was lost with its connection. */
  #putBack(conn: Deno.TcpConn): void {
    const lost = this.#returned.get(conn);
    if (lost === undefined) return;
    const inbox = this.#inboxes.get(lost.user)!;
    for (const [sender, items] of lost.items) inbox.set(sender, [...items, ...inbox.get(sender) ?? []]);
    this.#returned.delete(conn);
  }

  #list({ login }: Peer): Reply {
    const isIn = login !== undefined && this.#users.has(login);
    if (!isIn && this.#fault !== "list without login") return this.#error("Cannot find the information");
    const names = this.#fault === "ghosts" ? Object.keys(PASSWORDS) : [...this.#users.values()];
    return { status: "OK", [this.#variant.listKey]: this.#fault === "duplicates" ? names : [...new Set(names)].sort() };
  }

  #logout(token: string | undefined, peer: Peer): Reply {
    const meant = token ?? peer.login;
    if (this.#fault === "bare logout ends all" && token === undefined) this.#users.clear();
    else if (meant === undefined || !this.#users.delete(meant)) {
      return this.#fault === "logout of a dead token answers null" ? null : this.#error("Cannot find the information");
    }
    return { status: "OK", messages: "Logged out" };
  }

  #userOf(token: string): string | undefined {
    return this.#users.get(token) ?? (this.#fault === "accepts any token" ? "maya" : undefined);
  }
}

interface Peer {
  readonly conn: Deno.TcpConn;
  readonly tokens: string[];
  login: string | undefined;
}

function error(message: string): Record<string, unknown> {
  return { status: "ERROR", message };
}

async function write(conn: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

/** The lines that come, and what a faulty server takes for one. */
async function* lines(conn: Deno.TcpConn, fault: Fault | undefined): AsyncGenerator<Uint8Array | string> {
  const chunk = new Uint8Array(64 * 1024);
  let kept: Uint8Array = new Uint8Array(0);
  let decoded = "";
  for (let count: number | null; (count = await conn.read(chunk)) !== null;) {
    const piece = chunk.slice(0, count);
    if (fault === "single recv") {
      yield piece;
      continue;
    }
    if (fault === "decodes pieces") {
      decoded += new TextDecoder().decode(piece);
      for (let end: number; (end = decoded.indexOf("\n")) !== -1; decoded = decoded.slice(end + 1)) {
        yield decoded.slice(0, end);
      }
      continue;
    }
    const isSplit = fault === "misses a split CRLF" && !new TextDecoder().decode(piece).includes("\r\n");
    kept = Uint8Array.of(...kept, ...piece);
    if (isSplit) continue;
    if (fault === "merges two commands" && kept.at(-1) === 10) {
      yield kept.subarray(0, -1);
      kept = new Uint8Array(0);
    }
    for (let end: number; (end = kept.indexOf(10)) !== -1; kept = kept.slice(end + 1)) yield kept.slice(0, end);
    if (kept.length > 70_000) {
      await write(conn, '{"status": "ERROR", "message": "The request is too long"}\r\n\r\n');
      return;
    }
  }
}
