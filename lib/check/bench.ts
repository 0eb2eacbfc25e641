/**
 * What a case works with: connections, users, and steps that are not what the case is about. If one of these fails, the
 * case is skipped: another one, which is about it, tells.
 *
 * @module
 */

import { CLOCKS } from "../clock.ts";
import { pause } from "../async.ts";
import { Broken, type Entry, Skipped } from "./outcome.ts";
import { type Nothing, Probe, type Received } from "./probe.ts";
import { type InboxItem, inboxOf, isOk, tokenOf } from "./replies.ts";
import { type Words, words } from "./words.ts";

/** An account of the program that is checked. */
export interface User {
  /** The user name. */
  readonly name: string;
  /** The password. */
  readonly password: string;
}

/** Seconds that are waited for a program that says `retry_seconds`. */
const MAX_RETRY = 20;

/** What a check is given. */
export interface BenchOptions {
  /** The address of the program. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** At least two. */
  readonly users: readonly User[];
  /** Milliseconds that a step may take. */
  readonly timeout: number;
  /** A number from 0 to less than 1, the same ones for the same seed. */
  readonly random: () => number;
  /** The tokens that the check has got so far, by user name. */
  readonly tokens: Map<string, string[]>;
  /** Rules that are broken so far: what is known to be wrong is not waited for. */
  readonly broken: ReadonlySet<string>;
  /** Whether the program sends something before it is asked for anything, which then counts for nothing. */
  readonly greets: boolean;
}

/** A login and the connection on which it was made. */
export interface Login {
  /** The connection. */
  readonly probe: Probe;
  /** The token. */
  readonly token: string;
  /** Who it is. */
  readonly user: User;
}

/** The bench of one case. Disposing of it closes its connections. */
export class Bench implements Disposable {
  /** What went over the connections. */
  readonly trace: Entry[] = [];
  /** When it began, by {@linkcode CLOCKS}. */
  readonly began: number = CLOCKS.elapsed();
  readonly #probes: Probe[] = [];
  #marks = 0;

  /** A bench for one case. */
  constructor(readonly options: BenchOptions) {}

  /** The first user, who sends. */
  get first(): User {
    return this.options.users[0]!;
  }

  /** The second user, who receives. */
  get second(): User {
    return this.options.users[1]!;
  }

  /** The third. @throws {Skipped} If there is none. */
  get third(): User {
    const third = this.options.users[2];
    if (third === undefined) throw new Skipped(words("it takes three users", "perlu tiga pengguna"));
    return third;
  }

  /** A whole number from `from` to `to`. */
  between(from: number, to: number): number {
    return from + Math.floor(this.options.random() * (to - from + 1));
  }

  /** A word that stands in no other message. */
  mark(): string {
    return `m${++this.#marks}x${this.between(100_000_000, 999_999_999)}`;
  }

  /** Cuts a request into pieces at random places. */
  cut(line: string, pieces: number): Uint8Array[] {
    const bytes = new TextEncoder().encode(line);
    const cuts = Array.from({ length: pieces - 1 }, () => this.between(1, bytes.length - 1)).sort((a, b) => a - b);
    return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index])).filter(({ length }) => length > 0);
  }

  /** A new connection. @throws {Skipped} If there is none to be had. */
  async connect(options: { reads?: boolean; timeout?: number } = {}): Promise<Probe> {
    const { hostname, port, timeout } = this.options;
    const number = this.#probes.length + 1;
    const { broken } = this.options;
    const given = { timeout, began: this.began, trace: this.trace, isEndless: broken.has("R1.1"), ...options };
    const probe = await Probe.open({ hostname, port }, number, given);
    this.#probes.push(probe);
    if (this.options.greets) await probe.read();
    return probe;
  }

  /** Logs in, if it is told to wait after that as well. @throws {Skipped} If that fails. */
  async login(user: User = this.first, on?: Probe): Promise<Login> {
    const probe = on ?? await this.connect();
    const token = tokenOfAuth(await this.auth(probe, user));
    if (token === undefined) throw skip("the login of $1 fails", "login $1 gagal", user.name);
    return { probe, token, user };
  }

  /** Asks for a login; where the program names a wait, as long as that takes. */
  async auth(probe: Probe, { name, password }: User): Promise<Received | Nothing> {
    for (let tries = 0;; tries++) {
      const reply = await probe.ask(`auth ${name} ${password}`);
      const wait = typeof reply === "string" ? undefined : reply.json?.retry_seconds;
      if (typeof wait !== "number" || wait > MAX_RETRY || tries === 3) {
        const token = tokenOfAuth(reply);
        if (token !== undefined) this.#keep(name, token);
        return reply;
      }
      await pause(wait * 1000 + 50);
    }
  }

  #keep(name: string, token: string): void {
    const { tokens } = this.options;
    tokens.set(name, [...tokens.get(name) ?? [], token]);
  }

  /** Sends a message. @throws {Skipped} If the program does not take it. */
  async deliver({ probe, token }: Login, to: User, text: string): Promise<void> {
    const reply = await probe.ask(`send ${token} ${to.name} ${text}`);
    if (typeof reply === "string" || !isOk(reply)) throw skip("a send fails", "send gagal");
  }

  /** The inbox of a login. @throws {Skipped} If there is none. */
  async inbox({ probe, token }: Login): Promise<InboxItem[]> {
    const reply = await probe.ask(`inbox ${token}`);
    const items = typeof reply === "string" ? undefined : inboxOf(reply);
    if (items === undefined) throw skip("the inbox fails", "inbox gagal");
    return items;
  }

  /** Logs in on a connection of its own, reads the inbox away and closes. @throws {Skipped} If that fails. */
  async drain(user: User): Promise<InboxItem[]> {
    using probe = await this.connect();
    return await this.inbox(await this.login(user, probe));
  }

  /** Throws {@linkcode Broken} unless somebody is still served: by `rule`, which says that others are. */
  async expectServed(rule: string): Promise<void> {
    let reply: Received | Nothing;
    try {
      reply = await this.auth(await this.connect(), this.first);
    } catch (error) {
      if (!(error instanceof Skipped)) throw error;
      throw new Broken(
        rule,
        "closes",
        words("After that the program takes no connection", "Setelah itu program tidak menerima koneksi"),
      );
    }
    if (typeof reply !== "string") return;
    throw new Broken(
      rule,
      reply === "closed" ? "closes" : "hangs",
      words("After that the program serves nobody", "Setelah itu program tidak melayani siapa pun"),
    );
  }

  /** See {@linkcode Disposable}. */
  [Symbol.dispose](): void {
    for (const probe of this.#probes) probe[Symbol.dispose]();
  }
}

/** The token of what came for an `auth`. */
export function tokenOfAuth(reply: Received | Nothing): string | undefined {
  return typeof reply !== "string" && isOk(reply) ? tokenOf(reply) : undefined;
}

/** A reason to skip, with names put in for `$1`. */
export function skip(en: string, id: string, name = ""): Skipped {
  return new Skipped(put(words(en, id), name));
}

/** Puts in what stands for `$1`. */
export function put({ en, id }: Words, ...values: string[]): Words {
  const fill = (text: string) =>
    values.reduce((before, value, index) => before.replaceAll(`$${index + 1}`, () => value), text);
  return { en: fill(en), id: fill(id) };
}
