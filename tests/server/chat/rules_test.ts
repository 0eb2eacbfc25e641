/**
 * Who may reach whom while a teacher has locked, muted or closed: every way on which something goes from one user to
 * another, in every state, for both roles, over both transports.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Registration } from "../../../lib/server/chat/accounts/registration.ts";
import { createCertificate } from "../../../lib/server/admin/certificate/certificate.ts";
import {
  type AnyReply,
  connect,
  type Peer,
  startServer,
  temporaryDirectory,
  type TestServer,
  texts,
} from "../../support/helpers.ts";
import { goLive } from "../../support/live_peer.ts";
import { TestClocks } from "../../support/virtual_time.ts";

const keys = await createCertificate({ hosts: ["127.0.0.1", "localhost"] });

/** The ways from one user to another: what is asked, by whom, for whom; `id`: a message that went the same way before. */
const WAYS: Readonly<Record<string, (token: string, to: string, id: string) => string>> = {
  send: (token, to) => `send ${token} ${to} hi`,
  sendprivate: (token, to) => `sendprivate ${token} ${to} hi`,
  post: (token, to) => `post ${token} ${crypto.randomUUID()} ${to} hi`,
  edit: (token, _to, id) => `edit ${token} ${id} hi again`,
  delete: (token, _to, id) => `delete ${token} ${id}`,
  sendfile: (token, to) => `sendfile ${token} ${to} a.txt aGFsbG8=`,
  put: (token, to) => `put ${token} ${crypto.randomUUID()} ${to} 5 ${"0".repeat(64)} b.txt`,
  "sendgroup to several": (token, to) => `sendgroup ${token} ${to},${to} hi`,
};

/** What goes to a group, in which all are, or is seen by all; each is asked once by each. */
const GROUP_WAYS: Readonly<Record<string, (token: string, name: string) => string>> = {
  sendgroup: (token) => `sendgroup ${token} kelas hi`,
  send_group: (token) => `send_group ${token} kelas hi`,
  post: (token) => `post ${token} ${crypto.randomUUID()} #kelas hi`,
  sendgroupfile: (token) => `sendgroupfile ${token} kelas a.txt aGFsbG8=`,
};

/** What shows others a name, or takes them somewhere. */
const SHOWING_WAYS: Readonly<Record<string, (token: string, name: string) => string>> = {
  addgroup: (token, name) => `addgroup ${token} of-${name}`,
  invitegroup: (token, name) => `invitegroup ${token} own-${name} nania`,
  setgroup: (token, name) => `setgroup ${token} own-${name} rename rude-${name}`,
};

/** How the class came to be as it is: the commands of the teacher guru, about maya; and what then stops whom. */
interface State {
  readonly acts: readonly string[];
  /** The code of the refusal for maya, when she writes to another student, a teacher, and herself. */
  readonly maya: readonly [student: string, teacher: string, self: string];
  /** The same for izza, another student. */
  readonly izza: readonly [student: string, teacher: string, self: string];
}

const FREE = ["OK", "OK", "OK"] as const;
const LOCKED = ["locked", "OK", "OK"] as const;
const MUTED = ["muted", "muted", "OK"] as const;

const STATES: Readonly<Record<string, State>> = {
  "nothing is laid down": { acts: [], maya: FREE, izza: FREE },
  "the class is locked": { acts: ["lock"], maya: LOCKED, izza: LOCKED },
  "the class is locked twice": { acts: ["lock", "lock"], maya: LOCKED, izza: LOCKED },
  "the class is unlocked again": { acts: ["lock", "unlock"], maya: FREE, izza: FREE },
  "maya is muted": { acts: ["mute maya"], maya: MUTED, izza: FREE },
  "maya is muted for a while": { acts: ["mute maya 5"], maya: MUTED, izza: FREE },
  "maya can write again": { acts: ["mute maya 5", "unmute MAYA"], maya: FREE, izza: FREE },
  "the class is locked and maya muted": { acts: ["lock", "mute maya"], maya: MUTED, izza: LOCKED },
  "the lock ends before the mute": { acts: ["lock", "mute maya", "unlock"], maya: MUTED, izza: FREE },
  "the mute ends before the lock": { acts: ["lock", "mute maya", "unmute maya"], maya: LOCKED, izza: LOCKED },
  "the class is closed": { acts: ["close"], maya: FREE, izza: FREE },
};

/** A server with two students and two teachers, and a peer of each name. */
async function startClass(transport: "TCP" | "TLS" = "TCP") {
  const stack = new AsyncDisposableStack();
  const { path: files } = stack.use(temporaryDirectory());
  const registration = new Registration({ mode: "open" });
  const server = stack.use(
    await startServer({ registration, teachers: ["guru", "ibu"], files, ...transport === "TLS" && { keys } }),
  );
  const peers = new Map<string, { peer: Peer; token: string }>();
  for (const name of ["guru", "ibu", "maya", "izza", "nania"]) {
    const peer = stack.use(transport === "TLS" ? await connect(server.tlsPort!, keys.cert) : await server.connect());
    peers.set(name, { peer, token: await peer.logIn(name) });
  }
  const ask = async (name: string, request: (token: string) => string): Promise<AnyReply> => {
    const { peer, token } = peers.get(name)!;
    return await peer.ask(request(token));
  };
  const teach = async (act: string) => {
    const [word, ...rest] = act.split(" ");
    const reply = await ask("guru", (token) => [word, token, ...rest].join(" "));
    assertEquals(reply["status"], "OK", JSON.stringify(reply));
  };
  return { server, ask, teach, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

for (const transport of ["TCP", "TLS"] as const) {
  for (const [name, { acts, maya, izza }] of Object.entries(STATES)) {
    Deno.test(`${name}, over ${transport}: each way lets through what the table says`, async () => {
      await using scene = await startClass(transport);
      const expected = { maya, izza, guru: FREE, ibu: FREE };
      const ids: string[] = [];
      for (const from of Object.keys(expected)) {
        for (const to of ["nania", from === "guru" ? "ibu" : "guru", from]) {
          ids.push((await scene.ask(from, (token) => WAYS["post"]!(token, to, "")))["id"]);
        }
      }
      for (const act of acts) await scene.teach(act);
      for (const [sender, [from, codes]] of Object.entries(expected).entries()) {
        const receivers = ["nania", from === "guru" ? "ibu" : "guru", from];
        for (const [way, request] of Object.entries(WAYS)) {
          for (const [index, to] of receivers.entries()) {
            const reply = await scene.ask(from, (token) => request(token, to, ids[sender * 3 + index]!));
            assertEquals(reply["code"] ?? reply["status"], codes[index], `${way} from ${from} to ${to}`);
          }
        }
      }
      // What was refused did not come: what came before is as it was, but for what was let through.
      const inbox = await scene.ask("nania", (token) => `inbox ${token}`);
      const all = Object.keys(expected).map((from) => [
        from,
        expected[from as "maya"][0] === "OK" ? ["(removed)", "hi", "hi", "hi", "File: a.txt (5 bytes)", "hi"] : ["hi"],
      ]);
      assertEquals(texts(inbox), Object.fromEntries(all));
    });
  }
}

/** Beside those of users: a lock of the group alone. */
const GROUP_STATES: Readonly<Record<string, State>> = {
  ...STATES,
  "the group is locked": { acts: ["lock #kelas"], maya: FREE, izza: FREE },
  "the group is unlocked again": { acts: ["lock kelas", "unlock KELAS"], maya: FREE, izza: FREE },
};

for (const transport of ["TCP", "TLS"] as const) {
  for (const [name, { acts, maya, izza }] of Object.entries(GROUP_STATES)) {
    Deno.test(`${name}, over ${transport}: groups and names let through what the table says`, async () => {
      await using scene = await startClass(transport);
      const codes = { maya: maya[0], izza: izza[0], guru: "OK", ibu: "OK" };
      assertEquals((await scene.ask("guru", (token) => `addgroup ${token} kelas`))["status"], "OK");
      for (const user of ["maya", "izza", "ibu", "nania"]) {
        assertEquals((await scene.ask(user, (token) => `joingroup ${token} kelas`))["status"], "OK");
      }
      for (const user of Object.keys(codes)) await scene.ask(user, (token) => `addgroup ${token} own-${user}`);
      for (const act of acts) await scene.teach(act);
      const isLocked = acts.at(-1) === "lock #kelas";
      for (const [from, code] of Object.entries(codes)) {
        const inGroup = isLocked && ["maya", "izza"].includes(from) ? "locked" : code;
        for (const [ways, expected] of [[GROUP_WAYS, inGroup], [SHOWING_WAYS, code]] as const) {
          for (const [way, request] of Object.entries(ways)) {
            const reply = await scene.ask(from, (token) => request(token, from));
            assertEquals(reply["code"] ?? reply["status"], expected, `${way} from ${from}: ${JSON.stringify(reply)}`);
          }
        }
      }
    });
  }
}

Deno.test("a refusal says who has laid it down, until when, and who can lift it", async () => {
  await using scene = await startClass();
  const refusal = async () => await scene.ask("maya", (token) => `send ${token} izza hi`);
  await scene.teach("lock");
  assertEquals(await refusal(), {
    status: "ERROR",
    message: "Students can reach teachers only: guru has locked the class until a teacher unlocks it",
    code: "locked",
  });
  await scene.teach("mute maya");
  assertEquals((await refusal())["message"], "guru has muted you until a teacher unmutes you");
  await scene.teach("mute maya 1");
  const { message, retry_seconds } = await refusal();
  assertMatch(
    message,
    /^guru has muted you until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(\S+\), or until a teacher unmutes you$/,
  );
  assert(retry_seconds > 0 && retry_seconds <= 60);
});

Deno.test("nobody but a teacher can do it, and nothing of it is done", async () => {
  await using scene = await startClass();
  for (
    const act of [
      "lock",
      "unlock",
      "mute izza 5",
      "unmute izza",
      "close",
      "open",
      "lock kelas",
      `remove ${crypto.randomUUID()}`,
    ]
  ) {
    const [word, ...rest] = act.split(" ");
    const reply = await scene.ask("maya", (token) => [word, token, ...rest].join(" "));
    assertEquals([reply["message"], reply["code"]], ["Only a teacher can do that", "teachers_only"], act);
  }
  for (const from of ["maya", "izza"]) {
    assertEquals((await scene.ask(from, (token) => `send ${token} nania hi`))["status"], "OK");
  }
  using stranger = await scene.server.connect();
  assertEquals((await stranger.ask("lock x"))["code"], "no_login");
  using late = await scene.server.connect();
  await late.logIn("maya");
});

Deno.test("who is no student, or nobody, cannot be muted", async () => {
  await using scene = await startClass();
  const mute = async (name: string) => await scene.ask("guru", (token) => `mute ${token} ${name}`);
  assertEquals((await mute("iis"))["code"], "no_user");
  assertEquals((await mute("ibu"))["message"], "ibu is a teacher: only students can be muted");
  assertEquals((await scene.ask("guru", (token) => `lock ${token} nowhere`))["code"], "no_group");
});

Deno.test("into a closed class come teachers, and those who are in stay in", async () => {
  await using scene = await startClass();
  await scene.teach("close");
  using peer = await scene.server.connect();
  const reply = await peer.ask("auth izza surabaya");
  assertEquals(reply["message"], "Nobody new gets in: guru has closed the class until a teacher opens it");
  assertEquals(reply["code"], "closed");
  // Who does not know the password learns nothing of it.
  assertEquals((await peer.ask("auth izza wrong"))["code"], "wrong_password");
  await peer.logIn("ibu");
  const registered = await peer.ask("register budi rahasia");
  assertEquals([registered["code"], registered["message"]], ["closed", reply["message"]]);
  assertEquals((await scene.ask("izza", (token) => `inbox ${token}`))["status"], "OK");
  await scene.teach("open");
  await peer.logIn("izza");
});

Deno.test("while the class is locked students see of each other nothing of who comes, goes, has got or read something", async () => {
  await using server = await startServer({ teachers: ["guru"] });
  using guru = await goLive(server, "guru");
  using maya = await goLive(server, "maya");
  using izza = await goLive(server, "izza");
  await maya.ask(`send ${maya.token} izza before`);
  const { id } = await izza.event("message");
  await maya.event("receipt");
  await guru.ask(`lock ${guru.token}`);
  // Somebody comes and somebody goes; what was sent before is read; and a message of a teacher is got.
  using nania = await goLive(server, "nania");
  assertEquals(nania.welcome["active"], ["guru", "izza", "maya", "nania"]);
  await izza.ask(`ack ${izza.token} ${id}`);
  await izza.ask(`logout ${izza.token}`);
  assertEquals((await maya.ask(`list ${maya.token}`))["messages"], ["guru", "izza", "maya"]);
  assertEquals((await guru.ask(`list ${guru.token}`))["messages"], ["guru", "maya", "nania"]);
  const told = [];
  while (told.length < 4) told.push(await guru.event("presence"));
  assertEquals(told.map(({ user, active }) => [user, active]), [["maya", true], ["izza", true], ["nania", true], [
    "izza",
    false,
  ]]);
  await guru.ask(`send ${guru.token} maya quiet`);
  assertEquals((await maya.event())["msg"], "quiet");
  await guru.ask(`unlock ${guru.token}`);
  const events = [await maya.event(), await maya.event()];
  assertEquals(events.map(({ user, active }) => [user, active]).sort(), [["izza", false], ["nania", true]]);
  assertEquals((await maya.ask(`list ${maya.token}`))["messages"], ["guru", "maya", "nania"]);
});

/** The codes for maya, who writes to izza, and for nania, who logs in, of a server on a store. */
async function look(server: TestServer, token: string): Promise<[string, string]> {
  using maya = await server.connect();
  using nania = await server.connect();
  const sent = await maya.ask(`send ${token} izza hi`);
  const login = await nania.ask("auth nania surabaya");
  return [sent["code"] ?? "OK", login["code"] ?? "OK"];
}

Deno.test("locks, mutes and the closed door outlive the server, and mutes end in time whatever the clock says", async () => {
  using directory = temporaryDirectory();
  const clocks = new TestClocks();
  const minute = 60_000;
  const during = async <T>(work: (server: TestServer) => Promise<T>): Promise<T> => {
    clocks.restart();
    await using server = await startServer({
      file: `${directory.path}/chat.sqlite`,
      clocks,
      ...isFirst && { teachers: ["guru"] },
    });
    isFirst = false;
    return await work(server);
  };
  let isFirst = true;
  const token = await during(async (server) => {
    using maya = await server.connect();
    using guru = await server.connect();
    const token = await maya.logIn("maya");
    const teacher = await guru.logIn("guru");
    for (const act of ["lock TOKEN", "mute TOKEN maya 10", "close TOKEN"]) {
      assertEquals((await guru.ask(act.replace("TOKEN", teacher)))["status"], "OK");
    }
    clocks.pass(minute);
    clocks.jump(60 * minute); // Somebody sets the clock: the mute has nine minutes left all the same.
    assertEquals(await look(server, token), ["muted", "closed"]);
    clocks.jump(-60 * minute);
    return token;
  });
  await during(async (server) => {
    assertEquals(await look(server, token), ["muted", "closed"]);
    clocks.pass(8 * minute);
    assertEquals(await look(server, token), ["muted", "closed"]);
    clocks.pass(minute);
    assertEquals(await look(server, token), ["locked", "closed"]);
  });
  clocks.jump(-600 * minute); // A clock that is wrong at the start makes no mute longer than it was.
  await during(async (server) => {
    assertEquals(await look(server, token), ["muted", "closed"]);
    clocks.pass(10 * minute);
    assertEquals(await look(server, token), ["locked", "closed"]);
    using guru = await server.connect();
    const teacher = await guru.logIn("guru");
    for (const act of ["unlock", "open"]) assertEquals((await guru.ask(`${act} ${teacher}`))["status"], "OK");
    assertEquals(await look(server, token), ["OK", "OK"]);
  });
});
