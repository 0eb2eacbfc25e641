/**
 * What could not be done with a store, as a sentence for people. It knows no database.
 *
 * @module
 */

import { ChatError } from "../chat.ts";

/** What could not be done with the store, and why. */
export class StoreError extends ChatError {
  /** Whether another process has locked it, which may pass. */
  override readonly code: "store_failed" | "store_locked";
  /** What could not be done, as the object of a sentence: `the message`. */
  readonly what: string;
  /** Why, and what to do about it. */
  readonly reason: string;

  /**
   * An error whose message is made of `what` and `reason`.
   *
   * @param options `code`: default `store_failed`; `cause`.
   */
  constructor(
    what: string,
    reason: string,
    { code = "store_failed", ...options }: ErrorOptions & { code?: StoreError["code"] } = {},
  ) {
    super(`${what}: ${reason}`, { code, ...options });
    this.code = code;
    this.what = what;
    this.reason = reason;
  }

  /** Something else that could not be done for the same reason. */
  of(what: string): StoreError {
    return new StoreError(what, this.reason, { code: this.code, cause: this.cause });
  }
}
