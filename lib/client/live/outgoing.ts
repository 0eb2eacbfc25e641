/**
 * What a live login owes its server: an answer to a ping, acknowledgements of what was shown, and messages that wait to be
 * sent, one after the other. It makes no connection.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import type { Login, LoginConnection } from "../session/login_connection.ts";
import type { Incoming } from "./incoming.ts";
import type { CatchUp, PageWanted } from "./catch_up.ts";
import { LostError } from "../connection/connection.ts";
import type { Outbox } from "./outbox.ts";
import type { Unsent } from "./outbox_file.ts";
import { turn } from "../../async.ts";

/** What one login works with. */
export interface LoginParts {
  /** The connection that requests go over. */
  readonly connection: LoginConnection;
  /** The login. */
  readonly login: Login;
  /** Shows what arrives, and what becomes of what is sent. */
  readonly incoming: Incoming;
  /** What waits to be sent. */
  readonly outbox: Outbox;
  /** Knows what is to be asked for after the connection was away. */
  readonly catchUp: CatchUp;
}

/** What is called by an {@linkcode Outgoing}. */
export interface OutgoingCallbacks {
  /** Called with messages to a user that the server did not take one after the other, and why. */
  readonly onRefused: (to: string, reason: string, count: number) => void;
  /** Called with a message that was set aside, since the server may have it and would store it once more. */
  readonly onDoubtful: (unsent: Unsent) => void;
}

/** Messages that were refused one after the other, for the same reason. */
interface Refused {
  readonly to: string;
  readonly reason: string;
  readonly count: number;
}

/** What goes out for one login. It rests while there is no connection, and nothing is forgotten. */
export class Outgoing {
  readonly #parts: LoginParts;
  readonly #callbacks: OutgoingCallbacks;
  #isAsked = false;
  #shown: string | undefined;
  #isOpen = false;
  #running: Promise<void> | undefined;
  /** What is to be told of as one. */
  #refused: Refused | undefined;

  /** Sends nothing until it is opened. */
  constructor(parts: LoginParts, callbacks: OutgoingCallbacks) {
    this.#parts = parts;
    this.#callbacks = callbacks;
  }

  /** Lets them be run, since there is a connection. */
  open(): void {
    this.#isOpen = true;
    this.start();
  }

  /** Lets them rest. */
  close(): void {
    this.#isOpen = false;
  }

  /** Sends the server a heartbeat. */
  answer(): void {
    this.#isAsked = true;
    this.start();
  }

  /** Tells the server that everything up to the message `id` was shown. */
  acknowledge(id: string): void {
    // Ids sort as messages were taken.
    if (id > (this.#shown ?? "")) this.#shown = id;
    this.start();
  }

  /** Begins to run what there is to run. */
  start(): void {
    // It never fails but by a mistake.
    this.run().catch(reportError);
  }

  /** Runs what there is to run. @returns When there is no more, or no connection. */
  async run(): Promise<void> {
    this.#running ??= this.#runAll().finally(() => this.#running = undefined);
    await this.#running;
  }

  async #runAll(): Promise<void> {
    try {
      for (let isMore = true; isMore && this.#isOpen;) isMore = await this.#runOne();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const { connection, login } = this.#parts;
      if (connection.login !== login) return this.close();
      // After a reply that cannot be understood, another connection may do better.
      if (!(error instanceof LostError)) await connection.remote.drop();
    } finally {
      this.#tellRefused();
    }
  }

  /** @returns Whether there was something to do. */
  async #runOne(): Promise<boolean> {
    const { connection, login, outbox, catchUp } = this.#parts;
    const { token } = login;
    if (this.#isAsked) {
      this.#isAsked = false;
      await connection.ask(login, { name: "hello" });
    } else if (outbox.first !== undefined && outbox.wasTried(outbox.first)) {
      // What the server may have is known by its id before the history is read.
      await this.#post(outbox.first);
    } else if (!catchUp.isOver) {
      await this.#catchUp(catchUp.wanted);
    } else if (this.#shown !== undefined) {
      const id = this.#shown;
      await connection.ask(login, { name: "ack", token, id });
      if (this.#shown === id) this.#shown = undefined;
    } else if (outbox.first !== undefined) {
      await this.#post(outbox.first);
    } else {
      return false;
    }
    return true;
  }

  async #catchUp(wanted: PageWanted | undefined): Promise<void> {
    const { connection, login, catchUp } = this.#parts;
    // A person's command that was lost with the connection is asked again first.
    await turn();
    if (wanted === undefined) return await catchUp.end();
    try {
      const { reply } = await connection.ask(login, { name: "history", token: login.token, ...wanted });
      catchUp.take(reply);
    } catch (error) {
      if (error instanceof LostError) throw error;
      catchUp.take(undefined); // Another connection would do no better.
    }
  }

  async #post(unsent: Unsent): Promise<void> {
    const { connection, login, incoming, outbox } = this.#parts;
    if (outbox.isDoubtful(unsent, connection.keyLife())) {
      outbox.setAside(unsent);
      incoming.ended(unsent, "unsure");
      return this.#callbacks.onDoubtful(unsent);
    }
    const wasTried = outbox.wasTried(unsent);
    outbox.tries(unsent);
    await outbox.keep();
    incoming.tries(unsent);
    const { key, to, text } = unsent;
    const command = { name: "post", token: login.token, key, user: to, text } as const;
    const { reply } = await connection.ask(login, command).catch((error) => {
      if (!wasTried && error instanceof LostError && !error.wasSent) outbox.untries(unsent);
      throw error;
    });
    // The login has died: the next one of the same user sends it.
    if (connection.login !== login) return this.close();
    outbox.done(unsent);
    if (reply.kind === "posted") incoming.posted(unsent, reply.id, reply.at);
    else this.#refuse(unsent, reply.kind === "error" ? reply.message : reply.kind);
    if (outbox.first === undefined) this.#tellRefused();
  }

  #refuse(unsent: Unsent, reason: string): void {
    this.#parts.incoming.ended(unsent, "failed");
    const { to, count } = this.#refused ?? { to: unsent.to, count: 0 };
    const isSame = to === unsent.to && reason === (this.#refused?.reason ?? reason);
    if (!isSame) this.#tellRefused();
    this.#refused = { to: unsent.to, reason, count: isSame ? count + 1 : 1 };
  }

  #tellRefused(): void {
    const refused = this.#refused;
    this.#refused = undefined;
    if (refused !== undefined) this.#callbacks.onRefused(refused.to, refused.reason, refused.count);
  }
}
