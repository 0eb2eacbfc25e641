/**
 * What chaos happens to: three servers, a primary and its standby, with a proxy before each.
 *
 * @module
 */

import { connect, type ServerProcess, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { Proxy } from "./proxy.ts";

/** By which name a primary knows the standby that it waits for. A copy that is being made has another one. */
const STANDBY = "standby";

const SERVERS = 3;

/** What the servers are started with. */
const FLAGS = "--port 0 --no-web --register open --rate off --account-bytes off --max-unread 0 --log quiet".split(" ");

/** Little of the log is kept: many copies are made. */
const SETTINGS = { max_wal_size: "64MB", min_wal_size: "32MB", wal_keep_size: "64MB", wal_sender_timeout: "20s" };

/** A server and the way to it. */
export interface Place {
  server: ServerProcess;
  readonly proxy: Proxy;
  readonly start: () => Promise<ServerProcess>;
}

/** The scene of a run. */
export class Scene implements AsyncDisposable {
  readonly places: Place[] = [];
  /** The ways of the servers to the hosts of the database. */
  readonly hosts: readonly [Proxy, Proxy, Proxy];
  primary: TestPostgres;
  standby: TestPostgres;
  /** A primary that was left behind. */
  old: TestPostgres | undefined;
  readonly #stack: AsyncDisposableStack;
  #copies = 0;

  private constructor(stack: AsyncDisposableStack, primary: TestPostgres, standby: TestPostgres) {
    this.#stack = stack;
    this.primary = primary;
    this.standby = standby;
    this.hosts = [stack.use(new Proxy(primary.port)), stack.use(new Proxy(standby.port)), stack.use(new Proxy())];
  }

  /** Starts all, with an account for each name. */
  static async start(names: readonly string[], password: string): Promise<Scene> {
    const stack = new AsyncDisposableStack();
    const primary = await startPostgres(SETTINGS);
    const url = await primary.newDatabase();
    await primary.sql(`ALTER SYSTEM SET synchronous_standby_names = '${STANDBY}'`);
    await primary.sql("SELECT pg_reload_conf()");
    const scene = new Scene(stack, primary, await primary.addStandby("copy0", {}, STANDBY));
    const directory = stack.use(temporaryDirectory());
    const shared = url.replace(/127.0.0.1:\d+/, scene.hosts.map(({ port }) => `127.0.0.1:${port}`).join(","));
    for (let index = 0; index < SERVERS; index++) {
      const start = () =>
        startProcess(serverProgram(), [...FLAGS, "--store", shared, "--data", `${directory.path}/${index}`], {
          stderr: "null",
        });
      const server = await start();
      scene.places.push({ server, start, proxy: stack.use(new Proxy(server.port)) });
    }
    using peer = await connect(scene.places[0]!.server.port);
    for (const name of names) await peer.ask(`register ${name} ${password} ${name}`);
    return scene;
  }

  /** Starts a server that was killed again, on another port. */
  async restart(place: Place): Promise<void> {
    await place.server[Symbol.asyncDispose]();
    place.server = await place.start();
    place.proxy.target = place.server.port;
  }

  /** Makes a primary of the standby, and a new standby of it. The old primary stays where it is, dead or alive. */
  async failOver(): Promise<void> {
    await this.old?.[Symbol.asyncDispose]();
    const [from, to] = [this.#hostOf(this.primary), this.#hostOf(this.standby)];
    const free = this.hosts.find((host) => host !== from && host !== to)!;
    free.target = undefined;
    await this.standby.promote();
    [this.old, this.primary] = [this.primary, this.standby];
    this.standby = await this.primary.addStandby(`copy${++this.#copies}`, {}, STANDBY);
    free.target = this.standby.port;
  }

  #hostOf({ port }: TestPostgres): Proxy {
    return this.hosts.find(({ target }) => target === port)!;
  }

  /** What the standbys are for which the primary waits. */
  async setNames(names: string): Promise<void> {
    await this.primary.sql(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
    await this.primary.sql("SELECT pg_reload_conf()");
  }

  /** The texts of the store, in its order. */
  async texts(): Promise<string[]> {
    const all = await this.primary.sql("SELECT text FROM messages ORDER BY number", "chat1");
    return all.split("\n").filter((line) => line !== "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { server } of this.places) await server[Symbol.asyncDispose]();
    for (const each of [this.standby, this.primary, this.old]) await each?.[Symbol.asyncDispose]();
    await this.#stack.disposeAsync();
  }
}
