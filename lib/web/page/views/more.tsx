/**
 * What can be done with a message stands behind a button beside it, and is got when that is first used. Tab leads to the
 * button of the newest message, the arrows from there to the others.
 *
 * @module
 */

import type { FullMessage } from "../../../chat.ts";
import { update } from "../app.ts";
import { currentOf } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { later, Lazy } from "./lazy.tsx";

/** The button of some messages that stand together. */
export function More({ lines }: { lines: readonly FullMessage[] }) {
  const app = useApp();
  const { id } = lines.at(-1)!;
  const isOpen = app.store.state.acting?.id === id;
  const toggle = () => update(app, (state) => ({ ...state, acting: isOpen ? undefined : { id, isEdit: false } }));
  return (
    <button
      type="button"
      class="more quiet"
      aria-label={app.texts.more}
      aria-expanded={isOpen}
      tabIndex={currentOf(app.store.state)?.lines.at(-1)?.id === id ? 0 : -1}
      onClick={toggle}
      onKeyDown={goOn}
    >
      ⋯
    </button>
  );
}

function goOn(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
  if (step === 0 || event.altKey) return;
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLElement>(".log .more")];
  all[all.indexOf(event.currentTarget) + step]?.focus();
}

/** What can be done with them, if their button says so. */
export function Acts({ lines }: { lines: readonly FullMessage[] }) {
  const { acting } = useApp().store.state;
  if (acting?.id !== lines.at(-1)!.id) return null;
  return <Lazy part={acts} props={{ lines }} />;
}

const acts = later(async () => (await import("./class/message_acts.tsx")).MessageActs);
