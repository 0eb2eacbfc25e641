/**
 * A computer that several people use one after the other: nothing of one is there for the next.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Registration } from "../../lib/server/chat/accounts/registration.ts";
import { logInPage, OTHER_MACHINE, type Page, pageOn, testInBrowser } from "../support/browser.ts";
import { startServer } from "../support/helpers.ts";

const NAMES = { web: { names: [OTHER_MACHINE] } };

async function openWire(page: Page): Promise<void> {
  await page.locator(".me").click();
  await page.getByRole("button", { name: "The wire" }).click();
  await page.locator(".frames").waitFor();
}

testInBrowser("what a teacher saw of the wire is not there for who logs in on the same page next", async (browser) => {
  await using server = await startServer({ ...NAMES, teachers: ["guru"], inspect: { hasTexts: true } });
  const page = await browser.open(pageOn(server.webPort!));
  await logInPage(page, "guru");
  await openWire(page);
  await page.getByLabel("Whose wire").selectOption("all");
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  using nania = await server.connect();
  const token = await nania.logIn("nania");
  await nania.ask(`send ${token} izza between us`);
  await page.locator(".frames").getByText("between us").first().waitFor();
  await page.locator(".me").click();
  await page.getByRole("button", { name: "Log out" }).click();
  await logInPage(page, "maya");
  await openWire(page);
  await page.getByText("Nothing went over the wire yet").waitFor();
  assertEquals(await page.getByText("between us").count(), 0);
  assertEquals(browser.complaints, []);
});

testInBrowser("a new password with a space is refused: a part of it would be the full name", async (browser) => {
  const registration = new Registration({ mode: "open" });
  await using server = await startServer({ ...NAMES, registration });
  const page = await browser.open(pageOn(server.webPort!));
  await page.getByRole("button", { name: "New here" }).click();
  await page.getByLabel("User name").fill("budi");
  await page.getByLabel("Password").fill("rahasia sekali");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("A password cannot have spaces").waitFor();
  using izza = await server.connect();
  const token = await izza.logIn("izza");
  assertEquals((await izza.ask(`send ${token} budi halo`))["code"], "no_user");
});
