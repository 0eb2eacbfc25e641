/**
 * How far back a person has read in each conversation. It knows no server.
 *
 * @module
 */

import { ChatError, PROTOCOL_LIMITS, type Reply } from "../../chat.ts";
import type { Texts } from "../i18n/texts.ts";

/** What a person asks for: the newest page of a conversation, or the one before the page that was shown last. */
export interface PageAsked {
  /** With whom the conversation is. */
  readonly user: string;
  /** Whether the page before the last one is meant. @default false */
  readonly more?: boolean;
}

/** The pages that were shown last. */
export class HistoryPager {
  /** The oldest message that was shown of the conversation with a user; `undefined`: there is none before it. */
  readonly #oldest = new Map<string, string | undefined>();

  /**
   * The parameters of the request for a page.
   *
   * @throws {ChatError} If there is none before the last one.
   */
  page({ user, more = false }: PageAsked, texts: Texts): { limit: number; before?: string } {
    const limit = PROTOCOL_LIMITS.defaultPage;
    const name = user.toLowerCase();
    if (!more || !this.#oldest.has(name)) return { limit };
    const before = this.#oldest.get(name);
    if (before === undefined) throw new ChatError(texts.noOlder(user));
    return { limit, before };
  }

  /** Notes what was answered. */
  record(user: string, reply: Reply): void {
    if (reply.kind !== "history") return;
    this.#oldest.set(user.toLowerCase(), reply.more ? reply.messages[0]?.id : undefined);
  }
}
