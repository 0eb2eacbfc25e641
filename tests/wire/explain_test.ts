/**
 * What the bytes of requests and replies are said to be: each byte once, the error where the parser finds it, and nothing of
 * what is secret. No permission is needed. `tests/bench/explain.ts` tries 300,000 lines.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type FrameField, TEXTS } from "../../lib/chat.ts";
import { COMMANDS } from "../../lib/wire/command.ts";
import { explainRequest, withoutTexts, withTexts } from "../../lib/wire/explain.ts";
import { explainReply } from "../../lib/wire/explain_reply.ts";
import { describeError, meaningOf, PARAMETERS, ruleOf } from "../../lib/wire/meanings.ts";
import { COMMANDS_ID } from "../../lib/wire/meaning_texts.ts";
import { formatReply } from "../../lib/wire/reply.ts";
import { tryLines } from "../support/explained_lines.ts";
import { createRandom } from "../support/fuzz.ts";
import { ROOT } from "../support/helpers.ts";

/** Read before the tests, which may read nothing. */
const PROTOCOL = Deno.readTextFileSync(`${ROOT}docs/protocol.md`);

const TOKEN = "3f2b8c1e-9a4d-4c6f-8b7a-0d1e2f3a4b5c";

function test(name: string, fn: () => void): void {
  Deno.test(name, { permissions: "none" }, fn);
}

/** Fields as they are read beside each other: what is hidden as so many stars. */
function shownAs(fields: readonly FrameField[]): string[] {
  return fields.map(({ text, size }) => text ?? "*".repeat(size));
}

test("a line is explained as the parser takes it, and each byte of it once: of 5,000 lines from a seed", () => {
  assertEquals(tryLines(createRandom(1), 5_000), []);
});

test("a well-formed request has its parameters by name, and what is secret not at all", () => {
  const { command, error, fields } = explainRequest(`sendprivate ${TOKEN} izza  apa kabar? `, { end: "\n" });
  assertEquals([command, error], ["send", undefined]);
  assertEquals(
    fields.map(({ kind, name = "" }) => `${kind} ${name}`.trim()),
    [
      ...["command", "space", "parameter token", "space", "parameter user", "space", "space", "parameter text"],
      ...["space", "end"],
    ].filter((kind, index, all) => !(kind === "space" && all[index - 1] === "space")),
  );
  assertEquals(shownAs(withTexts(fields)).join(""), `sendprivate ${"*".repeat(36)} izza  apa kabar? \n`);
  assertEquals(shownAs(withoutTexts(fields)).join(""), `sendprivate ${"*".repeat(36)} izza  ********** \n`);
});

test("the error stands under its byte", () => {
  const at = (line: string) => {
    const { fields } = explainRequest(line);
    const wrong = fields.filter(({ error }) => error !== undefined);
    assertEquals(wrong.length, 1, line);
    return [wrong[0]!.at, wrong[0]!.error];
  };
  assertEquals(at("send  maya halo"), [5, TEXTS.missing]);
  assertEquals(at("auth maya"), [9, TEXTS.missing]);
  assertEquals(at("LIST"), [0, TEXTS.unknown]);
  assertEquals(at(""), [0, TEXTS.unknown]);
  assertEquals(at(`ack ${TOKEN} 7`), [41, "The id is not a UUID"]);
  assertEquals(at("history t izza limit x"), [21, TEXTS.missing]);
  assertEquals(at("send t é\x01 x"), [9, "Control characters are not allowed"]);
  assertEquals(at("\x0blist"), [0, "Control characters are not allowed"]);
});

test("a password in the wrong place, an unknown word, and a token in a text are told to nobody", () => {
  const secret = "surabaya";
  const lines = [
    ...[secret, `maya ${secret}`, `auth ${secret}`, `auth  ${secret} x`, `auth maya ${secret}`, `AUTH maya ${secret}`],
    ...[`send ${secret}`, `register ${secret} maya`, `join ${secret}`, `passwd t ${secret} ${secret}`],
    ...[`hello ${secret}`, `auth maya x ${secret}`, `\x01${secret}`, `addgroup t g ${secret}`, `list ${secret}`],
    ...[`history t izza ${secret}`, `auth\t${secret}`, `provoke t ${secret} 1`],
  ];
  for (const line of lines) {
    assert(!JSON.stringify(explainRequest(line)).includes(secret), line);
  }
  const isUser = (name: string) => name === "maya";
  assert(!JSON.stringify(explainRequest(`auth ${secret} maya`, { isUser })).includes(secret));
  assert(!JSON.stringify(explainRequest(`send t izza my token is ${TOKEN}!`)).includes(TOKEN));
  const reply = formatReply({ kind: "token", token: TOKEN });
  assert(!JSON.stringify(explainReply(reply)).includes(TOKEN));
  for (const code of ["too_many_attempts", "name_taken"] as const) {
    const error = formatReply({ kind: "error", message: `The name ${secret} is taken`, code });
    assert(!JSON.stringify(explainReply(error)).includes(secret), code);
  }
});

test("what people write is marked as private, in each command that takes it and in replies", () => {
  const texts = COMMANDS.flatMap(({ parameters }) => parameters).filter(({ rest, secret }) => rest && !secret);
  assert(texts.length > 0 && texts.every((each) => each.private));
  const message = { id: TOKEN, from: "maya", fromName: "M", to: "izza", toName: "I", text: "psst", at: 0 };
  const file = { id: 7, name: "diary.txt", size: 3, sha256: "" };
  const replies = [
    formatReply({ kind: "history", messages: [{ ...message, file }], more: false }),
    formatReply({ kind: "inbox", messages: [{ ...message, file }] }),
    formatReply({ kind: "done", message: "Audit", data: { acts: [{ by: "guru", act: "announce", detail: "psst" }] } }),
  ];
  for (const reply of replies) {
    const shown = JSON.stringify(withoutTexts(explainReply(reply).fields));
    assert(!shown.includes("psst") && !shown.includes("diary"), shown);
    assert(JSON.stringify(withTexts(explainReply(reply).fields)).includes("psst"));
  }
});

test("a reply is explained byte by byte, and a long one as far as it goes", () => {
  const reply = formatReply({ kind: "active", users: Array.from({ length: 300 }, (_, index) => `user${index}`) });
  for (const [json, size] of [[reply, reply.length], [reply.slice(0, 1_000), reply.length]] as const) {
    const { fields, error } = explainReply(json, size);
    let at = 0;
    for (const field of fields) {
      assertEquals(field.at, at);
      at += field.size;
    }
    assertEquals([at, error], [reply.length, undefined]);
    assert(fields.length <= 202 && fields.some(({ kind }) => kind === "more"));
  }
  const { fields, error } = explainReply(formatReply({ kind: "error", message: "no", code: "no_user" }));
  assertEquals(error, "no_user");
  assertEquals(fields.at(-1), { at: 55, size: 4, kind: "end", text: "\r\n\r\n" });
});

test("every command, parameter and kind of field has a meaning in both languages, and a rule that is there", () => {
  const document = PROTOCOL;
  const anchors = new Set(
    Array.from(document.matchAll(/^#+ (.*)$/gm), ([, title]) => title!.toLowerCase().replaceAll(" ", "-")),
  );
  for (const { name, parameters } of COMMANDS) {
    assert(COMMANDS_ID[name] !== "");
    for (const parameter of parameters) assert(PARAMETERS[parameter.name].id !== "");
  }
  const lines = ["auth maya x", "send  maya halo", "nothing", "history t izza limit 7 x", "list more", "list\x01", ""];
  for (const line of lines) {
    const { command, fields } = explainRequest(line);
    for (const field of fields) {
      for (const language of ["en", "id"] as const) {
        assert(meaningOf(field, command, language) !== "", JSON.stringify(field));
      }
      assert(anchors.has(ruleOf(field, command)), ruleOf(field, command));
    }
  }
  assert(describeError(TEXTS.missing, "id") !== describeError(TEXTS.missing, "en"));
});
