/**
 * Stores with many people in them, each with a login: 400 real logins would take half a minute of hashing. They are made
 * from rows that the measured server itself wrote, so that any version's tables will do.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { connect, tokensOf } from "../peer.ts";
import type { ServerProgram } from "../program.ts";

/** People who are in a store. Their password is that of the demo accounts. */
export interface Crowd {
  /** The data directory, which no server uses; each attack gets a copy. */
  readonly directory: string;
  readonly names: readonly string[];
  /** A login of each. */
  readonly tokens: readonly string[];
}

/** How many are in it. */
export const PEOPLE = 400;

/** Milliseconds since the last use of a login: long enough to be active no more. */
const UNUSED = 10 * 60_000;

type Row = Record<string, string | number | null>;

/** Makes a store with {@linkcode PEOPLE} more accounts and a login of each. */
export async function makeCrowd(server: ServerProgram, directory: string): Promise<Crowd> {
  {
    await using running = await server.start(directory);
    await tokensOf(running.port, ["izza"]);
  }
  const names = Array.from({ length: PEOPLE }, (_, at) => `u${String(at).padStart(3, "0")}`);
  const tokens = changeStore(directory, (database) => {
    const addAccount = copier(database, "accounts", "name = 'izza'");
    return names.map((name) => addAccount({ id: null, name, demo: 0 })).map(loginAdder(database));
  });
  return { directory, names, tokens };
}

/** Lets somebody log in `count` times more. */
export function addLogins(directory: string, name: string, count: number): void {
  changeStore(directory, (database) => {
    const { id } = database.prepare("SELECT id FROM accounts WHERE name = ?").get(name) as { id: number };
    const addLogin = loginAdder(database);
    for (let at = 0; at < count; at++) addLogin(id);
  });
}

/** What adds a login of an account and returns its token. */
function loginAdder(database: DatabaseSync): (account: number) => string {
  const add = copier(database, "logins", "true");
  return (account) => {
    const token = crypto.randomUUID();
    add({ token_hash: createHash("sha256").update(token).digest("hex"), account, used_at: Date.now() - UNUSED });
    return token;
  };
}

/** What inserts copies of a row with other values in them, and returns their ids. */
function copier(database: DatabaseSync, table: string, where: string): (changes: Row) => number {
  const pattern = database.prepare(`SELECT * FROM ${table} WHERE ${where}`).get() as Row;
  const columns = Object.keys(pattern);
  const places = columns.map(() => "?").join(", ");
  const insert = database.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`);
  return (changes) => Number(insert.run(...Object.values({ ...pattern, ...changes })).lastInsertRowid);
}

function changeStore<T>(directory: string, change: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(`${directory}/chat.sqlite`);
  try {
    database.exec("BEGIN");
    const result = change(database);
    database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    return result;
  } finally {
    database.close();
  }
}

/** Copies a data directory that no server uses. */
export function copyDirectory(from: string, to: string): string {
  Deno.mkdirSync(to, { mode: 0o700 });
  for (const { name, isFile } of Deno.readDirSync(from)) {
    if (isFile) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
  return to;
}

/** 1,300 characters of three bytes, which a reply writes as six each: as long as a message of a person gets. */
const LONG = "\u20ac".repeat(1_300);

/** What is written into a store: `count` long messages from the person at `from` to the one at `to`. */
export interface Letters {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A copy of the crowd's store with messages in it, sent in the usual way. */
export async function addLetters(server: ServerProgram, crowd: Crowd, directory: string, letters: readonly Letters[]) {
  copyDirectory(crowd.directory, directory);
  await using running = await server.start(directory);
  using peer = await connect(running.port);
  for (const { from, to, count } of letters) {
    const request = `send ${crowd.tokens[from]} ${crowd.names[to]} ${LONG}\r\n`;
    await peer.askAll(Array<string>(count).fill(request));
  }
  return { ...crowd, directory };
}

/** A request that shows a token: only then may a connection ask for much, or send a line of more than 4 KiB. */
export function shown(token: string): string {
  return `list ${token}\r\n`;
}
