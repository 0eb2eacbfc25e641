/**
 * Opens a class with a page for the browser, in which two people talk and somebody's own program makes mistakes, so that there
 * is something to see on the wire: `deno task demo --web`. It goes on until Ctrl-C; with `--fast` it plays once.
 *
 * @module
 */

import { CODE, connect, type LessonOptions, type Person, Stage, startServer } from "./demo_class.ts";

/** The page's port, if nobody has it. */
const PORT = 8888;

/** Milliseconds between two lines: as people write. */
const PACE = 4_000;

/** Who says what, in turns: `T` is the token. The last ones are what students' programs get wrong. */
const TALK: readonly (readonly ["budi" | "sari", string, refused?: RegExp])[] = [
  ["budi", "sendgroup T kelas halo semua!"],
  ["sari", "sendgroup T kelas halo Budi, sudah jalan programmu?"],
  ["budi", "send T sari belum: satu balasan bisa datang dalam beberapa recv"],
  ["sari", "send T budi baca sampai CR LF CR LF"],
  ["budi", "post T sari halo", /./],
  ["sari", "snd T budi halo", /./],
];

/** A port for the page: the usual one if it is free. */
function pagePort(): number {
  for (const port of [PORT, 0]) {
    try {
      using listener = Deno.listen({ hostname: "127.0.0.1", port });
      return listener.addr.port;
    } catch (error) {
      if (port === 0) throw error;
    }
  }
  return PORT;
}

async function join(name: string, port: number): Promise<Person> {
  const person = await connect(name, port);
  await person.do(`join ${CODE}`);
  person.token = String((await person.do(`register ${name} rahasia-${name}`))["tokenid"]);
  return person;
}

/** Says how to look, and that the page is there. */
async function open(stage: Stage, banner: string, address: string): Promise<void> {
  const page = await fetch(address);
  const html = await page.text();
  if (!page.ok || !html.includes("/page.js")) throw new Error(`There is no page at ${address}`);
  await stage.scene("A class with a page for the browser");
  for (const line of banner.trim().split("\n")) stage.note(line);
  await stage.scene(`Open  ${address}#${CODE}`);
  stage.note("and make an account: the code is in the address. Budi and Sari talk there.");
  stage.note("The wire: log in as the teacher; in the menu The wire, Everybody, Watch;");
  stage.note("what is wrong has its error under its byte. Projector shows it to a room.");
}

/** Plays until `ended`, or once if nobody looks. */
export async function playPage(options: LessonOptions, ended: AbortSignal): Promise<void> {
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-web-" });
  try {
    const stage = new Stage(options);
    const port = pagePort();
    await using server = await startServer(directory, "In a browser:", ["--web", `127.0.0.1:${port}`, "--inspect"]);
    await open(stage, server.banner, `http://127.0.0.1:${port}/`);
    using budi = await join("budi", server.port);
    using sari = await join("sari", server.port);
    await stage.scene(options.fast ? "They talk" : "They talk, until Ctrl-C");
    do {
      for (const [name, line, refused] of TALK) {
        if (ended.aborted) return;
        await stage.ask(name === "budi" ? budi : sari, line, refused);
        if (!options.fast) await pause(ended);
      }
    } while (!options.fast);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** Waits for a while, or until the end. */
async function pause(ended: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PACE);
  ended.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
