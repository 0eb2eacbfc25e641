/**
 * Tables of people: what is read of them, whose accounts they come to, and what is written.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { ChatError, isName } from "../../../lib/chat.ts";
import { exportAccounts, type Plan, planImport } from "../../../lib/server/admin/people/account_import.ts";
import { csvLine } from "../../../lib/reports/table.ts";
import { readCsv } from "../../../lib/csv.ts";
import { makePassword, WORD_LANGUAGES } from "../../../lib/server/admin/people/made_password.ts";
import { slipsPage } from "../../../lib/server/admin/people/slips.ts";
import { askServer, openOperatorPort } from "../../../lib/server/admin/operator_port.ts";
import { claimDataDirectory, readOperatorAddress } from "../../../lib/server/admin/data/data_directory.ts";
import {
  type ListedAccount,
  remoteAccountAdmin,
  runAccountCall,
} from "../../../lib/server/chat/accounts/account_admin.ts";
import { createLog } from "../../../lib/server/log.ts";
import { startServer, temporaryDirectory } from "../../support/helpers.ts";

const account = (name: string, fullName = name, demo = false): ListedAccount => ({
  ...{ name, fullName, demo, role: "student" },
});

function plan(text: string, accounts: readonly ListedAccount[] = [], group?: string): Plan {
  return planImport(readCsv(text), { accounts, group, makePassword: () => "kuda-biru-lari" });
}

function people(text: string, accounts: readonly ListedAccount[] = []): string[][] {
  return plan(text, accounts).people.map(({ name, fullName, password, role }) => [name, fullName, password, role]);
}

Deno.test("a table is read whatever its delimiter, its line ends, its order and its byte order mark", () => {
  const rows = [["name", "username", "password", "role"], ["Budi Santoso", "budi", "rahasia", "teacher"]];
  const expected = [["budi", "Budi Santoso", "rahasia", "teacher"]];
  for (const delimiter of [",", ";", "\t"]) {
    for (const end of ["\n", "\r\n", "\r", "\n\n"]) {
      for (const mark of ["", "\ufeff"]) {
        const text = mark + rows.map((row) => row.join(delimiter) + end).join("");
        assertEquals(people(text), expected, JSON.stringify(text));
        assertEquals(people(text.trimEnd()), expected, JSON.stringify(text));
      }
    }
  }
});

Deno.test("quoted fields have delimiters, quotes and line ends in them, and spaces around a field do not count", () => {
  const text = 'Name ; PASSWORD\n"Santoso; Budi ""B""" ; rahasia \n';
  assertEquals(people(text), [["santoso.budi", 'Santoso; Budi "B"', "rahasia", "student"]]);
  assertMatch(plan('name\n"a\nb"\n').problems[0]!, /^Line 3: A full name has 1 to 100 characters/);
});

Deno.test("what is no table is told in a sentence", () => {
  assertThrows(() => plan('name\n"Budi\n'), ChatError, "It is no CSV: Quote Not Closed");
  assertThrows(() => plan("nama,sandi\nbudi,x\n"), ChatError, "The first line names no column username or name");
  assertThrows(() => plan(""), ChatError, "The first line names no column username or name");
  assertThrows(() => plan("username,pasword\nbudi,x\n"), ChatError, "There is no column pasword");
  assertThrows(() => plan("name,name\nbudi,x\n"), ChatError, "The column name is there twice");
});

Deno.test("each wrong row is told by its line and its reason, and the others are people", () => {
  const rows = [
    "username,name,password,role,groups",
    "budi,Budi,rahasia,student,a b",
    "bu di,Budi,rahasia,,",
    ",,rahasia,,",
    "BUDI,Another,rahasia,,",
    "siti,Siti,ra hasia,,",
    "",
    "joko,Joko,rahasia,boss,",
    "rahma,Rahma,rahasia,student,a/b",
    "izza,Izza,rahasia,,",
    "agus,Agus,rahasia,,,,and more",
    ",日本,,,",
    "dewi,Dewi,rahasia,,",
  ];
  const { people, problems, known, memberships } = plan(rows.join("\n"), [account("izza", "Rahmadani", true)]);
  assertEquals(people.map(({ name }) => name), ["budi", "dewi"]);
  assertEquals(memberships, [{ name: "budi", group: "a" }, { name: "budi", group: "b" }]);
  assertEquals(known, 0);
  assertEquals(problems, [
    'Line 3: A name has 1 to 32 letters (a to z), digits, "_", "-" or "."',
    "Line 4: it has neither a user name nor a full name",
    "Line 5: BUDI stands in line 2 already",
    "Line 6: A password has 1 to 256 characters, none of them a space or a control character",
    "Line 8: its role is neither student nor teacher",
    "Line 9: a/b cannot be the name of a group",
    "Line 10: izza is a demo account",
    "Line 11: it has 7 fields, and the first line 5",
    "Line 12: no user name can be made of its full name: give it one",
  ]);
});

Deno.test("B2: who has an account is known by the full name however its characters were typed, there or in the table", () => {
  const [composed, decomposed] = ["Caf\u00e9 Ayu", "Cafe\u0301 Ayu"];
  for (const stored of [composed, decomposed]) {
    for (const typed of [composed, decomposed]) {
      const { people, known } = plan(`name\n${typed}\n`, [account("ayu", stored)]);
      assertEquals([people, known], [[], 1]);
      // The one with the user name is that one, so that its full name stands for nobody else.
      const both = plan(`username,name\nayu,${typed}\n,${typed}\n`, [account("ayu", stored)]);
      assertEquals([both.people.length, both.known], [1, 1]);
    }
  }
});

Deno.test("user names are made of full names, and each is another", () => {
  const names = ["Budi Santoso", "Budi Santoso", "Éva D'Arc", "Muhammad Al-Fatih Rahman", "x".repeat(80), "Budi"];
  const made = people(`name\n${names.join("\n")}\n`, [account("budi", "Somebody")]).map(([name]) => name!);
  assertEquals(made, ["budi.santoso", "budi.santoso2", "eva.darc", "muhammad.al", "x".repeat(28), "budi2"]);
  for (const name of made) assert(isName(name));
});

Deno.test("a table that was imported before changes nothing, with user names and without", () => {
  const text = "username,name,password\n,Budi Santoso,\n,Budi Santoso,\nsiti,Siti Aminah,rahasia\n,Siti Aminah,\n";
  const first = plan(text);
  assertEquals(first.people.map(({ name }) => name), ["budi.santoso", "budi.santoso2", "siti", "siti.aminah"]);
  const accounts = first.people.map(({ name, fullName }) => account(name, fullName));
  const second = plan(text, accounts);
  assertEquals([second.people, second.known, second.problems], [[], 4, []]);
});

Deno.test("a group for everybody comes beside those of the row, each once", () => {
  const { memberships } = plan('username,groups\nbudi,"#a;kelas"\nsiti,\n', [account("siti")], "kelas");
  assertEquals(memberships, [
    { name: "budi", group: "a" },
    { name: "budi", group: "kelas" },
    { name: "siti", group: "kelas" },
  ]);
});

Deno.test("what is exported is read again as it was, and no field of it is a formula", () => {
  const accounts = [account("budi", '=1+1, "B"'), account("siti", "@Siti\u00e9"), account("joko", "'Joko")];
  const lines = exportAccounts(accounts);
  for (const line of lines.slice(1)) assertEquals(/(?:^|,)"?[=+@-]/.test(line), false, line);
  assertEquals(people(lines.join("\r\n")).map(([name, fullName]) => [name, fullName]), [
    ["budi", '=1+1, "B"'],
    ["siti", "@Siti\u00e9"],
    ["joko", "'Joko"],
  ]);
  assertEquals(exportAccounts([account("-budi", "B")]).at(-1), "'-budi,B,student"); // Such names are made no more.
  assertEquals(csvLine(["a", "1", 'b"c', "d\ne", "+f"]), `a,1,"b""c","d\ne",'+f`);
});

Deno.test("passwords that are made have three words of the language, of more than a hundred million", () => {
  for (const language of WORD_LANGUAGES) {
    const words = new Set<string>();
    for (let index = 0; index < 5_000; index++) {
      const password = makePassword(language);
      assertMatch(password, /^[a-z]{3,6}-[a-z]{3,6}-[a-z]{3,6}$/);
      for (const word of password.split("-")) words.add(word);
    }
    assert(words.size ** 3 > 100_000_000, String(words.size));
  }
});

Deno.test("a slip has what it takes to log in, and nothing on the page is markup of somebody's name", () => {
  const slip = { name: "budi", fullName: "<script>&\"'", password: "kuda-biru-lari" };
  const page = slipsPage([slip], { address: "192.168.1.10:9000", language: "id" });
  for (const text of ["ngobrol --host 192.168.1.10:9000<", ">budi<", "kuda-biru-lari", "<svg", 'lang="id"']) {
    assert(page.includes(text), text);
  }
  assertEquals(page.includes("<script"), false);
  assert(page.includes("&lt;script&gt;&amp;&quot;&#39;"));
});

Deno.test("a table of 5,000 gets to a running server in one request, and into its store in one piece", async () => {
  using directory = temporaryDirectory();
  await using server = await startServer({ demo: false });
  using data = claimDataDirectory(directory.path)!;
  const handle = (request: unknown) => runAccountCall(server.admin, request);
  await using _ = openOperatorPort({ data, log: createLog("quiet"), handle });
  const remote = remoteAccountAdmin((call) => askServer(readOperatorAddress(directory.path)!, call));
  const passwordHash = await server.passwords.hash("x".repeat(256));
  const people = Array.from({ length: 5_000 }, (_, index) => ({
    ...{
      name: `${"x".repeat(27)}${index}`,
      fullName: "y".repeat(100),
      passwordHash: `${passwordHash}${"x".repeat(20)}`,
    },
    ...{ demo: false, role: "student" as const },
  }));
  await remote.addAll(people);
  const count = (await remote.list()).length;
  assertEquals(count, 5_004);
  await assertRejects(() => remote.addAll([{ ...people[0]!, name: "new" }, people[1]!]), ChatError, "is taken");
  assertEquals((await remote.list()).length, count);
});

Deno.test("people of a table are in their groups, once; who has left one stays out", async () => {
  await using server = await startServer({ people: ["budi", "siti"] });
  const enter = (...names: string[]) => server.admin.enterGroups(names.map((name) => ({ name, group: "Lab" })));
  assertEquals(await enter("budi", "MAYA"), 2);
  assertEquals(await enter("budi", "siti"), 1);
  using peer = await server.connect();
  const token = await peer.logIn("budi");
  assertEquals((await peer.ask(`leavegroup ${token} lab`))["status"], "OK");
  assertEquals(await enter("budi", "siti", "maya"), 0);
  await assertRejects(() => enter("nobody"), ChatError, "There is no user nobody");
  const [group] = await server.store.groups.list();
  assertEquals([group!.name, group!.maker, group!.members.length], ["Lab", undefined, 2]);
});
