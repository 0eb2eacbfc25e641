/**
 * What who is in charge of a group can change of it.
 *
 * @module
 */

import { groupTexts } from "../../../i18n/groups.ts";
import type { GroupInfo } from "../../../state/groups.ts";
import { doIt } from "../../acts/doing.ts";
import { setGroup } from "../../acts/groups.ts";
import { useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";

/** The settings of a group; a teacher can lock it as well. */
export function GroupSettingsForm({ info }: { info: GroupInfo }) {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const [rename, setName] = useState(info.name);
  const [entry, setEntry] = useState(info.entry);
  const [history, setHistory] = useState(info.history);
  const save = (event: Event) => {
    event.preventDefault();
    void setGroup(app, info, { rename: rename.trim().replace(/^#/, ""), entry, history });
  };
  const group = info.name;
  return (
    <section>
      <h3>{texts.settings}</h3>
      <form class="stack" onSubmit={save}>
        <label>
          {texts.newName}
          <input value={rename} maxLength={33} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <Choice label={texts.entry} value={entry} options={texts.entries} onChoose={setEntry} />
        <Choice label={texts.history} value={history} options={texts.histories} onChoose={setHistory} />
        <button type="submit">{texts.save}</button>
      </form>
      {app.store.state.login?.role === "teacher" && (
        <p class="buttons">
          <button type="button" onClick={() => void doIt(app, { name: "lock", group }, texts.locked)}>
            {texts.lock}
          </button>
          <button type="button" onClick={() => void doIt(app, { name: "unlock", group }, texts.unlocked)}>
            {texts.unlock}
          </button>
        </p>
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {Object.entries(options).map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
    </label>
  );
}
