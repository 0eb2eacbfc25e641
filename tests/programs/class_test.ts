/**
 * A class, with the real programs: how it is opened, who gets in, and people who come from a table.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { until } from "../support/patience.ts";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { assertMode } from "../support/with_system.ts";

const program = serverProgram();
const CODE = "K7MP3XWQ";

/** What a start of a class says (the network of who runs the tests shall not hear of it), and what becomes of the demo's and the teacher's passwords there. */
async function openClass(data: string, ...args: string[]) {
  return await startProcess(program, [
    "--port",
    "0",
    "--log",
    "quiet",
    "--announce",
    "off",
    "--data",
    data,
    "--class",
    ...args,
  ], {
    shows: "Teacher:",
  });
}

function codeIn(banner: string): string {
  return /^Class code: +(\S+)$/m.exec(banner)![1]!;
}

Deno.test("a class is on the network, says what to type, and its teacher has a password that is shown once", async () => {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  let password = "";
  {
    await using server = await openClass(data, "Kelas 7B");
    const { banner, port } = server;
    assertMatch(banner, /^Class: +Kelas 7B$/m);
    assertMatch(banner, new RegExp(`^Students type: +ngobrol --host [\\d.]+:${port}   and then: join$`, "m"));
    assertMatch(codeIn(banner), /^[2-9A-HJKMNP-TV-Z]{8}$/);
    password = /^Teacher: +guru, password ([a-z]+-[a-z]+-[a-z]+) /m.exec(banner)![1]!;
    using peer = await connect(port);
    assertEquals((await peer.ask(`auth guru ${password}`))["status"], "OK");
    for (const name of ["maya", "izza", "nania"]) {
      assertEquals((await peer.ask(`auth ${name} surabaya`))["code"], "no_user", name);
    }
    assertEquals((await peer.ask("auth guru surabaya"))["code"], "wrong_password");
    assertMatch(banner, /^Group: +#kelas: everybody is in it$/m);
    const { tokenid } = await peer.ask(`register ${codeIn(banner)} budi rahasia`);
    assertEquals((await peer.ask(`sendgroup ${tokenid} kelas hallo`))["status"], "OK");
    // Who is added by the operator is in it, too; who has left it, is not put back by the next start.
    const add = ["user", "add", "siti", "--password-stdin", "--data", data];
    assertEquals((await run(program, add, { input: "rahasia\n" })).code, 0);
    const siti = (await peer.ask("auth siti rahasia"))["tokenid"];
    await until(async () => (await peer.ask(`sendgroup ${siti} kelas hallo`))["status"] === "OK", "siti is in #kelas");
    assertEquals((await peer.ask(`leavegroup ${tokenid} kelas`))["status"], "OK");
  }
  await using server = await openClass(data);
  assertEquals(server.banner.includes("shown once"), false, server.banner);
  assertEquals(server.banner.includes("Class: "), false, server.banner);
  using peer = await connect(server.port);
  assertEquals((await peer.ask(`auth guru ${password}`))["status"], "OK");
  const budi = (await peer.ask("auth budi rahasia"))["tokenid"];
  assertEquals((await peer.ask(`sendgroup ${budi} kelas hallo`))["status"], "ERROR");
  const siti = (await peer.ask("auth siti rahasia"))["tokenid"];
  assertEquals((await peer.ask(`sendgroup ${siti} kelas hallo`))["status"], "OK");
});

Deno.test("the demo's accounts, known from before on this machine, are no way into a class: not even its tokens", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--data", directory.path];
  const tokens: string[] = [];
  {
    await using demo = await startProcess(program, args);
    using peer = await connect(demo.port);
    for (const name of ["maya", "guru"]) tokens.push(await peer.logIn(name));
  }
  await using server = await openClass(directory.path, "--host", "127.0.0.1");
  const password = /password (\S+)/.exec(server.banner)![1]!;
  using peer = await connect(server.port);
  for (const token of tokens) assertEquals((await peer.ask(`inbox ${token}`))["code"], "no_login");
  assertEquals((await peer.ask("auth guru surabaya"))["code"], "wrong_password");
  assertEquals((await peer.ask("auth maya surabaya"))["code"], "no_user");
  const { tokenid } = await peer.ask(`auth guru ${password}`);
  assertEquals((await peer.ask(`lock ${tokenid}`))["status"], "OK");
});

Deno.test("the code is another at each start, unless it was chosen or is kept; nobody else can read it then", async () => {
  using directory = temporaryDirectory();
  const file = `${directory.path}/class-code`;
  const codes: string[] = [];
  for (
    const flags of [[], [], ["--keep-code"], ["--keep-code"], ["--class-code", CODE, "--keep-code"], ["--keep-code"]]
  ) {
    await using server = await openClass(directory.path, ...flags);
    codes.push(codeIn(server.banner));
  }
  assertEquals(new Set(codes.slice(0, 3)).size, 3);
  assertEquals(codes.slice(2), [codes[2]!, codes[2]!, CODE, CODE]);
  assertMode(file, 0o600);
});

Deno.test("flags of a class that do not go together are refused", async () => {
  using directory = temporaryDirectory();
  const wrong: [args: string[], sentence: RegExp][] = [
    [["--class", "--demo"], /^--class goes without --demo/],
    [["--register", "all"], /^--register takes closed, code, open; see --help/],
    [["--class-code", CODE], /^--class-code goes with --class or --register code/],
    [["--keep-code"], /^--keep-code goes with --class or --register code/],
    [["--class", "--class-code", "kelas"], /^--class-code takes 8 to 32 letters and digits/],
    [["--class", "x".repeat(61)], /^--class takes up to 60 characters/],
    [["--class", "--lang", "de"], /^--lang takes en or id/],
  ];
  for (const [args, sentence] of wrong) {
    const result = await run(program, [...args, "--port", "0", "--data", `${directory.path}/data`]);
    assertMatch(result.err, sentence);
    assertEquals(result.code, 2);
  }
  assertEquals([...Deno.readDirSync(directory.path)], []);
});

Deno.test("an open server takes everybody, says so, and outside of a class has no teacher of its own", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--log", "quiet", "--data", directory.path, "--host", "0.0.0.0", "--register", "open"];
  await using server = await startProcess(program, args, { shows: "Students type:" });
  assertMatch(server.banner, /and then: register$/m);
  using peer = await connect(server.port);
  assertEquals((await peer.ask("register guru rahasia"))["status"], "OK");
});

Deno.test("a table is imported beside a running server, its people log in with what is on their slips, once", async () => {
  using directory = temporaryDirectory();
  const { path } = directory;
  const data = ["--data", `${path}/data`];
  const [table, slips] = [`${path}/people.csv`, `${path}/slips.html`];
  Deno.writeTextFileSync(table, "username;name;role\r\n;Siti Aminah;\r\njoko;Joko;teacher\r\nbad name;X;\r\n");
  const user = (...words: string[]) => run(program, ["user", ...words, ...data]);
  assertMatch((await user("import", table, "--dry-run")).out, /\nWould add 2 accounts\n$/);
  assertEquals(Array.from(Deno.readDirSync(path), ({ name }) => name), ["people.csv"]);
  await using server = await openClass(`${path}/data`, "--class-code", CODE);

  const dry = await user("import", table, "--dry-run", "--slips", slips);
  assertMatch(dry.out, /^Line 4: A name has .*\nWould add 2 accounts\n$/);
  assertEquals([dry.code, dry.err], [1, "1 row was left out\n"]);
  assertEquals((await user("list")).out, "guru  Guru  (teacher)\n");

  const first = await user("import", table, "--slips", slips, "--host", "192.0.2.9", "--group", "lab");
  assertMatch(
    first.out,
    /^Line 4: A name has .*\nAdded 2 accounts; 2 places in groups taken\nThe slips are in .*slips\.html/,
  );
  assertMode(slips, 0o600);
  const page = Deno.readTextFileSync(slips);
  assert(page.includes("ngobrol --host 192.0.2.9<"), page);
  using peer = await connect(server.port);
  for (const name of ["siti.aminah", "joko"]) {
    const [, password] = new RegExp(`<code>${name}</code>[^]*?<code>([a-z-]+)</code>`).exec(page)!;
    assertEquals((await peer.ask(`auth ${name} ${password}`))["status"], "OK", name);
  }

  const again = await user("import", table);
  assertMatch(again.out, /\nNo account was added; 2 were there already\n$/);
  const busy = await user("import", table, "--slips", slips);
  assertEquals(busy.code, 1);
  Deno.writeTextFileSync(table, "name\nRahma\n");
  assertMatch((await user("import", table, "--slips", slips)).err, /^Cannot write .*slips\.html: it is there already/);
  const made = await user("import", table, "--lang", "id");
  assertMatch(made.out, /^rahma {2}[a-z]+-[a-z]+-[a-z]+ {2}Rahma\nAdded 1 account\n$/);
  assertEquals(
    (await user("export")).out,
    "username,name,role\nguru,Guru,teacher\nsiti.aminah,Siti Aminah,student\njoko,Joko,teacher\nrahma,Rahma,student\n",
  );
});

Deno.test("a role, a name and a made password of the operator hold in a running server at once", async () => {
  using directory = temporaryDirectory();
  const data = ["--data", directory.path];
  const args = ["--port", "0", "--host", "0.0.0.0", "--log", "quiet", ...data];
  const user = (...words: string[]) => run(program, ["user", ...words, ...data]);
  const add = ["user", "add", "budi", "--password-stdin", "--teacher", "--name", "Budi Santoso", ...data];
  assertEquals((await run(program, add, { input: "rahasia\n" })).code, 0);
  await using server = await startProcess(program, args);
  using peer = await connect(server.port);
  const token = (await peer.ask("auth budi rahasia"))["tokenid"];
  const mayTeach = async () => (await peer.ask(`unlock ${token}`))["code"] ?? "OK";
  assertEquals(await mayTeach(), "OK");
  assertEquals((await user("role", "budi", "student")).out, "budi is a student now\n");
  assertEquals(await mayTeach(), "teachers_only");
  await user("role", "BUDI", "teacher");
  assertEquals(await mayTeach(), "OK");
  assertEquals((await user("list")).out, "budi  Budi Santoso  (teacher)\n");
  assertEquals(
    (await user("rename", "budi", "agus", "--name", "Agus")).out,
    "budi is agus now and has to log in again\n",
  );
  assertEquals((await peer.ask(`inbox ${token}`))["code"], "no_login");
  assertEquals((await peer.ask("auth budi rahasia"))["code"], "no_user");
  assertEquals((await peer.ask("auth agus rahasia"))["status"], "OK");
  const reset = await user("reset", "agus", "--lang", "id");
  const password = /^agus has the password (\S+) now and has to log in again\n$/.exec(reset.out)![1]!;
  assertEquals((await peer.ask("auth agus rahasia"))["code"], "wrong_password");
  assertEquals((await peer.ask(`auth agus ${password}`))["status"], "OK");
  assertMatch((await user("rename", "budi", "x")).err, /^There is no user budi\n$/);
  assertMatch((await user("reset", "budi")).err, /^There is no user budi\n$/);
});

Deno.test("a table that cannot be read is told in a sentence, and makes nothing", async () => {
  using directory = temporaryDirectory();
  const { path } = directory;
  const data = `${path}/data`;
  const fails = async (content: Uint8Array | undefined, sentence: RegExp) => {
    if (content !== undefined) Deno.writeFileSync(`${path}/people.csv`, content);
    const result = await run(program, ["user", "import", `${path}/people.csv`, "--data", data]);
    assertMatch(result.err, sentence);
    assertEquals(result.code, 1);
  };
  await fails(undefined, /^Cannot read .*people\.csv: there is no such file\n$/);
  await fails(new Uint8Array([0x6e, 0xe9]), /^Cannot read .*people\.csv: it is not UTF-8: save it as CSV UTF-8\n$/);
  await fails(new TextEncoder().encode('name\n"'), /^It is no CSV: Quote Not Closed/);
});
