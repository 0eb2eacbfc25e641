/** Tests of what only some systems have. @module */

const IS_WINDOWS = Deno.build.os === "windows";

/** A test that sends signals to programs: Windows has none of them for others, and ends whoever gets one. */
export function testWithSignals(title: string, fn: () => Promise<void>): void {
  Deno.test({ name: IS_WINDOWS ? `${title} (needs signals)` : title, ignore: IS_WINDOWS, fn });
}

/** A test of what holds on Windows alone. */
export function testOnWindows(title: string, fn: () => void | Promise<void>): void {
  Deno.test({ name: IS_WINDOWS ? title : `${title} (needs Windows)`, ignore: !IS_WINDOWS, fn });
}
