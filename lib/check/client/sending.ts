/** Scenes of C1: what a client sends. @module */

import { put, skip } from "../bench.ts";
import { words } from "../words.ts";
import { fill } from "./actor.ts";
import { logIn, must, NAMES, type Scene, settle, USER, wrong } from "./scene.ts";
import { WHOLE } from "./stage.ts";

const TEXT = "two  spaces, caf\u00e9 \u{1f600}";

/** Scenes of what a client sends. */
export const SENDING_SCENES: readonly Scene[] = [
  {
    name: "login-line",
    rules: ["C1.1", "C1.2"],
    async play(set) {
      const got = await logIn(set);
      const { length } = got.entry.bytes;
      if (!got.hasEnd) {
        throw wrong("C1.1", words("The line does not end in 0d 0a", "Baris tidak diakhiri 0d 0a"), got, {
          offset: length - 1,
          length: 1,
        });
      }
    },
  },
  {
    name: "login-words",
    rules: ["C1.2"],
    async play(set) {
      const got = await logIn(set);
      if (got.line.trim() !== `${got.words[0]} ${USER.user} ${USER.password}`) {
        throw wrong("C1.2", words("auth maya surabaya was typed", "Yang diketik: auth maya surabaya"), got);
      }
    },
  },
  {
    name: "token",
    rules: ["C1.3"],
    async play(set) {
      await logIn(set);
      for (
        const [command, values] of [["send", { user: "izza", text: "hi" }], ["inbox", {}], ["logout", {}]] as const
      ) {
        const got = await must(set, command, values);
        const isBare = command === "logout" && got.words.length === 1; // Which the family's servers take, too.
        if (got.words[1] !== set.stage.token && !isBare) {
          throw wrong(
            "C1.3",
            put(words("The token is $1", "Tokennya $1"), set.stage.token),
            got,
          );
        }
      }
    },
  },
  {
    name: "text",
    rules: ["C1.4"],
    needs: ["C1.3"],
    async play(set) {
      await logIn(set);
      const got = await must(set, "send", { user: "izza", text: TEXT });
      const text = /^\S+ \S+ \S+ (.*)$/.exec(got.line)?.[1]?.trim();
      if (text !== TEXT) throw wrong("C1.4", put(words("$1 was typed", "Yang diketik: $1"), TEXT), got);
    },
  },
  {
    name: "one-at-a-time",
    rules: ["C1.5"],
    async play(set) {
      await settle(set);
      set.stage.answer = ({ words: [command] }) =>
        command === "inbox" ? undefined : { delivery: { ...WHOLE, delay: 1_000 } };
      await set.actor.type(fill(set.script.list));
      await set.actor.type(fill(set.script.inbox));
      await set.stage.next(NAMES.list, set.actor.patience);
      const second = await set.stage.next(NAMES.inbox, set.actor.patience);
      if (second === undefined) throw skip("the second request does not come", "permintaan kedua tidak datang");
      if (second.isEarly) {
        throw wrong(
          "C1.5",
          words("It came before the reply to the one before", "Datang sebelum balasan yang sebelumnya"),
          second,
        );
      }
    },
  },
];
