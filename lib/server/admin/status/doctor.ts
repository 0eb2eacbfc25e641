/**
 * `ngobrol-server doctor`: looks at the machine before or while a server runs on it, for what would make it slow or its
 * promises hollow. Whatever it tries leaves nothing behind.
 *
 * @module
 */

import { ChatError, formatAddress } from "../../../chat.ts";
import { CLOCKS } from "../../../clock.ts";
import type { Table } from "../../../reports/report.ts";
import { toLines } from "../../../reports/table.ts";
import { describe as describeBytes } from "../../files/space.ts";
import { databaseIn, readHolder, readOperatorAddress } from "../data/data_directory.ts";
import { print } from "../print.ts";
import { checkPrivate, ENTRIES } from "../data/private_files.ts";
import { formatTime, localZone } from "../../../zone.ts";
import { freeIn } from "./status.ts";

/** Flushes that are timed, of so many bytes, which is a page of the store. */
const FLUSHES = 25;
const PAGE = 4096;

/**
 * Milliseconds of a flush: what takes less was in no disk, and what takes more is noticed. A disk with a battery takes 0.05, one
 * in a laptop 1 to 5, an SD card up to 100.
 */
const NO_DISK = 0.01;
const SLOW = 40;

/** Bytes that a class fills in years, and fewer of which a server should not be started on. */
const LITTLE = 1024 ** 3;
const TOO_LITTLE = 50 * 1024 ** 2;

/** Milliseconds by which the clock of the files may be off from that of the machine: those of FAT count in two seconds. */
const CLOCK_ERROR = 5_000;

/** Before the programs were written no clock was right. */
const WRITTEN = Date.UTC(2026, 0, 1);

/** How many connections a class needs. */
const CLASS = 100;

/** The one Deno that closes no connection that is read from (denoland/deno#35292). */
const BAD_DENO = "2.8.3";

/** What was found: all right, to be looked at, or what must be changed. */
export interface Finding {
  /** What was looked at. */
  readonly what: string;
  /** How it is. */
  readonly verdict: "ok" | "look" | "bad";
  /** What was found, and what to do. */
  readonly how: string;
}

/** What {@linkcode runDoctor} looks at. */
export interface DoctorOptions {
  /** The data directory; it need not be there. */
  readonly directory: string;
  /** What `--version` says. */
  readonly version: string;
  /** Where the server would listen. */
  readonly places: readonly { readonly address: string; readonly port: number }[];
  /** How many connections the system allows, as far as it was asked. */
  readonly connections: number;
}

/**
 * Looks at everything and prints what it found.
 *
 * @throws {ChatError} After all was printed, if something must be changed.
 */
export async function runDoctor(options: DoctorOptions): Promise<void> {
  const findings = examine(options);
  const table: Table = {
    title: "Doctor",
    note: options.version,
    columns: ["what", "", "how"],
    rows: findings.map(({ what, verdict, how }) => [what, verdict, how]),
  };
  await print(...toLines(table));
  const bad = findings.filter(({ verdict }) => verdict === "bad").length;
  if (bad > 0) throw new ChatError(`${bad} ${bad === 1 ? "thing" : "things"} must be changed`);
}

/** Looks at everything. */
export function examine({ directory, places, connections }: DoctorOptions): Finding[] {
  const isServed = readOperatorAddress(directory) !== undefined;
  const isThere = existsIn(directory);
  const place = isThere ? directory : parentOf(directory);
  return [
    deno(),
    server(directory, isServed, isThere),
    ...isThere ? [permissions(directory)] : [],
    room(place),
    ...flush(place),
    clock(directory),
    ...places.map((each) => port(each, isServed)),
    {
      what: "connections",
      verdict: connections < CLASS ? "look" : "ok",
      how: `the system allows ${connections} or more${connections < CLASS ? "; raise it with ulimit -n" : ""}`,
    },
  ];
}

function deno(): Finding {
  const version = Deno.version.deno;
  if (version !== BAD_DENO) return { what: "Deno", verdict: "ok", how: version };
  return { what: "Deno", verdict: "bad", how: `${version} closes no connection that is read from; take another` };
}

function server(directory: string, isServed: boolean, isThere: boolean): Finding {
  const how = isServed
    ? `process ${readHolder(directory) ?? "unknown"} serves ${directory}`
    : isThere
    ? `none on ${directory}`
    : `none; ${directory} is not there yet`;
  return { what: "server", verdict: "ok", how };
}

function permissions(directory: string): Finding {
  if (Deno.build.os === "windows") {
    const how = "not looked at on Windows: keep it in a folder of your own profile, which others may not read";
    return { what: "permissions", verdict: "look", how };
  }
  const notices: string[] = [];
  try {
    checkPrivate(directory, (sentence) => notices.push(sentence));
    if (notices.length > 0) return { what: "permissions", verdict: "look", how: notices.join("; ") };
    return { what: "permissions", verdict: "ok", how: "what is there is its owner's alone" };
  } catch (error) {
    return { what: "permissions", verdict: "bad", how: messageOf(error) };
  }
}

function room(directory: string): Finding {
  const free = freeIn(directory);
  if (free === undefined) return { what: "room", verdict: "look", how: "the system does not tell how much is free" };
  const verdict = free < TOO_LITTLE ? "bad" : free < LITTLE ? "look" : "ok";
  return { what: "room", verdict, how: `${describeBytes(free)} free` };
}

/** How long a flush takes where the store lies, and what the clock of the files says. */
function flush(directory: string): Finding[] {
  const path = `${directory}/${ENTRIES.database}.${Deno.pid}.doctor`;
  try {
    using file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
    try {
      const times = timeFlushes(file);
      const off = (file.statSync().mtime?.getTime() ?? CLOCKS.wall()) - CLOCKS.wall();
      return [judgeFlushes(times), ...Math.abs(off) > CLOCK_ERROR ? [fileClock(off)] : []];
    } finally {
      Deno.removeSync(path);
    }
  } catch (error) {
    return [{ what: "flush", verdict: "bad", how: `Cannot write to ${directory}: ${messageOf(error)}` }];
  }
}

function timeFlushes(file: Deno.FsFile): number[] {
  const page = new Uint8Array(PAGE);
  return Array.from({ length: FLUSHES }, () => {
    const began = CLOCKS.elapsed();
    file.writeSync(page);
    file.syncDataSync();
    return CLOCKS.elapsed() - began;
  });
}

/** What the times of some flushes, in milliseconds, say of a disk. */
export function judgeFlushes(times: readonly number[]): Finding {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, most] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  const how = `${milliseconds(median)}, ${milliseconds(most)} at most`;
  if (median < NO_DISK) {
    const more = "that is memory, or a disk that only says so: what is on it may not survive a power cut";
    return { what: "flush", verdict: "look", how: `${how}: ${more}` };
  }
  if (median > SLOW) return { what: "flush", verdict: "look", how: `${how}: everybody who writes waits so long` };
  return { what: "flush", verdict: "ok", how };
}

function milliseconds(time: number): string {
  return `${time < 1 ? time.toFixed(3) : time.toFixed(1)} ms`;
}

function fileClock(off: number): Finding {
  const seconds = Math.round(Math.abs(off) / 1000);
  const how = `the disk's clock is ${seconds} s ${off > 0 ? "ahead" : "behind"}: it is another machine's`;
  return { what: "clock", verdict: "look", how };
}

function clock(directory: string): Finding {
  const [now, zone] = [CLOCKS.wall(), localZone()];
  const here = `${formatTime(now, zone)} (${zone})`;
  if (now < WRITTEN) return { what: "clock", verdict: "bad", how: `it is ${here} here: set the clock` };
  const newest = Math.max(...[databaseIn(directory), `${directory}/${ENTRIES.log}`].map(timeOf));
  if (newest - now > CLOCK_ERROR) {
    const how = `it is ${here} here, but the store was written at ${formatTime(newest, zone)}: one of the two is wrong`;
    return { what: "clock", verdict: "look", how };
  }
  return { what: "clock", verdict: "ok", how: here };
}

function port({ address, port }: DoctorOptions["places"][number], isServed: boolean): Finding {
  const what = "port";
  const name = formatAddress(address, port);
  try {
    Deno.listen({ hostname: address, port }).close();
  } catch (error) {
    if (isServed) return { what, verdict: "ok", how: `${name} is taken, as it should be beside a server` };
    return { what, verdict: "bad", how: `${name} cannot be listened on: ${messageOf(error)}` };
  }
  const isOpen = address === "0.0.0.0" || address === "::";
  const hint = isOpen ? `; a firewall has to let port ${port} of TCP through, such as by: ufw allow ${port}/tcp` : "";
  return { what, verdict: "ok", how: `${name} is free${hint}` };
}

function timeOf(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}

function existsIn(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function parentOf(path: string): string {
  const parent = path.replace(/[/\\][^/\\]*[/\\]?$/, "");
  return parent === path || parent === "" ? path.startsWith("/") ? "/" : "." : parent;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
