/**
 * What the tests share: a server within the test, the real programs as processes, and a peer that speaks bytes.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import type { Role } from "../../lib/chat.ts";
import { Admission, Visit } from "../../lib/server/admission/admission.ts";
import { type AccountAdmin, createAccountAdmin } from "../../lib/server/chat/accounts/account_admin.ts";
import { addDemoAccounts, newAccount } from "../../lib/server/chat/accounts/account_rules.ts";
import { Contents } from "../../lib/server/files/contents.ts";
import { listen } from "../../lib/server/listen.ts";
import type { Attendance } from "../../lib/server/chat/class/attendance.ts";
import type { Hub } from "../../lib/server/chat/live/hub.ts";
import type { KeyPair } from "../../lib/server/connection/key_pair.ts";
import { createLog, type LogLevel } from "../../lib/server/log.ts";
import { createPasswords, type PasswordOptions, type Passwords } from "../../lib/server/chat/logins/password.ts";
import { Inspector, type InspectorSettings } from "../../lib/server/watch/inspector.ts";
import { Writer } from "../../lib/server/connection/writer.ts";
import type { Carrier } from "../../lib/server/session/carrier.ts";
import type { ProofTimes } from "../../lib/server/session/inbox_proof.ts";
import type { Counters } from "../../lib/server/chat/counters.ts";
import { NO_SHARES, SERVER_DEFAULTS, type ServerLimits } from "../../lib/server/limits.ts";
import { Chat, type ChatOptions } from "../../lib/server/chat/chat.ts";
import { namesOf } from "../../lib/server/web/hosts.ts";
import { loadSite } from "../../lib/server/web/site.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Store } from "../../lib/store/store.ts";
import { chosenOptions } from "../../tools/std/options.ts";
import { CLIENT_PERMISSIONS, SERVER_PERMISSIONS } from "../../tools/executable.ts";
import { exitCode, within } from "./patience.ts";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The password of the demo accounts. */
export const PASSWORD = "surabaya";

/** A hash that costs little: most tests are not about the hash. */
export function cheapPasswords(options: PasswordOptions = {}): Passwords {
  return createPasswords({ cost: CHEAP, ...options });
}

const CHEAP = { memory: 8, iterations: 1 };

/** The same without a thread: to start one takes longer than most tests. */
export async function passwordsInPlace(): Promise<Passwords> {
  const { hashPassword, verifyPassword } = await import("../../lib/server/chat/logins/argon2.ts");
  return {
    threads: 1,
    hash: async (password) => await Promise.resolve(hashPassword(password, CHEAP)),
    verify: async (password, encoded) => await Promise.resolve(verifyPassword(password, encoded)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/**
 * Times of a proof for tests that are not about it: a request proves an inbox however soon it comes, since a busy machine
 * is late at times, and a reset is awaited for no longer than this machine takes. A Deno client of TLS closes 100 ms late.
 */
export function quickProof({ tls = false } = {}): ProofTimes {
  return { roundTrip: 0, grace: tls ? 300 : 100 };
}

/** What carries the session of one peer, without a socket: what is written goes to `write`, which may wait. */
export function carry(
  chat: Chat,
  { stopping = new AbortController().signal, write = () => Promise.resolve() }: {
    stopping?: AbortSignal;
    write?: (bytes: Uint8Array) => Promise<void>;
  } = {},
): Carrier {
  const log = createLog("quiet");
  const limits = { ...SERVER_DEFAULTS, ...NO_SHARES };
  const peer = "a peer";
  const visit = new Visit(new Admission({ limits, log, stopping }), { who: peer, dismiss: () => true });
  const output = new Writer({ write: async (bytes) => (await write(bytes), bytes.length) });
  return {
    ...{
      chat,
      log,
      limits,
      stopping,
      peer,
      visit,
      output,
      write,
      waiting: 0,
      received: 0,
      sent: 0,
      abandon() {},
      account: undefined,
      tap: undefined,
      inspector: new Inspector(chat, {}, () => {}),
      provoke() {},
      shown() {},
      close() {},
    },
    async writePieces(pieces) {
      for await (const piece of pieces) await write(piece);
    },
  };
}

/** A server within the test. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** The one with TLS, if `keys` were given. */
  readonly tlsPort: number | undefined;
  /** That of the page, if `web` was given. */
  readonly webPort: number | undefined;
  readonly store: Store;
  readonly passwords: Passwords;
  /** Changes accounts, as the commands of an operator do. */
  readonly admin: AccountAdmin;
  /** What was counted. */
  readonly counters: Counters;
  /** Who is live. */
  readonly live: Hub;
  /** Who was there. */
  readonly attendance: Attendance;
  /** The lines of its log so far. */
  readonly log: string[];
  connect(): Promise<Peer>;
}

/** Starts a server on a free port, with the demo accounts, in memory unless `file` is given. */
export async function startServer(
  {
    file = ":memory:",
    files,
    hashesInThread = false,
    level = "info",
    demo = true,
    people = [],
    teachers = [],
    limits = {},
    keys,
    web,
    inspect,
    ...options
  }:
    & {
      file?: string;
      /** Where the contents of files lie. @default files are refused */
      files?: string;
      level?: LogLevel;
      demo?: boolean;
      /** More accounts, with the same password. */
      people?: string[];
      /** The same, of teachers. */
      teachers?: string[];
      /** By default those of a server, but without a bound on what one person may use. */
      limits?: Partial<ServerLimits>;
      /** For TLS, on a port of its own. */
      keys?: KeyPair;
      /** Whether passwords are hashed in threads of their own, as a server does it. @default false */
      hashesInThread?: boolean;
      /** The page, and names of the server. */
      web?: { names?: string[]; url?: string; others?: string[]; proxies?: string[] };
      /** What may be seen of the wire. */
      inspect?: InspectorSettings;
    }
    & Pick<ChatOptions, "clocks" | "timing" | "maxUnread" | "registration"> = {},
): Promise<TestServer> {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => lines.push(line) });
  const store = await openSqlite(file);
  const passwords = hashesInThread ? cheapPasswords() : await passwordsInPlace();
  await addDemoAccounts({ store, passwords });
  const passwordHash = people.length + teachers.length > 0 ? await passwords.hash(PASSWORD) : "";
  const add = (role: Role) => (name: string) =>
    store.addAccount({ name, fullName: name, passwordHash, demo: false, role });
  const known = (await store.accounts()).map(({ name }) => name); // The demo has a teacher of its own.
  const others = teachers.filter((name) => !known.includes(name));
  await Promise.all([...people.map(add("student")), ...others.map(add("teacher"))]);
  const proof = quickProof({ tls: keys !== undefined });
  const allLimits = { ...SERVER_DEFAULTS, ...NO_SHARES, proof, ...limits };
  const contents = files === undefined ? undefined : await Contents.open(files);
  const chat = await Chat.open(store, passwords, {
    demo,
    storeRate: allLimits.storeRate,
    contents,
    fileLimits: allLimits.files,
    groupLimits: allLimits.groupLimits,
    ...options,
  });
  const server = listen(chat, {
    addresses: ["127.0.0.1"],
    port: 0,
    tls: keys && { port: 0, keys: () => keys },
    web: web &&
      {
        addresses: ["127.0.0.1"],
        port: 0,
        site: loadSite({ others: web.others ?? [] }),
        names: namesOf(web.names ?? [], "machine", web.others),
        others: new Set(web.others),
        url: web.url,
        proxies: new Set(web.proxies),
      },
    log,
    limits: allLimits,
    inspect,
  });
  return {
    port: server.port!,
    tlsPort: server.tlsPort,
    webPort: server.web?.port,
    store,
    passwords,
    admin: createAccountAdmin(store),
    counters: chat.counters,
    live: chat.hub,
    attendance: chat.attendance,
    log: lines,
    connect: () => connect(server.port!),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await passwords[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Adds somebody, with the password of the demo accounts, as `ngobrol-server user add` does beside the server. */
export async function addUser({ admin, passwords }: TestServer, name: string, fullName = name): Promise<void> {
  await admin.add(await newAccount(passwords, { name, fullName, password: PASSWORD }));
}

/** A reply as it was sent, parsed. */
// deno-lint-ignore no-explicit-any
export type AnyReply = Record<string, any>;

/** The client's end of a connection, as bytes. */
export interface Peer extends Disposable {
  readonly conn: Deno.Conn;
  /** Sends text as it is. */
  send(text: string | Uint8Array): Promise<void>;
  /** The next reply with its end, as it was sent; what came before the end of the connection, if it ended. */
  receive(): Promise<string>;
  /** Sends a request, ended by CRLF, and parses its reply. */
  ask(request: string): Promise<AnyReply>;
  /** Logs in and returns the token. */
  logIn(name: string): Promise<string>;
  /** Reads so many bytes past what was received, and leaves the others in the system's buffer. */
  readBytes(count: number): Promise<void>;
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed before.
  }
}

async function readSome(conn: Deno.Conn, buffer: Uint8Array): Promise<number | null> {
  const { port } = conn.remoteAddr as Deno.NetAddr;
  return await within(`bytes from port ${port}`, conn.read(buffer), () => close(conn));
}

/** Connects to a server on this machine, by TLS if there is a certificate to trust. */
export async function connect(port: number, trusted?: string): Promise<Peer> {
  const address = { hostname: "127.0.0.1", port };
  const conn = trusted === undefined
    ? await Deno.connect(address)
    : await Deno.connectTls({ ...address, caCerts: [trusted] });
  const decoder = new TextDecoder("latin1"); // Byte by byte.
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(64 * 1024);
  let received = "";
  const peer: Peer = {
    conn,
    async send(text) {
      const bytes = typeof text === "string" ? encoder.encode(text) : text;
      for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
    },
    async receive() {
      let end: number;
      while ((end = received.indexOf("\r\n\r\n")) < 0) {
        const count = await readSome(conn, buffer);
        if (count === null) return received;
        received += decoder.decode(buffer.subarray(0, count));
      }
      const reply = received.slice(0, end + 4);
      received = received.slice(end + 4);
      return reply;
    },
    async ask(request) {
      await peer.send(`${request}\r\n`);
      return JSON.parse(await peer.receive());
    },
    async logIn(name) {
      const reply = await peer.ask(`auth ${name} ${PASSWORD}`);
      assertEquals(reply["status"], "OK");
      return reply["tokenid"];
    },
    async readBytes(count) {
      for (let left = count; left > 0;) {
        const read = await readSome(conn, new Uint8Array(left));
        if (read === null) throw new Error(`The connection ended ${left} bytes early`);
        left -= read;
      }
    },
    [Symbol.dispose]: () => close(conn),
  };
  return peer;
}

/** The texts of an inbox by sender. */
export function texts(reply: AnyReply): Record<string, string[]> {
  const entries = Object.entries<{ msg: string }[]>(reply["messages"]);
  return Object.fromEntries(entries.map(([from, messages]) => [from, messages.map(({ msg }) => msg)]));
}

/** A directory that is removed with the test. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  // Windows takes both slashes, and patterns and texts of tests the one of all others.
  const path = Deno.makeTempDirSync({ prefix: "ngobrol-test-" }).replaceAll("\\", "/");
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** A port that is free now, and again after the server on it was killed. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Whether the programs of the tests are the executables in dist/; else they run from their source. */
const useExecutables = Deno.env.get("CI_EXECUTABLES") === "1";

/** How to run the server: a program and its first arguments. */
export function serverProgram(): [program: string, ...args: string[]] {
  if (useExecutables) return [`${ROOT}dist/ngobrol-server`];
  return [Deno.execPath(), ...runArguments(SERVER_PERMISSIONS), `${ROOT}server.ts`];
}

/** How to run the client. */
export function clientProgram(): [program: string, ...args: string[]] {
  if (useExecutables) return [`${ROOT}dist/ngobrol`];
  return [Deno.execPath(), ...runArguments(CLIENT_PERMISSIONS), `${ROOT}client.ts`];
}

function runArguments(permissions: readonly string[]): string[] {
  return ["run", "--quiet", "--no-prompt", ...chosenOptions(ROOT), ...permissions];
}

/** A server that runs as a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
  /** What it printed first: where it listens. */
  readonly banner: string;
  readonly process: Deno.ChildProcess;
}

/** Starts a server as a process and waits until it listens. Disposing of it kills it. */
export async function startProcess(
  program: [string, ...string[]],
  args: string[],
  { shows = "listens", ...options }: {
    cwd?: string;
    clearEnv?: boolean;
    env?: Record<string, string>;
    stderr?: "piped" | "null";
    /** What it prints when it is to be used; its whole line comes with it. */
    shows?: string;
  } = {},
): Promise<ServerProcess> {
  const [command, ...first] = program;
  const process = new Deno.Command(command, {
    args: [...first, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    ...options,
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let banner = "";
  while (!banner.split(shows)[1]?.includes("\n")) {
    const { value, done } = await within("the server's banner", reader.read(), () => process.kill("SIGKILL"));
    if (done) throw new Error(`The server ended: ${await exitCode(process)}`);
    banner += value;
  }
  const port = Number(/:(\d+)\b/.exec(banner)![1]);
  return {
    port,
    banner,
    process,
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await process.status;
      await reader.cancel();
    },
  };
}

/** Runs a program to its end. */
export async function run(
  program: [string, ...string[]],
  args: string[],
  { input = "", ...options }: { input?: string; cwd?: string; clearEnv?: boolean; env?: Record<string, string> } = {},
): Promise<{ code: number; out: string; err: string }> {
  const [command, ...first] = program;
  const process = new Deno.Command(command, {
    args: [...first, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...options,
  }).spawn();
  const output = process.output();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {}); // It may have ended without reading.
  await writer.close().catch(() => {});
  const late = () => process.kill("SIGKILL");
  const { code, stdout, stderr } = await within(`the end of ${[...first, ...args].join(" ")}`, output, late);
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
