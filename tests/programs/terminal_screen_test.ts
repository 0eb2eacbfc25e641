/**
 * The terminal half of the client on a terminal that counts columns otherwise: GNU screen, told to draw wide what is wide
 * in old East Asian character sets.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { temporaryDirectory } from "../support/helpers.ts";
import { hasTmux } from "../support/pane.ts";
import { until } from "../support/patience.ts";
import { ofIzza, own, start, type Subject } from "../support/terminal_subject.ts";

async function hasScreen(): Promise<boolean> {
  try {
    return (await new Deno.Command("screen", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

const options = { ignore: !await hasTmux() || !await hasScreen() };

/** The program in a GNU screen of 60 columns, which ends with the terminal around it. */
interface WideSubject extends Subject {
  /** What the screen shows by its own count; the terminal around it counts otherwise. */
  shown(): Promise<string>;
}

async function startWide(directory: string): Promise<WideSubject> {
  const settings = `${directory}/screenrc`;
  Deno.writeTextFileSync(settings, "autodetach off\nstartup_message off\ncjkwidth on\ndefutf8 on\n");
  const env = { SCREENDIR: `${directory}/sockets`, LC_ALL: "C.UTF-8" };
  Deno.mkdirSync(env.SCREENDIR, { mode: 0o700 });
  const inside = ["screen", "-c", settings, "-U", "-S", "wide"];
  const subject = await start({ inside, pane: { columns: 60, rows: 12, env } });
  const copy = `${directory}/copy`;
  async function shown() {
    const args = ["-S", "wide", "-X", "hardcopy", copy];
    await new Deno.Command("screen", { args, env, stdout: "null" }).output();
    const bytes = await Deno.readFile(copy).catch(() => new Uint8Array());
    // Of a character it writes the last byte, and one more if it takes two columns; all such are Cyrillic here.
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return text.replaceAll(/(.)\xff/g, (_, byte) => String.fromCharCode(0x400 + byte.charCodeAt(0))).trim();
  }
  return { ...subject, shown };
}

Deno.test(
  "on a terminal that draws Cyrillic wide nothing is drawn over, and what cannot be redrawn is said (needs GNU screen)",
  options,
  async () => {
    using directory = temporaryDirectory();
    await using subject = await startWide(directory.path);
    await until(async () => await subject.shown() === ">", "the prompt is shown");
    await subject.order({ show: own("a", "привет") });
    await subject.order({ show: own("b", "как дела") });
    await subject.order({ update: ["a", { state: "sent", id: "1" }] });
    await subject.order({ update: ["b", { state: "sent", id: "2" }] });
    // 40 letters are 80 columns there, of which the terminal makes two rows.
    await subject.order({ show: ofIzza("привет".repeat(6) + "прив") });
    await subject.order({ receipt: ["izza", "2", "delivered"] });
    await until(async () => (await subject.shown()).includes("delivered to"), "the receipt is told");
    await subject.order({ show: ofIzza("конец") });
    await subject.pane.type("черновик");
    await subject.order({ print: ["the end"] });
    const expected = [
      "14:02 you -> izza: привет [sent]",
      "14:02 you -> izza: как дела [sent]",
      "14:02 izza: приветприветприветпривет",
      "приветприветприв",
      "delivered to izza: как дела (and 1 before it)",
      "14:02 izza: конец",
      "the end",
      "> черновик",
    ];
    let rows: string[] = [];
    await until(async () => {
      rows = (await subject.shown()).split(/\s*\n/);
      return rows.includes("the end") && rows.at(-1) === expected.at(-1);
    }, "the draft is shown below the last line");
    assertEquals(rows, expected);
  },
);
