/**
 * Every state of the page, as axe-core sees it: in both themes, on a small phone, a tablet and a wall, and with letters twice
 * as large. Nothing is wrong, and nothing has to be scrolled sideways.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { axeOf } from "../support/axe.ts";
import {
  logInPage,
  openTalk,
  OTHER_MACHINE,
  type Page,
  pageOn,
  type TestBrowser,
  testInBrowser,
  write,
} from "../support/browser.ts";
import { PASSWORD, startServer, type TestServer } from "../support/helpers.ts";

/** Pixels: WCAG's least one, a tablet, a projector. */
const WIDTHS = [320, 768, 1920];

/** What reaches out of the window: the page itself, or something to be used. */
const OUTSIDE = `[...document.querySelectorAll("html, button, input, select, textarea, h1, h2, summary")]
  .filter((it) => {
    const { left, right, width } = it.getBoundingClientRect();
    return width > 1 && (left < 0 || right > innerWidth + 1) || it === document.documentElement && it.scrollWidth > innerWidth;
  })
  .map((it) => it.outerHTML.slice(0, 80))`;

interface Room {
  readonly browser: TestBrowser;
  readonly server: TestServer;
  /** Ends the server. */
  stop(): Promise<void>;
}

/** Asks the server as a program does. */
async function by(server: TestServer, user: string, ...lines: string[]): Promise<void> {
  using peer = await server.connect();
  const { tokenid } = await peer.ask(`auth ${user} ${PASSWORD}`);
  for (const line of lines) {
    assertEquals((await peer.ask(line.replace(" T ", ` ${tokenid} `)))["status"], "OK", line);
  }
}

async function door({ browser, server }: Room, hash = ""): Promise<Page> {
  const page = await browser.open(pageOn(server.webPort!) + hash);
  await page.locator(".qr").waitFor();
  return page;
}

async function inside(room: Room, user = "maya"): Promise<Page> {
  const page = await door(room);
  await logInPage(page, user);
  return page;
}

/** A conversation with somebody, a group's, code, links, receipts, and something unread. */
async function talk(room: Room): Promise<Page> {
  const { server } = room;
  await by(server, "guru", "addgroup T kelas", "invitegroup T kelas maya", "send T #kelas Selamat pagi");
  await by(server, "izza", "send T maya Halo! https://example.org/tugas.html", "send T maya Sudah?");
  const page = await inside(room);
  await openTalk(page, "izza");
  await write(page, "def f(x):\n    return x\n\nf(1)");
  await page.getByRole("button", { name: "Copy 4 lines" }).waitFor();
  await page.getByText(/^sent$|^delivered$/).last().waitFor();
  await by(server, "nania", "send T maya Kelas mulai jam 15:30");
  await page.locator(".count").first().waitFor();
  return page;
}

async function menu(page: Page, entry: string): Promise<void> {
  await page.locator(".me").click();
  await page.locator("#menu").getByRole("button", { name: entry, exact: true }).click();
}

const STATES: Readonly<Record<string, (room: Room) => Promise<Page>>> = {
  "not logged in": (room) => door(room),
  "new, with a code": (room) => door(room, "#K7MP3XWQ"),
  async refused(room) {
    const page = await door(room);
    await page.getByLabel("User name").fill("maya");
    await page.getByLabel("Password").fill("salah");
    await page.keyboard.press("Enter");
    await page.getByText("Wrong password").waitFor();
    return page;
  },
  "the list": (room) => inside(room),
  "a conversation": talk,
  async "a group"(room) {
    const page = await talk(room);
    await openTalk(page, "#kelas");
    await page.locator(".from").first().waitFor();
    return page;
  },
  async "the menu"(room) {
    const page = await talk(room);
    await page.locator(".me").click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    return page;
  },
  async "not sent, and a notice"(room) {
    const page = await talk(room);
    await by(room.server, "guru", "mute T maya 5");
    await write(page, "Halo?");
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await write(page, "x".repeat(70_000));
    await page.locator(".notice.bad").waitFor();
    return page;
  },
  async "no connection"(room) {
    const page = await talk(room);
    await room.stop();
    await write(page, "Saya tulis terus");
    await page.locator(".waits").waitFor();
    await page.locator(".banner").waitFor();
    return page;
  },
  async "sent away"(room) {
    const page = await inside(room);
    await by(room.server, "guru", "kick T maya");
    await page.getByText("guru has ended").waitFor();
    return page;
  },
  async "the wire, a frame with an error chosen"(room) {
    const page = await talk(room);
    await menu(page, "The wire");
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("button", { name: "Stop watching" }).waitFor();
    using own = await room.server.connect();
    await own.ask("auth maya");
    await own.logIn("maya");
    await page.locator(".frame.wrong.in").first().click();
    await page.locator(".details .why").waitFor();
    await page.locator(".provoke summary").click();
    return page;
  },
  async "the projector"(room) {
    const page = await talk(room);
    await menu(page, "Projector");
    await page.locator(".projector .qr").waitFor();
    return page;
  },
};

/** Sets the letters of the browser twice as large, as a person does in its settings. */
async function enlarge(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
  assert(await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize) >= 32"));
}

for (const [name, play] of Object.entries(STATES)) {
  testInBrowser(`axe-core finds nothing, and nothing is wider than the page: ${name}`, async (browser) => {
    const server = await startServer({ web: { names: [OTHER_MACHINE] }, teachers: ["guru"] });
    await using stack = new AsyncDisposableStack();
    stack.use(server);
    const stop = () => stack.disposeAsync();
    const page = await play({ browser, server, stop });
    const look = await axeOf(page);
    const found: Record<string, unknown> = {};
    const check = async (how: string) => {
      const outside = await page.evaluate(OUTSIDE) as string[];
      if (outside.length > 0) found[`${how}, outside`] = outside;
      const wrong = await look();
      if (wrong.length > 0) found[how] = wrong;
    };
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 700 ? 640 : 1024 });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await check(`${width}, ${colorScheme}`);
      }
    }
    await enlarge(page);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await check(`${width}, letters twice as large`);
    }
    assertEquals(found, {});
    assertEquals(browser.complaints.filter((complaint) => !/ERR_CONNECTION_REFUSED/.test(complaint)), []);
  });
}
