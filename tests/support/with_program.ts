/** Tests that need programs which not every machine has. @module */

/** Whether a program can be started. */
export function has(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["--version"], stdin: "null", stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}

/** A test that is ignored where one of some programs is missing, and says so. */
export function testWith(programs: readonly string[], title: string, fn: () => Promise<void>): void {
  const missing = programs.filter((program) => !has(program));
  Deno.test({ name: missing.length > 0 ? `${title} (needs ${missing})` : title, ignore: missing.length > 0, fn });
}
