/**
 * Plays a lesson with a class of 40 on a real server: `deno task demo --class`. It shows who asks what and what comes back,
 * at 80 columns, and fails if anything is not as documented. `--fast` leaves out the time for reading.
 *
 * @module
 */

import { chosenOptions } from "./std/options.ts";
import { SERVER_PERMISSIONS } from "./executable.ts";

/** Milliseconds that a reply, or the start of the server, may take. */
const PATIENCE = 30_000;

/** Milliseconds for reading a step. */
const READING = 1_400;

/** The code of the class. */
export const CODE = "KELAS7BX";
const NAMED = ["budi", "sari", "wulan", "joko"];
const STUDENTS = 40;

/** Columns of a projector. */
const WIDTH = 80;

/** How to run the server from its source. */
const SERVER = ["run", "--quiet", "--no-prompt", ...chosenOptions(), ...SERVER_PERMISSIONS, "server.ts"];

/** What a server sends: a reply or an event. */
type Frame = Record<string, unknown>;

/** Options of {@linkcode playLesson}. */
export interface LessonOptions {
  /** Whether nobody reads along. */
  readonly fast: boolean;
  /** Whether the lines may be coloured. */
  readonly colour: boolean;
}

/** One person's connection. */
export class Person implements Disposable {
  readonly name: string;
  token = "";
  readonly #conn: Deno.TcpConn;
  #received = "";
  readonly #buffer = new Uint8Array(64 * 1024);
  readonly #decoder = new TextDecoder();

  constructor(name: string, conn: Deno.TcpConn) {
    this.name = name;
    this.#conn = conn;
  }

  /** The next reply or event. */
  async next(): Promise<Frame> {
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      if (end >= 0) {
        const frame = JSON.parse(this.#received.slice(0, end));
        this.#received = this.#received.slice(end + 4);
        return frame;
      }
      const count = await within(this.#conn.read(this.#buffer));
      if (count === null) throw new Error(`The connection of ${this.name} ended`);
      this.#received += this.#decoder.decode(this.#buffer.subarray(0, count), { stream: true });
    }
  }

  /** The next event of a kind. */
  async event(kind: string): Promise<Frame> {
    for (;;) {
      const frame = await this.next();
      if (frame["event"] === kind) return frame;
    }
  }

  /** Sends a line, in which `T` stands for the token; returns its reply. */
  async ask(line: string): Promise<Frame> {
    const request = line.replace(/^(\S+) T(?=$| )/, `$1 ${this.token}`);
    await this.#conn.write(new TextEncoder().encode(`${request}\r\n`));
    for (;;) {
      const frame = await this.next();
      if ("status" in frame) return frame;
    }
  }

  /** The same, for what must be done. */
  async do(line: string): Promise<Frame> {
    const reply = await this.ask(line);
    if (reply["status"] !== "OK") throw new Error(`${this.name}: ${line}: ${reply["message"]}`);
    return reply;
  }

  [Symbol.dispose](): void {
    try {
      this.#conn.close();
    } catch {
      // It is closed.
    }
  }
}

async function within<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Nothing came within ${PATIENCE / 1000} s`)), PATIENCE);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is shown, and at which pace. */
export class Stage {
  readonly #options: LessonOptions;

  constructor(options: LessonOptions) {
    this.#options = options;
  }

  #paint(code: number, text: string): string {
    return this.#options.colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  }

  /** A heading, and time to read what stands above it. */
  async scene(title: string): Promise<void> {
    await this.pause();
    console.log(`\n${this.#paint(1, title)}`);
  }

  /** What somebody sends, or gets. */
  line(name: string, arrow: ">" | "<", text: string): void {
    const shown = text.length > WIDTH - 12 ? `${text.slice(0, WIDTH - 13)}…` : text;
    const colour = arrow === ">" ? 36 : /^\{"status": "ERROR"/.test(text) ? 31 : 32;
    console.log(`  ${name.padEnd(6)} ${arrow} ${this.#paint(colour, shown)}`);
  }

  /** Something to know. */
  note(text: string): void {
    console.log(`  ${text}`);
  }

  async pause(): Promise<void> {
    if (!this.#options.fast) await new Promise((resolve) => setTimeout(resolve, READING));
  }

  /** Lets somebody ask and shows it. */
  async ask(person: Person, line: string, refused?: RegExp): Promise<Frame> {
    this.line(person.name, ">", line.replace(/^((?:register|auth) \S+) \S+/, "$1 ***"));
    const reply = await person.ask(line);
    this.line(person.name, "<", JSON.stringify(reply).replaceAll('":"', '": "').replaceAll('","', '", "'));
    const isRight = refused === undefined
      ? reply["status"] === "OK"
      : reply["status"] === "ERROR" && refused.test(String(reply["message"]));
    if (!isRight) throw new Error(`${person.name}: ${line}: not the answer that is documented`);
    await this.pause();
    return reply;
  }
}

/** A server of its own process, from its source. */
export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  readonly banner: string;
  kill(): Promise<void>;
}

/** @param shows What is the last line of what it prints. */
export async function startServer(
  directory: string,
  shows: string,
  more: readonly string[] = [],
): Promise<RunningServer> {
  const options = ["--class", "Kelas 7B", "--class-code", CODE, "--host", "127.0.0.1", "--port", "0"];
  const process = new Deno.Command(Deno.execPath(), {
    args: [...SERVER, ...options, ...more, "--log", "quiet", "--data", `${directory}/data`],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let banner = "";
  while (!banner.split(shows)[1]?.includes("\n")) {
    const { value, done } = await within(reader.read());
    if (done) throw new Error("The server ended");
    banner += value;
  }
  const kill = async (signal: Deno.Signal) => {
    try {
      process.kill(signal);
    } catch {
      // It has ended.
    }
    await process.status;
    await reader.cancel();
  };
  const port = Number(/:(\d+)\n/.exec(banner)![1]);
  return { port, banner, kill: () => kill("SIGKILL"), [Symbol.asyncDispose]: () => kill("SIGTERM") };
}

/** The class of a lesson. */
interface Lesson {
  readonly stage: Stage;
  readonly teacher: Person;
  /** Those with a name first. */
  readonly students: Person[];
}

export async function connect(name: string, port: number): Promise<Person> {
  return new Person(name, await Deno.connect({ hostname: "127.0.0.1", port }));
}

async function joinClass({ stage, teacher, students }: Lesson, banner: string): Promise<void> {
  await stage.scene("A teacher opens a class");
  for (const line of banner.trim().split("\n")) stage.note(line);
  const password = /password (\S+)/.exec(banner)![1];
  const { tokenid } = await stage.ask(teacher, `auth guru ${password}`);
  teacher.token = String(tokenid);

  await stage.scene("Students make their accounts with the code on the wall");
  const [budi] = students as [Person];
  await stage.ask(budi, "join KELAS7AX", /^Wrong code$/);
  await stage.ask(budi, `join ${CODE}`);
  budi.token = String((await stage.ask(budi, "register budi rahasia Budi Santoso"))["tokenid"]);
  await Promise.all(
    students.slice(1).map(async (student) => {
      await student.do(`join ${CODE}`);
      student.token = String((await student.do(`register ${student.name} rahasia-${student.name}`))["tokenid"]);
    }),
  );
  stage.note(`… and ${students.length - 1} more at once.`);
}

async function talk({ stage, students }: Lesson): Promise<void> {
  const [budi, sari, wulan] = students as [Person, Person, Person];
  await stage.scene("They talk: in the class, in groups, and with files");
  await stage.ask(wulan, "live T");
  await stage.ask(budi, "sendgroup T kelas halo semua!");
  stage.line(wulan.name, "<", JSON.stringify(await wulan.event("message")));
  await stage.ask(sari, "addgroup T ipa");
  await stage.ask(budi, "joingroup T ipa");
  await stage.ask(budi, "sendgroup T ipa siapa punya catatan?");
  await stage.ask(sari, `sendfile T budi catatan.txt ${btoa("air mendidih pada 100 derajat")}`);
  await Promise.all(students.slice(4).map((student) => student.do(`sendgroup T kelas hadir, ${student.name}`)));
  stage.note(`… and all say that they are there.`);
}

async function control({ stage, teacher, students }: Lesson): Promise<void> {
  const [budi, sari, , joko] = students as [Person, Person, Person, Person];
  await stage.scene("The teacher has it in hand");
  await stage.ask(teacher, "lock T");
  await stage.ask(budi, "send T sari psst", /locked/);
  await stage.ask(budi, "send T guru boleh ke belakang?");
  await stage.ask(teacher, "unlock T");
  const { id } = await stage.ask(joko, `post T ${crypto.randomUUID()} #kelas jelek!`);
  await stage.ask(teacher, `remove T ${id}`);
  await stage.ask(teacher, "mute T joko 5");
  await stage.ask(joko, "send T sari maaf", /muted/);
  await stage.ask(sari, "mute T joko", /^Only a teacher can do that$/);
}

/** All write until the server dies. @returns What was acknowledged. */
async function pullThePlug({ stage, students }: Lesson, server: RunningServer): Promise<string[]> {
  await stage.scene("Somebody pulls the plug, in the middle of it");
  const acknowledged: string[] = [];
  const enough = Promise.withResolvers<void>();
  const writing = students.filter(({ name }) => name !== "joko").map(async (student) => {
    try {
      for (let round = 0;; round++) {
        const text = `${student.name} ${round}`;
        await student.do(`sendgroup T kelas ${text}`);
        if (acknowledged.push(text) === 500) enough.resolve();
      }
    } catch {
      // The server is gone.
    }
  });
  await within(enough.promise);
  await server.kill();
  await Promise.all(writing);
  stage.note(`kill -9, after ${acknowledged.length} times "Message Sent".`);
  return acknowledged;
}

/** What the teacher takes home, as the operator writes it. @returns The lines of the transcript. */
async function takeHome({ stage }: Lesson, directory: string): Promise<string[]> {
  await stage.scene("The server starts again; the teacher takes the lesson home");
  for (const [what, file] of [["attendance", "attendance.csv"], ["transcript", "transcript.html"]] as const) {
    stage.note(`ngobrol-server teach ${what} --out ${file}`);
    await teach(directory, what, file);
  }
  await teach(directory, "transcript", "transcript.csv");
  return Deno.readTextFileSync(`${directory}/transcript.csv`).split("\r\n");
}

async function teach(directory: string, what: string, file: string): Promise<void> {
  const command = ["teach", what, "--out", `${directory}/${file}`, "--data", `${directory}/data`];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args: [...SERVER, ...command] }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}

/** Plays the lesson. @returns The folder with what the teacher takes home. */
export async function playLesson(options: LessonOptions): Promise<string> {
  const directory = Deno.makeTempDirSync({ prefix: "ngobrol-lesson-" });
  const stage = new Stage(options);
  await using server = await startServer(directory, "Teacher:");
  using people = new DisposableStack();
  const join = async (name: string) => people.use(await connect(name, server.port));
  const others = Array.from({ length: STUDENTS - NAMED.length }, (_, index) => `siswa${index + NAMED.length + 1}`);
  const students = await Promise.all([...NAMED, ...others].map(join));
  const lesson = { stage, teacher: await join("guru"), students };
  await joinClass(lesson, server.banner);
  await talk(lesson);
  await control(lesson);
  const acknowledged = await pullThePlug(lesson, server);
  await using _again = await startServer(directory, "Class code:");
  const lines = new Set((await takeHome(lesson, directory)).map((line) => /"?([^",]*)"?$/.exec(line)![1]));
  const lost = acknowledged.filter((text) => !lines.has(text));
  if (lost.length > 0) throw new Error(`${lost.length} acknowledged messages are lost, such as: ${lost[0]}`);
  stage.note(`All ${acknowledged.length} acknowledged messages are in it, each once.`);
  return directory;
}
