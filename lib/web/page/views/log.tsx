/**
 * What was said in a conversation. It holds a part of it at a time, goes on upwards without an end, and never moves what is
 * being read: the place of a message in the window is kept by hand, since not all browsers do that.
 *
 * @module
 */

import { loadOlder, reload } from "../acts/conversations.ts";
import { localZone } from "../../../zone.ts";
import { useLayoutEffect, useRef, useState } from "../preact.tsx";
import { pendingOf, type Row, rowsOf } from "../../state/rows.ts";
import type { Conversation, Pending } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { useJump } from "./jump.ts";
import { Messages } from "./message.tsx";
import { Waiting } from "./pending.tsx";
import { moveWindow, type Sight, startOf, topBefore, useSight, WINDOW } from "./sight.ts";
import { dayInWords } from "./times.ts";

/** Messages, and what waits to be one. */
export function Log({ talk }: { talk: Conversation }) {
  const app = useApp();
  const { texts, store } = app;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(() => topBefore(talk.lines, talk.divider));
  // Where the part began while somebody read in it: what comes meanwhile does not push it on.
  const held = useRef<string | undefined>(undefined);
  const start = startOf(talk.lines, top ?? held.current);
  const shown = talk.lines.slice(start, start + WINDOW);
  const isNewest = start + shown.length === talk.lines.length && !talk.isCut;
  const rows = rowsOf(shown, talk.divider, localZone());
  const pending = isNewest ? blocksOf(pendingOf(store.state.pending, talk)) : [];
  const sight: Sight = useSight(app, box, talk, isNewest);
  useLayoutEffect(() => {
    held.current = sight.isFollowing() ? undefined : shown[0]?.id;
  });
  const move = () => {
    const moved = moveWindow(box.current, talk.lines, start);
    if (moved !== undefined) setTop(moved);
    else if (box.current!.scrollTop < NEAR && start === 0) void loadOlder(app);
  };
  useLayoutEffect(move);
  useLayoutEffect(() => {
    if (sight.isLeading()) setTop(topBefore(talk.lines, talk.divider));
  }, [talk.divider]);
  useJump({ app, box, lines: talk.lines, rows, show: setTop, look: sight.look });
  const toNewest = async () => {
    if (talk.isCut) await reload(app);
    held.current = undefined;
    setTop(undefined);
    sight.follow();
  };
  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={texts.messages(talk.title)}
        aria-live={sight.isAtEnd ? "polite" : "off"}
        aria-busy={talk.hasOlder === undefined}
        tabIndex={0}
        ref={box}
        onKeyDown={(event) => event.key === "End" && void toNewest()}
        onScroll={() => {
          sight.look();
          move();
        }}
      >
        <ol>
          {start === 0 && talk.hasOlder !== undefined && (
            <li key="top" class="top meta">{talk.hasOlder ? texts.loadingOlder : texts.begin}</li>
          )}
          {rows.map((row) => <RowView key={row.key} row={row} />)}
          {pending.map((messages) => <Waiting key={messages[0]!.key} messages={messages} />)}
        </ol>
      </div>
      {!sight.isAtEnd && talk.lines.length > 0 && <ToNewest count={talk.unread.length} onClick={toNewest} />}
    </div>
  );
}

function ToNewest({ count, onClick }: { count: number; onClick: () => void }) {
  const { texts } = useApp();
  return (
    <button type="button" class="to-newest" onClick={onClick}>
      {texts.toNewest(count)} <span aria-hidden="true">↓</span>
    </button>
  );
}

/** Pixels from the top at which older messages are got. */
const NEAR = 800;

function RowView({ row }: { row: Row }) {
  const { texts } = useApp();
  if (row.kind === "day") {
    return (
      <li class="day">
        <span>{dayInWords(row.at, texts)}</span>
      </li>
    );
  }
  if (row.kind === "divider") {
    return (
      <li class="divider">
        <span>{texts.newMessages}</span>
      </li>
    );
  }
  return <Messages {...row} />;
}

/** What was written at once, together. */
function blocksOf(pending: readonly Pending[]): (readonly Pending[])[] {
  return [...Map.groupBy(pending, ({ at, problem }) => `${at} ${problem?.code} ${problem?.message}`).values()];
}
