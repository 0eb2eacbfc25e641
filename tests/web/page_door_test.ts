/**
 * The way in with the code of a class, as a QR code carries it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Registration } from "../../lib/server/chat/accounts/registration.ts";
import { OTHER_MACHINE, pageOn, testInBrowser } from "../support/browser.ts";
import { PASSWORD, startServer } from "../support/helpers.ts";

testInBrowser(
  "the code in an address is in the form, and in the address no more; it leads into the class",
  async (browser) => {
    await using server = await startServer({
      web: { names: [OTHER_MACHINE] },
      registration: new Registration({ mode: "code", code: "K7MP3XWQ" }),
    });
    const url = pageOn(server.webPort!);
    const page = await browser.open(`${url}#K7MP3XWQ`);
    assertEquals(await page.getByLabel("Class code").inputValue(), "K7MP3XWQ");
    assertEquals(page.url(), url);
    // Another code for a tab that is open.
    await page.evaluate("location.hash = 'code=AAAA-2222'");
    await page.waitForURL(url);
    assertEquals(await page.getByLabel("Class code").inputValue(), "AAAA-2222");
    await page.getByLabel("User name").fill("sari");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("That is not the code of the class").waitFor();
    await page.getByLabel("Class code").fill("K7MP3XWQ");
    await page.keyboard.press("Enter");
    await page.locator(".sidebar").waitFor();
    assertEquals(await page.evaluate("[location.href, history.length, document.cookie]"), [url, 3, ""]);
    assertEquals(browser.complaints, []);
  },
);
