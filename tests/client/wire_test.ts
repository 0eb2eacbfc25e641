/** What a person sees of the wire, without a terminal and without a server. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Frame } from "../../lib/chat.ts";
import { explainRequest, withTexts } from "../../lib/wire/explain.ts";
import { textsOf } from "../../lib/client/i18n/texts.ts";
import { terminalSink } from "../../lib/client/live/event_sink.ts";
import { readTyped } from "../../lib/client/session/commands.ts";
import { cutRow } from "../../lib/client/terminal/message_layout.ts";
import { asPrintf, frameDetails, frameLine } from "../../lib/client/wire/frame_line.ts";
import { WireView } from "../../lib/client/wire/wire_view.ts";

const TEXTS = textsOf("en");

function request(line: string, more: Partial<Frame> = {}): Frame {
  const { command, error, fields } = explainRequest(line);
  const size = new TextEncoder().encode(line).length + 2;
  return {
    ...{ n: 7, at: 0, connection: 2, address: "127.0.0.1:5000", kind: "request", size, pieces: [size] },
    ...command && { command },
    ...error && { error },
    fields: withTexts(fields),
    ...more,
  };
}

Deno.test("a frame is a line, in which nothing can drive a terminal, and which is cut where a row ends", () => {
  const line = frameLine(
    request("send  maya halo\x1b[2J", { user: "maya", pieces: [9, 10], provoked: "delay 5" }),
    TEXTS,
  );
  assertMatch(line, /^7 [\d:.]{12} maya -> 21 B \(9\+10\) \[delay 5\] ! send {2}\*{3} \*{3}/);
  assert(!line.includes("\x1b"));
  assert(frameLine(request(`send t izza ${"x".repeat(900)}`), TEXTS).length < 220);
  assertEquals(cutRow("a".repeat(90), 40).length, 39);
  assertEquals(cutRow("日本語日本語", 8), "日本語");
  assertEquals(cutRow("short", 40), "short");
});

Deno.test("a frame is explained field by field in both languages, with the error under its byte", () => {
  const frame = request("send  maya halo");
  const english = frameDetails(frame, TEXTS);
  const at = english.findIndex((line) => line.includes("^ byte 5: --Wrong protocol"));
  assertMatch(english[at - 1]!, /^ +5 .* token: /);
  assertMatch(english[2]!, /^ +0 {2}73 65 6e 64 .*send/);
  const indonesian = frameDetails(frame, textsOf("id"));
  assert(indonesian.some((line) => line.includes("^ bita 5: --Wrong protocol (sebuah parameter")));
  assertEquals(english.length, indonesian.length);
});

Deno.test("a request is copied as a line for a shell, which sends the same bytes", async () => {
  const text = `it's 100% \\ é "quoted" $HOME \`x\` 😀`;
  const line = asPrintf(request(`send t izza ${text}`), "[::1]:8889")!;
  const [printf, nc] = line.split(" | ");
  assertEquals(nc, "nc ::1 8889");
  const { stdout } = await new Deno.Command("sh", { args: ["-c", printf!] }).output();
  assertEquals(new TextDecoder().decode(stdout), `send TOKEN izza ${text}\r\n`);
  assertEquals(asPrintf(request("hello", { kind: "reply" }), "[::1]:8889"), undefined);
});

Deno.test("while it is paused nothing moves, and nothing is lost but what is too much, which is counted", () => {
  const view = new WireView(TEXTS);
  const take = (n: number) => view.take({ kind: "frame", frame: request("hello", { n }) });
  assertEquals(take(1).length, 1);
  view.pause();
  for (let n = 2; n < 700; n++) assertEquals(take(n), []);
  const lines = view.go();
  assertMatch(lines[0]!, /^198 frames were left out/);
  assertEquals(lines.length, 501);
  assertEquals(take(700).length, 1);
  assertEquals([view.details(2), view.copy(2, "")], [undefined, undefined]); // Too old.
  assert(view.details(700) !== undefined);
});

Deno.test("who is watched is told in the language of the client", async () => {
  for (
    const [language, said] of [["en", "looks at what goes over your wire"], ["id", "melihat apa yang lewat"]] as const
  ) {
    const printed: string[] = [];
    const screen = { print: (lines: readonly string[]) => void printed.push(...lines) } as Parameters<
      typeof terminalSink
    >[0];
    const sink = terminalSink(screen, new AbortController().signal, textsOf(language));
    const watching = { by: "guru", of: "maya", texts: false, active: true };
    await sink.event({ kind: "notice", message: "of the server", watching }, "");
    await sink.event({ kind: "notice", message: "of the server" }, "");
    assert(printed[0]!.includes(said), printed[0]);
    assertEquals(printed[1], "of the server");
  }
});

Deno.test("what is typed about the wire is read, and what is not whole is refused", () => {
  assertEquals(readTyped("wire"), { kind: "wire", what: "watch" });
  assertEquals(readTyped("wire all"), { kind: "wire", what: "watch", user: "all" });
  assertEquals(readTyped("wire show 12"), { kind: "wire", what: "show", n: 12 });
  assertEquals(readTyped("wire off"), { kind: "wire", what: "off" });
  assertEquals(readTyped("provoke cut 20 maya"), { kind: "provoke", how: "cut", amount: 20, user: "maya" });
  assertEquals(readTyped("provoke off"), { kind: "provoke" });
  for (const line of ["wire show", "wire copy x", "provoke", "provoke split", "provoke drop 3"]) {
    assertEquals(readTyped(line).kind, "refused", line);
  }
});
