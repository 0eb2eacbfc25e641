/**
 * What the log tells an operator: who came and went, who could not, what was said, each as one line with the local time and
 * the name; and what it does not tell.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createLog } from "../../lib/server/log.ts";
import { addUser, PASSWORD, serverProgram, startProcess, startServer, temporaryDirectory } from "../support/helpers.ts";
import { exitCode, within } from "../support/patience.ts";
import { logged } from "../support/wrapped_server.ts";

/** Lines without their times, and with letters for the ports. */
function told(log: readonly string[]): string[] {
  const ports = new Map<string, string>();
  return log.map((line) =>
    line.replace(/^\S+ /, "").replaceAll(/127\.0\.0\.1:\d+/g, (peer) => {
      if (!ports.has(peer)) ports.set(peer, String.fromCharCode(65 + ports.size));
      return ports.get(peer)!;
    })
  );
}

Deno.test("each line has the local time with its offset, and is one line whatever is in it", () => {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line) });
  log.info("a\u202eb\u2028c\x1b[2Jd\ne\u009bf");
  log.fault("Store", new Error("first\nsecond"));
  assertMatch(lines[0]!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d a\\u202eb\\u2028c\\x1b\[2Jd\\x0ae\\x9bf$/);
  assertMatch(lines[1]!, /^\S+ Store: Error: first \| second \| at .* \| at /);
  assertEquals(lines.length, 2);
  const [time, , offset] = /^(\S{19})((.)\S+)/.exec(lines[0]!)!.slice(1);
  assert(["+", "-"].includes(offset!));
  assert(Math.abs(new Date(time!).getTime() - Date.now()) < 60_000 * 60, "It is the time of this zone");
});

Deno.test("for a program each line is an object with time, level and message, whatever is in it", () => {
  const lines: string[] = [];
  const log = createLog("info", { format: "json", write: (line) => lines.push(line) });
  const text = 'a\u202eb\u2028c\x1b[2Jd\ne\u009bf "g"';
  log.info(text);
  log.fault("Store", new Error("first\nsecond"));
  log.fault("TLS", "it expires");
  assertEquals(lines.length, 3);
  // deno-lint-ignore no-control-regex
  for (const line of lines) assertEquals(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/.test(line), false);
  const [info, fault, sentence] = lines.map((line) => JSON.parse(line));
  assertEquals([info.level, info.message, Object.keys(info)], ["info", text, ["time", "level", "message"]]);
  assertMatch(info.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assertEquals([fault.level, fault.message], ["error", "Store: first\nsecond"]);
  assertMatch(fault.stack, /^Error: first\nsecond\n +at /);
  assertEquals([sentence.message, "stack" in sentence], ["TLS: it expires", false]);
});

Deno.test("logins, returns by a token, and attempts that fail for whatever reason are told", async () => {
  await using server = await startServer({ limits: { strangerRate: undefined } });
  using peer = await server.connect();
  const token = await peer.logIn("maya");
  await peer.ask(`auth nobody ${PASSWORD}`);
  await peer.ask("auth izza wrong");
  using other = await server.connect();
  for (const request of ["list", "inbox", "logout"]) await other.ask(`${request} ${token}`);
  assertEquals(told(server.log), [
    "connection from A",
    "maya logged in from A",
    "unknown user nobody from A",
    "wrong password for izza from A",
    "connection from B",
    "maya is back with a token from B",
    "maya logged out from B",
  ]);
  using guesser = await server.connect();
  for (let count = 0; count < 7; count++) await guesser.ask("auth nania wrong");
  const refusal = /^no login for nania from C: Too many wrong passwords for nania, try again in \d+ s$/;
  assert(told(server.log).some((line) => refusal.test(line)), server.log.join("\n"));
});

Deno.test("the wire is told with names: requests, replies, and each event as a line", async () => {
  await using server = await startServer({ level: "wire" });
  using maya = await server.connect();
  const token = await maya.logIn("maya");
  await maya.ask(`live ${token}`);
  using izza = await server.connect();
  const hers = await izza.logIn("izza");
  await izza.ask(`send ${hers} maya a\u202eb`);
  await izza.ask(`send ${hers} maya two`);
  for (let count = 0; count < 3; count++) await maya.receive(); // Presence, and both.
  using third = await server.connect();
  await third.ask(`history ${hers} maya`);
  const lines = told(server.log).filter((line) => / client /.test(line)).map((line) =>
    line.replace(/"id": .*?", "at": .*?"/, "...").replace(/ at ".*?"/, "")
  );
  const has = (start: string) => assert(lines.some((line) => line.startsWith(start)), `${start}:\n${lines.join("\n")}`);
  has('data from client A "auth maya ***"');
  has('reply to client A (maya) {"status": "OK", "tokenid": "***"');
  has('data from client A (maya) "live ***"');
  has('event to client A (maya) {"event": "presence", "user": "izza"');
  has(String.raw`data from client B (izza) "send *** maya a\u202eb"`);
  has('data from client C (izza) "history *** maya"');
  assertEquals(lines.filter((line) => line.startsWith('event to client A (maya) {"event": "message"')).length, 2);
  const pages = lines.filter((line) => line.startsWith("reply to client C"));
  assertEquals(pages.length, 1, "A reply in pieces is one line");
  assertMatch(pages[0]!, /^reply to client C \(izza\) .*"two".*"more": false\}$/);
});

Deno.test("a password in the place of a name is not told", async () => {
  await using server = await startServer({ level: "wire" });
  using peer = await server.connect();
  for (const request of [`auth ${PASSWORD} maya`, `login ${PASSWORD} IZZA`, "auth S3cret! word"]) {
    for (let count = 0; count < 7; count++) await peer.ask(request);
  }
  await peer.ask("auth maya");
  await peer.ask(`auth ${PASSWORD}`);
  await peer.ask(`AUTH maya ${PASSWORD}`);
  const log = server.log.join("\n");
  assert(!log.includes(PASSWORD) && !log.includes("S3cret"), log);
  assert(told(server.log).includes("unknown user *** from A"), log);
  await peer.ask(`auth mayaa ${PASSWORD}`);
  assert(told(server.log).some((line) => /mayaa/.test(line)), "A misspelt name is told");
});

Deno.test("O8: the times are those of the machine's zone, with its offset", async () => {
  for (const [zone, offset] of [["Asia/Jakarta", "+07:00"], ["America/St_Johns", "-0[23]:30"], ["UTC", "\\+00:00"]]) {
    using directory = temporaryDirectory();
    const args = ["--port", "0", "--data", directory.path];
    await using server = await startProcess(serverProgram(), args, { stderr: "piped", env: { TZ: zone! } });
    const log = new Response(server.process.stderr).text();
    server.process.kill("SIGTERM");
    const line = (await within("the log", log)).trim().split("\n").at(-1)!;
    assertMatch(
      line,
      new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d${offset!.replace(/^\+/, "\\+")} SIGTERM: stopping$`),
    );
    assert(Math.abs(Date.parse(line.split(" ")[0]!) - Date.now()) < 10 * 60_000, line);
  }
});

Deno.test("what an operator changes is told", async () => {
  using directory = temporaryDirectory();
  const args = ["--port", "0", "--data", directory.path];
  await using server = await startProcess(serverProgram(), args, { stderr: "piped" });
  const log = new Response(server.process.stderr).text();
  const [program, ...first] = serverProgram();
  for (
    const words of [["add", "sari", "--password-stdin"], ["passwd", "sari", "--password-stdin"], ["remove", "sari"]]
  ) {
    const process = new Deno.Command("sh", {
      args: ["-c", `echo rahasia | "$@"`, "sh", program, ...first, "user", ...words, "--data", directory.path],
      stdout: "null",
    }).spawn();
    assertEquals(await exitCode(process), 0);
  }
  server.process.kill("SIGTERM");
  const lines = told((await within("the log", log)).trim().split("\n"));
  assertEquals(lines.slice(0, 3), [
    "account sari was added",
    "account sari has a new password; its logins have ended",
    "account sari was removed; its logins have ended",
  ]);
});

Deno.test("the end of a connection is told with its user", async () => {
  await using server = await startServer();
  await addUser(server, "sari");
  using other = await server.connect();
  {
    using peer = await server.connect();
    await peer.logIn("sari");
  }
  await logged(other, server.log, "(sari) closed");
});
