/**
 * Who is there, told back to those who follow a store that no other server has. It knows no database.
 *
 * @module
 */

import type { PresenceChange, PresenceStore } from "../presence.ts";

/** Nobody is there; `tell` is called with what changes. */
export function createPresence(tell: (change: PresenceChange) => void): PresenceStore {
  const active = new Set<number>();
  return {
    report(account, isActive) {
      if (active.has(account) === isActive) return;
      if (isActive) active.add(account);
      else active.delete(account);
      tell({ kind: "presence", account, isActive });
    },
  };
}
