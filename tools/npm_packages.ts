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
  return (await findPackages(root, modules, env)).needed;
}

/**
 * All packages that the lock names, sorted by name: those that some modules need, and the others. Deno takes both for
 * needed, and would put them into an executable.
 */
export async function findPackages(
  root: string,
  modules: readonly string[],
  env: Record<string, string> = {},
): Promise<{ needed: NpmPackage[]; others: NpmPackage[] }> {
  const { npmCache } = await info(root, [], env);
  const [found, needed] = [new Map<string, NpmPackage>(), new Set<string>()];
  for (const module of modules) {
    const { npmPackages = {}, modules: graph = [] } = await info(root, [module], env);
    const next = graph.flatMap(({ npmPackage }) => npmPackage === undefined ? [] : [npmPackage]);
    for (const [id, { name, version, registryUrl }] of Object.entries(npmPackages)) {
      const { host, pathname } = new URL(registryUrl);
      const folder = `${npmCache}/${host}${pathname.replace(/\/$/, "")}/${name}/${version}`;
      found.set(id, { name, version, folder });
    }
    for (const id of next) { // It grows meanwhile.
      if (needed.has(id)) continue;
      needed.add(id);
      next.push(...npmPackages[id]?.dependencies ?? []);
    }
  }
  const all = [...found].sort(([a], [b]) => a < b ? -1 : 1);
  const pick = (isNeeded: boolean) => all.filter(([id]) => needed.has(id) === isNeeded).map(([, it]) => it);
  return { needed: pick(true), others: pick(false) };
}

interface Info {
  readonly npmCache: string;
  readonly modules?: readonly { readonly npmPackage?: string }[];
  readonly npmPackages?: Record<
    string,
    { name: string; version: string; registryUrl: string; dependencies: readonly string[] }
  >;
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
