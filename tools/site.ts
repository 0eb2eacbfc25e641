/**
 * Makes a site of the documents in dist/site: pages that lead to each other, from a folder as from a server, and ask nobody
 * for anything. `deno task site`.
 *
 * @module
 */

import { readArguments } from "../lib/arguments.ts";
import { VERSION } from "../lib/chat.ts";
import { CompileError } from "./executable.ts";
import { runTool, UsageError } from "./run_tool.ts";
import { folderMarkdown, layOut, type Page, pageFile, renderPage, type Target, titleOf } from "./site/pages.ts";

const HELP = `Makes a site of README.md and docs/ in dist/site: open index.html

Usage:
  deno task site [--output DIR]

Options:
  --output DIR     default dist/site; what is in it is removed
`;

/** Documents of the project's folder that are pages; those of docs/ all are. */
const DOCUMENTS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "DEVELOPING.md", "SECURITY.md"];

interface Found {
  readonly isDirectory: boolean;
}

function find(path: string): Found | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** The files of a folder, by name. */
function readFolder(path: string): Record<string, string> {
  const names = Array.from(Deno.readDirSync(path)).filter(({ isFile }) => isFile).map(({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [name, Deno.readTextFileSync(`${path}/${name}`)]));
}

/** All pages, and the other files that they lead to, by their places on the site. */
function renderAll(root: string): { pages: Page[]; files: Map<string, string> } {
  const documents = Object.keys(readFolder(`${root}docs`)).filter((name) => name.endsWith(".md"));
  const waiting = [...DOCUMENTS, ...documents.map((name) => `docs/${name}`)];
  const pages: Page[] = [];
  const files = new Map<string, string>();
  const place = (path: string): Target => {
    const found = find(`${root}${path}`);
    if (found === undefined) throw new CompileError(`A document leads to ${path}, which is not there`);
    if (!found.isDirectory && !path.endsWith(".md")) {
      const file = `files/${path}`;
      files.set(file, path);
      return { file };
    }
    if (!waiting.includes(path)) waiting.push(path);
    if (found.isDirectory) return { file: pageFile(path) };
    return { file: pageFile(path), title: titleOf(Deno.readTextFileSync(`${root}${path}`)) };
  };
  for (const path of waiting) { // It grows meanwhile.
    const isFolder = find(`${root}${path}`)!.isDirectory;
    const text = isFolder
      ? folderMarkdown(path, readFolder(`${root}${path}`))
      : Deno.readTextFileSync(`${root}${path}`);
    pages.push(renderPage(path, text, place));
  }
  return { pages, files };
}

/**
 * Makes the site.
 *
 * @param root The project's folder, with a slash at the end.
 * @returns How many pages it has.
 * @throws {CompileError} If a document leads nowhere, or two have the same name.
 */
export function makeSite(root: string, output: string): number {
  const { pages, files } = renderAll(root);
  const names = pages.map(({ file }) => file);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CompileError(`There are two documents for ${twice}`);
  if (find(output) !== undefined) Deno.removeSync(output, { recursive: true });
  Deno.mkdirSync(output, { recursive: true });
  for (const page of pages) Deno.writeTextFileSync(`${output}/${page.file}`, layOut(page, pages, VERSION));
  for (const [file, path] of files) {
    Deno.mkdirSync(`${output}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.copyFileSync(`${root}${path}`, `${output}/${file}`);
  }
  Deno.copyFileSync(new URL("./site/style.css", import.meta.url), `${output}/style.css`);
  return pages.length;
}

function main(args: string[]): Promise<void> {
  const refuse = (arg: string) => {
    throw new UsageError(`There is no argument ${arg}; see --help`);
  };
  const { output = "dist/site", help, words } = readArguments(args, {
    ...{ boolean: ["help"], string: ["output"], unknown: refuse },
  });
  words.forEach(refuse);
  if (output === "") throw new UsageError("--output takes a directory");
  if (help) console.log(HELP);
  else console.log(`${makeSite("", output)} pages are in ${output}; open ${output}/index.html`);
  return Promise.resolve();
}

if (import.meta.main) await runTool(main);
