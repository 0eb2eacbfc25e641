/** What Git says of the sources. It changes nothing. @module */

/** What Git prints; `undefined` if there is no Git, no repository, or no such thing. */
export async function git(root: string, ...args: string[]): Promise<string | undefined> {
  try {
    const options: Deno.CommandOptions = { args: ["-C", root, ...args], stdin: "null", stderr: "null" };
    const { success, stdout } = await new Deno.Command("git", options).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

/** The commit of the sources, with a plus sign behind it if there are changes to it. */
export async function commitOf(root: string): Promise<string | undefined> {
  const commit = await git(root, "rev-parse", "--short=12", "HEAD");
  return commit && `${commit}${await git(root, "status", "--porcelain") ? "+" : ""}`;
}
