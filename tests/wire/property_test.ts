/**
 * The codec over generated commands and replies: what is written is read back, a reply is ASCII whatever it holds, and a
 * secret is not shown whatever was done to its line. No permission is needed.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type ChatEvent,
  ERROR_CODES,
  type Frame,
  type FullMessage,
  hasControl,
  type Message,
  PROVOCATIONS,
  type Reply,
} from "../../lib/chat.ts";
import { formatEvent, isEvent, parseEvent } from "../../lib/wire/event.ts";
import { formatReply, parseReply } from "../../lib/wire/reply.ts";
import { type Command, COMMANDS } from "../../lib/wire/command.ts";
import { formatCommand, maskRequest, parseCommand } from "../../lib/wire/request.ts";
import { scan } from "../../lib/wire/scan.ts";
import { awkwardText, createRandom, mutate, type Random } from "../support/fuzz.ts";
import { chooseSeed } from "../support/fuzz_run.ts";

const ROUNDS = 3000;
const SEED = chooseSeed();

/** Runs `check` with choices of its own each time; a failure names the seed that repeats it as the first. */
function property(name: string, check: (random: Random) => void): void {
  Deno.test(name, { permissions: "none" }, () => {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      try {
        check(createRandom(seed));
      } catch (error) {
        throw new Error(`NGOBROL_FUZZ_SEED=${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
  });
}

/** Any text at all: control characters, halves of pairs, line ends, what breaks the careless. */
function anyText(random: Random): string {
  const units = Array.from({ length: random.below(12) }, () => {
    const code = random.pick([random.below(0x100), random.below(0x10000), 0xd800 + random.below(0x800), 0x2028]);
    return String.fromCharCode(code);
  });
  return random.pick(["", "\r\n\r\n", "\r\n"]) + units.join("") + awkwardText(random, random.below(6));
}

/** A text that can be sent: trimmed, not empty, without control characters and halves of pairs. */
function sendable(random: Random): string {
  const text = anyText(random).toWellFormed().trim();
  return text === "" || hasControl(text) ? `x${awkwardText(random, 5)}x` : text;
}

/** A word that can be sent. */
function word(random: Random): string {
  return sendable(random).replaceAll(" ", "_");
}

function anyUuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A command of the table, with parameters of the form that it asks for. */
function anyCommand(random: Random): Command {
  const { name, parameters } = random.pick(COMMANDS);
  const values: Record<string, string | number> = { name };
  for (const { name, form, rest, optional, named } of parameters) {
    if (named ? random.once(2) : optional && random.once(2)) {
      if (named) continue;
      break; // What stands after what is left out would be taken for it.
    }
    if (form === "uuid") values[name] = anyUuid(random);
    else if (form === "number") values[name] = 1 + random.below(300);
    else if (form === "count") values[name] = random.below(3);
    else if (form === "sha256") values[name] = "0123456789abcdef".repeat(4);
    else if (form === "none") values[name] = form;
    else if (form === "provocation") values[name] = random.pick(PROVOCATIONS);
    else values[name] = rest ? sendable(random) : word(random);
  }
  return values as unknown as Command;
}

function anyFullMessage(random: Random): FullMessage {
  const time = () => random.below(2 ** 31) * 1000;
  return {
    from: anyText(random),
    fromName: `n${anyText(random)}`,
    to: anyText(random),
    toName: `n${anyText(random)}`,
    text: anyText(random),
    id: anyText(random),
    at: time(),
    ...(random.once(2) ? { deliveredAt: time() } : {}),
    ...(random.once(2) ? { readAt: time() } : {}),
    ...(random.once(2) ? { editedAt: time() } : {}),
    ...(random.once(2) ? { removed: true } : {}),
  };
}

function anyFrame(random: Random): Frame {
  const maybe = <T>(value: T): Partial<T> => random.once(2) ? value : {};
  const number = () => random.below(1000);
  const text = () => anyText(random);
  return {
    ...{ n: number(), at: random.below(2 ** 31) * 1000, connection: number(), address: text() },
    kind: random.pick(["opened", "closed", "request", "unfinished", "reply", "event"]),
    ...{ size: number(), pieces: [number(), number()] },
    ...maybe({ user: text() }),
    ...maybe({ command: text(), answers: number(), morePieces: number() }),
    ...maybe({ provoked: text(), error: text() }),
    fields: Array.from({ length: random.below(4) }, () => ({
      ...{ at: number(), size: number(), kind: text() },
      ...maybe({ name: text(), text: text() }),
      ...maybe({ hidden: random.pick(["secret", "private"] as const) }),
      ...maybe({ error: text() }),
    })),
  };
}

function anyEvent(random: Random): ChatEvent {
  const count = () => random.below(1000);
  switch (random.below(10)) {
    case 8:
      return { kind: "left out", count: count() };
    case 9:
      return { kind: "frame", frame: anyFrame(random) };
    case 6:
      return {
        kind: "receipts",
        id: anyText(random),
        group: anyText(random),
        ...{ delivered: count(), read: count(), members: count() },
      };
    case 7: {
      const before = random.once(2) ? { before: anyText(random) } : {};
      return { kind: "group", group: anyText(random), member: random.once(2), ...before };
    }
    case 4: {
      const ends = { from: anyText(random), to: anyText(random) };
      const edit = { text: anyText(random), at: random.below(2 ** 31) * 1000, removed: random.once(2) };
      return { kind: "edit", id: anyText(random), ...ends, ...edit };
    }
    case 0:
      return { kind: "message", message: anyFullMessage(random) };
    case 1: {
      const state = random.pick(["delivered", "read"] as const);
      return { kind: "receipt", id: anyText(random), state, by: anyText(random), at: random.below(2 ** 31) * 1000 };
    }
    case 2:
      return { kind: "presence", user: anyText(random), active: random.once(2) };
    case 3: {
      const watching = { by: anyText(random), of: anyText(random), texts: random.once(2), active: random.once(2) };
      return {
        kind: "notice",
        message: anyText(random),
        ...random.once(2) && { watching },
        ...random.once(2) && { stopping: true },
      };
    }
    default:
      return { kind: "ping" };
  }
}

function anyMessages(random: Random): Message[] {
  // As the store gives them: a sender's together, which is how a reply groups them.
  return ["maya", "__proto__", "izza"].slice(random.below(4)).flatMap((from) =>
    Array.from({ length: 1 + random.below(3) }, () => ({
      from,
      fromName: `n${anyText(random)}`,
      toName: anyText(random),
      text: anyText(random).trim(),
      ...(random.once(2) ? { id: anyText(random) } : {}),
      ...(random.once(2) ? { at: random.below(2 ** 31) * 1000 } : {}),
    }))
  );
}

/** A reply, and a command that it may answer. */
function anyReply(random: Random): [command: Command["name"], reply: Reply] {
  switch (random.below(8)) {
    case 5: {
      const messages = Array.from({ length: random.below(4) }, () => anyFullMessage(random));
      return ["history", { kind: "history", messages, more: random.once(2), ...(random.once(2) && { gone: true }) }];
    }
    case 6: {
      const active = Array.from({ length: random.below(4) }, () => anyText(random));
      return ["live", { kind: "live", user: anyText(random), active }];
    }
    case 7:
      return ["post", { kind: "posted", id: anyText(random), at: random.below(2 ** 31) * 1000 }];
    case 0:
      return ["auth", { kind: "token", token: anyText(random) }];
    case 1:
      return ["inbox", { kind: "inbox", messages: anyMessages(random) }];
    case 2:
      return ["list", { kind: "active", users: Array.from({ length: random.below(4) }, () => anyText(random)) }];
    case 3: {
      const names = () => Array.from({ length: random.below(4) }, () => anyText(random));
      const [name, version] = [anyText(random), anyText(random)];
      const server = { name, version, protocol: random.below(9), commands: names(), limits: { line: random.below(9) } };
      return ["hello", { kind: "hello", server }];
    }
    default:
      return [random.pick(COMMANDS).name, { kind: "error", message: anyText(random), code: random.pick(ERROR_CODES) }];
  }
}

property("A command that is written is read as the same command, also with white space around it", (random) => {
  const command = anyCommand(random);
  const line = formatCommand(command);
  assertMatch(line, /^[^\r\n]*\r\n$/);
  assertEquals(parseCommand(line.slice(0, -2)), command);
  assertEquals(parseCommand(` \t${line.slice(0, -2)} \t `), command);
});

property("A reply is printable ASCII, and CRLF stands only at its end, twice", (random) => {
  const [, reply] = anyReply(random);
  assertMatch(formatReply(reply), /^\{[\x20-\x7e]*\}\r\n\r\n$/);
});

property("A reply that is written is read as the same reply", (random) => {
  const [command, reply] = anyReply(random);
  assertEquals(parseReply(formatReply(reply), command), reply);
});

property("An event is printable ASCII, is told from a reply, and is read as the same event", (random) => {
  const event = anyEvent(random);
  const json = formatEvent(event);
  assertMatch(json, /^\{[\x20-\x7e]*\}\r\n\r\n$/);
  assert(isEvent(json) && !isEvent(formatReply(anyReply(random)[1])));
  assertEquals(parseEvent(json), event);
});

property("A password is not shown, whatever byte of its line was changed", (random) => {
  const secret = `s3cr3t${random.below(1e9)}`;
  const line = `auth ${word(random)} ${secret}${random.pick(["", " ", "  more", " \t"])}`;
  let bytes: Uint8Array = new TextEncoder().encode(line);
  for (let times = random.below(4); times > 0; times--) bytes = mutate(random, bytes);
  const changed = new TextDecoder().decode(bytes);
  // In the place of the user it is one: nobody could tell.
  if (changed.trim().split(" ")[1]?.includes(secret)) return;
  const shown = maskRequest(changed);
  assert(!shown.includes(secret), `${JSON.stringify(changed)} is shown as ${shown}`);
});

property(
  "The fields of a line stand in their order, apart and within it, and each parameter is one of them",
  (random) => {
    const command = anyCommand(random);
    const line = `${random.pick(["", " ", "\t"])}${formatCommand(command).trimEnd()}${random.pick(["", " ", " \t"])}`;
    const changed = new TextDecoder().decode(mutate(random, new TextEncoder().encode(line)));
    for (const text of [line, changed]) {
      let at = 0;
      for (const { start, end } of scan(text)) {
        assert(at <= start && start <= end && end <= text.length, JSON.stringify([text, scan(text)]));
        at = end;
      }
    }
    const { name: _, ...values } = command;
    const fields = scan(line);
    for (const [name, value] of Object.entries(values)) {
      const field = fields.find((field) => field.name === name)!;
      assert(field.wrong === undefined && line.slice(field.start, field.end).startsWith(String(value)), line);
      assertEquals(field.secret, ["token", "password", "old", "code", "account", "data"].includes(name));
    }
  },
);
