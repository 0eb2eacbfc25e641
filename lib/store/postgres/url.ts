/**
 * Where a PostgreSQL is, as `--store` or a file says it; the password with which one gets in stays out of every sentence.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";

/** The port of PostgreSQL. */
const DEFAULT_PORT = 5432;

/** How a connection is kept private: as libpq's `sslmode`, without those that only try. */
export type SslMode = "disable" | "require" | "verify-full";

/** A host, or the directory of a Unix socket, and a port. */
export interface PostgresHost {
  /** A name, an address, or an absolute path. */
  readonly host: string;
  /** See `DEFAULT_PORT`. */
  readonly port: number;
}

/** What is needed to reach a database. */
export interface PostgresPlace {
  /** One of them is the primary. */
  readonly hosts: readonly PostgresHost[];
  /** The name of the database. */
  readonly database: string;
  /** Who logs in. */
  readonly user: string;
  /** With what; `undefined` where none is needed. */
  readonly password: string | undefined;
  /** How a connection is kept private. @default "disable" on this machine, else "verify-full" */
  readonly ssl: SslMode;
  /** A file with the certificates that are trusted. @default the system's */
  readonly rootCertificate: string | undefined;
}

/** Whether a value of `--store` names a PostgreSQL. */
export function isPostgresUrl(value: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(value);
}

/**
 * Reads `postgres://user:password@host:port,host:port/database?sslmode=...&sslrootcert=FILE`. A host that begins with `/` (as
 * `%2F`) is the directory of a Unix socket.
 *
 * @throws {ChatError} If it is none; its text has no part of the URL in which a password may be.
 */
export function readPostgresUrl(url: string): PostgresPlace {
  const match = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)\/([^/?#]+)(?:\?([^#]*))?$/.exec(url.trim());
  if (match === null) throw wrong("it is to be postgres://USER@HOST/DATABASE, with more hosts after commas");
  const [, login = "", hostList = "", database = "", query = ""] = match;
  const [user = "", password] = login.split(/:(.*)/s).map(decode);
  if (user === "") throw wrong("it names no user");
  const hosts = hostList.split(",").map(readHost);
  const options = new URLSearchParams(query);
  for (const name of options.keys()) {
    if (name !== "sslmode" && name !== "sslrootcert") {
      throw wrong(`it has ${name}; only sslmode and sslrootcert are known`);
    }
    if (options.getAll(name).length > 1) throw wrong(`it has ${name} more than once`);
  }
  const ssl = options.get("sslmode") ?? (hosts.every(isHere) ? "disable" : "verify-full");
  if (!isSslMode(ssl)) throw wrong("sslmode is to be disable, require or verify-full");
  const rootCertificate = options.get("sslrootcert") ?? undefined;
  return { hosts, database: decode(database), user, password: password || undefined, ssl, rootCertificate };
}

/** The place in a sentence: who, where, what; never the password. */
export function describePlace({ hosts, database, user }: PostgresPlace): string {
  return `postgres://${user}@${hosts.map(describeHost).join(",")}/${database}`;
}

/** A host and its port in a sentence. */
export function describeHost({ host, port }: PostgresHost): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * The password in a file of lines `host:port:database:user:password`, as libpq reads it: the first line that fits counts,
 * `*` fits all, `\` stands before `:` and `\`.
 */
export function findPassword(lines: string, { hosts, database, user }: PostgresPlace): string | undefined {
  for (const line of lines.split(/\r?(?:\n|$)/)) {
    if (line.startsWith("#")) continue;
    const fields = (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map((field) =>
      field.replace(/:$/, "").replace(/\\(.)/g, "$1")
    );
    const [host, port, name, login, password] = fields;
    if (password === undefined) continue;
    const fits = (pattern: string | undefined, value: string) => pattern === "*" || pattern === value;
    const isHost = hosts.some((each) =>
      fits(port, String(each.port)) && (fits(host, each.host) || (host === "localhost" && each.host.startsWith("/")))
    );
    if (isHost && fits(name, database) && fits(login, user)) return password;
  }
  return undefined;
}

function readHost(text: string): PostgresHost {
  const [, host, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const number = Number(port ?? DEFAULT_PORT);
  if (host === undefined || number < 1 || number > 65_535) throw wrong("one of its hosts is none");
  return { host: decode(host).replace(/^\[(.*)\]$/, "$1"), port: number };
}

function isHere({ host }: PostgresHost): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || host.startsWith("127.");
}

function isSslMode(mode: string): mode is SslMode {
  return mode === "disable" || mode === "require" || mode === "verify-full";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("it has a % that stands for no character");
  }
}

function wrong(reason: string): ChatError {
  return new ChatError(`Cannot read the URL of the database: ${reason}`);
}
