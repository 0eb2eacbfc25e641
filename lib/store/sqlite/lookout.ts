/**
 * What is looked at once a second while a database is open and nobody writes to it: whether its files are in their places,
 * and whether its log keeps more room than it needs. It never opens a file.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { LONG_LOG } from "./database_files.ts";
import type { QuickDisk } from "./quick_disk.ts";
import type { Database } from "./database.ts";
import type { Thread } from "./thread.ts";
import type { DiskErrors } from "./disk_errors.ts";

/** Milliseconds between two looks. */
const INTERVAL = 1_000;

/** What a {@linkcode Lookout} looks at, and whom it tells. */
export interface LookoutOptions {
  /** The path of the database. */
  readonly file: string;
  /** The connection on the network's thread. */
  readonly near: Pick<Database, "checkFiles" | "close">;
  /** The thread whose connection has the same files. */
  readonly thread: Pick<Thread, "call">;
  /** Keeps commits off the network's thread while something is wrong. */
  readonly disk: Pick<QuickDisk, "stayAway">;
  /** Told of what is wrong. */
  readonly errors: DiskErrors;
}

/** Looks until it is disposed of, then once more, and closes the database. */
export class Lookout implements Disposable {
  readonly #options: LookoutOptions;
  readonly #timer: ReturnType<typeof setInterval>;

  /** Begins to look. */
  constructor(options: LookoutOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  /** Looks once more, and closes the database. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#checkFiles();
    this.#options.near.close();
  }

  #look(): void {
    this.#checkFiles();
    const { file, thread, disk, errors } = this.#options;
    if (sizeOf(`${file}-wal`) <= LONG_LOG) return;
    // The first commit that finds the reader gone would bring all of it into the database, and the network would wait.
    disk.stayAway(2 * INTERVAL);
    thread.call("shrinkLog").catch((error) => {
      if (!(error instanceof ChatError)) errors.tell(error);
    });
  }

  #checkFiles(): void {
    const { near, errors } = this.#options;
    try {
      near.checkFiles();
    } catch (error) {
      errors.tell(error);
    }
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch {
    return 0; // That it is gone is found elsewhere.
  }
}
