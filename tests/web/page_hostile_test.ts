/**
 * Names and texts that are written to break a page, in all of its views: they are shown as they are, nothing runs, and the
 * policy has nothing to refuse.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { logInPage, openTalk, OTHER_MACHINE, type Page, pageOn, testInBrowser, write } from "../support/browser.ts";
import { addUser, PASSWORD, startServer } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const OWNED = `document.title='owned'`;

/** Users with names that objects have of their own, and with full names that are no names. */
const PEOPLE = [
  ["__proto__", `<img src=x onerror="${OWNED}">`],
  ["constructor", "</b></button><script>document.title='owned'</script>"],
  ["toString", "W".repeat(100)],
  ["hasOwnProperty", "&lt;b&gt;&#60;"],
  ["a.b-c_", "👩‍👩‍👧‍👦 🏳️‍🌈 ﷽"],
] as const;

const TEXTS = [
  `<img src=x onerror="${OWNED}">`,
  `<script>${OWNED}</script><style>*{display:none}</style>`,
  `<svg onload=${OWNED}><iframe srcdoc="<script>parent.${OWNED}</script>">`,
  `javascript:${OWNED}`,
  `data:text/html,<script>parent.${OWNED}</script>`,
  `http://127.0.0.1:1/"onmouseover="${OWNED}" https://`,
  "\u202egnp.exe\u2066 \u200f\u200e",
  "Z\u0351\u036b\u0343".repeat(300),
  "__proto__ constructor {{7*7}} ${7*7} %s %00 &amp; \\u003cb\\u003e",
  `{"status": "ERROR", "event": "kicked"}`,
  "👩‍👩‍👧‍👦🏳️‍🌈😀".repeat(50),
  "﷽".repeat(200),
  "x".repeat(10_000),
  "ع".repeat(5_000),
];

/** All that could run or lead elsewhere. */
const FOREIGN =
  "document.querySelectorAll('img, iframe, object, embed, form[action], body script, body style, [onerror], [onload]').length";

async function looksRight(page: Page): Promise<void> {
  assertEquals(await page.evaluate(FOREIGN), 0);
  assertEquals(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
}

testInBrowser(
  "a hostile name or text is only ever text, in each view, and the policy refuses nothing",
  async (browser) => {
    await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
    for (const [name, fullName] of PEOPLE) await addUser(server, name, fullName);
    const page = await browser.open(pageOn(server.webPort!), await browser.sit({ size: { width: 1280, height: 800 } }));
    page.on("dialog", (dialog) => browser.complaints.push(dialog.message()));
    await logInPage(page, "maya");
    for (const [name, fullName] of PEOPLE) {
      using peer = await server.connect();
      const { tokenid } = await peer.ask(`auth ${name} ${PASSWORD}`);
      for (const text of TEXTS) assertEquals((await peer.ask(`send ${tokenid} maya ${text}`))["status"], "OK");
      await page.locator(`.entry[data-talk="${name}"]`).click();
      const said = () => page.locator(".said .text").allTextContents();
      await until(async () => (await said()).length === TEXTS.length, `all of ${name} is there`);
      assertEquals(await said(), TEXTS);
      assertEquals(await page.locator(".talk-header h2").textContent(), fullName);
      const links = await page.locator(".log a").evaluateAll((all) =>
        all.map((link) => [link.getAttribute("href"), link.getAttribute("rel")])
      );
      assertEquals(links, [["http://127.0.0.1:1/", "noopener noreferrer"]]);
      assertEquals((await page.title()).replace(/^\(\d+\) /, ""), `${fullName} · ngobrol`);
      await looksRight(page);
    }
    await page.locator(".me").click();
    await page.getByRole("button", { name: "Projector" }).click();
    await page.locator(".projector .last li").nth(7).waitFor();
    await looksRight(page);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 320, height: 568 });
    await page.locator(".back").click();
    await looksRight(page);
    await page.reload();
    await page.locator('.entry[data-talk="__proto__"]').click();
    await page.locator(".said").nth(TEXTS.length - 1).waitFor();
    await looksRight(page);
    assertEquals(
      await page.evaluate("Object.prototype.toString.call({}) + Object.keys(Object.prototype)"),
      "[object Object]",
    );
    assertEquals(browser.complaints, []);
  },
);

testInBrowser(
  "what a line cannot have is not sent, is said in words, and stays to be written anew",
  async (browser) => {
    await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
    const page = await browser.open(pageOn(server.webPort!));
    await logInPage(page, "maya");
    await openTalk(page, "izza");
    const problems = page.locator(".problem");
    for (const [at, text] of ["nul \0 nul", "\x1b[31mred", "half \ud83d"].entries()) {
      await page.evaluate(`{
      const field = document.querySelector(".composer textarea");
      field.value = ${JSON.stringify(text)};
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }`);
      await page.locator(".composer textarea").press("Enter");
      await problems.nth(at).waitFor();
    }
    await write(page, "y".repeat(70_000));
    await page.getByText("This line is too long to be sent").waitFor();
    assertEquals((await page.locator(".composer textarea").inputValue()).length, 70_000);
    await write(page, "sampai");
    await page.getByText("sent", { exact: true }).waitFor();
    using izza = await server.connect();
    const token = await izza.logIn("izza");
    assertEquals((await izza.ask(`inbox ${token}`))["messages"]["maya"].map(({ msg }: { msg: string }) => msg), [
      "sampai",
    ]);
    for (let left = await problems.count(); left > 0; left--) {
      await page.getByRole("button", { name: "Discard" }).first().click();
      await until(async () => await problems.count() < left);
    }
    assertEquals(browser.complaints, []);
  },
);
