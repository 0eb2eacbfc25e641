/** Scenes of C2: what a client bears. @module */

import { put, skip } from "../bench.ts";
import { Broken } from "../outcome.ts";
import { words } from "../words.ts";
import { fill } from "./actor.ts";
import {
  type Command,
  expectNext,
  expectShown,
  logIn,
  must,
  request,
  type Scene,
  type Set,
  settle,
  USER,
} from "./scene.ts";
import { type Delivery, WHOLE } from "./stage.ts";

/** Bytes of a long reply. */
const LONG = 1024 * 1024;

/** Milliseconds of a reply that comes late. */
const LATE = 3_000;

/** A scene of a list that comes in some way. */
function delivered(name: string, rule: string, delivery: Delivery): Scene {
  return {
    name,
    rules: [rule],
    async play(set) {
      await logIn(set);
      const mark = set.mark();
      set.stage.answer = () => ({ reply: { status: "OK", messages: [mark, "maya"] }, delivery });
      await must(set, "list");
      await expectShown(set, rule, mark);
    },
  };
}

/** A scene in which the connection is lost at a `list`: the client may end, if it says so. */
function disturbed(name: string, rule: string, needs: readonly string[], disturb: (set: Set) => void): Scene {
  return {
    name,
    rules: [rule],
    needs,
    async play(set) {
      await settle(set);
      disturb(set);
      await set.actor.type(fill(set.script.list));
      const state = await set.actor.stateAfterLoss(set.script);
      if (state === "crashed") {
        throw new Broken(rule, "wrong", words("The client ends with an exception", "Klien berakhir dengan exception"));
      }
      if (state === "hangs") throw new Broken(rule, "hangs", words("The client hangs", "Klien macet"));
    },
  };
}

/** Replies that refuse, with a sentence that stands nowhere else. */
async function refuse(set: Set, command: Command, values = {}): Promise<void> {
  const mark = set.mark();
  set.stage.answer = () => ({ reply: { status: "ERROR", message: mark } });
  if (await request(set, command, values) === undefined) {
    throw new Broken(
      "C2.6",
      "hangs",
      put(words("Before $1 the client has stopped", "Klien berhenti sebelum $1"), command),
    );
  }
  if (await set.actor.hasShown(mark) === false) {
    throw new Broken(
      "C2.6",
      "wrong",
      put(words("The message of the error to $1 is not shown", "Pesan ERROR untuk $1 tidak ditampilkan"), command),
    );
  }
  set.stage.answer = undefined;
}

/** Scenes of what a client bears. */
export const BEARING_SCENES: readonly Scene[] = [
  {
    name: "shows",
    rules: ["C2.11"],
    async play(set) {
      await logIn(set);
      const [message, user] = [set.mark(), set.mark()];
      set.stage.answer = ({ words: [command] }) => ({
        reply: {
          status: "OK",
          messages: command === "inbox"
            ? { izza: [{ msg_from: "Izza", msg_to: "Maya", msg: message }] }
            : [user, "maya"],
        },
      });
      await must(set, "inbox");
      if (await set.actor.hasShown(message) === false) {
        throw new Broken("C2.11", "wrong", words("The message is not shown", "Pesannya tidak ditampilkan"));
      }
      await must(set, "list");
      if (await set.actor.hasShown(user) === false) {
        throw new Broken("C2.11", "wrong", words("The list is not shown", "Daftarnya tidak ditampilkan"));
      }
    },
  },
  delivered("single-bytes", "C2.1", {
    pieces: (reply) => [...Array.from(reply.subarray(0, -4), (byte) => Uint8Array.of(byte)), reply.subarray(-4)],
  }),
  delivered("split-end", "C2.2", {
    pieces: (reply) => [reply.slice(0, -3), reply.slice(-3, -2), reply.slice(-2, -1), reply.slice(-1)],
  }),
  {
    name: "long-reply",
    rules: ["C2.3"],
    needs: ["C2.1", "C2.11"],
    async play(set) {
      await logIn(set);
      const mark = set.mark();
      const message = (msg: string) => ({ msg_from: "Izza", msg_to: "Maya", msg });
      const messages = {
        izza: [...Array.from({ length: LONG / 1024 }, () => message("long ".repeat(200))), message(mark)],
      };
      set.stage.answer = () => ({ reply: { status: "OK", messages } });
      await must(set, "inbox");
      await expectShown(set, "C2.3", mark);
    },
  },
  {
    name: "either-key",
    rules: ["C2.4"],
    async play(set) {
      await logIn(set);
      const mark = set.mark();
      for (const key of ["message", "messages"]) {
        set.stage.answer = () => ({ reply: { status: "OK", [key]: [`${mark}${key}`, "maya"] } });
        await must(set, "list");
        await expectShown(set, "C2.4", `${mark}${key}`);
      }
      set.stage.answer = () => ({ reply: { status: "OK", message: "Logged out" } });
      await must(set, "logout");
      if (await set.actor.isSound() === false) {
        throw new Broken(
          "C2.4",
          "wrong",
          words("The client ends with an exception", "Klien berakhir dengan exception"),
        );
      }
    },
  },
  {
    name: "unknown-keys",
    rules: ["C2.5"],
    async play(set) {
      await logIn(set);
      const mark = set.mark();
      set.stage.answer = () => ({
        reply: { status: "OK", version: 7, extra: { a: [1, null] }, messages: [mark], code: "x" },
      });
      await must(set, "list");
      await expectShown(set, "C2.5", mark);
    },
  },
  {
    name: "errors",
    rules: ["C2.6"],
    async play(set) {
      await set.actor.begin();
      set.stage.begin();
      await refuse(set, "auth", USER);
      await must(set, "auth", USER);
      await refuse(set, "send", { user: "izza", text: "hi" });
      await refuse(set, "inbox");
      await refuse(set, "list");
      await expectNext(set, "C2.6");
    },
  },
  delivered("late-reply", "C2.7", { ...WHOLE, delay: LATE }),
  disturbed("close-inside", "C2.8", ["C2.1"], ({ stage }) => {
    stage.answer = () => ({ delivery: { pieces: (reply) => [reply.subarray(0, 10)], closes: true } });
  }),
  disturbed("close-between", "C2.9", ["C2.1", "C2.8"], ({ stage }) => stage.dismiss()),
  {
    name: "escape-sequence",
    rules: ["C2.10"],
    async play(set) {
      await logIn(set);
      const mark = set.mark();
      const msg = `${mark}\x1b[2J\x1b]0;owned\x07`;
      set.stage.answer = () => ({
        reply: { status: "OK", messages: { izza: [{ msg_from: "Izza", msg_to: "Maya", msg }] } },
      });
      await must(set, "inbox");
      if (await set.actor.hasShown(mark) !== true) throw skip("the message is not shown", "pesannya tidak ditampilkan");
      if (await set.actor.hasShownRaw("\x1b[2J")) {
        throw new Broken(
          "C2.10",
          "wrong",
          words("ESC [2J reaches the terminal as it is", "ESC [2J sampai ke terminal apa adanya"),
        );
      }
    },
  },
  {
    name: "exit",
    rules: ["C2.12"],
    async play(set) {
      await logIn(set);
      await set.actor.type(fill(set.script.exit));
      if (!await set.stage.isLeft(set.actor.patience)) {
        throw new Broken("C2.12", "wrong", words("The connection is still open", "Koneksi masih terbuka"));
      }
    },
  },
];
