/**
 * Prints the option that lets Deno use the stand-ins, or nothing where JSR can be reached. The path in it is relative,
 * for the tasks run in the project's folder and a space in an absolute one would cut the option in two.
 *
 * @module
 */

const TIMEOUT = 1_500;

/** Whether JSR answers, and with a package instead of a proxy's page. */
async function reachesJsr(): Promise<boolean> {
  try {
    const response = await fetch("https://jsr.io/@std/uuid/meta.json", { signal: AbortSignal.timeout(TIMEOUT) });
    return "versions" in await response.json();
  } catch {
    return false;
  }
}

if (!await reachesJsr()) console.log("--import-map=tools/std/import_map.json");
