/**
 * What goes wrong in a cluster that Patroni leads, each with its end: when it returns, all that was broken was started again.
 *
 * @module
 */

import type { PatroniCluster } from "./patroni_cluster.ts";
import { pause } from "./person.ts";

/** A fault. */
export type PatroniFault = (cluster: PatroniCluster) => Promise<void>;

/** Milliseconds for which something is away that stops nothing, or everything. */
const AWAY = 10_000;

/** The same, longer than a leader may say nothing. */
const LONG_AWAY = 40_000;

async function switchOver(cluster: PatroniCluster): Promise<void> {
  const [leader, candidate] = [await cluster.withRole("leader"), await cluster.withRole("sync_standby")];
  await cluster.control("switchover", "chat", "--leader", leader.name, "--candidate", candidate.name, "--force");
}

async function killPostgres(cluster: PatroniCluster): Promise<void> {
  cluster.killPostgres(await cluster.withRole("leader"));
  await cluster.untilLed();
}

async function killLeader(cluster: PatroniCluster): Promise<void> {
  const leader = await cluster.withRole("leader");
  await cluster.killPatroni(leader);
  cluster.killPostgres(leader);
  await cluster.untilLed([leader]);
  await cluster.startPatroni(leader);
}

/** Its PostgreSQL goes on as a primary that nobody leads, beside the new one. */
async function killPatroni(cluster: PatroniCluster): Promise<void> {
  const leader = await cluster.withRole("leader");
  await cluster.killPatroni(leader);
  await cluster.untilLed([leader]);
  await pause(AWAY);
  await cluster.startPatroni(leader);
}

async function freezeLeader(cluster: PatroniCluster): Promise<void> {
  const leader = await cluster.withRole("leader");
  cluster.signal(leader, "SIGSTOP");
  await cluster.untilLed([leader]);
  cluster.signal(leader, "SIGCONT");
}

async function killStandby(cluster: PatroniCluster): Promise<void> {
  const standby = await cluster.withRole("sync_standby");
  await cluster.killPatroni(standby);
  cluster.killPostgres(standby);
  await pause(AWAY);
  await cluster.startPatroni(standby);
}

async function killStandbys(cluster: PatroniCluster): Promise<void> {
  const leader = await cluster.withRole("leader");
  const standbys = cluster.nodes.filter((node) => node !== leader);
  for (const standby of standbys) {
    await cluster.killPatroni(standby);
    cluster.killPostgres(standby);
  }
  await pause(AWAY);
  for (const standby of standbys) await cluster.startPatroni(standby);
}

async function killEtcd(cluster: PatroniCluster, count?: number): Promise<void> {
  await cluster.killEtcd(count);
  await pause(LONG_AWAY);
  await cluster.startEtcd();
}

async function cutOffLeader(cluster: PatroniCluster): Promise<void> {
  const leader = await cluster.withRole("leader");
  cluster.reachEtcd(leader, false);
  await pause(LONG_AWAY);
  cluster.reachEtcd(leader, true);
}

/** Patroni asks its other members then whether it may go on to lead, unless that is not set. */
async function withoutFailsafe(cluster: PatroniCluster, fault: PatroniFault): Promise<void> {
  const set = (value: boolean) =>
    cluster.control("edit-config", "chat", "--set", `failsafe_mode=${value}`, "--force", "--quiet");
  await set(false);
  await pause(AWAY); // All are told within a round.
  await fault(cluster);
  await cluster.untilLed();
  await set(true);
}

async function cutOffStandby(cluster: PatroniCluster): Promise<void> {
  const standby = await cluster.withRole("sync_standby");
  cluster.reachEtcd(standby, false);
  await pause(AWAY);
  cluster.reachEtcd(standby, true);
}

/** The faults, by what a report calls them. */
export const PATRONI_FAULTS: Readonly<Record<string, PatroniFault>> = {
  "planned switch-over": switchOver,
  "PostgreSQL of the leader killed": killPostgres,
  "leader killed": killLeader,
  "Patroni of the leader killed": killPatroni,
  "leader frozen, comes back": freezeLeader,
  "leader cut off from etcd for 40 s": cutOffLeader,
  "the same without failsafe_mode": (cluster) => withoutFailsafe(cluster, cutOffLeader),
  "standby killed for 10 s": killStandby,
  "both standbys killed for 10 s": killStandbys,
  "standby cut off from etcd for 10 s": cutOffStandby,
  "one etcd killed for 40 s": (cluster) => killEtcd(cluster, 1),
  "all etcd killed for 40 s": killEtcd,
  "all etcd killed without failsafe_mode": (cluster) => withoutFailsafe(cluster, killEtcd),
};
