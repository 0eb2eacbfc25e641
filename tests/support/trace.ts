/** Whether the calls of the system can be traced here. @module */

/** Whether strace(1) is there, and may trace. */
export async function canTrace(): Promise<boolean> {
  try {
    const args = ["-f", "-D", "-o", "/dev/null", "true"];
    return (await new Deno.Command("strace", { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
