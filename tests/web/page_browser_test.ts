/**
 * The page in a real browser, over plain http from another machine, where it is no secure context.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Registration } from "../../lib/server/chat/accounts/registration.ts";
import { logInPage, openTalk, OTHER_MACHINE, type Page, pageOn, testInBrowser, write } from "../support/browser.ts";
import { freePort, serverProgram, startProcess, startServer, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const NAMES = { web: { names: [OTHER_MACHINE] } };

function said(page: Page): Promise<string[]> {
  return page.locator(".said .text, .said code").allTextContents();
}

async function sees(page: Page, text: string): Promise<void> {
  await page.locator(".log").getByText(text, { exact: true }).first().waitFor();
}

testInBrowser("two pages and a program of TCP are in one conversation, with receipts in words", async (browser) => {
  await using server = await startServer(NAMES);
  const url = pageOn(server.webPort!);
  const [maya, izza] = [await browser.open(url), await browser.open(url)];
  assertEquals(await maya.evaluate("isSecureContext"), false);
  await Promise.all([logInPage(maya, "maya"), logInPage(izza, "izza")]);
  await openTalk(maya, "izza");
  await write(maya, "halo izza");
  await maya.getByText("delivered").waitFor();
  await until(async () => await izza.title() === "(1) ngobrol");
  await izza.locator('.entry[data-talk="maya"]').click();
  await sees(izza, "halo izza");
  await maya.getByText(/^read \d\d:\d\d$/).waitFor();
  await izza.locator(".divider").waitFor();
  using tcp = await server.connect();
  const { tokenid } = await tcp.ask(`auth izza surabaya`);
  await tcp.ask(`send ${tokenid} maya dari nc`);
  // What is unread elsewhere keeps nobody from being read.
  using other = await server.connect();
  const { tokenid: token } = await other.ask("auth nania surabaya");
  await other.ask(`send ${token} izza dari nania`);
  await write(maya, "masih di sana?");
  await maya.locator(".said.own.last").last().getByText(/^read/).waitFor();
  await sees(maya, "dari nc");
  await sees(izza, "dari nc"); // Also what another client of the same user has sent.
  assertEquals(browser.complaints, []);
});

testInBrowser("pasted code arrives with its indentation and is copied back whole", async (browser) => {
  await using server = await startServer(NAMES);
  const [maya, izza] = await Promise.all([
    browser.open(pageOn(server.webPort!)),
    browser.open(pageOn(server.webPort!)),
  ]);
  await Promise.all([logInPage(maya, "maya"), logInPage(izza, "izza")]);
  await openTalk(maya, "izza");
  await openTalk(izza, "maya");
  const code = "def f(x):\n    if x:\n\t\treturn <b>1</b>\n\n    return 2";
  await write(maya, code);
  await izza.getByRole("button", { name: "Copy 5 lines" }).click();
  await izza.getByRole("button", { name: "Copied" }).waitFor();
  await izza.locator(".composer textarea").focus();
  await izza.keyboard.press("ControlOrMeta+v");
  assertEquals(await izza.locator(".composer textarea").inputValue(), code);
  assertEquals(browser.complaints, []);
});

testInBrowser(
  "a draft, a login and the conversation survive a reload; a logout leaves nothing of the person",
  async (browser) => {
    await using server = await startServer(NAMES);
    const context = await browser.sit();
    const maya = await browser.open(pageOn(server.webPort!), context);
    await logInPage(maya, "maya");
    await openTalk(maya, "izza");
    await write(maya, "satu");
    await maya.getByText("sent", { exact: true }).waitFor(); // Who logs out with something unsent is asked first.
    await maya.locator(".composer textarea").fill("belum selesai");
    await maya.reload();
    await sees(maya, "satu");
    assertEquals(await maya.locator(".composer textarea").inputValue(), "belum selesai");
    await maya.locator(".me").click();
    await maya.getByRole("button", { name: "Log out" }).click();
    await maya.getByLabel("Password").waitFor();
    assertEquals(await maya.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))"), []);
    assertEquals(browser.complaints, []);
  },
);

testInBrowser(
  "what is written while the server is gone survives its tab, and is sent once and in order",
  async (browser) => {
    using directory = temporaryDirectory();
    const port = freePort();
    const start = () =>
      startProcess(serverProgram(), [
        ...["--demo", "--data", directory.path, "--host", "127.0.0.1", "--port", "0"],
        ...["--web", `127.0.0.1:${port}`, "--web-name", OTHER_MACHINE],
      ], { shows: `:${port}` });
    const context = await browser.sit();
    const before = await start();
    const maya = await browser.open(pageOn(port), context);
    await logInPage(maya, "maya");
    await openTalk(maya, "izza");
    await write(maya, "satu");
    await maya.getByText("sent", { exact: true }).waitFor();
    await before[Symbol.asyncDispose](); // It is killed.
    for (const text of ["dua", "tiga", "empat"]) await write(maya, text);
    await maya.getByText("waiting").nth(2).waitFor();
    await maya.close();
    await using _again = await start();
    // Both tabs find it, and whichever sends it: each message is there once.
    const tabs = await Promise.all([1, 2].map(() => browser.open(pageOn(port), context)));
    for (const tab of tabs) await logInPage(tab, "maya");
    for (const tab of tabs) await tab.locator('.entry[data-talk="izza"]').click();
    for (const tab of tabs) {
      await until(async () =>
        String(await said(tab)) === "satu,dua,tiga,empat" && await tab.locator(".waits").count() === 0
      );
    }
    assertEquals(browser.complaints.filter((complaint) => !complaint.includes("ERR_CONNECTION_REFUSED")), []);
  },
);

testInBrowser("names and texts of others are only ever text, and links lead to the Web alone", async (browser) => {
  await using server = await startServer({ ...NAMES, people: ["x-y.z"] });
  using tcp = await server.connect();
  const { tokenid } = await tcp.ask("auth x-y.z surabaya");
  const hostile = [
    `<img src=x onerror="document.title='owned'">`,
    `<script>document.title="owned"</script>`,
    `javascript:alert(1) http://127.0.0.1:1/"><b>x`,
    `\u202egnp.exe</div>{{constructor}}`,
  ];
  for (const text of hostile) await tcp.ask(`send ${tokenid} maya ${text}`);
  const maya = await browser.open(pageOn(server.webPort!));
  await logInPage(maya, "maya");
  await openTalk(maya, "x-y.z");
  await until(async () => (await said(maya)).length === hostile.length);
  assertEquals(await said(maya), hostile);
  assertEquals(await maya.locator(".log img, .log script, .log b").count(), 0);
  assertEquals(await maya.locator(".log a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))), [
    "http://127.0.0.1:1/",
  ]);
  assertEquals(await maya.title(), "x-y.z · ngobrol");
  assertEquals(browser.complaints, []);
});

testInBrowser(
  "a code in the address opens the way for who is new, in the language of the browser or the one that is chosen",
  async (browser) => {
    const registration = new Registration({ mode: "code", code: "K7MP3XWQ", title: "Kelas 7B" });
    await using server = await startServer({ ...NAMES, registration });
    const budi = await browser.open(`${pageOn(server.webPort!)}#K7MP3XWQ`, await browser.sit({ language: "id-ID" }));
    assertEquals(await budi.getByLabel("Kode kelas").inputValue(), "K7MP3XWQ");
    await budi.getByLabel("Nama pengguna").fill("budi");
    await budi.getByLabel("Kata sandi").fill("rahasia");
    await budi.getByLabel("Nama lengkap").fill("Budi Santoso");
    await budi.keyboard.press("Enter");
    await budi.locator(".sidebar").waitFor();
    assertEquals(await budi.evaluate("document.documentElement.lang"), "id");
    await budi.locator(".me").click();
    await budi.getByRole("button", { name: "English" }).click();
    await budi.getByRole("button", { name: "Log out" }).waitFor();
    await budi.reload();
    await budi.getByText("Choose somebody to write to").waitFor();
    assertEquals(browser.complaints, []);
  },
);
