/**
 * What goes wrong, each with its end: when it returns, everything is there again.
 *
 * @module
 */

import type { Proxy } from "./proxy.ts";
import type { Place, Scene } from "./scene.ts";

/** A fault. `random`: from 0 to 1. */
export type Fault = (scene: Scene, random: () => number) => Promise<void>;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function anyOf<T>(all: readonly T[], random: () => number): T {
  return all[Math.floor(random() * all.length)]!;
}

/** Waits from `least` to `most` seconds. */
function wait(least: number, most: number, random: () => number): Promise<void> {
  return pause(1_000 * (least + random() * (most - least)));
}

async function slow(proxies: readonly Proxy[], delay: number, random: () => number): Promise<void> {
  for (const proxy of proxies) proxy.delay = delay;
  await wait(2, 5, random);
  for (const proxy of proxies) proxy.delay = 0;
}

async function cut(proxies: readonly Proxy[], most: number, random: () => number): Promise<void> {
  for (const proxy of proxies) proxy.isCut = true;
  await wait(0, most, random);
  for (const proxy of proxies) proxy.isCut = false;
}

/** Lets nothing through; what was on its way comes late, or never. */
async function silence(proxies: readonly Proxy[], most: number, random: () => number): Promise<void> {
  for (const proxy of proxies) proxy.isSilent = true;
  await wait(1, most, random);
  const isLost = random() < 0.5;
  for (const proxy of proxies) {
    if (isLost) proxy.cut();
    proxy.isSilent = false;
  }
}

/** What a server asks of the database is done, and it is not told: it has to find out. */
async function loseAnswers({ places }: Scene, random: () => number): Promise<void> {
  const { database } = anyOf(places, random);
  for (const proxy of database) proxy.hasOnlyRequests = true;
  await silence(database, 8, random);
  for (const proxy of database) proxy.hasOnlyRequests = false;
}

/** The ways of peers to one server. */
function toPeers({ places }: Scene, random: () => number): Proxy[] {
  const { chat, page } = anyOf(places, random);
  return [chat, page];
}

async function killServer(scene: Scene, random: () => number): Promise<void> {
  const place: Place = anyOf(scene.places, random);
  scene.kill(place);
  await wait(0, 2, random);
  await scene.restart(place);
}

/** What it said is stored is not, if it did not wait for the database. */
async function killServerCutOff(scene: Scene, random: () => number): Promise<void> {
  const place = anyOf(scene.places, random);
  for (const proxy of place.database) proxy.isCut = true;
  await wait(0.5, 3, random);
  scene.kill(place);
  for (const proxy of place.database) proxy.isCut = false;
  await scene.restart(place);
}

async function freezeServer({ places }: Scene, random: () => number): Promise<void> {
  const { server: { process } } = anyOf(places, random);
  process.kill("SIGSTOP");
  await wait(1, 12, random);
  process.kill("SIGCONT");
}

async function killPrimary(scene: Scene, random: () => number): Promise<void> {
  await scene.primary.kill();
  await wait(0, 2, random);
  await scene.failOver();
}

async function killPrimaryWhichComesBack(scene: Scene, random: () => number): Promise<void> {
  await killPrimary(scene, random);
  await scene.old!.start();
  await wait(0, 2, random);
}

async function freezePrimary(scene: Scene, random: () => number): Promise<void> {
  const { primary } = scene;
  primary.signal("SIGSTOP");
  await wait(0, 5, random);
  await scene.failOver();
  primary.signal("SIGCONT");
  await wait(0, 2, random);
}

/** The standby hears nothing of its primary and becomes one; the old one goes on, and the servers reach both. */
async function promoteBeside(scene: Scene, random: () => number): Promise<void> {
  scene.link.isCut = true;
  await wait(0, 3, random);
  await scene.failOver();
}

/** Does something while the standby gets nothing, and makes it the primary: what only the old one has is gone. */
async function withoutStandby(scene: Scene, random: () => number, meanwhile: () => Promise<void>): Promise<void> {
  const isKilled = random() < 0.5; // Otherwise it is cut off. A frozen one has what was on its way to it.
  if (isKilled) await scene.standby.kill();
  else scene.link.isCut = true;
  await meanwhile();
  await scene.primary.kill();
  if (isKilled) await scene.standby.start();
  await scene.failOver();
}

async function crashWithoutStandby(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, random, async () => {
    await wait(0, 1, random);
    await scene.primary.kill();
    await scene.primary.start();
    await wait(1, 3, random);
  });
}

async function freezeStandby({ standby }: Scene, random: () => number): Promise<void> {
  standby.signal("SIGSTOP");
  await wait(1, 6, random);
  standby.signal("SIGCONT");
}

async function killStandby({ standby }: Scene, random: () => number): Promise<void> {
  await standby.kill();
  await wait(0, 2, random);
  await standby.start();
}

const WAITS = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

async function cancelWaits(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, random, async () => {
    for (let count = 0; count < 4; count++) {
      await wait(0, 0.5, random);
      await scene.primary.sql(`SELECT pg_cancel_backend(pid) ${WAITS}`);
    }
  });
}

async function terminateWaits(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, random, async () => {
    await wait(0, 1, random);
    await scene.primary.sql(`SELECT pg_terminate_backend(pid) ${WAITS}`);
    await wait(0, 1, random);
  });
}

async function emptyNames(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, random, async () => {
    await scene.setNames("");
    await wait(0.5, 3, random);
  });
}

async function killPrimaryAndServer(scene: Scene, random: () => number): Promise<void> {
  await Promise.all([killPrimary(scene, random), killServer(scene, random)]);
}

/** The faults, by what a report calls them. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  "server killed": killServer,
  "server cut off from the database, killed": killServerCutOff,
  "server frozen": freezeServer,
  "a server's link to the database cut": ({ places }, random) => cut(anyOf(places, random).database, 6, random),
  "a server's link to the database silent": ({ places }, random) => silence(anyOf(places, random).database, 10, random),
  "a server's answers from the database lost": loseAnswers,
  "clients cut": (scene, random) => cut(toPeers(scene, random), 3, random),
  "clients slow": (scene, random) => slow(toPeers(scene, random), 50 + random() * 250, random),
  "clients silent": (scene, random) => silence(toPeers(scene, random), 8, random),
  "database cut": ({ database }, random) => cut(database, 3, random),
  "database slow": ({ database }, random) => slow(database, 2 + random() * 20, random),
  "primary killed": killPrimary,
  "primary killed, comes back": killPrimaryWhichComesBack,
  "primary frozen, comes back": freezePrimary,
  "primary and a server killed": killPrimaryAndServer,
  "standby promoted beside the primary": promoteBeside,
  "primary crashes, then dies, without standby": crashWithoutStandby,
  "standby frozen": freezeStandby,
  "standby killed": killStandby,
  "standby's link cut": ({ link }, random) => cut([link], 6, random),
  "standby's link slow": ({ link }, random) => slow([link], 5 + random() * 50, random),
  "standby's link silent": ({ link }, random) => silence([link], 8, random),
  "waits cancelled, primary killed": cancelWaits,
  "waits terminated, primary killed": terminateWaits,
  "names emptied, primary killed": emptyNames,
};

/** Whether something is wrong with one server alone, or the way to it: who uses the others is to notice nothing. */
export function leavesOthers(name: string): boolean {
  return /^(?:server|a server|clients)/.test(name);
}
