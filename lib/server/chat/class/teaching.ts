/**
 * What a teacher does to keep a class in hand: each act is kept with who, when and what. It knows no command and no socket;
 * whether somebody is a teacher was asked before.
 *
 * @module
 */

import { ChatError, hasControl } from "../../../chat.ts";
import type { Act, MeasureKind } from "../../../store/control.ts";
import type { Change, StoredAccount } from "../../../store/store.ts";
import { requireUser } from "../accounts/accounts.ts";
import type { Announcements } from "../messages/announcements.ts";
import type { Edits } from "../messages/edits.ts";
import type { Hub } from "../live/hub.ts";
import type { Peers } from "./peers.ts";
import { Records, type RecordsOptions } from "./records.ts";
import { CLASS } from "./rules.ts";

/** Who does it: a teacher, or the operator at the server's machine. */
export interface Teacher {
  /** As it is kept, and told to who is concerned. */
  readonly name: string;
}

/** What {@linkcode Teaching} needs. */
export interface TeachingOptions extends RecordsOptions {
  /** By which live connections are told something. */
  readonly hub: Pick<Hub, "noticeTo">;
  /** Who is connected. */
  readonly peers: Peers;
  /** How messages are changed. */
  readonly edits: Pick<Edits, "remove">;
  /** By which everybody is told something. */
  readonly announcements: Pick<Announcements, "announce">;
}

/** The acts of teachers. Each resolves, with a sentence on what holds now, when that is on disk and holds. */
export class Teaching {
  readonly #options: TeachingOptions;
  /** Who is connected. */
  readonly peers: Peers;
  /** What was kept, for teachers. */
  readonly records: Records;

  /** All that `options` names may still be closed. */
  constructor(options: TeachingOptions) {
    this.#options = options;
    this.peers = options.peers;
    this.records = new Records(options);
  }

  /** Tells everybody who is logged in, and those who log in later today. */
  async announce(by: Teacher, text: string): Promise<string> {
    // The operator's text came in no line of the protocol, and goes to clients that show it as it is.
    if (hasControl(text)) throw new ChatError("Control characters are not allowed", { code: "bad_line" });
    const teacher = this.#options.find(by.name) ?? await this.#anyTeacher();
    const count = await this.#options.announcements.announce(this.#act(teacher, "announce", crypto.randomUUID(), text));
    return `Announced to ${count} ${count === 1 ? "person" : "people"}, and to those who log in later today`;
  }

  /** Ends the connections and logins of a student, who may log in again. @throws {ChatError} If there is no such student. */
  async kick(by: Teacher, user: string): Promise<string> {
    const { peers, store } = this.#options;
    const account = this.#student(user, "sent away");
    const count = peers.countOf(account);
    await Promise.all([store.control.addAct(this.#act(by, "kick", account.name)), store.endLogins(account.id)]);
    const gone = `${account.name} was sent away`;
    if (store.shared !== undefined) return gone; // How many connections there are to the others is not known here.
    return `${gone}: ${count} ${count === 1 ? "connection has" : "connections have"} ended`;
  }

  /** Ends the connections to this server of somebody who was sent away, on whatever server. */
  changed(change: Change): void {
    if (change.kind !== "act added" || change.act.act !== "kick") return;
    const { hub, peers, find } = this.#options;
    const account = find(change.act.target);
    if (account === undefined) return;
    const reason = `${change.act.by} has ended your connections and logins; you can log in again`;
    hub.noticeTo(account, reason); // Clients that are live show what comes as an event.
    peers.dismiss(account, new ChatError(reason, { code: "kicked", closes: true }));
  }

  /** Keeps that a teacher reads records, which are of others. */
  async note(by: Teacher, act: string, target: string, detail: string): Promise<void> {
    await this.#options.store.control.addAct(this.#act(by, act, target, detail));
  }

  /** Lets students reach teachers only, or lets only teachers write to a group. @throws {ChatError} If there is no such group. */
  async lock(by: Teacher, group?: string): Promise<string> {
    const { id, name } = this.#place(group);
    await this.#layDown("lock", id, this.#act(by, "lock", name));
    return `${name || "The class"} is locked`;
  }

  /** Ends what {@linkcode Teaching.lock} began. @throws {ChatError} If there is no such group. */
  async unlock(by: Teacher, group?: string): Promise<string> {
    const { id, name } = this.#place(group);
    await this.#options.store.control.lift({ kind: "lock", target: id }, this.#act(by, "unlock", name));
    return `${name || "The class"} is unlocked`;
  }

  /** Lets a student write to nobody, for some minutes or until it is lifted. @throws {ChatError} If there is no such student. */
  async mute(by: Teacher, user: string, minutes?: number): Promise<string> {
    const account = this.#student(user, "muted");
    const span = minutes === undefined ? "" : `for ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
    await this.#layDown("mute", account.id, this.#act(by, "mute", account.name, span), minutes);
    return `${account.name} is muted${span && ` ${span}`}`;
  }

  /** Ends what {@linkcode Teaching.mute} began. @throws {ChatError} If there is no such student. */
  async unmute(by: Teacher, user: string): Promise<string> {
    const { id, name } = this.#student(user, "muted");
    await this.#options.store.control.lift({ kind: "mute", target: id }, this.#act(by, "unmute", name));
    return `${name} can write`;
  }

  /** Lets no student log in or register. */
  async close(by: Teacher): Promise<string> {
    await this.#layDown("close", CLASS, this.#act(by, "close"));
    return "The class is closed";
  }

  /** Ends what {@linkcode Teaching.close} began. */
  async open(by: Teacher): Promise<string> {
    await this.#options.store.control.lift({ kind: "close", target: CLASS }, this.#act(by, "open"));
    return "The class is open";
  }

  /** Removes a message everywhere, but for a mark. @throws {ChatError} If there is none with that id. */
  async remove(by: Teacher, id: string): Promise<string> {
    await this.#options.edits.remove(this.#act(by, "remove", id), id);
    return "The message is removed";
  }

  async #layDown(kind: MeasureKind, target: number, act: Act, minutes?: number): Promise<void> {
    const { by, at } = act;
    const until = minutes === undefined ? undefined : at + minutes * 60_000;
    await this.#options.store.control.layDown({ kind, target, by, at, until }, act);
  }

  /** In whose name the operator speaks. */
  async #anyTeacher(): Promise<Teacher> {
    const people = await this.#options.store.control.people();
    const teacher = people.find(({ name, role }) => role === "teacher" && this.#options.find(name) !== undefined);
    if (teacher !== undefined) return teacher;
    throw new ChatError(
      "No teacher has an account, in whose name it could be said: ngobrol-server user add NAME --teacher",
    );
  }

  #act({ name }: Teacher, act: string, target = "", detail = ""): Act {
    return { at: this.#options.now(), by: name, act, target, detail };
  }

  /** The whole class, or a group, as it is shown. */
  #place(group: string | undefined): { id: number; name: string } {
    if (group === undefined) return { id: CLASS, name: "" };
    const { id, name } = this.#options.requireGroup(group);
    return { id, name: `#${name}` };
  }

  #student(name: string, what: string): StoredAccount {
    const account = requireUser(this.#options.find, name);
    if (account.role !== "teacher") return account;
    throw new ChatError(`${account.name} is a teacher: only students can be ${what}`, { code: "wrong_parameters" });
  }
}
