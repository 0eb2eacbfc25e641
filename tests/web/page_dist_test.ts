/**
 * The page that is committed is the one of its sources, is small, and asks nobody else for anything.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { committedPage, firstScripts, isFirst, makePage, zippedSize } from "../../tools/page.ts";

/** The Deno whose bundler made what is committed: another one brings another bundler. */
const BUNDLER = "2.7.11";

/** Bytes that a browser may have to get before it shows the page. */
const MOST = 40 * 1000;

Deno.test({
  name: `the committed page is what its sources make; ignored by another Deno than ${BUNDLER}`,
  ignore: Deno.version.deno !== BUNDLER,
  async fn() {
    const made = await makePage();
    const committed = committedPage();
    assertEquals([...committed.keys()].sort(), [...made.keys()].sort());
    for (const [name, text] of made) assert(committed.get(name) === text, `${name} is another one: run deno task page`);
  },
});

Deno.test("the page has less than 40 KB on the wire before it shows itself", async () => {
  const files = committedPage();
  const first = firstScripts(files);
  assert(first.size >= 1 && files.has("page.js"));
  let all = 0;
  for (const [name, text] of files) if (isFirst(name, first)) all += await zippedSize(text);
  assert(all < MOST, `${all} bytes`);
});

Deno.test("the page has no script, style or handler within it, and no address of another host", () => {
  const files = committedPage();
  const html = files.get("page.html")!;
  assert(!/<style|\sstyle=|\son\w+=/i.test(html));
  assertEquals(html.match(/<script(?! type="module" src="\/page\.js"><\/script>)/g), null);
  for (const [name, text] of files) {
    const hosts = new Set(text.match(/\b(?:https?|wss?):\/\/[\w.]+/g));
    hosts.delete("http://www.w3.org"); // Names of XML, which nobody asks for.
    assertEquals([...hosts], [], name);
    assert(!/\beval\(|new Function\(|document\.write/.test(text), name);
  }
});
