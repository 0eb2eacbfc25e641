/**
 * What was seen of an attack, as a row, as targets and as a sentence. Measures nothing.
 *
 * @module
 */

import { formatNumber, type Row, type Target } from "../report.ts";
import type { Outcome } from "./attacker.ts";
import type { Attack } from "./attacks.ts";
import type { Kind, Times } from "./probe.ts";

/** The part and the MiB by which the memory may be more afterwards than before. */
const GROWTH = 0.2;
const ALLOWANCE = 15;

/** What was seen of one attack. */
export interface Seen {
  readonly before: Record<Kind, Times>;
  readonly during: Record<Kind, Times>;
  /** Memory of the server in MiB, and its files. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number; readonly files: number };
  /** Seconds that the owner waited for a login, for the longest one. */
  readonly owner: number | undefined;
  /** MB by which the store grew. */
  readonly grown: number;
  /** The part of the machine's time, in percent, that went to other programs. */
  readonly others: number;
  readonly outcomes: readonly Outcome[];
}

/** The MiB below which the memory must be afterwards. */
export function allowed(before: number): number {
  return before * (1 + GROWTH) + ALLOWANCE;
}

/** The row of an attack. */
export function toRow(name: string, { before, during, memory, owner, others }: Seen): Row {
  return {
    "attack": name,
    "send p50 before, ms": before.send.p50,
    "p99 before": before.send.p99,
    "p50": during.send.p50,
    "p99": during.send.p99,
    "slowest": during.send.slowest,
    "hello p99": during.hello.p99,
    "newcomer p99": during.newcomer.p99,
    "MiB before": memory.before,
    "most": memory.most,
    "after": memory.after,
    "files": memory.files,
    "owner in, s": owner === undefined ? "" : formatNumber(owner),
    "others %": others,
  };
}

/** What must hold in an attack. */
export function targetsOf(name: string, attack: Attack, { during, memory, owner, grown, outcomes }: Seen): Target[] {
  const kind: Kind = attack.slowFlushes ? "hello" : "send";
  const { p99, slowest } = during[kind];
  const failed = (kind: Kind) => Object.values(during[kind].errors).reduce((sum, count) => sum + count, 0);
  const of = (what: string) => `${name}: ${what}`;
  return [
    { what: of(`${kind} p99`), value: p99, below: 50, unit: " ms" },
    { what: of(`${kind} slowest`), value: slowest, below: 500, unit: " ms" },
    { what: of(`${kind} that failed`), value: failed(kind), below: 1 },
    { what: of("memory afterwards"), value: memory.after, below: Math.round(allowed(memory.before)), unit: " MiB" },
    ...owner === undefined ? [] : [{ what: of("the owner is in"), value: owner, below: 3, unit: " s" }],
    ...attack.memory === undefined
      ? []
      : [{ what: of("memory before"), value: memory.before, below: attack.memory, unit: " MiB" }],
    ...attack.newcomers ? [{ what: of("newcomers refused"), value: failed("newcomer"), below: 1 }] : [],
    ...attack.growth === undefined
      ? []
      : [{ what: of("the store grew"), value: grown, below: attack.growth, unit: " MB" }],
    ...attack.keepsFirst ? [{ what: of("readers cut off"), value: outcomes[0]!.closed, below: 1 }] : [],
  ];
}

/** What became of the attackers, and what went wrong for the probe. */
export function describe({ during, outcomes }: Seen): string {
  const attackers = outcomes.map(({ opened, closed, sentBytes, receivedBytes, replies, errors }) =>
    `; ${opened} opened, ${closed} ended by the server, ${formatNumber(sentBytes / 1e6)} MB sent, ${
      formatNumber(receivedBytes / 1e6)
    } MB and ${replies} replies read${list(errors)}`
  );
  const wrong = Object.entries(during).filter(([, { errors }]) => Object.keys(errors).length > 0)
    .map(([kind, { count, errors }]) => `; the probe's ${kind}, ${count} times${list(errors)}`);
  return [...attackers, ...wrong].join("");
}

function list(errors: Readonly<Record<string, number>>): string {
  return Object.entries(errors).map(([message, count]) => `, ${count} x "${message}"`).join("");
}
