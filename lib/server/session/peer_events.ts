/**
 * The events of a peer that is or was live: which login they are for, and from when on they go. It knows no command and no
 * socket.
 *
 * @module
 */

import { ChatError, type Reply, TEXTS } from "../../chat.ts";
import type { Login } from "../chat/logins/login.ts";
import type { FrameOutput } from "../chat/live/event_queue.ts";
import { encodeEvent } from "../chat/live/encoded_event.ts";
import type { Subscription } from "../chat/live/subscription.ts";
import type { Carrier } from "./carrier.ts";
import type { PeerLogins } from "./peer_logins.ts";
import type { PeerLog } from "./wire_log.ts";

/** What a {@linkcode PeerEvents} needs of its session. */
export interface PeerEventsOptions {
  /** The connection. */
  readonly carrier: Carrier;
  /** The logins that the peer has made or shown. */
  readonly logins: PeerLogins;
  /** Where events are told of. */
  readonly log: PeerLog;
  /** Called with the reason why the peer cannot be sent events any more. */
  fail(reason: ChatError): void;
}

/** The events of one peer; only live ones have such an object. */
export class PeerEvents {
  readonly #peer: PeerEventsOptions;
  #subscription: Subscription | undefined;

  /** A peer that is not live yet. */
  constructor(peer: PeerEventsOptions) {
    this.#peer = peer;
  }

  /** Where its events wait, once it was live. */
  get subscription(): Subscription | undefined {
    return this.#subscription;
  }

  /** Goes live for a login, and for no other one from then on. @throws {ChatError} If it has ended. */
  async subscribe(login: Login): Promise<Reply> {
    const { carrier } = this.#peer;
    const { hub, logins, messages } = carrier.chat;
    const since = await messages.newestPlace();
    if (logins.isOver(login)) throw new ChatError(TEXTS.noLogin, { code: "no_login" }); // By now.
    const before = this.#subscription;
    if (before !== undefined) this.#end(before);
    const onFail = (reason: ChatError) => this.#peer.fail(reason);
    const subscription = hub.subscribe({ login, since, output: this.#outputFor(login), recipient: carrier, onFail });
    this.#subscription = subscription;
    if (before !== undefined) subscription.catchingUp = before.catchingUp;
    return { kind: "live", user: login.account.name, active: hub.join(subscription) };
  }

  #outputFor(login: Login): FrameOutput {
    const { carrier: { output }, log } = this.#peer;
    return {
      exclusively: (work) => output.exclusively((write) => work((events) => write(log.events(events, login)))),
    };
  }

  /** Sends what is unread, and what comes from now on. To be called when the reply to `live` is written. */
  start(): void {
    const subscription = this.#subscription!;
    const { chat: { messages, hub }, inspector } = this.#peer.carrier;
    subscription.start();
    for (const notice of inspector.notices(subscription.login.account)) {
      subscription.push(encodeEvent({ kind: "notice", ...notice }));
    }
    const before = Promise.all([subscription.catchingUp, messages.idle(subscription.login)]);
    subscription.catchingUp = hub.catchUp(subscription, before);
  }

  /** Notes a heartbeat: the login of a live connection is in use, whatever the peer asks. */
  heard(): void {
    const subscription = this.#subscription;
    if (subscription === undefined || !subscription.isOpen) return;
    const { hub, logins } = this.#peer.carrier.chat;
    hub.touch(subscription);
    if (!logins.isOver(subscription.login)) this.#peer.logins.use(subscription.login);
  }

  /** Ends the events of a login, if they are for it. */
  leave(login: Login): void {
    if (this.#subscription?.login === login) this.#end(this.#subscription);
  }

  /** Ends them: the peer is gone. */
  end(): void {
    if (this.#subscription !== undefined) this.#end(this.#subscription);
  }

  /** Resolves when all that was begun is done. */
  async settle(): Promise<void> {
    await this.#subscription?.catchingUp;
    await this.#subscription?.settle();
    await this.#peer.carrier.chat.hub.groups.settle();
  }

  #end(subscription: Subscription): void {
    subscription.discard();
    this.#peer.carrier.chat.hub.leave(subscription);
  }
}
