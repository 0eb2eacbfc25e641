/** The row that is edited while the terminal gets another size: one prompt, and nothing above it is touched. @module */

import { assertEquals } from "@std/assert";
import { openLineEditor, render } from "../../lib/client/terminal/line_editor.ts";
import { hasTmux } from "../support/pane.ts";
import { until } from "../support/patience.ts";
import { start, type Subject } from "../support/terminal_subject.ts";

const options = { ignore: !await hasTmux() };

const LETTERS = "abcdefghijklmnopqrstuvwxyz".repeat(3).slice(0, 66);
const WIDE = "你好".repeat(16) + "x你";

/** A draft with the cursor so many characters before its end, below two lines. */
interface Draft {
  readonly text: string;
  readonly left: number;
}

/** A program with a draft, in a terminal that wraps rows or cuts them off. */
interface DraftSubject extends Subject {
  readonly wraps: boolean;
}

async function startDraft({ text, left }: Draft, wraps: boolean): Promise<DraftSubject> {
  const flags = wraps ? [] : ["--alternate"];
  const subject = { ...await start({ flags, pane: { columns: 80, rows: 12 } }), wraps };
  await subject.pane.see(">");
  await subject.order({ print: ["first", "last"] });
  await subject.pane.type(text);
  for (let count = 0; count < left; count++) await subject.pane.press("Left");
  await seeRow(subject, { text, left }, 80);
  return subject;
}

/**
 * Waits until the terminal shows the lines and the row, once and the cursor in its column, and nothing else but
 * blank rows where it wraps.
 */
async function seeRow({ pane, wraps }: DraftSubject, { text, left }: Draft, columns: number): Promise<void> {
  const at = [...text].length - left;
  const screen = {
    ...openLineEditor("> "),
    before: [...text].slice(0, at).join(""),
    after: [...text].slice(at).join(""),
  };
  const { text: row, column } = render(screen, columns);
  const expected = `first\nlast\n${row.trimEnd()} in column ${column} of ${columns}`;
  let seen = "";
  await until(async () => {
    const all = (await pane.all()).trimEnd();
    seen = `${wraps ? all.replaceAll(/\n+/g, "\n") : all} in column ${
      (await pane.cursor()).split(",")[0]
    } of ${columns}`;
    return seen === expected;
  }).catch(() => assertEquals(seen, expected));
}

/** Resizes the terminal, and waits until the program has heard of it and drawn the row anew. */
async function resize(subject: Subject, columns: number): Promise<void> {
  subject.writes.length = 0;
  await subject.pane.resize(columns, 12);
  await subject.wrote("\x1b[J");
}

const DRAFTS: Record<string, Draft> = {
  "at the end of the draft": { text: LETTERS, left: 0 },
  "within the draft": { text: LETTERS, left: 21 },
  "at wide characters": { text: WIDE, left: 2 },
};

for (const [kind, wraps] of [["wraps rows", true], ["cuts rows off", false]] as const) {
  for (const [where, draft] of Object.entries(DRAFTS)) {
    Deno.test(`on a terminal that ${kind}, a resize leaves one row, the cursor being ${where}`, options, async () => {
      await using subject = await startDraft(draft, wraps);
      for (const columns of [79, 80, 68, 80, 67, 80, 47, 80, 46, 40, 80, 34, 23, 80, 17, 90]) {
        await resize(subject, columns);
        await seeRow(subject, draft, columns);
      }
    });
  }

  Deno.test(`on a terminal that ${kind}, one that is dragged slowly and fast leaves one row`, options, async () => {
    const draft = DRAFTS["at the end of the draft"]!;
    await using subject = await startDraft(draft, wraps);
    const widths = [...Array.from({ length: 10 }, (_, index) => 79 - index), 80, 72, 64, 57, 50, 44, 39, 34, 80];
    for (const columns of widths) {
      await resize(subject, columns);
      await seeRow(subject, draft, columns);
    }
    for (let columns = 80; columns >= 30; columns--) await subject.pane.resize(columns, 12);
    for (let columns = 30; columns <= 80; columns++) await subject.pane.resize(columns, 12);
    await resize(subject, 81);
    await seeRow(subject, draft, 81);
  });
}
