/** What choose.ts chose for a task, to hand on to another Deno. @module */

/**
 * The options in `STD`, where the task keeps them.
 *
 * @param root The project's folder, with a slash at its end, for a Deno that runs in another one: the paths are relative to it.
 */
export function chosenOptions(root = ""): string[] {
  const options = (Deno.env.get("STD") ?? "").split(" ").filter((option) => option !== "");
  return options.map((option) => option.replace("=", `=${root}`));
}

/** Whether the stand-ins are in the place of `@std/*`. */
export function usesStandIns(): boolean {
  return chosenOptions().some((option) => option.startsWith("--import-map="));
}
