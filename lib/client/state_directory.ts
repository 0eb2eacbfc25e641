/**
 * The directory for what the client keeps from one run to the next. It must not know what that is.
 *
 * @module
 */

import type { Texts } from "./i18n/texts.ts";

/** What of the environment counts. */
export interface PathEnvironment {
  /** The directory for what programs keep, such as `~/.local/state`. */
  readonly XDG_STATE_HOME?: string | undefined;
  /** The user's home directory. */
  readonly HOME?: string | undefined;
  /** Set on Windows only. */
  readonly APPDATA?: string | undefined;
}

/**
 * The client's own directory, as the XDG Base Directory Specification has it, where a path that is not absolute counts
 * for nothing; `undefined` if the environment names no place for it.
 */
export function stateDirectory({ XDG_STATE_HOME, HOME, APPDATA }: PathEnvironment): string | undefined {
  if (isAbsolute(XDG_STATE_HOME)) return `${XDG_STATE_HOME}/ngobrol`;
  if (isAbsolute(APPDATA)) return `${APPDATA}/ngobrol`;
  if (isAbsolute(HOME)) return `${HOME}/.local/state/ngobrol`;
  return undefined;
}

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

function isAbsolute(path: string | undefined): path is string {
  return path !== undefined && /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}
