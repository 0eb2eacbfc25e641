/**
 * What the operator says of the store: none, for the one in the data directory; or where a database is that servers share. It
 * knows no database.
 *
 * @module
 */

import { UsageError } from "../../usage_error.ts";

/** Where the database is that servers share. */
export interface StoreSettings {
  /** Its URL, which may hold a password; or a file in which it stands. */
  readonly from: { readonly url: string } | { readonly file: string };
  /** Whether a database that keeps all on one disk is good enough. */
  readonly isUnsafe: boolean;
}

/** The flags about it, as they were given. */
export interface StoreFlags {
  /** `--store`. */
  readonly store?: string;
  /** `--store-file`. */
  readonly "store-file"?: string;
  /** `--store-unsafe`. */
  readonly "store-unsafe": boolean;
}

/** Reads the flags. @returns `undefined` for the store in the data directory. @throws {UsageError} If they do not go together. */
export function readStoreFlags(
  { store, "store-file": file, "store-unsafe": isUnsafe }: StoreFlags,
): StoreSettings | undefined {
  if (store !== undefined && file !== undefined) {
    throw new UsageError("--store and --store-file: leave one of them out");
  }
  if (store === undefined && file === undefined) {
    return undefined;
  }
  if (store !== undefined && !/^postgres(ql)?:\/\//.test(store)) {
    throw new UsageError("--store takes postgres://USER@HOST/DATABASE");
  }
  if (file === "") throw new UsageError("--store-file takes a file");
  return { from: store === undefined ? { file: file! } : { url: store }, isUnsafe };
}

/** Refuses a command that is about the store in a data directory. @throws {UsageError} If there is a shared database. */
export function refuseShared(store: StoreSettings | undefined, command: string, instead: string): void {
  if (store !== undefined) {
    throw new UsageError(
      `${command} is for the store in a data directory; for a database that servers share use ${instead}`,
    );
  }
}
