/**
 * A class in a real browser: groups, what was written and is changed, files, and what a teacher does.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { logInPage, openTalk, OTHER_MACHINE, type Page, pageOn, testInBrowser, write } from "../support/browser.ts";
import { openPath } from "../support/cut_path.ts";
import { startServer, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const NAMES = { web: { names: [OTHER_MACHINE] } };

function button(page: Page, name: string | RegExp) {
  return page.getByRole("button", { name });
}

/** Opens a pane from the menu. */
async function openPane(page: Page, name: string): Promise<void> {
  await page.locator(".me").click();
  await page.locator("#menu").getByRole("button", { name }).click();
  await page.locator(".pane h2").waitFor();
}

/** Says yes to the browser's questions. */
function agree(page: Page): void {
  page.on("dialog", (dialog) => void dialog.accept());
}

testInBrowser(
  "a group is made, joined, written to and renamed, and its messages are changed and removed",
  async (browser) => {
    await using server = await startServer(NAMES);
    const url = pageOn(server.webPort!);
    const [maya, izza] = [await browser.open(url), await browser.open(url)];
    await Promise.all([logInPage(maya, "maya"), logInPage(izza, "izza")]);
    await openPane(maya, "Groups");
    await maya.getByLabel("Name of the group").fill("kelas");
    await maya.getByLabel("Password to join").fill("rahasia");
    await button(maya, "Make it").click();
    await maya.getByLabel("Write to kelas").waitFor();
    await openPane(izza, "Groups");
    await izza.getByLabel("Password of kelas").fill("salah");
    await button(izza, "Join kelas").click();
    await izza.getByText("Wrong password").waitFor();
    await izza.getByLabel("Password of kelas").fill("rahasia");
    await button(izza, "Join kelas").click();
    await izza.getByLabel("Write to kelas").waitFor();

    await write(maya, "halo semau");
    await izza.locator(".log").getByText("halo semau").waitFor();
    await maya.getByText("read by 1 of 1").waitFor();
    await maya.locator(".composer textarea").press("ArrowUp");
    await maya.getByLabel("New text of the message").fill("halo semua");
    await maya.keyboard.press("Enter");
    await izza.locator(".log").getByText("halo semua").waitFor();
    await izza.locator(".log").getByText("edited").waitFor();

    await maya.locator(".log .more").focus();
    await maya.keyboard.press("Enter");
    await button(maya, "Who has read it").click();
    assertEquals(await maya.locator(".receipts dd").allTextContents(), ["izza", "nobody", "nobody"]);
    agree(maya);
    await button(maya, "Remove").click();
    await izza.locator(".log").getByText("This message was removed").waitFor();

    await button(maya, "Members").click();
    await maya.getByText("2 of 2 here now").waitFor();
    await maya.getByLabel("User name of whom to invite").fill("nania");
    await button(maya, "Invite").click();
    await maya.getByText("2 of 3 here now").waitFor();
    await maya.getByLabel("Name", { exact: true }).fill("kelas7b");
    await button(maya, "Save").click();
    await izza.getByLabel("Write to kelas7b").waitFor();
    agree(izza);
    await button(izza, "Members").click();
    await button(izza, "Leave the group").click();
    await izza.getByText("Nothing can be sent here any more").waitFor();
    assertEquals(browser.complaints, []);
  },
);

testInBrowser("a teacher locks, mutes, removes, announces, sends away and takes reports home", async (browser) => {
  await using server = await startServer(NAMES);
  const url = pageOn(server.webPort!);
  const [guru, maya] = [await browser.open(url), await browser.open(url)];
  await Promise.all([logInPage(guru, "guru"), logInPage(maya, "maya")]);
  agree(guru);
  await openTalk(maya, "guru");
  await write(maya, "kasar");
  await guru.locator('.entry[data-talk="maya"]').click();
  await guru.locator(".log .more").focus();
  await guru.keyboard.press("Enter");
  await button(guru, /^Mute: maya/).click();
  await guru.getByText("maya is muted").waitFor();
  await write(maya, "lagi");
  await maya.getByText("A teacher has muted you").waitFor();
  await button(guru, "Unmute: maya").click();
  await guru.getByText("maya can write").waitFor();
  await button(guru, "Remove").click();
  await maya.locator(".log").getByText("This message was removed").waitFor();

  await openPane(guru, "The class");
  await button(guru, /^Lock$/).click();
  await guru.getByText("The class is locked").waitFor();
  await openTalk(maya, "izza");
  await write(maya, "psst");
  await maya.locator(".problem").getByText("A teacher has locked this").waitFor();
  await button(guru, "Unlock").click();
  await guru.getByText("The class is unlocked").waitFor();
  await guru.getByLabel("Announcement to everybody").fill("lima menit lagi");
  await button(guru, "Announce").click();
  await maya.locator('.entry[data-talk="guru"]').getByText("lima menit lagi").waitFor();

  await guru.getByText("Transcript").click();
  const report = guru.locator("details.report[open]");
  await report.getByRole("button", { name: "Show" }).click();
  await report.getByRole("cell", { name: "(removed)" }).waitFor();
  const download = guru.waitForEvent("download");
  await report.getByRole("button", { name: "Download as CSV" }).click();
  const csv = await Deno.readTextFile((await (await download).path())!);
  assertEquals(csv.split("\r\n").filter((line) => line.includes(",guru,")).length, 2);
  await guru.getByText("What teachers did").click();
  await guru.locator("details.report[open]").last().getByRole("button", { name: "Show" }).click();
  await guru.getByRole("cell", { name: "unmute" }).waitFor();

  await guru.locator(".pane .person", { hasText: "maya" }).click();
  await button(guru, "Send away: maya").click();
  await maya.getByText("guru has ended your connections").waitFor();
  assertEquals(browser.complaints, []);
});

testInBrowser("what was said long ago is found, and shown where it stands", async (browser) => {
  await using server = await startServer(NAMES);
  using tcp = await server.connect();
  const { tokenid } = await tcp.ask("auth izza surabaya");
  await tcp.ask(`send ${tokenid} maya di mana Gudeg yang enak?`);
  for (let n = 0; n < 450; n++) await tcp.ask(`send ${tokenid} maya kata ${n}`);
  const maya = await browser.open(pageOn(server.webPort!));
  await logInPage(maya, "maya");
  await openTalk(maya, "izza");
  await button(maya, "Search").click();
  await maya.locator(".pane").getByRole("searchbox").fill("gudeg");
  await maya.keyboard.press("Enter");
  console.log(await maya.locator(".pane").textContent(), await maya.locator(".notices").textContent());
  await maya.getByText("1 found in 451 messages · That is all of the conversation").waitFor();
  assertEquals(await maya.locator(".found mark").textContent(), "Gudeg");
  await button(maya, "Gudeg").click();
  const found = maya.locator(".said[data-found]");
  await found.getByText("di mana Gudeg").waitFor();
  assertEquals(await found.evaluate((row) => row.matches(":focus")), true);
  const box = (await found.boundingBox())!;
  assertEquals(box.y > 0 && box.y < 800, true);
  assertEquals(browser.complaints, []);
});

/** Bytes that nothing makes shorter. */
function contentOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0, n = 1; i < size; i++) bytes[i] = (n = Math.imul(n, 1103515245) + 12345) >>> 16;
  return bytes;
}

testInBrowser("files are sent one after the other, on from a cut, and come byte for byte", async (browser) => {
  using directory = temporaryDirectory();
  await using server = await startServer({ ...NAMES, files: `${directory.path}/files` });
  await using path = openPath(server.webPort!);
  const [maya, izza] = [await browser.open(pageOn(path.port)), await browser.open(pageOn(server.webPort!))];
  await Promise.all([logInPage(maya, "maya"), logInPage(izza, "izza")]);
  await openTalk(maya, "izza");
  const content = contentOf(12 * 1024 * 1024);
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  );
  const input = maya.locator('input[type="file"]');
  path.cutAt = path.passed + 10_000_000;
  await input.setInputFiles([
    { name: "besar.bin", mimeType: "application/octet-stream", buffer: content },
    { name: "foto.png", mimeType: "image/png", buffer: png },
    { name: "jahat.html.png", mimeType: "image/png", buffer: Buffer.from("<script>alert(1)</script>") },
    { name: "kosong.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) },
  ]);
  await until(() => !path.isOpen);
  await maya.getByRole("progressbar", { name: "besar.bin" }).waitFor(); // In the middle of the first one.
  assertEquals(await maya.locator(".uploads li").count(), 4);
  path.isOpen = true;
  await maya.getByText("kosong.txt").first().waitFor();
  await until(async () => await maya.locator(".uploads").count() === 0);
  assertEquals(path.passed < 22_000_000, true, `${path.passed} bytes: it began anew`);

  await izza.locator('.entry[data-talk="maya"]').click();
  await izza.locator(".file").nth(3).waitFor();
  assertEquals(await izza.locator(".file > bdi").allTextContents(), [
    ...["besar.bin", "foto.png", "jahat.html.png", "kosong.txt"],
  ]);
  const download = izza.waitForEvent("download");
  await button(izza, "Download besar.bin, 12.0 MiB").click();
  const saved = await download;
  assertEquals(saved.suggestedFilename(), "besar.bin");
  assertEquals(Buffer.from(await Deno.readFile((await saved.path())!)).equals(content), true);
  await button(izza, "Show picture").first().click();
  await until(() => izza.locator(".file img").evaluate((image) => "naturalWidth" in image && image.naturalWidth === 1));
  await izza.locator(".said", { hasText: "jahat.html.png" }).getByRole("button", { name: "Show picture" }).click();
  await izza.getByText("This is no picture that can be shown").waitFor();
  await input.setInputFiles([{
    name: "terlalu.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.alloc(16 * 1024 * 1024 + 1),
  }]);
  await maya.getByText("terlalu.bin is larger than 16.0 MiB").waitFor();
  assertEquals(browser.complaints.filter((complaint) => !complaint.includes("ERR_")), []);
});
