/**
 * What of a conversation is before the person's eyes: how far it was read, and where the window stays when something changes
 * above or below it.
 *
 * @module
 */

import type { FullMessage } from "../../../chat.ts";
import { away, seen, watch } from "../acts/conversations.ts";
import type { App } from "../app.ts";
import { useEffect, useLayoutEffect, useRef, useState } from "../preact.tsx";
import { type Conversation, keyOf } from "../../state/state.ts";

/** Messages that the document has at a time. */
export const WINDOW = 600;
/** By how many messages that part of a conversation moves. */
export const STEP = 200;

/** Pixels from an edge at which it moves, and from the end that still count as the end. */
const NEAR = 800;
const END = 32;

/** Where the part begins that is shown: with the message `top`, or so that it has the newest. */
export function startOf(lines: readonly FullMessage[], top: string | undefined): number {
  const newest = Math.max(0, lines.length - WINDOW);
  const known = top === undefined ? -1 : lines.findIndex(({ id }) => id === top);
  return known < 0 ? newest : Math.min(known, newest);
}

/** With which message the part begins that has the divider and what is around it; none, if the newest part has it. */
export function topBefore(lines: readonly FullMessage[], divider: string | undefined): string | undefined {
  const place = lines.findIndex(({ id }) => id === divider);
  return place < 0 || place >= lines.length - WINDOW ? undefined : lines[Math.max(0, place - STEP)]!.id;
}

/** With which message the part is to begin, if the window is near one of its ends and there is more behind it. */
export function moveWindow(
  box: HTMLElement | null,
  lines: readonly FullMessage[],
  start: number,
): string | undefined {
  if (box === null) return undefined;
  const newest = Math.max(0, lines.length - WINDOW);
  if (box.scrollTop < NEAR && start > 0) return lines[Math.max(0, start - STEP)]!.id;
  const below = box.scrollHeight - box.clientHeight - box.scrollTop;
  if (below < NEAR && start < newest) return lines[Math.min(newest, start + STEP)]!.id;
  return undefined;
}

/** What a view does with it. */
export interface Sight {
  /** Whether the newest message is in the window. */
  readonly isAtEnd: boolean;
  /** Notes what is in the window now. */
  look(): void;
  /** Whether one is to be led to the line before what is new, which may be outside of the window. */
  isLeading(): boolean;
  /** Whether the window stays with the newest message. */
  isFollowing(): boolean;
  /** Goes to the newest message, and stays with it. */
  follow(): void;
}

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/** The first row that is in the window, and where. It outlives whatever is put above it. */
function anchorOf(box: HTMLElement): Anchor | undefined {
  const top = box.getBoundingClientRect().top;
  const rows = box.querySelectorAll("li[data-id]");
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  const element = rows[low];
  return element && { element, top: element.getBoundingClientRect().top - top };
}

/** The id of the last message whose end is in the window. */
function lastSeen(box: HTMLElement): string | undefined {
  const bottom = box.getBoundingClientRect().bottom + 4;
  const rows = box.querySelectorAll<HTMLElement>("li[data-id]");
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.getBoundingClientRect().bottom <= bottom) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1]?.dataset["id"];
}

/** Keeps the place of what is read in the window, and notes what was read. */
export function useSight(
  app: App,
  box: { readonly current: HTMLDivElement | null },
  talk: Conversation,
  isNewest: boolean,
): Sight {
  const [isAtEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const isPlaced = useRef(false);
  const placedAt = useRef<string | undefined>(undefined);
  // Before the rows are changed: this function runs first, the effect after.
  const anchor = box.current === null || follows.current ? undefined : anchorOf(box.current);
  const { divider } = talk;
  const isLeading = () => follows.current && divider !== undefined && divider !== placedAt.current;
  const look = () => {
    const element = box.current;
    if (element === null || !isPlaced.current || isLeading()) return;
    const isEnd = isNewest && element.scrollHeight - element.clientHeight - element.scrollTop < END;
    follows.current = isEnd;
    setAtEnd(isEnd);
    if (document.hidden || element.clientHeight === 0) return away(app);
    watch(app, isEnd);
    const id = lastSeen(element);
    if (id !== undefined) seen(app, keyOf(talk.name), id);
  };
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight, behavior: "instant" });
  useLayoutEffect(() => {
    const element = box.current!;
    const line = isLeading() ? element.querySelector<HTMLElement>(".divider") : null;
    if (line !== null) {
      // What is new since one looked away, or came: one goes on there.
      element.scrollTop = line.offsetTop - element.clientHeight / 5;
      placedAt.current = divider;
      isPlaced.current = true;
      follows.current = false;
    } else if (follows.current) {
      if (talk.lines.length > 0) isPlaced.current = true;
      toEnd();
    } else if (anchor?.element.isConnected) {
      const moved = anchor.element.getBoundingClientRect().top - element.getBoundingClientRect().top - anchor.top;
      if (Math.abs(moved) >= 1) element.scrollTop += moved;
    }
  });
  useLooks(box, look, () => follows.current && toEnd(), () => watch(app, false));
  return {
    isAtEnd,
    look,
    isLeading,
    isFollowing: () => follows.current,
    follow() {
      follows.current = true;
      placedAt.current = divider;
      toEnd();
    },
  };
}

/** Looks after each change, and when the window has another size or is shown again. */
function useLooks(
  box: { readonly current: HTMLElement | null },
  look: () => void,
  onResize: () => void,
  onLeave: () => void,
): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => latest.current());
  useEffect(() => {
    const again = () => latest.current();
    const sizes = new ResizeObserver(() => {
      onResize();
      again();
    });
    sizes.observe(box.current!);
    document.addEventListener("visibilitychange", again);
    return () => {
      sizes.disconnect();
      document.removeEventListener("visibilitychange", again);
      onLeave();
    };
  }, []);
}
