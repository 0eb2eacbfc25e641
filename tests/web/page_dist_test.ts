/**
 * The page that is committed is the one of its sources, is small, and asks nobody else for anything.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { committedPage, firstScripts, isFirst, makePage, zippedSize } from "../../tools/page.ts";

/** The Deno whose bundler made what is committed: another one brings another bundler. */
const BUNDLER = "2.7.11";

/** Bytes that a browser may have to get before it shows the page, and before it shows conversations. */
const [MOST, MOST_IN] = [34_000, 46_000];

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

Deno.test("the page has less than 34 KB on the wire before it shows itself, and 46 before its conversations", async () => {
  const files = committedPage();
  const [first, in_] = [firstScripts(files), firstScripts(files, "chat.js")];
  assert(first.has("page.js") && !first.has("chat.js"));
  let [all, allIn] = [0, 0];
  for (const [name, text] of files) {
    const size = await zippedSize(text);
    if (isFirst(name, first)) all += size;
    if (isFirst(name, in_) || name === "later.css") allIn += size;
  }
  assert(all < MOST, `${all} bytes`);
  assert(allIn < MOST_IN, `${allIn} bytes`);
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
