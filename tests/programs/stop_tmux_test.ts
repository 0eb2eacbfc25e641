/** Both programs are stopped and go on at a real terminal, in a shell that takes it back meanwhile. @module */

import { assert, assertEquals } from "@std/assert";
import { clientProgram, PASSWORD, serverProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

/** A shell with jobs, in which a program was started. */
async function startInShell(program: readonly string[]): Promise<Pane> {
  const pane = await startPane(["bash", "--norc", "--noprofile", "-i"]);
  // The suite itself may be run by `deno task`; the programs are not.
  await enter(pane, "unset INIT_CWD; PS1='shell> '; clear");
  await pane.see("shell>");
  await enter(pane, program.map((word) => `'${word}'`).join(" "));
  return pane;
}

async function enter(pane: Pane, line: string): Promise<void> {
  await pane.type(line);
  await pane.press("Enter");
}

/** Stops the program by Ctrl-Z, in whose place the shell talks to the person, and lets it go on. */
async function stopAndGoOn(pane: Pane, mark: string): Promise<void> {
  await pane.press("C-z");
  await pane.see("Stopped");
  await enter(pane, `clear; echo ${mark}`);
  await pane.see(`\n${mark}`.trimStart());
  await enter(pane, "fg");
}

Deno.test("Ctrl-Z stops the client, which goes on with its draft and shows no password", options, async () => {
  await using server = await startServer();
  await using pane = await startInShell([...clientProgram(), "--port", String(server.port)]);
  await pane.see("Command :");
  await pane.type("auth ma");
  await pane.see("Command : auth ma");
  await stopAndGoOn(pane, "one");
  await pane.see("\nCommand : auth ma");
  await enter(pane, "ya");
  await pane.see("Password of maya:");
  await pane.type("sura");
  await stopAndGoOn(pane, "two");
  await pane.see("\nPassword of maya:");
  await enter(pane, "baya");
  const screen = await pane.see("username maya logged in");
  assert(!screen.includes("baya"), screen);
  assert(!(await pane.all()).includes("sura"));
  assertEquals(PASSWORD, "surabaya");
});

Deno.test("the client in a plain look shows no password after it was stopped", options, async () => {
  await using server = await startServer();
  await using pane = await startInShell([...clientProgram(), "--plain", "--port", String(server.port)]);
  await pane.see("Command :");
  await enter(pane, "auth maya");
  await pane.see("Password of maya:");
  await stopAndGoOn(pane, "one");
  await pane.see("\nPassword of maya:");
  await enter(pane, PASSWORD);
  const screen = await pane.see("username maya logged in");
  assert(!screen.includes(PASSWORD), screen);
});

Deno.test("one command of the client asks for a password that is not shown after it was stopped", options, async () => {
  await using server = await startServer();
  const command = ["--user", "maya", "--port", String(server.port), "list"];
  await using pane = await startInShell([...clientProgram(), ...command]);
  await pane.see("Password of maya:");
  await stopAndGoOn(pane, "one");
  await pane.see("\nPassword of maya:");
  await enter(pane, PASSWORD);
  const screen = await pane.see('["maya"]\nshell>');
  assert(!screen.includes(PASSWORD), screen);
});

Deno.test("the server's questions for a password show nothing after it was stopped", options, async () => {
  using directory = temporaryDirectory();
  await using pane = await startInShell([...serverProgram(), "user", "add", "sari", "--data", directory.path]);
  await pane.see("Password for sari:");
  await pane.type("sura");
  await stopAndGoOn(pane, "one");
  await pane.see("\nPassword for sari:");
  await enter(pane, "bayx");
  await pane.see("The same again:");
  await stopAndGoOn(pane, "two");
  await pane.see("\nThe same again:");
  await enter(pane, "surabayx");
  const screen = await pane.see("sari can log in");
  assert(!screen.includes("bayx"), screen);
  await enter(pane, "clear; stty -a | grep -ow -- '-*icanon'");
  await pane.see("icanon\nshell>");
  assert(!(await pane.see("shell>")).includes("-icanon"));
});

Deno.test("by deno task, Ctrl-Z says that it does nothing", options, async () => {
  await using server = await startServer();
  const client = [...clientProgram(), "--port", String(server.port)];
  await using pane = await startPane(client, { env: { INIT_CWD: "/" } });
  await pane.see("Command :");
  await pane.type("li");
  await pane.press("C-z");
  await pane.see("Ctrl-Z does nothing here");
  await enter(pane, "st");
  await pane.see("Error,");
  await pane.press("C-c");
  await pane.see("terminal restored");
});
