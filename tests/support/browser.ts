/**
 * A real browser for tests: Chromium of the machine, driven by Playwright. What it says on its console, what its policy refuses
 * and which hosts it asks is kept, for none of that may happen.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
import { type Browser, type BrowserContext, chromium, type Page } from "npm:playwright-core@1.65.1";
import { PASSWORD } from "./helpers.ts";
import { PATIENCE } from "./patience.ts";
import { has } from "./with_program.ts";

export type { Page } from "npm:playwright-core@1.65.1";

/** Where Debian puts it. */
const CHROMIUM = "/usr/bin/chromium";

/** A name of another machine that leads here: a page from it is no secure context, as one from the class's server is none. */
export const OTHER_MACHINE = "kelas.local";

/** What the person who sits before a page has. */
export interface Seat {
  /** @default {1280 x 800} */
  size?: { width: number; height: number };
  /** @default a light one */
  scheme?: "light" | "dark";
  /** @default false */
  isPhone?: boolean;
  /** The language of the browser. @default {en} */
  language?: string;
}

/** What a test has of a browser, with everything that it should not have said. */
export interface TestBrowser extends AsyncDisposable {
  /** Warnings, errors, what the policy refused, and requests to other hosts than `OTHER_MACHINE` and this machine. */
  readonly complaints: string[];
  /** A person of their own: no other one's storage. */
  sit(seat?: Seat): Promise<BrowserContext>;
  /** A page of a server in a tab of its own; of a new person if none is named. */
  open(url: string, context?: BrowserContext): Promise<Page>;
}

/** Starts a browser. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser = await launch();
  return { ...share(browser), [Symbol.asyncDispose]: () => browser.close() };
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-background-networking", `--host-resolver-rules=MAP ${OTHER_MACHINE} 127.0.0.1`],
  });
}

/** A part of a browser, which ends with what was opened in it. */
function share(browser: Browser): TestBrowser {
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  const look = (url: string) => {
    const { protocol, hostname } = new URL(url);
    if (protocol !== "data:" && protocol !== "blob:" && hostname !== OTHER_MACHINE && hostname !== "127.0.0.1") {
      complaints.push(url);
    }
  };
  const sit = async ({ size, scheme = "light", isPhone = false, language = "en" }: Seat = {}) => {
    const context = await browser.newContext({
      viewport: size ?? (isPhone ? { width: 390, height: 844 } : { width: 1280, height: 800 }),
      colorScheme: scheme,
      hasTouch: isPhone,
      isMobile: isPhone,
      locale: language,
      timezoneId: "Asia/Jakarta",
    });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    context.on("request", (request) => look(request.url()));
    context.on("page", (page) => page.on("websocket", (socket) => look(socket.url())));
    context.on("weberror", (error) => complaints.push(String(error.error())));
    context.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    return context;
  };
  return {
    complaints,
    sit,
    async open(url, context) {
      const page = await (context ?? await sit()).newPage();
      await page.goto(url);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}

/** The address of a page on a port, as from another machine. */
export function pageOn(port: number, host = OTHER_MACHINE): string {
  return `http://${host}:${port}/`;
}

/** Logs in by the form of a page. */
export async function logInPage(page: Page, user: string): Promise<void> {
  await page.getByLabel("User name").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator(".sidebar").waitFor();
}

/** Opens a conversation by the list, from the keyboard. */
export async function openTalk(page: Page, name: string): Promise<void> {
  await page.locator(".find input").fill(name);
  await page.keyboard.press("Enter");
  await page.locator(".composer textarea").waitFor();
}

/** Writes into the conversation that is open. */
export async function write(page: Page, text: string): Promise<void> {
  await page.locator(".composer textarea").fill(text);
  await page.locator(".composer textarea").press("Enter");
}

/** The browser of a file of tests: to start one takes longer than most tests. */
let shared: Promise<Browser> | undefined;
let isHooked = false;

/** A test with a browser; where there is none it is ignored, and says so. */
export function testInBrowser(title: string, fn: (browser: TestBrowser) => Promise<void>): void {
  const isThere = has(CHROMIUM);
  if (!isHooked) Deno.test.afterAll(async () => await (await shared)?.close());
  isHooked = true;
  Deno.test({
    name: isThere ? title : `${title} (needs chromium)`,
    ignore: !isThere,
    // The driver keeps a connection and handlers of its own.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using browser = share(await (shared ??= launch()));
      await fn(browser);
    },
  });
}
