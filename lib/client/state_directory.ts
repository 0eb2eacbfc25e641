/**
 * The directory for what the client keeps from one run to the next. It must not know what that is.
 *
 * @module
 */

import { type PathEnvironment, stateDirectory } from "./paths.ts";
import type { Texts } from "./i18n/texts.ts";

/**
 * Makes that directory, which is nobody else's to read.
 *
 * @param onProblem Called with the reason why there can be none.
 * @returns Its path; `undefined` if there can be none.
 */
export function makeStateDirectory(
  environment: PathEnvironment,
  texts: Texts,
  onProblem: (reason: string) => void,
): string | undefined {
  const directory = stateDirectory(environment);
  if (directory === undefined) return void onProblem(texts.noHome);
  try {
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  } catch (error) {
    return void onProblem(error instanceof Error ? error.message : String(error));
  }
}
