/**
 * Packages for npm: the executable for each machine in one of its own, which npm takes where it is for this machine, and
 * `ngobrol` and `ngobrol-server`, which start it. No package has a script that runs when it is installed.
 *
 * @module
 */

import { copyFiles, NOTICES, writeFiles } from "./documents.ts";
import { isWindows, PLATFORMS } from "./platforms.ts";
import { run } from "./run.ts";

/** What they are made of. */
export interface NpmOptions {
  readonly version: string;
  /** The executables, by Deno's targets. */
  readonly executables: ReadonlyMap<string, string>;
  readonly notices: string;
  /** The folder with README and LICENSE. */
  readonly root: string;
  /** A new folder, for what is packed. */
  readonly directory: string;
  /** Where the archives go. */
  readonly output: string;
}

const COMMON = {
  description: "A chat server and a chat client for a classroom or a small team",
  license: "MIT",
  keywords: ["chat", "server", "client", "tcp", "teaching"],
};

/** Makes the packages. @returns The names of their archives. */
export async function packNpm(
  { version, executables, notices, root, directory, output }: NpmOptions,
): Promise<string[]> {
  const folders: string[] = [];
  const add = (name: string, more: Record<string, unknown>, files: Record<string, string>) => {
    const folder = `${directory}/${name}`;
    const json = { name, version, ...COMMON, ...more };
    writeFiles(folder, { "package.json": `${JSON.stringify(json, null, 2)}\n`, ...files });
    copyFiles(root, folder, "README.md", "LICENSE");
    folders.push(folder);
    return folder;
  };
  for (const { target, npm } of PLATFORMS) {
    const executable = executables.get(target);
    if (executable === undefined) continue;
    const [os, cpu] = npm.split("-");
    const libc = os === "linux" ? { libc: ["glibc"] } : {};
    const folder = add(`ngobrol-${npm}`, { os: [os], cpu: [cpu], ...libc }, { [NOTICES]: notices });
    const file = `${folder}/ngobrol${isWindows(target) ? ".exe" : ""}`;
    Deno.copyFileSync(executable, file);
    Deno.chmodSync(file, 0o755);
  }
  const start = (words: string[], from: string) =>
    `#!/usr/bin/env node\nimport { launch } from "${from}";\nlaunch(${JSON.stringify(words)});\n`;
  const optional = Object.fromEntries(PLATFORMS.map(({ npm }) => [`ngobrol-${npm}`, version]));
  const launcher = Deno.readTextFileSync(new URL("./npm/launch.mjs", import.meta.url));
  add("ngobrol", {
    type: "module",
    exports: { "./launch": "./launch.mjs" },
    bin: { "ngobrol": "ngobrol.mjs", "ngobrol-server": "ngobrol-server.mjs" },
    optionalDependencies: optional,
  }, {
    "launch.mjs": launcher,
    "ngobrol.mjs": start([], "./launch.mjs"),
    "ngobrol-server.mjs": start(["server"], "./launch.mjs"),
  });
  // So that `npx ngobrol-server` finds something.
  add("ngobrol-server", {
    type: "module",
    bin: { "ngobrol-server": "ngobrol-server.mjs" },
    dependencies: { ngobrol: version },
  }, { "ngobrol-server.mjs": start(["server"], "ngobrol/launch") });
  const packed: string[] = [];
  for (const folder of folders) {
    const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", Deno.realPathSync(output)];
    packed.push((await run(["npm", ...args], { cwd: folder })).trim());
  }
  return packed;
}
