/**
 * One connection to one host of a PostgreSQL, with the library that speaks its protocol: the only file that knows it. It knows
 * no table and no other host.
 *
 * @module
 */

// Not in deno.json, as in argon2.ts.
// deno-lint-ignore-file no-import-prefix
import postgres from "npm:postgres@3.4.9";
import { openSocket } from "./socket.ts";
import type { PostgresHost, PostgresPlace } from "./url.ts";

/** Milliseconds in which a connection is to be made. */
const CONNECT_TIME = 2_000;

/** A row as the library returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a statement returned. */
export interface Rows extends ReadonlyArray<Row> {
  /** What was done: `COMMIT` that was asked for in a failed transaction is a `ROLLBACK`. */
  readonly command: string;
}

/** A value of a statement; arrays are written by {@linkcode arrayOf}. */
export type Value = string | number | boolean | null;

/** An open connection. Statements that are given at once go out at once, and are answered in their order. */
export interface Connection {
  /** Runs a statement; rejects with the error of PostgreSQL, or of the way to it. */
  run(sql: string, values?: readonly Value[]): Promise<Rows>;
  /** How many warnings have come so far. A commit that was followed by one may not be on the standby. */
  readonly warnings: number;
  /** What the session is to have been set to; a proxy between may have left it out. */
  readonly settings: Readonly<Record<string, string>>;
  /** Lets go of it, without waiting; what is under way rejects. Nothing is cancelled: a cancelled commit looks like one that was made. */
  drop(): void;
}

/**
 * Settings of a session, spelled as PostgreSQL does. What a role or a database is set to otherwise would cancel statements by a
 * clock, undo batches that follow another server's, or hide the warning by which a commit is known that no standby has.
 */
const SETTINGS = {
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  client_min_messages: "warning",
  default_transaction_isolation: "read committed",
  array_nulls: "on",
  jit: "off",
};

/** Begins to connect to a host. @param more What the session has beside `SETTINGS`, as `synchronous_commit`. */
export function connect(
  { database, user, password = "", ssl }: PostgresPlace,
  { host, port }: PostgresHost,
  more: Readonly<Record<string, string>>,
  rootCertificate: string | undefined,
): Connection {
  const settings = { ...SETTINGS, ...more };
  let warnings = 0;
  let isUsed = false;
  const drop = () => void sql.end({ timeout: 0 }).catch(() => {});
  /** The library would connect again by itself, and go on with the rest of a transaction outside of it. */
  const open = () => {
    if (isUsed) drop();
    if (isUsed) throw Object.assign(new Error("ended"), { code: "CONNECTION_CLOSED" });
    isUsed = true;
    return openSocket({ host, port }, { ssl, ca: rootCertificate, milliseconds: CONNECT_TIME });
  };
  const sql = postgres({
    host: "localhost", // What it connects to is the socket that it is given.
    port,
    database,
    username: user,
    password: () => password,
    ssl: false,
    socket: open,
    max: 1,
    fetch_types: false,
    connect_timeout: CONNECT_TIME / 1000,
    max_lifetime: null,
    idle_timeout: 0,
    keep_alive: 10,
    prepare: true,
    onnotice: ({ severity }: { severity?: string }) => {
      if (severity === "WARNING") warnings++;
    },
    connection: { application_name: "ngobrol", ...settings },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    // Each that is left out would be read from the environment.
    ...{
      sslnegotiation: null,
      max_pipeline: 100,
      backoff: 0,
      debug: false,
      publications: "",
      target_session_attrs: undefined,
    },
  } as unknown as postgres.Options<Record<string, postgres.PostgresType>>);
  return {
    // A query is lazy, until it is told to go.
    run: (text, values = []) =>
      sql.unsafe(text, values as never, { prepare: true }).execute() as unknown as Promise<Rows>,
    settings,
    get warnings() {
      return warnings;
    },
    drop,
  };
}

/** A list as PostgreSQL reads an array. */
export function arrayOf(values: readonly Value[]): string {
  return `{${values.map((value) => typeof value === "string" ? quote(value) : value ?? "NULL").join(",")}}`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** The code of an error of PostgreSQL, such as `23505`, or of the way to it; empty if it has none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** The name of the constraint that an error is about. */
export function constraintOf(error: unknown): string | undefined {
  return (error as { constraint_name?: string }).constraint_name;
}
