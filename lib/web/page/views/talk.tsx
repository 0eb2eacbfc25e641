/**
 * A conversation: with whom it is, what was said, and what is being written.
 *
 * @module
 */

import { leave } from "../acts/conversations.ts";
import { type Conversation, isGroup, keyOf } from "../../state/state.ts";
import { Avatar } from "./avatar.tsx";
import { Composer } from "./composer.tsx";
import { useApp } from "./context.tsx";
import { later, Lazy } from "./lazy.tsx";
import { Log } from "./log.tsx";
import { TalkPanes } from "./menu_panes.tsx";

/** The conversation that is open. */
export function Talk({ talk }: { talk: Conversation }) {
  const { texts, store } = useApp();
  const hasUploads = store.state.uploads.some(({ to }) => keyOf(to) === keyOf(talk.name));
  return (
    <>
      <TalkHeader talk={talk} />
      <Log talk={talk} />
      {hasUploads && <Lazy part={uploads} props={{ to: talk.name }} />}
      {talk.gone ? <p class="gone meta">{texts.gone}</p> : <Composer talk={talk} />}
    </>
  );
}

const uploads = later(async () => (await import("./files/uploads.tsx")).Uploads);

function TalkHeader({ talk: { name, title } }: { talk: Conversation }) {
  const app = useApp();
  const { texts, store } = app;
  const { active, login } = store.state;
  const where = isGroup(name)
    ? texts.group
    : name === login?.user
    ? texts.toYourself
    : active.has(name)
    ? texts.active
    : texts.away;
  return (
    <header class="talk-header">
      <button type="button" class="back quiet" aria-label={texts.back} onClick={() => leave(app)}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M10 2 4 8l6 6" />
        </svg>
      </button>
      <Avatar name={name} title={title} isActive={active.has(name)} />
      <div>
        <h2>{title}</h2>
        <p class="meta">{title === name || isGroup(name) ? where : `${name}, ${where}`}</p>
      </div>
      <TalkPanes hasPeople={isGroup(name) || login?.role === "teacher"} />
    </header>
  );
}
