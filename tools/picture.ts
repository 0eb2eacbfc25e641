/**
 * Draws docs/chat.svg: two real clients at two real terminals (tmux) on a real server, as they look after a short chat.
 *
 * Run it again when the look of the client has changed: `deno task picture`.
 *
 * @module
 */

import {
  clientProgram,
  PASSWORD,
  ROOT,
  serverProgram,
  startProcess,
  temporaryDirectory,
} from "../tests/support/helpers.ts";
import { type Pane, startPane } from "../tests/support/pane.ts";
import { drawTerminals } from "./draw_terminals.ts";

const SIZE = { columns: 68, rows: 13 };

/** Starts a client that is logged in. */
async function startClient(port: number, user: string): Promise<Pane> {
  const program = [...clientProgram(), "--port", String(port), "--user", user, "--color", "always"];
  const pane = await startPane(program, { ...SIZE, env: { NGOBROL_PASSWORD: PASSWORD, TZ: "Asia/Jakarta" } });
  await pane.see(`Command ${user}:`);
  return pane;
}

async function say(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

/** A short chat, up to a draft that somebody is writing while messages arrive. */
async function chat(maya: Pane, izza: Pane): Promise<void> {
  await say(maya, "with izza");
  await say(maya, "Halo Izza! Sudah baca tugas soket?");
  await izza.see("tugas");
  await say(izza, "send maya Hai 😀 Sudah, server saya menjawab OK, tetapi inbox hilang kalau kabelnya dicabut");
  await maya.see("kabelnya");
  await izza.type("send maya Bagaimana caranya supaya tidak");
  await say(maya, "Baca dulu docs/protocol.md: inbox baru terbaca kalau sudah terbukti sampai");
  await say(maya, "Besok kita coba, jam 15:30 ya?");
  await izza.see("15:30");
  await maya.see("15:30 ya? [read]");
}

if (import.meta.main) {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);
  await using maya = await startClient(server.port, "maya");
  await using izza = await startClient(server.port, "izza");
  await chat(maya, izza);
  const terminals = [
    { title: "ngobrol --user maya", screen: await maya.colored(), cursor: await maya.cursor() },
    { title: "ngobrol --user izza", screen: await izza.colored(), cursor: await izza.cursor() },
  ];
  await Deno.writeTextFile(`${ROOT}docs/chat.svg`, drawTerminals(terminals, SIZE));
  console.log("docs/chat.svg is drawn");
}
