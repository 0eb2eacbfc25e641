/**
 * Which host of a PostgreSQL is the primary: the one that says so with the highest timeline, and never one with a lower timeline
 * than was seen before, which was left behind by a fail-over and came back. It knows no table.
 *
 * @module
 */

import { within } from "./patience.ts";
import { codeOf, connect, type Connection } from "./connection.ts";
import { describeHost, type PostgresHost, type PostgresPlace } from "./url.ts";

/** Milliseconds that a host may take to say what it is. */
const PROBE_TIME = 2_500;

/** A connection to the primary. */
export interface PrimaryConnection {
  /** The connection. */
  readonly connection: Connection;
  /** Where it leads. */
  readonly host: PostgresHost;
  /** How many fail-overs there were before it became the primary, and one. */
  readonly timeline: number;
  /** The id of its process at the primary. */
  readonly process: number;
}

const ASK =
  "SELECT pg_is_in_recovery() AS standby, pg_backend_pid() AS process, CASE WHEN NOT pg_is_in_recovery() THEN " +
  "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS timeline";

/** Finds the primary among the hosts of a database. */
export class Primary {
  /** Where to look. */
  readonly place: PostgresPlace;
  readonly #rootCertificate: string | undefined;
  /** The highest timeline that was seen. */
  timeline = 0;
  /** The host that was it last, and its port. */
  host = "";
  /** Why no host was the primary when it was asked last, for people; without a password. */
  reason = "";
  /** Whether one of them refused who or what was asked for: to ask again is of no use. */
  isRefused = false;

  /** None was asked yet. @param rootCertificate What is in the file of `place.rootCertificate`. */
  constructor(place: PostgresPlace, rootCertificate?: string) {
    this.place = place;
    this.#rootCertificate = rootCertificate;
  }

  /** Asks all hosts at once. @returns A connection to the primary; `undefined` if none of them is it now: see `reason`. */
  async find(settings: Readonly<Record<string, string>> = {}): Promise<PrimaryConnection | undefined> {
    const reasons: string[] = [];
    this.isRefused = false;
    const found = await Promise.all(this.place.hosts.map(async (host) => {
      const connection = connect(this.place, host, settings, this.#rootCertificate);
      try {
        const [row] = await within(PROBE_TIME, connection.run(ASK));
        const { standby, timeline, process } = row!;
        if (standby === true) throw new UnfitError("is a standby");
        if (Number(timeline) < this.timeline) {
          throw new UnfitError("was the primary before a fail-over, and is left behind");
        }
        return { connection, host, timeline: Number(timeline), process: Number(process) };
      } catch (error) {
        this.isRefused ||= /^(28|3D)/.test(codeOf(error));
        reasons.push(`${describeHost(host)} ${reasonOf(error)}`);
        connection.drop();
        return undefined;
      }
    }));
    const [best, ...others] = found.filter((each) => each !== undefined).sort((a, b) => b.timeline - a.timeline);
    for (const { connection } of others) connection.drop();
    if (best === undefined) this.reason = reasons.join("; ");
    else [this.host, this.timeline] = [describeHost(best.host), Math.max(this.timeline, best.timeline)];
    return best;
  }
}

/** A host that can be reached, and is not the primary: the message says what it is. */
class UnfitError extends Error {
  override name = "UnfitError";
}

/** Errors of which an operator can do something, by their codes. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections",
  ENOTFOUND: "is no known name",
  ENOENT: "has no such socket",
  CONNECT_TIMEOUT: "does not answer",
  NO_ANSWER: "does not answer",
  CONNECTION_CLOSED: "ended the connection",
  "28P01": "refuses the password",
  "28000": "lets this user not in",
  "3D000": "has no database of this name",
  "53300": "has too many connections",
  "57P03": "starts up or shuts down",
};

/** Why a host cannot be used. The errors of others may have anything in their texts: only what is known is said. */
function reasonOf(error: unknown): string {
  if (error instanceof UnfitError) return error.message;
  const code = codeOf(error);
  // TLS gives its errors no codes, and has texts for programmers.
  if (code === "") return "has no certificate that is trusted (sslrootcert), or TLS with it failed";
  return REASONS[code] ?? `failed with ${code}`;
}
