/**
 * Runs the dialogues of `docs/protocol.md` against the server. In them, a line is sent with CRLF; `<name>` in a reply
 * stands for any text, and for the same text from then on (`<commands>` and `<names>` for those of the command table);
 * `C2` and `S2` are another connection.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ERROR_CODES } from "../../lib/chat.ts";
import { describeLimits, SERVER_DEFAULTS } from "../../lib/server/limits.ts";
import { type Peer, quickProof, ROOT, startServer, temporaryDirectory, type TestServer } from "../support/helpers.ts";
import { COMMAND_NAMES, COMMANDS } from "../../lib/wire/command.ts";
import { Registration } from "../../lib/server/chat/accounts/registration.ts";

/** Those of a server, which `hello` tells; a proof takes a test's time. */
const LIMITS = { ...SERVER_DEFAULTS, proof: quickProof() };

const document = Deno.readTextFileSync(`${ROOT}docs/protocol.md`);

interface Dialogue {
  title: string;
  lines: string[];
}

function readDialogues(): Dialogue[] {
  const blocks = document.matchAll(/^```dialogue\n(.*?)^```/gms);
  return Array.from(blocks, ({ index, 1: text }) => ({
    title: document.slice(0, index).match(/^#+ .*$/gm)!.at(-1)!.replace(/^#+ /, ""),
    lines: text!.trimEnd().split("\n"),
  }));
}

async function play(server: TestServer, lines: string[]): Promise<void> {
  using peers = new DisposableStack();
  const byNumber = new Map<string, Peer>();
  const known = new Map([["commands", JSON.stringify(COMMAND_NAMES).slice(1, -1).replaceAll(",", ", ")]]);
  known.set("names", COMMAND_NAMES.join(", "));
  for (const line of lines) {
    const [, side, number, text] = /^([CS])(\d*): ?(.*)$/.exec(line)!;
    const peer = byNumber.get(number!) ?? peers.use(await server.connect());
    byNumber.set(number!, peer);
    if (side === "C") await say(peer, fill(text!, known));
    else await expect(peer, text!, known);
  }
}

/** Puts in what is known of `<name>`. */
function fill(text: string, known: Map<string, string>): string {
  return text.replaceAll(/<([a-z]+)>/g, (whole, name) => known.get(name) ?? whole);
}

async function say(peer: Peer, text: string): Promise<void> {
  if (text === "<CLOSE>") return peer.conn.close();
  if (text === "<RESET>") return await reset(peer);
  const bytes = /^<(\d+) BYTES>$/.exec(text)?.[1];
  await peer.send(`${bytes ? "x".repeat(Number(bytes)) : text}\r\n`);
}

/** A close with bytes that came and were not read resets the connection. */
async function reset(peer: Peer): Promise<void> {
  await peer.readBytes(1);
  peer.conn.close();
}

async function expect(peer: Peer, text: string, known: Map<string, string>): Promise<void> {
  const reply = await peer.receive();
  if (text === "<EOF>") return assertEquals(reply, "");
  const names: string[] = [];
  const pattern = fill(text, known).split(/<([a-z]+)>/).map((part, index) => {
    if (index % 2 === 1) return names.push(part), '([^" ]+)';
    return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }).join("");
  const match = new RegExp(`^${pattern}\r\n\r\n$`).exec(reply);
  assert(match, `Expected ${text}, got ${reply}`);
  names.forEach((name, index) => known.set(name, match[index + 1]!));
}

for (const [index, { title, lines }] of readDialogues().entries()) {
  Deno.test(`dialogue ${index + 1} of the protocol document is what the server says: ${title}`, async () => {
    const registration = new Registration({ mode: "code", code: "K7MP3XWQ", title: "Kelas 7B" });
    using directory = temporaryDirectory();
    await using server = await startServer({ files: directory.path, limits: LIMITS, teachers: ["guru"], registration });
    await play(server, lines);
  });
}

Deno.test("a dialogue that says something else than the server is noticed", async () => {
  await using server = await startServer({ limits: LIMITS });
  let noticed = false;
  await play(server, ["C: list", 'S: {"status": "OK"}']).catch(() => noticed = true);
  assert(noticed);
});

Deno.test("the protocol document has every command and every other name of a command", () => {
  for (const { name, aliases } of COMMANDS) {
    assertMatch(document, new RegExp(`^### ${name}$`, "m"));
    for (const alias of aliases) assertMatch(document, new RegExp(`\`${alias}\``));
  }
});

Deno.test("O6: the protocol document has every limit that hello tells in its table of limits", () => {
  const [section] = /^## Limits$.*?^## /ms.exec(document)!;
  const cells = section.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|")[1]!);
  const told = cells.join(" ").replaceAll(/`(\w+)`, `\.\.\.(\w+)`/g, "`$1` `$1$2`");
  const names = Object.keys(describeLimits(SERVER_DEFAULTS));
  assertEquals(names.filter((name) => !told.includes(`\`${name}\``)), []);
});

Deno.test("the document has every code of an error, and the server no other", () => {
  const [, section = ""] = document.split("\n## Errors\n");
  const rows = section.split("\n## ")[0]!.matchAll(/^\| `(\w+)`/gm);
  assertEquals(Array.from(rows, ([, code]) => code), ["code", ...ERROR_CODES]);
});

/** The text of the code blocks of a language, in their order. */
function blocksOf(language: string): string[] {
  return Array.from(document.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms")), ([, text]) => text!);
}

Deno.test("the frame in hexadecimal is what is sent and what the server answers", async () => {
  await using server = await startServer();
  const [request, reply] = blocksOf("hex")[0]!.split("\n\n").map((part) => {
    const digits = part.split("\n").map((line) => line.slice(0, 47)).join(" ").trim().split(/\s+/);
    return String.fromCharCode(...digits.map((byte) => parseInt(byte, 16)));
  });
  using peer = await server.connect();
  await peer.send(request!);
  assertEquals(await peer.receive(), reply);
});

Deno.test({
  name: "the client of the document, in Python, chats with the server",
  ignore: !await hasPython(),
  async fn() {
    await using server = await startServer();
    const program = blocksOf("python")[0]!.replace("8889", String(server.port));
    const { code, stdout } = await new Deno.Command("python3", { args: ["-c", program] }).output();
    assertEquals([code, new TextDecoder().decode(stdout)], [0, "Message Sent\n{}\n"]);
  },
});

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
