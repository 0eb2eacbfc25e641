/**
 * A login as it is in memory. It knows no store.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { StoredAccount } from "../../../store/store.ts";

/** What a token stands for. */
export interface Login {
  /** The hash by which the token is stored: the token itself is kept nowhere. */
  readonly tokenHash: string;
  /** Whose login it is, as the account is now. */
  account: StoredAccount;
  /** When it was last used, by the clock that nobody sets. */
  usedAt: number;
  /** The `usedAt` that the store knows of. */
  writtenAt: number;
  /** How many open connections used it, without live ones that are silent. */
  connections: number;
  /** Until when it counts as active without a connection, by the same clock. */
  activeUntil: number;
  /** Whether it has ended: a holder of this object must not use it any more. */
  ended: boolean;
}

/** A login that no connection has used on this server. @param usedAt When it was last used, by the clock that nobody sets. */
export function newLogin(tokenHash: string, account: StoredAccount, usedAt: number): Login {
  return { tokenHash, account, usedAt, writtenAt: usedAt, connections: 0, activeUntil: -Infinity, ended: false };
}

/** The hash by which a token is stored. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
