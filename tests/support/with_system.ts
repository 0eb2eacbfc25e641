/** Tests of what only some systems have. @module */

import { assertEquals } from "@std/assert";

const IS_WINDOWS = Deno.build.os === "windows";

/** A test that sends signals to programs: Windows has none of them for others, and ends whoever gets one. */
export function testWithSignals(title: string, fn: () => Promise<void>): void {
  Deno.test({ name: IS_WINDOWS ? `${title} (needs signals)` : title, ignore: IS_WINDOWS, fn });
}

/** A test of what holds on Windows alone. */
export function testOnWindows(title: string, fn: () => void | Promise<void>): void {
  Deno.test({ name: IS_WINDOWS ? title : `${title} (needs Windows)`, ignore: !IS_WINDOWS, fn });
}

/** That who may do what with a file is as a mode says; Windows has none. */
export function assertMode(path: string, mode: number): void {
  if (!IS_WINDOWS) assertEquals(Deno.statSync(path).mode! & 0o777, mode, path);
}
