/**
 * Copies of the store that a server makes by itself: `--backup-every 1d --backup-keep 7`. One is there when it is whole and
 * was looked through, and only then the oldest one goes. It knows no database.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import { CLOCKS, type Clocks } from "../../../clock.ts";
import type { StoreContents } from "../../../store/store.ts";
import type { Log } from "../../log.ts";
import { removeCopies } from "./file_copies.ts";
import { ENTRIES } from "./private_files.ts";
import type { BackupStatus } from "../status/status.ts";
import { describeContents } from "./store_command.ts";

/** Milliseconds after which a copy that failed is tried again, if the next one is not due before. */
const RETRY = 10 * 60_000;

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The longest time between two copies, in milliseconds: no timer runs for longer than 24 days. */
const LONGEST = 20 * UNITS["d"]!;

/** The name of a copy: when it was made. */
const NAME = /^chat-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)Z\.sqlite$/;

/** What comes behind the name of a copy for the directory with what is in its files. */
const FILES = ".files";

/** How often copies are made, and how many are kept. */
export interface Schedule {
  /** Milliseconds from one to the next. */
  readonly every: number;
  /** Copies, at least one. */
  readonly keep: number;
}

/** Reads how often copies are made: `30m`, `12h` or `1d`, in milliseconds; `undefined` if it is none of these. */
export function parseInterval(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const interval = Number(count) * UNITS[unit ?? ""]!;
  return interval <= LONGEST ? interval : undefined;
}

/** What {@linkcode Backups} need. */
export interface BackupsOptions extends Schedule {
  /** The data directory; they go to `backups` in it. */
  readonly directory: string;
  /** Copies the store to a new file, whole and looked through or not at all, until it is called off. */
  readonly copy: (target: string, signal: AbortSignal) => Promise<StoreContents>;
  /** Where copies and failures are told. */
  readonly log: Log;
  /** By which they are named and due. @default {those of this machine} */
  readonly clocks?: Clocks;
}

/** Makes copies until it is disposed of. */
export class Backups implements AsyncDisposable {
  readonly #options: BackupsOptions;
  /** The directory that they are in. */
  readonly path: string;
  readonly #clocks: Clocks;
  readonly #stopping = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #failure: string | undefined;

  /** The first copy is made when it is due by what is there: at once, if there is none. */
  constructor(options: BackupsOptions) {
    this.#options = options;
    this.path = `${options.directory}/${ENTRIES.backups}`;
    this.#clocks = options.clocks ?? CLOCKS;
    const age = this.#clocks.wall() - (this.#newest() ?? -Infinity);
    this.#plan(Math.max(options.every - age, 0));
  }

  /** Calls off what is being copied, of which nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort(new Error("The server stops"));
    await this.#running;
  }

  /** How they go. */
  get status(): BackupStatus {
    return { newest: this.#newest(), failure: this.#failure };
  }

  /** Makes a copy now, and removes the oldest ones that are too many; never rejects. @returns Whether there is one more. */
  async run(): Promise<boolean> {
    const { copy, log } = this.#options;
    const name = `chat-${new Date(this.#clocks.wall()).toISOString().slice(0, 19).replaceAll(":", "-")}Z.sqlite`;
    const target = `${this.path}/${name}`;
    try {
      Deno.mkdirSync(this.path, { recursive: true, mode: 0o700 });
      this.#removeOrphans();
      const contents = await copy(target, this.#stopping.signal);
      log.info(`backup ${target} holds ${describeContents(contents)}`);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#failed(error);
      return false;
    }
    try {
      this.#prune(name);
      this.#failure = undefined;
    } catch (error) {
      this.#failed(error);
    }
    return true;
  }

  /** Tells of a failure, once, and not at each attempt while the disk is full. */
  #failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#failure === undefined) this.#options.log.fault("Backup", error instanceof ChatError ? reason : error);
    this.#failure = reason;
  }

  #plan(delay: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.run().then((isDone) => {
        const { every } = this.#options;
        if (!this.#stopping.signal.aborted) this.#plan(isDone ? every : Math.min(every, RETRY));
      });
    }, delay);
  }

  /** Removes what is in files of copies that were never done: the server was killed. */
  #removeOrphans(): void {
    const whole = new Set(this.#names().map((name) => `${name}${FILES}`));
    for (const { name } of [...Deno.readDirSync(this.path)]) {
      const isOurs = name.endsWith(FILES) && NAME.test(name.slice(0, -FILES.length));
      if (isOurs && !whole.has(name)) removeCopies(`${this.path}/${name}`);
    }
  }

  /** Removes what is older than the copies that are kept, but never the one that was just made: a clock may be wrong. */
  #prune(made: string): void {
    const others = this.#names().filter((name) => name !== made);
    for (const name of others.slice(0, Math.max(others.length + 1 - this.#options.keep, 0))) {
      Deno.removeSync(`${this.path}/${name}`);
      removeCopies(`${this.path}/${name}${FILES}`);
    }
  }

  /** When the newest was made, in milliseconds since 1970. One of the future says nothing: the clock was set back since. */
  #newest(): number | undefined {
    const now = this.#clocks.wall();
    return this.#names().map(timeOf).findLast((time) => time <= now);
  }

  /** The names of the copies, the oldest first. */
  #names(): string[] {
    try {
      return Array.from(Deno.readDirSync(this.path), ({ name }) => name).filter((name) => NAME.test(name)).sort();
    } catch {
      return []; // There is no directory yet.
    }
  }
}

/** When a copy was made, by its name. */
function timeOf(copy: string): number {
  const [, hour, minute, second] = NAME.exec(copy)!;
  return Date.parse(`${hour}:${minute}:${second}Z`);
}
