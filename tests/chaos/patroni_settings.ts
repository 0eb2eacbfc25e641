/**
 * How Patroni is set up, as docs/cluster.md has it but for places and sizes.
 *
 * @module
 */

import { POSTGRES } from "../support/postgres.ts";
import type { Certificates } from "./certificates.ts";
import type { Proxy } from "./proxy.ts";

const PASSWORD = "jombang";

/** What is set in the cluster. @see Patroni's documentation, "Dynamic configuration settings" */
export interface Timing {
  /** Seconds after which a leader that says nothing has lost its place. */
  readonly ttl: number;
  readonly loop_wait: number;
  readonly retry_timeout: number;
}

/** What the settings are of. */
interface SettingsOptions {
  /** Who runs it, and is the superuser. */
  readonly user: string;
  readonly folder: string;
  readonly files: Certificates;
  readonly timing: Timing;
}

/** A node, as far as it is set up. */
export interface NodePlace {
  readonly name: string;
  readonly port: number;
  readonly apiPort: number;
  readonly data: string;
  /** Its ways to all etcd. */
  readonly ways: readonly Proxy[];
}

/** The file of a node's Patroni: JSON is YAML. */
export function settingsOf({ name, port, apiPort, data, ways }: NodePlace, options: SettingsOptions): string {
  const { user, files: { ca, cert, key }, timing } = options;
  const folder = `${options.folder}/${name}`;
  const secure = { sslmode: "verify-full", sslrootcert: ca };
  return JSON.stringify({
    ...{ scope: "chat", name },
    restapi: {
      ...{ listen: `127.0.0.1:${apiPort}`, connect_address: `127.0.0.1:${apiPort}` },
      ...{ certfile: cert, keyfile: key, cafile: ca, verify_client: "optional" },
    },
    ctl: { cacert: ca, certfile: cert, keyfile: key },
    etcd: {
      ...{ hosts: ways.map((way) => `127.0.0.1:${way.port}`), use_proxies: true },
      ...{ protocol: "https", cacert: ca, cert, key },
    },
    bootstrap: {
      dcs: {
        ...timing,
        ...{ synchronous_mode: true, synchronous_mode_strict: true, failsafe_mode: true },
        postgresql: {
          use_pg_rewind: true,
          parameters: {
            ...{ shared_buffers: "32MB", max_connections: 100 },
            // A standby that has to ask again does so after 5 seconds otherwise.
            wal_retrieve_retry_interval: "500ms",
          },
        },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C.UTF-8" }, "data-checksums"],
    },
    postgresql: {
      ...{ listen: `127.0.0.1:${port}`, connect_address: `127.0.0.1:${port}`, data_dir: data, bin_dir: POSTGRES },
      ...{ pgpass: `${folder}/pgpass`, use_unix_socket: true, use_unix_socket_repl: true },
      authentication: {
        superuser: { username: user },
        replication: { username: "replicator", password: PASSWORD, ...secure },
        rewind: { username: "rewinder", password: PASSWORD, ...secure },
      },
      parameters: {
        ...{ unix_socket_directories: folder, ssl: "on", ssl_cert_file: cert, ssl_key_file: key },
      },
      pg_hba: [
        "local all all peer",
        "local replication replicator scram-sha-256",
        "hostssl replication replicator 127.0.0.1/32 scram-sha-256",
        "hostssl all all 127.0.0.1/32 scram-sha-256",
      ],
    },
  });
}
