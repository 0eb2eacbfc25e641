/**
 * Where a message is written. A draft is kept until it is sent, over a reload too.
 *
 * @module
 */

import { CLOCKS } from "../../../clock.ts";
import { send } from "../acts/conversations.ts";
import { type App, update } from "../app.ts";
import { draftOf, keepDraft } from "../memory.ts";
import { useEffect, useRef, useState } from "../preact.tsx";
import { lastEditable } from "../../state/own.ts";
import { linesOf, pendingOf } from "../../state/rows.ts";
import { type Conversation } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { later, Lazy } from "./lazy.tsx";

/** Lines of a draft that are shown at once. */
const MOST_ROWS = 10;

/** The place to write. */
export function Composer({ talk }: { talk: Conversation }) {
  const app = useApp();
  const { texts, store } = app;
  const user = store.state.login!.user;
  const [draft, setDraft] = useState(() => draftOf(user, talk.name));
  const field = useRef<HTMLTextAreaElement>(null);
  const change = (text: string) => {
    setDraft(text);
    keepDraft(user, talk.name, text);
  };
  // A keyboard that slides in is no greeting on a phone.
  useEffect(() => void (matchMedia("(pointer: fine)").matches && field.current?.focus()), []);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    field.current?.focus();
    const text = draft;
    if (await send(app, text)) {
      // What was typed meanwhile is not lost.
      setDraft((now) => {
        const left = now.startsWith(text) ? now.slice(text.length) : now;
        keepDraft(user, talk.name, left);
        return left;
      });
    }
  };
  const count = linesOf(draft).length;
  const rows = Math.min(MOST_ROWS, draft.split("\n").length);
  return (
    <form class="composer" onSubmit={submit}>
      <Progress talk={talk} />
      <textarea
        ref={field}
        rows={rows}
        value={draft}
        enterkeyhint="send"
        aria-label={texts.write(talk.title)}
        placeholder={texts.write(talk.title)}
        title={texts.keys}
        class={count > 1 ? "is-code" : ""}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowUp" && draft === "") return editLast(app, talk, event);
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void submit();
        }}
      />
      {canSendFiles(app) && <Lazy part={attach} props={{ to: talk.name }} />}
      <button type="submit" class="primary" aria-disabled={count === 0}>
        {count > 1 ? texts.sendLines(count) : texts.send}
      </button>
    </form>
  );
}

const attach = later(async () => (await import("./files/attach.tsx")).Attach);

/** Whether the server takes files; who does not know yet asks it. */
function canSendFiles({ store }: App): boolean {
  const { server } = store.state;
  return server === undefined || (server.commands.includes("put") && server.limits["file"] !== 0);
}

/** Goes on with the last message that can still be changed. */
function editLast(app: App, { lines }: Conversation, event: Event): void {
  const line = lastEditable(lines, app.store.state.login!.user, CLOCKS.wall());
  if (line === undefined) return;
  event.preventDefault();
  update(app, (state) => ({ ...state, acting: { id: line.id, isEdit: true } }));
}

/** How many lines have been sent of those that wait, where these are many: a server takes 20 a second. */
function Progress({ talk }: { talk: Conversation }) {
  const { texts, store } = useApp();
  const waiting = pendingOf(store.state.pending, talk).filter(({ problem }) => problem === undefined).length;
  const most = useRef(0);
  most.current = waiting === 0 ? 0 : Math.max(most.current, waiting);
  if (most.current < 5 || store.state.link.kind !== "open") return null;
  const done = most.current - waiting;
  return (
    <p class="progress meta">
      <label for="progress">{texts.sending(done, most.current)}</label>
      <progress id="progress" value={done} max={most.current} />
    </p>
  );
}
