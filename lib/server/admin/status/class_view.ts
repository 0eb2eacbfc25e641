/**
 * What a class may see on the wall (`--log class`): who comes and goes, and what is asked in the group of the class. Nothing
 * that was written to one person is in it. It knows no socket.
 *
 * @module
 */

import type { Store } from "../../../store/store.ts";
import type { Chat } from "../../chat/chat.ts";
import type { Log } from "../../log.ts";
import type { WordLanguage } from "../people/made_password.ts";

/** Milliseconds between two looks at who is there. */
const INTERVAL = 1_000;

/** Characters of a question that are shown: a wall has few lines. */
const LONGEST = 300;

const TEXTS = {
  en: { came: "is here", left: "has gone", asks: "asks" },
  id: { came: "hadir", left: "pergi", asks: "bertanya" },
} as const satisfies Record<WordLanguage, unknown>;

/** What {@linkcode watchClass} needs. */
export interface ClassViewOptions {
  /** Who is there. */
  readonly chat: Chat;
  /** Where messages are kept. */
  readonly store: Pick<Store, "follow">;
  /** Where it is told. */
  readonly log: Pick<Log, "scene">;
  /** The name of the group of the class; `undefined`: no question is shown. */
  readonly group: string | undefined;
  /** The language of the words. */
  readonly language: WordLanguage;
}

/** Tells who comes and goes and what is asked, until it is disposed of. */
export function watchClass({ chat, store, log, group, language }: ClassViewOptions): Disposable {
  const texts = TEXTS[language];
  let isOver = false;
  let known: readonly string[] = [];
  const look = () => {
    const now = chat.hub.active();
    if (now === known) return; // The same list, as long as nothing changes.
    const [before, after] = [new Set(known), new Set(now)];
    known = now;
    for (const name of before.difference(after)) log.scene(`${name} ${texts.left} (${after.size})`);
    for (const name of after.difference(before)) log.scene(`${name} ${texts.came} (${after.size})`);
  };
  const receiver = group === undefined ? undefined : chat.groups.find(group)?.receiver;
  store.follow(
    (change) => {
      if (isOver || change.kind !== "messages" || receiver === undefined) return;
      const { messages } = change;
      for (let index = 0; index < messages.count; index++) {
        if (messages.receiver(index) !== receiver) continue;
        const { text, sender } = messages.at(index)!;
        if (text.includes("?")) log.scene(`${chat.nameOf(sender)} ${texts.asks}: ${shorten(text)}`);
      }
    },
    undefined,
    (_sender, to) => !isOver && to === receiver,
  );
  const timer = setInterval(look, INTERVAL);
  return {
    [Symbol.dispose]() {
      isOver = true;
      clearInterval(timer);
    },
  };
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}...` : text;
}
