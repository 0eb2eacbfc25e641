/**
 * Many pages: a whole class gets each announcement once, tabs of one person agree, and a page that is loaded anew in the middle
 * of everything loses and doubles nothing.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { logInPage, openTalk, OTHER_MACHINE, type Page, pageOn, testInBrowser, write } from "../support/browser.ts";
import { freePort, serverProgram, startProcess, startServer, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const STUDENTS = 40;
const NAMES = { web: { names: [OTHER_MACHINE] } };

function said(page: Page): Promise<string[]> {
  return page.locator(".said .text, .said code").allTextContents();
}

testInBrowser(
  `${STUDENTS} pages at once get each announcement once, and each message of their group`,
  async (browser) => {
    const people = Array.from({ length: STUDENTS }, (_, n) => `siswa${n + 1}`);
    await using server = await startServer({ ...NAMES, people, teachers: ["guru"] });
    using guru = await server.connect();
    const token = await guru.logIn("guru");
    await guru.ask(`addgroup ${token} kelas`);
    for (const name of people) await guru.ask(`invitegroup ${token} kelas ${name}`);
    const url = pageOn(server.webPort!);
    const context = await browser.sit();
    const pages = await Promise.all(people.map(async (name) => {
      using peer = await server.connect();
      const login = JSON.stringify({ token: await peer.logIn(name), role: "student" });
      const page = await context.newPage();
      await page.addInitScript(`sessionStorage.setItem("login", ${JSON.stringify(login)})`);
      await page.goto(url);
      await page.locator('.entry[data-talk="#kelas"]').click();
      return page;
    }));
    assertEquals((await guru.ask(`announce ${token} Lima menit lagi`))["status"], "OK");
    for (const n of [1, 2, 3]) assertEquals((await guru.ask(`send ${token} #kelas soal ${n}`))["status"], "OK");
    for (const page of pages) {
      await page.locator(".log").getByText("soal 3").waitFor();
      assertEquals(await said(page), ["soal 1", "soal 2", "soal 3"]);
      const heard = page.getByText("Lima menit lagi");
      await heard.first().waitFor();
      assertEquals(await heard.count(), 1);
    }
    assertEquals(browser.complaints, []);
  },
);

testInBrowser(
  "tabs of one person show each message once, whichever of them sends it",
  async (browser) => {
    await using server = await startServer(NAMES);
    const context = await browser.sit();
    const tabs = await Promise.all([1, 2, 3].map(() => browser.open(pageOn(server.webPort!), context)));
    for (const tab of tabs) await logInPage(tab, "maya");
    for (const tab of tabs) await openTalk(tab, "izza");
    await Promise.all(tabs.map((tab, n) => write(tab, `dari tab ${n}`)));
    using izza = await server.connect();
    const token = await izza.logIn("izza");
    await izza.ask(`send ${token} maya balasan`);
    for (const tab of tabs) {
      await until(async () => (await said(tab)).length === 4 && await tab.locator(".waits").count() === 0);
      assertEquals((await said(tab)).toSorted(), ["balasan", "dari tab 0", "dari tab 1", "dari tab 2"]);
    }
    assertEquals(browser.complaints, []);
  },
);

testInBrowser(
  "a page that is loaded anew while it sends, and while the server is killed and comes back, sends each message once and in order",
  async (browser) => {
    using directory = temporaryDirectory();
    const port = freePort();
    const start = () =>
      startProcess(serverProgram(), [
        ...["--demo", "--data", directory.path, "--host", "127.0.0.1", "--port", "0"],
        ...["--web", `127.0.0.1:${port}`, "--web-name", OTHER_MACHINE],
      ], { shows: `:${port}` });
    const before = await start();
    const maya = await browser.open(pageOn(port));
    await logInPage(maya, "maya");
    const texts = Array.from({ length: 12 }, (_, n) => `baris ${n}`);
    const open = async () => {
      await maya.locator(".sidebar").waitFor();
      await maya.locator('.entry[data-talk="izza"]').click();
    };
    await openTalk(maya, "izza");
    await using stack = new AsyncDisposableStack();
    for (const [n, text] of texts.entries()) {
      await write(maya, text);
      // The field is empty once the message is kept.
      await until(async () => await maya.locator(".composer textarea").inputValue() === "");
      if (n === 6) await before[Symbol.asyncDispose](); // It is killed.
      if (n === 8) stack.use(await start());
      if (n % 4 === 1) await maya.reload().then(open);
    }
    await until(async () => String(await said(maya)) === String(texts) && await maya.locator(".waits").count() === 0);
    const izza = await browser.open(pageOn(port));
    await logInPage(izza, "izza");
    await izza.locator('.entry[data-talk="maya"]').click();
    await until(async () => (await said(izza)).length >= texts.length);
    assertEquals(await said(izza), texts);
    const others = browser.complaints.filter((complaint) => !/WebSocket connection|ERR_CONNECTION/.test(complaint));
    assertEquals(others, []);
  },
);
