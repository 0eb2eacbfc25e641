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

  "a message that is edited has the new text wherever it is read, and one that was removed stays so": async (store) => {
    const add = (name: string) => store.addAccount({ name, fullName: name, passwordHash: "h", demo: false });
    const [maya, izza] = [await add("maya"), await add("izza")];
    const ids = ["018bcfe5-6800-7000-8000-000000000001", "018bcfe5-6800-7001-8000-000000000001"];
    for (const id of ids) await store.addMessage({ id, sender: maya.id, receiver: izza.id, text: "one", at: AT });
    const { control } = store;
    const message = await control.findMessage(ids[0]!);
    const ends = { sender: maya.id, receiver: izza.id, from: "maya", to: "izza" };
    assertEquals(message, { seq: 1, id: ids[0]!, ...ends, conversation: message!.conversation, at: AT });
    assertEquals(await control.findMessage("018bcfe5-6800-7000-8000-000000000000"), undefined);
    const changes: Change[] = [];
    store.follow((change) => changes.push(change));
    const edit = { text: "two", at: AT + 1, removed: false };
    assertEquals(await control.editMessage(message!, edit), true);
    assertEquals(changes, [{ kind: "message edited", message: message!, edit }]);
    const [read] = await store.messages([1]);
    assertEquals([read!.text, read!.editedAt, read!.removed], ["two", AT + 1, undefined]);
    const removal = { text: "gone", at: AT + 2, removed: true };
    assertEquals(await control.editMessage(message!, removal, act("remove", ids[0])), true);
    assertEquals(await control.editMessage(message!, edit, act("edit", ids[0])), false);
    assertEquals(await control.findMessage(ids[0]!), undefined);
    const unread = (await store.unread(izza.id, { maxLength: 100 })).messages;
    assertEquals(unread.map(({ text, editedAt, removed }) => [text, editedAt, removed]), [
      ["gone", AT + 2, true],
      ["one", undefined, undefined],
    ]);
    assertEquals(changes.length, 2);
    assertEquals((await control.acts(0, 10)).map(({ act }) => act), ["remove"]);
  },
};
