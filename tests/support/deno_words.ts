/** What Deno says of itself, and what nobody shall have to understand who uses a program or a task. @module */

import { assert } from "@std/assert";

/** A question for a permission, the lack of one, a warning, an error that nobody has put into a sentence. */
const WORDS =
  /Allow\?|Deno requests|--allow-\w+|--unstable|NotCapable|Requires \w+ access|PermissionDenied|\bWarning\b|Uncaught|^\s+at .*:\d+:\d+\)?$/m;

/** Checks that nothing of that stands on a screen. */
export function assertNoDenoWords(screen: string): void {
  assert(!WORDS.test(screen), `${WORDS.exec(screen)}: ${screen}`);
}
