/** The row that a person edits, without a terminal. @module */

import { assert, assertEquals } from "@std/assert";
import { PROTOCOL_LIMITS } from "../../lib/chat.ts";
import type { Key, KeyName } from "../../lib/client/terminal/key_decoder.ts";
import {
  complete,
  type Effect,
  type LineEditor,
  openLineEditor,
  render,
  update,
} from "../../lib/client/terminal/line_editor.ts";
import { safeWidth, width } from "../../lib/width.ts";

const pure = { permissions: "none" } as const;

/** Presses keys one after the other; a name of a key is that key, anything else is text. */
function type(editor: LineEditor, ...keys: (KeyName | `"${string}"`)[]): { editor: LineEditor; effect: Effect } {
  let effect: Effect = { kind: "none" };
  for (const key of keys) {
    const pressed: Key = key.startsWith('"') ? { name: "text", text: key.slice(1, -1) } : { name: key as KeyName };
    ({ editor, effect } = update(editor, pressed));
  }
  return { editor, effect };
}

function draft({ before, after }: LineEditor): string {
  return `${before}|${after}`;
}

function edited(...keys: (KeyName | `"${string}"`)[]): string {
  return draft(type(openLineEditor(""), ...keys).editor);
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
  assertEquals(type(openLineEditor(""), '"in"', "left", "enter").effect, { kind: "line", line: "in" });
  assertEquals(type(openLineEditor(""), "end of input").effect, { kind: "end" });
  assertEquals(type(openLineEditor(""), '"in"', "end of input").effect, { kind: "none" });
});

Deno.test("the history is recalled, and the draft is not lost by it", pure, () => {
  const editor = openLineEditor("", { history: ["one", "two"] });
  assertEquals(draft(type(editor, '"dra"', "up").editor), "two|");
  assertEquals(draft(type(editor, '"dra"', "up", "up", "up").editor), "one|");
  assertEquals(draft(type(editor, '"dra"', "up", "up", "down", "down").editor), "dra|");
  assertEquals(draft(type(editor, '"dra"', "down").editor), "dra|");
});

Deno.test("nothing of a secret is shown, completed or recalled", pure, () => {
  const { editor, effect } = type(openLineEditor("Password: ", { secret: true }), '"surabaya"', "up", "tab");
  assertEquals(effect, { kind: "none" });
  assertEquals(render(editor, 80), { text: "Password: ", column: 10 });
  assertEquals(type(editor, "enter").effect, { kind: "line", line: "surabaya" });
});

Deno.test("a draft has a bound, and what a paste loses by it is told once", pure, () => {
  const full = type(openLineEditor(""), `"${"x".repeat(PROTOCOL_LIMITS.line + 5)}"`);
  assertEquals([full.editor.before.length, full.effect], [PROTOCOL_LIMITS.line, {
    kind: "full",
    limit: PROTOCOL_LIMITS.line,
  }]);
  assertEquals(type(full.editor, '"y"').effect, { kind: "none" });
  assertEquals(type(openLineEditor(""), `"${"x".repeat(PROTOCOL_LIMITS.line)}"`).effect, { kind: "none" });
});

Deno.test("the row stays one row on terminals that draw the parts of an emoji one by one", pure, () => {
  const editor =
    type(openLineEditor("maya: "), `"${"bagus sekali 👍🏽 👨‍👩‍👧 🇮🇩 ".repeat(9)}"`, "left", "left", "left").editor;
  for (let columns = 12; columns < 90; columns++) assert(safeWidth(render(editor, columns).text) < columns);
});

Deno.test("a word is completed as far as there is no choice", pure, () => {
  const at = (text: string) => type(openLineEditor(""), `"${text}"`).editor;
  assertEquals(draft(complete(at("send ma"), "ma", ["izza", "maya"]).editor), "send maya |");
  const common = complete(at("l"), "l", ["list", "lisa", "logout", "list"]);
  assertEquals([draft(common.editor), common.choices], ["l|", ["list", "lisa", "logout"]]);
  assertEquals(draft(complete(at("li"), "li", ["list", "lisa"]).editor), "lis|");
  assertEquals(complete(at("x"), "x", ["list"]), { editor: at("x"), choices: [] });
});

Deno.test("the row shows the cursor at the column where the terminal has it", pure, () => {
  const { editor } = type(openLineEditor("Command maya: "), '"你好 e\u0301"', "left");
  assertEquals(render(editor, 80), { text: "Command maya: 你好 e\u0301", column: 14 + 5 });
});

Deno.test("a row never reaches the terminal's last column, and the cursor is always in it", pure, () => {
  for (const text of ["x".repeat(200), "你".repeat(90), "a👨‍👩‍👧e\u0301".repeat(40), "\u202e".repeat(50)]) {
    for (const columns of [3, 10, 20, 21, 80]) {
      let { editor } = type(openLineEditor("Command maya: "), `"${text}"`);
      for (let step = 0; step < 210; step++) {
        const row = render(editor, columns);
        assertEquals(width(row.text) < columns, true, `${columns} columns: ${row.text}`);
        assertEquals(row.column >= 0 && row.column <= width(row.text), true);
        ({ editor } = update(editor, { name: "left" }));
      }
      assertEquals(editor.before, "");
    }
  }
});

Deno.test("a pasted control character is shown and cannot act", pure, () => {
  assertEquals(render(type(openLineEditor(""), '"a\u202eb"').editor, 80).text, "a\\u202eb");
});

Deno.test("the cursor moves and erases by words, and never into a character", pure, () => {
  assertEquals(edited('"send izza, apa-kabar?"', "word left", "word left"), "send izza, |apa-kabar?");
  assertEquals(edited('"send izza, apa"', "home", "word right", "word right"), "send izza|, apa");
  assertEquals(edited('"a 👨‍👩‍👧👍🏽 e\u0301x"', "word left", "word left", "word left"), "|a 👨‍👩‍👧👍🏽 e\u0301x");
  assertEquals(edited('"a 👨‍👩‍👧 b"', "word left", "word left", "word right"), "a 👨‍👩‍👧| b");
  assertEquals(edited('"one two three"', "home", "erase word after", "erase word after"), "| three");
  assertEquals(edited("word left", "word right", "erase word after"), "|");
});

Deno.test("what was erased last as a whole can be put in again", pure, () => {
  assertEquals(edited('"one two"', "erase word", "yank", "yank"), "one twotwo|");
  assertEquals(edited('"one two"', "erase before", '"x "', "yank", "backspace", "erase after"), "x one tw|");
  assertEquals(edited('"one two"', "home", "erase after", "yank", "erase word after"), "one two|");
  const secret = type(openLineEditor("", { secret: true, killed: "x" }), '"surabaya"', "erase before").editor;
  assertEquals(secret.killed, "x");
});

Deno.test("a draft of several lines is edited on one row, and entered as it is", pure, () => {
  const { editor } = type(openLineEditor("> "), '"one\n\ttwo"', "left", "left", "left", "left", "backspace");
  assertEquals(draft(editor), "one|\ttwo");
  const { editor: lines } = type(openLineEditor("> "), '"one\n\ttwo"');
  assertEquals(render(lines, 80), { text: "> one⏎ two", column: 10 });
  assertEquals(type(lines, "enter").effect, { kind: "line", line: "one\n\ttwo" });
  assertEquals(type(openLineEditor("", { secret: true }), '"a\nb"', "enter").effect, { kind: "line", line: "a b" });
});

const ENTERED = { history: ["send izza apa", "list", "send maya Apa", "send izza apa", "help"] };

/** What is shown of a search. */
function searched(...keys: (KeyName | `"${string}"`)[]): string {
  return render(type(openLineEditor("> ", ENTERED), '"dra"', "left", "search", ...keys).editor, 80).text;
}

Deno.test("B2: a search finds letters however they were typed, and puts the cursor where they stand", pure, () => {
  const [composed, decomposed] = ["send izza \u00e9t\u00e9 caf\u00e9", "send izza e\u0301te\u0301 cafe\u0301"];
  const history = [decomposed, composed, "\u0130\u0130 IZZA"];
  const find = (query: string, ...keys: KeyName[]) =>
    type(openLineEditor("> ", { history }), "search", `"${query}"`, ...keys).editor;
  for (const cafe of ["caf\u00e9", "Cafe\u0301"]) {
    const first = find(cafe, "left", "right");
    assertEquals([first.before + first.after, first.before.length], [composed, composed.length - 4]);
    const second = find(cafe, "search", "left", "right");
    assertEquals([second.before + second.after, second.before.length], [decomposed, decomposed.length - 5]);
  }
  assertEquals(find(" izza", "left", "right").before, "\u0130\u0130");
});

Deno.test("the history is searched while the words are typed", pure, () => {
  assertEquals(searched(), 'search "": dra');
  assertEquals(searched('"s"'), 'search "s": send izza apa');
  assertEquals(searched('"s"', '"end m"'), 'search "send m": send maya Apa');
  assertEquals(searched('"apa"', "search"), 'search "apa": send maya Apa');
  assertEquals(searched('"apa"', "search", "search"), 'search "apa": send izza apa');
  assertEquals(searched('"apa"', "search", "search", "search"), 'search "apa": send izza apa');
  assertEquals(searched('"lisx"'), 'search "lisx" not found: dra');
  assertEquals(searched('"lisx"', "backspace"), 'search "lis": list');
  assertEquals(searched('"x"', "backspace", "backspace"), 'search "": dra');
  assertEquals(searched("search", '"\n"'), 'search " ": send izza apa');
});

Deno.test("a search shows no line twice in a row, and does not go back to newer lines as more is typed", pure, () => {
  const at = (history: string[], ...keys: (KeyName | `"${string}"`)[]) =>
    render(type(openLineEditor("", { history }), "search", ...keys).editor, 80).text;
  assertEquals(at(["a x", "b x", "b x"], '"x"', "search"), 'search "x": a x');
  assertEquals(at(["one ab", "two ab"], '"a"', "search", '"b"'), 'search "ab": one ab');
});

Deno.test("a search is taken by enter, edited by any other key, or given up", pure, () => {
  const editor = type(openLineEditor("> ", ENTERED), '"dra"', "left").editor;
  const found = (...keys: (KeyName | `"${string}"`)[]) => type(editor, "search", '"maya"', ...keys);
  assertEquals(found("enter").effect, { kind: "line", line: "send maya Apa" });
  assertEquals(draft(found("end").editor), "send maya Apa|");
  assertEquals(draft(found("right").editor), "send m|aya Apa");
  assertEquals(draft(found("up").editor), "list|");
  assertEquals(draft(found("right", "down", "down", "down").editor), "dra|");
  assertEquals([found("cancel").editor, found("cancel").effect], [editor, { kind: "none" }]);
  assertEquals(found('"x"', "enter"), { editor, effect: { kind: "none" } });
  assertEquals(found("tab").effect, { kind: "complete" });
  assertEquals([found("interrupt").effect, found("interrupt").editor.search], [{ kind: "cleared" }, undefined]);
});

Deno.test("nothing can be searched for while a secret is typed", pure, () => {
  const { editor } = type(
    openLineEditor("Password: ", { secret: true, ...ENTERED }),
    '"sura"',
    "search",
    '"baya"',
    "yank",
  );
  assertEquals(render(editor, 80).text, "Password: ");
  assertEquals(type(editor, "enter").effect, { kind: "line", line: "surabaya" });
});

Deno.test("T6: Ctrl-C clears what is written, which can be brought back, and quits on an empty line", pure, () => {
  const editor = openLineEditor("> ", { history: ["one", "two"], killed: "old" });
  assertEquals(type(editor, "interrupt").effect, { kind: "quit" });
  const cleared = type(editor, '"dra"', '"ft"', "left", "interrupt");
  assertEquals([cleared.effect, draft(cleared.editor)], [{ kind: "cleared" }, "|"]);
  assertEquals(draft(type(cleared.editor, "yank").editor), "draft|");
  assertEquals(draft(type(cleared.editor, "up").editor), "two|", "The history is where it was");
  assertEquals(type(cleared.editor, "interrupt").effect, { kind: "quit" });
  const drafts: Parameters<typeof edited>[] = [["up"], ['"a\nb"'], ["search"], ["search", '"o"'], ['"x"', "up"]];
  for (const keys of drafts) {
    const { editor: after, effect } = type(editor, ...keys, "interrupt");
    assertEquals([effect, draft(after), after.search], [{ kind: "cleared" }, "|", undefined], keys.join(" "));
  }
  const secret = openLineEditor("Password: ", { secret: true });
  assertEquals(type(secret, '"sura"', "interrupt").effect, { kind: "quit" });
});
