/**
 * The groups there are: to join, to open, and to make one.
 *
 * @module
 */

import { groupTexts } from "../../../i18n/groups.ts";
import type { GroupInfo } from "../../../state/groups.ts";
import { open } from "../../acts/conversations.ts";
import { enterGroup, readGroups } from "../../acts/groups.ts";
import { type JSX, useEffect, useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";

/** The pane. */
export function GroupsPane(): JSX.Element {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const [groups, setGroups] = useState<readonly GroupInfo[]>();
  const isOpen = app.store.state.link.kind === "open";
  const reload = async () => setGroups(await readGroups(app));
  useEffect(() => void (isOpen && reload()), [isOpen, app.store.state.conversations.size]);
  return (
    <div class="pane-body">
      <section>
        <h3>{texts.make}</h3>
        <MakeForm />
      </section>
      <section>
        <h3>{texts.all}</h3>
        {groups?.length === 0 && <p class="meta">{texts.none}</p>}
        <ul class="rows">
          {groups?.map((group) => (
            <li key={group.name}>
              <GroupRow group={group} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function MakeForm() {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    const group = name.trim().replace(/^#/, "");
    if (group === "" || !await enterGroup(app, "addgroup", group, password)) return;
    setName("");
    setPassword("");
  };
  return (
    <form class="stack" onSubmit={submit}>
      <label>
        {texts.name}
        <input
          value={name}
          maxLength={33}
          autocomplete="off"
          autocapitalize="none"
          placeholder={texts.nameHint}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        {texts.password}
        <input
          type="password"
          value={password}
          autocomplete="new-password"
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" aria-disabled={name.trim() === ""}>{texts.makeIt}</button>
    </form>
  );
}

function GroupRow({ group }: { group: GroupInfo }) {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const { name, members, isMember, maker, hasPassword, entry } = group;
  const [password, setPassword] = useState("");
  const about = [
    texts.members(members),
    isMember ? texts.isMember : "",
    maker === "" ? "" : texts.madeBy(maker),
    !isMember && hasPassword ? texts.byPassword : "",
    !isMember && entry === "invited" ? texts.byInvitation : "",
  ].filter((it) => it !== "").join(", ");
  const submit = (event: Event) => {
    event.preventDefault();
    if (isMember) void open(app, `#${name}`);
    else void enterGroup(app, "joingroup", name, password);
  };
  return (
    <form class="row" onSubmit={submit}>
      <p>
        <b>{name}</b>
        <span class="meta">{about}</span>
      </p>
      {!isMember && hasPassword && (
        <input
          type="password"
          value={password}
          autocomplete="off"
          aria-label={texts.passwordOf(name)}
          placeholder={texts.passwordOf(name)}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      {isMember
        ? <button type="submit" aria-label={texts.openIt(name)}>{texts.open}</button>
        : <button type="submit" class="primary" aria-label={texts.joinIt(name)}>{texts.join}</button>}
    </form>
  );
}
