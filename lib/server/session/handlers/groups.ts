/**
 * What a server does for the commands of groups.
 *
 * @module
 */

import { ChatError, type FullMessage, type Json, PROTOCOL_LIMITS, type Reply, TEXTS } from "../../../chat.ts";
import { encodeTime } from "../../../wire/json.ts";
import type { GroupCommand } from "../../../wire/commands/groups.ts";
import type { CommandOf } from "../../../wire/command.ts";
import type { Login } from "../../chat/logins/login.ts";
import { attemptOf, type Caller, type Handlers } from "../handler.ts";

/** Messages that are read from the store at once. */
const PART = 100;

/** Of each of these commands. */
export const GROUP_HANDLERS: Handlers<GroupCommand["name"]> = {
  async addgroup(caller, { group, password }, { account }) {
    const { name } = await caller.carrier.chat.groupActs.add(account, bare(group), password, attemptOf(caller));
    return done(`Group ${name} added`, { group: name, member: true });
  },
  async joingroup(caller, { group, password }, { account }) {
    const { name } = await caller.carrier.chat.groupActs.join(account, group, password, attemptOf(caller));
    return done(`Joined group ${name}`, { group: name, member: true });
  },
  async leavegroup({ carrier: { chat } }, { group }, { account }) {
    const { name } = await chat.groupActs.leave(account, group);
    return done(`Left group ${name}`, { group: name, member: false });
  },
  getgroups({ carrier: { chat } }, _command, { account }) {
    const groups = [...chat.groupActs.list(account)].map((group) => ({
      group: group.name,
      members: group.members.size,
      member: group.members.has(account.id),
      maker: group.maker === undefined ? "" : chat.nameOf(group.maker),
      password: group.settings.passwordHash !== undefined,
      entry: group.settings.inviteOnly ? "invited" : "open",
      history: group.settings.wholeHistory ? "all" : "joined",
    }));
    const names = groups.filter(({ member }) => member).map(({ group }) => group);
    return done(names.join(", "), { groups: names, messages: names, all: groups });
  },
  async sendgroup(caller, { group, text }, login) {
    await caller.carrier.chat.groupMessages.send(login, group, text, caller);
    return { kind: "sent" };
  },
  inboxgroup,
  async invitegroup({ carrier: { chat } }, { group, user }, { account }) {
    const { name } = await chat.groupActs.invite(account, group, user);
    return done(`${user} is a member of ${name}`, { group: name });
  },
  async removemember({ carrier: { chat } }, { group, user }, { account }) {
    const { name } = await chat.groupActs.remove(account, group, user);
    return done(`${user} is no member of ${name}`, { group: name });
  },
  members({ carrier: { chat } }, { group: name }, { account }) {
    chat.rules.checkSight(account);
    const group = chat.groupActs.visible(account, name);
    const names = [...group.members.keys()].map((id) => chat.nameOf(id)).sort();
    return done(`${group.name} has ${names.length} ${names.length === 1 ? "member" : "members"}`, {
      group: group.name,
      maker: group.maker === undefined ? "" : chat.nameOf(group.maker),
      members: names,
    });
  },
  async setgroup({ carrier: { chat } }, { group, rename, entry, history }, { account }) {
    const changes = {
      name: rename && bare(rename),
      inviteOnly: choose("entry", entry, "invited", "open"),
      wholeHistory: choose("history", history, "all", "joined"),
    };
    const { name } = await chat.groupActs.change(account, group, changes);
    return done(`Group ${name} changed`, { group: name });
  },
  async receipts({ carrier: { chat } }, { id }, { account }) {
    const { delivered, read, waiting } = await chat.groupMessages.receipts(account, id);
    const message = `${read.length} have read it, ${delivered.length} have got it, ${waiting.length} have not`;
    return done(message, { id, read, delivered, waiting });
  },
};

function done(message: string, data: { readonly [key: string]: Json }): Reply {
  return { kind: "done", message, data };
}

/** A name without the `#` that may stand before it. */
function bare(group: string): string {
  return group.startsWith("#") ? group.slice(1) : group;
}

function choose(name: string, value: string | undefined, yes: string, no: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === yes || value === no) return value === yes;
  throw new ChatError(TEXTS.missing, { code: "wrong_parameters", hint: `${name} is ${yes} or ${no}` });
}

/** The newest messages of a group, as the clients of the family read them: by sender, the newest first. */
async function inboxgroup(
  { carrier: { chat: { history, messages, groups } } }: Caller,
  { group: name }: CommandOf<"inboxgroup">,
  login: Login,
): Promise<Reply> {
  const group = groups.requireMember(login.account, name);
  const { seqs } = await history.page(login, group.title, { limit: PROTOCOL_LIMITS.page });
  const found: FullMessage[] = [];
  for (let from = 0; from < seqs.length; from += PART) {
    found.push(...await messages.read(seqs.slice(from, from + PART)));
  }
  const bySender = Map.groupBy(found.reverse(), ({ from }) => from);
  const entries = [...bySender].map(([from, list]) => [from, list.map(entryOf)] as const);
  return done(`Messages of group ${group.name}`, { messages: Object.fromEntries(entries) });
}

function entryOf({ from, fromName, toName, text, id, at, file }: FullMessage): Json {
  return {
    ...{ msg_from: fromName, msg_ufrom: from, msg_to: toName, msg: text, id, at: encodeTime(at) },
    ...file && { fileid: file.id, filename: file.name },
  };
}
