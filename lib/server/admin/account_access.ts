/**
 * How a command of an operator gets at the accounts of a data directory: through the server that works on it, or, where
 * there is none, by working on it itself meanwhile. So one process at a time has the store.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { CLOCKS } from "../../clock.ts";
import type { Store } from "../../store/store.ts";
import { type AccountAdmin, createAccountAdmin, remoteAccountAdmin } from "../chat/accounts/account_admin.ts";
import { askServer, UnreachableError } from "./operator_port.ts";
import {
  claimDataDirectory,
  type ClaimOptions,
  type DataDirectory,
  hasChat,
  readHolder,
  readOperatorAddress,
} from "./data/data_directory.ts";
import { pause } from "../../async.ts";

/** Milliseconds that another command, or a server that starts or stops, may keep the directory. */
const PATIENCE = 10_000;

/** Milliseconds between two attempts. */
const RETRY = 25;

/** Whether a server does what is asked, and where. */
export interface Place {
  /** Whether a running server does it, and not this process on its own. */
  readonly isServed: boolean;
  /** The path of the data directory. */
  readonly directory: string;
}

/** Runs `action` on the accounts; all that it changed is on disk and holds when its promise resolves. */
export type AccountAccess = <T>(action: (admin: AccountAdmin, place: Place) => Promise<T>) => Promise<T>;

/** What {@linkcode accountAccess} needs. */
export interface AccessOptions extends ClaimOptions {
  /** Whether to make the directory if there is no chat in it. */
  readonly create: boolean;
  /** Opens the store, if no server has it. */
  readonly open: (data: DataDirectory) => Promise<Store>;
}

/** Access to the accounts of the chat in `directory`. */
export function accountAccess(directory: string, options: AccessOptions): AccountAccess {
  const access = storeAccess(directory, options);
  return (action) =>
    access(
      (store) => action(createAccountAdmin(store), { isServed: false, directory }),
      (ask) => action(remoteAccountAdmin(ask), { isServed: true, directory }),
    );
}

/**
 * Works on a store: `direct` in this process, or `served` by asking the server that has it. It may be begun again, if that
 * server goes away meanwhile.
 */
export type StoreAccess = <T>(
  direct: (store: Store) => Promise<T>,
  served: (ask: (request: unknown) => Promise<unknown>) => Promise<T>,
) => Promise<T>;

/** Access to the store of the chat in `directory`. */
export function storeAccess(directory: string, { create, open, onNotice = () => {} }: AccessOptions): StoreAccess {
  return async (direct, served) => {
    if (!create && !hasChat(directory)) {
      throw new ChatError(`There is no chat in ${directory}: name its directory with --data`);
    }
    for (const until = CLOCKS.elapsed() + PATIENCE;; await pause(RETRY)) {
      using data = claimDataDirectory(directory, { onNotice });
      if (data !== undefined) {
        await using store = await open(data).catch((error) => {
          if (!isInUse(error) || CLOCKS.elapsed() > until) throw error;
          return undefined;
        });
        if (store !== undefined) {
          data.noteChat();
          return await direct(store);
        }
        // A server has it whose lock was removed: meanwhile it has told again where it is.
      }
      const control = readOperatorAddress(directory);
      try {
        if (control !== undefined) {
          return await served((request) => askServer(control, request));
        }
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error; // It stops, or was killed.
      }
      if (CLOCKS.elapsed() > until) throw unreachable(directory);
    }
  };
}

/** Whether a store could not be opened because another process has it open. */
function isInUse(error: unknown): boolean {
  return error instanceof ChatError && error.code === "store_locked";
}

/**
 * Asks the server that runs on a directory.
 *
 * @param patience Milliseconds in which one may still start. @default none
 * @throws {ChatError} If none does, or it cannot be done.
 */
export async function askRunning(directory: string, request: unknown, patience = 0): Promise<unknown> {
  for (const until = CLOCKS.elapsed() + patience;; await pause(RETRY)) {
    const control = readOperatorAddress(directory);
    try {
      if (control !== undefined) return await askServer(control, request);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
    }
    if (CLOCKS.elapsed() >= until) {
      throw new ChatError(`No server runs on ${directory}: name its directory with --data`);
    }
  }
}

function unreachable(directory: string): ChatError {
  const pid = readHolder(directory);
  return new ChatError(
    `Cannot reach the server on ${directory}${pid === undefined ? "" : ` (process id ${pid})`}: ` +
      "it is of an older version, or does not answer; stop it first",
  );
}
