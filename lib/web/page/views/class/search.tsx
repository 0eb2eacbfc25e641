/**
 * Looks for something in the conversation that is open, also in what is not loaded yet.
 *
 * @module
 */

import type { FullMessage } from "../../../../chat.ts";
import { searchTexts } from "../../../i18n/search.ts";
import { excerptOf, findLines, MOST_FOUND } from "../../../state/search.ts";
import { type Conversation, currentOf } from "../../../state/state.ts";
import { jumpTo, searchBack, type SearchEnd } from "../../acts/search.ts";
import { type JSX, useEffect, useRef, useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";
import { dayInWords, timeOf } from "../times.ts";

/** With so many found, one looks at them before it goes on. */
const ENOUGH = 30;

/** The pane. */
export function SearchPane(): JSX.Element {
  const app = useApp();
  const talk = currentOf(app.store.state);
  if (talk === undefined) return <p class="pane-body meta">{searchTexts(app.texts).noTalk}</p>;
  return <Search key={talk.name} talk={talk} />;
}

/** A search that goes on by itself until it has enough, and ends with the pane. */
function useSearch(name: string) {
  const app = useApp();
  const [query, setQuery] = useState("");
  const [end, setEnd] = useState<SearchEnd>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (wanted: string, most: number) => {
    running.current?.abort();
    const { signal } = running.current = new AbortController();
    setQuery(wanted);
    setEnd(undefined);
    const result = await searchBack(app, { name, query: wanted, most, signal });
    if (running.current?.signal === signal) setEnd(result);
  };
  return { query, end, run, stop: () => running.current?.abort() };
}

function Search({ talk }: { talk: Conversation }) {
  const texts = searchTexts(useApp().texts);
  const [draft, setDraft] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const { query, end, run, stop } = useSearch(talk.name);
  useEffect(() => void field.current?.focus(), []);
  const found = findLines(talk.lines, query);
  const canGoOn = (end === "enough" || end === "stopped" || end === "failed") && found.length < MOST_FOUND;
  const submit = (event: Event) => {
    event.preventDefault();
    if (draft.trim() !== "") void run(draft.trim(), ENOUGH);
  };
  return (
    <div class="pane-body">
      <form class="row" role="search" onSubmit={submit}>
        <input
          ref={field}
          type="search"
          value={draft}
          aria-label={texts.label(talk.title)}
          placeholder={texts.label(talk.title)}
          onInput={(event) => setDraft(event.currentTarget.value)}
        />
        <button type="submit" class="primary">{texts.search}</button>
      </form>
      {query !== "" && (
        <section>
          <p class="meta" role="status">{progressInWords(texts, end, found.length, talk.lines.length)}</p>
          <ul class="rows">
            {found.map((line) => (
              <li key={line.id}>
                <Found line={line} query={query} />
              </li>
            ))}
          </ul>
          {end === undefined && <button type="button" onClick={stop}>{texts.stop}</button>}
          {canGoOn && (
            <button type="button" onClick={() => void run(query, found.length + ENOUGH)}>{texts.further}</button>
          )}
        </section>
      )}
    </div>
  );
}

function progressInWords(
  texts: ReturnType<typeof searchTexts>,
  end: SearchEnd | undefined,
  found: number,
  messages: number,
): string {
  if (end === undefined) return texts.looking(messages, found);
  const why = end === "enough" || end === "stopped" ? "" : ` · ${texts[end]}`;
  return texts.found(found, messages) + why;
}

function Found({ line, query }: { line: FullMessage; query: string }) {
  const app = useApp();
  const { texts, store } = app;
  const { before, match, after } = excerptOf(line.text, query);
  const name = line.from === store.state.login?.user ? texts.you : line.fromName;
  return (
    <button type="button" class="found" onClick={() => jumpTo(app, line.id)}>
      <span class="meta">{`${name}, ${dayInWords(line.at, texts)} ${timeOf(line.at, texts)}`}</span>
      <br />
      <span dir="auto">
        {before}
        {match !== "" && <mark>{match}</mark>}
        {after}
      </span>
    </button>
  );
}
