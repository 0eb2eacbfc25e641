/**
 * The chat: who has an account, who is logged in, what they write to each other. It knows no socket and no wire.
 *
 * What a request needs of accounts and logins is in memory, written through to the store.
 *
 * @module
 */

import { type Clocks, STEADY_CLOCKS } from "../../clock.ts";
import type { Change, Store, StoredAccount } from "../../store/store.ts";
import { Accounts, requireUser } from "./accounts/accounts.ts";
import { Announcements } from "./messages/announcements.ts";
import { Attendance } from "./class/attendance.ts";
import { Counters } from "./counters.ts";
import { Entrance } from "./logins/entrance.ts";
import { Edits } from "./messages/edits.ts";
import type { Contents } from "../files/contents.ts";
import type { FileLimits } from "../files/space.ts";
import { Files } from "./files/files.ts";
import { type GroupLimits, type Rate, SERVER_DEFAULTS } from "../limits.ts";
import { GroupActs } from "./groups/group_acts.ts";
import { GroupMessages } from "./groups/group_messages.ts";
import { Groups } from "./groups/groups.ts";
import { History } from "./messages/history.ts";
import { Hub } from "./live/hub.ts";
import { LoginGate, type Timing } from "./logins/login_gate.ts";
import { Logins } from "./logins/logins.ts";
import { LongReplies } from "./messages/long_replies.ts";
import { Messages } from "./messages/messages.ts";
import type { Passwords } from "./logins/password.ts";
import { Peers } from "./class/peers.ts";
import { Quota } from "./messages/quota.ts";
import { Registration } from "./accounts/registration.ts";
import { Rules } from "./class/rules.ts";
import { Teaching } from "./class/teaching.ts";

/** Options of a {@linkcode Chat}. */
export interface ChatOptions {
  /**
   * Whether the document's accounts, whose password everybody knows, may be used.
   *
   * @default {false}
   */
  readonly demo?: boolean;
  /**
   * Unread messages that an account may have; 0 for no bound.
   *
   * @default {SERVER_DEFAULTS.unread}
   */
  readonly maxUnread?: number;
  /**
   * Bytes of messages that an account may have stored.
   *
   * @default no bound
   */
  readonly storeRate?: Rate | undefined;
  /** How many groups there may be, and members of one. @default {SERVER_DEFAULTS} */
  readonly groupLimits?: GroupLimits | undefined;
  /** Who may make an account. @default nobody */
  readonly registration?: Registration | undefined;
  /** What is in files. @default files are refused */
  readonly contents?: Contents | undefined;
  /** Bytes of files. @default {SERVER_DEFAULTS.files} */
  readonly fileLimits?: FileLimits;
  /** By which messages and logins are timed. @default {those of this machine} */
  readonly clocks?: Clocks;
  /**
   * The clock of the waits after wrong passwords.
   *
   * @default {that of the system that does not jump}
   */
  readonly timing?: Timing | undefined;
  /**
   * Called with a fault that nothing else reports.
   *
   * @default {() => {}}
   */
  readonly onFault?: (error: unknown) => void;
}

/** The chat of one server. */
export class Chat {
  readonly #store: Store;
  readonly #accounts: Accounts;
  /** Who is logged in. */
  readonly logins: Logins;
  /** Who is told of what as it happens. */
  readonly hub: Hub;
  /** Who gets which message. */
  readonly messages: Messages;
  /** What was written in which conversation. */
  readonly history: History;
  /** Which groups there are, and who is in them. */
  readonly groups: Groups;
  /** What people do with groups. */
  readonly groupActs: GroupActs;
  /** Messages to groups. */
  readonly groupMessages: GroupMessages;
  /** Whom an account may reach now. */
  readonly rules: Rules;
  /** How messages are changed. */
  readonly edits: Edits;
  /** What was announced today. */
  readonly announcements: Announcements;
  /** Who is connected. */
  readonly peers: Peers;
  /** Who was there from when to when. */
  readonly attendance: Attendance;
  /** What teachers do. */
  readonly teaching: Teaching;
  /** Who may make an account. */
  readonly registration: Registration;
  /** By which one gets in. */
  readonly entrance: Entrance;
  /** What has happened since the start. */
  readonly counters = new Counters();
  /** Whose turn it is to be sent a long reply. */
  readonly longReplies = new LongReplies();
  readonly #quota: Quota;
  #files: Files | undefined;

  private constructor(store: Store, passwords: Passwords, options: ChatOptions) {
    const { demo = false, maxUnread = SERVER_DEFAULTS.unread, clocks = STEADY_CLOCKS } = options;
    const { groupLimits = SERVER_DEFAULTS.groupLimits } = options;
    const { onFault = () => {}, timing, storeRate, registration = new Registration() } = options;
    this.#store = store;
    this.registration = registration;
    const gate = new LoginGate(passwords.threads, timing);
    const attendance = this.attendance = new Attendance(store.control, clocks, onFault);
    const rules = this.rules = new Rules(clocks);
    const { find, get, nameOf, usableBy } = this.#accounts = new Accounts(demo);
    const logins = this.logins = new Logins({ store, clocks, attendance, account: usableBy });
    const groups = this.groups = new Groups(store);
    const account = (id: number) => get(id)!;
    const hub = this.hub = new Hub({
      ...{ store, clocks, groups, logins, rules, find, nameOf, account, onFault },
      long: this.longReplies,
    });
    this.groupActs = new GroupActs({ store, groups, rules, passwords, gate, limits: groupLimits, find });
    const quota = this.#quota = new Quota(storeRate);
    const peers = this.peers = new Peers(clocks);
    const now = clocks.wall;
    const messages = this.messages = new Messages({ store, hub, maxUnread, quota, rules, now, find, groups, peers });
    this.history = new History({ store, groups, find });
    const edits = this.edits = new Edits({
      ...{ store, rules, quota, clocks },
      receiver: ({ receiver, conversation }) => receiver === undefined ? groups.get(conversation) : get(receiver),
      isIn: (account, group) => groups.get(group)?.members.has(account) === true,
    });
    const loggedIn = () => logins.accounts();
    const announcements = this.announcements = new Announcements({ store, now, find, loggedIn, messages });
    const accounts = this.#accounts;
    this.entrance = new Entrance({ store, accounts, logins, rules, registration, announcements, passwords, gate });
    const requireGroup = (name: string) => groups.require(name);
    const tick = () => attendance.settle();
    this.teaching = new Teaching({ store, hub, peers, edits, announcements, now, find, requireGroup, tick });
    this.groupMessages = new GroupMessages({ store, messages, groups, find, nameOf, limits: groupLimits });
  }

  /** Opens the chat that `store` keeps. The store and the passwords stay the caller's to close. */
  static async open(store: Store, passwords: Passwords, options: ChatOptions = {}): Promise<Chat> {
    const chat = new Chat(store, passwords, options);
    const wants = (sender: number, receiver: number) => chat.hub.wants(sender, receiver);
    await store.follow((change) => chat.#changed(change), () => chat.#load(), wants);
    await chat.#openFiles(options);
    await chat.attendance.open();
    await chat.announcements.open();
    return chat;
  }

  /** Who gets which file; `undefined` on a server that keeps none. */
  get files(): Files | undefined {
    return this.#files;
  }

  async #openFiles({ contents, fileLimits = SERVER_DEFAULTS.files, onFault = () => {} }: ChatOptions): Promise<void> {
    if (contents === undefined) return;
    const [groups, accounts] = [this.groups, this.#accounts];
    const partner = (account: StoredAccount, name: string) => {
      if (name.startsWith("#")) return groups.requireMember(account, name).receiver;
      return requireUser(accounts.find, name).id;
    };
    const shared = { store: this.#store, messages: this.messages, quota: this.#quota };
    this.#files = await Files.open({ ...shared, contents, limits: fileLimits, partner, onFault });
  }

  /** Takes over what changed in the store, whichever process changed it. */
  #changed(change: Change): void {
    this.counters.changed(change);
    this.#accounts.changed(change);
    this.rules.changed(change);
    this.announcements.changed(change);
    this.teaching.changed(change);
    this.edits.changed(change);
    this.groups.changed(change);
    this.logins.changed(change);
    this.messages.changed(change);
    this.hub.changed(change);
    this.#files?.changed(change);
  }

  /** Keeps who is there, and tells the other servers, if there are any: to be called each second. Never fails. */
  tick(): void {
    void this.attendance.tick();
    if (this.#store.shared !== undefined) this.hub.tick();
  }

  /** Waits for the store no more, if others share it: whoever waits for it is told. */
  giveUp(): void {
    this.#store.shared?.giveUp?.();
  }

  /** Nobody is there any more: the server stops. Never rejects. */
  async close(): Promise<void> {
    await this.attendance.close();
    this.hub.close();
    await this.logins.noteClock();
  }

  /** The name that the account with an id has, or had when it was removed. */
  nameOf(id: number): string {
    return this.#accounts.nameOf(id);
  }

  /** The account with a name, in whatever case, if somebody may log in to it. */
  find(name: string): StoredAccount | undefined {
    return this.#accounts.find(name);
  }

  /** Whether somebody who may log in has this name. */
  isUser(name: string): boolean {
    return this.#accounts.find(name) !== undefined;
  }

  /** How many people may log in. */
  get accountCount(): number {
    return this.#accounts.count;
  }

  async #load(): Promise<void> {
    for (const account of await this.#store.accounts()) this.#accounts.add(account);
    for (const measure of await this.#store.control.measures()) this.rules.load(measure);
    await this.logins.load();
    await this.groups.open();
    await this.messages.open();
    await this.edits.open();
    await this.announcements.load();
  }
}
