/**
 * What every store must do for teachers: what they lay down, and what they did.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Act, Measure } from "../../lib/store/control.ts";
import type { Change, Store } from "../../lib/store/store.ts";

const AT = 1_700_000_000_000;

/** When a quarter of an hour began. */
const QUARTER_START = Math.ceil(AT / 900_000) * 900_000;

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

  "those who follow are told of measures, and of acts that are kept by themselves, before the promise resolves": async (
    store,
  ) => {
    const changes: Change[] = [];
    store.follow((change) => changes.push(change));
    const measure: Measure = { kind: "mute", target: 7, by: "guru", at: AT, until: AT + 1 };
    await store.control.layDown(measure, act("mute", "maya"));
    assertEquals(changes, [{ kind: "measure laid down", measure }]);
    await store.control.lift({ kind: "mute", target: 7 }, act("unmute", "maya"));
    assertEquals(changes.slice(1), [{ kind: "measure lifted", measure: { kind: "mute", target: 7 } }]);
    await store.control.lift({ kind: "mute", target: 7 }, act("unmute", "maya"));
    assertEquals(changes.length, 2);
    await store.control.addAct(act("kick", "maya"));
    assertEquals(changes.slice(2), [{ kind: "act added", act: act("kick", "maya") }]);
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

  "visits go on until they are ended, at the last moment at which they were known to": async (store) => {
    const maya = await store.addAccount({ name: "maya", fullName: "m", passwordHash: "h", demo: false });
    const { control } = store;
    const first = await control.endVisits();
    const visit = (number: number, began: number, ended?: number) => ({
      ...{ number: first + number, account: maya.id, began },
      ...ended !== undefined && { ended },
    });
    await control.keepVisits([visit(1, AT, AT + 10), visit(2, AT + 20)], AT + 25);
    assertEquals(await control.visits(AT, AT + 100), [visit(1, AT, AT + 10), visit(2, AT + 20, AT + 25)]);
    await control.keepVisits([], AT + 40);
    assertEquals(await control.visits(AT + 10, AT + 100), [visit(2, AT + 20, AT + 40)]);
    assertEquals(await control.visits(AT, AT + 20), [visit(1, AT, AT + 10)]);
    assertEquals(await control.endVisits(), first + 2);
    await control.keepVisits([visit(3, AT + 50)], AT + 60);
    assertEquals((await control.visits(AT, AT + 100)).map(({ ended }) => ended - AT), [10, 40, 60]);
  },

  "a transcript is of days, of an account or of a conversation, and messages are counted by their quarters": async (
    store,
  ) => {
    const add = (name: string) => store.addAccount({ name, fullName: name, passwordHash: "h", demo: false });
    const [maya, izza, nania] = [await add("maya"), await add("izza"), await add("nania")];
    const { control } = store;
    const ends = [[maya, izza], [izza, maya], [nania, izza], [maya, nania]] as const;
    for (const [index, [from, to]] of ends.entries()) {
      const at = QUARTER_START + index * 900_000;
      const id = `${(at.toString(16).padStart(12, "0")).replace(/^(.{8})/, "$1-")}-7000-8000-000000000001`;
      await store.addMessage({ id, sender: from.id, receiver: to.id, text: String(index), at });
    }
    const days = { from: QUARTER_START, to: QUARTER_START + 3 * 900_000 };
    const part = async (more: object) => (await control.transcript({ ...days, limit: 10, ...more })).seqs;
    assertEquals(await part({}), [1, 2, 3]);
    assertEquals(await part({ from: QUARTER_START + 1 }), [2, 3]);
    assertEquals(await part({ account: maya.id }), [1, 2]);
    assertEquals(await part({ account: nania.id, to: Number.MAX_SAFE_INTEGER }), [3, 4]);
    const [first] = await store.messages([1]);
    const { conversation } = (await control.findMessage(first!.id))!;
    assertEquals(await part({ conversation }), [1, 2]);
    assertEquals(await part({ after: first!.id }), [2, 3]);
    const { seqs, lengths, more } = await control.transcript({ ...days, limit: 2 });
    assertEquals([seqs, lengths, more], [[1, 2], [1, 1], true]);
    assertEquals(await control.messageCounts(days.from, days.to), [
      { account: maya.id, at: QUARTER_START, count: 1 },
      { account: izza.id, at: QUARTER_START + 900_000, count: 1 },
      { account: nania.id, at: QUARTER_START + 1_800_000, count: 1 },
    ]);
    await store.removeAccount(nania.id);
    assertEquals((await control.people()).map(({ name, role, removed }) => [name, role, removed]), [
      ["maya", "student", false],
      ["izza", "student", false],
      ["nania", "student", true],
    ]);
  },
};
