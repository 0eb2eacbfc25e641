/**
 * A program of others beside the bench, which ends with it however the bench ends: also by a kill.
 *
 * @module
 */

/** Runs the program and says which process it is; kills it when nothing holds the pipe to this shell any more. */
const GUARD = 'trap : INT TERM; "$@" > /dev/null & echo $!; cat > /dev/null; kill -9 $!; wait';

/** A program that runs. Disposing of it kills it. */
export interface Guarded extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a program. What it prints is thrown away, but for errors. */
export async function spawnGuarded(args: readonly string[], env: Record<string, string> = {}): Promise<Guarded> {
  const shell = new Deno.Command("sh", {
    args: ["-c", GUARD, "sh", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    env,
  }).spawn();
  const reader = shell.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return {
    pid: Number(value),
    async [Symbol.asyncDispose]() {
      await shell.stdin.close();
      await reader.cancel();
      await shell.status;
    },
  };
}
