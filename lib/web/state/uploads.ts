/**
 * Files on their way to the server, one after the other. Pure.
 *
 * @module
 */

import type { State, Upload } from "./state.ts";

/** Files that may wait. */
export const MOST_UPLOADS = 50;

/** `state` with more files behind those that wait. */
export function addUploads(state: State, uploads: readonly Upload[]): State {
  return { ...state, uploads: [...state.uploads, ...uploads] };
}

/** `state` with something else known of a file; nothing, if it is on its way no more. */
export function changeUpload(state: State, key: string, change: Partial<Upload>): State {
  return { ...state, uploads: state.uploads.map((it) => it.key === key ? { ...it, ...change } : it) };
}

/** `state` without a file: it is sent, or given up. */
export function removeUpload(state: State, key: string): State {
  return { ...state, uploads: state.uploads.filter((it) => it.key !== key) };
}

/** The file that is sent next: the first one that waits for nobody. */
export function nextUpload({ uploads }: State): Upload | undefined {
  return uploads.find(({ problem }) => problem === undefined);
}
