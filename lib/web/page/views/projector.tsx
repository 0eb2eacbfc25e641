/**
 * What stands on the wall of a room: how to get in, who is in, the last messages of the conversation that is open, and what
 * goes over the wire. Everything is large; nothing can be typed.
 *
 * @module
 */

import { toggleProjector } from "../acts/wire.ts";
import { useEffect, useState } from "../preact.tsx";
import { currentOf } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { Qr } from "./qr.tsx";
import { Summary } from "./wire/frame_list.tsx";
import { useRedraw } from "./wire/pane.tsx";
import { useWireTexts } from "./wire/wire_texts.ts";
import { isIncoming, isTurn, whoOf } from "../../state/wire.ts";

/** Percent of the size of the page's letters. */
const SIZES = [150, 175, 200, 225, 250] as const;

const MESSAGES = 8;
const FRAMES = 8;
/** Names that are shown of those who are in. */
const NAMES = 60;

/** The view. */
export function Projector() {
  const app = useApp();
  const texts = useWireTexts();
  const [size, setSize] = useState(0);
  useRedraw();
  useEffect(() => {
    document.documentElement.classList.add(`size-${SIZES[size]}`);
    return () => document.documentElement.classList.remove(`size-${SIZES[size]}`);
  }, [size]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === "Escape" && toggleProjector(app);
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, []);
  const { active } = app.store.state;
  const names = [...active].sort();
  const isWatching = app.frames.of !== undefined;
  return (
    <main class="projector">
      <header>
        <h1 class="address">{location.origin}</h1>
        <p>{texts.here(names.length)}</p>
        <div class="bar">
          <button type="button" disabled={size === 0} onClick={() => setSize(size - 1)}>{texts.smaller}</button>
          <button type="button" disabled={size === SIZES.length - 1} onClick={() => setSize(size + 1)}>
            {texts.larger}
          </button>
          <button type="button" onClick={() => toggleProjector(app)}>{texts.leave}</button>
        </div>
      </header>
      <Qr text={`${location.origin}/`} />
      <Messages />
      <p class="names">{names.slice(0, NAMES).join("  ")}{names.length > NAMES && " …"}</p>
      {isWatching && <LastFrames />}
    </main>
  );
}

function Messages() {
  const { store } = useApp();
  const texts = useWireTexts();
  const talk = currentOf(store.state);
  if (talk === undefined) return <p class="last">{texts.noTalk}</p>;
  return (
    <ol class="last" aria-label={talk.title}>
      {talk.lines.slice(-MESSAGES).map(({ id, from, text }) => (
        <li key={id}>
          <b>{from}</b> {text}
        </li>
      ))}
    </ol>
  );
}

function LastFrames() {
  const { frames } = useApp();
  return (
    <ol class="last-frames">
      {frames.all.slice(-FRAMES).map((frame) => (
        <li key={frame.n} class={frame.error === undefined ? "" : "wrong"}>
          <b>{whoOf(frame)}</b> {isTurn(frame) ? "·" : isIncoming(frame) ? "→" : "←"}{" "}
          <code>
            <Summary frame={frame} />
          </code>
        </li>
      ))}
    </ol>
  );
}
