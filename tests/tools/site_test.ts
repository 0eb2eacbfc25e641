/**
 * The site of the documents: every document has a page, every link leads somewhere, and no page asks another machine.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { anchor, folderMarkdown, layOut, pageFile, renderPage } from "../../tools/site/pages.ts";
import { makeSite } from "../../tools/site.ts";
import { ROOT, temporaryDirectory } from "../support/helpers.ts";

const target = (path: string) => ({ file: `to ${path}`, title: "A title" });

Deno.test("a heading has the name by which links on GitHub find it, and another one if there are two", () => {
  assertEquals(anchor("Backup and `restore`: how?"), "backup-and-restore-how");
  const { sections, title } = renderPage("docs/a.md", "# The *one*\n## What is `a`?\n## b\n## b\n", target);
  assertEquals(title, "The one");
  assertEquals(sections.map(({ id }) => id), ["what-is-a", "b", "b-1"]);
});

Deno.test("links are found from where they stand, and a document is called by its title", () => {
  const text = "[b](b.md#c) [d](../e/) [x](https://x.y/z) [here](#f) [docs/b.md](b.md) ![p](p.svg)";
  const { body } = renderPage("docs/a.md", text, target);
  const links = Array.from(body.matchAll(/<a href="([^"]*)">(.*?)<\/a>/g), ([, href, shown]) => [href, shown]);
  assertEquals(links, [
    ["to docs/b.md#c", "b"],
    ["to e", "d"],
    ["https://x.y/z", "x"],
    ["#f", "here"],
    ["to docs/b.md", "A title"],
    ["to docs/p.svg", '<img src="to docs/p.svg" alt="p">'],
  ]);
});

Deno.test("what looks like HTML or a fence in a file stays text", () => {
  const page = renderPage("x", folderMarkdown("x", { "a.ts": "````\n<script>&amp;</script>\n````" }), target);
  assert(page.body.includes("````\n&lt;script&gt;&amp;amp;&lt;/script&gt;\n````"), page.body);
  assert(layOut({ ...page, title: "<b>" }, [], "1").includes("<title>&lt;b&gt; - ngobrol</title>"));
});

/** The files of a folder, with those in its folders. */
function filesIn(folder: string, prefix = ""): string[] {
  return Array.from(Deno.readDirSync(folder + prefix)).flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(folder, `${prefix}${name}/`) : [prefix + name]
  );
}

Deno.test("each document has a page, each link leads to a page and a heading, and nothing comes from another machine", () => {
  using directory = temporaryDirectory();
  const site = `${directory.path}/site/`;
  makeSite(ROOT, site);
  const files = filesIn(site);
  const documents = Array.from(Deno.readDirSync(`${ROOT}docs`), ({ name }) => name).filter((it) => it.endsWith(".md"));
  for (const name of [...documents.map((it) => `docs/${it}`), "README.md", "CHANGELOG.md"]) {
    assert(files.includes(pageFile(name)), `${name} has no page`);
  }
  const texts = new Map(
    files.filter((it) => it.endsWith(".html")).map((it) => [it, Deno.readTextFileSync(site + it)]),
  );
  const ids = new Map(
    Array.from(texts, ([file, text]) => [file, Array.from(text.matchAll(/ id="([^"]+)"/g), ([, id]) => id!)]),
  );
  const wrong: string[] = [];
  for (const [file, text] of texts) {
    assertEquals(new Set(ids.get(file)).size, ids.get(file)!.length, `${file} has two headings of one name`);
    for (const [whole, name, value = ""] of text.matchAll(/(?<=<[^>]*) (href|src)="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(value)) {
        if (name === "src" || !text.includes(`<a${whole}`)) wrong.push(`${file}: ${value}`);
        continue;
      }
      const [path = "", id] = value.split("#");
      const to = path || file;
      if (!files.includes(to) || (id !== undefined && !ids.get(to)?.includes(id))) wrong.push(`${file}: ${value}`);
    }
    assert(!/<script|@import|url\(/.test(text.replaceAll(/<code[\s\S]*?<\/code>/g, "")), file);
  }
  assertEquals(wrong, []);
  assert(!/@import|url\(/.test(Deno.readTextFileSync(`${site}style.css`)));
});
