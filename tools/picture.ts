/**
 * Draws the pictures of the README: real programs at real terminals (tmux). docs/chat.svg has two clients after a short
 * chat, docs/class.svg a server for a class and a student who joins, docs/run.svg commands of an operator, docs/check.svg a check that has found something.
 *
 * Run it again when the look of the programs has changed: `deno task picture`.
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
import { SmallServer } from "../tests/check/small_server.ts";
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

interface Shot {
  title: string;
  pane: Pane;
}

async function draw(file: string, shots: readonly Shot[], size = SIZE): Promise<void> {
  const terminals = [];
  for (const { title, pane } of shots) {
    terminals.push({ title, screen: await pane.colored(), cursor: await pane.cursor() });
  }
  await Deno.writeTextFile(`${ROOT}docs/${file}`, drawTerminals(terminals, size));
  console.log(`docs/${file} is drawn`);
}

async function drawChat(data: string): Promise<void> {
  await using server = await startProcess(serverProgram(), ["--port", "0", "--log", "quiet", "--data", data]);
  await using maya = await startClient(server.port, "maya");
  await using izza = await startClient(server.port, "izza");
  await chat(maya, izza);
  const shots = [{ title: "ngobrol --user maya", pane: maya }, { title: "ngobrol --user izza", pane: izza }];
  await draw("chat.svg", shots);
}

/** A class: its server, and a student who joins and writes to all. */
async function drawClass(data: string): Promise<void> {
  const flags = ["--class", "Kelas 7B", "--host", "127.0.0.1", "--port", "0", "--lang", "id", "--data", data];
  await using server = await startPane([...serverProgram(), ...flags], { ...SIZE, env: { TZ: "Asia/Jakarta" } });
  const banner = await server.see("Teacher:");
  const code = /Class code: +(\w+)/.exec(banner)![1]!;
  const [place] = /127\.0\.0\.1:\d+/.exec(banner)!;
  const student = [...clientProgram(), "--host", place, "--color", "always"];
  await using budi = await startPane(student, { ...SIZE, env: { TZ: "Asia/Jakarta" } });
  await budi.see("Command :");
  for (const line of ["join", code, "budi", "Budi Santoso", "tiga-kata-rahasia", "tiga-kata-rahasia"]) {
    await say(budi, line);
  }
  await budi.see("Command budi:");
  await say(budi, "with #kelas");
  await budi.see("#kelas:");
  await say(budi, "Halo semua, saya sudah masuk!");
  await budi.see("[sent]");
  await draw("class.svg", [{ title: 'ngobrol-server --class "Kelas 7B"', pane: server }, {
    title: "ngobrol",
    pane: budi,
  }]);
}

/** An operator who adds people, backs up and verifies, beside a server that runs. */
async function drawRun(folder: string): Promise<void> {
  Deno.mkdirSync(`${folder}/bin`);
  const words = serverProgram().map((word) => `'${word}'`).join(" ");
  Deno.writeTextFileSync(`${folder}/bin/ngobrol-server`, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  const data = `${folder}/ngobrol-data`;
  await using _ = await startProcess(serverProgram(), ["--host", "0.0.0.0", "--port", "0", "--data", data]);
  const env = { PATH: `${folder}/bin:${Deno.env.get("PATH")}` };
  await using shell = await startPane(["sh", "-c", `cd ${folder}; exec sh -i`], { ...SIZE, env });
  await say(shell, "PS1='$ '; clear"); // Some shells have a prompt of their own for root.
  Deno.writeTextFileSync(`${folder}/team.csv`, "name;role\nMaya Lestari;teacher\nIzza Putri;\nNania Dewi;\n");
  await say(shell, "ngobrol-server user import team.csv --slips slips.html");
  await shell.see("print it");
  await say(shell, "ngobrol-server user list");
  await shell.see("Nania Dewi\n$");
  await say(shell, "ngobrol-server backup team.sqlite");
  await shell.see("unread\n$");
  await draw("run.svg", [{ title: "sh", pane: shell }]);
}

/** A check of a server that misses the end of a line where it comes in two pieces. */
async function drawCheck(): Promise<void> {
  using server = new SmallServer("misses a split CRLF");
  const flags = ["--only", "R2.1,R2.2,R2.3", "--timeout", "1", "--seed", "7", "--lang", "en"];
  const address = `127.0.0.1:${server.port}`;
  // In double quotes: the pane puts the whole into single ones, and the project may lie in a folder with a space.
  const words = [...clientProgram(), "check", "server", address, ...flags].map((word) => `"${word}"`).join(" ");
  await using pane = await startPane(["sh", "-c", `${words}; cat`], { columns: 100, rows: 20 });
  await pane.see("seed 7");
  await draw("check.svg", [{ title: `ngobrol check server ${address}`, pane }], { columns: 100, rows: 20 });
}

if (import.meta.main) {
  for (const drawOne of [drawChat, drawClass, drawRun, drawCheck]) {
    using directory = temporaryDirectory();
    await drawOne(directory.path);
  }
}
