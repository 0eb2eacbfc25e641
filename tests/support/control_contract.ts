/**
 * What every store must do for teachers: what they lay down, and what they did.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Act, Measure } from "../../lib/store/control.ts";
import type { Change, Store } from "../../lib/store/store.ts";

const AT = 1_700_000_000_000;

function act(name: string, target = ""): Act {
  return { at: AT, by: "guru", act: name, target, detail: "" };
}

/** Each is given an empty store. */
export const CONTROL: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  "a measure holds until it is lifted, and the last one of its kind and target is the one": async (store) => {
    const { control } = store;
    assertEquals(await control.measures(), []);
    const lock: Measure = { kind: "lock", target: 0, by: "guru", at: AT };
    const mute: Measure = { kind: "mute", target: 1, by: "guru", at: AT, until: AT + 60_000 };
    await control.layDown(lock, act("lock"));
    await control.layDown({ ...mute, until: AT + 1 }, act("mute", "maya"));
    await control.layDown(mute, act("mute", "maya"));
    await control.layDown({ ...mute, target: 2 }, act("mute", "izza"));
    assertEquals(await control.measures(), [lock, mute, { ...mute, target: 2 }]);
    await control.lift({ kind: "mute", target: 1 }, act("unmute", "maya"));
    await control.lift({ kind: "close", target: 0 }, act("open"));
    assertEquals(await control.measures(), [lock, { ...mute, target: 2 }]);
  },

  "acts are kept in their order, and read part by part": async (store) => {
    const { control } = store;
    const lock = { ...act("lock"), detail: "by hand" };
    await control.layDown({ kind: "lock", target: 0, by: "guru", at: AT }, lock);
    await control.addAct(act("kick", "maya"));
    await control.lift({ kind: "lock", target: 0 }, act("unlock"));
    const all = [lock, act("kick", "maya"), act("unlock")].map((act, index) => ({ ...act, number: index + 1 }));
    assertEquals(await control.acts(0, 10), all);
    assertEquals(await control.acts(0, 2), all.slice(0, 2));
    assertEquals(await control.acts(2, 2), all.slice(2));
  },

  "those who follow are told of measures, before the promise resolves": async (store) => {
    const changes: Change[] = [];
    store.follow((change) => changes.push(change));
    const measure: Measure = { kind: "mute", target: 7, by: "guru", at: AT, until: AT + 1 };
    await store.control.layDown(measure, act("mute", "maya"));
    assertEquals(changes, [{ kind: "measure laid down", measure }]);
    await store.control.lift({ kind: "mute", target: 7 }, act("unmute", "maya"));
    assertEquals(changes.slice(1), [{ kind: "measure lifted", measure: { kind: "mute", target: 7 } }]);
    await store.control.lift({ kind: "mute", target: 7 }, act("unmute", "maya"));
    assertEquals(changes.length, 2);
  },
};
