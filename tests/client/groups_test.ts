/**
 * Groups in the client: what is typed, what is shown, and what of it comes from the real server.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { runCommand } from "../../lib/client/session/run_command.ts";
import { startServer } from "../support/helpers.ts";
import { type FakeClient, startLiveClient, until } from "../support/live_fake.ts";
import { parseReply } from "../../lib/wire/reply.ts";
import { answerLines } from "../../lib/client/session/results.ts";
import { groupLines } from "../../lib/client/session/group_results.ts";
import { commandIn, completableAt, readTyped } from "../../lib/client/session/commands.ts";
import { hidePassword, historyEntry, lastingEntry } from "../../lib/client/session/remembered.ts";
import { messageRows } from "../../lib/client/terminal/message_layout.ts";
import { openTranscript, showMessage, takeProgress } from "../../lib/client/terminal/transcript.ts";
import { themeOf } from "../../lib/client/terminal/theme.ts";
import { textsOf } from "../../lib/client/i18n/texts.ts";
import type { ShownMessage } from "../../lib/client/message.ts";

const pure = { permissions: "none" } as const;
const EN = textsOf("en");
const THEME = themeOf({ language: "en", color: "never" });

Deno.test("a group is named with its #, wherever a name may stand", pure, () => {
  assertEquals(readTyped("send #kelas hi all"), { kind: "send", user: "#kelas", text: "hi all" });
  assertEquals(readTyped("with #kelas"), { kind: "with", user: "#kelas" });
  assertEquals(readTyped("history #kelas more"), { kind: "history", user: "#kelas", more: true });
  assertEquals(readTyped("make kelas rahasia"), { kind: "make", group: "#kelas", password: "rahasia" });
  assertEquals(readTyped("join #kelas"), { kind: "enter", group: "#kelas" });
  assertEquals(readTyped("join K7MP3XWQ").kind, "join");
  assertEquals(readTyped("invite #kelas izza"), { kind: "invite", group: "#kelas", user: "izza" });
  for (const missing of ["invite #kelas", "make", "leave", "make #a,b", "members #"]) {
    assertEquals(readTyped(missing), { kind: "refused", message: EN.missingParameter }, missing);
  }
  assertEquals(commandIn("with #kelas"), "with");
  assertEquals(completableAt("with #ke"), { kind: "user", part: "#ke" });
});

Deno.test("the password of a group is neither shown nor recalled", pure, () => {
  for (const line of ["make #kelas rahasia", "join #kelas rahasia"]) {
    assertEquals(hidePassword(line).includes("rahasia"), false);
    assertEquals([historyEntry(line), lastingEntry(line)], [undefined, undefined]);
  }
  assertEquals(lastingEntry("members #kelas"), "members #kelas");
});

Deno.test("what came of a command of groups is told in the language of the person", pure, () => {
  const reply = parseReply(
    '{"status": "OK", "message": "a", "all": [{"group": "kelas", "members": 3, "member": true, "password": true},' +
      '{"group": "b\\u001b", "members": 1, "member": false, "password": false}, 5]}',
    "getgroups",
  );
  if (reply.kind !== "done") throw new Error(reply.kind);
  assertEquals(groupLines({ kind: "groups" }, reply, EN), [
    "#kelas  3 members  (you are in it, with a password)",
    "#b\\x1b  1 member",
  ]);
  assertEquals(groupLines({ kind: "leave", group: "#kelas" }, reply, textsOf("id")), ["kamu sudah keluar dari #kelas"]);
});

Deno.test(
  "a message to a group is shown with who and which group, and an own one with how many have got it",
  pure,
  () => {
    const theirs: ShownMessage = { key: "1", from: "izza", fromName: "Izza", to: "#kelas", text: "hi", own: false };
    assertEquals(messageRows(THEME, theirs, { columns: 80 }), ["izza -> #kelas: hi"]);
    const own: ShownMessage = { ...theirs, key: "2", id: "2", from: "maya", own: true, state: "sent" };
    const size = { columns: 80, rows: 24 };
    let shown = showMessage(openTranscript(THEME, size, 0), own, 0);
    const states: (string | undefined)[] = [];
    for (const [delivered, read] of [[0, 0], [30, 0], [39, 12], [39, 39]] as const) {
      shown = takeProgress(shown.transcript, "2", { delivered, read, members: 39 });
      states.push(/\[.*\]/.exec(shown.patches.at(-1)?.text ?? "")?.[0]);
    }
    assertEquals(states.slice(1), ["[delivered 30/39]", "[read 12/39]", "[read 39/39]"]);
  },
);

Deno.test("the history and the inbox tell of the group", pure, () => {
  const entry = {
    id: "00000000-0000-7000-8000-000000000001",
    from: "maya",
    msg_from: "Maya",
    msg: "hi",
    at: "2020-11-28T00:00:00.000Z",
  };
  const own = { ...entry, to: "#kelas", msg_to: "kelas", delivered_to: 2, read_by: 1, members: 3 };
  const json = JSON.stringify({
    status: "OK",
    messages: [own, { ...own, from: "izza", members: undefined }],
    more: false,
  });
  const reply = parseReply(json, "history");
  const lines = answerLines({ kind: "reply", reply, json, user: "#kelas" }, "people");
  assertEquals(lines.map((line) => line.replace(/^\S+ \S+ {2}/, "")), [
    "Maya (maya): hi  [read 1/3]",
    "Maya (izza): hi",
  ]);
  const inbox = JSON.stringify({ status: "OK", messages: { maya: [{ ...entry, to: "#kelas", msg_to: "kelas" }] } });
  const [line] = answerLines({ kind: "reply", reply: parseReply(inbox, "inbox"), json: inbox, user: "" }, "people");
  assertEquals(line!.replace(/^\S+ \S+ {2}/, ""), "Maya (maya) -> #kelas: hi");
});

Deno.test("with the real server: written, sent once after a cut, shown live, acknowledged, and counted", async () => {
  await using server = await startServer();
  const address = { host: "127.0.0.1", port: server.port };
  await using maya = await startLiveClient(address);
  await using izza = await startLiveClient(address);
  await maya.logIn();
  await izza.logIn("izza");
  const run = async ({ session }: FakeClient, line: string) => (await runCommand(session, readTyped(line))).lines;
  assertEquals(await run(maya, "make kelas"), ["#kelas is made; with #kelas writes to it"]);
  assertEquals(await run(izza, "join #kelas"), ["you are a member of #kelas; with #kelas writes to it"]);
  maya.live.send("#kelas", "hallo");
  const has = ({ screen }: FakeClient, text: string) => screen.some((line) => line.startsWith(text));
  await until(() => has(izza, "maya: hallo"), "the message is shown");
  await until(
    () => maya.screen.some((line) => line.startsWith("1 of 1 have") && line.includes("1 have read")),
    "it is read",
  );
  await maya.remote.interrupt(); // What is written meanwhile waits in the outbox.
  maya.live.send("#kelas", "again");
  await until(() => has(izza, "maya: again"), "what was written without a connection is sent");
  assertEquals(izza.screen.filter((line) => line.startsWith("maya: ")), ["maya: hallo", "maya: again"]);
  assertEquals(await izza.session.groups(), ["#kelas"]);
  assertEquals(await run(izza, "invite #kelas maya"), ["Error, maya is a member of kelas already"]);
});
