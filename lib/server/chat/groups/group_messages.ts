/**
 * Messages to groups: what the family's `sendgroup` means, and who has got a message. It knows no command.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../../chat.ts";
import { groupOf } from "../../../store/groups.ts";
import type { Store, StoredAccount } from "../../../store/store.ts";
import type { GroupLimits } from "../../limits.ts";
import type { Groups } from "./groups.ts";
import type { Login } from "../logins/login.ts";
import type { Messages, Origin } from "../messages/messages.ts";

/** What {@linkcode GroupMessages} needs. */
export interface GroupMessagesOptions {
  /** Where messages are kept. */
  readonly store: Store;
  /** What sends them. */
  readonly messages: Messages;
  /** The groups. */
  readonly groups: Groups;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** The name of the account with an id. */
  readonly nameOf: (account: number) => string;
  /** A message may be sent to as many users at once as a group may have members. */
  readonly limits: GroupLimits;
}

/** Who has got a message, by name. */
export interface Receipts {
  /** Those who have read it. */
  readonly read: readonly string[];
  /** Those to whom it was delivered, and who have not read it. */
  readonly delivered: readonly string[];
  /** Those who have not got it. */
  readonly waiting: readonly string[];
}

/** Messages to groups. */
export class GroupMessages {
  readonly #options: GroupMessagesOptions;

  /** What it works on. */
  constructor(options: GroupMessagesOptions) {
    this.#options = options;
  }

  /**
   * Sends a text to whom the family means by a word: some users, if it has a comma; else a group, or else a user.
   *
   * @throws {ChatError} If it cannot be sent to one of them; then it is sent to none.
   */
  async send(login: Login, to: string, text: string, origin: Origin): Promise<void> {
    const { messages, groups, find, limits } = this.#options;
    if (to.includes(",")) {
      const users = to.split(",").map((name) => name.trim()).filter((name) => name !== "");
      if (users.length === 0) throw new ChatError(TEXTS.missing, { code: "wrong_parameters" });
      if (users.length > limits.members) {
        throw new ChatError(`A message can be sent to ${limits.members} users at once`, { code: "wrong_parameters" });
      }
      return await messages.sendToEach(login, users, text, origin);
    }
    const group = groups.find(to);
    if (group === undefined && find(to) === undefined) throw new ChatError(TEXTS.noGroup, { code: "no_group" });
    await messages.send(login, group?.title ?? to, text, origin);
  }

  /**
   * Who has got a message that an account has sent; a teacher may ask for any in a group.
   *
   * @throws {ChatError} If there is no such message, or it is somebody else's.
   */
  async receipts({ id: account, role }: StoredAccount, id: string): Promise<Receipts> {
    const { store, groups, nameOf } = this.#options;
    const found = await store.groups.locate(id);
    const group = found && groups.get(groupOf(found.receiver) ?? 0);
    const mayAsk = found !== undefined && (found.sender === account || (role === "teacher" && group !== undefined));
    if (!mayAsk) throw new ChatError("Message is not found", { code: "no_message" });
    const receipts = { read: [] as string[], delivered: [] as string[], waiting: [] as string[] };
    if (group !== undefined) {
      group.receivers(found.place, found.sender, (account, { delivered, read }) => {
        const state = read >= found.place ? "read" : delivered >= found.place ? "delivered" : "waiting";
        receipts[state].push(nameOf(account));
      });
    } else if (groupOf(found.receiver) === undefined) {
      const [message] = await store.messages([found.seq]);
      if (message === undefined) throw new ChatError("Message is not found", { code: "no_message" });
      const { readAt, deliveredAt, to } = message;
      receipts[readAt !== undefined ? "read" : deliveredAt !== undefined ? "delivered" : "waiting"].push(to);
    }
    return { read: receipts.read.sort(), delivered: receipts.delivered.sort(), waiting: receipts.waiting.sort() };
  }
}
