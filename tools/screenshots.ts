/**
 * Takes pictures of every state of the page: the real page in a real browser, from a real server. They lie in `docs/page/`, for
 * `docs/design.md`, and are made again when the page looks otherwise: `deno task screenshots [NAME]`. Needs Chromium.
 *
 * @module
 */

import {
  logInPage,
  openTalk,
  OTHER_MACHINE,
  type Page,
  pageOn,
  type Seat,
  startBrowser,
  type TestBrowser,
  write,
} from "../tests/support/browser.ts";
import { PASSWORD, type Peer, ROOT, startServer, type TestServer } from "../tests/support/helpers.ts";
import { until } from "../tests/support/patience.ts";

const DIRECTORY = `${ROOT}docs/page/`;

/** A classroom: a server, a browser, and people who use the protocol by hand. */
interface Room {
  readonly server: TestServer;
  /** Ends the server, once. */
  stop(): Promise<void>;
  readonly browser: TestBrowser;
  /** A page that is logged in. */
  page(user: string, seat?: Seat): Promise<Page>;
  /** Somebody who has a connection and a login. */
  hand(user: string): Promise<Peer & { token: string; say(to: string, text: string): Promise<unknown> }>;
}

/** A state of the page: what leads to it. */
interface Shot {
  readonly name: string;
  readonly seat?: Seat;
  play(room: Room, seat: Seat): Promise<Page>;
}

const PHONE: Seat = { isPhone: true };
const DARK_PHONE: Seat = { isPhone: true, scheme: "dark" };
const WALL: Seat = { size: { width: 1920, height: 1080 }, scheme: "dark" };

const CODE = `def ask(conn, request):
    conn.sendall(request.encode() + b"\\r\\n")
    reply = b""

    while not reply.endswith(b"\\r\\n\\r\\n"):
        reply += conn.recv(4096)
    return json.loads(reply)`;

/** A conversation as it goes in a lesson. */
async function lesson(room: Room, seat: Seat): Promise<Page> {
  const izza = await room.page("izza");
  await openTalk(izza, "maya");
  const nania = await room.hand("nania");
  const maya = await room.page("maya", seat);
  await nania.say("maya", "Kelas mulai jam 15:30");
  await openTalk(maya, "izza");
  await write(maya, "Halo Izza! Sudah baca tugas soket? https://example.org/tugas.html");
  await maya.getByText(/^read/).first().waitFor();
  await write(izza, "Sudah. Server saya menjawab OK, tetapi inbox hilang kalau kabelnya dicabut.");
  await write(izza, "Bagaimana caranya supaya tidak?");
  await maya.getByText("supaya tidak?").last().waitFor();
  await write(maya, CODE);
  await maya.getByText(/^read/).nth(1).waitFor();
  await izza.context().close();
  return maya;
}

const SHOTS: readonly Shot[] = [
  {
    name: "login",
    play: ({ browser, server }, seat) => open(browser, server, seat),
  },
  {
    name: "join-phone-dark",
    seat: DARK_PHONE,
    play: ({ browser, server }, seat) => open(browser, server, seat, "#K7MP3XWQ"),
  },
  {
    name: "refused-indonesian-phone",
    seat: { ...PHONE, language: "id" },
    async play({ browser, server }, seat) {
      const page = await open(browser, server, seat);
      await page.getByLabel("Nama pengguna").fill("maya");
      await page.getByLabel("Kata sandi").fill("salah");
      await page.keyboard.press("Enter");
      await page.getByText("Kata sandi salah").waitFor();
      return page;
    },
  },
  { name: "conversation", play: lesson },
  { name: "conversation-dark-wall", seat: WALL, play: lesson },
  { name: "conversation-phone-dark", seat: DARK_PHONE, play: lesson },
  {
    name: "list-phone",
    seat: PHONE,
    async play(room, seat) {
      const page = await lesson(room, seat);
      const izza = await room.hand("izza");
      await page.locator(".back").click();
      await izza.say("maya", "Sudah jalan!");
      await page.locator(".count").nth(1).waitFor();
      return page;
    },
  },
  {
    name: "unread",
    async play(room, seat) {
      const izza = await room.hand("izza");
      await izza.say("maya", "Pagi!");
      const page = await room.page("maya", seat);
      await openTalk(page, "izza");
      await write(page, "Pagi, Izza");
      await page.getByText(/^delivered$|^sent$/).first().waitFor();
      await page.keyboard.press("Alt+ArrowDown");
      await openTalk(page, "nania");
      for (let i = 1; i <= 30; i++) await izza.say("maya", `Soal nomor ${i}: apa bedanya send dan post?`);
      await page.locator('.entry[data-talk="izza"] .count').getByText("30", { exact: true }).waitFor();
      await page.locator('.entry[data-talk="izza"]').click();
      await page.locator(".divider").waitFor();
      await page.locator(".to-newest").waitFor();
      return page;
    },
  },
  {
    name: "group",
    async play(room, seat) {
      const guru = await room.hand("guru");
      const [izza, nania] = [await room.hand("izza"), await room.hand("nania")];
      await guru.ask(`addgroup ${guru.token} kelas`);
      for (const user of ["maya", "izza", "nania"]) await guru.ask(`invitegroup ${guru.token} kelas ${user}`);
      const page = await room.page("maya", seat);
      await openTalk(page, "#kelas");
      await guru.say("#kelas", "Selamat pagi. Hari ini kita menulis klien sendiri.");
      await izza.say("#kelas", "Siap, Bu!");
      await nania.say("#kelas", "Boleh pakai Python?");
      await guru.say("#kelas", "Boleh. Mulai dari auth, lalu send.");
      await write(page, "Bu, satu balasan bisa datang dalam beberapa recv?");
      await page.getByText(/^delivered to|^sent$/).first().waitFor();
      return page;
    },
  },
  {
    name: "waiting",
    async play(room, seat) {
      const page = await lesson(room, seat);
      await room.stop();
      await write(page, "Saya tulis terus, walau server mati");
      await page.locator(".waits").last().waitFor();
      await page.locator(".banner").waitFor();
      return page;
    },
  },
  {
    name: "not-sent",
    async play(room, seat) {
      const page = await lesson(room, seat);
      const guru = await room.hand("guru");
      await guru.ask(`mute ${guru.token} maya 5`);
      await write(page, "Halo?");
      await page.getByRole("button", { name: "Try again" }).waitFor();
      return page;
    },
  },
  {
    name: "sent-away",
    async play(room, seat) {
      const page = await room.page("maya", seat);
      const guru = await room.hand("guru");
      await guru.ask(`kick ${guru.token} maya`);
      await page.getByText("guru has ended").waitFor();
      return page;
    },
  },
  {
    name: "paste-phone",
    seat: PHONE,
    async play(room, seat) {
      const page = await room.page("maya", seat);
      await openTalk(page, "izza");
      await page.locator(".composer textarea").fill(CODE);
      return page;
    },
  },
  {
    name: "menu-dark",
    seat: { scheme: "dark" },
    async play(room, seat) {
      const page = await lesson(room, seat);
      await page.locator(".me").click();
      await page.getByRole("button", { name: "Log out" }).waitFor();
      return page;
    },
  },
  { name: "narrow", seat: { size: { width: 320, height: 568 } }, play: lesson },
];

async function open(browser: TestBrowser, server: TestServer, seat: Seat, hash = ""): Promise<Page> {
  const page = await browser.open(pageOn(server.webPort!) + hash, await browser.sit(seat));
  const isWide = (await page.evaluate("innerWidth") as number) > 900;
  await page.locator(isWide ? ".qr" : ".login form").waitFor();
  return page;
}

/** A room for one picture. */
async function enter(browser: TestBrowser): Promise<Room & AsyncDisposable> {
  const server = await startServer({ web: { names: [OTHER_MACHINE] } });
  const peers: Disposable[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    for (const peer of peers.splice(0)) peer[Symbol.dispose]();
    return stopped ??= Promise.resolve(server[Symbol.asyncDispose]());
  };
  return {
    server,
    stop,
    browser,
    async page(user, seat) {
      const page = await browser.open(pageOn(server.webPort!), await browser.sit(seat));
      await logInPage(page, user);
      return page;
    },
    async hand(user) {
      const peer = await server.connect();
      peers.push(peer);
      const { tokenid: token } = await peer.ask(`auth ${user} ${PASSWORD}`);
      return Object.assign(peer, { token, say: (to: string, text: string) => peer.ask(`send ${token} ${to} ${text}`) });
    },
    [Symbol.asyncDispose]: stop,
  };
}

const [wanted] = Deno.args;
Deno.mkdirSync(DIRECTORY, { recursive: true });
await using browser = await startBrowser();
for (const { name, seat = {}, play } of SHOTS) {
  if (wanted !== undefined && !name.includes(wanted)) continue;
  await using room = await enter(browser);
  const page = await play(room, seat);
  // What moves at the end of an act has come to rest.
  let last = "";
  await until(async () => last === (last = await page.content()));
  await page.screenshot({ path: `${DIRECTORY}${name}.png` });
  await page.context().close();
  console.log(name);
}
