/**
 * Servers as programs on one database, kept by a primary that waits for its standby.
 *
 * @module
 */

import { connect, type Peer, type ServerProcess, serverProgram, startProcess, temporaryDirectory } from "./helpers.ts";
import { becomeLive, type LivePeer } from "./live_peer.ts";
import { until } from "./patience.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";

/** A primary that waits for its standby, and where servers find both. The standby waits for nobody when it is promoted. */
export interface Pair extends AsyncDisposable {
  readonly primary: TestPostgres;
  readonly standby: TestPostgres;
  readonly url: string;
}

/** Starts both, with an empty database. */
export async function startPair(): Promise<Pair> {
  await using started = new AsyncDisposableStack();
  const primary = started.use(await startPostgres());
  const standby = started.use(await primary.addStandby("standby", { synchronous_standby_names: "" }));
  const url = await primary.newDatabase();
  await setNames(primary, "'*'");
  const all = started.move();
  return {
    primary,
    standby,
    url: url.replace("/chat1", `,127.0.0.1:${standby.port}/chat1`),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Says for which standbys a primary waits, in SQL. */
export async function setNames(primary: TestPostgres, names: string): Promise<void> {
  await primary.sql(`ALTER SYSTEM SET synchronous_standby_names = ${names}`);
  await primary.sql("SELECT pg_reload_conf()");
  const isSet = async () => `'${(await primary.sql("SHOW synchronous_standby_names")).trim()}'` === names;
  await until(isSet, "the names are set");
}

/** A server, and peers of it. */
export interface ClusterServer extends ServerProcess {
  connect(): Promise<Peer>;
  /** Somebody who is live there, with a login of their own unless there is a token. */
  goLive(name: string, token?: string): Promise<LivePeer>;
}

/** Starts servers, with the demo accounts; each ends with the stack. */
export async function startServers(
  url: string,
  count: number,
  { stack, flags = [] }: { stack: AsyncDisposableStack; flags?: readonly string[] },
): Promise<ClusterServer[]> {
  const directory = stack.use(temporaryDirectory());
  const servers: ClusterServer[] = [];
  for (let index = 0; index < count; index++) {
    const data = `${directory.path}/${index}`;
    servers.push(stack.use(await startServer(url, data, flags)));
  }
  return servers;
}

/** Starts a server, with the demo accounts if it is for no class; by `program` if it is another one than this version's. */
export async function startServer(
  url: string,
  directory: string,
  flags: readonly string[] = [],
  program: [string, ...string[]] = serverProgram(),
): Promise<ClusterServer> {
  const all = ["--port", "0", "--no-web", "--log", "quiet", "--store", url, "--data", directory, ...flags];
  if (!flags.includes("--class")) all.push("--demo");
  const shows = flags.includes("--metrics") ? "/health" : flags.includes("--class") ? "Teacher: " : "listens";
  const server = await startProcess(program, all, { stderr: "null", shows });
  const open = () => connect(server.port);
  return {
    ...server,
    connect: open,
    async goLive(name, token) {
      const peer = await open();
      return await becomeLive(peer, token ?? await peer.logIn(name));
    },
  };
}
