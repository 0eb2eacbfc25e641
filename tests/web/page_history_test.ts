/**
 * Reading back in a long conversation in a real browser: nothing that is being read moves.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { logInPage, openTalk, OTHER_MACHINE, type Page, pageOn, testInBrowser } from "../support/browser.ts";
import { startServer } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

/** Where a message is in the window, in pixels from its top. */
interface Place {
  readonly id: string;
  readonly top: number;
}

/** Scrolls to a place, and tells which message is the first that is seen then. */
function scrollTo(page: Page, y: number): Promise<Place> {
  return page.evaluate(`(() => {
    const box = document.querySelector(".log");
    box.scrollTop = ${y};
    const top = box.getBoundingClientRect().top;
    const rows = [...box.querySelectorAll("li[data-id]")];
    const row = rows.find((row) => row.getBoundingClientRect().top >= top);
    return { id: row.dataset.id, top: Math.round(row.getBoundingClientRect().top - top) };
  })()`);
}

function placeOf(page: Page, id: string): Promise<Place> {
  return page.evaluate(`(() => {
    const box = document.querySelector(".log");
    const row = box.querySelector("li[data-id='${id}']");
    return { id: "${id}", top: Math.round(row.getBoundingClientRect().top - box.getBoundingClientRect().top) };
  })()`);
}

testInBrowser(
  "the history goes on upwards without a jump, and the document never has more than 600 messages",
  async (browser) => {
    await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
    using tcp = await server.connect();
    const { tokenid } = await tcp.ask("auth izza surabaya");
    const texts = Array.from({ length: 900 }, (_, i) => `pesan ${i} ${"panjang ".repeat(i % 30)}`.trim());
    for (const text of texts) await tcp.ask(`send ${tokenid} maya ${text}`);
    const maya = await browser.open(pageOn(server.webPort!));
    const rows = maya.locator("li[data-id]");
    const firstRow = () => rows.first().getAttribute("data-id");
    await logInPage(maya, "maya");
    await maya.locator('.entry[data-talk="izza"] .count').waitFor(); // Who is quicker reads them as they come.
    await openTalk(maya, "izza");
    await maya.locator(".divider").waitFor(); // It opens where one stopped: at the first one.
    await maya.locator(".log").press("End");
    await maya.locator(".log").getByText(texts.at(-1)!, { exact: true }).waitFor();
    for (let steps = 0; !await maya.getByText("This is where it begins").isVisible(); steps++) {
      assert(steps < 20);
      const first = await firstRow();
      const place = await scrollTo(maya, 400);
      await until(async () =>
        await firstRow() !== first || await maya.getByText("This is where it begins").isVisible()
      );
      const { top } = await placeOf(maya, place.id);
      assert(Math.abs(top - place.top) <= 1, `${place.id} went from ${place.top} to ${top}`);
      assert(await rows.count() <= 600);
    }
    const place = await scrollTo(maya, 500);
    await tcp.ask(`send ${tokenid} maya yang baru`);
    await maya.getByRole("button", { name: "1 new" }).click({ trial: true });
    assertEquals(await placeOf(maya, place.id), place);
    await maya.getByRole("button", { name: "1 new" }).click();
    await maya.locator(".log").getByText("yang baru").waitFor();
    await until(async () => await maya.title() === "Rahmadani Izzatul · ngobrol"); // It was read.
    assertEquals(browser.complaints, []);
  },
);

testInBrowser(
  "who comes with a keyboard alone finds somebody, writes, and goes from one conversation to the next",
  async (browser) => {
    await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
    const maya = await browser.open(pageOn(server.webPort!));
    const keys = maya.keyboard;
    await maya.locator("[name=user]").waitFor();
    for (const key of ["Tab", "Tab", "Tab"]) await keys.press(key);
    await keys.type("maya");
    await keys.press("Tab");
    await keys.type("surabaya");
    await keys.press("Enter");
    await maya.locator(".find input:focus").waitFor();
    for (const name of ["izza", "nania"]) {
      await keys.type(name);
      await keys.press("Enter");
      await maya.locator(".composer textarea:focus").waitFor();
      await keys.type(`halo ${name}`);
      await keys.press("Enter");
      await maya.locator(".log").getByText(`halo ${name}`).waitFor();
      await keys.press("F6");
      await maya.locator(".sidebar :focus").waitFor();
      await maya.locator(".find input").focus();
    }
    await maya.locator(".composer textarea").focus();
    await keys.press("Alt+ArrowDown");
    await maya.locator(".entry[data-talk=izza][aria-current]").waitFor();
    await maya.locator(".composer textarea:focus").waitFor();
    await keys.type("baris satu");
    await keys.press("Shift+Enter");
    await keys.type("baris dua");
    await maya.getByRole("button", { name: "Send 2 lines" }).waitFor();
    await keys.press("Shift+F6");
    await maya.locator(".log:focus").waitFor();
    assertEquals(browser.complaints, []);
  },
);
