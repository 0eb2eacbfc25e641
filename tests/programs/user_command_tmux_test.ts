/** The password that an operator types for somebody, at a real terminal. @module */

import { assert, assertMatch } from "@std/assert";
import { PASSWORD, run, serverProgram, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

/** A terminal that asks for the password of somebody new. */
async function addUser(directory: { readonly path: string }) {
  const pane = await startPane([...serverProgram(), "user", "add", "sari", "--data", directory.path]);
  await pane.see("Password for sari:");
  return pane;
}

Deno.test("a password is asked for twice and not shown, and the terminal is as it was then", options, async () => {
  using directory = temporaryDirectory();
  await using pane = await addUser(directory);
  await pane.type(PASSWORD);
  // What comes before the second question is not shown either.
  await pane.press("Enter");
  await pane.type(`${PASSWORD}x`);
  await pane.press("BSpace", "Enter");
  const screen = await pane.see("terminal restored");
  assertMatch(screen, /^Password for sari: *\nThe same again: *\nsari can log in when a server runs on [^\n]*\n/);
  assertMatch(screen, /\ncode 0\nterminal restored\n/);
});

Deno.test("two passwords that differ are refused", options, async () => {
  using directory = temporaryDirectory();
  await using pane = await addUser(directory);
  await pane.type(PASSWORD);
  await pane.press("Enter");
  await pane.type("keputih");
  await pane.press("Enter");
  assertMatch(await pane.see("terminal restored"), /\nThe passwords do not match\ncode 1\n/);
});

Deno.test(
  "Ctrl-C at the question for a password ends the program and leaves the terminal as it was",
  options,
  async () => {
    using directory = temporaryDirectory();
    await using pane = await addUser(directory);
    await pane.type("abc");
    await pane.press("C-c");
    const screen = await pane.see("code 130");
    assert(!screen.includes("abc"));
    await pane.see("terminal restored");
    const { out } = await run(serverProgram(), ["user", "list", "--data", directory.path]);
    assert(!out.includes("sari"));
  },
);

Deno.test("SIGTERM at the question for a password leaves the terminal as it was", options, async () => {
  using directory = temporaryDirectory();
  await using pane = await addUser(directory);
  await pane.type("abc");
  Deno.kill(findProcess(directory.path), "SIGTERM");
  await pane.see("code 143");
  await pane.see("terminal restored");
});

/** The process of the server's program that works on a directory. */
function findProcess(directory: string): number {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const words = commandLine(name).split("\0");
    // The shell that waits for it has the same words, but in one.
    if (words.includes("--data") && words.includes(directory)) return Number(name);
  }
  throw new Error(`No process works on ${directory}`);
}

function commandLine(pid: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`);
  } catch {
    return ""; // It has ended.
  }
}
