/**
 * The wire: whose, which of it, what went over it, and one frame field by field.
 *
 * @module
 */

import type { Frame } from "../../../../chat.ts";
import { unwatch, watch } from "../../acts/wire.ts";
import { useEffect, useState } from "../../preact.tsx";
import { ALL_FRAMES, filterFrames, stepFrom } from "../../../state/wire.ts";
import { useApp } from "../context.tsx";
import { Details } from "./details.tsx";
import { Filter } from "./filter.tsx";
import { FrameList } from "./frame_list.tsx";
import { Provoke } from "./provoke.tsx";
import { useWireTexts } from "./wire_texts.ts";

/** Milliseconds between two frames of a replay. */
const REPLAY = 1_000;

/** The pane. */
export function WirePane() {
  const app = useApp();
  const texts = useWireTexts();
  const [filter, setFilter] = useState(ALL_FRAMES);
  const [chosen, setChosen] = useState<number>();
  const [held, setHeld] = useState<readonly Frame[]>();
  const [isPlaying, setPlaying] = useState(false);
  useRedraw();
  const all = held ?? app.frames.all;
  const shown = filterFrames(all, filter);
  const go = (step: 1 | -1) => setChosen(stepFrom(shown, chosen, step)?.n);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      const next = stepFrom(shown, chosen, 1);
      if (next === undefined || next.n === chosen) setPlaying(false);
      else setChosen(next.n);
    }, REPLAY);
    return () => clearInterval(timer);
  }, [isPlaying, chosen]);
  const play = () => {
    // What is replayed does not move: what comes meanwhile waits.
    if (!isPlaying) [setHeld(all), setChosen(chosen ?? shown[0]?.n)];
    setPlaying(!isPlaying);
  };
  const frame = all.find(({ n }) => n === chosen);
  return (
    <div class="wire">
      <Whose />
      <Filter frames={all} filter={filter} onChange={setFilter} />
      <div class="bar">
        <button
          type="button"
          aria-pressed={held !== undefined}
          onClick={() => [setHeld(held ? undefined : all), setPlaying(false)]}
        >
          {held === undefined ? texts.pause : texts.goOn}
        </button>
        <button type="button" aria-pressed={isPlaying} disabled={shown.length === 0} onClick={play}>
          {isPlaying ? texts.stopPlaying : texts.play}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => [app.frames.clear(), setHeld(undefined), setChosen(undefined)]}
        >
          {texts.clear}
        </button>
        {held !== undefined && app.frames.all !== held && (
          <span class="meta">{texts.waiting(app.frames.all.filter(({ n }) => n > (held.at(-1)?.n ?? 0)).length)}</span>
        )}
      </div>
      <FrameList frames={shown} chosen={chosen} onChoose={setChosen} onStep={go} />
      {app.frames.leftOut > 0 && <p class="meta">{texts.leftOut(app.frames.leftOut)}</p>}
      {frame !== undefined && <Details frame={frame} />}
      <Provoke />
    </div>
  );
}

/** Draws the view anew when frames come. */
export function useRedraw(): void {
  const { frames } = useApp();
  const [, redraw] = useState({});
  useEffect(() => frames.subscribe(() => redraw({})), [frames]);
}

/** Whose wire it is: everybody's own, and a teacher's choice. */
function Whose() {
  const app = useApp();
  const texts = useWireTexts();
  const { login, active } = app.store.state;
  const { of } = app.frames;
  const [wanted, setWanted] = useState(of ?? "");
  const isTeacher = login?.role === "teacher";
  const others = [...active].filter((name) => name !== login?.user).sort();
  const choose = (value: string) => {
    setWanted(value);
    if (of !== undefined) void watch(app, value);
  };
  return (
    <div class="bar">
      {isTeacher && (
        <label>
          <span class="hidden">{texts.whose}</span>
          <select value={wanted} onChange={({ currentTarget }) => choose(currentTarget.value)}>
            <option value="">{texts.mine}</option>
            <option value="all">{texts.everybody}</option>
            {others.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
      )}
      <button
        type="button"
        class={of === undefined ? "primary" : ""}
        onClick={() => of === undefined ? watch(app, wanted) : unwatch(app)}
      >
        {of === undefined ? texts.start : texts.stop}
      </button>
    </div>
  );
}
