/**
 * What a person does with groups.
 *
 * @module
 */

import { type App, say, update } from "../app.ts";
import { groupTexts } from "../../i18n/groups.ts";
import { type GroupInfo, groupsOf } from "../../state/groups.ts";
import { withConversation } from "../../state/state.ts";
import { loadGroups, open } from "./conversations.ts";
import { doIt, textsIn } from "./doing.ts";

/** The groups that one is in or may ask to join; `undefined`: it was refused. */
export async function readGroups(app: App): Promise<GroupInfo[] | undefined> {
  const data = await doIt(app, { name: "getgroups" });
  return data && groupsOf(data["all"]);
}

/** Makes a group, or joins one, and opens it. @returns Whether that succeeded. */
export async function enterGroup(
  app: App,
  name: "addgroup" | "joingroup",
  group: string,
  password: string,
): Promise<boolean> {
  const data = await doIt(app, { name, group, ...password !== "" && { password } });
  if (data === undefined) return false;
  await loadGroups(app);
  await open(app, `#${data["group"] ?? group}`);
  return true;
}

/** Leaves a group. */
export async function leaveGroup(app: App, group: string): Promise<void> {
  if (await doIt(app, { name: "leavegroup", group }) === undefined) return;
  update(app, (state) => ({
    ...withConversation(state, `#${group}`, (it) => ({ ...it, gone: true })),
    pane: undefined,
  }));
}

/** Who is in a group, and who has made it. */
export interface Members {
  /** The user names. */
  readonly names: readonly string[];
  /** Empty where nobody has. */
  readonly maker: string;
}

/** Asks who is in a group; `undefined`: it was refused. */
export async function readMembers(app: App, group: string): Promise<Members | undefined> {
  const data = await doIt(app, { name: "members", group });
  return data && { names: textsIn(data["members"]), maker: String(data["maker"] ?? "") };
}

/** Makes somebody a member. @returns Whether that succeeded. */
export async function invite(app: App, group: string, user: string): Promise<boolean> {
  const texts = groupTexts(app.texts);
  return await doIt(app, { name: "invitegroup", group, user }, texts.invited(user)) !== undefined;
}

/** What of a group can be changed by who is in charge. */
export interface GroupSettings {
  /** Its name. */
  readonly rename: string;
  /** `open` or `invited`. */
  readonly entry: string;
  /** `all` or `joined`. */
  readonly history: string;
}

/** Changes a group: only what is another one is told. */
export async function setGroup(app: App, before: GroupInfo, { rename, entry, history }: GroupSettings): Promise<void> {
  const change = {
    ...rename !== before.name && { rename },
    ...entry !== before.entry && { entry },
    ...history !== before.history && { history },
  };
  if (Object.keys(change).length === 0) return say(app, groupTexts(app.texts).saved);
  await doIt(app, { name: "setgroup", group: before.name, ...change }, groupTexts(app.texts).saved);
}
