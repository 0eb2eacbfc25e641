/**
 * OK means on disk, in the order of the system's calls: the real server is traced with strace(1), and every `Message Sent`
 * leaves after the flush that covers its message has returned.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { connect, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { canTrace } from "../support/trace.ts";
import { exitCode, until } from "../support/patience.ts";

const SENDERS = 8;
const MESSAGES = 40;
/** Requests of one sender that are under way at once. */
const IN_FLIGHT = 4;

/** A call of the system: where in the trace it began and where it returned. */
interface Call {
  readonly name: string;
  /** The file or socket, and the bytes, as strace writes them. */
  readonly text: string;
  readonly begin: number;
  readonly end: number;
}

/** Reads a trace of several threads: a call that was overtaken by another one stands in two lines. */
function parseTrace(trace: string): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { name: string; text: string; begin: number }>();
  for (const [place, line] of trace.split("\n").entries()) {
    const [, thread, name, text] = /^(\d+) +(\w+)\((.*)/.exec(line) ?? [];
    const resumed = /^(\d+) +<\.\.\. \w+ resumed>/.exec(line)?.[1];
    if (resumed !== undefined) {
      const call = open.get(resumed);
      open.delete(resumed);
      if (call !== undefined) calls.push({ ...call, end: place });
    } else if (thread !== undefined) {
      if (line.endsWith("<unfinished ...>")) open.set(thread, { name: name!, text: text!, begin: place });
      else calls.push({ name: name!, text: text!, begin: place, end: place });
    }
  }
  return calls;
}

/** The `Message Sent` that left on the connection of each port: the calls that they left with, in order. */
function repliesByPort(calls: Call[]): Map<number, Call[]> {
  const replies = new Map<number, Call[]>();
  for (const call of calls) {
    const port = /^\d+<TCP:\[[^\]]*->127\.0\.0\.1:(\d+)\]>/.exec(call.text)?.[1];
    if (port === undefined) continue;
    const count = call.text.split("Message Sent").length - 1;
    const before = replies.get(Number(port)) ?? [];
    replies.set(Number(port), [...before, ...Array(count).fill(call)]);
  }
  return replies;
}

/** Reads a trace when it is whole: strace outlives the process by a moment. */
async function readTrace(file: string, pid: number): Promise<string> {
  let trace = "";
  await until(async () => {
    trace = await Deno.readTextFile(file);
    return new RegExp(`^${pid} +\\+\\+\\+ exited`, "m").test(trace);
  }, "the trace has its end");
  return trace;
}

/** What is wrong with the order of a message's write, flush and reply, or `undefined`. */
function findFault(text: string, reply: Call, calls: Call[]): string | undefined {
  const isLog = ({ text }: Call) => /^\d+<[^>]*\/chat\.sqlite-wal>/.test(text);
  const write = calls.find((call) => call.name.startsWith("pwrite") && isLog(call) && call.text.includes(text));
  if (write === undefined) return `${text} was never written`;
  const flush = calls.find((call) => /^f(data)?sync$/.test(call.name) && isLog(call) && call.begin > write.end);
  if (flush === undefined) return `${text} was never flushed`;
  return flush.end < reply.begin ? undefined : `${text}: written ${write.end}, flushed ${flush.end}, OK ${reply.begin}`;
}

/** Sends messages, several at a time, and returns its own port, by which the trace knows the connection. */
async function sendAll(port: number, token: string, sender: number): Promise<number> {
  using peer = await connect(port);
  for (let acknowledged = 0, sent = 0; acknowledged < MESSAGES; acknowledged++) {
    for (; sent < Math.min(MESSAGES, acknowledged + IN_FLIGHT); sent++) {
      await peer.send(`send ${token} izza ${textOf(sender, sent)}\r\n`);
    }
    assert((await peer.receive()).includes("Message Sent"));
  }
  return (peer.conn.localAddr as Deno.NetAddr).port;
}

function textOf(sender: number, message: number): string {
  return `<${sender}:${message}>`;
}

const canBeRun = await canTrace();

Deno.test("a trace of threads that overtake each other is read, and a reply before its flush is found", () => {
  const calls = parseTrace([
    `10 pwrite64(5</d/chat.sqlite-wal>, "a <0:0> b", 9, 32) = 9`,
    `10 fdatasync(5</d/chat.sqlite-wal> <unfinished ...>`,
    `11 sendto(7<TCP:[127.0.0.1:1->127.0.0.1:99]>, "Message Sent", 12, 0, NULL, 0) = 12`,
    `10 <... fdatasync resumed>) = 0`,
    `11 sendto(7<TCP:[127.0.0.1:1->127.0.0.1:99]>, "Message Sent Message Sent", 25, 0, NULL, 0) = 25`,
  ].join("\n"));
  const replies = repliesByPort(calls).get(99)!;
  assertEquals(replies.length, 3);
  assertEquals(findFault("<0:0>", replies[0]!, calls), "<0:0>: written 0, flushed 3, OK 2");
  assertEquals(findFault("<0:0>", replies[1]!, calls), undefined);
  assertEquals(findFault("<0:1>", replies[1]!, calls), "<0:1> was never written");
});

Deno.test({
  name: "for every OK that leaves, the flush that covers its message has returned before" +
    (canBeRun ? "" : " (needs strace, and the permission to trace)"),
  ignore: !canBeRun,
  async fn() {
    using directory = temporaryDirectory();
    const file = `${directory.path}/trace`;
    const traced = ["-f", "-q", "-yy", "-s", "1000000", "-o", file];
    const calls = ["-e", "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync", "-e", "signal=none"];
    // In the background, so that the process is the server and not strace.
    const program: [string, ...string[]] = ["strace", "-D", ...traced, ...calls, ...serverProgram()];
    const args = ["--port", "0", "--log", "quiet", "--rate", "off", "--data", `${directory.path}/data`];
    let ports: number[];
    let trace: string;
    {
      await using server = await startProcess(program, args);
      using peer = await connect(server.port);
      const token = await peer.logIn("maya");
      ports = await Promise.all(Array.from({ length: SENDERS }, (_, sender) => sendAll(server.port, token, sender)));
      server.process.kill("SIGTERM");
      assertEquals(await exitCode(server.process), 0);
      trace = await readTrace(file, server.process.pid);
    }
    const all = parseTrace(trace);
    const replies = repliesByPort(all);
    const faults: string[] = [];
    for (const [sender, port] of ports.entries()) {
      assertEquals(replies.get(port)?.length, MESSAGES, "the trace has not all replies");
      for (const [message, reply] of replies.get(port)!.entries()) {
        const fault = findFault(textOf(sender, message), reply, all);
        if (fault !== undefined) faults.push(fault);
      }
    }
    assertEquals(faults, []);
  },
});

/** Where the trace has the next call of a kind after another; `undefined` if there is none. */
function after(calls: Call[], before: Call | undefined, name: RegExp, text: RegExp): Call | undefined {
  return before && calls.find((call) => call.begin > before.end && name.test(call.name) && text.test(call.text));
}

Deno.test({
  name:
    "a file is flushed, gets its name, and that is flushed, before its message is, and the OK leaves after all of it" +
    (canBeRun ? "" : " (needs strace, and the permission to trace)"),
  ignore: !canBeRun,
  async fn() {
    using directory = temporaryDirectory();
    const file = `${directory.path}/trace`;
    const traced = ["-f", "-q", "-yy", "-s", "1000", "-o", file, "-e", "signal=none"];
    const calls = "write,sendto,fsync,fdatasync,rename,renameat,renameat2";
    const program: [string, ...string[]] = ["strace", "-D", ...traced, "-e", `trace=${calls}`, ...serverProgram()];
    let trace: string;
    {
      await using server = await startProcess(program, ["--port", "0", "--data", `${directory.path}/data`]);
      using peer = await connect(server.port);
      const token = await peer.logIn("maya");
      const sent = await peer.ask(`sendfile ${token} izza a.txt ${btoa("hallo")}`);
      assertEquals(sent["message"], "File Sent");
      server.process.kill("SIGTERM");
      assertEquals(await exitCode(server.process), 0);
      trace = await readTrace(file, server.process.pid);
    }
    const all = parseTrace(trace);
    const written = all.find(({ name, text }) => name === "write" && /\/files\/partial\/[^>]*>, "hallo"/.test(text));
    assert(written !== undefined);
    const flushed = after(all, written, /^f(data)?sync$/, /\/files\/partial\//);
    const named = after(all, flushed, /^rename/, /\/files\/partial\/.*\/files\/[0-9a-f]{64}/);
    const kept = after(all, named, /^f(data)?sync$/, /\/files>/);
    const committed = after(all, kept, /^f(data)?sync$/, /chat\.sqlite-wal/);
    assert(after(all, committed, /^(?:write|sendto)$/, /TCP:.*File Sent/) !== undefined);
    assertEquals(all.filter(({ text }) => /TCP:.*File Sent/.test(text)).length, 1);
  },
});
