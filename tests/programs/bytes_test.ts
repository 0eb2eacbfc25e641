/**
 * The programs and bytes that are no text, and streams that would not wait: what is not UTF-8 is refused wherever it comes
 * in, and a stream that has nothing now is waited for.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  clientProgram,
  PASSWORD,
  run,
  type ServerProcess,
  serverProgram,
  startProcess,
  startServer,
  temporaryDirectory,
  type TestServer,
  texts,
} from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";
import { exitCode, until, within } from "../support/patience.ts";

/** Runs a command with its streams set not to wait. */
const NO_WAIT = `use Fcntl;
for my $stream (*STDIN, *STDOUT, *STDERR) { fcntl($stream, F_SETFL, fcntl($stream, F_GETFL, 0) | O_NONBLOCK) }
exec @ARGV`;

async function has(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["-e", "use Fcntl"], stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

const nonBlocking = { ignore: !await has("perl") };

type Streams = Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr" | "env">;

/** Starts a program whose streams do not wait. */
function startNoWait(program: readonly string[], options: Streams = {}): Deno.ChildProcess {
  const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  return new Deno.Command("perl", { args: ["-e", NO_WAIT, ...program], ...streams, ...options }).spawn();
}

/** Runs a command of a shell, in which `"$@"` is the program. */
async function shell(command: string, program: readonly string[], env: Record<string, string> = {}) {
  const process = new Deno.Command("sh", {
    args: ["-c", command, "sh", ...program],
    env: { NGOBROL_PASSWORD: PASSWORD, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await within(command, process.output(), () => process.kill("SIGKILL"));
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** Writes pieces, between which there is nothing to read for a while. */
async function write(process: Deno.ChildProcess, ...pieces: (string | (() => Promise<unknown>))[]): Promise<void> {
  const input = process.stdin.getWriter();
  for (const piece of pieces) {
    if (typeof piece === "string") await input.write(new TextEncoder().encode(piece));
    else await piece();
  }
  await input.close();
}

/** What maya has sent to izza, as soon as there is something. */
async function firstOf(server: TestServer): Promise<string[]> {
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  let found: string[] | undefined;
  await until(async () => {
    found = texts(await peer.ask(`inbox ${token}`))["maya"];
    return found !== undefined;
  }, "izza has a message");
  return found!;
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a long result goes whole to a pipe that does not wait, however late it is read", nonBlocking, async () => {
  await using server = await startServer();
  using peer = await server.connect();
  const token = await peer.logIn("izza");
  for (let number = 0; number < 12; number++) await peer.ask(`send ${token} maya ${"x".repeat(60_000)}`);
  const program = [...clientProgram(), "--port", String(server.port), "--user", "maya", "--json", "inbox"];
  const process = startNoWait(program, { stdin: "null", env: { NGOBROL_PASSWORD: PASSWORD } });
  // The pipe is full, and stays so until the program has tried to write to it again: it shows what it does meanwhile.
  const reader = process.stdout.getReader();
  let length = 0;
  for (;;) {
    const { value, done } = await within("the result", reader.read());
    if (done) break;
    length += value.length;
    await turn();
  }
  assert(length > 12 * 60_000);
  assertEquals(await exitCode(process), 0);
  assertEquals(await new Response(process.stderr).text(), "");
});

Deno.test("commands come from a pipe that does not wait, whenever they are written", nonBlocking, async () => {
  await using server = await startServer();
  for (const words of [[], ["--json"]]) {
    const program = [...clientProgram(), "--port", String(server.port), "--user", "maya", ...words];
    const process = startNoWait(program, { env: { NGOBROL_PASSWORD: PASSWORD } });
    const reader = process.stdout.getReader();
    const told = () => within("a result", reader.read());
    if (words.length > 0) await told(); // Live.
    await write(process, "list\n", told, "li", turn, "st\n", told);
    reader.releaseLock();
    assertEquals(await exitCode(process), 0, await new Response(process.stderr).text());
    await process.stdout.cancel();
  }
});

Deno.test("a password comes from a pipe that does not wait", nonBlocking, async () => {
  using directory = temporaryDirectory();
  const program = [...serverProgram(), "user", "add", "sari", "--password-stdin", "--data", directory.path];
  const process = startNoWait(program);
  const out = new Response(process.stdout).text();
  await write(process, "raha", turn, "sia\n");
  assertEquals(await exitCode(process), 0, await new Response(process.stderr).text());
  assertMatch(await out, /^sari can log in/);
});

Deno.test("a server whose streams do not wait serves, logs and stops", nonBlocking, async () => {
  using directory = temporaryDirectory();
  const process = startNoWait([...serverProgram(), "--port", "0", "--data", directory.path], { stdin: "null" });
  const reader = process.stdout.getReader();
  const { value } = await within("the banner", reader.read());
  assertMatch(new TextDecoder().decode(value), / listens on /);
  process.kill("SIGTERM");
  assertEquals(await exitCode(process), 0);
  assertMatch(await new Response(process.stderr).text(), /SIGTERM: stopping\n$/);
  await reader.cancel();
});

Deno.test("standard input that is a directory, or cannot be read, is told in a sentence", async () => {
  await using server = await startServer();
  using directory = temporaryDirectory();
  const client = [...clientProgram(), "--port", String(server.port), "--user", "maya"];
  const add = [...serverProgram(), "user", "add", "sari", "--password-stdin", "--data", directory.path];
  for (const program of [client, [...client, "--json"], add]) {
    for (const stream of ["</", `0>${directory.path}/file`]) {
      const { code, err } = await shell(`"$@" ${stream}`, program);
      assertEquals(code, 1);
      assertMatch(err, /^Cannot read standard input: [^\n]+\n$/);
    }
  }
});

Deno.test("closed streams are no reason not to work", async () => {
  await using server = await startServer();
  using directory = temporaryDirectory();
  const client = [...clientProgram(), "--port", String(server.port), "--user", "maya"];
  assertEquals((await shell('"$@" list <&-', client)).out, '["maya"]\n');
  assertEquals((await shell('"$@" <&-', client)).code, 0);
  assertEquals((await shell('"$@" list <&- >&-', client)).code, 0);
  const add = [...serverProgram(), "user", "add", "sari", "--password-stdin", "--data", directory.path];
  assertMatch((await shell('"$@" <&-', add)).err, /^A password has 1 to 256 characters/);
});

Deno.test("what is not UTF-8 in a pipe is refused, and what comes after it counts", async () => {
  await using server = await startServer();
  const client = [...clientProgram(), "--port", String(server.port), "--user", "maya"];
  const { code, out } = await shell(`printf 'send izza caf\\351\\nsend izza ok\\nsend izza a\\0b\\n' | "$@"`, client);
  assertMatch(out, /^Error, The request is not valid UTF-8\nmessage sent to izza\nError, [^\n]*control character\n/);
  assertEquals(code, 1);
  assertEquals(await firstOf(server), ["ok"]);
});

Deno.test("an environment that is not UTF-8 is refused, if it counts", async () => {
  await using server = await startServer();
  const client = [...clientProgram(), "--port", String(server.port), "--user", "maya", "list"];
  for (const name of ["NGOBROL_PASSWORD", "XDG_STATE_HOME"]) {
    const { code, err } = await shell(`${name}=$(printf 'caf\\351') "$@"`, client);
    assertEquals([code, err], [2, `${name} in the environment is not valid UTF-8\n`]);
  }
  assertEquals((await shell(`OTHER=$(printf 'caf\\351') "$@"`, client)).code, 0);
});

Deno.test("a password that is not UTF-8 is refused, at its end too", async () => {
  using directory = temporaryDirectory();
  const add = [...serverProgram(), "user", "add", "sari", "--password-stdin", "--data", directory.path];
  for (const password of ["caf\\351\\n", "caf\\351", "\\351a\\nb"]) {
    const { code, err } = await shell(`printf '${password}' | "$@"`, add);
    assertEquals([code, err], [2, "The password is not valid UTF-8; see --help\n"]);
  }
  assertMatch((await shell(`printf 'a\\0b\\n' | "$@"`, add)).err, /^A password has 1 to 256 characters/);
  assertEquals(
    (await shell(`printf '\\357\\273\\277surabaya\\r\\n' | "$@"`, add)).code,
    0,
    "A byte order mark is none",
  );
});

async function startFor(directory: { readonly path: string }): Promise<ServerProcess> {
  return await startProcess(serverProgram(), ["--port", "0", "--data", directory.path]);
}

Deno.test("a password logs in however it is typed", async () => {
  using directory = temporaryDirectory();
  const add = ["user", "add", "sari", "--password-stdin", "--data", directory.path];
  assertEquals((await run(serverProgram(), add, { input: "caf\u00e9\n" })).code, 0);
  await using server = await startFor(directory);
  for (const [password, code] of [["caf\u00e9", 0], ["cafe\u0301", 0], ["cafe", 1]] as const) {
    const args = ["--port", String(server.port), "--user", "sari", "list"];
    assertEquals((await run(clientProgram(), args, { env: { NGOBROL_PASSWORD: password } })).code, code, password);
  }
});

const terminal = { ignore: !await hasTmux() };

Deno.test("what a terminal sends that is not UTF-8 is shown, refused, and can be mended", terminal, async () => {
  await using server = await startServer();
  const program = [...clientProgram(), "--port", String(server.port), "--user", "maya"];
  await using pane = await startPane(program, { env: { NGOBROL_PASSWORD: PASSWORD } });
  await pane.see("Command maya:");
  await pane.send(Uint8Array.of(...new TextEncoder().encode("send izza caf"), 0xe9, 0x0d));
  await pane.see("is not valid UTF-8, so nothing was sent");
  await pane.press("BSpace");
  await pane.type("e");
  await pane.press("Enter");
  await pane.see("cafe");
  assertEquals(await firstOf(server), ["cafe"]);
});

Deno.test("a plain terminal and a hidden password are refused so, too", terminal, async () => {
  await using server = await startServer();
  const program = [...clientProgram(), "--port", String(server.port), "--plain"];
  await using pane = await startPane(program);
  await pane.see("Command :");
  await pane.type("auth maya");
  await pane.press("Enter");
  await pane.see("Password of maya");
  await pane.send(Uint8Array.of(0x61, 0xe9, 0x0d));
  await pane.see("is not valid UTF-8, so nothing was sent");
  await pane.type(PASSWORD);
  await pane.press("Enter");
  await pane.see("Command maya:");
  await pane.send(Uint8Array.of(...new TextEncoder().encode("send izza caf"), 0xe9, 0x0d));
  await pane.type("send izza ok");
  await pane.press("Enter");
  await pane.see("you -> izza: ok");
  assertEquals(await firstOf(server), ["ok"]);
});

Deno.test("a password for somebody new that is not UTF-8 is refused", terminal, async () => {
  using directory = temporaryDirectory();
  await using pane = await startPane([...serverProgram(), "user", "add", "sari", "--data", directory.path]);
  await pane.see("Password for sari:");
  await pane.send(Uint8Array.of(0x61, 0xe9, 0x0d));
  await pane.see("The same again:");
  await pane.send(Uint8Array.of(0x61, 0xe9, 0x0d));
  await pane.see("The password is not valid UTF-8");
  await pane.see("code 2");
});

Deno.test("a password that is typed behind auth does not stay on the screen", terminal, async () => {
  await using server = await startServer();
  await using pane = await startPane([...clientProgram(), "--port", String(server.port)]);
  await pane.see("Command :");
  await pane.type(`auth maya ${PASSWORD}`);
  await pane.press("Enter");
  await pane.see("Command maya:");
  const screen = await pane.all();
  assert(screen.includes("auth ***") && !screen.includes(PASSWORD), screen);
});
