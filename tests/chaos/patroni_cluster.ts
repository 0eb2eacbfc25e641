/**
 * Three etcd and three PostgreSQL that Patroni leads, on this machine, as docs/cluster.md sets them up: each step waits for a standby,
 * everything between them over TLS, and a way to etcd for each Patroni that can be cut.
 *
 * @module
 */

import { freePort } from "../support/helpers.ts";
import { until } from "../support/patience.ts";
import { POSTGRES } from "../support/postgres.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { signalFamily } from "../support/processes.ts";
import { Daemons } from "./daemons.ts";
import { type NodePlace, settingsOf, type Timing } from "./patroni_settings.ts";
import { Proxy } from "./proxy.ts";

/** How many of each there are. */
const NODES = 3;

/** Milliseconds between two looks at the cluster, and for which a node may say nothing. */
const LOOK_EVERY = 200;
const ANSWER_TIME = 1_000;

/** A node as Patroni tells of it. */
interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly timeline?: number;
}

/** One of the etcd. */
interface Etcd {
  readonly name: string;
  readonly port: number;
  readonly peerPort: number;
  process?: Deno.ChildProcess;
}

/** A PostgreSQL and its Patroni. */
export interface Node extends NodePlace {
  patroni?: Deno.ChildProcess;
}

/** Why the programs cannot be started here; `undefined` if they can. */
export function whatIsMissing(): string | undefined {
  const programs = ["/usr/bin/patroni", "/usr/bin/patronictl", "/usr/bin/etcd", "/usr/bin/openssl"];
  const missing = programs.filter((path) => !isFile(path)).map((path) => path.replace("/usr/bin/", ""));
  if (POSTGRES === undefined) missing.unshift("PostgreSQL");
  if (missing.length === 0) return undefined;
  return `${missing.join(", ")} is not here; on Debian: apt install postgresql patroni etcd-server openssl`;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The cluster; disposing of it ends all of it. */
export class PatroniCluster implements AsyncDisposable {
  readonly nodes: readonly Node[];
  readonly daemons: Daemons;
  readonly #etcds: readonly Etcd[];
  readonly #files: Certificates;
  readonly #client: Deno.HttpClient;

  private constructor(daemons: Daemons, files: Certificates) {
    this.daemons = daemons;
    this.#files = files;
    const indexes = Array.from({ length: NODES }, (_, index) => index + 1);
    this.#etcds = indexes.map((index) => ({ name: `etcd${index}`, port: freePort(), peerPort: freePort() }));
    this.nodes = indexes.map((index) => {
      const ways = this.#etcds.map(({ port }) => new Proxy(port));
      return {
        ...{ name: `db${index}`, port: freePort(), apiPort: freePort(), ways },
        data: `${daemons.folder}/db${index}/data`,
      };
    });
    const [ca, cert, key] = [files.ca, files.cert, files.key].map((file) => Deno.readTextFileSync(file));
    this.#client = Deno.createHttpClient({ caCerts: [ca!], cert: cert!, key: key! });
  }

  /** Starts all of it. What it has started when it fails ends with this process. */
  static async start(timing: Timing): Promise<PatroniCluster> {
    const daemons = new Daemons();
    const cluster = new PatroniCluster(daemons, await makeCertificates(daemons));
    await cluster.startEtcd();
    for (const node of cluster.nodes) {
      await daemons.run(["mkdir", "-m", "700", `${daemons.folder}/${node.name}`]);
      Deno.writeTextFileSync(
        cluster.#configOf(node),
        settingsOf(node, { user: daemons.user, folder: daemons.folder, files: cluster.#files, timing }),
      );
    }
    await Promise.all(cluster.nodes.map((node) => cluster.startPatroni(node)));
    await cluster.untilWhole();
    return cluster;
  }

  /** Starts the etcd that do not run. */
  async startEtcd(): Promise<void> {
    const initial = this.#etcds.map(({ name, peerPort }) => `${name}=https://127.0.0.1:${peerPort}`).join();
    const { ca, cert, key } = this.#files;
    for (const etcd of this.#etcds) {
      if (etcd.process !== undefined) continue;
      const { name, port, peerPort } = etcd;
      const [url, peerUrl] = [port, peerPort].map((each) => `https://127.0.0.1:${each}`) as [string, string];
      const flags = {
        ...{ "name": name, "data-dir": `${this.daemons.folder}/${name}` },
        ...{ "listen-client-urls": url, "advertise-client-urls": url },
        ...{ "listen-peer-urls": peerUrl, "initial-advertise-peer-urls": peerUrl, "initial-cluster": initial },
        ...{ "trusted-ca-file": ca, "cert-file": cert, "key-file": key, "client-cert-auth": true, "enable-v2": true },
        ...{ "peer-trusted-ca-file": ca, "peer-cert-file": cert, "peer-key-file": key, "peer-client-cert-auth": true },
      };
      const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
      etcd.process = await this.daemons.start(name, ["/usr/bin/etcd", ...words]);
    }
    // Patroni ends if they have not agreed on their version yet.
    await this.#look("etcd answers", async () => {
      const versions = await Promise.all(this.#etcds.map(({ port }) => this.#get(port, "version")));
      return versions.every((each) => /^\d/.test((each as { etcdcluster?: string } | undefined)?.etcdcluster ?? ""));
    });
  }

  /** Kills all etcd, or so many of them. */
  async killEtcd(count = NODES): Promise<void> {
    for (const etcd of this.#etcds.slice(0, count)) {
      etcd.process?.kill("SIGKILL");
      await etcd.process?.status;
      delete etcd.process;
    }
  }

  /** Starts the Patroni of a node, which starts its PostgreSQL. */
  async startPatroni(node: Node): Promise<void> {
    node.patroni = await this.daemons.start(node.name, ["/usr/bin/patroni", this.#configOf(node)]);
  }

  /** Kills the Patroni of a node, if it runs, and leaves its PostgreSQL. */
  async killPatroni(node: Node): Promise<void> {
    node.patroni?.kill("SIGKILL");
    await node.patroni?.status;
    delete node.patroni;
  }

  /** Kills the PostgreSQL of a node with all its processes. */
  killPostgres(node: Node): void {
    const pid = this.#pidOf(node);
    if (pid !== undefined) signalFamily(pid, "SIGKILL");
  }

  /** Stops all of a node, or lets it go on. */
  signal(node: Node, name: "SIGSTOP" | "SIGCONT"): void {
    const pid = this.#pidOf(node);
    if (pid !== undefined) signalFamily(pid, name);
    node.patroni?.kill(name);
  }

  #pidOf({ data }: Node): number | undefined {
    try {
      return Number(Deno.readTextFileSync(`${data}/postmaster.pid`).split("\n")[0]);
    } catch {
      return undefined; // It does not run.
    }
  }

  /** Cuts a node off from etcd, or lets it reach it again. */
  reachEtcd({ ways }: Node, does: boolean): void {
    for (const [index, way] of ways.entries()) {
      way.target = does ? this.#etcds[index]!.port : undefined;
      way.cut();
    }
  }

  /** Runs a command of patronictl. */
  control(...words: string[]): Promise<string> {
    return this.daemons.run(["/usr/bin/patronictl", "-c", this.#configOf(this.nodes[0]!), ...words]);
  }

  /** Runs SQL at a node as the superuser. @returns What psql prints. */
  sql({ name, port }: Node, text: string, database = "postgres"): Promise<string> {
    const where = ["-h", `${this.daemons.folder}/${name}`, "-p", `${port}`, "-U", this.daemons.user, "-d", database];
    return this.daemons.run([`${POSTGRES}/psql`, ...where, "-XAtqc", text]);
  }

  /** What the first node says that answers, but for some. */
  async members(except: readonly Node[] = []): Promise<readonly Member[]> {
    for (const node of this.nodes) {
      if (except.includes(node)) continue;
      const answer = await this.#get(node.apiPort, "cluster") as { members: Member[] } | undefined;
      if (answer !== undefined) return answer.members;
    }
    return [];
  }

  /** What a program says at a path; `undefined`: it does not. */
  async #get(port: number, path: string): Promise<unknown> {
    try {
      const options = { client: this.#client, signal: AbortSignal.timeout(ANSWER_TIME) };
      return await (await fetch(`https://127.0.0.1:${port}/${path}`, options)).json();
    } catch {
      return undefined;
    }
  }

  /** Waits until a node leads that is none of some. */
  async untilLed(except: readonly Node[] = []): Promise<Node> {
    let leader: Node | undefined;
    await this.#look("another node leads", async () => {
      const { name } = (await this.members(except)).find(({ role, state }) =>
        role === "leader" && state === "running"
      ) ??
        {};
      leader = this.nodes.find((node) => node.name === name);
      return leader !== undefined && !except.includes(leader) && await this.#isPrimary(leader);
    });
    return leader!;
  }

  async #isPrimary(node: Node): Promise<boolean> {
    return (await this.sql(node, "SELECT pg_is_in_recovery()").catch(() => "")).trim() === "f";
  }

  /** Waits until all nodes run and follow the leader, which waits for one of them. */
  async untilWhole(): Promise<void> {
    let members: readonly Member[] = [];
    await this.#look(() => `the cluster is whole, and not ${JSON.stringify(members)}`, async () => {
      members = await this.members();
      const isOne = (role: string) => members.filter((member) => member.role === role).length === 1;
      const timelines = new Set(members.map(({ timeline }) => timeline));
      return members.length === NODES && timelines.size === 1 && isOne("leader") && isOne("sync_standby") &&
        members.every(({ state }) => state === "running" || state === "streaming");
    });
  }

  /** The node with a role. */
  async withRole(role: "leader" | "sync_standby" | "replica"): Promise<Node> {
    const name = (await this.members()).find((member) => member.role === role)?.name;
    const node = this.nodes.find((each) => each.name === name);
    if (node === undefined) throw new Error(`No node is ${role}`);
    return node;
  }

  async #look(what: string | (() => string), holds: () => Promise<boolean>): Promise<void> {
    await until(async () => {
      if (await holds()) return true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
      return false;
    }, what);
  }

  #configOf({ name }: Node): string {
    return `${this.daemons.folder}/${name}.yml`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.daemons[Symbol.asyncDispose]();
    for (const way of this.nodes.flatMap(({ ways }) => ways)) await way[Symbol.asyncDispose]();
  }
}
