/** Where a server is: places as they are written, and every address that a name has, in both programs. @module */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { isLoopback, isMeantAsPlace, isUnspecified, readPlace } from "../../lib/address.ts";
import { ChatError } from "../../lib/chat.ts";
import { readSettings } from "../../lib/client/flags.ts";
import { interleave, NoneReached, openFirst } from "../../lib/client/connection/race.ts";
import { Remote } from "../../lib/client/connection/remote.ts";
import { resolve } from "../../lib/resolve.ts";
import { UsageError } from "../../lib/usage_error.ts";
import { bind } from "../../lib/server/bind.ts";
import { createCertificate } from "../../lib/server/admin/certificate/certificate.ts";
import {
  clientProgram,
  connect,
  run,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
} from "../support/helpers.ts";
import { startOldServer } from "../support/legacy_server.ts";
import { until, within } from "../support/patience.ts";

const pure = { permissions: "none" } as const;
const NEVER = new AbortController().signal;

/** Whether this machine has IPv6. */
const hasV6 = (() => {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
})();

Deno.test(
  "a place is a host, with or without a port, and an IPv6 address has brackets where a port follows",
  pure,
  () => {
    const places: [text: string, host: string, port?: number][] = [
      ["192.0.2.2", "192.0.2.2"],
      ["192.0.2.2:8889", "192.0.2.2", 8889],
      ["chat.example:1", "chat.example", 1],
      ["LOCALHOST:0", "localhost", 0],
      ["Localhost.:1", "localhost", 1],
      ["::1", "::1"],
      ["[::1]", "::1"],
      ["[::1]:8889", "::1", 8889],
      ["0:0:0:0:0:0:0:1", "::1"],
      ["[0:0::1]:65535", "::1", 65535],
      ["FD00::2", "fd00::2"],
      ["fe80::1%eth0", "fe80::1%eth0"],
      ["[FE80:0::1%wlan_0.2]:9", "fe80::1%wlan_0.2", 9],
      ["::ffff:127.0.0.1", "127.0.0.1"],
      ["[::FFFF:c000:0202]:8889", "192.0.2.2", 8889],
      ["127.1", "127.0.0.1"],
      ["127.1:80", "127.0.0.1", 80],
      ["0x7f000001", "127.0.0.1"],
      ["0", "0.0.0.0"],
      ["lab-server_2", "lab-server_2"],
      ["KOMPUTER-GURU.local.", "komputer-guru.local."],
    ];
    for (const [text, host, port] of places) assertEquals(readPlace(text), { host, port }, text);
    const others = [
      ...["", " ", "a b", ":8889", "host:", "host:http", "host:65536", "host:-1", "host:123456", "a:1:2"],
      ...[
        "[",
        "[]",
        "[]:1",
        "[::1",
        "::1]",
        "[::1]:",
        "[::1]8889",
        "[::1]:x",
        "[localhost]:1",
        "[127.0.0.1]",
        "[[::1]]",
      ],
      ...[
        "1::2::3",
        "fe80::1%",
        "fe80::1%a b",
        "fe80::1%a%b",
        "256.1.1.1",
        "1.2.3.4.5",
        "http://host",
        "host/path",
        "u@host",
      ],
    ];
    for (const text of others) assertEquals(readPlace(text), undefined, text);
  },
);

Deno.test("addresses are compared as addresses, not as text", pure, () => {
  for (const host of ["127.0.0.1", "127.9.8.7", "127.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::1%lo"]) {
    assert(isLoopback(host), host);
  }
  // What a name is, is asked of the system.
  for (
    const host of [
      "128.0.0.1",
      "0.0.0.0",
      "::",
      "::2",
      "fe80::1%lo",
      "::ffff:128.0.0.1",
      "localhost",
      "127.0.0.1.example",
    ]
  ) {
    assert(!isLoopback(host), host);
  }
  for (const host of ["0.0.0.0", "::", "0", "0:0::0", "::ffff:0.0.0.0"]) assert(isUnspecified(host), host);
  for (const host of ["0.0.0.1", "::1", "localhost"]) assert(!isUnspecified(host), host);
});

Deno.test("a first word is a server if no command could be written so", pure, () => {
  for (const word of ["192.0.2.2", "192.0.2.2:8889", "[::1]:8889", "::1", "lab:8889", "chat.example", "localhost"]) {
    assert(isMeantAsPlace(word), word);
  }
  for (const word of ["list", "send", "halo", "8889", "-"]) assert(!isMeantAsPlace(word), word);
});

Deno.test("the client takes a place as its first word or behind --host, with flags on both sides of it", pure, () => {
  const read = (...args: string[]) => {
    const settings = readSettings(args, {}, true);
    assert(typeof settings !== "string");
    const { host, port, command, user } = settings;
    return [host, port, command, user];
  };
  assertEquals(read("192.0.2.2"), ["192.0.2.2", 8889, "", undefined]);
  assertEquals(read("192.0.2.2:9000"), ["192.0.2.2", 9000, "", undefined]);
  assertEquals(read("[::1]:9000", "list"), ["::1", 9000, "list", undefined]);
  assertEquals(read("::1", "list"), ["::1", 8889, "list", undefined]);
  assertEquals(read("--user", "maya", "localhost", "--port", "1", "send", "izza", "--hi", "127.0.0.1"), [
    "localhost",
    1,
    "send izza --hi 127.0.0.1",
    "maya",
  ]);
  assertEquals(read("lab:1", "--user", "maya", "list"), ["lab", 1, "list", "maya"]);
  assertEquals(read("--host", "192.0.2.2:9000"), ["192.0.2.2", 9000, "", undefined]);
  assertEquals(read("--host=lab:9000", "--port", "9000", "who"), ["lab", 9000, "who", undefined]);
  assertEquals(read("--host", "fe80::1%eth0"), ["fe80::1%eth0", 8889, "", undefined]);
  assertEquals(read("--tls", "lab.example"), ["lab.example", 8890, "", undefined]);
  assertEquals(read("send", "izza", "lihat", "10.0.0.1:80"), [
    "127.0.0.1",
    8889,
    "send izza lihat 10.0.0.1:80",
    undefined,
  ]);
});

Deno.test("a client that is told two places, or none that can be, says so in a sentence", pure, () => {
  const wrong = (...args: string[]) => {
    try {
      readSettings(args, {}, true);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
    }
    throw new Error(`${args} was taken`);
  };
  const form = "The server must be HOST, HOST:PORT or [IPV6]:PORT, not";
  assertEquals(
    wrong("--host", "lab:1", "--port", "2"),
    "The server is named with port 1, and --port says 2: leave one of them out",
  );
  assertEquals(wrong("lab:1", "--host", "lab"), "The server is named twice: lab:1 and --host lab");
  assertEquals(wrong("--host", "a:1:2"), `${form} a:1:2`);
  assertEquals(wrong("lab:0"), `${form} lab:0`);
  assertEquals(wrong("lab:70000", "list"), `${form} lab:70000`);
  assertEquals(wrong("--lang", "id", "lab:"), "Server harus HOST, HOST:PORT atau [IPV6]:PORT, bukan lab:");
});

Deno.test("the addresses of a name are each taken once, and an address is not looked for", pure, async () => {
  const asked: string[] = [];
  const find = (name: string) => {
    asked.push(name);
    return Promise.resolve(["::1", "0:0:0:0:0:0:0:1", "127.0.0.1", "::ffff:127.0.0.1"]);
  };
  assertEquals(await resolve("two.test", NEVER, find), ["::1", "127.0.0.1"]);
  assertEquals(await resolve("fe80::1%eth0", NEVER, find), ["fe80::1%eth0"]);
  assertEquals(asked, ["two.test"]);
  await assertRejects(() => resolve("none.test", NEVER, () => Promise.reject(new Error())), Deno.errors.NotFound);
  await assertRejects(() => resolve("none.test", NEVER, () => Promise.resolve([])), Deno.errors.NotFound);
  const silent = Promise.withResolvers<string[]>();
  const late = new AbortController();
  const search = resolve("slow.test", late.signal, () => silent.promise);
  late.abort(new ChatError("late"));
  await assertRejects(() => search, ChatError, "late");
});

Deno.test("both families are tried by turns, the first one first", pure, () => {
  assertEquals(interleave(["::1", "::2", "::3", "10.0.0.1"]), ["::1", "10.0.0.1", "::2", "::3"]);
  assertEquals(interleave(["10.0.0.1", "10.0.0.2", "::1%a", "::2"]), ["10.0.0.1", "::1%a", "10.0.0.2", "::2"]);
  assertEquals(interleave(["10.0.0.1"]), ["10.0.0.1"]);
});

/** Addresses that refuse (`refuses`), are silent (`silent`) or answer, each with a note of what becomes of it. */
function playAddresses() {
  const notes: string[] = [];
  const open = async (address: string, signal: AbortSignal) => {
    notes.push(`try ${address}`);
    if (address.startsWith("refuses")) throw new Error(`${address} refused`);
    if (address.startsWith("silent")) {
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("Aborted"))));
    }
    await Promise.resolve();
    return { address, close: () => notes.push(`close ${address}`) };
  };
  return { notes, open };
}

Deno.test(
  "an address that refuses or is silent is passed over, and no attempt outlives the first that succeeds",
  pure,
  async () => {
    for (const bad of [["refuses"], ["silent"], ["silent 1", "refuses", "silent 2"]]) {
      const { notes, open } = playAddresses();
      assertEquals((await openFirst([...bad, "answers", "never"], open, NEVER)).address, "answers");
      assertEquals(notes, [...bad, "answers"].map((address) => `try ${address}`));
    }
  },
);

Deno.test("of two connections that are opened all the same, one is kept and the other closed", pure, async () => {
  const first = Promise.withResolvers<void>();
  const notes: string[] = [];
  const open = async (address: string) => {
    if (address === "slow") await first.promise;
    return { address, close: () => notes.push(`close ${address}`) };
  };
  assertEquals((await openFirst(["slow", "quick"], open, NEVER)).address, "quick");
  first.resolve();
  await until(() => notes.length > 0, "the slow one is closed");
  assertEquals(notes, ["close slow"]);
});

Deno.test("where none can be reached, each attempt is told with what came of it", pure, async () => {
  const { notes, open } = playAddresses();
  const giveUp = new AbortController();
  const attempt = openFirst(["refuses 1", "silent", "refuses 2"], open, giveUp.signal);
  await until(() => notes.length === 3, "all are tried");
  giveUp.abort();
  const { failures } = await assertRejects(() => attempt, NoneReached);
  assertEquals(failures.map(({ address, isGivenUp }) => [address, isGivenUp]), [
    ["refuses 1", false],
    ["refuses 2", false],
    ["silent", true],
  ]);
  const none = await assertRejects(() => openFirst(["answers"], open, AbortSignal.abort()), NoneReached);
  assertEquals(none.failures, []);
});

Deno.test("the client finds a server at whichever address of its name, at first and again", async () => {
  await using server = startOldServer();
  let addresses = ["127.0.0.2", "::1", "127.0.0.1"];
  const lookup = () => Promise.resolve(addresses);
  await using remote = new Remote({ host: "two.test", port: server.port }, { lookup });
  assertEquals(await remote.connect(), false);
  assertEquals((await remote.request({ name: "list" })).reply.kind, "active");
  await remote.drop();
  addresses = ["127.0.0.3", "127.0.0.1"];
  assertEquals(await remote.connect(), true);
  assertEquals((await remote.request({ name: "list" })).reply.kind, "active");
});

Deno.test("an error names every address that was tried", async () => {
  const server = startOldServer();
  await server[Symbol.asyncDispose]();
  const { port } = server;
  const error = async (addresses: string[]) => {
    await using remote = new Remote({ host: "two.test", port }, { lookup: () => Promise.resolve(addresses) });
    return (await assertRejects(() => remote.connect(), ChatError)).message;
  };
  const start = `Cannot connect to two.test:${port}:`;
  assertEquals(await error(["127.0.0.2", "127.0.0.1"]), `${start} the connection was refused (127.0.0.2, 127.0.0.1)`);
  assertEquals(await error(["127.0.0.2"]), `${start} the connection was refused (127.0.0.2)`);
  assertEquals(await error([]), `${start} the host is unknown`);
  const many = Array.from({ length: 10 }, (_, index) => `127.0.1.${index}`);
  assertEquals(await error(many), `${start} the connection was refused (${many.slice(0, 8).join(", ")}, ...)`);
});

Deno.test("a name that nobody answers for is given up in time, and says so", async () => {
  const { promise, resolve } = Promise.withResolvers<string[]>();
  await using remote = new Remote({ host: "slow.test", port: 1 }, { lookup: () => promise, timeout: 100 });
  const error = await assertRejects(() => remote.connect(), ChatError);
  assertEquals(error.message, "Cannot connect to slow.test:1: nothing told within 0.1 s what its address is");
  resolve([]);
});

Deno.test("by TLS the certificate must be for the name that was typed, at whichever address", async () => {
  const keys = await createCertificate({ hosts: ["two.test"] });
  const other = await createCertificate({ hosts: ["other.test"] });
  const tls = { caCerts: [keys.cert, other.cert] };
  await using server = await startServer({ keys });
  const port = server.tlsPort!;
  // At one address nobody listens, at one somebody is silent, and one has a certificate for another name.
  using silent = Deno.listen({ hostname: "127.0.0.3", port });
  using wrong = Deno.listenTls({ hostname: "127.0.0.4", port, ...other });
  const accepted: Deno.Conn[] = [];
  const accepting = [silent, wrong].map(async (listener) => {
    for await (const conn of listener) {
      accepted.push(conn);
      if (listener === wrong) await (conn as Deno.TlsConn).handshake().catch(() => {});
    }
  });
  const lookup = () => Promise.resolve(["127.0.0.2", "127.0.0.4", "127.0.0.3", "127.0.0.1"]);
  await using remote = new Remote({ host: "two.test", port }, { tls, lookup });
  await remote.connect();
  assertEquals((await remote.request({ name: "hello" })).reply.kind, "hello");
  await using misled = new Remote({ host: "two.test", port }, { tls, lookup: () => Promise.resolve(["127.0.0.4"]) });
  const error = await assertRejects(() => misled.connect(), ChatError);
  assertMatch(
    error.message,
    /^Cannot connect to two\.test:\d+: its certificate is for another name.* \(127\.0\.0\.4\)$/,
  );
  for (const listener of [silent, wrong]) listener.close();
  await Promise.all(accepting);
  for (const conn of accepted) conn.close();
});

Deno.test({
  name: "a server listens on the same port of every address that it is given and the machine has",
  ignore: !hasV6,
  fn() {
    using bound = bind(["127.0.0.1", "::1", "203.0.113.1"], 0, "--port");
    assertEquals(bound.addresses, ["127.0.0.1", "::1"]);
    assertEquals(bound.listeners.map(({ addr }) => addr.port), [bound.port, bound.port]);
    try {
      bind(["127.0.0.2", "::1"], bound.port, "--port");
    } catch (error) {
      assertEquals(
        (error as Error).message,
        `Cannot listen on [::1]:${bound.port}: the port is in use; choose another with --port`,
      );
      // The first address is free again.
      return Deno.listen({ hostname: "127.0.0.2", port: bound.port }).close();
    }
    throw new Error("A port in use was taken");
  },
});

Deno.test({
  name: "loopback is loopback however it is written: the demo accounts are there, and the log has brackets",
  ignore: !hasV6,
  async fn() {
    using directory = temporaryDirectory();
    const hosts = ["[::1]:0", "0:0:0:0:0:0:0:1", "LOCALHOST", "127.1:0", "::ffff:127.0.0.1", "localhost:0"];
    for (const [index, host] of hosts.entries()) {
      const args = ["--data", `${directory.path}/${index}`, ...(host.endsWith(":0") ? [] : ["--port", "0"])];
      await using server = await startProcess(serverProgram(), ["--host", host, ...args], { stderr: "piped" });
      assertMatch(server.banner, /listens on (?:127\.0\.0\.1|\[::1\]):\d+/, host);
      const [, place] = /listens on (\S+?),?\s/.exec(server.banner)!;
      const options = { env: { NGOBROL_PASSWORD: "surabaya" } };
      // What the server prints, the client takes.
      for (const words of [[place!], ["--host", place!]]) {
        const { code, out, err } = await run(clientProgram(), [...words, "--user", "maya", "list"], options);
        assertEquals({ host, code, out, err }, { host, code: 0, out: '["maya"]\n', err: "" });
      }
      server.process.kill("SIGTERM");
      const log = await within("the end of the log", new Response(server.process.stderr).text());
      const peer = place!.startsWith("[") ? /connection from \[::1\]:\d+\n/ : /connection from 127\.0\.0\.1:\d+\n/;
      assertMatch(log, peer, host);
    }
  },
});

Deno.test("the server takes a place and a port as the client does, and says what contradicts itself", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  const fails = async (args: string[], code: number, sentence: string) => {
    const result = await run(serverProgram(), [...args, ...data]);
    assertEquals([args, result.code, result.out, result.err], [args, code, "", sentence]);
  };
  const form = "--host takes an address or a name, such as 0.0.0.0, 0.0.0.0:8889 or [::]:8889; see --help\n";
  await fails(["--host", "a:1:2"], 2, form);
  await fails(["--host", ""], 2, form);
  await fails(
    ["--host", "127.0.0.1:1", "--port", "2"],
    2,
    "--host names port 1, and --port port 2: leave one of them out; see --help\n",
  );
  await fails(["127.0.0.1", "--host", "::1"], 2, "The address is named twice: 127.0.0.1 and --host ::1; see --help\n");
  await fails(["--host", "a..b"], 1, "Cannot listen on a..b: there is no such name\n");
  await using server = await startProcess(serverProgram(), ["127.0.0.1:0", "--log", "quiet", ...data]);
  using peer = await connect(server.port);
  await peer.logIn("maya");
});

Deno.test("a word that is no command and may be a host is answered with how a host is named", async () => {
  const { code, out, err } = await run(clientProgram(), ["lab"]);
  assertEquals([code, out, err], [1, "*Sorry, command is unknown\n", "If lab is a server: ngobrol --host lab\n"]);
});
