/**
 * Tells a local network that a server is there, and answers who asks. Only the networks on which it listens hear of it. It
 * knows no peer.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { isLoopback, isUnspecified } from "../address.ts";
import { atMost } from "../async.ts";
import { CLOCKS } from "../clock.ts";
import { type Announced, answerTo, encodeAnnouncement, MDNS } from "../discovery/announcement.ts";
import { type MulticastSocket, openMulticast, type OwnNetwork, ownNetworks, type Sender } from "../discovery/socket.ts";
import { TokenBucket } from "./limits.ts";
import type { Log } from "./log.ts";

/** Milliseconds between two looks at which networks there are: a cable comes later, a laptop goes elsewhere. */
const LOOK_INTERVAL = 10_000;

/** Milliseconds that the goodbye may take. */
const GOODBYE_TIME = 200;

/** Packets that are looked at: a class that starts at once asks twice each. */
const PACKETS = { burst: 200, perSecond: 50 };

/** Options of {@linkcode Announcer.open}. */
export interface AnnouncerOptions {
  /** What is announced. */
  readonly server: Announced;
  /** Where the server listens. */
  readonly addresses: readonly string[];
  /** Where it is told that it cannot be announced. */
  readonly log: Log;
}

/** Announces a server until it is disposed of, and says then that it goes. */
export class Announcer implements AsyncDisposable {
  readonly #options: AnnouncerOptions;
  readonly #host = `ngobrol-${randomBytes(4).toString("hex")}`;
  readonly #packets = new TokenBucket(PACKETS, CLOCKS.elapsed());
  readonly #sockets = new Map<string, MulticastSocket>();
  readonly #looking: ReturnType<typeof setInterval>;
  #isClosed = false;
  #isTold = false;

  /** Announces a server. It does no harm if that cannot be done; then it is tried again. */
  static async open(options: AnnouncerOptions): Promise<Announcer> {
    const announcer = new Announcer(options);
    await announcer.#look();
    return announcer;
  }

  private constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#looking = setInterval(() => void this.#look(), LOOK_INTERVAL);
  }

  /** What it is announced as. */
  get name(): string {
    return this.#options.server.name;
  }

  /** Says that the server goes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#looking);
    const told = Array.from(this.#sockets, ([address, socket]) => this.#announce(address, socket, 0));
    await atMost(GOODBYE_TIME, Promise.all(told));
    for (const socket of this.#sockets.values()) socket[Symbol.dispose]();
    this.#sockets.clear();
  }

  async #look(): Promise<void> {
    const networks = ownNetworks().filter(({ address }) => this.#isWanted(address));
    for (const [address, socket] of this.#sockets) {
      if (networks.some((network) => network.address === address)) continue;
      this.#sockets.delete(address);
      socket[Symbol.dispose]();
    }
    for (const network of networks) {
      if (!this.#sockets.has(network.address)) await this.#join(network);
    }
  }

  #isWanted(own: string): boolean {
    return this.#options.addresses.some((address) => isUnspecified(address) ? !isLoopback(own) : address === own);
  }

  async #join(network: OwnNetwork): Promise<void> {
    const { log } = this.#options;
    const { address } = network;
    try {
      const socket: MulticastSocket = await openMulticast(
        network,
        (bytes, from) => this.#answer(socket, address, bytes, from),
        { port: MDNS.port },
      );
      if (this.#isClosed || this.#sockets.has(address)) return socket[Symbol.dispose]();
      this.#sockets.set(address, socket);
      void this.#announce(address, socket);
    } catch (error) {
      if (this.#isTold) return;
      this.#isTold = true; // Once is enough: it is tried again.
      log.info(`Cannot be announced on ${address}: ${error instanceof Error ? error.message : error}`);
    }
  }

  #announce(address: string, socket: MulticastSocket, ttl?: number): Promise<void> {
    const place = { ...this.#place(address), ...ttl !== undefined && { ttl } };
    return socket.send(encodeAnnouncement(this.#options.server, place));
  }

  #answer(socket: MulticastSocket, address: string, bytes: Uint8Array, from: Sender): void {
    if (this.#isClosed || this.#packets.tryTake(CLOCKS.elapsed(), 1) > 0) return;
    const isLegacy = from.port !== MDNS.port;
    const answer = answerTo(bytes, this.#options.server, { isLegacy, ...this.#place(address) });
    if (answer !== undefined) void socket.send(answer, isLegacy ? from : undefined);
  }

  #place(address: string): { addresses: string[]; host: string } {
    return { addresses: [address], host: this.#host };
  }
}
