/**
 * A server within the test whose store or passwords the test can hold up, and what shows that it is done with a peer.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type AccountAdmin, createAccountAdmin } from "../../lib/server/chat/accounts/account_admin.ts";
import { addDemoAccounts } from "../../lib/server/chat/accounts/account_rules.ts";
import { NO_SHARES, SERVER_DEFAULTS } from "../../lib/server/limits.ts";
import { listen } from "../../lib/server/listen.ts";
import { createLog } from "../../lib/server/log.ts";
import type { Passwords } from "../../lib/server/chat/logins/password.ts";
import { Chat, type ChatOptions } from "../../lib/server/chat/chat.ts";
import { openSqlite } from "../../lib/store/sqlite/sqlite_store.ts";
import type { Store } from "../../lib/store/store.ts";
import { cheapPasswords, connect, type Peer, quickProof } from "./helpers.ts";
import { until } from "./patience.ts";

/** Something that waits until the test lets it go on. */
export class Gate {
  readonly #entered = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<void>();
  /** Resolves when someone waits at the gate. */
  readonly entered = this.#entered.promise;

  async pass(): Promise<void> {
    this.#entered.resolve();
    await this.#opened.promise;
  }

  open(): void {
    this.#opened.resolve();
  }
}

/** A server whose store or passwords the test can wrap, or whose store the test has opened. */
export async function startWrapped(
  { store: opened, wrapStore = (store) => store, wrapPasswords = (passwords) => passwords, ...options }: {
    /** @default a new one, with the demo accounts, in memory */
    store?: Store;
    wrapStore?: (store: Store) => Store;
    wrapPasswords?: (passwords: Passwords) => Passwords;
  } & Pick<ChatOptions, "clocks" | "maxUnread" | "registration">,
): Promise<AsyncDisposable & { log: string[]; admin: AccountAdmin; connect: () => Promise<Peer> }> {
  const lines: string[] = [];
  const store = opened ?? await openSqlite(":memory:");
  const passwords = cheapPasswords();
  await addDemoAccounts({ store, passwords });
  const log = createLog("info", { write: (line) => lines.push(line) });
  const onFault = (error: unknown) => log.fault("Live", error);
  const chat = await Chat.open(wrapStore(store), wrapPasswords(passwords), { demo: true, onFault, ...options });
  const limits = { ...SERVER_DEFAULTS, ...NO_SHARES, proof: quickProof() };
  const server = listen(chat, { addresses: ["127.0.0.1"], port: 0, log, limits });
  return {
    log: lines,
    admin: createAccountAdmin(store),
    connect: () => connect(server.port!),
    async [Symbol.asyncDispose]() {
      for (const part of [server, passwords, store]) await part[Symbol.asyncDispose]();
    },
  };
}

/** `target`, with one of its methods another. */
export function override<T extends object, K extends keyof T>(target: T, name: K, method: T[K]): T {
  return new Proxy(target, {
    get(_, key) {
      const value = key === name ? method : Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Asks until the log has `count` lines with `text`. */
export async function logged(peer: Peer, log: string[], text: string, count = 1): Promise<void> {
  await until(async () => {
    assertEquals((await peer.ask("hello"))["status"], "OK");
    return log.filter((line) => line.includes(text)).length >= count;
  }, `${text} is in the log`);
}
