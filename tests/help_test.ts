/** What a program says of one of its commands, and to who mistyped one. @module */

import { assertEquals } from "@std/assert";
import { layOut } from "../lib/columns.ts";
import { type Call, commandsIn, didYouMean, helpOf } from "../lib/help.ts";
import { nearest } from "../lib/nearest.ts";

const CALLS: readonly Call[] = [
  ["[options]", "start it"],
  ["user add NAME [--full NAME]", "add somebody; user remove takes back"],
  ["user list | export", "show all"],
  ["tell one TEXT | two | three", "tell"],
  ["stop", ""],
];

const FLAGS = {
  data: { value: "DIR", default: "here", help: "where it lies" },
  full: { value: "NAME", help: "all of a name" },
  port: { value: "PORT", help: "a port" },
};

function help(...words: string[]): string[] | undefined {
  return helpOf({ program: "prog", calls: CALLS, flags: FLAGS, always: ["data"] }, words);
}

Deno.test("the help of a command has how it is called, and the options that it names", () => {
  assertEquals(help("user", "add"), [
    "Usage:",
    "  prog user add NAME [--full NAME]  add somebody; user remove takes back",
    "",
    "Options:",
    "  --data DIR   where it lies (default here)",
    "  --full NAME  all of a name",
    "",
  ]);
  assertEquals(help("tell", "three")?.[1], "  prog tell one TEXT | two | three  tell");
  assertEquals(help("user", "nobody")?.length, 8);
  assertEquals([help("nothing"), help()], [undefined, undefined]);
});

Deno.test("the commands are those of the usage", () => {
  assertEquals(commandsIn(CALLS), ["user", "tell", "stop"]);
  assertEquals(commandsIn(CALLS, "user"), ["add", "list", "export"]);
  assertEquals(commandsIn(CALLS, "tell"), ["one", "two", "three"]);
  assertEquals(commandsIn(CALLS, "stop"), []);
});

Deno.test("what is too long for its column goes on below it", () => {
  const long = "x ".repeat(60).trim();
  assertEquals(layOut([["a", "b"], ["too long a word", long], ["cc", long]], 8), [
    "  a   b",
    "  too long a word",
    `      ${long.slice(0, 113)}`,
    `      ${long.slice(114)}`,
    `  cc  ${long.slice(0, 113)}`,
    `      ${long.slice(114)}`,
  ]);
});

Deno.test("who mistyped a word is told which one is near, and nobody else", () => {
  const words = ["send", "inbox", "history", "--port"];
  for (
    const [typed, meant] of [["sedn", "send"], ["snd", "send"], ["sendd", "send"], ["hsitoyr", "history"], [
      "--prt",
      "--port",
    ]]
  ) {
    assertEquals(nearest(typed!, words), meant, typed);
  }
  for (const typed of ["send", "", "xy", "hello", "a".repeat(100_000)]) {
    assertEquals(nearest(typed, words), undefined, typed.slice(0, 20));
  }
  assertEquals([didYouMean("sedn", words), didYouMean("hello", words)], [" (did you mean send?)", ""]);
});
