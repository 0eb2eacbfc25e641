/**
 * Which connections are looked at, by whom, and what was seen of them. It puts a tap on those that somebody looks at, and on
 * no other. It knows no command, and who may look is decided before.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { type Clocks, STEADY_CLOCKS } from "../../clock.ts";
import type { Chat } from "../chat/chat.ts";
import type { Login } from "../chat/logins/login.ts";
import { TokenBucket } from "../limits.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";
import { type KeptFrame, KeptFrames, type Owner } from "./kept_frames.ts";
import type { Tapped } from "./tap.ts";
import { type Target, Watcher } from "./watcher.ts";

/** Frames of all connections that are explained: so many at once, so many a second. Each takes some 10 us. */
const EXPLAIN_RATE = { burst: 1_000, perSecond: 500 };
/** Frames that are refused after one was. */
const REFUSED_AT_ONCE = 32;
/** Connections that watch at once: of an account, and of all who are no teachers; those could keep a teacher out. */
const MOST_OF_ACCOUNT = 8;
const MOST_WATCHERS = 100;
/** Frames of before that one who comes to watch is sent. */
const MOST_OF_BEFORE = 200;
/** The same of an account: to encode them takes milliseconds, and `watch` can be asked hundreds of times a second. */
const BEFORE_RATE = { burst: 10 * MOST_OF_BEFORE, perSecond: MOST_OF_BEFORE / 10 };

/** What {@linkcode Watches} needs. */
export interface WatchesOptions {
  /** Whose accounts and logins there are. */
  readonly chat: Pick<Chat, "find" | "logins">;
  /** Whether frames are kept that nobody looks at yet. */
  readonly keeps: boolean;
  /** Whether who watches others is shown texts. */
  readonly hasTexts: boolean;
  /** How what is written to a connection is provoked; `undefined` if it is not. */
  readonly provoked: (connection: Tapped) => string | undefined;
  /** By which frames are timed and counted. @default {those of this machine} */
  readonly clocks?: Clocks;
}

/** The watchers of a server. */
export class Watches {
  /** What was seen. */
  readonly frames = new KeptFrames();
  readonly #options: WatchesOptions;
  readonly #recorderOptions: RecorderOptions;
  readonly #now: () => number;
  readonly #bucket: TokenBucket;
  readonly #watchers = new Map<Tapped, Watcher>();
  /** By the account that they watch; those who watch all under `undefined`. */
  readonly #byTarget = new Map<number | undefined, Set<Watcher>>();
  readonly #recorders = new Map<Tapped, Recorder>();
  /** Of each account that has watched: what it may be sent of before. */
  readonly #before = new Map<number, TokenBucket>();

  /** Nobody watches. */
  constructor(options: WatchesOptions) {
    const { chat, provoked, clocks = STEADY_CLOCKS } = options;
    let [frames, connections] = [0, 0];
    this.#options = options;
    this.#now = clocks.elapsed;
    this.#bucket = new TokenBucket(EXPLAIN_RATE, this.#now());
    this.#recorderOptions = {
      nextFrame: () => ++frames,
      nextConnection: () => ++connections,
      now: clocks.wall,
      elapsed: clocks.elapsed,
      byToken: (token) => chat.logins.known(token)?.account,
      byName: (name) => chat.find(name),
      mayExplain: (recorder) => this.#mayExplain(recorder),
      provoked,
      onFrame: (frame) => this.#onFrame(frame),
      onUnfinished: (frame) => this.#pass(frame),
      onOwner: (recorder) => this.#onOwner(recorder),
    };
  }

  /** Whether no connection has to be looked at. */
  get isIdle(): boolean {
    return !this.#options.keeps && this.#watchers.size === 0;
  }

  /** Who watches, and whom. */
  get all(): Iterable<Watcher> {
    return this.#watchers.values();
  }

  /** Looks at a connection that has begun, if somebody wants that. */
  opened(connection: Tapped): void {
    this.#look(connection)?.opened();
  }

  /** A connection has shown a login. */
  shown(connection: Tapped): void {
    if (connection.account !== undefined) connection.tap?.shown(connection.account);
    this.#look(connection);
  }

  /** A connection has ended. */
  closed(connection: Tapped): void {
    this.unwatch(connection);
    connection.tap?.closed();
    this.#unlook(connection);
  }

  /**
   * Sends a connection what goes over the wires of somebody, in the place of whom it watched before.
   *
   * @param connections All that there are.
   * @throws {ChatError} If too many watch.
   */
  watch(connection: Tapped, login: Login, target: Target, connections: Iterable<Tapped>): void {
    this.#requirePlace(connection, login);
    this.unwatch(connection);
    const watcher = new Watcher(connection, login, target, this.#options.hasTexts, this.#now);
    this.#watchers.set(connection, watcher);
    const others = this.#byTarget.get(target.account);
    if (others === undefined) this.#byTarget.set(target.account, new Set([watcher]));
    else others.add(watcher);
    if (this.#mayBegin(login)) watcher.begin(this.frames.newest(MOST_OF_BEFORE, (owner) => watcher.sees(owner)));
    for (const each of connections) this.#look(each);
  }

  #requirePlace(connection: Tapped, { account: { id, role } }: Login): void {
    const others = [...this.#watchers.values()].filter((watcher) => watcher.connection !== connection)
      .map(({ login }) => login.account);
    const isFull = others.filter((other) => other.id === id).length >= MOST_OF_ACCOUNT ||
      role !== "teacher" && others.filter((other) => other.role !== "teacher").length >= MOST_WATCHERS;
    if (isFull) throw new ChatError("Too many watch already: try again later", { code: "busy" });
  }

  #mayBegin({ account: { id } }: Login): boolean {
    const now = this.#now();
    const bucket = this.#before.get(id) ?? new TokenBucket(BEFORE_RATE, now);
    this.#before.set(id, bucket);
    return bucket.tryTake(now, MOST_OF_BEFORE) === 0;
  }

  /** Lets go what a connection that watches is sent: its reply is written. */
  start(connection: Tapped): void {
    this.#watchers.get(connection)?.start();
  }

  /** Sends a connection no more. @returns Who watched there. */
  unwatch(connection: Tapped): Watcher | undefined {
    const watcher = this.#watchers.get(connection);
    if (watcher === undefined) return undefined;
    watcher.end();
    this.#watchers.delete(connection);
    const others = this.#byTarget.get(watcher.target.account)!;
    others.delete(watcher);
    if (others.size === 0) this.#byTarget.delete(watcher.target.account);
    for (const each of [...this.#recorders.keys()]) this.#look(each);
    return watcher;
  }

  /** Puts a tap on a connection that somebody wants to see, and takes it from one that nobody does. */
  #look(connection: Tapped): Recorder | undefined {
    const known = this.#recorders.get(connection);
    if (!this.#isWanted(connection)) return void this.#unlook(connection);
    if (known !== undefined) return known;
    const recorder = new Recorder(connection, this.#recorderOptions);
    this.#recorders.set(connection, recorder);
    connection.tap = recorder;
    return recorder;
  }

  #isWanted({ account }: Tapped): boolean {
    if (this.#options.keeps || this.#byTarget.has(undefined)) return true;
    // Of who has shown no login yet, it may turn out that somebody wants to see him.
    return account === undefined ? this.#watchers.size > 0 : this.#byTarget.has(account.id);
  }

  #unlook(connection: Tapped): void {
    const recorder = this.#recorders.get(connection);
    if (recorder === undefined) return;
    connection.tap = undefined;
    this.#recorders.delete(connection);
    if (!this.#options.keeps) this.frames.clear(recorder.connection);
  }

  #mayExplain(recorder: Recorder): boolean {
    if (recorder.refused > 0) {
      recorder.refused--; // Without a look at the clock, which takes longer than all else that a flood costs.
    } else {
      const now = this.#now();
      if (recorder.bucket.tryTake(now, 1) === 0 && this.#bucket.tryTake(now, 1) === 0) return true;
      recorder.refused = REFUSED_AT_ONCE;
    }
    if (this.#watchers.size > 0) { for (const watcher of this.#watchersOf(recorder.owner)) watcher.leaveOut(); }
    return false;
  }

  #onFrame(frame: KeptFrame): void {
    this.frames.add(frame);
    this.#pass(frame);
  }

  #pass(frame: KeptFrame): void {
    for (const watcher of this.#watchersOf(frame.owner)) watcher.push(frame);
    frame.forget();
  }

  /** It turned out whose the frames of a connection are: those who watch that account are sent what came before. */
  #onOwner({ connection, owner, user }: Recorder): void {
    for (const frame of this.frames.of(connection)) {
      const { owner: before } = frame;
      if (before.isKnown) continue;
      frame.belongsTo(owner, user);
      for (const watcher of this.#watchersOf(owner)) if (!watcher.sees(before)) watcher.push(frame);
      frame.forget();
    }
  }

  /** Each once. */
  #watchersOf({ accounts }: Owner): Iterable<Watcher> {
    if (this.#byTarget.size === 0) return [];
    return new Set([undefined, ...accounts].flatMap((target) => [...this.#byTarget.get(target) ?? []]));
  }
}
