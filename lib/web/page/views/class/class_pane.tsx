/**
 * The class in the hands of a teacher: what holds for all, who is connected, and what is taken home.
 *
 * @module
 */

import { teachingTexts } from "../../../i18n/teaching.ts";
import { doIt, objectsIn } from "../../acts/doing.ts";
import { type JSX, useEffect, useState } from "../../preact.tsx";
import { Avatar } from "../avatar.tsx";
import { useApp } from "../context.tsx";
import { PersonActs } from "./person_acts.tsx";
import { Reports } from "./reports.tsx";

/** The pane. */
export function ClassPane(): JSX.Element {
  return (
    <div class="pane-body">
      <Control />
      <Connections />
      <Reports />
    </div>
  );
}

/** What can be said to all, and whether all may speak. */
function Control() {
  const app = useApp();
  const texts = teachingTexts(app.texts);
  const [text, setText] = useState("");
  const announce = async (event: Event) => {
    event.preventDefault();
    const line = text.trim();
    if (line !== "" && await doIt(app, { name: "announce", text: line }, texts.announced) !== undefined) setText("");
  };
  const acts = [
    { name: "lock", label: texts.lock, done: texts.locked },
    { name: "unlock", label: texts.unlock, done: texts.unlocked },
    { name: "close", label: texts.closeIt, done: texts.closed },
    { name: "open", label: texts.openIt, done: texts.opened },
  ] as const;
  return (
    <section>
      <h3>{texts.control}</h3>
      <p class="buttons">
        {acts.map(({ name, label, done }) => (
          <button
            type="button"
            key={name}
            title={done}
            onClick={() => void doIt(app, { name }, done)}
          >
            {label}
          </button>
        ))}
      </p>
      <form class="row" onSubmit={announce}>
        <input
          value={text}
          aria-label={texts.announceLabel}
          placeholder={texts.announceLabel}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary">{texts.announce}</button>
      </form>
    </section>
  );
}

/** Somebody who is connected, perhaps from several places. */
interface Connected {
  readonly user: string;
  readonly name: string;
  readonly addresses: readonly string[];
}

function Connections() {
  const app = useApp();
  const texts = teachingTexts(app.texts);
  const { active, link } = app.store.state;
  const [people, setPeople] = useState<readonly Connected[]>([]);
  const reload = async () => {
    const sessions = objectsIn((await doIt(app, { name: "sessions" }))?.["sessions"]);
    const byUser = Map.groupBy(sessions, ({ user }) => String(user));
    setPeople(
      [...byUser].map(([user, all]) => ({
        user,
        name: String(all[0]!["name"] ?? user),
        addresses: all.map(({ address }) => String(address)),
      })).sort((one, other) => one.name.localeCompare(other.name)),
    );
  };
  useEffect(() => void (link.kind === "open" && reload()), [active, link.kind]);
  return (
    <section>
      <h3>{`${texts.connections} (${people.length})`}</h3>
      <ul class="rows">
        {people.map(({ user, name, addresses }) => (
          <li key={user}>
            <details class="person">
              <summary>
                <Avatar name={user} title={name} isActive />
                <span>
                  <b>{name}</b>
                  <span class="meta">{[user, ...addresses].join(", ")}</span>
                </span>
              </summary>
              <div class="buttons">
                <PersonActs name={user} />
              </div>
            </details>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void reload()}>{texts.refresh}</button>
    </section>
  );
}
