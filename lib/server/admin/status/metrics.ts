/**
 * How a server is, as metrics with names by the conventions of OpenMetrics: base units in the name, `_total` for what only
 * grows; and their text format of Prometheus. No name of a person is in it. Pure.
 *
 * @module
 */

import { ERROR_CODES, type ErrorCode } from "../../../chat.ts";
import type { Traffic } from "../../chat/counters.ts";
import type { SharedStatus } from "../../../store/store.ts";
import type { Status } from "./status.ts";

/** The type of the format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** What metrics are made of. */
export interface Measured {
  /** How the server is. */
  readonly status: Status;
  /** What has happened since the start. */
  readonly counters: {
    /** Connections that there was no place for. */
    readonly refused: number;
    /** All requests. */
    readonly requests: number;
    /** Logins with a password. */
    readonly logins: number;
    /** Messages that were stored. */
    readonly messages: number;
    /** By code: requests that were answered with an error. */
    readonly errors: ReadonlyMap<ErrorCode, number>;
    /** Bytes over the network. */
    readonly traffic: Traffic;
  };
}

/** A value, with what tells it apart from others of its metric. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A metric. */
export interface Metric {
  /** Such as `ngobrol_requests_total`. */
  readonly name: string;
  /** Whether it only grows. */
  readonly type: "gauge" | "counter";
  /** What it tells, as a sentence. */
  readonly help: string;
  /** Its values; none where there is nothing to tell, such as of a certificate without TLS. */
  readonly samples: readonly Sample[];
}

/** All metrics, always the same ones in the same order. */
export function listMetrics({ status, counters }: Measured): Metric[] {
  const { disk, connections, backups, certificateUntil } = status;
  const seconds = (time: number | undefined) => time === undefined ? undefined : time / 1000;
  const errors = ERROR_CODES.map((code): Sample => [{ code }, counters.errors.get(code) ?? 0]);
  const kept: Sample[] = [[{ content: "messages" }, disk.database], [{ content: "files" }, disk.files]];
  return [
    metric("ngobrol_build_info", "gauge", "What the server was built of.", [[{ version: status.version }, 1]]),
    gauge("process_start_time_seconds", "When the server was started, since 1970.", seconds(status.started)),
    gauge("process_resident_memory_bytes", "Memory of the process.", status.memory),
    gauge("ngobrol_accounts", "People who may log in.", status.accounts),
    gauge("ngobrol_people_connected", "People who are connected and have shown a login.", status.people.length),
    gauge("ngobrol_connections", "Connections that are open.", connections.open),
    gauge("ngobrol_pages", "Connections that are open by the page in a browser.", connections.pages),
    counter("ngobrol_connections_accepted_total", "Connections since the start.", connections.all),
    counter("ngobrol_connections_refused_total", "Connections that there was no place for.", counters.refused),
    counter("ngobrol_requests_total", "Requests since the start.", counters.requests),
    metric("ngobrol_request_errors_total", "counter", "Requests that were answered with an error.", errors),
    counter("ngobrol_logins_total", "Logins with a password since the start.", counters.logins),
    counter("ngobrol_messages_total", "Messages that were stored since the start.", counters.messages),
    gauge("ngobrol_stored_messages", "Messages that were ever stored.", status.messages),
    counter("ngobrol_received_bytes_total", "Bytes from peers.", counters.traffic.received),
    counter("ngobrol_sent_bytes_total", "Bytes to peers.", counters.traffic.sent),
    metric("ngobrol_disk_used_bytes", "gauge", "What the chat takes of the disk.", kept),
    gauge("ngobrol_disk_free_bytes", "What the server may still write to the disk.", disk.free),
    gauge("ngobrol_certificate_expiry_seconds", "When the certificate expires, since 1970.", seconds(certificateUntil)),
    gauge("ngobrol_backup_newest_seconds", "When the newest scheduled backup was made.", seconds(backups?.newest)),
    ...listDatabase(status.database),
    gauge(
      "ngobrol_backup_failed",
      "Whether the last scheduled backup failed.",
      backups && Number(backups.failure !== undefined),
    ),
  ];
}

function listDatabase(database: SharedStatus | undefined): Metric[] {
  if (database === undefined) return [];
  const { primary, lag, inDoubt, repeated, barriers, waited } = database;
  return [
    metric("ngobrol_database_primary", "gauge", "The host of the database that is the primary.", [[
      { host: primary },
      1,
    ]]),
    gauge("ngobrol_database_lag_seconds", "Since it was known last what the other servers did.", lag / 1_000),
    gauge("ngobrol_database_batches_in_doubt", "Batches of which it is not known whether they are stored.", inDoubt),
    gauge("ngobrol_database_waited_seconds", "For how long what is being stored waits already.", waited / 1_000),
    counter("ngobrol_database_batches_repeated_total", "Times that a batch was sent again.", repeated),
    counter(
      "ngobrol_database_barriers_total",
      "Commits by which it was found out that one before is on a standby.",
      barriers,
    ),
  ];
}

function metric(name: string, type: Metric["type"], help: string, samples: readonly Sample[]): Metric {
  return { name, type, help, samples };
}

function gauge(name: string, help: string, value: number | undefined): Metric {
  return metric(name, "gauge", help, value === undefined ? [] : [[{}, value]]);
}

function counter(name: string, help: string, value: number): Metric {
  return metric(name, "counter", help, [[{}, value]]);
}

/** The text for Prometheus, in lines that end with LF. */
export function formatMetrics(measured: Measured): string {
  return listMetrics(measured).filter(({ samples }) => samples.length > 0).map(format).join("");
}

function format({ name, type, help, samples }: Metric): string {
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
    return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}
