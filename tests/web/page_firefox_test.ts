/**
 * The page in Firefox, by WebDriver BiDi.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
// deno-lint-ignore no-import-prefix
import puppeteer, { type Page } from "npm:puppeteer-core@25.16.0";
import { PASSWORD, startServer } from "../support/helpers.ts";
import { PATIENCE } from "../support/patience.ts";
import { has } from "../support/with_program.ts";

const FIREFOX = "/usr/bin/firefox-esr";
const isThere = has(FIREFOX);

function testInFirefox(title: string, fn: (page: Page, complaints: string[]) => Promise<void>): void {
  Deno.test({
    name: `${title}${isThere ? "" : " (needs firefox-esr)"}`,
    ignore: !isThere,
    // The driver keeps a connection and handlers of its own.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, timeout: PATIENCE });
      try {
        const page = await browser.newPage();
        page.setDefaultTimeout(PATIENCE);
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        await fn(page, complaints);
      } finally {
        await browser.close();
      }
    },
  });
}

async function logIn(page: Page): Promise<void> {
  await page.locator("[name=user]").fill("maya");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.keyboard.press("Enter");
}

testInFirefox(
  "in Firefox one logs in, sends and gets, and nothing is said on the console",
  async (page, complaints) => {
    await using server = await startServer({ web: {} });
    await page.goto(`http://127.0.0.1:${server.webPort}/`);
    await logIn(page);
    await page.locator(".find input").fill("izza");
    await page.keyboard.press("Enter");
    await page.locator(".composer textarea").fill("halo");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".under .sent, .under .delivered");
    using izza = await server.connect();
    await izza.ask(`send ${await izza.logIn("izza")} maya dari nc`);
    await page.waitForSelector("::-p-text(dari nc)");
    assertEquals(complaints, []);
  },
);

testInFirefox("in Firefox, too, conversations that could not be got come as soon as they can", async (page) => {
  await using server = await startServer({ web: {} });
  let left = 3;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (request.url().endsWith("/chat.js") && left-- > 0) void request.abort();
    else void request.continue();
  });
  await page.goto(`http://127.0.0.1:${server.webPort}/`);
  await logIn(page);
  await page.waitForSelector(".sidebar");
});
