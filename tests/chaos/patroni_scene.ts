/**
 * Three servers on a PostgreSQL that Patroni leads, and people who write and read on all three.
 *
 * @module
 */

import { connect, type ServerProcess, serverProgram, startProcess } from "../support/helpers.ts";
import { Ledger, type Stored, type Verdict } from "./ledger.ts";
import { overTcp, typed } from "./lines.ts";
import { PatroniCluster } from "./patroni_cluster.ts";
import type { Timing } from "./patroni_settings.ts";
import { Peer, type Way } from "./peer.ts";
import type { Person } from "./person.ts";
import { readStore } from "./store.ts";

const SERVERS = 3;
const FLAGS = "--port 0 --no-web --register open --rate off --account-bytes off --max-unread 0 --log quiet".split(" ");
const PASSWORD = "surabaya";

/** How people write and read, in their turn. */
const WAYS: readonly Way[] = [
  { open: overTcp, isLive: true, hasKeys: true },
  { open: typed, isLive: true, hasKeys: true },
  { open: overTcp, isLive: false, hasKeys: true },
  { open: overTcp, isLive: false, hasKeys: false },
];

/** Milliseconds between two looks at who was served when, and for which is waited that all are. */
const LOOK_EVERY = 20;
const PATIENCE = 180_000;

/** What a fault has done to those who wrote and read meanwhile. Times in milliseconds. */
export interface Outcome {
  readonly acknowledged: number;
  readonly verdict: Verdict;
  /** The longest time in which nobody's message was acknowledged. */
  readonly pause: number;
  /** The longest time in which one of them waited for that. */
  readonly longest: number;
  /** After how long all were served again, counted from when everything that was broken was there again. */
  readonly after: number;
}

/** The scene of a run; disposing of it ends all of it. */
export class PatroniScene implements AsyncDisposable {
  readonly cluster: PatroniCluster;
  readonly #servers: readonly ServerProcess[];
  #runs = 0;

  private constructor(cluster: PatroniCluster, servers: readonly ServerProcess[]) {
    this.cluster = cluster;
    this.#servers = servers;
  }

  /** Starts all of it. */
  static async start(timing: Timing): Promise<PatroniScene> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await PatroniCluster.start(timing));
    const leader = await cluster.withRole("leader");
    await cluster.sql(leader, `CREATE USER ngobrol PASSWORD '${PASSWORD}'`);
    await cluster.sql(leader, "CREATE DATABASE chat OWNER ngobrol");
    const hosts = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join();
    const { folder } = cluster.daemons;
    const url = `postgres://ngobrol:${PASSWORD}@${hosts}/chat?sslmode=verify-full&sslrootcert=${folder}/ca.crt`;
    Deno.writeTextFileSync(`${folder}/store`, url, { mode: 0o600 });
    const servers: ServerProcess[] = [];
    for (let index = 0; index < SERVERS; index++) {
      const args = [...FLAGS, "--store-file", `${folder}/store`, "--data", `${folder}/server${index}`];
      servers.push(stack.use(await startProcess(serverProgram(), args, { stderr: "null" })));
      await cluster.daemons.tell(servers.at(-1)!.process.pid);
    }
    stack.move();
    return new PatroniScene(cluster, servers);
  }

  /** Has `count` people write and read while something goes wrong, and looks at what became of what they wrote. */
  async run(count: number, fault: (cluster: PatroniCluster) => Promise<void>): Promise<Outcome> {
    const run = `run${++this.#runs}`;
    const names = Array.from({ length: count }, (_, index) => `${run}.${index}`);
    await this.#register(names, run);
    const ledger = new Ledger(new Map([[`#${run}`, names]]));
    const people = names.map((name, index) => this.#startPerson(name, index, { names, group: `#${run}`, ledger }));
    const watch = new Watch(people);
    try {
      await watch.untilServed();
      watch.begin();
      await fault(this.cluster);
      const after = await watch.untilServed();
      const { pause, longest } = watch;
      for (const person of people) person.finish();
      await watch.until(() => people.every(({ isQuiet }) => isQuiet) && ledger.unseen.length === 0);
      await watch.until(async () => ledger.unread(await this.#stored(run)).length === 0);
      const verdict = ledger.judge(await this.#stored(run));
      return { acknowledged: ledger.acknowledged.size, verdict, pause, longest, after };
    } finally {
      watch.stop();
      await Promise.all(people.map((person) => person.stop()));
    }
  }

  async #register(names: readonly string[], group: string): Promise<void> {
    using registrar = await connect(this.#servers[0]!.port);
    const tokens: string[] = [];
    for (const name of names) tokens.push((await registrar.ask(`register ${name} ${PASSWORD} ${name}`))["tokenid"]);
    await registrar.ask(`addgroup ${tokens[0]} ${group}`);
    for (const name of names.slice(1)) await registrar.ask(`invitegroup ${tokens[0]} ${group} ${name}`);
  }

  #startPerson(
    name: string,
    index: number,
    { names, ...shared }: { names: readonly string[]; group: string; ledger: Ledger },
  ): Person {
    const others = names.filter((other) => other !== name);
    const servers = this.#servers.map(({ port }) => ({ chat: port, page: 0 })); // Nobody of them uses the page.
    const way = WAYS[index % WAYS.length]!;
    return new Peer(way, { name, others, servers, ...shared, password: PASSWORD, random: Math.random, directory: "" });
  }

  /** What those of a run have sent, in the order of the store. */
  async #stored(run: string): Promise<Stored[]> {
    const leader = await this.cluster.untilLed();
    const all = await readStore({ sql: (text) => this.cluster.sql(leader, text, "chat") });
    return all.filter(({ text }) => text.startsWith(`${run}.`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await server[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }
}

/** Looks who was served when. */
class Watch {
  readonly #people: readonly Person[];
  readonly #timer = setInterval(() => this.#look(), LOOK_EVERY);
  /** Until now; see {@linkcode Outcome}. */
  pause = 0;
  longest = 0;

  constructor(people: readonly Person[]) {
    this.#people = people;
  }

  /** Forgets what was before. */
  begin(): void {
    this.pause = this.longest = 0;
  }

  #look(): void {
    const since = this.#people.map(({ servedAt }) => performance.now() - servedAt);
    this.pause = Math.max(this.pause, Math.min(...since));
    this.longest = Math.max(this.longest, ...since);
  }

  /** Waits until everybody was served from now on. @returns After how long; `Infinity`: not all were. */
  untilServed(): Promise<number> {
    const from = performance.now();
    return this.until(() => this.#people.every(({ servedAt }) => servedAt > from));
  }

  /** Waits until something holds. @returns After how long; `Infinity`: it does not. */
  async until(holds: () => boolean | Promise<boolean>): Promise<number> {
    const from = performance.now();
    while (!await holds()) {
      if (performance.now() - from > PATIENCE) return Infinity;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
    return performance.now() - from;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
