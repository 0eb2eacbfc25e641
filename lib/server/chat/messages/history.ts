/**
 * What was written in a conversation, as those who are part of it may read it. It knows no command.
 *
 * @module
 */

import { ChatError, type FullMessage, TEXTS } from "../../../chat.ts";
import type { Page, PageOptions, Store, StoredAccount } from "../../../store/store.ts";
import type { Groups } from "../groups/groups.ts";
import type { Login } from "../logins/login.ts";

/** What {@linkcode History} needs. */
export interface HistoryOptions {
  /** Where messages are kept. */
  readonly store: Pick<Store, "conversation" | "messages" | "removedAccounts">;
  /** The groups. */
  readonly groups: Groups;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
}

/** The conversations of a chat. */
export class History {
  readonly #options: HistoryOptions;

  /** What it works on. */
  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /**
   * Where a page is of what the user and another, or a group, wrote; `gone` if the account of the other was removed.
   *
   * @throws {ChatError} If there is no such other.
   */
  async page(login: Login, other: string, options: PageOptions): Promise<Page & { readonly gone?: boolean }> {
    const { id, gone } = await this.partner(login, other);
    const page = await this.#options.store.conversation(login.account.id, id, options);
    return gone ? { ...page, gone } : page;
  }

  /**
   * Whom a name means in the user's conversations: an account, or below 0 a group; `gone` if the account was removed.
   *
   * @throws {ChatError} If there is no such other.
   */
  async partner({ account }: Login, other: string): Promise<{ readonly id: number; readonly gone: boolean }> {
    const { find, store, groups } = this.#options;
    if (other.startsWith("#")) return { id: groups.requireMember(account, other).receiver, gone: false };
    const partner = find(other);
    if (partner !== undefined) return { id: partner.id, gone: false };
    // Who has nothing of somebody who is gone is told no more than of somebody who never was.
    for (const id of await store.removedAccounts(other)) {
      const newest = await store.conversation(account.id, id, { limit: 1 });
      if (newest.seqs.length > 0) return { id, gone: true };
    }
    throw new ChatError(TEXTS.noUser, { code: "no_user" });
  }

  /** The messages in these places of a conversation; those of the user to a group with how many have got them. */
  async read({ account }: Login, conversation: string, places: readonly number[]): Promise<FullMessage[]> {
    const { store, groups } = this.#options;
    const found = await store.messages(places);
    const group = conversation.startsWith("#") ? groups.find(conversation) : undefined;
    if (group === undefined) return found;
    return found.map((message) => {
      const isOwn = message.from === account.name && message.place !== undefined;
      return isOwn ? { ...message, progress: group.progress(message.place!, account.id) } : message;
    });
  }
}
