/**
 * Programs of others that run in a folder of their own, as a user who may do nothing else, and end with this process, however that
 * ends.
 *
 * @module
 */

/**
 * Ends all, and removes the folder, when its input is closed: also if this process is killed, or interrupted together with it. A
 * process whose command does not name the folder is another one by now.
 */
const GUARD = `while read -r pid; do pids="$pids $pid"; done
end() { tr '\\0' ' ' <"/proc/$1/cmdline" | grep -qF "$folder" && kill -KILL $(cat "/proc/$1/task/$1/children") "$1"; }
for pid in $pids; do end "$pid"; done
for file in "$folder"/*/data/postmaster.pid; do end "$(head -1 "$file")"; done
rm -rf "$folder"`;

/** The user of PostgreSQL's packages; as root nothing of it may run. */
const OTHER = Deno.uid() === 0 ? "postgres" : undefined;

/** What a program has of the environment. */
const ENV = { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", HOME: "/nonexistent" };

/** A folder, and the programs in it; disposing of it ends them. */
export class Daemons implements AsyncDisposable {
  /** The folder; everybody may write there. */
  readonly folder: string;
  /** The name of the user as whom programs run. */
  readonly user: string;
  readonly #guard: Deno.ChildProcess;
  readonly #told: WritableStreamDefaultWriter<Uint8Array>;

  /** Makes the folder. */
  constructor() {
    this.folder = Deno.makeTempDirSync({ prefix: "ngobrol-daemons-" });
    Deno.chmodSync(this.folder, 0o777);
    const args = ["-c", GUARD];
    const streams = { stdin: "piped", stdout: "null", stderr: "null" } as const;
    // Deno kills what it has started when it ends with an error, but for this.
    this.#guard = new Deno.Command("sh", { args, env: { folder: this.folder }, detached: true, ...streams }).spawn();
    this.#told = this.#guard.stdin.getWriter();
    const { stdout } = new Deno.Command("id", { args: ["-un"] }).outputSync();
    this.user = OTHER ?? new TextDecoder().decode(stdout).trim();
  }

  /** Starts a program that goes on; its command has to name the folder. What it prints goes into a file there. */
  async start(log: string, command: readonly string[]): Promise<Deno.ChildProcess> {
    const script = 'exec >>"$0" 2>&1; exec "$@"';
    const process = this.#command(["sh", "-c", script, `${this.folder}/${log}.log`, ...command]).spawn();
    await this.tell(process.pid);
    return process;
  }

  /** Has a process end with the others. */
  async tell(pid: number): Promise<void> {
    await this.#told.write(new TextEncoder().encode(`${pid}\n`));
  }

  /** Runs a program to its end. @returns What it prints. @throws {Error} If it fails, with what it said. */
  async run(command: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await this.#command(command).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
    if (!success) throw new Error(`${command.join(" ")}: ${err}${out}`);
    return out;
  }

  #command(command: readonly string[]): Deno.Command {
    const asOther = ["setpriv", `--reuid=${OTHER}`, `--regid=${OTHER}`, "--clear-groups"];
    const [program, ...args] = [...OTHER === undefined ? [] : asOther, ...command] as [string, ...string[]];
    return new Deno.Command(program, { args, env: ENV, clearEnv: true, cwd: this.folder, stdin: "null" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#told.close();
    await this.#guard.status;
  }
}
