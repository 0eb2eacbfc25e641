/**
 * A real PostgreSQL of a test's own: a primary, and a standby where one is wanted. It ends with the process of the tests, however
 * that ends.
 *
 * @module
 */

import { until } from "./patience.ts";
import { hasTool, openSession, PROGRAMS, runProgram as run } from "./postgres_programs.ts";
import { childrenOf, isRunning, signalFamily } from "./processes.ts";

/** The ports that a PostgreSQL may get: the first, and how many. */
const [FIRST_PORT, PORTS] = [20_000, 10_000];

/** Who logs in, to which database. */
const USER = "chat";

/** The folder with the programs of PostgreSQL; `undefined` if there is none here. */
export const POSTGRES: string | undefined = PROGRAMS?.folder;

/** The processes of the servers that were started, which end with this one. */
const started = new Set<number>();

const GUARD = `while read -r what value; do
  case $what in
    pid) pids="$pids $value" ;;
    folder) folders="$folders $value" ;;
  esac
done
for pid in $pids; do
  kill -KILL $(cat /proc/$pid/task/$pid/children 2>/dev/null) $pid 2>/dev/null
done
sleep 1
rm -rf $folders`;

/**
 * A shell that ends the servers, and removes their folders, when its input is closed: also if this process is killed. It is there
 * before the first test, which would be asked for it.
 */
const guard = POSTGRES === undefined ? undefined : startGuard();

function startGuard(): WritableStreamDefaultWriter<Uint8Array> {
  // In a session of its own: `timeout` ends all that is in that of the tests.
  const args = ["sh", "-c", GUARD];
  const command = new Deno.Command("setsid", { args, stdin: "piped", stdout: "null", stderr: "null" });
  const child = command.spawn();
  child.unref();
  addEventListener("unload", endAll);
  return child.stdin.getWriter();
}

function guarded(line: string): void {
  void guard!.write(new TextEncoder().encode(`${line}\n`));
}

/** A PostgreSQL that runs. */
export interface TestPostgres extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  readonly port: number;
  /** The id of its first process; that of another one after a restart. */
  readonly pid: number;
  /** Runs SQL as the superuser. @returns See `Session.run`. */
  sql(text: string, database?: string): Promise<string>;
  /** Makes a database; its URL, for stores. */
  newDatabase(): Promise<string>;
  /**
   * Makes a standby that follows this one. `name`: by which this one knows it, unless `as` is another one. `settings`: what it
   * has otherwise.
   */
  addStandby(name: string, settings?: Readonly<Record<string, string>>, as?: string): Promise<TestPostgres>;
  /** Ends it at once, as a loss of power would, and returns when it is gone. */
  kill(): Promise<void>;
  /** Stops all its processes, or lets them go on. */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Starts it again in its folder. */
  start(): Promise<void>;
  /** Makes a primary of a standby. */
  promote(): Promise<void>;
  /** Ends it for good, and removes what it has on the disk. */
  remove(): Promise<void>;
}

/** Adds a test that needs PostgreSQL; it is ignored, by its name, where there is none. */
export function postgresTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: POSTGRES === undefined, fn: run });
}

/**
 * Starts a PostgreSQL, to be called at the top of a file of tests: it serves all of them.
 *
 * @param settings Of postgresql.conf.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  if (POSTGRES === undefined) throw new Error("There is no PostgreSQL here");
  const folder = await Deno.makeTempDir({ prefix: "ngobrol-pg-" });
  await Deno.chmod(folder, 0o777);
  guarded(`folder ${folder}`);
  const data = `${folder}/data`;
  await run("initdb", "-D", data, "-A", "trust", "-U", USER, "--no-sync", "--encoding=UTF8", "--locale=C");
  await run("sh", "-c", `echo 'host replication all 127.0.0.1/32 trust' >> ${data}/pg_hba.conf`);
  return await startIn(folder, data, settings);
}

async function startIn(
  folder: string,
  data: string,
  settings: Readonly<Record<string, string>>,
): Promise<TestPostgres> {
  const port = freePort();
  let child = await spawn(data, port, settings);
  let databases = 0;
  const sql = async (text: string, database = "postgres") => {
    await using session = openSession(port, USER, database);
    return await session.run(text);
  };
  const kill = async () => {
    const all = [child.pid, ...childrenOf(child.pid)]; // They have its memory, without which it does not start again.
    signalFamily(child.pid, "SIGKILL");
    await until(() => !all.some(isRunning), "PostgreSQL is gone");
    await Deno.remove(`${data}/postmaster.pid`).catch(() => {}); // Perhaps nobody has asked yet how it ended.
  };
  return {
    port,
    get pid() {
      return child.pid;
    },
    sql,
    async newDatabase() {
      const name = `chat${++databases}`;
      await sql(`CREATE DATABASE ${name}`);
      return `postgres://${USER}@127.0.0.1:${port}/${name}`;
    },
    async addStandby(name, more = {}, as = name) {
      const copy = `${folder}/${name}`;
      const source = `host=127.0.0.1 port=${port} user=${USER} application_name=${name}`;
      if (await hasTool("pg_basebackup")) {
        await run("pg_basebackup", "-D", copy, "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync");
      } else await copyData(port, data, copy);
      const followed = source.replace(/\S+$/, `application_name=${as}`);
      const standby = await startIn(folder, copy, { ...settings, primary_conninfo: followed, ...more });
      const asked = `SELECT count(*) FROM pg_stat_replication WHERE application_name = '${as}' AND state = 'streaming'`;
      await until(async () => (await sql(asked)).trim() === "1", `${name} follows`);
      return standby;
    },
    kill,
    signal: (name) => signalFamily(child.pid, name),
    async start() {
      child = await spawn(data, port, settings);
    },
    async promote() {
      await run("pg_ctl", "-D", data, "-w", "promote");
    },
    async remove() {
      if (isRunning(child.pid)) await kill();
      await Deno.remove(data, { recursive: true });
      await Deno.remove(`${data}.log`).catch(() => {});
    },
    async [Symbol.asyncDispose]() {
      if (isRunning(child.pid)) await kill();
    },
  };
}

/** Starts the server in the background; it ends with this process. */
async function spawn(data: string, port: number, settings: Readonly<Record<string, string>>): Promise<{ pid: number }> {
  const all = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "32MB",
    wal_level: "replica",
    wal_retrieve_retry_interval: "100ms",
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  await run("pg_ctl", "-D", data, "-l", `${data}.log`, "-W", "-o", flags.map(quote).join(" "), "start");
  await until(() => answers(port), "PostgreSQL answers");
  const pid = Number((await run("head", "-1", `${data}/postmaster.pid`)).trim());
  started.add(pid);
  guarded(`pid ${pid}`);
  return { pid };
}

async function answers(port: number): Promise<boolean> {
  await using session = openSession(port, USER, "postgres");
  return await session.run("SELECT 1").then(() => true, () => false);
}

/** Copies the folder of a server that runs, for a standby. Files may go meanwhile; the log comes from the primary. */
async function copyData(port: number, data: string, copy: string): Promise<void> {
  await using session = openSession(port, USER, "postgres");
  await session.run("SELECT pg_backup_start('copy', true)");
  await run("sh", "-c", `cp -R ${data} ${copy} || [ $? = 1 ]`);
  const label = await session.run("SELECT labelfile FROM pg_backup_stop(false)");
  const rest = `printf %s ${quote(label)} > backup_label; touch standby.signal; rm -f postmaster.*`;
  await run("sh", "-c", `cd ${copy} && find pg_wal -type f -delete && ${rest}`);
}

function endAll(): void {
  for (const pid of started) if (isRunning(pid)) signalFamily(pid, "SIGKILL");
}

/** A port that no connection which goes out is given: it is needed again after a kill. */
function freePort(): number {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
