/**
 * Documents in Markdown to pages of HTML that lead to each other. Pure: it knows no disk, and asks its caller what there is.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix -- deno task would fetch what deno.json names before it can trust certificates.
import { Marked, type Tokens } from "npm:marked@18.2.1";
import { dirname, join } from "node:path/posix";

/** A heading of a page. */
export interface Heading {
  readonly id: string;
  /** HTML. */
  readonly title: string;
  readonly depth: number;
}

/** What a document becomes. */
export interface Page {
  /** The document, as a path from the project's folder. */
  readonly source: string;
  /** The file of the page. */
  readonly file: string;
  /** Its first heading, as text. */
  readonly title: string;
  /** The sections, without the first heading. */
  readonly sections: readonly Heading[];
  /** HTML. */
  readonly body: string;
}

/** Parts of the menu: documents by their paths, in the order in which somebody needs them. */
export const MENU: Readonly<Record<string, readonly string[]>> = {
  "Use it": ["README.md", "docs/teaching.md", "docs/operating.md", "docs/scripting.md"],
  "Know it": ["docs/protocol.md", "docs/reliability.md", "docs/performance.md", "docs/threat_model.md", "SECURITY.md"],
  "Change it": ["docs/architecture.md", "docs/decisions.md", "docs/building.md", "DEVELOPING.md", "CONTRIBUTING.md"],
  "More": [],
};

/** Where on the site something is that a document leads to. */
export interface Target {
  /** The file. */
  readonly file: string;
  /** What it is called, if it is a page. */
  readonly title?: string;
}

/** The file of the page for a document, or of one that shows the files of a folder. */
export function pageFile(source: string): string {
  if (source === "README.md") return "index.html";
  if (source.endsWith("/README.md")) return pageFile(dirname(source));
  return `${source.split("/").at(-1)!.replace(/\.md$/, "").toLowerCase()}.html`;
}

/** The first heading of a document. */
export function titleOf(markdown: string): string {
  return /^# (.*)$/m.exec(markdown)?.[1] ?? "";
}

/** A heading as links name it, as on GitHub. */
export function anchor(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-");
}

/** Text as it stands in HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * Makes a page.
 *
 * @param target Where on the site a path of the project is; it is asked for all that the document leads to.
 */
export function renderPage(source: string, markdown: string, target: (path: string) => Target): Page {
  const headings: Heading[] = [];
  const resolve = (href: string): { readonly url: string; readonly title?: string | undefined } => {
    if (/^(?:[a-z]+:|#)/.test(href)) return { url: href };
    const [path = "", hash] = href.split("#");
    const { file, title } = target(join(dirname(source), path).replace(/\/$/, ""));
    return { url: `${file}${hash === undefined ? "" : `#${hash}`}`, title };
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const title = this.parser.parseInline(tokens);
        const name = anchor(this.parser.parseInline(tokens, this.parser.textRenderer));
        const same = headings.filter(({ id }) => id === name || id.startsWith(`${name}-`)).length;
        const id = same === 0 ? name : `${name}-${same}`;
        headings.push({ id, title, depth });
        return `<h${depth} id="${escapeHtml(id)}">${title} <a class="here" href="#${escapeHtml(id)}" ` +
          `aria-label="Link to this heading">#</a></h${depth}>\n`;
      },
      link({ href, tokens, text }: Tokens.Link): string {
        const { url, title = text } = resolve(href);
        // A reader of the site knows pages by their titles, and no files.
        const shown = /^[\w/]+\.md$/.test(text) ? escapeHtml(title) : this.parser.parseInline(tokens);
        return `<a href="${escapeHtml(url)}">${shown}</a>`;
      },
      image({ href, text }: Tokens.Image): string {
        const url = escapeHtml(resolve(href).url);
        return `<a href="${url}"><img src="${url}" alt="${escapeHtml(text)}"></a>`;
      },
    },
  });
  const html = marked.parse(markdown, { async: false });
  const body = html.replaceAll("<table>", '<div class="wide" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>");
  const sections = headings.filter(({ depth }) => depth > 1);
  return { source, file: pageFile(source), title: plain(headings[0]?.title ?? source), sections, body };
}

/** The page for a folder: its files, each with what is in it. */
export function folderMarkdown(path: string, files: Readonly<Record<string, string>>): string {
  const parts = Object.entries(files).map(([name, text]) => {
    const fence = "`".repeat(Math.max(3, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length + 1)));
    return `## ${name}\n\n${fence}\n${text.trimEnd()}\n${fence}\n`;
  });
  return [`# ${path}/\n`, ...parts].join("\n");
}

function plain(html: string): string {
  return html.replaceAll(/<[^>]*>/g, "").replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'");
}

/** The menu, with the sections of the page that is open. */
function menu(pages: readonly Page[], open: Page): string {
  const named = Object.values(MENU).flat();
  const parts = Object.entries(MENU).map(([title, sources]) => {
    const here = title === "More"
      ? pages.filter(({ source }) => !named.includes(source))
      : sources.flatMap((source) => pages.filter((page) => page.source === source));
    const items = here.map((page) => {
      const name = page.source === "README.md" ? "Start" : page.title;
      if (page !== open) return `<li><a href="${page.file}">${escapeHtml(name)}</a></li>`;
      const sections = page.sections.filter(({ depth }) => depth === 2)
        .map(({ id, title }) => `<li><a href="#${escapeHtml(id)}">${title.replaceAll(/<\/?a[^>]*>/g, "")}</a></li>`);
      return `<li><a href="${page.file}" aria-current="page">${escapeHtml(name)}</a>` +
        `${sections.length === 0 ? "" : `<ul>${sections.join("")}</ul>`}</li>`;
    });
    return items.length === 0 ? "" : `<h2>${title}</h2><ul>${items.join("\n")}</ul>`;
  });
  return parts.join("\n");
}

/** The whole file of a page. It asks for nothing but the style beside it. */
export function layOut(page: Page, pages: readonly Page[], version: string): string {
  const isStart = page.source === "README.md";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(isStart ? "ngobrol" : `${page.title} - ngobrol`)}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header><a href="index.html"><strong>ngobrol</strong></a> <span>${escapeHtml(version)}</span>
<a class="to-menu" href="#menu">Menu</a></header>
<main id="content">
${page.body}</main>
<nav id="menu" aria-label="Pages">
${menu(pages, page)}
</nav>
</body>
</html>
`;
}
