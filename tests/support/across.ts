/**
 * What people do at one of two servers of one chat, and whether it holds at the other.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { ClusterServer } from "./cluster.ts";
import { type AnyReply, PASSWORD, type Peer, texts } from "./helpers.ts";
import type { LivePeer } from "./live_peer.ts";
import { until } from "./patience.ts";

/** Whoever can be asked something. */
type Asked = Pick<Peer, "ask">;

/** Asks until the reply is the one that must come. */
export async function askUntil(
  peer: Asked,
  request: string,
  isIt: (reply: AnyReply) => boolean,
): Promise<AnyReply> {
  let reply: AnyReply = {};
  await until(
    async () => isIt(reply = await peer.ask(request)),
    () => `${request} is answered: ${JSON.stringify(reply)}`,
  );
  return reply;
}

/** The next event for which something holds; those before it are dropped. */
async function hears(peer: LivePeer, kind: string, isIt: (event: AnyReply) => boolean): Promise<AnyReply> {
  for (;;) {
    const event = await peer.event(kind);
    if (isIt(event)) return event;
  }
}

async function ok(peer: Asked, request: string): Promise<AnyReply> {
  const reply = await peer.ask(request);
  assertEquals(reply["status"], "OK", `${request}: ${JSON.stringify(reply)}`);
  return reply;
}

/** Two servers with the demo accounts, at which anybody may register, and the three who meet there. */
interface Scene {
  readonly here: ClusterServer;
  readonly there: ClusterServer;
  /** A teacher and a student at the first, and a student at the second. */
  readonly guru: LivePeer;
  readonly izza: LivePeer;
  readonly maya: LivePeer;
  readonly stack: DisposableStack;
  /** In names and texts that are nobody else's. */
  readonly mark: string;
}

/** Plays all of it; it can be played again, on the same servers or the other way round. */
export async function chatAcross(here: ClusterServer, there: ClusterServer): Promise<void> {
  using stack = new DisposableStack();
  const [guru, izza] = [stack.use(await here.goLive("guru")), stack.use(await here.goLive("izza"))];
  const maya = stack.use(await there.goLive("maya"));
  const scene = { here, there, guru, izza, maya, stack, mark: crypto.randomUUID().slice(0, 8) };
  await seeEachOther(scene);
  await write(scene);
  await meetInGroup(scene);
  await sendFile(scene);
  await logInAndOut(scene);
  await teach(scene);
}

/** All ask meanwhile: who is silent for a minute is not there any more, and a busy machine may be so late. */
async function seeEachOther({ guru, izza, maya }: Scene): Promise<void> {
  const names = ["guru", "izza", "maya"];
  let seen: unknown;
  await until(async () => {
    const lists = await Promise.all([guru, izza, maya].map((peer) => ok(peer, `list ${peer.token}`)));
    seen = lists.map(({ messages }) => messages);
    return lists.every(({ messages }) => names.every((name) => messages.includes(name)));
  }, () => `all see each other: ${JSON.stringify(seen)}`);
}

/** Messages both ways, one of them asked for at both, receipts, another text, the same page of history. */
async function write({ here, there, izza, maya, stack, mark }: Scene): Promise<void> {
  const key = crypto.randomUUID();
  const { id } = await ok(izza, `post ${izza.token} ${key} maya ${mark} one`);
  const again = stack.use(await there.connect());
  assertEquals((await again.ask(`post ${izza.token} ${key} maya ${mark} one`))["id"], id);
  assertEquals((await hears(maya, "message", ({ msg }) => msg === `${mark} one`))["id"], id);
  await hears(izza, "receipt", ({ id: of, receipt }) => of === id && receipt === "delivered");
  await ok(maya, `ack ${maya.token} ${id}`);
  await hears(izza, "receipt", ({ id: of, receipt }) => of === id && receipt === "read");
  await ok(maya, `send ${maya.token} izza ${mark} two`);
  await hears(izza, "message", ({ msg }) => msg === `${mark} two`);
  await ok(izza, `edit ${izza.token} ${id} ${mark} one, better`);
  await hears(maya, "edit", ({ id: of }) => of === id);
  const other = stack.use(await here.connect());
  const page = async (peer: Asked) => (await ok(peer, `history ${maya.token} izza limit 2`))["messages"];
  assertEquals(await page(again), await page(other));
  assertEquals((await page(again)).map(({ msg }: AnyReply) => msg), [`${mark} one, better`, `${mark} two`]);
}

async function meetInGroup({ izza, maya, mark }: Scene): Promise<void> {
  const group = `g-${mark}`;
  await ok(izza, `addgroup ${izza.token} ${group}`);
  await askUntil(maya, `joingroup ${maya.token} ${group}`, ({ status }) => status === "OK");
  await ok(maya, `sendgroup ${maya.token} ${group} ${mark} here`);
  await hears(izza, "message", ({ to, msg }) => to === `#${group}` && msg === `${mark} here`);
  await askUntil(izza, `sendgroup ${izza.token} ${group} ${mark} there`, ({ status }) => status === "OK");
  const { id } = await hears(maya, "message", ({ to, msg }) => to === `#${group}` && msg === `${mark} there`);
  await ok(maya, `ack ${maya.token} ${id}`);
  await askUntil(izza, `receipts ${izza.token} ${id}`, (reply) => JSON.stringify(reply).includes("maya"));
  await ok(izza, `removemember ${izza.token} ${group} maya`);
  await askUntil(maya, `sendgroup ${maya.token} ${group} again`, ({ status }) => status === "ERROR");
}

async function sendFile({ here, there, izza, maya, stack, mark }: Scene): Promise<void> {
  const [one, other] = [stack.use(await here.connect()), stack.use(await there.connect())];
  for (const [from, to, at, by] of [[izza, maya, one, other], [maya, izza, other, one]] as const) {
    const [sender, receiver] = from === izza ? ["izza", "maya"] : ["maya", "izza"];
    const name = `${mark}-${sender}.txt`;
    await ok(at, `sendfile ${from.token} ${receiver} ${name} ${btoa(name)}`);
    const { file } = await hears(to, "message", (event) => event["file"]?.name === name);
    assertEquals(atob((await ok(by, `get ${to.token} ${file.id}`))["data"]), name);
  }
}

/** A login is good and ends at both, a password is changed, an account is made. */
async function logInAndOut({ here, there, stack, mark }: Scene): Promise<void> {
  const [one, other] = [stack.use(await here.connect()), stack.use(await there.connect())];
  const name = `u-${mark}`;
  const look = (token: string) => `history ${token} izza limit 1`;
  await ok(one, `register ${name} ${PASSWORD} Budi`);
  await askUntil(other, `auth ${name} ${PASSWORD}`, ({ status }) => status === "OK");
  const [first, second] = [await one.logIn(name), await other.logIn(name)];
  for (const token of [first, second]) for (const peer of [one, other]) await ok(peer, look(token));
  await ok(one, `passwd ${first} ${PASSWORD} rahasia123`);
  await askUntil(other, look(second), ({ code }) => code === "no_login");
  const { tokenid } = await ok(other, `auth ${name} rahasia123`);
  await ok(one, look(tokenid));
  await ok(other, `logout ${tokenid}`);
  await askUntil(one, look(tokenid), ({ code }) => code === "no_login");
}

/** What a teacher does at one holds at the other; in the end somebody is sent away. */
async function teach({ there, guru, izza, maya, stack, mark }: Scene): Promise<void> {
  const write = `send ${maya.token} izza ${mark}`;
  for (const [begin, end, code] of [["lock", "unlock", "locked"], ["mute", "unmute", "muted"]] as const) {
    const whom = begin === "mute" ? " maya" : "";
    await ok(guru, `${begin} ${guru.token}${whom}`);
    await askUntil(maya, write, (reply) => reply["code"] === code);
    await ok(guru, `${end} ${guru.token}${whom}`);
    await askUntil(maya, write, ({ status }) => status === "OK");
  }
  const { id } = await ok(maya, `post ${maya.token} ${crypto.randomUUID()} izza ${mark} rude`);
  await askUntil(guru, `remove ${guru.token} ${id}`, ({ status }) => status === "OK");
  await hears(maya, "edit", ({ id: of, removed }) => of === id && removed === true);
  await ok(guru, `announce ${guru.token} ${mark} ujian`);
  for (const peer of [izza, maya]) await hears(peer, "message", ({ msg }) => msg === `(to all) ${mark} ujian`);
  const other = stack.use(await there.connect());
  const inbox = Object.values(texts(await ok(other, `inbox ${maya.token}`))).flat();
  assert(inbox.includes(`(to all) ${mark} ujian`), inbox.join());
  await ok(guru, `kick ${guru.token} maya`);
  await hears(maya, "notice", ({ message }) => String(message).startsWith("guru has ended your connections"));
  const later = stack.use(await there.connect());
  assertEquals((await later.ask(`inbox ${maya.token}`))["code"], "no_login");
}
