/**
 * Prints the options for Deno that a task hands on: which packages `@std/*` is, and where the versions of all npm packages
 * are fixed. The paths in them are relative to the project's folder, where tasks run.
 *
 * The real packages are taken wherever Deno has them already, or can get them from JSR; else the stand-ins. Which it was is
 * said by the tasks to whose results it matters: `choose.ts --say`.
 *
 * @module
 */

import { dirname } from "node:path";

/** Milliseconds. A network that lets nothing through to JSR says so at once, or says nothing at all. */
const TIMEOUT = 1_500;

const LOCK = "tools/std/npm.lock";

const STAND_INS = `--import-map=tools/std/import_map.json --lock=${LOCK}`;

/** The lock with the packages of JSR, which Deno adds to it: theirs are fixed by their exact versions. */
const OPEN_LOCK = "dist/npm.lock";

/** Whether JSR answers, and with a package instead of a proxy's page. */
async function reachesJsr(): Promise<boolean> {
  const registry = (Deno.env.get("JSR_URL") || "https://jsr.io/").replace(/\/*$/, "/");
  try {
    const response = await fetch(`${registry}@std/uuid/meta.json`, { signal: AbortSignal.timeout(TIMEOUT) });
    return "versions" in await response.json();
  } catch {
    return false;
  }
}

/** Whether Deno has all of the packages, so that it needs to ask nobody. */
async function hasPackages(): Promise<boolean> {
  const { imports } = JSON.parse(Deno.readTextFileSync("deno.json"));
  const packages = Object.values<string>(imports).filter((it) => it.startsWith("jsr:"));
  const args = ["cache", "--quiet", "--cached-only", "--no-lock", ...packages];
  return (await new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).output()).success;
}

/** The option for a copy of the lock; none in a folder that may not be written. */
function openLock(): string {
  try {
    if (modified(OPEN_LOCK) < modified(LOCK)) {
      Deno.mkdirSync(dirname(OPEN_LOCK), { recursive: true });
      const part = `${OPEN_LOCK}.${Deno.pid}`; // Another task may read it.
      Deno.copyFileSync(LOCK, part);
      Deno.renameSync(part, OPEN_LOCK);
    }
    return `--lock=${OPEN_LOCK}`;
  } catch {
    return "";
  }
}

function modified(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}

const isReal = await hasPackages() || await reachesJsr();
if (Deno.args.includes("--say")) {
  console.error(`Packages of @std/*: ${isReal ? "the real ones" : "stand-ins, for JSR does not answer"}`);
}
console.log(isReal ? openLock() : STAND_INS);
