/**
 * What chaos happens to: three servers, a primary and its standby, with a proxy on each way between them and before them.
 *
 * @module
 */

import { connect, type ServerProcess, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import type { Ports } from "./lines.ts";
import { Proxy } from "./proxy.ts";

/** By which name a primary knows the standby that it waits for. A copy that is being made has another one. */
const STANDBY = "standby";

const [SERVERS, HOSTS] = [3, 3];

/** Characters of what a server said last that are shown. */
const SAID = 2_000;

/** What the servers are started with. */
const FLAGS = "--port 0 --web 127.0.0.1:0 --register open --rate off --account-bytes off --max-unread 0 --log quiet"
  .split(" ");

/** Little of the log is kept: many copies are made. */
const SETTINGS = { max_wal_size: "64MB", min_wal_size: "32MB", wal_keep_size: "64MB", wal_sender_timeout: "20s" };

/** A server and the ways to it. */
export interface Place {
  server: ServerProcess;
  /** To its port, and to that of its page. */
  readonly chat: Proxy;
  readonly page: Proxy;
  /** From it to the hosts of the database. */
  readonly database: readonly Proxy[];
  readonly start: () => Promise<ServerProcess>;
  /** Whether it is to run: what keeps services starts it again if it ends by itself. */
  isUp: boolean;
}

/** The scene of a run. */
export class Scene implements AsyncDisposable {
  readonly places: Place[] = [];
  primary: TestPostgres;
  standby: TestPostgres;
  /** A primary that was left behind. */
  old: TestPostgres | undefined;
  /** How many servers have ended by themselves. */
  ended = 0;
  /** From the standby to the primary. */
  readonly link: Proxy;
  readonly #stack: AsyncDisposableStack;
  /** Which host of the servers is the primary, the standby, the one that was left behind. */
  #order = [0, 1, 2] as [number, number, number];
  #copies = 0;

  private constructor(stack: AsyncDisposableStack, primary: TestPostgres, standby: TestPostgres, link: Proxy) {
    this.#stack = stack;
    this.primary = primary;
    this.standby = standby;
    this.link = link;
  }

  /** Starts all, with an account for each name, and groups of them. */
  static async start(
    names: readonly string[],
    groups: ReadonlyMap<string, readonly string[]>,
    password: string,
  ): Promise<Scene> {
    const stack = new AsyncDisposableStack();
    const primary = await startPostgres(SETTINGS);
    const url = await primary.newDatabase();
    await primary.sql(`ALTER SYSTEM SET synchronous_standby_names = '${STANDBY}'`);
    await primary.sql("SELECT pg_reload_conf()");
    const link = stack.use(new Proxy(primary.port));
    const scene = new Scene(stack, primary, await primary.addStandby("copy0", followBy(link), STANDBY), link);
    const directory = stack.use(temporaryDirectory());
    for (let index = 0; index < SERVERS; index++) await scene.#addServer(url, `${directory.path}/${index}`);
    using peer = await connect(scene.places[0]!.server.port);
    const tokens = new Map<string, string>();
    for (const name of names) {
      tokens.set(name, (await peer.ask(`register ${name} ${password} ${name}`))["tokenid"]);
    }
    for (const [group, [maker, ...others]] of groups) {
      await peer.ask(`addgroup ${tokens.get(maker!)} ${group}`);
      for (const other of others) await peer.ask(`invitegroup ${tokens.get(maker!)} ${group} ${other}`);
    }
    return scene;
  }

  async #addServer(url: string, directory: string): Promise<void> {
    const database = Array.from({ length: HOSTS }, () => this.#stack.use(new Proxy()));
    const ports = [this.primary.port, this.standby.port];
    database.forEach((proxy, index) => proxy.target = ports[index]);
    const shared = url.replace(/127.0.0.1:\d+/, database.map(({ port }) => `127.0.0.1:${port}`).join(","));
    const args = [...FLAGS, "--store", shared, "--data", directory];
    const start = () => startProcess(serverProgram(), args, { stderr: "piped", shows: "In a browser" });
    const server = await start();
    const [chat, page] = [this.#stack.use(toPeers()), this.#stack.use(toPeers())];
    const place = { server, start, database, chat, page, isUp: true };
    lead(place);
    this.#keep(place);
    this.places.push(place);
  }

  /** Starts a server again that ends by itself, and says so. */
  #keep(place: Place): void {
    const { server } = place;
    const said = new Response(server.process.stderr).text();
    void server.process.status.then(async ({ code }) => {
      if (!place.isUp || place.server !== server) return;
      console.log(`A server ended by itself, with code ${code}, and is started again: ${(await said).slice(-SAID)}`);
      this.ended++;
      await this.restart(place);
    });
  }

  /** Kills a server. */
  kill(place: Place): void {
    place.isUp = false;
    place.server.process.kill("SIGKILL");
  }

  /** Where peers reach the servers. */
  get ports(): Ports[] {
    return this.places.map(({ chat, page }) => ({ chat: chat.port, page: page.port }));
  }

  /** All ways of the servers to the database. */
  get database(): Proxy[] {
    return this.places.flatMap(({ database }) => database);
  }

  /** Starts a server that was killed again, on another port: once more if it ends, since it wants a database. */
  async restart(place: Place): Promise<void> {
    await place.server[Symbol.asyncDispose]();
    place.server = await place.start().catch(() => place.start());
    place.isUp = true;
    lead(place);
    this.#keep(place);
  }

  /** Makes a primary of the standby, and a new standby of it. The old primary stays where it is, dead or alive. */
  async failOver(): Promise<void> {
    const [from, to, free] = this.#order;
    this.#lead(free, undefined);
    await this.old?.remove();
    await this.standby.promote();
    [this.old, this.primary] = [this.primary, this.standby];
    this.link.target = this.primary.port;
    this.link.isCut = false;
    this.standby = await this.#copy().catch(() => this.#copy()); // A busy machine may have lost its patience.
    this.#lead(free, this.standby.port);
    this.#order = [to, free, from];
  }

  #copy(): Promise<TestPostgres> {
    return this.primary.addStandby(`copy${++this.#copies}`, followBy(this.link), STANDBY);
  }

  /** Leads the servers to another port where they look for a host. */
  #lead(host: number, port: number | undefined): void {
    for (const { database } of this.places) database[host]!.target = port;
  }

  /** What the standbys are for which the primary waits. */
  async setNames(names: string): Promise<void> {
    await this.primary.sql(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
    await this.primary.sql("SELECT pg_reload_conf()");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const place of this.places) {
      place.isUp = false;
      await place.server[Symbol.asyncDispose]();
    }
    for (const each of [this.standby, this.primary, this.old]) await each?.[Symbol.asyncDispose]();
    await this.#stack.disposeAsync();
  }
}

function toPeers(): Proxy {
  return new Proxy(undefined, { isHonest: true });
}

/** Leads the proxies of a server to where it listens now. */
function lead({ server: { port, banner }, chat, page }: Place): void {
  chat.target = port;
  page.target = Number(/In a browser: .*:(\d+)/.exec(banner)![1]);
}

/** What a standby is told so that it follows over a proxy. */
function followBy({ port }: Proxy): { primary_conninfo: string } {
  return { primary_conninfo: `host=127.0.0.1 port=${port} user=chat application_name=${STANDBY}` };
}
