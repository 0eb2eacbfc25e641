/**
 * The thread that copies a store: one request in, one result out.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { ChatError } from "../../chat.ts";
import type { StoreContents } from "../store.ts";
import { copySqlite } from "./copy.ts";

/** What is to be copied: a store to a file that is there and empty, and how the backup is called in the end. */
export interface CopyRequest {
  /** The path of the store. */
  readonly file: string;
  /** The path of the copy while it is made. */
  readonly part: string;
  /** Its path in the end, for sentences to the operator. */
  readonly target: string;
  /** Whether this process has the store open. */
  readonly isOpenHere: boolean;
}

/** What is in the copy, or the error that it ended with. */
export type CopyResult = { readonly contents: StoreContents } | { readonly message: string; readonly isFault: boolean };

async function copy(request: CopyRequest): Promise<CopyResult> {
  try {
    return { contents: await copySqlite(request) };
  } catch (error) {
    return {
      message: error instanceof Error ? error.message : String(error),
      isFault: !(error instanceof ChatError),
    };
  }
}

parentPort!.once("message", async (request: CopyRequest) => parentPort!.postMessage(await copy(request)));
