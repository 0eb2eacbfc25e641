/**
 * Who is in the conversation: the members of a group, with who is there, or a person; and what can be done with each.
 *
 * @module
 */

import { groupTexts } from "../../../i18n/groups.ts";
import { type GroupInfo, type Member, membersOf } from "../../../state/groups.ts";
import { currentOf, isGroup, keyOf } from "../../../state/state.ts";
import { doIt } from "../../acts/doing.ts";
import { invite, leaveGroup, type Members, readGroups, readMembers } from "../../acts/groups.ts";
import { type JSX, useEffect, useState } from "../../preact.tsx";
import { Avatar } from "../avatar.tsx";
import { useApp } from "../context.tsx";
import { GroupSettingsForm } from "./group_settings.tsx";
import { PersonActs } from "./person_acts.tsx";

/** The pane. */
export function MembersPane(): JSX.Element {
  const app = useApp();
  const talk = currentOf(app.store.state);
  if (talk === undefined) return <p class="pane-body meta">{groupTexts(app.texts).none_here}</p>;
  return isGroup(talk.name) ? <Group key={talk.name} group={talk.name.slice(1)} /> : <Person name={talk.name} />;
}

function Person({ name }: { name: string }) {
  const isActive = useApp().store.state.active.has(name);
  return (
    <div class="pane-body">
      <ul class="rows">
        <li>
          <PersonRow member={{ name, isActive }} isMaker={false} />
        </li>
      </ul>
    </div>
  );
}

function Group({ group }: { group: string }) {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const { login, active, link } = app.store.state;
  const [members, setMembers] = useState<Members>();
  const [info, setInfo] = useState<GroupInfo>();
  const reload = async () => {
    setMembers(await readMembers(app, group));
    setInfo((await readGroups(app))?.find(({ name }) => keyOf(name) === keyOf(group)));
  };
  useEffect(() => void (link.kind === "open" && reload()), [group, link.kind]);
  const isInCharge = login?.role === "teacher" || (members !== undefined && members.maker === login?.user);
  const takeOut = async (name: string) => {
    if (!confirm(texts.sureTakeOut(name))) return;
    if (await doIt(app, { name: "removemember", group, user: name }) !== undefined) await reload();
  };
  const rows = membersOf(members?.names ?? [], active);
  return (
    <div class="pane-body">
      <section>
        {rows.length > 0 && (
          <p class="meta" role="status">
            {texts.count(rows.filter(({ isActive }) => isActive).length, rows.length)}
          </p>
        )}
        <InviteForm group={group} onInvited={reload} />
        <ul class="rows">
          {rows.map((member) => (
            <li key={member.name}>
              <PersonRow
                member={member}
                isMaker={member.name === members?.maker}
                {...isInCharge && { onTakeOut: () => takeOut(member.name) }}
              />
            </li>
          ))}
        </ul>
      </section>
      {isInCharge && info !== undefined && <GroupSettingsForm key={JSON.stringify(info)} info={info} />}
      <section>
        <button
          type="button"
          onClick={() => void (confirm(texts.sureLeave(group)) && leaveGroup(app, group))}
        >
          {texts.leave}
        </button>
      </section>
    </div>
  );
}

interface PersonRowProps {
  readonly member: Member;
  readonly isMaker: boolean;
  readonly onTakeOut?: () => void;
}

function PersonRow({ member: { name, isActive }, isMaker, onTakeOut }: PersonRowProps) {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const isOwn = name === app.store.state.login?.user;
  const about = [isOwn ? texts.you : "", isActive ? texts.here : texts.away, isMaker ? texts.maker : ""];
  return (
    <details class="person">
      <summary>
        <Avatar name={name} title={name} isActive={isActive} />
        <span>
          <b>{name}</b>
          <span class="meta">{about.filter((it) => it !== "").join(", ")}</span>
        </span>
      </summary>
      <div class="buttons">
        <PersonActs name={name} />
        {onTakeOut !== undefined && !isOwn && (
          <button type="button" aria-label={`${texts.takeOut}: ${name}`} onClick={onTakeOut}>{texts.takeOut}</button>
        )}
      </div>
    </details>
  );
}

function InviteForm({ group, onInvited }: { group: string; onInvited: () => void }) {
  const app = useApp();
  const texts = groupTexts(app.texts);
  const [name, setName] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (name.trim() === "" || !await invite(app, group, name.trim())) return;
    setName("");
    onInvited();
  };
  return (
    <form class="row" onSubmit={submit}>
      <input
        list="people"
        value={name}
        autocomplete="off"
        autocapitalize="none"
        aria-label={texts.inviteLabel}
        placeholder={texts.inviteLabel}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <datalist id="people">
        {[...app.store.state.active].map((name) => <option key={name} value={name} />)}
      </datalist>
      <button type="submit">{texts.invite}</button>
    </form>
  );
}
