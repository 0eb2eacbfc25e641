/**
 * Replays what was recorded of the seed's own server against ours, exchange by exchange. Every difference is on purpose,
 * has a name here and its reason in `docs/protocol.md`.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { COMMAND_NAMES } from "../../lib/wire/command.ts";
import { type Peer, startServer } from "../support/helpers.ts";
import transcript from "../data/seed_transcript.json" with { type: "json" };

const NO_REPLY = "<no reply in 1.5 s>";

/** What our server answers where it differs from the recorded one, by case, and which rule of the document says so. */
const DIFFERENCES: Record<string, { rule: string; replies: string[] }> = {
  "login of maya": { rule: "The token under each of its names", replies: [token(1)] },
  "login of izza": { rule: "The token under each of its names", replies: [token(2)] },
  "second login of the same user": { rule: "The token under each of its names", replies: [token(3)] },
  "list of the active users": { rule: "A list under every name, sorted by name", replies: [active("izza", "maya")] },
  "inbox": {
    rule: "Trimmed texts; ids and times",
    replies: [
      '{"status": "OK", "messages": {"maya": [' +
      '{"msg_from": "Kholishotul Amaliah", "msg_to": "Rahmadani Izzatul", "msg": "hallo izza", <id>}, ' +
      '{"msg_from": "Kholishotul Amaliah", "msg_to": "Rahmadani Izzatul", "msg": "apa kabar?", <id>}], ' +
      '"izza": [{"msg_from": "Rahmadani Izzatul", "msg_to": "Rahmadani Izzatul", "msg": "catatan", <id>}]}}',
    ],
  },
  "inbox again: the senders stay as keys, the messages are gone": {
    rule: "Senders without an unread message are not listed",
    replies: ['{"status": "OK", "messages": {}}'],
  },
  "send with no text": { rule: "No empty text", replies: [error("--Wrong protocol")] },
  "unknown command": {
    rule: "hello is a command",
    replies: [
      '{"status": "OK", "message": "ngobrol 0.5.0", "name": "ngobrol", "version": "0.5.0", "protocol": 1, ' +
      '"commands": [' +
      `${JSON.stringify(COMMAND_NAMES).slice(1, -1).replaceAll(",", ", ")}], "limits": {"line_before_login": 4096, ` +
      '"line": 65536, "name": 32, "login_seconds": 300, "token_idle_seconds": 43200, ' +
      '"post_key_seconds": 604800, "logins": 64, "groups": 500, "members": 1000, ' +
      '"wrong_passwords": 5, "wrong_password_seconds": 15, ' +
      '"file": 16777216, "account_files": 268435456, "file_name": 200, "chunk": 196608, "unread": 10000}}',
    ],
  },
  "two commands in one segment": {
    rule: "Two requests are two",
    replies: [active("izza", "maya"), active("izza", "maya")],
  },
  "line ended by LF alone": { rule: "A bare LF ends a request", replies: [active("izza", "maya")] },
  "the rest of that line, then CRLF": { rule: "A bare LF ends a request", replies: [error("**Wrong protocol")] },
  "list on a connection that never logged in": {
    rule: "A list needs a login",
    replies: [error("Cannot find the information")],
  },
  "list with a user logged in twice": { rule: "Each user once, sorted by name", replies: [active("izza", "maya")] },
  "inbox of that text": {
    rule: "No empty text; trimmed texts; ids and times; senders without an unread message are not listed",
    replies: [
      '{"status": "OK", "messages": {"maya": [{"msg_from": "Kholishotul Amaliah", "msg_to": "Rahmadani Izzatul", ' +
      '"msg": "\\"q\\" \\\\ \\t caf\\u00e9 \\ud83d\\ude00", <id>}]}}',
    ],
  },
  "logout": {
    rule: "The text of a logout under both names, and whose it was no more",
    replies: ['{"status": "OK", "messages": "Logged out", "message": "Logged out", "username": "", "tokenid": ""}'],
  },
  "list after that logout": { rule: "Each user once", replies: [active("maya")] },
  // The recorded server answered what was left of "li" and "st\r\n"; the recording shows the second segment only.
  "command split over segments": { rule: "A list needs a login", replies: [error("Cannot find the information")] },
};

function token(number: number): string {
  return `{"status": "OK", "tokenid": "<token-${number}>", "token": "<token-${number}>", "token_id": "<token-${number}>"}`;
}

function error(message: string): string {
  return `{"status": "ERROR", "message": "${message}"}`;
}

function active(...names: string[]): string {
  const list = JSON.stringify(names).replaceAll(",", ", ");
  return `{"status": "OK", "messages": ${list}, "message": ${list}, "user": ${list}, "active": ${list}}`;
}

/** Puts what differs from run to run back into the form of the recording. */
function normalize(reply: string, tokens: string[]): string {
  // Additions: for programs, and for those who type by hand.
  const bare = reply.replace(/, "code": "[a-z_]*"/, "").replace(/, "hint": "[^"]*"/, "");
  return tokens.reduce((text, token, index) => text.replaceAll(token, `<token-${index + 1}>`), bare)
    .replaceAll(/"id": "[0-9a-f-]{36}", "at": "[0-9T:.-]+Z"/g, "<id>");
}

Deno.test("the recorded exchanges get the recorded replies, but for the differences that are on purpose", async (t) => {
  await using server = await startServer();
  const peers = new Map<string, Peer>();
  const tokens: string[] = [];
  for (const exchange of transcript.exchanges) {
    const { connection } = exchange;
    if (!peers.has(connection)) peers.set(connection, await server.connect());
    const peer = peers.get(connection)!;
    const difference = DIFFERENCES[exchange.case];
    const title = difference ? `${exchange.case} (differs: ${difference.rule})` : exchange.case;
    await t.step(title, async () => {
      const request = exchange.request.replaceAll(/<token-(\d+)>/g, (_, n) => tokens[Number(n) - 1]!);
      const recorded = exchange.case === "command split over segments" ? "li" + request : request;
      await peer.send(Uint8Array.from(recorded, (character) => character.charCodeAt(0)));
      for (const expected of difference?.replies.map((reply) => `${reply}\r\n\r\n`) ?? [exchange.reply]) {
        const reply = await peer.receive();
        const token = /"tokenid": "([^"]+)"/.exec(reply)?.[1];
        if (token) tokens.push(token);
        assertEquals(normalize(reply, tokens), expected);
        assert(!difference || expected !== exchange.reply, "A difference that is none");
      }
    });
  }
  for (const peer of peers.values()) peer[Symbol.dispose]();
});

Deno.test("every difference belongs to a recorded exchange", { permissions: "none" }, () => {
  const cases = new Set(transcript.exchanges.map((exchange) => exchange.case));
  for (const name of Object.keys(DIFFERENCES)) assert(cases.has(name), name);
  assert(transcript.exchanges.some(({ reply }) => reply === NO_REPLY));
});
