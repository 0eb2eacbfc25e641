/**
 * Looks at a page with axe-core, which knows what a screen reader and a weak eye need. It runs in a world of its own beside the
 * page's, so that the page keeps its policy while it is looked at.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
import axe from "npm:axe-core@4.14.1";
import type { Page } from "./browser.ts";

/** Makes a look at a page: what is wrong with it each time, a line a place. */
export async function axeOf(page: Page): Promise<() => Promise<string[]>> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", {
    frameId: frameTree.frame.id,
  });
  const run = async (expression: string) => {
    const reply = await session.send("Runtime.evaluate", { expression, contextId, awaitPromise: true });
    if (reply.exceptionDetails !== undefined) throw new Error(JSON.stringify(reply.exceptionDetails));
    return reply.result.value;
  };
  await run(`${axe.source}; 0`);
  return async () => {
    const found = await run(
      `axe.run(document, { resultTypes: ["violations"] }).then((it) => JSON.stringify(it.violations))`,
    );
    return (JSON.parse(found) as axe.Result[]).flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)}: ${failureSummary}`)
    );
  };
}
