/**
 * How a server is, at the moment at which somebody asks: for `ngobrol-server status`, the metrics and the health page. It
 * knows no form in which it is shown.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { CLOCKS } from "../../../clock.ts";
import type { SharedStatus } from "../../../store/store.ts";
import type { Chat } from "../../chat/chat.ts";
import { ENTRIES } from "../data/private_files.ts";

/** Milliseconds between two samples of what goes on, and how many are kept: the rates are those of the last minute. */
const SAMPLE_INTERVAL = 10_000;
const SAMPLES = 6;

/** What a server says of itself. Times are in milliseconds since 1970, sizes in bytes. */
export interface Status {
  /** Name, version, and what it was built of. */
  readonly version: string;
  /** The process id. */
  readonly pid: number;
  /** When it was started. */
  readonly started: number;
  /** Seconds since then, by the clock that nobody sets. */
  readonly uptime: number;
  /** Where it listens, such as `127.0.0.1:8889`. */
  readonly addresses: readonly string[];
  /** Until when its certificate is valid; absent without TLS. */
  readonly certificateUntil?: number | undefined;
  /** How many people may log in. */
  readonly accounts: number;
  /** The names of those who are connected and have shown a login. */
  readonly people: readonly string[];
  /** Where the page is; absent without one. */
  readonly page?: string | undefined;
  /** Connections that are open, those of them by the page, and those that were accepted since the start. */
  readonly connections: { readonly open: number; readonly pages: number; readonly all: number };
  /** Messages that were ever stored. */
  readonly messages: number;
  /** A second, over the last minute. */
  readonly rates: { readonly requests: number; readonly messages: number };
  /** What lies on the disk, and how much is free for who runs the server; absent where the system does not tell. */
  readonly disk: {
    readonly database: number;
    readonly files: number;
    readonly free?: number | undefined;
  };
  /** The memory of the process. */
  readonly memory: number;
  /** Copies that are made on a schedule; absent without one. */
  readonly backups?: BackupStatus | undefined;
  /** The database that servers share; absent without one. */
  readonly database?: SharedStatus | undefined;
}

/** How the scheduled copies go. */
export interface BackupStatus {
  /** When the newest was made; `undefined` if there is none. */
  readonly newest: number | undefined;
  /** Why the last attempt failed; `undefined` if it did not. */
  readonly failure: string | undefined;
}

/** What {@linkcode watchStatus} needs. */
export interface StatusOptions {
  /** What `--version` says. */
  readonly version: string;
  /** The data directory. */
  readonly directory: string;
  /** The chat. */
  readonly chat: Chat;
  /** See {@linkcode Status.addresses}. */
  readonly addresses: readonly string[];
  /** See {@linkcode Status.page}. @default there is none */
  readonly page?: string | undefined;
  /** See {@linkcode Status.certificateUntil}. @default there is none */
  readonly certificateUntil?: (() => number | undefined) | undefined;
  /** See {@linkcode Status.backups}. @default there are none */
  readonly backups?: (() => BackupStatus) | undefined;
  /** See {@linkcode Status.database}. @default there is none */
  readonly database?: (() => SharedStatus | undefined) | undefined;
  /** Whether it takes nobody any more. @default it takes who comes */
  readonly isStopping?: (() => boolean) | undefined;
}

/** Tells how a server is, until it is disposed of. */
export interface StatusWatch extends Disposable {
  /** How it is now. @throws {ChatError} If the store does not answer. */
  status(): Promise<Status>;
  /** Whether it takes nobody any more. */
  readonly isStopping: boolean;
  /** The database that servers share, if it does; no answer of it is waited for. */
  readonly database: SharedStatus | undefined;
}

interface Sample {
  readonly at: number;
  readonly requests: number;
  readonly messages: number;
}

/** Begins to watch: what goes on a second is known from now on. */
export function watchStatus(options: StatusOptions): StatusWatch {
  const { version, directory, chat, addresses } = options;
  const { counters } = chat;
  const [started, began] = [CLOCKS.wall(), CLOCKS.elapsed()];
  const sample = (): Sample => {
    const { requests, messages } = counters;
    return { at: CLOCKS.elapsed(), requests, messages };
  };
  const samples = [sample()];
  const timer = setInterval(() => {
    samples.push(sample());
    if (samples.length > SAMPLES) samples.shift();
  }, SAMPLE_INTERVAL);
  return {
    get isStopping() {
      return options.isStopping?.() ?? false;
    },
    get database() {
      return options.database?.();
    },
    async status() {
      const messages = await chat.messages.count();
      return {
        version,
        pid: Deno.pid,
        started,
        uptime: Math.round((CLOCKS.elapsed() - began) / 1000),
        addresses,
        certificateUntil: options.certificateUntil?.(),
        accounts: chat.accountCount,
        people: [...new Set(chat.peers.all().map(({ account }) => account.name))].sort(),
        page: options.page,
        connections: { open: counters.open, pages: counters.pages, all: counters.connections },
        messages,
        rates: ratesOf(samples[0]!, sample()),
        disk: diskOf(directory, chat.files?.bytes ?? 0),
        memory: Deno.memoryUsage().rss,
        backups: options.backups?.(),
        database: options.database?.(),
      };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function ratesOf(first: Sample, last: Sample): Status["rates"] {
  const seconds = Math.max(last.at - first.at, 1_000) / 1000; // Just after the start a request is no burst.
  const rate = (name: "requests" | "messages") => Math.round((last[name] - first[name]) / seconds * 10) / 10;
  return { requests: rate("requests"), messages: rate("messages") };
}

/** Bytes on the disk of a data directory. */
function diskOf(directory: string, files: number): Status["disk"] {
  const database = [ENTRIES.database, ENTRIES.log, ENTRIES.index]
    .reduce((sum, name) => sum + sizeOf(`${directory}/${name}`), 0);
  return { database, files, free: freeIn(directory) };
}

function sizeOf(path: string): number {
  try {
    const { size, isFile } = Deno.statSync(path);
    return isFile ? size : 0;
  } catch {
    return 0;
  }
}

/** Bytes that whoever runs this program may still write in a directory; `undefined` where the system does not tell. */
export function freeIn(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return Number(bavail) * Number(bsize);
  } catch {
    return undefined;
  }
}
