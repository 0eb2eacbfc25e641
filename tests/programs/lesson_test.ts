/**
 * A lesson with a class of 40 on the real server: they join with the code, talk in groups, send files; the teacher locks,
 * mutes, kicks and removes; the server is killed in the middle; and what the teacher takes home is right.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type AnyReply,
  connect,
  type Peer,
  ROOT,
  run,
  serverProgram,
  startProcess,
  temporaryDirectory,
} from "../support/helpers.ts";
import { chosenOptions } from "../../tools/std/options.ts";

const STUDENTS = 40;
const CODE = "KELAS7BX";
const GROUPS = ["air", "api", "bumi", "udara"];

/** A student or the teacher, over one connection after the other. */
class Person implements Disposable {
  readonly name: string;
  readonly password: string;
  token = "";
  /** The texts of which the server said that they were sent, by the group they went to. */
  readonly sent: { group: string; text: string }[] = [];
  /** Between which moments the account was made, in milliseconds since 1970. */
  joined: [after: number, before: number] = [0, 0];
  #peer: Peer | undefined;

  constructor(name: string, password: string) {
    this.name = name;
    this.password = password;
  }

  async connect(port: number): Promise<void> {
    this.#peer?.[Symbol.dispose]();
    this.#peer = await connect(port);
  }

  get peer(): Peer {
    return this.#peer!;
  }

  /** Gives a command with the token behind its first word, and expects it to be done. */
  async do(command: string): Promise<AnyReply> {
    const reply = await this.ask(command);
    assertEquals(reply["status"], "OK", `${this.name}: ${command}: ${JSON.stringify(reply)}`);
    return reply;
  }

  async ask(command: string): Promise<AnyReply> {
    const [word, ...rest] = command.split(" ");
    return await this.peer.ask([word, this.token, ...rest].join(" "));
  }

  /** Says something to a group, and notes it when it was acknowledged. */
  async say(group: string, text: string): Promise<string> {
    const { id } = await this.do(`post ${crypto.randomUUID()} #${group} ${text}`);
    this.sent.push({ group, text });
    return id;
  }

  [Symbol.dispose](): void {
    this.#peer?.[Symbol.dispose]();
  }
}

function student(index: number): Person {
  return new Person(`siswa${String(index + 1).padStart(2, "0")}`, `rahasia-${index + 1}`);
}

const groupOf = (index: number) => GROUPS[index % GROUPS.length]!;
const refusal = (reply: AnyReply) => [reply["status"], reply["code"]];

/** They come, each with the code. */
async function join(people: readonly Person[], port: number): Promise<void> {
  await Promise.all(people.map(async (person) => {
    await person.connect(port);
    assertEquals((await person.peer.ask(`join ${CODE}`))["status"], "OK");
    const asked = Date.now();
    const reply = await person.peer.ask(`register ${person.name} ${person.password} Siswa ${person.name}`);
    assertEquals(reply["status"], "OK", JSON.stringify(reply));
    person.token = reply["tokenid"];
    person.joined = [asked, Date.now()];
  }));
}

/** Each joins a group, says something there and to the class, and sends its maker a file. @returns The ids of messages. */
async function work(people: readonly Person[]): Promise<string[]> {
  const makers = people.slice(0, GROUPS.length);
  await Promise.all(makers.map((maker, index) => maker.do(`addgroup ${groupOf(index)}`)));
  return await Promise.all(people.map(async (person, index) => {
    const maker = makers[index % makers.length]!;
    if (person !== maker) await person.do(`joingroup ${groupOf(index)}`);
    const id = await person.say("kelas", `halo dari ${person.name}`);
    await person.say(groupOf(index), `kelompok ${groupOf(index)}, ini ${person.name}`);
    await person.do(`sendfile ${makers[(index + 1) % makers.length]!.name} ${person.name}.txt ${btoa(person.name)}`);
    return id;
  }));
}

/** What the teacher does, and what becomes of it. */
async function control(teacher: Person, people: readonly Person[], port: number, removed: string): Promise<void> {
  const [first, second, third] = people as [Person, Person, Person];
  await teacher.do("lock");
  assertEquals(refusal(await first.ask("send siswa02 psst")), ["ERROR", "locked"]);
  assertEquals(refusal(await first.ask("sendgroup air psst")), ["ERROR", "locked"]);
  assertEquals(refusal(await first.ask(`sendfile siswa02 a.txt ${btoa("psst")}`)), ["ERROR", "locked"]);
  assertEquals(refusal(await first.ask("addgroup rahasia")), ["ERROR", "locked"]);
  await first.do("send guru boleh ke belakang?");
  assertEquals(refusal(await first.ask("unlock")), ["ERROR", "teachers_only"]);
  await teacher.do("unlock");

  await teacher.do("mute siswa02");
  assertEquals(refusal(await second.ask("post 6ba7b810-9dad-41d1-80b4-00c04fd430c8 #kelas ha")), ["ERROR", "muted"]);
  await teacher.do("unmute siswa02");

  await teacher.do("kick siswa03");
  assertMatch(await third.peer.receive(), /"status": "ERROR".*guru/);
  await third.connect(port);
  assertEquals(refusal(await third.ask("inbox")), ["ERROR", "no_login"]);
  const back = await third.peer.ask(`auth ${third.name} ${third.password}`);
  third.token = back["tokenid"];

  await teacher.do(`remove ${removed}`);
}

/** All talk at once until the server is killed: what was acknowledged is noted. */
async function talkUntilKilled(people: readonly Person[], kill: () => void): Promise<void> {
  let acknowledged = 0;
  await Promise.all(people.map(async (person, index) => {
    try {
      for (let round = 0;; round++) {
        await person.say(index % 2 === 0 ? "kelas" : groupOf(index), `${person.name} lagi ${round}`);
        if (++acknowledged === 5 * STUDENTS) kill();
      }
    } catch {
      // The server is gone.
    }
  }));
  assert(acknowledged >= 5 * STUDENTS, "hardly anything was said");
}

/** All that was said, as the teacher reads it: page by page. */
async function transcript(teacher: Person, group: string): Promise<AnyReply[]> {
  const messages: AnyReply[] = [];
  for (let after = "";;) {
    const page = await teacher.do(`transcript with #${group}${after} limit 200`);
    messages.push(...page["messages"]);
    if (!page["more"]) return messages;
    after = ` after ${messages.at(-1)!["id"]}`;
  }
}

Deno.test("a lesson of 40 that a kill interrupts: nothing acknowledged is lost or doubled, and the records are right", async () => {
  using directory = temporaryDirectory();
  const args = ["--class", "Kelas 7B", "--class-code", CODE, "--host", "127.0.0.1", "--port", "0"];
  const options = [...args, "--log", "quiet", "--data", directory.path];
  const people = Array.from({ length: STUDENTS }, (_, index) => student(index));
  using everybody = new DisposableStack();
  for (const person of people) everybody.use(person);
  let teacher: Person;
  let killed = 0;
  {
    await using server = await startProcess(serverProgram(), options, { shows: "Teacher:" });
    const [, name, password] = /Teacher: +(\w+), password (\S+)/.exec(server.banner)!;
    teacher = everybody.use(new Person(name!, password!));
    await teacher.connect(server.port);
    teacher.token = (await teacher.peer.ask(`auth ${name} ${password}`))["tokenid"];
    await join(people, server.port);
    const ids = await work(people);
    await control(teacher, people, server.port, ids[3]!);
    await talkUntilKilled(people, () => {
      killed = Date.now();
      server.process.kill("SIGKILL");
    });
  }
  await using server = await startProcess(serverProgram(), options, { shows: "Class code" });
  await Promise.all([...people, teacher].map((person) => person.connect(server.port)));

  for (const group of ["kelas", ...GROUPS]) {
    const said = Map.groupBy(await transcript(teacher, group), ({ msg }) => msg as string);
    const acknowledged = people.flatMap(({ sent }) => sent).filter((message) => message.group === group);
    for (const { text } of acknowledged) {
      const isRemoved = text === "halo dari siswa04";
      assertEquals(said.get(text)?.length ?? 0, isRemoved ? 0 : 1, `#${group}: ${text}`);
    }
    for (const [text, times] of said) {
      assertEquals(times.length, /^(halo|kelompok|siswa)/.test(text) ? 1 : times.length);
    }
    const members = (await teacher.do(`members ${group}`))["members"] as unknown[];
    const expected = people.filter((_, index) => group === "kelas" || groupOf(index) === group).length;
    assert(members.length >= expected, `#${group} has ${members.length} members`);
  }
  // Every file that was acknowledged is there, whole.
  for (const maker of people.slice(0, GROUPS.length)) {
    const { files } = await maker.do("files");
    for (const file of files as AnyReply[]) {
      if (file["to"] !== maker.name) continue;
      const { data } = await maker.do(`get ${file["id"]}`);
      assertEquals(atob(data), file["from"]);
    }
  }
  await attended(teacher, people, killed);
});

/** Who was there, as the teacher takes it home: to the second, though a kill takes the last one of a visit. */
async function attended(teacher: Person, people: readonly Person[], killed: number): Promise<void> {
  const { rows } = await teacher.do("attendance from 2000-01-01 to 2000-01-01") as { rows: AnyReply[] };
  assertEquals(rows, []);
  const today = new Date(killed - 86_400_000).toISOString().slice(0, 10); // The lesson may begin before midnight.
  const found = await teacher.do(`attendance from ${today} zone UTC to ${new Date().toISOString().slice(0, 10)}`);
  const end = Date.now();
  for (const { name, joined: [after, before], sent } of people) {
    const own = (found["rows"] as AnyReply[]).filter(({ user }) => user === name);
    const sum = (key: string) => own.reduce((total, row) => total + row[key], 0);
    const first = Date.parse(own.find((row) => row["first"] !== undefined)?.["first"]);
    assert(after - 1000 <= first && first <= before + 1000, `${name} came at ${first}, not ${after} to ${before}`);
    assert(sum("seconds") >= Math.floor((killed - before) / 1000) - 2, `${name}: ${sum("seconds")} s`);
    assert(sum("seconds") <= Math.ceil((end - after) / 1000) + 1, `${name}: ${sum("seconds")} s`);
    assert(sum("messages") >= sent.length, `${name}: ${sum("messages")} of ${sent.length} messages`);
  }
}

Deno.test("the demo of a lesson plays it to its end, within 80 columns, and leaves what the teacher takes home", async () => {
  const permissions = [
    "--allow-run",
    "--allow-read",
    "--allow-write",
    "--allow-net=127.0.0.1",
    "--allow-env=STD,CI_EXECUTABLES",
  ];
  const program = ["run", "--quiet", "--no-prompt", ...chosenOptions(ROOT), ...permissions, "tools/demo.ts"];
  const { code, out, err } = await run([Deno.execPath(), ...program], ["--class", "--fast"], { cwd: ROOT });
  assertEquals([code, err], [0, ""]);
  const [, directory] = /^What the teacher takes home is in (.+)$/m.exec(out)!;
  const table = Deno.readTextFileSync(`${directory}/attendance.csv`).trimEnd().split("\r\n");
  assertEquals(table.length, 1 + STUDENTS + 1); // The names of the columns, and the teacher.
  assertMatch(Deno.readTextFileSync(`${directory}/transcript.html`), /halo semua!/);
  const wide = out.split("\n").filter((line) => line.length > 80 && !line.includes(directory!));
  assertEquals(wide, []);
  Deno.removeSync(directory!, { recursive: true });
});
