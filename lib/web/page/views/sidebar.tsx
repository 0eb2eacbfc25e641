/**
 * The list of conversations, and who uses the page.
 *
 * @module
 */

import { open } from "../acts/conversations.ts";
import { isConversation } from "../../../chat.ts";
import { type JSX, useEffect, useRef, useState } from "../preact.tsx";
import { allOf, listPeople } from "../../state/people.ts";
import { type Conversation, isGroup, keyOf } from "../../state/state.ts";
import { Avatar } from "./avatar.tsx";
import { useApp } from "./context.tsx";
import { Menu } from "./menu.tsx";
import { shortTime } from "./times.ts";

/** The list. */
export function Sidebar() {
  const app = useApp();
  const { texts, store } = app;
  const [filter, setFilter] = useState("");
  const find = useRef<HTMLInputElement>(null);
  // Who comes in with a keyboard goes on with it; on a phone one would slide in.
  useEffect(() => void (matchMedia("(pointer: fine)").matches && find.current?.focus()), []);
  const people = listPeople(store.state, filter);
  const all = allOf(people);
  const isKnown = all.some(({ name }) => keyOf(name) === keyOf(filter.trim()));
  const canWrite = isConversation(filter.trim()) && !isKnown;
  const choose = (name: string) => {
    setFilter("");
    void open(app, name);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const first = all.find(({ name }) => keyOf(name) === keyOf(filter.trim())) ?? all[0];
    if (first !== undefined) choose(first.name);
    else if (canWrite) choose(filter.trim());
  };
  return (
    <nav class="sidebar" aria-label={texts.conversations}>
      <Menu />
      <form class="find" role="search" onSubmit={submit}>
        <input
          ref={find}
          type="search"
          aria-label={texts.findLabel}
          placeholder={texts.find}
          value={filter}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </form>
      <div class="lists" tabIndex={-1}>
        <Part title={texts.conversations} talks={people.recent} onChoose={choose} />
        <Part title={texts.groups} talks={people.groups} onChoose={choose} />
        <Part title={texts.others} talks={people.others} onChoose={choose} />
        {filter !== "" && canWrite && (
          <p class="write-to">
            <button type="button" onClick={() => choose(filter.trim())}>{texts.writeTo(filter.trim())}</button>
          </p>
        )}
        {all.length === 0 && <p class="meta">{filter === "" ? texts.nobody : canWrite ? "" : texts.noneFound}</p>}
      </div>
    </nav>
  );
}

interface PartProps {
  readonly title: string;
  readonly talks: readonly Conversation[];
  readonly onChoose: (name: string) => void;
}

function Part({ title, talks, onChoose }: PartProps): JSX.Element | null {
  if (talks.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {talks.map((talk) => (
          <li key={talk.name}>
            <Entry talk={talk} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entry({ talk, onChoose }: { talk: Conversation; onChoose: (name: string) => void }) {
  const { texts, store } = useApp();
  const { name, title, unread, lines, lastAt } = talk;
  const { active, current, login } = store.state;
  const last = lines.at(-1);
  const isOwn = name === login?.user;
  const where = isGroup(name) ? texts.group : active.has(name) ? texts.active : texts.away;
  const preview = last === undefined
    ? isOwn ? texts.toYourself : where
    : last.removed
    ? texts.removed
    : last.text.trim();
  return (
    <button
      type="button"
      class="entry"
      data-talk={name}
      aria-current={keyOf(name) === current ? "true" : undefined}
      onClick={() => onChoose(name)}
    >
      <Avatar name={name} title={title} isActive={active.has(name)} />
      <span class="who">
        <b>{title}</b>
        {lastAt > 0 && <time>{shortTime(lastAt, texts)}</time>}
      </span>
      <span class="what">
        {last?.from === login?.user && last !== undefined && <span>{`${texts.you}: `}</span>}
        <span>{preview}</span>
      </span>
      {last !== undefined && <span class="hidden">, {where}</span>}
      {unread.length > 0 && (
        <span class="count">
          <span aria-hidden="true">{unread.length}</span>
          <span class="hidden">, {texts.unread(unread.length)}</span>
        </span>
      )}
    </button>
  );
}
