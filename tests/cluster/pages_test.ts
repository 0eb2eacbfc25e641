/**
 * The page in a real browser, from one of several servers on one database, while these come and go.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { logInPage, openTalk, OTHER_MACHINE, type Page, pageOn, testInBrowser, write } from "../support/browser.ts";
import {
  connect,
  freePort,
  PASSWORD,
  type ServerProcess,
  serverProgram,
  startProcess,
  temporaryDirectory,
} from "../support/helpers.ts";
import { becomeLive } from "../support/live_peer.ts";
import { until } from "../support/patience.ts";
import { POSTGRES, startPostgres } from "../support/postgres.ts";

const postgres = POSTGRES === undefined ? undefined : await startPostgres();

const test: typeof testInBrowser = postgres === undefined
  ? (title) => Deno.test.ignore(`${title} (needs PostgreSQL)`, () => {})
  : testInBrowser;

/** Milliseconds after which a connection is stable: when it is lost, another server is there without a wait. */
const STABLE = 11_000;

/** Two servers on one database, whose pages know each other. */
async function startTwo(stack: AsyncDisposableStack, ...flags: string[]) {
  const url = await postgres!.newDatabase();
  const directory = stack.use(temporaryDirectory());
  const ports = [freePort(), freePort()];
  const others = ports.map((port) => pageOn(port).replace(/\/$/, "")).join(",");
  const start = async (index: number): Promise<ServerProcess> =>
    stack.use(
      await startProcess(serverProgram(), [
        ...["--demo", "--host", "127.0.0.1", "--port", "0", "--log", "quiet", "--store", url, "--store-unsafe"],
        ...["--data", `${directory.path}/${index}`, "--web", `127.0.0.1:${ports[index]}`, "--web-others", others],
        ...flags,
      ], { shows: "In a browser", stderr: "null" }),
    );
  return { ports, start, servers: [await start(0), await start(1)] };
}

function said(page: Page): Promise<string[]> {
  return page.locator(".said .text").allTextContents();
}

/** The page of a server in a tab whose clock is the test's; whoever looks at it is maya, and writes to izza. */
async function openPage(page: Page, port: number): Promise<void> {
  await page.clock.install();
  // All parts of the page are there: the languages are the last.
  const whole = page.waitForEvent("requestfinished", (request) => request.url().endsWith("/id.js"));
  await page.goto(pageOn(port));
  await logInPage(page, "maya");
  await openTalk(page, "izza");
  await whole;
  // What a person is told.
  await page.evaluate(`{
    globalThis.told = [];
    const look = () => told.push(...[...document.querySelectorAll(".banner, .notice")].map((it) => it.textContent));
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  }`);
}

/** The time of the page stands still, when its connection has stood for a while: what needs a wait does not happen. */
async function freeze(page: Page): Promise<void> {
  await page.clock.pauseAt(Number(await page.evaluate("Date.now()")) + STABLE);
}

for (
  const [what, signal, flags] of [
    ["killed", "SIGKILL", []],
    ["stopped", "SIGTERM", []],
    ["drained", "SIGTERM", ["--drain", "1"]],
  ] as const
) {
  test(`a page whose server is ${what} goes on at the other one, and a person sees nothing of it`, async (browser) => {
    await using stack = new AsyncDisposableStack();
    const { ports, start, servers } = await startTwo(stack, ...flags);
    const page = await (await browser.sit()).newPage();
    await openPage(page, ports[0]!);
    using peer = await connect(servers[1]!.port);
    using izza = await becomeLive(peer, await peer.logIn("izza"));
    const sent: string[] = [];
    const send = async () => {
      sent.push(`pesan ${sent.length}`);
      await write(page, sent.at(-1)!);
    };
    await send();
    await page.getByText("delivered").waitFor();
    for (const index of [0, 1]) {
      const { process } = servers[index]!;
      await freeze(page);
      // Of a server that is killed the last message waits: it was frozen before, and has not read it.
      if (signal === "SIGKILL") process.kill("SIGSTOP");
      if (signal === "SIGKILL") await send();
      process.kill(signal);
      await process.status;
      if (index === 1) break;
      if (signal !== "SIGKILL") await send();
      assertEquals(await izza.texts(sent.length), sent);
      await izza.ask(`send ${izza.token} maya balasan`);
      await until(async () => (await said(page)).includes("balasan"), "what comes on the other server is shown");
      assertEquals(await page.locator(".waits").count(), 0);
      // What the page needs it has got before.
      await page.getByRole("button", { name: "Search" }).click();
      await page.locator(".pane input[type=search]").waitFor();
      servers[0] = await start(0);
      await page.clock.resume();
    }
    await send();
    await until(async () => (await said(page)).filter((text) => text !== "balasan").length === sent.length);
    using again = await connect(servers[0]!.port);
    using live = await becomeLive(again, await again.logIn("izza"));
    const { messages } = await live.ask(`history ${live.token} maya`) as unknown as { messages: { msg: string }[] };
    assertEquals(messages.map(({ msg }) => msg).filter((text) => text !== "balasan"), sent);
    assertEquals(await page.evaluate("told"), []);
    assertEquals(browser.complaints.filter((complaint) => !/WebSocket connection|ERR_CONNECTION/.test(complaint)), []);
  });
}

test("a page whose server answers nothing any more goes to the other one, with what it had asked", async (browser) => {
  await using stack = new AsyncDisposableStack();
  const { ports, servers } = await startTwo(stack);
  const page = await browser.open(pageOn(ports[0]!));
  await logInPage(page, "maya");
  await openTalk(page, "izza");
  using peer = await connect(servers[1]!.port);
  using izza = await becomeLive(peer, await peer.logIn("izza"));
  servers[0]!.process.kill("SIGSTOP");
  await write(page, "halo");
  assertEquals(await izza.texts(1), ["halo"]);
  await page.getByText("delivered").waitFor();
  servers[0]!.process.kill("SIGCONT");
  await izza.ask(`send ${izza.token} maya balasan`);
  await until(async () => (await said(page)).includes("balasan"));
  assertEquals(await said(page), ["halo", "balasan"]);
  assertEquals(await page.locator(".notice").count(), 0);
});

test("who logs in at a server that dies meanwhile is in at the other one", async (browser) => {
  await using stack = new AsyncDisposableStack();
  const { ports, servers } = await startTwo(stack);
  const page = await (await browser.sit()).newPage();
  await page.clock.install();
  await page.goto(pageOn(ports[0]!));
  await page.getByLabel("User name").fill("maya");
  await page.getByLabel("Password").fill(PASSWORD);
  await freeze(page);
  servers[0]!.process.kill("SIGSTOP");
  await page.keyboard.press("Enter");
  await page.locator("button.primary:disabled").waitFor(); // It was asked.
  servers[0]!.process.kill("SIGKILL");
  await page.locator(".sidebar").waitFor();
  assertEquals(await page.locator(".refusal").count(), 0);
});

test("the policy of a page lets it speak to the servers that it knows, and to no other", async (browser) => {
  await using stack = new AsyncDisposableStack();
  const { ports } = await startTwo(stack);
  const page = await browser.open(pageOn(ports[0]!));
  await page.getByLabel("User name").waitFor();
  const open = (url: string) =>
    page.evaluate(`new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", () => resolve("refused"), { once: true });
      const socket = new WebSocket(${JSON.stringify(url)});
      socket.onopen = () => resolve("open");
      socket.onerror = () => setTimeout(() => resolve("failed"), 100);
    })`);
  assertEquals(await open(`ws://${OTHER_MACHINE}:${ports[1]}/chat`), "open");
  assertEquals(await open(`ws://127.0.0.1:${ports[1]}/chat`), "refused");
  assertEquals(await open(`ws://${OTHER_MACHINE}:1/chat`), "refused");
});
