/**
 * What an attack is, and all of them by the names that `--attacks` takes.
 *
 * @module
 */

import { ACCOUNT_ATTACKS } from "./account_attacks.ts";
import type { Flood } from "./attacker.ts";
import type { Crowd, Letters } from "./crowd.ts";
import { LOGIN_ATTACKS } from "./login_attacks.ts";
import { STRANGER_ATTACKS } from "./stranger_attacks.ts";

/** One attack: what there is before it, who attacks, and what must hold besides what must hold in all of them. */
export interface Attack {
  readonly title: string;
  /** Seconds that it takes. @default {15} */
  readonly seconds?: number;
  /** Messages that are in the store before. */
  readonly letters?: readonly Letters[];
  /** So many more logins of the last person of the crowd. */
  readonly logins?: number;
  /** More options of the server. */
  readonly args?: readonly string[];
  /** Whether the server tells its log to a pipe that nobody reads. */
  readonly unreadLog?: boolean;
  /** Whether the server has a certificate. */
  readonly tls?: boolean;
  /** Whether one flush in a hundred takes a second, as on SD cards. A message then takes that long, too: `hello` may not. */
  readonly slowFlushes?: boolean;
  /** Who attacks. */
  floods(crowd: Crowd): readonly Flood[];
  /** Who logs in meanwhile, again and again. */
  readonly owner?: (crowd: Crowd) => string;
  /** Whether people are added meanwhile by the command. */
  readonly addsPeople?: boolean;
  /** Newcomers must get in, though the attackers want all places. */
  readonly newcomers?: boolean;
  /** So many MiB of memory the server may have before it is attacked. */
  readonly memory?: number;
  /** The store may grow by so many MB. */
  readonly growth?: number;
  /** No connection of the first flood may be cut off, for these do no wrong. */
  readonly keepsFirst?: boolean;
}

/** Attacks by their names. */
export type Attacks = Readonly<Record<string, Attack>>;

/** All attacks, in the order in which they run. */
export const ATTACKS: Attacks = { ...STRANGER_ATTACKS, ...LOGIN_ATTACKS, ...ACCOUNT_ATTACKS };
