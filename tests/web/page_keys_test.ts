/**
 * The page with nothing but a keyboard: every part of it, from the way in to the way out. And nothing in it moves by itself.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { OTHER_MACHINE, type Page, pageOn, testInBrowser } from "../support/browser.ts";
import { PASSWORD, startServer } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

/** Presses of Tab that lead through all of a page. */
const MOST_TABS = 120;

/** Goes on with Tab to what a selector names, and looks that it can be seen where one is. */
async function tabTo(page: Page, selector: string, key = "Tab"): Promise<void> {
  const at = `document.activeElement?.matches(${JSON.stringify(selector)})`;
  for (let count = 0; count < MOST_TABS; count++) {
    if (await page.evaluate(at)) {
      const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      assertEquals(outline, "solid", `the focus of ${selector} is not seen`);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(
    `Tab never comes to ${selector}; it ended at ${await page.evaluate("document.activeElement.outerHTML")}`,
  );
}

/** Marks the button of a name, so that Tab can be asked for it. */
async function button(page: Page, name: string): Promise<string> {
  const found = page.getByRole("button", { name, exact: true }).first();
  await found.waitFor();
  const mark = name.replaceAll(/\W/g, "");
  await found.evaluate((it, mark) => it.setAttribute("data-test", mark), mark);
  return `[data-test="${mark}"]`;
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, await button(page, name));
  await page.keyboard.press("Enter");
}

async function menu(page: Page, entry: string): Promise<void> {
  await tabTo(page, ".me", "Shift+Tab");
  await page.keyboard.press("Enter");
  await press(page, entry);
}

testInBrowser("everything can be done with a keyboard, and its focus is seen", async (browser) => {
  await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  for (let n = 1; n <= 260; n++) await izza.ask(`send ${token} maya pesan ${n}`);
  const page = await browser.open(pageOn(server.webPort!));
  await tabTo(page, "[name=user]");
  await page.keyboard.type("maya");
  await tabTo(page, "[name=password]");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await tabTo(page, ".find input");
  await page.keyboard.type("izza");
  await page.keyboard.press("Enter");
  await tabTo(page, ".composer textarea");
  await page.keyboard.type("halo");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("  dua baris");
  await page.keyboard.press("Enter");
  await page.getByText(/^sent$|^delivered$/).first().waitFor();
  // Back to where it begins, and to the newest again.
  await page.keyboard.press("Shift+F6");
  await tabTo(page, ".log");
  await until(async () => {
    await page.keyboard.press("Home");
    return await page.getByText("This is where it begins").count() > 0;
  });
  await page.keyboard.press("End");
  await page.locator(".said").getByText("dua baris").waitFor();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator(".composer textarea").waitFor();
  // The wire: its own program is watched, and a line of it is read byte by byte.
  await menu(page, "The wire");
  await press(page, "Watch");
  await page.getByRole("button", { name: "Stop watching" }).waitFor();
  await izza.ask(`send ${token} maya lagi`);
  await page.locator(".frame").first().waitFor();
  await tabTo(page, ".frames");
  await page.keyboard.press("ArrowDown");
  await page.locator(".details").waitFor();
  await press(page, "Stop watching");
  await press(page, "Close");
  await menu(page, "Projector");
  await page.locator(".projector .qr").waitFor();
  await press(page, "Larger");
  await page.keyboard.press("Escape");
  await menu(page, "Log out");
  await tabTo(page, "[name=user]");
  assertEquals(browser.complaints, []);
});

testInBrowser("nothing moves by itself, whether or not the system asks for less motion", async (browser) => {
  await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
  const page = await browser.open(pageOn(server.webPort!));
  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    await page.emulateMedia({ reducedMotion });
    const moving = await page.evaluate(`[...document.querySelectorAll("*")].filter((it) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(it);
      return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior !== "auto";
    }).length + document.getAnimations().length`);
    assertEquals(moving, 0);
  }
});
