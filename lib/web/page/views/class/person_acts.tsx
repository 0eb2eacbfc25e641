/**
 * What can be done with a person, wherever that person stands.
 *
 * @module
 */

import { teachingTexts } from "../../../i18n/teaching.ts";
import { keyOf } from "../../../state/state.ts";
import { open } from "../../acts/conversations.ts";
import { doIt } from "../../acts/doing.ts";
import { useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";

/** Minutes for which somebody is muted; 0: until it is over. */
const MINUTES = [0, 5, 15, 45];

/** Buttons for a person: to write to, and for a teacher to mute and to send away. */
export function PersonActs({ name }: { name: string }) {
  const app = useApp();
  const texts = teachingTexts(app.texts);
  const { login, current } = app.store.state;
  const [minutes, setMinutes] = useState(0);
  const mute = () => void doIt(app, { name: "mute", user: name, ...minutes > 0 && { minutes } }, texts.muted(name));
  const kick = () => {
    if (confirm(texts.sureKick(name))) void doIt(app, { name: "kick", user: name }, texts.kicked(name));
  };
  if (keyOf(name) === keyOf(login?.user ?? "")) return null;
  return (
    <>
      {current !== keyOf(name) && (
        <button type="button" onClick={() => void open(app, name)}>{`${texts.write} ${name}`}</button>
      )}
      {login?.role === "teacher" && (
        <>
          <span class="joined">
            <button type="button" aria-label={`${texts.mute}: ${name}`} onClick={mute}>{texts.mute}</button>
            <select
              aria-label={texts.muteFor}
              value={minutes}
              onChange={(event) => setMinutes(Number(event.currentTarget.value))}
            >
              {MINUTES.map((it) => <option key={it} value={it}>{texts.minutes(it)}</option>)}
            </select>
          </span>
          <button
            type="button"
            aria-label={`${texts.unmute}: ${name}`}
            onClick={() => void doIt(app, { name: "unmute", user: name }, texts.unmuted(name))}
          >
            {texts.unmute}
          </button>
          <button type="button" aria-label={`${texts.kick}: ${name}`} onClick={kick}>{texts.kick}</button>
        </>
      )}
    </>
  );
}
