/**
 * The wire in the page: what went over it, the error under its byte, what is being read never moves, and the view for the
 * wall.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Frame } from "../../lib/chat.ts";
import { ALL_FRAMES, choicesOf, filterFrames, MOST_FRAMES, stepFrom, withFrame } from "../../lib/web/state/wire.ts";
import { logInPage, openTalk, OTHER_MACHINE, pageOn, testInBrowser, write } from "../support/browser.ts";
import { startServer } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

function frame(n: number, change: Partial<Frame> = {}): Frame {
  return {
    n,
    at: n,
    connection: 1,
    address: "127.0.0.1:1",
    kind: "request",
    size: 4,
    pieces: [4],
    fields: [],
    ...change,
  };
}

Deno.test("frames are bounded, and one that grows takes the place of what it was", () => {
  let frames: readonly Frame[] = [];
  for (let n = 1; n <= MOST_FRAMES + 10; n++) frames = withFrame(frames, frame(n));
  assertEquals([frames.length, frames[0]!.n], [MOST_FRAMES, 11]);
  const grown = withFrame(frames, frame(MOST_FRAMES + 5, { size: 9 }));
  assertEquals([grown.length, grown.at(-6)!.size], [MOST_FRAMES, 9]);
});

Deno.test("a filter lets through who, which command, which way, and errors", () => {
  const frames = [
    frame(1, { user: "maya", command: "auth" }),
    frame(2, { user: "maya", command: "auth", kind: "reply" }),
    frame(3, { connection: 2, command: "send", error: "--Wrong protocol" }),
    frame(4, { connection: 2, kind: "closed" }),
  ];
  const shown = (filter: Partial<typeof ALL_FRAMES>) =>
    filterFrames(frames, { ...ALL_FRAMES, ...filter }).map(({ n }) => n);
  assertEquals(shown({}), [1, 2, 3, 4]);
  assertEquals(shown({ who: "maya", direction: "in" }), [1]);
  assertEquals(shown({ direction: "out" }), [2]);
  assertEquals(shown({ who: "(2)" }), [3, 4]);
  assertEquals(shown({ command: "send" }), [3]);
  assertEquals(shown({ errors: true }), [3]);
  assertEquals(choicesOf(frames), { who: ["(2)", "maya"], commands: ["auth", "send"] });
});

Deno.test("a step goes to the frame before or behind, and not beyond the ends", () => {
  const frames = [frame(1), frame(5), frame(9)];
  assertEquals([stepFrom(frames, 5, 1)?.n, stepFrom(frames, 9, 1)?.n, stepFrom(frames, 1, -1)?.n], [9, 9, 1]);
  assertEquals(stepFrom(frames, undefined, -1)?.n, 9);
  assertEquals(stepFrom([], 5, 1), undefined);
});

testInBrowser("a student's own program is explained byte by byte, and what is read does not move", async (browser) => {
  await using server = await startServer({ web: { names: [OTHER_MACHINE] } });
  const maya = await browser.open(pageOn(server.webPort!));
  await logInPage(maya, "maya");
  await maya.getByRole("button", { name: /maya$/ }).click();
  await maya.getByRole("button", { name: "The wire" }).click();
  await maya.getByRole("button", { name: "Watch", exact: true }).click();
  await maya.getByRole("button", { name: "Stop watching" }).waitFor();
  using own = await server.connect();
  await own.ask("auth maya");
  const { tokenid } = await own.ask("auth maya surabaya");
  await own.ask(`send ${tokenid} izza secret words`);
  const wrong = maya.locator(".frame.wrong.in");
  await wrong.first().click();
  await maya.getByText(/^\^ byte 9: --Wrong protocol/).waitFor();
  assertEquals(await maya.getByText(String(tokenid)).count(), 0);
  const place = () => wrong.first().evaluate("element => element.getBoundingClientRect().top") as Promise<number>;
  const before = await place();
  for (let count = 0; count < 30; count++) await own.ask("list");
  await until(async () => await maya.locator(".frame").count() > 60, "the frames are there");
  assertEquals(await place(), before);
  await maya.getByLabel("errors only").check();
  await until(async () => await maya.locator(".frame").count() <= 3, "only those with errors are left");
  assertEquals(browser.complaints, []);
});

testInBrowser(
  "a teacher sees everybody's wire without texts, and everybody sees that; the wall shows who is in",
  async (browser) => {
    await using server = await startServer({ web: { names: [OTHER_MACHINE] }, teachers: ["guru"] });
    const [guru, maya] = [await browser.open(pageOn(server.webPort!)), await browser.open(pageOn(server.webPort!))];
    await Promise.all([logInPage(guru, "guru"), logInPage(maya, "maya")]);
    await guru.getByRole("button", { name: /guru$/ }).click();
    await guru.getByRole("button", { name: "The wire" }).click();
    await guru.locator(".wire select").first().selectOption("all");
    await guru.getByRole("button", { name: "Watch", exact: true }).click();
    await maya.getByText(/^The wire is on the wall: guru/).waitFor();
    await openTalk(maya, "izza");
    await write(maya, "nobody else's business");
    await guru.locator(".frame", { hasText: "post" }).first().waitFor();
    assertEquals(await guru.getByText("business").count(), 0);
    await guru.getByText("Let it come as a network may bring it").click();
    await guru.getByRole("button", { name: "split", exact: true }).click();
    await guru.locator(".frame", { hasText: "provoke" }).first().waitFor();
    await guru.getByRole("button", { name: /guru$/ }).click();
    await guru.getByRole("button", { name: "Projector" }).click();
    await guru.locator(".projector .qr").waitFor();
    assert((await guru.locator(".projector .names").textContent())!.includes("maya"));
    await guru.keyboard.press("Escape");
    await guru.getByRole("button", { name: "Stop watching" }).click();
    await until(async () => await maya.getByText(/^The wire is on the wall/).count() === 0, "nobody watches any more");
    assertEquals(browser.complaints, []);
  },
);
