/**
 * Whether a SQLite file can be trusted: what SQLite itself would take for an empty or a whole database, and is neither; and
 * the long look at everything in it.
 *
 * What reads the files itself must be done before this process opens the database: a `close()` of any descriptor of a file
 * drops all locks of the process on it, and with them those of SQLite (https://www.sqlite.org/howtocorrupt.html, 2.2).
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { Buffer } from "node:buffer";
import { dirname } from "node:path";
import { ChatError } from "../../chat.ts";
import { isDamage, isLocked, StoreError, toChatError } from "./errors.ts";
import { hasLostTransactions, isLogHeader, LOG_HEADER } from "./wal.ts";
import { BLOCKS_SINCE, CONVERSATIONS_SINCE, GROUPS_SINCE, PRUNED_SINCE, versionOf } from "./schema.ts";

/** Bytes up to which a database that was closed in order is looked through at every start, which takes 0.4 s. */
const SMALL = 64 * 1024 * 1024;

/** How often a log is read that looks damaged: a server beside us may have begun it anew meanwhile, as damage does not. */
const LOG_ATTEMPTS = 5;

/** Milliseconds to wait for another process that has the database for itself. */
const TIMEOUT = 5_000;

/** Options of {@linkcode checkStore}. */
export interface CheckOptions {
  /**
   * Whether to look through the database as well, if it is small or was not closed in order.
   *
   * @default {false}
   */
  readonly check?: boolean;
  /**
   * Whether a missing or empty file is known to be a lost one; else it is a new one, unless its log is there.
   *
   * @default {false}
   */
  readonly isLost?: boolean;
}

/**
 * Looks at a store that nobody has opened yet.
 *
 * @throws {ChatError} If it cannot be trusted.
 */
export function checkStore(file: string, { check = false, isLost = false }: CheckOptions = {}): void {
  try {
    undoBrokenOff(file);
    checkFiles(file, isLost, `, or move ${dirname(file)} away to begin anew`);
    if (check) checkAtStart(file);
    checkAlone(file);
  } catch (error) {
    throw toChatError(error, `Cannot open the store: ${file}`, adviseRestore(file));
  }
}

/**
 * Makes sure that no other process has the database open, whatever became of the lock of its directory: SQLite lets nobody
 * have a database for himself that another one uses.
 */
function checkAlone(file: string): void {
  if (sizeOf(file) === 0) return;
  const database = new DatabaseSync(file, { timeout: TIMEOUT });
  try {
    database.prepare("PRAGMA locking_mode = EXCLUSIVE").get();
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
  } catch (error) {
    if (!isLocked(error)) throw error;
    const reason = `another process has ${file} open; stop it first`;
    throw new StoreError("Cannot open the store", reason, { code: "store_locked", cause: error });
  } finally {
    database.close();
  }
}

/**
 * Lets SQLite undo a transaction that was broken off while there was no log: the first one, which makes the tables, or that
 * of a backup in its new place. What the file is like can be seen only then.
 */
function undoBrokenOff(file: string): void {
  if (sizeOf(`${file}-journal`) === 0) return;
  const database = new DatabaseSync(file, { timeout: TIMEOUT });
  try {
    database.prepare("PRAGMA schema_version").get();
  } finally {
    database.close();
  }
}

/**
 * Looks at the files of a database before SQLite does, which would make a new database of an empty file, throw away a log
 * that it cannot read, and take what is missing at the end of a file for zeros.
 *
 * @param isLost Whether a missing or empty file is known not to be a new one.
 * @param more What else can be done if everything is missing.
 * @throws {ChatError} If something is missing.
 */
export function checkFiles(file: string, isLost: boolean, more = ""): void {
  const size = sizeOf(file);
  const logSize = sizeOf(logOf(file));
  if (size === 0 && (isLost || logSize > 0)) refuse(file, "what was in it is gone", { more });
  // Another process may be writing the header, or removing the log: a moment later that is done.
  if (isDamagedLog(logOf(file)) && isDamagedLog(logOf(file))) {
    refuse(file, `its log ${logOf(file)} is damaged`);
  }
  // Only a database that has no log of its own, as a backup has none, says so in its header.
  if (size > 0 && logSize > 0 && readHead(file, 100)[18] === 1) {
    throw new ChatError(
      `Cannot open the store: ${file} has a log of another database; remove ${logOf(file)} if it is a backup`,
    );
  }
  if (size > 0 && logSize === 0 && size < sizeInHeader(readHead(file, 100))) refuse(file, "its end is missing");
}

/** Looks through a database at a start: wholly, if it is small or was not closed in order. */
function checkAtStart(file: string): void {
  const size = sizeOf(file);
  if (size === 0 || size > SMALL && sizeOf(logOf(file)) === 0) return;
  const damage = findLogDamage(file);
  if (damage !== undefined) refuse(file, damage);
  // For reading only: to close it then leaves the log as it is, for a user who tries to save it.
  const database = new DatabaseSync(file, { readOnly: true, timeout: TIMEOUT });
  try {
    const damage = findDamage(database);
    if (damage !== undefined) refuse(file, "it is damaged", { cause: damage });
  } finally {
    database.close();
  }
}

/** What SQLite would not find wrong with the log of a database, or `undefined`. */
export function findLogDamage(file: string): string | undefined {
  const log = logOf(file);
  for (let attempt = 0; attempt < LOG_ATTEMPTS; attempt++) {
    if (!hasLostTransactions(readHead(log, sizeOf(log)))) return undefined;
  }
  return `its log ${log} has messages behind damage`;
}

/** What is wrong with the contents of a database, or `undefined`. Takes 0.8 s for a million messages. */
export function findDamage(database: DatabaseSync): string | undefined {
  try {
    const get = (sql: string) => Object.values(database.prepare(sql).get() ?? {}).map(String);
    const [found] = get("PRAGMA integrity_check(1)");
    if (found !== "ok") return found?.split("\n").at(-1);
    const [table, row, parent] = get("PRAGMA foreign_key_check");
    if (table !== undefined) return `row ${row} of ${table} belongs to no row of ${parent}`;
    const version = versionOf(database);
    const [zeros] = version === 0 ? [] : get(version < GROUPS_SINCE ? ZEROS : `${GROUP_ZEROS} UNION ALL ${ZEROS}`);
    if (zeros !== undefined) return `there are zeros in ${zeros}`;
    const query = version < BLOCKS_SINCE ? undefined : version < CONVERSATIONS_SINCE ? IN_NO_BLOCK : inNoChain(version);
    const [message] = query === undefined ? [] : get(query);
    if (message !== undefined) return `message ${message} is in no conversation`;
    const [group] = version < GROUPS_SINCE ? [] : get(NO_GROUP);
    return group && `group ${group} is not whole`;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return (error as Error).message;
  }
}

/** SQLite sums nothing up, so zeros within a text are as good as any text to it. Here no text has a NUL. */
const ZEROS = `
  SELECT 'an account' FROM accounts WHERE instr(name || full_name || password_hash, char(0))
  UNION ALL SELECT 'a login' FROM logins WHERE instr(token_hash, char(0)) OR used_at = 0
  UNION ALL SELECT 'a message' FROM messages WHERE instr(id, char(0)) OR instr(text, char(0)) OR at = 0
  LIMIT 1`;

/** The same in groups. */
const GROUP_ZEROS = "SELECT 'a group' FROM groups WHERE instr(name || coalesce(password_hash, ''), char(0))";

/** A message that its two ends would not find, in the tables before version 6. */
const IN_NO_BLOCK = `
  SELECT seq FROM messages WHERE NOT EXISTS (
    SELECT 1 FROM conversations
    WHERE low = min(sender, receiver) AND high = max(sender, receiver) AND block = seq / 256
  ) LIMIT 1`;

/**
 * The same since: one without the message before it, or with others than the counters of its conversation tell. If each has
 * the one before, and each counter is the place of the last one, then all are found if there are as many as are counted.
 */
const inNoChain = (version: number, pruned = version < PRUNED_SINCE ? "0" : "pruned") => `
  SELECT messages.number FROM messages
    LEFT JOIN messages AS before ON before.number = messages.previous
    LEFT JOIN conversations ON conversations.id = messages.conversation
    WHERE conversations.id IS NULL OR messages.seq IS NOT coalesce(before.seq, ${pruned}) + 1
      OR before.conversation <> messages.conversation
  UNION ALL SELECT last FROM conversations LEFT JOIN messages ON number = last
    WHERE (kind <> 'group' OR last_seq > 0) AND last_seq > ${pruned} AND (
      conversation IS NOT conversations.id OR seq <> last_seq OR sender <> last_sender
      OR (low <> high AND sent <> iif(sender = low, low_sent, last_seq - low_sent))
    )
  UNION ALL SELECT max(number) FROM messages HAVING count(*) <> (SELECT coalesce(sum(last_seq - ${pruned}), 0) FROM conversations)
  LIMIT 1`;

/** A conversation of the kind of groups without its group, or the other way round, or one whose members are beyond its end. */
const NO_GROUP = `
  SELECT coalesce(conversations.id, groups.conversation) FROM conversations
    FULL JOIN groups ON groups.conversation = conversations.id AND kind = 'group'
    WHERE (kind = 'group' OR kind IS NULL) AND (groups.conversation IS NULL OR conversations.id IS NULL)
  UNION ALL SELECT conversation FROM members JOIN groups USING (conversation)
    LEFT JOIN conversations ON conversations.id = conversation
    WHERE ended_at IS NOT NULL OR last_seq IS NULL OR max(joined, delivered_up_to, read_up_to) > last_seq
      OR min(delivered_up_to, read_up_to) < joined OR read_count <> read_up_to OR delivered_count <> delivered_up_to
  LIMIT 1`;

/** What to do when `file` is damaged: which backup to restore, if one lies beside it. */
export function adviseRestore(file: string): string {
  const backups: { path: string; time: number }[] = [];
  // Those that a server makes by itself lie in a directory of their own.
  for (const directory of [dirname(file), `${dirname(file)}/backups`]) {
    try {
      for (const { name, isFile } of Deno.readDirSync(directory)) {
        const path = `${directory}/${name}`;
        if (!isFile || !name.endsWith(".sqlite") || path === file) continue;
        backups.push({ path, time: Deno.statSync(path).mtime?.getTime() ?? 0 });
      }
    } catch {
      // Then none is named.
    }
  }
  const newest = backups.sort((a, b) => a.time - b.time).at(-1);
  return newest ? `restore the backup ${newest.path}` : "restore a backup (ngobrol-server backup made it)";
}

/** @throws {ChatError} Always. */
function refuse(file: string, why: string, { more = "", ...options }: ErrorOptions & { more?: string } = {}): never {
  throw new ChatError(`Cannot open the store: ${file}: ${why}; ${adviseRestore(file)}${more}`, options);
}

function logOf(file: string): string {
  return `${file}-wal`;
}

/** The bytes of a file; 0 if there is none. */
export function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

/** The first bytes of a file, as many as there are. To be read before SQLite opens it. */
export function readHead(path: string, length: number): Buffer {
  const head = Buffer.alloc(length);
  try {
    using file = Deno.openSync(path);
    return head.subarray(0, file.readSync(head) ?? 0);
  } catch {
    return head.subarray(0, 0);
  }
}

function isDamagedLog(path: string): boolean {
  return sizeOf(path) > 0 && !isLogHeader(readHead(path, LOG_HEADER));
}

/** The bytes that a database says it has, or 0 (https://www.sqlite.org/fileformat2.html#in_header_database_size). */
function sizeInHeader(head: Buffer): number {
  if (head.length < 100 || head.readUInt32BE(24) !== head.readUInt32BE(92)) return 0;
  const pageSize = head.readUInt16BE(16);
  return head.readUInt32BE(28) * (pageSize === 1 ? 65536 : pageSize);
}
