/**
 * What goes wrong, each with its end: when it returns, everything is there again.
 *
 * @module
 */

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

async function slow(proxies: readonly { delay: number }[], delay: number, random: () => number): Promise<void> {
  for (const proxy of proxies) proxy.delay = delay;
  await wait(2, 5, random);
  for (const proxy of proxies) proxy.delay = 0;
}

async function killServer(scene: Scene, random: () => number): Promise<void> {
  const place: Place = anyOf(scene.places, random);
  place.server.process.kill("SIGKILL");
  await wait(0, 2, random);
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

/** Does something while the standby gets nothing, and makes it the primary: what only the old one has is gone. */
async function withoutStandby(scene: Scene, meanwhile: () => Promise<void>): Promise<void> {
  await scene.standby.kill(); // A frozen one has what was on its way to it.
  await meanwhile();
  await scene.primary.kill();
  await scene.standby.start();
  await scene.failOver();
}

async function crashWithoutStandby(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, async () => {
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
  await withoutStandby(scene, async () => {
    for (let count = 0; count < 4; count++) {
      await wait(0, 0.5, random);
      await scene.primary.sql(`SELECT pg_cancel_backend(pid) ${WAITS}`);
    }
  });
}

async function terminateWaits(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, async () => {
    await wait(0, 1, random);
    await scene.primary.sql(`SELECT pg_terminate_backend(pid) ${WAITS}`);
    await wait(0, 1, random);
  });
}

async function emptyNames(scene: Scene, random: () => number): Promise<void> {
  await withoutStandby(scene, async () => {
    await scene.setNames("");
    await wait(0.5, 3, random);
  });
}

/** The faults, by what a report calls them. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  "server killed": killServer,
  "server frozen": freezeServer,
  "clients cut": ({ places }, random) => Promise.resolve(anyOf(places, random).proxy.cut()),
  "clients slow": ({ places }, random) => slow([anyOf(places, random).proxy], 50 + random() * 250, random),
  "database cut": ({ hosts }) => Promise.resolve(hosts.forEach((host) => host.cut())),
  "database slow": ({ hosts }, random) => slow(hosts, 2 + random() * 20, random),
  "primary killed": killPrimary,
  "primary killed, comes back": killPrimaryWhichComesBack,
  "primary frozen, comes back": freezePrimary,
  "primary crashes, then dies, without standby": crashWithoutStandby,
  "standby frozen": freezeStandby,
  "standby killed": killStandby,
  "waits cancelled, primary killed": cancelWaits,
  "waits terminated, primary killed": terminateWaits,
  "names emptied, primary killed": emptyNames,
};
