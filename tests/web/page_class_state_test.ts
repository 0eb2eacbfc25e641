/**
 * What the page makes of groups, of what can be changed, of what is looked for, and of files on their way.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { FullMessage } from "../../lib/chat.ts";
import {
  fromBase64,
  looksLikePicture,
  nextPart,
  pictureType,
  savedName,
  sentName,
  toBase64,
} from "../../lib/web/state/files.ts";
import { groupsOf, membersOf } from "../../lib/web/state/groups.ts";
import { canChange, canEdit, lastEditable } from "../../lib/web/state/own.ts";
import { excerptOf, findLines, MOST_FOUND } from "../../lib/web/state/search.ts";
import { START, type Upload } from "../../lib/web/state/state.ts";
import { addUploads, changeUpload, nextUpload, removeUpload } from "../../lib/web/state/uploads.ts";

const MINUTE = 60_000;

function line(n: number, more: Partial<FullMessage> = {}): FullMessage {
  const id = `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  return { id, from: "maya", fromName: "Maya", to: "izza", toName: "Izza", text: `text ${n}`, at: n * MINUTE, ...more };
}

Deno.test("one's own messages can be changed for 15 minutes, and removed ones and those of others not at all", () => {
  const now = 20 * MINUTE;
  assertEquals(canChange(line(6), "maya", now), true);
  assertEquals(canChange(line(5), "maya", now), false);
  assertEquals(canChange(line(30), "maya", now), true); // The clock here is behind.
  assertEquals(canChange(line(19, { removed: true }), "maya", now), false);
  assertEquals(canChange(line(19), "izza", now), false);
});

Deno.test("a file can be removed, and has no text that could be another one", () => {
  const file = line(19, { file: { id: 1, name: "a.txt", size: 1, sha256: "" } });
  assertEquals([canChange(file, "maya", 20 * MINUTE), canEdit(file, "maya", 20 * MINUTE)], [true, false]);
  assertEquals(lastEditable([line(18), file, line(19, { from: "izza" })], "maya", 20 * MINUTE)?.text, "text 18");
  assertEquals(lastEditable([line(1)], "maya", 20 * MINUTE), undefined);
});

Deno.test("one's own groups stand first, by name; what is no group is passed over", () => {
  const all = [
    { group: "Zoo", members: 3, member: false, maker: "x", password: true, entry: "open", history: "joined" },
    { group: "b", member: true },
    { group: "A", member: true, members: 2 },
    "nonsense",
    { members: 3 },
  ];
  assertEquals(groupsOf(all).map(({ name }) => name), ["A", "b", "Zoo"]);
  assertEquals(groupsOf(all)[2]!.hasPassword, true);
  assertEquals(groupsOf("x"), []);
});

Deno.test("who is there stands before who is not", () => {
  const members = membersOf(["maya", "Budi", "izza", "ani"], new Set(["maya", "izza"]));
  assertEquals(members.map(({ name }) => name), ["izza", "maya", "ani", "Budi"]);
});

Deno.test("what is found is the newest first, whatever its case and form, bounded, and nothing that was removed", () => {
  const lines = [
    line(1, { text: "Gudeg ENAK" }),
    line(2, { removed: true, text: "enak" }),
    line(3, { text: "ｅｎａｋ" }),
  ];
  assertEquals(findLines(lines, " enak ").map(({ id }) => id), [lines[2]!.id, lines[0]!.id]);
  assertEquals(findLines(lines, "  "), []);
  assertEquals(findLines(Array.from({ length: 500 }, (_, n) => line(n)), "text").length, MOST_FOUND);
});

Deno.test("an excerpt has what is around the first place, and no half of a character", () => {
  assertEquals(excerptOf("di mana Gudeg yang enak?", "gudeg"), {
    before: "di mana ",
    match: "Gudeg",
    after: " yang enak?",
  });
  const { before, match, after } = excerptOf(`${"a".repeat(200)}🙂${"b".repeat(59)}kata${"c".repeat(200)}`, "kata");
  assertEquals([before, match, after], [`…${"b".repeat(59)}`, "kata", `${"c".repeat(60)}…`]);
  assertEquals(excerptOf("İstanbul", "bul").match, "");
});

Deno.test("files go one after the other; one that was refused waits for the person, and one that was given up comes not back", () => {
  const upload = (key: string): Upload => ({ key, to: "izza", name: key, size: 9, done: 0 });
  let state = addUploads(addUploads(START, [upload("a"), upload("b")]), [upload("c")]);
  state = changeUpload(state, "a", { problem: { code: "files_full", message: "no room" } });
  assertEquals(nextUpload(state)?.key, "b");
  state = changeUpload(removeUpload(state, "b"), "b", { done: 5 });
  assertEquals(state.uploads.map(({ key }) => key), ["a", "c"]);
  assertEquals(nextUpload(changeUpload(state, "a", { problem: undefined }))?.key, "a");
});

Deno.test("the name of a file is sent without a path and no longer than a server takes, and saved as what it looks like", () => {
  const names = ["C:\\x\\tugas.pdf", "a/b/..", "", "a\nb.txt", ".profile"];
  assertEquals(names.map(sentName), ["tugas.pdf", "file", "file", "a_b.txt", ".profile"]);
  const long = sentName(`${"é".repeat(300)}.txt`);
  assertEquals([new TextEncoder().encode(long).length, long.endsWith("é.txt")], [200, true]);
  assertEquals(["\u202egnp.exe", "../x", ".profile", " "].map(savedName), ["_gnp.exe", "__x", "_profile", "file"]);
});

Deno.test("a picture is what begins as one, whatever it is called", () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  assertEquals(pictureType(bytes("\x89PNG\r\n\x1a\n...")), "image/png");
  assertEquals(pictureType(bytes("\xff\xd8\xff\xe0")), "image/jpeg");
  assertEquals(pictureType(bytes("GIF89a")), "image/gif");
  assertEquals(pictureType(bytes("RIFF\x01\x02\x03\x04WEBPVP8 ")), "image/webp");
  assertEquals(
    ["<svg>", "<script>", "RIFFxxxxWAVE", "", "\x89PN"].map((it) => pictureType(bytes(it))),
    Array(5).fill(undefined),
  );
  assertEquals(["a.PNG", "b.jpeg", "c.svg", "png"].map(looksLikePicture), [true, true, false, false]);
});

Deno.test("bytes come back from Base64, what is none is nothing, and a slow part makes the next one smaller", () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
  assertEquals(fromBase64(toBase64(bytes)), bytes);
  assertEquals(fromBase64("%%%").length, 0);
  assertEquals([nextPart(49_152, 10), nextPart(196_608, 10), nextPart(49_152, 300), nextPart(49_152, 900)], [
    ...[98_304, 196_608, 49_152, 24_576],
  ]);
  assertEquals(nextPart(8_192, 900), 8_192);
});
