/** Messages as rows of a terminal, without one. @module */

import { assert, assertEquals } from "@std/assert";
import { lineRows } from "../../lib/client/terminal/message_layout.ts";
import { paintName, themeOf, unpainted } from "../../lib/client/terminal/theme.ts";
import type { ShownMessage } from "../../lib/client/message.ts";
import {
  afterLines,
  changeMessage,
  forget,
  isUntold,
  openTranscript,
  resize,
  showMessage,
  takeReceipt,
  tellStates,
  type Transcript,
} from "../../lib/client/terminal/transcript.ts";
import { safeWidth, width } from "../../lib/width.ts";

const pure = { permissions: "none" } as const;

const NOW = new Date(2026, 10, 23, 14, 2).getTime();
const DAY = 24 * 60 * 60 * 1000;
const LOOK = themeOf({ language: "en", color: "never" });
const PLAIN = themeOf({ language: "en", plain: true });

function open(look = LOOK, columns = 80, rows = 24): Transcript {
  return openTranscript(look, look.plain ? undefined : { columns, rows }, NOW);
}

function ofIzza(text: string, more: Partial<ShownMessage> = {}): ShownMessage {
  return { key: "k", from: "izza", fromName: "Rahmadani Izzatul", to: "maya", text, at: NOW, own: false, ...more };
}

function own(key: string, text: string, more: Partial<ShownMessage> = {}): ShownMessage {
  return { key, from: "maya", fromName: "Maya", to: "izza", text, at: NOW, own: true, state: "waiting", ...more };
}

/** The lines that messages are shown as, one after the other. */
function linesOf(transcript: Transcript, ...messages: ShownMessage[]): string[] {
  return messages.flatMap((message) => {
    const shown = showMessage(transcript, message, NOW);
    transcript = shown.transcript;
    return shown.lines;
  });
}

Deno.test("a message shows its time, who wrote it, and what", pure, () => {
  assertEquals(linesOf(open(), ofIzza("hallo"), ofIzza("apa kabar?")), [
    "14:02 izza (Rahmadani Izzatul): hallo",
    "14:02 izza: apa kabar?",
  ]);
  assertEquals(linesOf(open(), own("a", "baik", { state: "sent" })), ["14:02 you -> izza: baik [sent]"]);
  assertEquals(linesOf(open(themeOf({ language: "id", color: "never" })), own("a", "baik", { state: "read" })), [
    "14:02 kamu -> izza: baik [dibaca]",
  ]);
});

Deno.test("a message without a time has none, but an own one has that of now", pure, () => {
  const { at: _, ...untimed } = ofIzza("hallo", { fromName: "izza" });
  assertEquals(linesOf(open(), untimed), ["izza: hallo"]);
  const { at: __, ...mine } = own("a", "baik", { to: "" });
  assertEquals(linesOf(open(), mine), ["14:02 you: baik"]);
});

Deno.test("a line that is no message is broken between words, that of a table below its second column", pure, () => {
  const help = "exit          Log out and leave";
  assertEquals(lineRows(help, 44), [help]);
  assertEquals(lineRows(help, 43).concat(lineRows(`${help} the chat to others`, 43)), [
    help,
    "exit          Log out and leave the chat",
    "              to others",
  ]);
  assertEquals(lineRows("Nothing was sent", 11), ["Nothing", "  was sent"]);
  assertEquals(lineRows("Nothing was sent", undefined), ["Nothing was sent"]);
});

Deno.test("the date stands where the day changes", pure, () => {
  const old = ofIzza("old", { at: NOW - DAY, fromName: "izza" });
  assertEquals(linesOf(open(), old, old, ofIzza("new")), [
    "-- 2026-11-22 --",
    "14:02 izza: old",
    "14:02 izza: old",
    "-- 2026-11-23 --",
    "14:02 izza: new",
  ]);
});

Deno.test("a long message hangs below its start, and its state has room at the end whatever it becomes", pure, () => {
  assertEquals(linesOf(open(LOOK, 40), ofIzza("satu dua tiga empat lima enam", { fromName: "izza" })), [
    "14:02 izza: satu dua tiga empat lima",
    "            enam",
  ]);
  // Below a third of the terminal: below the name. "14:02 you -> izza: " and 9 columns leave 11 for the state, and
  // " [delivered]" takes 12.
  assertEquals(linesOf(open(LOOK, 40), own("a", "123456789", { state: "sent" })), [
    "14:02 you -> izza: 123456789",
    "       [sent]",
  ]);
  assertEquals(linesOf(open(LOOK, 41), own("a", "123456789", { state: "sent" })), [
    "14:02 you -> izza: 123456789 [sent]",
  ]);
});

Deno.test("a message of several lines keeps their indentation", pure, () => {
  assertEquals(linesOf(open(), ofIzza("if x:\n    y\n\tz", { fromName: "izza" })), [
    "14:02 izza: if x:",
    "                y",
    "                z",
  ]);
});

Deno.test("on a terminal too narrow for the names the whole message is wrapped", pure, () => {
  for (let columns = 3; columns < 60; columns++) {
    for (const message of [ofIzza("hallo 你好 semuanya"), own("a", "hallo 你好 semuanya", { state: "delivered" })]) {
      const { lines } = showMessage(open(LOOK, columns), message, NOW);
      if (columns >= 14) { for (const line of lines) assert(width(line) < columns, `${columns}: ${line}`); }
      assert(lines.join("").replaceAll(" ", "").includes("hallo你好semuanya") || columns < 30);
    }
  }
});

Deno.test("nothing that others wrote can drive the terminal", pure, () => {
  const evil = "\x1b[2J\x07\u202e\r";
  for (const look of [LOOK, PLAIN, themeOf({ language: "en", color: "always" })]) {
    for (const columns of [10, 80]) {
      const message = ofIzza(`a${evil}\n${evil}`, { fromName: evil, from: `i${evil}`, to: evil });
      const mine = own("a", evil, { to: `i${evil}`, fromName: evil, from: evil, id: "1" });
      const first = showMessage(open(look, columns), message, NOW);
      const second = showMessage(first.transcript, mine, NOW);
      const third = takeReceipt(second.transcript, `i${evil}`, "1", "read");
      const text = [first, second, third].flatMap((
        { lines, patches },
      ) => [...lines, ...patches.map(({ text }) => text)]);
      assert(text.length > 2);
      // deno-lint-ignore no-control-regex
      for (const line of text) assert(!/[\x00-\x1f\u202e]/.test(unpainted(line)), JSON.stringify(line));
    }
  }
});

Deno.test("a name has always the same colour, and others have other ones", pure, () => {
  const look = themeOf({ language: "en", color: "always" });
  assertEquals(paintName(look, "Izza", "x"), paintName(look, "izza", "x"));
  const names = Array.from({ length: 40 }, (_, index) => paintName(look, `student${index}`, "x"));
  assert(new Set(names).size >= 12, "too many names share a colour");
  assertEquals(paintName(LOOK, "izza"), "izza");
});

Deno.test("colours and the plain look follow the flags, and then the environment", pure, () => {
  const color = (options: Partial<Parameters<typeof themeOf>[0]>) => themeOf({ language: "en", ...options }).color;
  assertEquals([color({}), color({ noColor: "" }), color({ noColor: "1" })], [true, true, false]);
  assertEquals([color({ color: "always", noColor: "1" }), color({ color: "never" })], [true, false]);
  assertEquals([color({ color: "always", term: "dumb" }), color({ color: "always", plain: true })], [false, false]);
  const plain = (term?: string) => themeOf({ language: "en", term }).plain;
  assertEquals([plain(), plain("xterm"), plain("dumb")], [false, false, true]);
});

/** A terminal of `height` rows, the last of which is edited: what is printed, and patched where it can be reached. */
function screenOf(height: number) {
  const printed: string[] = [];
  return {
    printed,
    draw({ lines, patches }: ReturnType<typeof showMessage>) {
      for (const { up, text } of patches) {
        assert(up > 0 && up < height && up <= printed.length, `${up} rows up`);
        printed[printed.length - up] = text;
      }
      printed.push(...lines);
    },
  };
}

Deno.test("a changed state is redrawn where the message stands, and only as long as it can be reached", pure, () => {
  const height = 6;
  for (let between = 0; between < 12; between++) {
    const screen = screenOf(height);
    let shown = showMessage(open(LOOK, 40, height), own("a", "satu dua tiga empat lima"), NOW);
    screen.draw(shown);
    for (let count = 0; count < between; count++) {
      shown = showMessage(shown.transcript, ofIzza("hai", { fromName: "izza" }), NOW);
      screen.draw(shown);
    }
    shown = changeMessage(shown.transcript, "a", { state: "sent", id: "7" });
    screen.draw(shown);
    const isThere = between + 1 < height;
    assertEquals(shown.patches.length, isThere ? 1 : 0, `${between} rows below`);
    assertEquals(screen.printed.slice(0, 2), [
      "14:02 you -> izza: satu dua tiga empat",
      `      lima${isThere ? " [sent]" : ""}`,
    ]);
  }
});

Deno.test("a receipt stands for all messages to its user up to its id, and a state never goes back", pure, () => {
  const screen = screenOf(24);
  let transcript = open();
  const states = () => screen.printed.map((line) => /\[(.*)\]$/.exec(line)?.[1]);
  const draw = (shown: ReturnType<typeof showMessage>) => {
    screen.draw(shown);
    transcript = shown.transcript;
  };
  for (const id of ["1", "2", "3"]) draw(showMessage(transcript, own(`k${id}`, id, { state: "sent", id }), NOW));
  draw(showMessage(transcript, own("other", "x", { state: "sent", id: "1", to: "arif" }), NOW));
  draw(takeReceipt(transcript, "IZZA", "2", "delivered"));
  assertEquals(states(), ["delivered", "delivered", "sent", "sent"]);
  draw(takeReceipt(transcript, "izza", "1", "read"));
  assertEquals(states(), ["read", "delivered", "sent", "sent"]);
  draw(takeReceipt(transcript, "izza", "3", "delivered"));
  draw(changeMessage(transcript, "k1", { state: "sent" }));
  assertEquals(states(), ["read", "delivered", "delivered", "sent"]);
  draw(takeReceipt(transcript, "izza", "2", "delivered"));
  draw(takeReceipt(transcript, "izza", "3", "read"));
  assertEquals(states(), ["read", "read", "read", "sent"]);
});

Deno.test("the id, the time and the state that a reply gives are shown at once", pure, () => {
  let shown = showMessage(open(), own("a", "hai"), NOW);
  shown = takeReceipt(shown.transcript, "izza", "7", "delivered");
  assertEquals(shown.patches, []);
  shown = changeMessage(shown.transcript, "a", { state: "delivered", id: "7", at: NOW + 60_000 });
  assertEquals(shown.patches, [{ up: 1, text: "14:03 you -> izza: hai [delivered]" }]);
});

Deno.test("a state never goes back, wherever it came from", pure, () => {
  const shown = showMessage(open(), own("a", "hai", { state: "read", id: "5" }), NOW);
  assertEquals(changeMessage(shown.transcript, "a", { state: "sent" }).patches, []);
  assertEquals(changeMessage(shown.transcript, "a", { state: undefined }).patches, []);
  assertEquals(takeReceipt(shown.transcript, "izza", "6", "delivered").patches, []);
});

Deno.test("of a message whose start has left the screen only the rest is redrawn", pure, () => {
  let shown = showMessage(open(LOOK, 40, 6), own("a", "satu dua tiga empat lima"), NOW);
  for (let count = 0; count < 4; count++) shown = showMessage(shown.transcript, ofIzza("hai"), NOW);
  const change = { state: "sent", at: NOW + 60_000 } as const;
  assertEquals(changeMessage(shown.transcript, "a", change).patches.map(({ up }) => up), [5]);
  shown = showMessage(open(LOOK, 40, 7), own("a", "satu dua tiga empat lima"), NOW);
  for (let count = 0; count < 4; count++) shown = showMessage(shown.transcript, ofIzza("hai"), NOW);
  assertEquals(changeMessage(shown.transcript, "a", change).patches.map(({ up }) => up), [6, 5]);
});

Deno.test("after a resize, a cleared screen or a line of uncertain width nothing above is touched", pure, () => {
  const { transcript } = showMessage(open(), own("a", "hai"), NOW);
  const change = (transcript: Transcript) => changeMessage(transcript, "a", { state: "sent" }).patches.length;
  assertEquals(change(transcript), 1);
  assertEquals(change(resize(transcript, { columns: 80, rows: 24 })), 1);
  assertEquals(change(resize(transcript, { columns: 81, rows: 24 })), 0);
  assertEquals(change(resize(transcript, { columns: 80, rows: 25 })), 0);
  assertEquals(change(forget(transcript)), 0);
  assertEquals(change(afterLines(transcript, ["👨‍👩‍👧".repeat(10)])), 1);
  assertEquals(change(afterLines(transcript, ["👨‍👩‍👧".repeat(20)])), 0);
});

Deno.test("a row that may be two on a terminal that draws it wide is not counted on", pure, () => {
  const { transcript } = showMessage(open(LOOK, 60), own("a", "привет", { state: "sent", id: "1" }), NOW);
  const heard = (transcript: Transcript) => takeReceipt(transcript, "izza", "1", "read");
  const drawn = [{ up: 1, text: "14:02 you -> izza: привет [read]" }];
  assertEquals(heard(transcript), { ...heard(transcript), patches: drawn, lines: [] });
  for (const text of ["п".repeat(24), "“".repeat(24), "❤".repeat(24)]) {
    const short = showMessage(transcript, ofIzza(text.slice(0, 9)), NOW).transcript;
    assertEquals(heard(short).patches, [{ ...drawn[0]!, up: 2 }], text);
    const long = heard(showMessage(transcript, ofIzza(text.repeat(2), { fromName: "izza" }), NOW).transcript);
    assertEquals([long.patches, tellStates(long.transcript).lines], [[], ["read by izza: привет"]], text);
  }
  // An own one is broken so that its state can be redrawn on either terminal.
  const long = showMessage(open(LOOK, 60), own("a", "слово ".repeat(20)), NOW);
  assert(long.lines.length > 2 && long.lines.every((line) => safeWidth(line) < 60));
  assertEquals(changeMessage(long.transcript, "a", { state: "sent" }).patches.length, 1);
});

Deno.test("what became of an own message is said in a line where it cannot be redrawn", pure, () => {
  const { transcript } = showMessage(open(), own("a", "hai", { state: "sent", id: "2" }), NOW);
  const lines = (transcript: Transcript) => tellStates(takeReceipt(transcript, "izza", "2", "read").transcript).lines;
  assertEquals(lines(transcript), []);
  const said = ["read by izza: hai"];
  assertEquals([lines(resize(transcript, { columns: 81, rows: 24 })), lines(forget(transcript))], [said, said]);
  const scrolled = afterLines(transcript, Array(30).fill("x"));
  assertEquals(lines(scrolled), said);
  assertEquals(lines(showMessage(scrolled, own("b", "di sini", { state: "sent", id: "1" }), NOW).transcript), []);
});

Deno.test("an own message with emoji is wrapped so that its state can be redrawn on every terminal", pure, () => {
  const text = "hasilnya bagus sekali 👨‍👩‍👧‍👦 kata orang, dan kita akan segera pulang ke rumah 👍🏽 ya, sampai nanti";
  const { transcript } = showMessage(open(LOOK, 40), own("a", text), NOW);
  assertEquals(changeMessage(transcript, "a", { state: "sent" }).patches.length, 1);
});

Deno.test("lines that the terminal wraps by itself count with all their rows", pure, () => {
  const { transcript } = showMessage(open(LOOK, 40), own("a", "hai"), NOW);
  const up = (line: string) => changeMessage(afterLines(transcript, [line]), "a", { state: "sent" }).patches[0]?.up;
  assertEquals([up(""), up("x"), up("x".repeat(40)), up("x".repeat(41)), up("x".repeat(121))], [2, 2, 2, 3, 5]);
  assertEquals(up(`\x1b[2m${"x".repeat(40)}\x1b[22m`), 2);
});

Deno.test("a plain look only ever appends, and says in a short line what has become of the last message", pure, () => {
  let shown = showMessage(open(PLAIN, 20), own("a", `satu\t${"dua ".repeat(20)}`, { state: "sent", id: "1" }), NOW);
  assertEquals(shown.lines, [`14:02 you -> izza: satu    ${"dua ".repeat(20)} [sent]`]);
  shown = showMessage(shown.transcript, own("b", "dua", { state: "waiting" }), NOW);
  shown = changeMessage(shown.transcript, "b", { state: "sent", id: "2" });
  assertEquals([shown.lines, shown.patches], [[], []]);
  shown = tellStates(shown.transcript);
  assertEquals([shown.lines, shown.patches], [["sent to izza: dua"], []]);
  shown = tellStates(
    takeReceipt(resize(shown.transcript, { columns: 90, rows: 50 }), "izza", "2", "delivered").transcript,
  );
  assertEquals([shown.lines, shown.patches], [["delivered to izza: dua (and 1 before it)"], []]);
  shown = tellStates(takeReceipt(shown.transcript, "izza", "1", "read").transcript);
  assertEquals(shown.lines, ["read by izza: satu dua dua dua dua dua dua dua dua dua..."]);
});

/** Reads a burst of messages as a terminal does: all is drawn, and told when there is quiet. */
function burst(height: number, count: number, look = LOOK) {
  const screen = screenOf(height);
  let transcript = open(look, 80, height);
  const draw = (shown: ReturnType<typeof showMessage>) => {
    screen.draw(shown);
    transcript = shown.transcript;
  };
  for (let index = 0; index < count; index++) draw(showMessage(transcript, own(`k${index}`, `line ${index}`), NOW));
  return {
    printed: screen.printed,
    tell: () => draw(tellStates(transcript)),
    change: (index: number, state: "sent" | "failed" | "unsure") =>
      draw(
        changeMessage(transcript, `k${index}`, {
          state,
          ...(state === "sent" && { id: String(index).padStart(3, "0") }),
        }),
      ),
    receipt: (index: number, state: "delivered" | "read") =>
      draw(takeReceipt(transcript, "izza", String(index).padStart(3, "0"), state)),
    print: (...lines: string[]) => draw({ transcript: afterLines(transcript, lines), patches: [], lines }),
    forget: () => transcript = forget(transcript),
    isUntold: () => isUntold(transcript),
  };
}

Deno.test("of a burst that is sent at once no row says that it waits, and who sees its end needs no line", pure, () => {
  const { printed, change, receipt, tell, isUntold } = burst(24, 60);
  for (let index = 0; index < 60; index++) change(index, "sent");
  for (let index = 0; index < 60; index++) receipt(index, "delivered");
  receipt(59, "read");
  tell();
  assert(!isUntold());
  assertEquals(printed.length, 60);
  assertEquals(printed.filter((line) => line.includes("waiting")), []);
  assertEquals(printed.slice(-23).filter((line) => !line.endsWith("[read]")), []);
});

Deno.test("a burst of which nothing can be redrawn is told of in one line each time", pure, () => {
  for (const look of [LOOK, PLAIN]) {
    const { printed, change, receipt, tell, forget } = burst(24, 60, look);
    forget();
    for (let index = 0; index < 60; index++) change(index, "sent");
    for (let index = 0; index < 60; index++) receipt(index, "delivered");
    tell();
    for (let index = 0; index < 60; index++) receipt(index, "read");
    tell();
    tell();
    assertEquals(printed.slice(60), [
      "delivered to izza: line 59 (and 59 before it)",
      "read by izza: line 59 (and 59 before it)",
    ]);
  }
});

Deno.test("a user who was told that messages wait is told of their end, wherever they are then", pure, () => {
  {
    // 4 of them are on the screen, and 1 that came later.
    const { printed, change, tell, print } = burst(24, 4);
    tell();
    assertEquals(printed.filter((line) => line.endsWith(" [waiting]")).length, 4);
    print(...Array<string>(22).fill("x"));
    for (let index = 0; index < 4; index++) change(index, "sent");
    assertEquals(printed[3], "14:02 you -> izza: line 3 [sent]");
    tell();
    assertEquals(printed.slice(26), ["sent to izza: line 2 (and 2 before it)"]);
  }
  {
    const { printed, change, tell, isUntold } = burst(24, 2, PLAIN);
    tell();
    change(0, "sent");
    tell();
    change(1, "failed");
    tell();
    assert(!isUntold());
    assertEquals(printed.slice(2), ["waiting to be sent to izza: line 1 (and 1 before it)", "sent to izza: line 0"]);
  }
});

Deno.test(
  "a message that will not be sent says so where it stands, also when it waited, unless it was sent",
  pure,
  () => {
    const { printed, change, receipt, tell } = burst(24, 4);
    change(0, "failed");
    tell();
    change(1, "failed");
    change(2, "unsure");
    change(3, "sent");
    change(3, "failed");
    assertEquals(printed.map((line) => /\[(.*)\]$/.exec(line)?.[1]), ["not sent", "not sent", "sent?", "sent"]);
    // It may be sent after all, as after another login.
    change(2, "sent");
    receipt(2, "read");
    assertEquals(printed.map((line) => /\[(.*)\]$/.exec(line)?.[1]), ["not sent", "not sent", "read", "sent"]);
  },
);

Deno.test("the rows of a message are as many in each state, in both languages and at every width", pure, () => {
  for (const language of ["en", "id"] as const) {
    for (let columns = 24; columns < 60; columns++) {
      const rows = ["waiting", "failed", "unsure", "sent", "delivered", "read"].map((state) =>
        linesOf(
          open(themeOf({ language, color: "never" }), columns),
          own("a", "satu dua tiga", { state: state as "sent" }),
        )
      );
      assertEquals(new Set(rows.map(({ length }) => length)).size, 1, `${language} ${columns}`);
      for (const line of rows.flat()) assert(width(line) < columns, line);
    }
  }
});
