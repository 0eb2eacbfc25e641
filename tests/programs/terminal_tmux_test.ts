/** The terminal half of the client at a real terminal, without a server. @module */

import { assert, assertEquals } from "@std/assert";
import { hasTmux } from "../support/pane.ts";
import { ofIzza, own, start } from "../support/terminal_subject.ts";

const options = { ignore: !await hasTmux() };

Deno.test(
  "50 messages arrive while a draft of 200 characters is edited, and it stays byte for byte",
  options,
  async () => {
    await using subject = await start();
    const { pane } = subject;
    const draft = "apa kabar 你好 cafe\u0301 👍🏽 ".repeat(10).slice(0, 200);
    await pane.see(">");
    await pane.type(draft);
    await pane.press(...Array<string>(60).fill("Left"));
    let expected = draft.slice(0, draft.length);
    for (let count = 0; count < 50; count++) {
      await subject.order({ show: ofIzza(`pesan ${count} ${"kata ".repeat(count % 30)}`) });
      if (count === 25) await pane.type("XYZ");
    }
    const screen = await pane.see("pesan 49");
    assert(screen.includes("pesan 48"));
    await pane.press("Enter");
    const line = await subject.line();
    const at = line!.indexOf("XYZ");
    assert(at > 0);
    expected = line!.slice(0, at) + line!.slice(at + 3);
    assertEquals(expected, draft);
    assertEquals([...new Intl.Segmenter().segment(line!.slice(at + 3))].length, 60);
  },
);

Deno.test(
  "the cursor, and what is shown of the history, stay where they are while messages come and change",
  options,
  async () => {
    await using subject = await start();
    const { pane } = subject;
    await pane.see(">");
    await subject.order({ show: own("a", "halo") });
    await pane.press("Up");
    await pane.see("> send izza dua");
    await pane.press("Left", "Left", "Left");
    await pane.type("!");
    await pane.see("> send izza !dua");
    assertEquals(await pane.cursor(), "13,1");
    await subject.order({ show: ofIzza("hai") });
    await subject.order({ update: ["a", { state: "sent", id: "1" }] });
    await subject.order({ print: ["a notice"] });
    await subject.order({ receipt: ["izza", "1", "delivered"] });
    assertEquals(
      (await pane.see("[delivered]")).trimEnd(),
      "14:02 you -> izza: halo [delivered]\n14:02 izza: hai\na notice\n> send izza !dua",
    );
    assertEquals(await pane.cursor(), "13,3");
    await pane.press("Up");
    await pane.see("> list");
    await pane.press("Down", "Down", "Enter");
    assertEquals(await subject.line(), "");
  },
);

Deno.test("a state changes where its message stands, also on a screen that has scrolled", options, async () => {
  await using subject = await start();
  const { pane } = subject;
  await pane.see(">");
  for (let count = 0; count < 40; count++) await subject.order({ print: [`line ${count}`] });
  await subject.order({ show: own("a", `${"kata ".repeat(30)}akhir`) });
  for (let count = 0; count < 27; count++) await subject.order({ print: [`after ${count}`] });
  await pane.see("akhir [waiting]\nafter 0\n");
  await subject.order({ update: ["a", { state: "sent", id: "1" }] });
  await pane.see("akhir [sent]\nafter 0\n");
  await subject.order({ print: ["one", "two"] });
  await pane.see("two");
  await subject.order({ receipt: ["izza", "1", "read"] });
  await pane.see(`two\nread by izza: ${"kata ".repeat(8)}...\n>`);
  assert((await pane.all()).includes("akhir [sent]\nafter 0\n"));
});

Deno.test(
  "each piece of news is one write, and a bell rings once for a message of somebody else",
  options,
  async () => {
    await using subject = await start({ flags: ["--bell"] });
    await subject.pane.see(">");
    await subject.order({ print: [] });
    subject.writes.length = 0;
    await subject.order({ show: ofIzza("hai") });
    await subject.order({ show: own("a", "halo") });
    await subject.order({ update: ["a", { state: "sent", id: "1" }] });
    assertEquals(subject.writes.map((write) => write.split("\x07").length - 1), [1, 0, 0]);
  },
);

Deno.test("after a resize the draft is on one row again, and nothing above it is touched", options, async () => {
  await using subject = await start();
  const { pane } = subject;
  await pane.see(">");
  await subject.order({ print: ["one", "two", "three"] });
  await subject.order({ show: own("a", "halo") });
  await pane.see("halo [waiting]");
  await pane.type("123456789 ".repeat(6));
  await pane.see("789 123456789");
  await pane.resize(40, 30);
  await pane.see("> 9 123456789 123456789");
  const top = "one\ntwo\nthree\n14:02 you -> izza: halo [waiting]\n";
  assertEquals((await pane.all()).trimEnd(), `${top}> 9 123456789 123456789 123456789`);
  await subject.order({ update: ["a", { state: "sent", id: "1" }] });
  await subject.order({ show: ofIzza("hai") });
  await pane.see("sent to izza: halo");
  const below = "14:02 izza: hai\nsent to izza: halo\n";
  assertEquals((await pane.all()).trimEnd(), `${top}${below}> 9 123456789 123456789 123456789`);
  await pane.resize(100, 30);
  await pane.see(`> ${"123456789 ".repeat(6).trimEnd()}\n`);
  assertEquals((await pane.all()).trimEnd(), `${top}${below}> ${"123456789 ".repeat(6).trimEnd()}`);
  await pane.press("Enter");
  assertEquals(await subject.line(), "123456789 ".repeat(6));
});

Deno.test("a search in the history runs what it found, and Esc gives it up", options, async () => {
  await using subject = await start();
  const { pane } = subject;
  await pane.see(">");
  await pane.type("draft");
  await pane.press("C-r");
  await pane.type("izza");
  await pane.see('search "izza": send izza dua');
  await pane.press("C-r");
  await pane.see('search "izza": send izza satu');
  await pane.press("Escape");
  await pane.see("> draft\n");
  await pane.press("C-r");
  await pane.type("dua");
  await pane.see('search "dua": send izza dua');
  await pane.press("Enter");
  assertEquals(await subject.line(), "send izza dua");
});

Deno.test(
  "a paste of several lines is one line with line feeds, and one that vanishes leaves no row",
  options,
  async () => {
    await using subject = await start();
    const { pane } = subject;
    await pane.see(">");
    await pane.paste("keep x\n\ty\n");
    await pane.see("> keep x⏎ y");
    await pane.press("Enter");
    assertEquals(await subject.line(), "keep x\n\ty");
    await pane.press("Up");
    await pane.see("> keep x⏎ y\n> keep x⏎ y");
    await pane.press("C-u");
    await pane.type("vanish");
    await pane.press("Enter");
    assertEquals(await subject.line(), "vanish");
    await subject.order({ show: own("a", "halo") });
    assertEquals((await pane.see("halo [waiting]")).trimEnd(), "> keep x⏎ y\n14:02 you -> izza: halo [waiting]\n>");
  },
);

Deno.test(
  "a plain look writes no escape byte, edits in the terminal itself, and never shows a password",
  options,
  async () => {
    await using subject = await start({ flags: ["--plain", "--color", "--bell"] });
    const { pane } = subject;
    await pane.see(">");
    await pane.type("ab");
    await pane.press("BSpace");
    await pane.type("c\u0301你");
    await subject.order({ show: ofIzza("\x1b[2Jhai") });
    await subject.order({ show: own("a", "halo") });
    await subject.order({ update: ["a", { state: "sent", id: "1" }] });
    await subject.order({ receipt: ["izza", "1", "read"] });
    await pane.see("read by izza: halo");
    await subject.order({ print: ["\x1b[2Ja notice"] });
    await pane.press("Enter");
    assertEquals(await subject.line(), "ac\u0301你");
    await pane.type("password");
    await pane.press("Enter");
    assertEquals(await subject.line(), "password");
    await pane.see("Password:");
    await pane.type("surabayaX");
    await pane.press("BSpace");
    await subject.order({ print: ["while it is typed"] });
    await pane.press("Enter");
    assertEquals(await subject.line(), "surabaya");
    await pane.see("Password:\n>");
    await pane.type("exit");
    await pane.press("Enter");
    const screen = await pane.see("terminal restored");
    assert(!screen.includes("surabaya"));
    assertEquals(screen.trimEnd().split("\n").filter((line) => line.startsWith("14:") || line.startsWith("read ")), [
      "14:02 izza: \\x1b[2Jhai",
      "14:02 you -> izza: halo",
      "read by izza: halo",
    ]);
    assert(screen.includes("\n> password\nPassword:\nwhile it is typed\nPassword:\n> exit\n"), screen);
    assertEquals(subject.writes.join("").split("\x1b").length, 1);
    assertEquals(subject.writes.join("").split("\x07").length, 2);
  },
);

Deno.test("Ctrl-D and the end of a plain terminal leave it as it was", options, async () => {
  for (const flags of [[], ["--plain"]]) {
    await using subject = await start({ flags });
    await subject.pane.see(">");
    await subject.pane.press("C-d");
    assertEquals(await subject.line(), null);
    await subject.pane.see("terminal restored");
  }
});
