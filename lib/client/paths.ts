/**
 * Where the client keeps its own files. Pure: it makes no directory.
 *
 * @module
 */

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

function isAbsolute(path: string | undefined): path is string {
  return path !== undefined && /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}
