/**
 * `ngobrol-server status`: how the server is that runs on a data directory, for people and, with `--json`, for programs.
 *
 * @module
 */

import { CLOCKS } from "../../../clock.ts";
import type { Table } from "../../../reports/report.ts";
import { toLines } from "../../../reports/table.ts";
import { UsageError } from "../../../usage_error.ts";
import { formatTime, localZone } from "../../../zone.ts";
import { describe } from "../../files/space.ts";
import { print } from "../print.ts";
import type { Status } from "./status.ts";

const DAY = 24 * 60 * 60 * 1000;

/** The most names that are shown: a line is to be read. */
const MOST_NAMES = 50;

/** Whether what a server was asked by its control port is how it is. */
export function isStatusRequest(request: unknown): boolean {
  return Array.isArray(request) && request[0] === "status";
}

/** Options of {@linkcode runStatusCommand}. */
export interface StatusCommandOptions {
  /** Whether a program reads it. */
  readonly json: boolean;
  /** Carries the request to the server and its answer back. */
  readonly ask: (request: unknown) => Promise<unknown>;
}

/**
 * Runs the command.
 *
 * @param words What stands after `status`.
 * @throws {ChatError} If no server runs there.
 */
export async function runStatusCommand(
  words: readonly string[],
  { json, ask }: StatusCommandOptions,
): Promise<void> {
  if (words.length > 0) throw new UsageError(`status takes no ${words[0]}`);
  const status = await ask(["status"]) as Status;
  if (json) return await print(JSON.stringify(status));
  await print(...toLines(statusTable(status, localZone(), CLOCKS.wall())));
}

/** How a server is, as a table. @param now In milliseconds since 1970. */
function statusTable(status: Status, zone: string, now: number): Table {
  const { people, connections, disk, rates, certificateUntil, backups } = status;
  const when = (time: number) => formatTime(time, zone);
  const names = people.slice(0, MOST_NAMES).join(", ") + (people.length > MOST_NAMES ? ", ..." : "");
  const free = disk.free === undefined ? "" : `, ${describe(disk.free)} free`;
  const rows = [
    ["version", status.version],
    ["running", `${span(status.uptime)}, since ${when(status.started)}, process id ${status.pid}`],
    ["listens", status.addresses.join(", ")],
    ...status.page === undefined ? [] : [["page", status.page]],
    ...certificateUntil === undefined ? [] : [["certificate", certificate(certificateUntil, now, when)]],
    ["connected", `${people.length} of ${status.accounts} people${names && `: ${names}`}`],
    ["connections", `${connections.open} open, ${connections.pages} by the page, ${connections.all} since the start`],
    ["last minute", `${rates.requests} requests and ${rates.messages} messages a second`],
    ["messages", `${status.messages} stored`],
    ["disk", `${describe(disk.database)} of messages, ${describe(disk.files)} of files${free}`],
    ["memory", describe(status.memory)],
    ...backups === undefined ? [] : [["backup", backup(backups, when)]],
  ];
  return { title: "Status", note: `Times of ${zone}`, columns: ["what", "how"], rows };
}

function certificate(until: number, now: number, when: (time: number) => string): string {
  const days = Math.floor((until - now) / DAY);
  return until < now ? `expired on ${when(until)}` : `valid until ${when(until)}, for ${days} more days`;
}

function backup({ newest, failure }: NonNullable<Status["backups"]>, when: (time: number) => string): string {
  const made = newest === undefined ? "none yet" : `newest of ${when(newest)}`;
  return failure === undefined ? made : `${made}; the last one failed: ${failure}`;
}

/** A span of seconds in its two largest units. */
export function span(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
