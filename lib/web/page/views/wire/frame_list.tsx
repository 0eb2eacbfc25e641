/**
 * What went over the wire, a line a frame. What is being read never moves: new lines come below, and are followed only while
 * the last one is in sight and none is chosen.
 *
 * @module
 */

import type { Frame } from "../../../../chat.ts";
import { useLayoutEffect, useRef } from "../../preact.tsx";
import { isIncoming, isTurn, whoOf } from "../../../state/wire.ts";
import { useWireTexts } from "./wire_texts.ts";

/** Lines that are drawn: the newest, and around what is chosen. */
const MOST_DRAWN = 300;

interface FrameListProps {
  readonly frames: readonly Frame[];
  readonly chosen: number | undefined;
  readonly onChoose: (n: number) => void;
  readonly onStep: (step: 1 | -1) => void;
}

/** The lines. */
export function FrameList({ frames, chosen, onChoose, onStep }: FrameListProps) {
  const texts = useWireTexts();
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const box = list.current!;
    if (chosen === undefined && isAtEnd.current) box.scrollTop = box.scrollHeight;
  });
  useLayoutEffect(() => list.current!.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [
    chosen,
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    onStep(event.key === "ArrowDown" ? 1 : -1);
  };
  const onScroll = ({ currentTarget }: { currentTarget: HTMLDivElement }) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 4;
  };
  return (
    <div
      class="frames"
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label={texts.frames}
      onKeyDown={onKeyDown}
      onScroll={onScroll}
    >
      {frames.length === 0 && <p class="meta">{texts.nothing}</p>}
      {around(frames, chosen).map((frame) => (
        <Line key={frame.n} frame={frame} isChosen={frame.n === chosen} onChoose={onChoose} />
      ))}
    </div>
  );
}

/** The newest lines; where one is chosen before them, those around it. */
function around(frames: readonly Frame[], chosen: number | undefined): readonly Frame[] {
  const at = chosen === undefined ? -1 : frames.findIndex(({ n }) => n === chosen);
  const end = at === -1 ? frames.length : Math.min(frames.length, Math.max(at + MOST_DRAWN / 2, MOST_DRAWN));
  return frames.slice(Math.max(0, end - MOST_DRAWN), end);
}

interface LineProps {
  readonly frame: Frame;
  readonly isChosen: boolean;
  readonly onChoose: (n: number) => void;
}

function Line({ frame, isChosen, onChoose }: LineProps) {
  const { n, at, size, error } = frame;
  return (
    <div
      class={`frame ${error === undefined ? "" : "wrong"} ${isIncoming(frame) ? "in" : "out"}`}
      role="option"
      aria-selected={isChosen}
      onClick={() => onChoose(n)}
    >
      <time>{clock(at)}</time>
      <b>{whoOf(frame)}</b>
      <span class="arrow">{isTurn(frame) ? "·" : isIncoming(frame) ? "→" : "←"}</span>
      <span class="size">{isTurn(frame) ? "" : `${size} B`}</span>
      <code>{<Summary frame={frame} />}</code>
    </div>
  );
}

/** What a frame says, in a few words. */
export function Summary({ frame }: { frame: Frame }) {
  const texts = useWireTexts();
  const { kind, fields, error } = frame;
  if (kind === "opened" || kind === "closed") return <>{texts[kind]}</>;
  if (kind === "unfinished") return <>{texts.unfinished}</>;
  const text = fields.filter(({ kind }) => kind !== "end")
    .map(({ text, hidden, size }) => text ?? (hidden === "private" ? `[${size} B]` : hidden === "secret" ? "***" : ""))
    .join("");
  return <>{text.slice(0, 200)}{error !== undefined && isIncoming(frame) && <em>{` ${error}`}</em>}</>;
}

function clock(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const seconds = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${seconds}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
