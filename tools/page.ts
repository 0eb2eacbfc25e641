/**
 * Makes the page of the browser: `lib/web/page/` becomes `lib/web/dist/`, which is committed, so that nobody who runs a server
 * has to make anything. Deno bundles the script, the style sheets follow each other.
 *
 * `deno task page [DIRECTORY]`. A test compares what is committed with what comes out under the Deno of the release.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { chosenOptions } from "./std/options.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = `${ROOT}lib/web/page/`;

/** Where what is committed lies. */
export const DIST = `${ROOT}lib/web/dist/`;

/** The style sheets, in their order. */
const STYLES = ["tokens", "base", "login", "notices"];

/** Those of what is got later: see `views/lazy.tsx`. */
const LATER_STYLES = ["sidebar", "talk", "message", "wire", "class"];

/** The style sheets as one, without comments and the spaces that mean nothing. */
function joinStyles(names: readonly string[]): string {
  const all = names.map((name) => Deno.readTextFileSync(`${SOURCES}style/${name}.css`)).join("");
  const short = all.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\s+/g, " ");
  return short.replaceAll(/ ?([{};,]) ?/g, "$1").replaceAll(/: /g, ":").replaceAll(";}", "}").trim() + "\n";
}

/** The scripts: the one that the page begins with, and those that it gets when they are needed. */
async function bundle(): Promise<[name: string, text: string][]> {
  const directory = Deno.makeTempDirSync();
  try {
    const options = ["--quiet", "--minify", "--code-splitting", "--platform=browser", ...chosenOptions()];
    const args = ["bundle", ...options, `--outdir=${directory}`, "lib/web/page/page.tsx"];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
    if (!success) throw new Error(`Cannot bundle the page: ${new TextDecoder().decode(stderr)}`);
    return named(new Map(textsIn(directory)));
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** Another script, as it is named in one. */
const SCRIPT = /"\.\/([\w-]+\.js)"/g;

/**
 * Scripts under names that are the same wherever the project lies: the bundler's depend on the way from there to the packages.
 * They are told apart by the order in which they are first named, from `page.js` on.
 */
function named(scripts: ReadonlyMap<string, string>): [name: string, text: string][] {
  const names = new Map([["page.js", "page.js"]]);
  for (const before of names.keys()) {
    for (const [, other] of scripts.get(before)!.matchAll(SCRIPT)) {
      const stem = other!.replace(/-[A-Z0-9]+\.js$/, "");
      const isTaken = (name: string) => [...names.values()].includes(name);
      let name = stem === "chunk" ? "chunk_1.js" : `${stem}.js`;
      for (let count = 2; !names.has(other!) && isTaken(name); count++) name = `${stem}_${count}.js`;
      if (!names.has(other!)) names.set(other!, name);
    }
  }
  return Array.from(names, ([before, name]) => {
    const text = scripts.get(before)!.replaceAll(SCRIPT, (_, other) => `"./${names.get(other)}"`);
    return [name, text];
  });
}

function textsIn(directory: string): [name: string, text: string][] {
  const names = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  return names.map((name) => [name, Deno.readTextFileSync(`${directory}/${name}`)]);
}

/** What is committed, by the names of the files. */
export function committedPage(): Map<string, string> {
  return new Map(textsIn(DIST));
}

/**
 * The scripts that a browser gets for the page before it shows anything: `page.js`, what it imports, and one language.
 *
 * @param more Others that it gets, for what is shown then.
 */
export function firstScripts(files: ReadonlyMap<string, string>, ...more: readonly string[]): Set<string> {
  const languages = [...files.keys()].filter((name) => /^(?:en|id)\.js$/.test(name));
  const longest = languages.toSorted((a, b) => files.get(b)!.length - files.get(a)!.length).slice(0, 1);
  const found = new Set(["page.js", ...longest, ...more]);
  for (const name of found) {
    const imports = files.get(name)!.matchAll(/(?:^|[;}])(?:import|export)(?:[\w{}*$, ]*?from)?"\.\/([^"]+)"/g);
    for (const [, other] of imports) found.add(other!);
  }
  return found;
}

/** Whether a file of the page is needed before it shows anything. */
export function isFirst(name: string, scripts: ReadonlySet<string>): boolean {
  return name.endsWith(".js") ? scripts.has(name) : name !== "later.css";
}

/** The files of the page, by their names. */
export async function makePage(): Promise<Map<string, string>> {
  const copy = (name: string): [string, string] => [name, Deno.readTextFileSync(SOURCES + name)];
  return new Map([copy("page.html"), copy("favicon.svg"), ["page.css", joinStyles(STYLES)], [
    "later.css",
    joinStyles(LATER_STYLES),
  ], ...await bundle()]);
}

/** Bytes of a text as a server sends it to a browser. */
export async function zippedSize(text: string): Promise<number> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

if (import.meta.main) {
  const [directory = DIST] = Deno.args;
  Deno.mkdirSync(directory, { recursive: true });
  const files = await makePage();
  const first = firstScripts(files);
  for (const { name } of Deno.readDirSync(directory)) if (!files.has(name)) Deno.removeSync(`${directory}/${name}`);
  let all = 0;
  for (const [name, text] of files) {
    Deno.writeTextFileSync(`${directory}/${name}`, text);
    const size = await zippedSize(text);
    const isLater = !isFirst(name, first);
    if (!isLater) all += size;
    console.log(`${name}: ${text.length} bytes, ${size} on the wire${isLater ? ", when it is needed" : ""}`);
  }
  console.log(`The page: ${all} bytes on the wire`);
}
