/**
 * What the commits of a store changed, for those who follow it. It knows no database and no thread.
 *
 * @module
 */

import { type Columns, messageAt, receiverAt, senderAt } from "./columns.ts";
import type { Committed, Key, Write } from "./commit.ts";
import { controlChangeOf, isControlWrite } from "./control_sql.ts";
import type { NewFile } from "../files.ts";
import type { Change, Listener, NewMessage, StoredMessages, StoredRef } from "../store.ts";

/** What went into a commit, and what it did. */
export interface Done {
  /** Its messages. */
  readonly messages: Columns;
  /** Its other changes. */
  readonly writes: readonly Write[];
  /** Its idempotency keys. */
  readonly keys: readonly Key[];
  /** What the database did. */
  readonly committed: Committed;
}

/** Those who follow a store. */
export class Feed {
  readonly #listeners: Listener[] = [];

  /** Calls `listener` with each change from now on. */
  follow(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Tells of a change. What was stored stays stored if a listener fails, so that is nobody's error but the program's. */
  tell(change: Change): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Tells of all that a commit changed. */
  tellCommit({ messages, writes, keys, committed }: Done): void {
    if (this.#listeners.length === 0) return;
    const known = new Set(keys.filter((_, place) => committed.earlier[place] !== undefined).map(([index]) => index));
    const stored = new CommittedMessages(messages, committed.seqs, known, filesIn(writes));
    if (stored.count > 0) this.tell({ kind: "messages", messages: stored });
    for (const [place, write] of writes.entries()) {
      const change = changeOf(write, place, committed);
      if (change !== undefined) this.tell(change);
    }
  }
}

/** What a write changed; `undefined` if it is nothing that anybody follows. */
function changeOf(write: Write, place: number, { progress, changes }: Committed): Change | undefined {
  const updates = progress[place]!;
  switch (write[0]) {
    case "markRead":
    case "acknowledge":
    case "markDelivered": {
      const [kind, at, account] = write;
      if (updates.length === 0) return undefined;
      return { kind: "cursors", state: kind === "markDelivered" ? "delivered" : "read", account, updates, at };
    }
  }
  if (write[0] === "endLogins") return { kind: "logins ended", account: write[1], ...(write[2] && { kept: write[2] }) };
  if (changes[place] === 0) return undefined;
  if (isControlWrite(write)) return controlChangeOf(write);
  switch (write[0]) {
    case "setPassword":
      return { kind: "password changed", passwordHash: write[1], account: write[2] };
    case "removeAccount":
      return { kind: "account removed", account: write[2] };
    case "addLogin":
      return { kind: "login added", login: { tokenHash: write[1], usedAt: write[2], account: write[3] } };
    case "touchLogin":
      return { kind: "login used", usedAt: write[1], tokenHash: write[2] };
    case "removeLogin":
      return { kind: "login ended", tokenHash: write[1] };
    case "changeGroup": {
      const [, name, hash, inviteOnly, wholeHistory, group] = write;
      const passwordHash = hash ?? undefined;
      const settings = { name, passwordHash, inviteOnly: inviteOnly === 1, wholeHistory: wholeHistory === 1 };
      return { kind: "group changed", group, settings };
    }
    case "deliverGroup":
      return { kind: "members delivered", place: write[1], group: write[2], accounts: JSON.parse(write[3]) };
    case "joinGroup":
      return { kind: "member joined", account: write[1], group: write[2] };
    case "leaveGroup":
      return { kind: "member left", account: write[1], group: write[2], exit: write[3] };
    case "forgetExit":
    case "endGroup": // It ended with its last member.
    case "leaveGroups": // These ended with the account.
    case "endEmptyGroups":
    case "markPosts":
    case "addFile": // It is told of with its message.
      return undefined;
  }
}

/** The files of messages, by the ids of these; `undefined` if there is none. */
function filesIn(writes: readonly Write[]): ReadonlyMap<string, NewFile> | undefined {
  const files = writes.filter((write) => write[0] === "addFile");
  return files.length === 0
    ? undefined
    : new Map(files.map(([, name, size, sha256, _sender, _key, id]) => [id, { name, size, sha256 }]));
}

/** The messages of a commit, as it has them: by column. */
class CommittedMessages implements StoredMessages {
  readonly #columns: Columns;
  readonly #seqs: readonly number[];
  /** Where those are that were stored; all, if none was known from before. */
  readonly #indices: readonly number[] | undefined;
  readonly #files: ReadonlyMap<string, NewFile> | undefined;

  /** @param known Which of them were stored before. */
  constructor(
    columns: Columns,
    seqs: readonly number[],
    known: ReadonlySet<number>,
    files: ReadonlyMap<string, NewFile> | undefined,
  ) {
    this.#files = files;
    this.#columns = columns;
    this.#seqs = seqs;
    this.#indices = known.size === 0 ? undefined : [...seqs.keys()].filter((index) => !known.has(index));
  }

  get count(): number {
    return this.#indices?.length ?? this.#seqs.length;
  }

  get newest(): StoredRef {
    return this.at(this.count - 1);
  }

  sender(index: number): number {
    return senderAt(this.#columns, this.#indexOf(index));
  }

  receiver(index: number): number {
    return receiverAt(this.#columns, this.#indexOf(index));
  }

  at(index: number): NewMessage & StoredRef {
    const place = this.#indexOf(index);
    const message = { ...messageAt(this.#columns, place), seq: this.#seqs[place]! };
    const file = this.#files?.get(message.id);
    return file === undefined ? message : { ...message, file };
  }

  #indexOf(index: number): number {
    return this.#indices?.[index] ?? index;
  }
}
