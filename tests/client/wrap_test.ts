/** Texts as rows of a terminal. @module */

import { assert, assertEquals } from "@std/assert";
import { clusters, safeWidth, width } from "../../lib/width.ts";
import { wrap } from "../../lib/client/terminal/wrap.ts";

const pure = { permissions: "none" } as const;

Deno.test("a text is broken between words, and its other spaces stay", pure, () => {
  assertEquals(wrap("apa kabar teman", 10), ["apa kabar", "teman"]);
  assertEquals(wrap("apa  kabar   teman", 10), ["apa  kabar", "teman"]);
  assertEquals(wrap("", 10), [""]);
  assertEquals(wrap("   ", 10), [""]);
  assertEquals(wrap("1234567890", 10), ["1234567890"]);
  assertEquals(wrap("1234567890 1", 10), ["1234567890", "1"]);
});

Deno.test("the first row leaves room, and the others hang", pure, () => {
  assertEquals(wrap("satu dua tiga empat", 14, { first: 6, hang: 3 }), ["satu dua", "   tiga empat"]);
  assertEquals(wrap("katapertama dua", 14, { first: 6, hang: 3 }), ["", "   katapertama", "   dua"]);
});

Deno.test("the indentation of a line of code survives", pure, () => {
  assertEquals(wrap("    return x", 20, { first: 6 }), ["    return x"]);
  assertEquals(wrap("        x", 6), ["     x"]);
});

Deno.test("a word that is longer than a row is cut, never within what a reader sees as one character", pure, () => {
  assertEquals(wrap("see https://ngobrol.example/x", 12, { hang: 2 }), ["see https://", "  ngobrol.ex", "  ample/x"]);
  assertEquals(wrap("👨‍👩‍👧".repeat(5), 5), ["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]);
  assertEquals(wrap("e\u0301".repeat(5), 2), ["e\u0301e\u0301", "e\u0301e\u0301", "e\u0301"]);
});

Deno.test("what is written without spaces is broken between characters, but not before what closes", pure, () => {
  assertEquals(wrap("ok 你好世界。再见", 9), ["ok 你好世", "界。再见"]);
  assertEquals(wrap("你好世。", 6), ["你好", "世。"]);
  assertEquals(wrap("你好「世", 6), ["你好", "「世"]);
  assertEquals(wrap("abc你好", 5), ["abc你", "好"]);
});

Deno.test("no row is wider than the terminal, and no character is lost", pure, () => {
  const texts = [
    "kata yang panjang sekali, benar-benar",
    "你好世界 hello 👨‍👩‍👧👍🏽 e\u0301e\u0301e\u0301 ｆｕｌｌ",
    "x".repeat(50),
    "  a  b  ",
  ];
  for (const text of texts) {
    for (let columns = 2; columns < 40; columns++) {
      for (const [first, hang] of [[0, 0], [5, 2], [1, 0], [9, 9]] as const) {
        if (Math.max(first, hang) + 2 > columns) continue;
        const rows = wrap(text, columns, { first, hang });
        rows.forEach((row, index) => assert(width(row) + (index === 0 ? first : 0) <= columns, `${columns}: ${row}`));
        assertEquals(rows.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
        assertEquals(rows.flatMap(clusters).filter((c) => c !== " "), clusters(text).filter((c) => c !== " "));
      }
    }
  }
});

Deno.test("a terminal without room for one character still gets all of them", pure, () => {
  assertEquals(wrap("你好", 1), ["你", "好"]);
  assertEquals(wrap("ab", 2, { first: 5, hang: 4 }).join("").replaceAll(" ", ""), "ab");
});

Deno.test("a text of the greatest length is wrapped in no time, whatever it is made of", pure, () => {
  for (const text of [" ".repeat(65_000), `a${" ".repeat(65_000)}b`, "x ".repeat(32_000), "x".repeat(65_000)]) {
    const before = performance.now();
    wrap(text, 80);
    assert(performance.now() - before < 2_000);
  }
});

Deno.test("where terminals differ in the width of a character, the widest is known", pure, () => {
  assertEquals([safeWidth("abc 你"), safeWidth("e\u0301")], [6, 1]);
  assertEquals(safeWidth("👨‍👩‍👧"), 8);
  assertEquals(safeWidth("a\u00ad\u200b"), 3);
  assertEquals(safeWidth("🇮🇩"), 4);
  assertEquals([safeWidth("❤"), safeWidth("❤️")], [2, 3]);
  assert(safeWidth("👍🏽") >= 4);
  // Ambiguous in Unicode's EastAsianWidth.txt, for a terminal may follow old East Asian character sets.
  for (const text of ["п", "λ", "é", "“", "…", "─", "①", "☆", "\ue0b0"]) {
    assertEquals([width(text), safeWidth(text)], [1, 2], text);
  }
  // Narrow in old versions of Unicode, not assigned yet, and a mark that came late.
  assertEquals(["☰", "𝌀", "䷀", "\u{1fae8}", "\u{1fa8f}", "\u{1ffff}"].map(safeWidth), [2, 2, 2, 2, 2, 2]);
  assertEquals(safeWidth("e\u1abf"), 2);
  for (let code = 0x20; code < 0x30000; code += code < 0x3000 ? 1 : 7) {
    const character = String.fromCodePoint(code);
    if (/[\p{Cc}\p{Cs}]/u.test(character)) continue;
    const [usual, most] = [width(character), safeWidth(character)];
    assert(usual <= most && most <= 2, `U+${code.toString(16)}: ${usual}, ${most}`);
  }
});
