/**
 * Which host of a PostgreSQL is the primary: the one that says so with the highest timeline, and never one with a lower timeline
 * than was seen before, which was left behind by a fail-over and came back. It knows no table.
 *
 * @module
 */

import { within } from "./patience.ts";
import { arrayOf, codeOf, connect, type Connection } from "./connection.ts";
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

/** Settings that end sessions, and that older versions do not know: they cannot be given at the beginning. */
const ENDS = ["idle_session_timeout", "transaction_timeout"].map((name) =>
  `CASE WHEN current_setting('${name}', true) <> '0' THEN set_config('${name}', '0', false) END`
);

/** What a host is, and how many of the settings `$1` are not as in `$2`. */
const ASK = `SELECT ${ENDS.join(", ")}, ` +
  "pg_is_in_recovery() AS standby, pg_backend_pid() AS process, CASE WHEN NOT pg_is_in_recovery() THEN " +
  "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int ELSE 0 END AS timeline, " +
  "(SELECT system_identifier FROM pg_control_system())::text AS system, " +
  "extract(epoch FROM pg_postmaster_start_time())::text AS started, (SELECT count(*) FROM unnest($1::text[], $2::text[]) " +
  "AS wanted (name, value) WHERE current_setting(name) <> value)::int AS unset";

/** What a host has answered. */
interface Answer extends PrimaryConnection {
  readonly isStandby: boolean;
  /** The same one at all copies of a database. */
  readonly system: string;
  /** When it was started: one host may be named twice. */
  readonly started: string;
}

/** Finds the primary among the hosts of a database. */
export class Primary {
  /** Where to look. */
  readonly place: PostgresPlace;
  readonly #rootCertificate: string | undefined;
  /** Which PostgreSQL it is, with all of its copies. */
  #system: string | undefined;
  /** The highest timeline that was seen. */
  timeline = 0;
  /** How many connections to it were opened, for links. */
  connections = 0;
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
    const found = await Promise.all(this.place.hosts.map((host) => this.#ask(host, settings, reasons)));
    const answers = found.filter((each) => each !== undefined);
    const best = this.#choose(answers, reasons);
    for (const { connection } of answers) if (connection !== best?.connection) connection.drop();
    if (best === undefined) this.reason = reasons.join("; ");
    else [this.host, this.timeline] = [describeHost(best.host), Math.max(this.timeline, best.timeline)];
    return best;
  }

  async #ask(
    host: PostgresHost,
    more: Readonly<Record<string, string>>,
    reasons: string[],
  ): Promise<Answer | undefined> {
    const connection = connect(this.place, host, more, this.#rootCertificate);
    try {
      const settings = [arrayOf(Object.keys(connection.settings)), arrayOf(Object.values(connection.settings))];
      const [row] = await within(PROBE_TIME, connection.run(ASK, settings));
      const { standby, timeline, process, system, started, unset } = row!;
      if (unset !== 0) throw new UnfitError(BEHIND_PROXY);
      const which = { timeline: Number(timeline), system: String(system), started: String(started) };
      return { connection, host, isStandby: standby === true, process: Number(process), ...which };
    } catch (error) {
      this.isRefused ||= error instanceof UnfitError || /^(28|3D|08P01|NO_TRUST|$)/.test(codeOf(error));
      reasons.push(`${describeHost(host)} ${reasonOf(error)}`);
      connection.drop();
      return undefined;
    }
  }

  #choose(answers: readonly Answer[], reasons: string[]): Answer | undefined {
    const [first] = answers;
    if (first === undefined) return undefined;
    if (this.#system === undefined && answers.some(({ system }) => system !== first.system)) {
      this.isRefused = true;
      reasons.push(`${list(answers)} are no copies of each other: name those of one database only`);
      return undefined;
    }
    const fit = answers.filter((answer) => {
      const reason = this.#whyNot(answer);
      if (reason !== undefined) reasons.push(`${describeHost(answer.host)} ${reason}`);
      return reason === undefined;
    });
    const timeline = Math.max(...fit.map((answer) => answer.timeline));
    const [best, ...others] = fit.filter((answer) => answer.timeline === timeline);
    if (best === undefined) return undefined;
    if (others.some(({ started }) => started !== best.started)) {
      reasons.push(`${list([best, ...others])} are both the primary: stop those that are not to be it`);
      return undefined;
    }
    this.#system = best.system;
    return best;
  }

  /** Why a host that answers is not the primary. */
  #whyNot({ isStandby, timeline, system }: Answer): string | undefined {
    if (system !== (this.#system ?? system)) return "is no copy of the database that was used before";
    if (isStandby) return "is a standby";
    return timeline < this.timeline ? "was the primary before a fail-over, and is left behind" : undefined;
  }
}

function list(answers: readonly Answer[]): string {
  return answers.map(({ host }) => describeHost(host)).join(" and ");
}

/** A host that can be reached, and cannot be used as it is: the message says why. */
class UnfitError extends Error {
  override name = "UnfitError";
}

const BEHIND_PROXY =
  "does not take the settings of a session: name the servers of PostgreSQL, and no proxy as pgbouncer is one";

/** Errors of which an operator can do something, by their codes. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections",
  ENOTFOUND: "is no known name",
  ENOENT: "has no such socket",
  CONNECT_TIMEOUT: "does not answer",
  NO_ANSWER: "does not answer",
  ECONNRESET: "ended the connection",
  NO_TLS: "has no TLS: turn ssl on there, or use sslmode=disable where nobody else is on the network",
  NO_TRUST: "has no certificate that is trusted (sslrootcert), or TLS with it failed",
  CONNECTION_CLOSED: "ended the connection",
  "08P01": BEHIND_PROXY,
  "28P01": "refuses the password",
  "28000": "lets this user not in",
  "3D000": "has no database of this name",
  "53300": "has too many connections",
  "57P03": "starts up or shuts down",
};

/** Why a host cannot be used. The errors of others may have anything in their texts: only what is known is said. */
function reasonOf(error: unknown): string {
  if (error instanceof UnfitError) return error.message;
  const code = codeOf(error) || "NO_TRUST"; // Deno 2.7 ends a TLS that fails without a code.
  return REASONS[code] ?? `failed with ${code}`;
}
