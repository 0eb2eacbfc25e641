/**
 * Makes the store of a release with the real server, for `tests/store/released_stores_test.ts` to open with every later one:
 * `deno run -A tests/data/make_store.ts`, with $STD as the tasks of deno.json set it. Once a release, and never again.
 *
 * @module
 */

import { VERSION } from "../../lib/chat.ts";
import { connect, ROOT, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";

const data = `${ROOT}tests/data/store_${VERSION}`;
using directory = temporaryDirectory();
const args = ["--data", directory.path];

async function user(...words: string[]): Promise<void> {
  const { code, err } = await run(serverProgram(), ["user", ...words, ...args], { input: "rahasia\n" });
  if (code !== 0) throw new Error(err);
}

await user("add", "budi", "--name", "Budi Santoso \u{1f600}", "--password-stdin");
await user("add", "siti", "--password-stdin");
await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", ...args]);
using peer = await connect(server.port);
const tokens: Record<string, string> = { izza: await peer.logIn("izza"), nania: await peer.logIn("nania") };
for (const name of ["budi", "siti"]) tokens[name] = (await peer.ask(`auth ${name} rahasia`))["tokenid"];
const send = (from: string, to: string, text: string) => peer.ask(`send ${tokens[from]} ${to} ${text}`);
await send("izza", "budi", "read");
await send("siti", "budi", "read, and its sender is gone");
const read = await peer.ask(`inbox ${tokens["budi"]}`);
await send("siti", "budi", "unread, and its sender is gone");
for (let i = 0; i < 20; i++) await send("izza", "budi", `unread ${i}: \u{e9} \u{2192} \u{65e5}\u{672c}`);
await send("budi", "izza", "x".repeat(9000));
const key = "7d1d6a1c-8d2e-4c0b-9b7e-0e6f4c1f2a3b";
const posted = { key, reply: await peer.ask(`post ${tokens["nania"]} ${key} izza posted`) };
using live = await connect(server.port);
await live.send(`live ${tokens["izza"]}\r\n`);
// The reply, what is unread, and the receipt's time in the store.
while (!(await live.receive()).includes("posted"));
await live.ask(`list ${tokens["izza"]}`);
const { messages: conversation } = await peer.ask(`history ${tokens["nania"]} izza`);
await peer.ask(`logout ${tokens["nania"]}`);
for (const command of [`addgroup ${tokens["izza"]} kelompok`, `joingroup ${tokens["budi"]} kelompok`]) {
  await peer.ask(command);
}
await send("izza", "#kelompok", "to all of them");
const { messages: group } = await peer.ask(`history ${tokens["budi"]} #kelompok`);
await user("remove", "siti");
const at = Date.now();
using reader = await connect(server.port);
const inbox = (await reader.ask(`inbox ${tokens["budi"]}`))["messages"];
server.process.kill("SIGTERM"); // What was shown stays unread.
await server.process.status;

Deno.copyFileSync(`${directory.path}/chat.sqlite`, `${data}.sqlite`);
const text = JSON.stringify({ at, tokens, read: read["messages"], inbox, posted, conversation, group }, null, 2);
Deno.writeTextFileSync(
  `${data}.json`,
  `${text.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`,
);
