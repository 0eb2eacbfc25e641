/** The row that a person edits, without a terminal. @module */

import { assertEquals } from "@std/assert";
import { LIMITS } from "../lib/chat.ts";
import type { Key, KeyName } from "../lib/client/keys.ts";
import { complete, type Effect, openScreen, press, render, type Screen } from "../lib/client/screen.ts";
import { width } from "../lib/client/width.ts";

const pure = { permissions: "none" } as const;

/** Presses keys one after the other; a name of a key is that key, anything else is text. */
function type(screen: Screen, ...keys: (KeyName | `"${string}"`)[]): { screen: Screen; effect: Effect } {
  let effect: Effect = { kind: "none" };
  for (const key of keys) {
    const pressed: Key = key.startsWith('"') ? { name: "text", text: key.slice(1, -1) } : { name: key as KeyName };
    ({ screen, effect } = press(screen, pressed));
  }
  return { screen, effect };
}

function draft({ before, after }: Screen): string {
  return `${before}|${after}`;
}

function edited(...keys: (KeyName | `"${string}"`)[]): string {
  return draft(type(openScreen(""), ...keys).screen);
}

Deno.test("a line is edited with the keys of a terminal", pure, () => {
  assertEquals(edited('"hello"', "left", "left", '"X"'), "helX|lo");
  assertEquals(edited('"hello"', "home", '"X"', "end", '"Y"'), "XhelloY|");
  assertEquals(edited('"hello"', "backspace", "backspace", "home", "delete"), "|el");
  assertEquals(edited('"hello"', "left", "left", "end of input"), "hel|o");
  assertEquals(edited('"one two  "', "erase word"), "one |");
  assertEquals(edited('"one"', "erase word", "erase word", "backspace", "delete", "left", "right"), "|");
  assertEquals(edited('"one two"', "left", "erase before", "erase after"), "|");
});

Deno.test("the cursor steps over what a reader sees as one character", pure, () => {
  assertEquals(edited('"a👨‍👩‍👧e\u0301"', "left", "left"), "a|👨‍👩‍👧e\u0301");
  assertEquals(edited('"a👨‍👩‍👧"', "backspace"), "a|");
  assertEquals(edited('"你好"', "home", "right"), "你|好");
  assertEquals(edited('"🇮🇩x"', "home", "delete"), "|x");
});

Deno.test("enter gives the line, and Ctrl-D leaves only an empty one", pure, () => {
  assertEquals(type(openScreen(""), '"in"', "left", "enter").effect, { kind: "line", line: "in" });
  assertEquals(type(openScreen(""), "end of input").effect, { kind: "end" });
  assertEquals(type(openScreen(""), '"in"', "end of input").effect, { kind: "none" });
  assertEquals(type(openScreen(""), '"in"', "interrupt").effect, { kind: "end" });
});

Deno.test("the history is recalled, and the draft is not lost by it", pure, () => {
  const screen = openScreen("", { history: ["one", "two"] });
  assertEquals(draft(type(screen, '"dra"', "up").screen), "two|");
  assertEquals(draft(type(screen, '"dra"', "up", "up", "up").screen), "one|");
  assertEquals(draft(type(screen, '"dra"', "up", "up", "down", "down").screen), "dra|");
  assertEquals(draft(type(screen, '"dra"', "down").screen), "dra|");
});

Deno.test("nothing of a secret is shown, completed or recalled", pure, () => {
  const { screen, effect } = type(openScreen("Password: ", { secret: true }), '"surabaya"', "up", "tab");
  assertEquals(effect, { kind: "none" });
  assertEquals(render(screen, 80), { text: "Password: ", column: 10 });
  assertEquals(type(screen, "enter").effect, { kind: "line", line: "surabaya" });
});

Deno.test("a draft has a bound", pure, () => {
  const { screen } = type(openScreen(""), `"${"x".repeat(LIMITS.line + 5)}"`, '"y"');
  assertEquals(screen.before.length, LIMITS.line);
});

Deno.test("a word is completed as far as there is no choice", pure, () => {
  const at = (text: string) => type(openScreen(""), `"${text}"`).screen;
  assertEquals(draft(complete(at("send ma"), "ma", ["izza", "maya"]).screen), "send maya |");
  const common = complete(at("l"), "l", ["list", "lisa", "logout", "list"]);
  assertEquals([draft(common.screen), common.choices], ["l|", ["list", "lisa", "logout"]]);
  assertEquals(draft(complete(at("li"), "li", ["list", "lisa"]).screen), "lis|");
  assertEquals(complete(at("x"), "x", ["list"]), { screen: at("x"), choices: [] });
});

Deno.test("the row shows the cursor at the column where the terminal has it", pure, () => {
  const { screen } = type(openScreen("Command maya: "), '"你好 e\u0301"', "left");
  assertEquals(render(screen, 80), { text: "Command maya: 你好 e\u0301", column: 14 + 5 });
});

Deno.test("a row never reaches the terminal's last column, and the cursor is always in it", pure, () => {
  for (const text of ["x".repeat(200), "你".repeat(90), "a👨‍👩‍👧e\u0301".repeat(40), "\u202e".repeat(50)]) {
    for (const columns of [3, 10, 20, 21, 80]) {
      let { screen } = type(openScreen("Command maya: "), `"${text}"`);
      for (let step = 0; step < 210; step++) {
        const row = render(screen, columns);
        assertEquals(width(row.text) < columns, true, `${columns} columns: ${row.text}`);
        assertEquals(row.column >= 0 && row.column <= width(row.text), true);
        ({ screen } = press(screen, { name: "left" }));
      }
      assertEquals(screen.before, "");
    }
  }
});

Deno.test("a pasted control character is shown and cannot act", pure, () => {
  assertEquals(render(type(openScreen(""), '"a\u202eb"').screen, 80).text, "a\\u202eb");
});
