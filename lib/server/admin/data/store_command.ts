/**
 * The commands by which an operator looks after the store: `ngobrol-server backup FILE` and `ngobrol-server verify`.
 *
 * @module
 */

import { print } from "../print.ts";
import type { StoreContents } from "../../../store/store.ts";
import { UsageError } from "../../../usage_error.ts";

/** What a store command works with. */
export interface StoreTools {
  /** The file of the store. */
  readonly store: string;
  /** Looks through a store. */
  verify(store: string): Promise<StoreContents>;
  /** Copies a store to a new file. */
  backUp(store: string, target: string): Promise<StoreContents>;
}

/**
 * Runs one of the commands and prints what it did.
 *
 * @param words The command and the file.
 * @throws {ChatError} If it cannot be done, or the store is damaged.
 */
export async function runStoreCommand(words: string[], { store, verify, backUp }: StoreTools): Promise<void> {
  const [command, file, extra] = words;
  if (file === "") throw new UsageError(`${command} takes a file, whose name is not empty`);
  if (extra !== undefined) throw new UsageError(`There is one file too many: ${extra}`);
  switch (command) {
    case "backup":
      if (file === undefined) throw new UsageError("Say where to: backup FILE");
      return await print(`${file} holds ${describeContents(await backUp(store, file))}`);
    case "verify":
      return await print(`${file ?? store} is sound: ${describeContents(await verify(file ?? store))}`);
    default:
      throw new UsageError(`There is no command ${command}`);
  }
}

/** What a store holds, in a few words. */
export function describeContents({ accounts, messages, unread, files }: StoreContents): string {
  const more = files === 0 ? "" : `, and ${plural(files, "file")}`;
  return `${plural(accounts, "account")} and ${plural(messages, "message")}, ${unread} of them unread${more}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
