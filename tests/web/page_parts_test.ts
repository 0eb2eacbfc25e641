/**
 * Parts of the page that come later: none is missing where the server was gone when the page asked for it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { openTalk, OTHER_MACHINE, pageOn, testInBrowser } from "../support/browser.ts";
import { PASSWORD, startServer } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

for (const part of ["chat.js", "later.css"]) {
  testInBrowser(`conversations whose ${part} cannot be got are there as soon as it can`, async (browser) => {
    await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
    const context = await browser.sit();
    let refused = 0;
    await context.route(`**/${part}`, (route) => {
      refused++;
      return route.abort("connectionrefused");
    });
    const page = await browser.open(pageOn(server.webPort!), context);
    await page.getByLabel("User name").fill("maya");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    // Who is in waits at the form, and cannot send it again.
    await page.locator("button.primary:disabled").waitFor();
    await until(() => refused >= 2, "it is asked for again");
    await context.unroute(`**/${part}`);
    await page.locator(".sidebar").waitFor();
    await openTalk(page, "izza");
    assertEquals(await page.evaluate("getComputedStyle(document.querySelector('.chat')).display"), "grid");
    assertEquals(browser.complaints.filter((complaint) => !complaint.includes("ERR_CONNECTION_REFUSED")), []);
  });
}
