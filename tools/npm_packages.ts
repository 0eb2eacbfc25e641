/**
 * The npm packages that the programs use, as they lie in Deno's cache. It knows nothing of executables.
 *
 * @module
 */

import { chosenOptions } from "./std/options.ts";

/** One of them. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** The folder with its files. */
  readonly folder: string;
}

/**
 * All packages that some modules need, sorted by name.
 *
 * @param root The project's folder, where Deno runs.
 * @param env What is set beside the environment, such as the place of Deno's cache.
 */
export async function packagesOf(
  root: string,
  modules: readonly string[],
  env: Record<string, string> = {},
): Promise<NpmPackage[]> {
  const { npmCache } = await info(root, [], env);
  const found = new Map<string, NpmPackage>();
  for (const module of modules) {
    for (const { name, version, registryUrl } of Object.values((await info(root, [module], env)).npmPackages ?? {})) {
      const { host, pathname } = new URL(registryUrl);
      const folder = `${npmCache}/${host}${pathname.replace(/\/$/, "")}/${name}/${version}`;
      found.set(`${name}@${version}`, { name, version, folder });
    }
  }
  return [...found.values()].sort((a, b) => `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1);
}

interface Info {
  readonly npmCache: string;
  readonly npmPackages?: Record<string, { name: string; version: string; registryUrl: string }>;
}

async function info(cwd: string, modules: string[], env: Record<string, string>): Promise<Info> {
  const args = ["info", "--json", ...modules.length > 0 ? chosenOptions() : [], ...modules];
  const options: Deno.CommandOptions = { args, cwd, env, stdin: "null", stderr: "null" };
  const { stdout } = await new Deno.Command(Deno.execPath(), options).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/**
 * The files of a package that no program loads. In an executable they would only lie; and since Deno takes each for
 * JavaScript and keeps what it has to say of it, with the path, it would tell where it was made.
 */
export function unneededFiles({ folder }: NpmPackage): string[] {
  return listFiles(folder).filter((path) => !/\.(?:[cm]?js|json|wasm)$/.test(path));
}

/** All files in a folder, sorted. */
export function listFiles(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) =>
    isDirectory ? listFiles(`${folder}/${name}`) : [`${folder}/${name}`]
  ).sort();
}
