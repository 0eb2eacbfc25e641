/**
 * What a program was built of. It reads what tools/executable.ts put into an executable, and knows nothing of the programs.
 *
 * @module
 */

import { VERSION } from "./chat.ts";

/** What an executable says of its making; a file in it. */
export interface Build {
  /** The commit in hexadecimal, with a plus sign behind it if there were changes to it; absent where nobody could tell. */
  readonly commit?: string;
  /** Whether stand-ins are in the place of `@std/*`. */
  readonly standIns?: boolean;
}

/** Where the file lies in the project and in an executable. */
const FILE = new URL(import.meta.resolve("../dist/build.json"));

function readBuild(): Build {
  try {
    return JSON.parse(Deno.readTextFileSync(FILE));
  } catch {
    return {}; // Made without tools/executable.ts.
  }
}

/**
 * What `--version` prints: name, version, Deno, target, commit, and whether stand-ins are in the place of `@std/*`.
 *
 * @param name The program's.
 */
export function describeVersion(name: string): string {
  const isExecutable = Deno.build.standalone;
  const { commit, standIns } = isExecutable
    ? readBuild()
    : { standIns: import.meta.resolve("@std/cli/parse-args").startsWith("file:") };
  const from = isExecutable ? commit && `commit ${commit}` : "from its sources";
  const parts = [`Deno ${Deno.version.deno}`, Deno.build.target, from, standIns && "stand-ins for @std"].filter(
    Boolean,
  );
  return `${name} ${VERSION} (${parts.join(", ")})`;
}
