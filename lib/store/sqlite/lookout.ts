/**
 * What is looked at once a second while a database is open and nobody writes to it: whether its files are in their places,
 * and whether its log keeps more room than it needs. It never opens a file.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { LONG_LOG } from "./files.ts";
import type { QuickDisk } from "./quick_disk.ts";
import type { Database } from "./database.ts";
import type { Thread } from "./thread.ts";
import type { DiskErrors } from "./disk_errors.ts";

/** Milliseconds between two looks. */
const INTERVAL = 1_000;

/** What a {@linkcode Lookout} looks at, and whom it tells. */
export interface LookoutOptions {
  readonly file: string;
  readonly near: Pick<Database, "checkFiles" | "close">;
  readonly thread: Pick<Thread, "call">;
  readonly disk: Pick<QuickDisk, "stayAway">;
  readonly errors: DiskErrors;
}

/** Looks until it is disposed of, then once more, and closes the database. */
export class Lookout implements Disposable {
  readonly #options: LookoutOptions;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(options: LookoutOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

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
