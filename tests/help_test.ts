/** What a program says of one of its commands, and to who mistyped one. @module */

import { assertEquals } from "@std/assert";
import { commandsIn, didYouMean, helpOf } from "../lib/help.ts";
import { nearest } from "../lib/nearest.ts";

const HELP = `prog 1: a program

Usage:
  prog [options]            start it
  prog user add NAME [--full NAME]  add somebody; user remove takes back
  prog user list | export   show all
  prog tell one TEXT | two |
            three           tell
  prog stop

Options:
  --data DIR   where
               it lies
  --full NAME  all of a name
  --port PORT  a port

Examples:
  prog nothing
`;

Deno.test("the help of a command has how it is called, and the options that it names", () => {
  assertEquals(helpOf(HELP, ["user", "add"], ["--data"]), [
    "Usage:",
    "  prog user add NAME [--full NAME]  add somebody; user remove takes back",
    "",
    "Options:",
    "  --data DIR   where",
    "               it lies",
    "  --full NAME  all of a name",
    "",
  ]);
  assertEquals(helpOf(HELP, ["tell", "three"])?.slice(1, 3), [
    "  prog tell one TEXT | two |",
    "            three           tell",
  ]);
  assertEquals(helpOf(HELP, ["user", "nobody"])?.length, 7);
  assertEquals([helpOf(HELP, ["nothing"]), helpOf(HELP, [])], [undefined, undefined]);
});

Deno.test("the commands are those of the usage", () => {
  assertEquals(commandsIn(HELP), ["user", "tell", "stop"]);
  assertEquals(commandsIn(HELP, "user"), ["add", "list", "export"]);
  assertEquals(commandsIn(HELP, "tell"), ["one", "two", "three"]);
  assertEquals(commandsIn(HELP, "stop"), []);
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
