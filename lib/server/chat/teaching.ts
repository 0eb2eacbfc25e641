/**
 * What a teacher does to keep a class in hand: each act is kept with who, when and what. It knows no command and no socket;
 * whether somebody is a teacher was asked before.
 *
 * @module
 */

import { ChatError, TEXTS } from "../../chat.ts";
import type { Act, MeasureKind } from "../../store/control.ts";
import type { Store, StoredAccount } from "../../store/store.ts";
import type { Edits } from "./edits.ts";
import { CLASS, type RuledGroup } from "./rules.ts";

/** Who does it: a teacher, or the operator at the server's machine. */
export interface Teacher {
  /** As it is kept, and told to who is concerned. */
  readonly name: string;
}

/** What {@linkcode Teaching} needs. */
export interface TeachingOptions {
  /** Where it is kept. */
  readonly store: Store;
  /** What is written down as the time, in milliseconds since 1970. */
  readonly now: () => number;
  /** The account with a name, in whatever case. */
  readonly find: (name: string) => StoredAccount | undefined;
  /** The group with a name, in whatever case. */
  readonly findGroup: (name: string) => RuledGroup | undefined;
  /** Changes messages. */
  readonly edits: Edits;
}

/** The acts of teachers. Each resolves, with a sentence on what holds now, when that is on disk and holds. */
export class Teaching {
  readonly #options: TeachingOptions;

  /** What it works on. */
  constructor(options: TeachingOptions) {
    this.#options = options;
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

  #act({ name }: Teacher, act: string, target = "", detail = ""): Act {
    return { at: this.#options.now(), by: name, act, target, detail };
  }

  /** The whole class, or a group, as it is shown. */
  #place(group: string | undefined): { id: number; name: string } {
    if (group === undefined) return { id: CLASS, name: "" };
    const found = this.#options.findGroup(group.replace(/^#/, ""));
    if (found === undefined) throw new ChatError("Group is not found", { code: "no_group" });
    return { id: found.id, name: `#${found.name}` };
  }

  #student(name: string, what: string): StoredAccount {
    const account = this.#options.find(name);
    if (account === undefined) throw new ChatError(TEXTS.noUser, { code: "no_user" });
    if (account.role !== "teacher") return account;
    throw new ChatError(`${account.name} is a teacher: only students can be ${what}`, { code: "wrong_parameters" });
  }
}
