/**
 * Plays the chat of the document between the real server and two real clients, shows each step with what went over the
 * wire, and fails if any step is not answered as documented.
 *
 * @module
 */

import { chosenOptions } from "./std/options.ts";
import { playLesson } from "./demo_class.ts";
import { hasTmux } from "../tests/support/pane.ts";
import { playPage } from "./demo_web.ts";
import { playTerminals } from "./demo_terminal.ts";
import { CLIENT_PERMISSIONS, SERVER_PERMISSIONS } from "./executable.ts";

/** Milliseconds that a step may take. */
const PATIENCE = 20_000;

/** Who types what, what the client must print for it, and how many requests that takes. */
interface Step {
  readonly who: "maya" | "izza";
  readonly types: string;
  readonly prints: readonly RegExp[];
  readonly requests: number;
  readonly title: string;
}

const STEPS: readonly Step[] = [
  step("maya", "auth iis surabaya", "Logging in, with a name that nobody has", [/^Error, User is not found$/]),
  step("maya", "auth maya keputih", "with a wrong password", [/^Error, Wrong password$/]),
  step("maya", "auth maya surabaya", "and rightly", [/^username maya logged in, token [0-9a-f-]{36}$/]),
  step("izza", "auth izza surabaya", "On the other terminal", [/^username izza logged in, token [0-9a-f-]{36}$/]),
  step("maya", "list", "Who is there?", [/^\["izza", "maya"\]$/]),
  step("maya", "send izza hallo izza", "Sending a message", [/^message sent to izza$/]),
  step("maya", "send izza apa kabar?", "and another", [/^message sent to izza$/]),
  step("maya", "send iis hallo", "and one to nobody", [/^Error, User is not found$/]),
  step("izza", "inbox", "Reading the messages", [
    /^\{"maya": \[\{"msg_from": "Kholishotul Amaliah", .*"hallo izza".*"apa kabar\?".*\}\]\}$/,
  ], 2), // And that they were shown.
  step("izza", "inbox", "They are read now", [/^\{\}$/]),
  step("izza", "logout", "Logging out", [/^"Logged out"$/]),
  step("maya", "list", "Who is still there?", [/^\["maya"\]$/]),
  step("izza", "list", "Without a login nothing goes", [/^Error, not authorized$/], 0),
  step("maya", "exit", "Leaving", [/^"Logged out"$/, /^Exit from program$/]),
];

function step(who: Step["who"], types: string, title: string, prints: RegExp[], requests = 1): Step {
  return { who, types, title, prints, requests };
}

/** What the live part expects of whom: each line of the JSON that a program would read. */
interface Seen {
  readonly who: "maya" | "izza";
  readonly sees: RegExp;
  readonly title?: string;
  readonly types?: string;
}

const LIVE: readonly Seen[] = [
  { who: "izza", sees: /"message": "Live", "user": "izza"/, title: "Live: nobody asks for the inbox any more" },
  { who: "maya", sees: /"message": "Live", "user": "maya"/ },
  { who: "izza", sees: /"event": "presence", "user": "maya", "active": true/ },
  {
    who: "maya",
    sees: /"status": "OK", "message": "Message Sent", "id": /,
    title: "A message arrives by itself",
    types: "send izza sudah live?",
  },
  { who: "izza", sees: /"event": "message".*"from": "maya".*"msg": "sudah live\?"/ },
  { who: "maya", sees: /"event": "receipt".*"delivered", "by": "izza"/, title: "and its sender hears of it" },
  { who: "maya", sees: /"event": "receipt".*"read", "by": "izza"/ },
  { who: "maya", sees: /"Logged out"/, title: "Leaving", types: "exit" },
  { who: "izza", sees: /"event": "presence", "user": "maya", "active": false/ },
];

/** A program that runs, with the lines that it prints. */
interface Running extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
  readonly out: AsyncIterator<string>;
  readonly err: AsyncIterator<string>;
  type(line: string): Promise<void>;
}

/** Starts a program of this project as a user would, with the permissions of its task. */
function start(
  main: string,
  permissions: readonly string[],
  args: string[],
  env: Record<string, string> = {},
): Running {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...chosenOptions(), ...permissions, main, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env,
  }).spawn();
  const writer = process.stdin.getWriter();
  return {
    process,
    out: lines(process.stdout),
    err: lines(process.stderr),
    type: (line) => writer.write(new TextEncoder().encode(`${line}\n`)),
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await process.status;
    },
  };
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + part).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

async function next(from: AsyncIterator<string>): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Nothing was printed within ${PATIENCE / 1000} s`)), PATIENCE);
  try {
    const { value, done } = await Promise.race([from.next(), promise]);
    if (done) throw new Error("The program ended");
    return value;
  } finally {
    clearTimeout(timer);
  }
}

async function play({ who, types, prints, requests, title }: Step, client: Running): Promise<void> {
  console.log(`\n${title}\n  ${who} types:  ${types.replace(/^(auth \S+) .*/, "$1 ********")}`);
  await client.type(types);
  const printed: string[] = [];
  for (const _ of prints) printed.push(await next(client.out));
  for (let line = 0; line < 2 * requests; line++) console.log(`  on the wire: ${await next(client.err)}`);
  for (const line of printed) console.log(`  ${who} sees:   ${line}`);
  prints.forEach((expected, index) => {
    if (!expected.test(printed[index]!)) throw new Error(`Expected ${expected}, got: ${printed[index]}`);
  });
}

/** Two clients for programs, which print every reply and event as a line of JSON. */
async function playLive(port: string, directory: string): Promise<void> {
  const join = (user: string) =>
    start("client.ts", CLIENT_PERMISSIONS, ["--port", port, "--user", user, "--json"], {
      NGOBROL_PASSWORD: "surabaya",
      XDG_STATE_HOME: `${directory}/${user}`,
    });
  await using stack = new AsyncDisposableStack();
  const clients: Record<string, Running> = {};
  for (const { who, sees, title, types } of LIVE) {
    const client = clients[who] ??= stack.use(join(who));
    if (title !== undefined) console.log(`\n${title}`);
    if (types !== undefined) console.log(`  ${who} types:  ${types}`);
    if (types !== undefined) await client.type(types);
    const line = await next(client.out);
    console.log(`  ${who} gets:   ${line}`);
    if (!sees.test(line)) throw new Error(`Expected ${sees}, got: ${line}`);
  }
}

async function demo(): Promise<void> {
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-demo-" });
  try {
    await using server = start("server.ts", SERVER_PERMISSIONS, ["--port", "0", "--log", "quiet", "--data", directory]);
    const banner = await next(server.out);
    console.log(banner);
    const port = /:(\d+)$/.exec(banner)![1]!;
    await using maya = start("client.ts", CLIENT_PERMISSIONS, ["--port", port, "--wire"]);
    await using izza = start("client.ts", CLIENT_PERMISSIONS, ["--port", port, "--wire"]);
    for (const step of STEPS) await play(step, { maya, izza }[step.who]);
    await playLive(port, directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** Where there is no terminal to be had for the clients, they are played in pipes. */
async function playSeed(options: { fast: boolean; colour: boolean }): Promise<void> {
  if (!await hasTmux()) return await demo();
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-demo-" });
  try {
    await playTerminals({ ...options, directory });
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

if (import.meta.main) {
  const options = { fast: Deno.args.includes("--fast"), colour: Deno.stdout.isTerminal() && !Deno.noColor };
  try {
    if (Deno.args.includes("--class")) {
      console.log(`\nWhat the teacher takes home is in ${await playLesson(options)}`);
    } else if (Deno.args.includes("--web")) {
      const ended = new AbortController();
      Deno.addSignalListener("SIGINT", () => ended.abort());
      await playPage(options, ended.signal);
    } else if (Deno.args.includes("--pipe")) {
      await demo();
    } else {
      await playSeed(options);
    }
  } catch (error) {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
  console.log("\nAll of it as documented.");
}
