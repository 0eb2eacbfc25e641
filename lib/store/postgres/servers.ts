/**
 * What the servers of a database tell each other beside what is stored: who is there, and who answers with an inbox. It stands
 * in tables that no flush and no standby is waited for; a server that says nothing for nine seconds, dead or frozen, is not
 * there. It knows no message.
 *
 * @module
 */

import { Pause, pause } from "../../async.ts";
import { CLOCKS } from "../../clock.ts";
import type { PresenceChange, PresenceStore } from "../presence.ts";
import { arrayOf, type Row, type Value } from "./connection.ts";

/** Milliseconds between two looks at what the others say, and the most between two signs of life of this one. */
const EVERY = 250;
const RENEW_EVERY = 3_000;

/** Milliseconds in which what is to be said is gathered, and between two attempts to be the one who answers with an inbox. */
const GATHER = 20;

/** After what time without a sign of life a server is not there: its people are gone for all others within ten seconds. */
export const LIFE = "9 seconds";

/** Says who comes and goes, and that this server lives. The version of its row is another one whenever it says something. */
const SAY = `WITH gone AS (DELETE FROM presence WHERE server = $1::int AND account = ANY ($2::int[])),
  came AS (INSERT INTO presence (server, account) SELECT $1::int, account FROM unnest($3::int[]) AS came (account)
    ON CONFLICT DO NOTHING),
  known AS (SELECT 1 FROM servers WHERE id = $1::int)
  INSERT INTO servers (id, version, until) VALUES ($1::int, extract(epoch FROM clock_timestamp()) * 1000000,
    clock_timestamp() + interval '${LIFE}')
  ON CONFLICT (id) DO UPDATE SET until = excluded.until,
    version = CASE WHEN $4::boolean THEN greatest(servers.version + 1, excluded.version) ELSE servers.version END
  RETURNING EXISTS (SELECT 1 FROM known) AS is_known`;

const OTHERS = "SELECT id, version FROM servers WHERE id <> $1::int AND until > clock_timestamp()";
const PRESENT = "SELECT account FROM presence WHERE server = $1::int";
const LEAVE = "WITH gone AS (DELETE FROM presence WHERE server = $1::int), " +
  "free AS (DELETE FROM inboxes WHERE server = $1::int) DELETE FROM servers WHERE id = $1::int";
/** What those have left who are not there any more. */
const TIDY = "WITH dead AS (DELETE FROM servers WHERE until < clock_timestamp() - interval '1 hour') " +
  "DELETE FROM presence WHERE NOT EXISTS (SELECT 1 FROM servers WHERE id = server)";

const TAKE = "INSERT INTO inboxes (account, server, until) " +
  "VALUES ($1::int, $2::int, clock_timestamp() + $3::int * interval '1 millisecond') ON CONFLICT (account) DO UPDATE " +
  "SET server = excluded.server, until = excluded.until " +
  "WHERE inboxes.server = excluded.server OR inboxes.until <= clock_timestamp() OR $4::boolean RETURNING 1";
const RELEASE = "DELETE FROM inboxes WHERE account = $1::int AND server = $2::int";

/** What {@linkcode Servers} need. */
export interface ServersOptions {
  /** The number of this server. */
  readonly server: number;
  /** Runs a statement that can be run again, if it is not known whether it was; rejects when there is no primary. */
  readonly run: (sql: string, values: readonly Value[]) => Promise<readonly Row[]>;
  /** Called with what changes. */
  readonly tell: (change: PresenceChange) => void;
}

/** What another server has said last. */
interface Said {
  readonly version: number;
  readonly accounts: ReadonlySet<number>;
}

/** This server among the others. */
export class Servers implements PresenceStore {
  readonly #options: ServersOptions;
  /** The accounts that are active on this server. */
  readonly #own = new Set<number>();
  /** Who has come here or gone, and it is not said yet. */
  #unsaid = new Map<number, boolean>();
  #saidAt: number | undefined;
  #others = new Map<number, Said>();
  /** The accounts that are active somewhere, as was told. */
  readonly #told = new Set<number>();
  readonly #pause = new Pause();
  #isClosed = false;
  readonly #running: Promise<void>;

  /** Begins to listen to the others. */
  constructor(options: ServersOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Who is active on any server, as far as was told. */
  get active(): Iterable<number> {
    return this.#told;
  }

  /** See {@linkcode PresenceStore.report}. */
  report(account: number, isActive: boolean): void {
    if (this.#own.has(account) === isActive) return;
    if (isActive) this.#own.add(account);
    else this.#own.delete(account);
    this.#unsaid.set(account, isActive);
    this.#look(account);
    this.#pause.end();
  }

  /** See `SharedStore.takeInbox`. */
  async takeInbox(account: number, span: number): Promise<void> {
    const { run, server } = this.#options;
    // Who has waited so long takes it: another one may be asked for it all the time.
    const end = CLOCKS.elapsed() + span;
    while ((await run(TAKE, [account, server, span, CLOCKS.elapsed() >= end])).length === 0) await pause(GATHER);
  }

  /** See `SharedStore.releaseInbox`: otherwise it is free when its span is over. */
  releaseInbox(account: number): void {
    const { run, server } = this.#options;
    run(RELEASE, [account, server]).catch(() => {});
  }

  /** Leaves: nobody is active here. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause.end();
    await this.#running;
    await this.#options.run(LEAVE, [this.#options.server]).catch(() => {}); // Then its time is over soon.
  }

  async #run(): Promise<void> {
    const { run } = this.#options;
    await run(TIDY, []).catch(() => {});
    while (!this.#isClosed) {
      try {
        await this.#say();
        await this.#listen();
      } catch {
        // There is no primary now: what each has said last stands.
      }
      if (this.#isClosed) return;
      await this.#pause.wait(EVERY);
      if (this.#unsaid.size > 0) await pause(GATHER);
    }
  }

  async #say(): Promise<void> {
    const unsaid = this.#unsaid;
    const now = CLOCKS.elapsed();
    if (unsaid.size === 0 && this.#saidAt !== undefined && now - this.#saidAt < RENEW_EVERY) return;
    this.#unsaid = new Map();
    const accounts = (isActive: boolean) =>
      arrayOf([...unsaid].filter(([, said]) => said === isActive).map(([account]) => account));
    try {
      const values = [this.#options.server, accounts(false), accounts(true), unsaid.size > 0];
      const [row] = await this.#options.run(SAY, values);
      // The tables are empty after a crash of the primary.
      if (row!["is_known"] !== true && this.#saidAt !== undefined) {
        this.#unsaid = new Map([...Array.from(this.#own, (account) => [account, true] as const), ...this.#unsaid]);
        this.#pause.end();
      }
      this.#saidAt = now;
    } catch (error) {
      this.#unsaid = new Map([...unsaid, ...this.#unsaid]);
      throw error;
    }
  }

  async #listen(): Promise<void> {
    const { run, server } = this.#options;
    const others = new Map<number, Said>();
    for (const row of await run(OTHERS, [server])) {
      const [id, version] = [Number(row["id"]), Number(row["version"])];
      const known = this.#others.get(id);
      if (known?.version === version) others.set(id, known);
      else others.set(id, { version, accounts: new Set((await run(PRESENT, [id])).map(readAccount)) });
    }
    const before = this.#others;
    this.#others = others;
    const changed = new Set<number>();
    for (const id of new Set([...before.keys(), ...others.keys()])) {
      const [was, is] = [before.get(id), others.get(id)];
      if (was === is) continue;
      const [one, other] = [was?.accounts ?? new Set<number>(), is?.accounts ?? new Set<number>()];
      for (const account of one.symmetricDifference(other)) changed.add(account);
    }
    for (const account of changed) this.#look(account);
  }

  /** Tells of an account, if it is somewhere now and was not, or the other way round. */
  #look(account: number): void {
    const isActive = this.#own.has(account) || [...this.#others.values()].some(({ accounts }) => accounts.has(account));
    if (this.#told.has(account) === isActive) return;
    if (isActive) this.#told.add(account);
    else this.#told.delete(account);
    this.#options.tell({ kind: "presence", account, isActive });
  }
}

function readAccount(row: Row): number {
  return Number(row["account"]);
}
