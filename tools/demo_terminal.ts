/**
 * Plays a chat between two people at real terminals, and explains what goes over the wire: `deno task demo`, where there is
 * tmux. It knows what a person types and sees, and what the server's log tells, and starts nothing else. `--fast` leaves
 * out the time for reading.
 *
 * @module
 */

import { VERSION } from "../lib/chat.ts";
import { clientProgram, serverProgram } from "../tests/support/helpers.ts";
import { type Pane, startPane } from "../tests/support/pane.ts";
import { until, within } from "../tests/support/patience.ts";

/** Columns of a projector, and of the terminals, which are indented. */
const WIDTH = 80;
const INDENT = 2;

/** Rows of a frame at the most. */
const MAX_ROWS = 3;

/** Rows of a terminal: what is played does not scroll out of it. */
const ROWS = 80;

/** Milliseconds for reading a line. */
const READING = 450;

type Name = "maya" | "izza";

/** What a request, a reply or an event means, by how the log shows it. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^> hello/, "a client asks what this server can do"],
  [/^< .*"name": "ngobrol"/, "and reads: old servers of the family would not know it"],
  [/^> auth /, "name and password; no log shows the password"],
  [/^< .*"User is not found"/, "refused, and why; a program reads the code"],
  [/^< .*"Wrong password"/, "five in a row, and the account has to wait"],
  [/^< .*"tokenid"/, "a token, which stands for this login in each request"],
  [/^> live /, "from now on: tell me by yourself"],
  [/^< .*"message": "Live"/, "this connection gets events, beside its replies"],
  [/^! .*"presence".*true/, "somebody has come"],
  [/^! .*"presence".*false/, "somebody has gone"],
  [/^> history /, "what was said before, and what came while the line was cut"],
  [/^< .*"messages": \[(?:\{|\])/, "with ids: what is on the screen already comes up once"],
  [/^> list /, "who is there?"],
  [/^< .*"active"/, "those who are logged in; the keys are for old clients"],
  [/^> post /, "token, key, receiver, text: repeated with its key it is one message"],
  [/^< .*"Message Sent"/, "it is on the disk now, and would survive a pulled plug"],
  [/^! .*"event": "message"/, "it arrives by itself: nobody asked for the inbox"],
  [/^> ack /, "it was shown; until now it counted as unread"],
  [/^< .*"Acknowledged"/, "so it will not come again"],
  [/^! .*"receipt": "delivered"/, "the sender hears that it has arrived"],
  [/^! .*"receipt": "read"/, "and that it was shown"],
  [/^> inbox /, "what is unread?"],
  [/^< .*"messages": \{\}/, "nothing: what was shown is read"],
  [/^> logout/, "the token ends with it"],
  [/^< .*"Logged out"/, "and whoever has stolen it has nothing"],
];

interface Step {
  readonly title: string;
  /** Who types what; a password is typed as it is, and seen nowhere. */
  readonly types: readonly (readonly [Name, string])[];
  /** What stands on whose terminal in the end. */
  readonly shows: Partial<Record<Name, string>>;
  /** The frame with which the step has ended on the wire. */
  readonly ends: RegExp;
}

const STEPS: readonly Step[] = [
  {
    title: "A name that nobody has, and a wrong password",
    types: [["maya", "auth iis"], ["maya", "surabaya"], ["maya", "auth maya"], ["maya", "keputih"]],
    shows: { maya: "Error, Wrong password" },
    ends: /"Wrong password"/,
  },
  {
    title: "maya logs in",
    types: [["maya", "auth maya"], ["maya", "surabaya"]],
    shows: { maya: "username maya logged in" },
    ends: /"message": "Live"/,
  },
  {
    title: "izza logs in, and whoever is there is told",
    types: [["izza", "auth izza"], ["izza", "surabaya"]],
    shows: { izza: "username izza logged in" },
    ends: /"message": "Live"/,
  },
  {
    title: "Who is there?",
    types: [["maya", "list"]],
    shows: { maya: '["izza", "maya"]' },
    ends: /"messages": \["izza/,
  },
  {
    title: "A message arrives by itself, and its sender sees that it was read",
    types: [["maya", "send izza hallo izza"]],
    shows: { maya: "hallo izza [read]", izza: "hallo izza" },
    ends: /"receipt": "read"/,
  },
  {
    title: "With `with maya` every line goes to maya",
    types: [["izza", "with maya"], ["izza", "apa kabar?"]],
    shows: { izza: "apa kabar? [read]", maya: "apa kabar?" },
    ends: /"receipt": "read"/,
  },
  {
    title: "A message to nobody, and an inbox that is read",
    types: [["maya", "send iis hallo"], ["maya", "inbox"]],
    shows: { maya: "No new messages" },
    ends: /"messages": \{\}/,
  },
];

const CUT: Step = {
  title: "The server starts again",
  types: [],
  shows: { maya: "masih di situ? [read]", izza: "masih di situ?" },
  ends: /"receipt": "read"/,
};

const END: Step = {
  title: "Logging out",
  types: [["maya", "logout"]],
  shows: { maya: '"Logged out"' },
  ends: /"presence".*"maya".*false/,
};

/** Options of {@linkcode playTerminals}. */
export interface TerminalDemoOptions {
  /** Whether nobody reads along. */
  readonly fast: boolean;
  /** Whether the lines may be coloured. */
  readonly colour: boolean;
  /** A new folder. */
  readonly directory: string;
}

/** A server whose log tells what goes over the wire, until it is disposed of. */
interface Watched extends AsyncDisposable {
  kill(): Promise<void>;
}

/** What goes over the wire, in order, as `maya > list ***`; a step takes what came since the last one. */
class Wire {
  #frames: string[] = [];
  #arrived = Promise.withResolvers<void>();
  /** Who comes next, and whose an address is. */
  readonly #next: Name[] = ["maya", "izza"];
  readonly #names = new Map<string, string>();

  /** A line of the server's log. */
  add(line: string): void {
    const [, came] = / connection from (\S+)$/.exec(line) ?? [];
    if (came !== undefined) this.#names.set(came, this.#next.shift() ?? "");
    const [, kind, address = "", name = this.#names.get(address) ?? "", frame = ""] =
      /(data from|reply to|event to) client (\S+)(?: \((\w+)\))? (.*)$/.exec(line) ?? [];
    if (kind === undefined) return;
    const arrow = { "data from": ">", "reply to": "<", "event to": "!" }[kind];
    this.#frames.push(`${name.padEnd(4)} ${arrow} ${kind === "data from" ? JSON.parse(frame) : frame}`);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  /** What came up to so many of a frame, with them. */
  async take(ends: RegExp, count = 1): Promise<string[]> {
    for (;;) {
      if (this.#frames.filter((frame) => ends.test(frame)).length >= count) {
        return this.#frames.splice(0, this.#frames.findLastIndex((frame) => ends.test(frame)) + 1);
      }
      await within(`${ends} on the wire`, this.#arrived.promise);
    }
  }
}

/**
 * A port that is free, and below those that a system gives to who connects: one of them could be taken by a client while the
 * server is gone.
 */
function findPort(): number {
  for (let port = 20_000 + Math.floor(Math.random() * 8_000);; port++) {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || port > 30_000) throw error;
    }
  }
}

async function startServer(wire: Wire, directory: string, port: number): Promise<Watched> {
  const [command, ...first] = serverProgram();
  const process = new Deno.Command(command, {
    args: [...first, "--port", String(port), "--log", "wire", "--data", `${directory}/data`],
    ...{ stdin: "null", stdout: "piped", stderr: "piped" } as const,
  }).spawn();
  const log = (async () => {
    let rest = "";
    for await (const part of process.stderr.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split("\n");
      rest = lines.pop()!;
      lines.forEach((line) => wire.add(line));
    }
  })();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let banner = "";
  while (!/:\d+\n/.test(banner)) {
    const { value, done } = await within("the server's banner", reader.read(), () => process.kill("SIGKILL"));
    if (done) throw new Error("The server ended");
    banner += value;
  }
  const end = async (signal: Deno.Signal) => {
    try {
      process.kill(signal);
    } catch {
      // It has ended.
    }
    await process.status;
    await reader.cancel();
    await log;
  };
  return { kill: () => end("SIGKILL"), [Symbol.asyncDispose]: () => end("SIGTERM") };
}

/** The rows of a terminal with their colours, each with those that it goes on with. */
function rowsOf(screen: string): string[] {
  let style = "";
  return screen.trimEnd().split("\n").map((row) => {
    const whole = `${style}${row.trimEnd()}\x1b[0m`;
    // deno-lint-ignore no-control-regex
    style = (style + (row.match(/\x1b\[[\d;]*m/g) ?? []).join("")).replace(/^.*\x1b\[0(?=[;m])/s, "\x1b[0");
    return whole;
  });
}

// deno-lint-ignore no-control-regex
const SGR = /\x1b\[[\d;:]*m/g;

/** What is shown, and at which pace. */
class Stage {
  readonly #options: TerminalDemoOptions;
  readonly #terminals: Readonly<Record<Name, Pane>>;
  readonly #shown: Record<Name, string[]> = { maya: [], izza: [] };
  /** Meanings that were told; once is enough. */
  readonly #explained = new Set<string>();
  #number = 0;

  constructor(options: TerminalDemoOptions, terminals: Readonly<Record<Name, Pane>>) {
    this.#options = options;
    this.#terminals = terminals;
  }

  #paint(code: number, text: string): string {
    return `\x1b[${code}m${text}\x1b[0m`;
  }

  /** A line, and the time to read it. */
  async line(text = "", lines = 1): Promise<void> {
    console.log(this.#options.colour ? text : text.replaceAll(SGR, ""));
    if (!this.#options.fast) await new Promise((resolve) => setTimeout(resolve, READING * lines));
  }

  async title(text: string): Promise<void> {
    await this.line();
    await this.line(this.#paint(1, `${++this.#number}. ${text}`), 2);
  }

  /** What is new on the terminals, without the line that is written on. */
  async terminals(): Promise<void> {
    for (const name of ["maya", "izza"] as const) {
      const rows = rowsOf(await this.#terminals[name].colored());
      if (/^Command|^\w+ to \w+:/.test(rows.at(-1)!.replaceAll(SGR, ""))) rows.pop();
      const known = this.#shown[name];
      const from = rows.findIndex((row, index) => row !== known[index]);
      this.#shown[name] = rows;
      if (from < 0) continue;
      await this.line(this.#paint(2, `  ┌ ${name}'s terminal ${"─".repeat(WIDTH - 16 - name.length)}`), 0);
      for (const row of rows.slice(from)) await this.line(`${this.#paint(2, "  │")} ${row}`);
    }
  }

  /** What went over the wire, and what it means. */
  async wire(frames: readonly string[]): Promise<void> {
    await this.line(this.#paint(2, `  ┌ on the wire ${"─".repeat(WIDTH - 16)}`), 0);
    for (const frame of frames) {
      const meaning = MEANINGS.find(([pattern]) => pattern.test(frame.slice(5)))?.[1];
      if (meaning === undefined) throw new Error(`Nobody has explained ${frame}`);
      const colour = /"ERROR"/.test(frame) ? 31 : { ">": 36, "<": 32, "!": 35 }[frame[5]!]!;
      for (const part of fold(frame)) await this.line(`${this.#paint(2, "  │")} ${this.#paint(colour, part)}`, 0.5);
      if (this.#explained.has(meaning)) continue;
      this.#explained.add(meaning);
      await this.line(`${this.#paint(2, "  │")}        ${this.#paint(3, meaning)}`, 3);
    }
  }
}

/** A frame in rows that fit, its ids shortened, and cut where it is long. */
function fold(frame: string): string[] {
  const room = WIDTH - INDENT - 2;
  const rows: string[] = [];
  let row = "";
  for (const word of frame.replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, "…").split(/(?<= )(?=\S)/)) {
    if ((row + word).trimEnd().length > room) {
      rows.push(row.trimEnd());
      row = " ".repeat(7);
    }
    row += word;
  }
  rows.push(row.trimEnd());
  return rows.length <= MAX_ROWS ? rows : [...rows.slice(0, MAX_ROWS - 1), `${" ".repeat(7)}…`];
}

async function play({ title, types, shows, ends }: Step, stage: Stage, terminals: Record<Name, Pane>, wire: Wire) {
  await stage.title(title);
  for (const [name, text] of types) {
    await terminals[name].type(text);
    await terminals[name].press("Enter");
    // A password is typed only where it is asked for.
    if (text.startsWith("auth ")) {
      await until(async () => (await terminals[name].all()).trimEnd().endsWith(`Password of ${text.slice(5)}:`));
    }
  }
  for (const [name, text] of Object.entries(shows)) await terminals[name as Name].see(text);
  const frames = await wire.take(ends);
  await stage.terminals();
  await stage.wire(frames);
}

/** Plays it, and fails if a terminal or the wire does not show what is documented. */
export async function playTerminals(options: TerminalDemoOptions): Promise<void> {
  const { directory } = options;
  const wire = new Wire();
  await using parts = new AsyncDisposableStack();
  const port = findPort();
  const server = parts.use(await startServer(wire, directory, port));
  const open = async (name: Name) => {
    const program = [...clientProgram(), "--port", String(port), "--color", "always"];
    const size = { columns: WIDTH - INDENT - 2, rows: ROWS };
    const pane = parts.use(await startPane(program, { ...size, state: `${directory}/${name}` }));
    await pane.see("Connected to");
    return pane;
  };
  const terminals = { maya: await open("maya"), izza: await open("izza") };
  const stage = new Stage(options, terminals);
  await stage.line(`ngobrol ${VERSION}: a server, and two people with the client at a terminal each.`);
  await stage.line("> is what a client sends, < the reply to it, ! an event that nobody asked for.", 2);
  await stage.title("Two clients say hello");
  const hellos = await wire.take(/"name": "ngobrol"/, 2);
  await stage.terminals();
  await stage.wire(hellos);
  for (const step of STEPS) await play(step, stage, terminals, wire);
  await stage.title("kill -9: the server is gone. maya writes on");
  await server.kill();
  await terminals.maya.type("send izza masih di situ?");
  await terminals.maya.press("Enter");
  await terminals.maya.see("masih di situ? [waiting]");
  await stage.terminals();
  parts.use(await startServer(wire, directory, port));
  await play(CUT, stage, terminals, wire);
  await play(END, stage, terminals, wire);
}
