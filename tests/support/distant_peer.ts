/**
 * A client at the far end of a path on which everything takes its time: bytes, an end, a reset. The path is its own: its
 * near end is a connection to the server, and what the client does arrives there later.
 *
 * @module
 */

import { type AnyReply, connect, PASSWORD, type Peer } from "./helpers.ts";

/** Resolves after so many milliseconds: the time on the path. */
export function travel(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A client whose round trip to the server is so many milliseconds. */
export class DistantPeer implements Disposable {
  /** The near end of its path: what is done there reaches the server at once. */
  readonly near: Peer;
  readonly #way: number;

  private constructor(near: Peer, roundTrip: number) {
    this.near = near;
    this.#way = roundTrip / 2;
  }

  static async connect(port: number, roundTrip: number): Promise<DistantPeer> {
    return new DistantPeer(await connect(port), roundTrip);
  }

  /** The port by which the server's log names it. */
  get port(): number {
    return (this.near.conn.localAddr as Deno.NetAddr).port;
  }

  /** Resolves when what is sent now is at the near end. */
  reach(): Promise<void> {
    return travel(this.#way);
  }

  async ask(request: string): Promise<AnyReply> {
    await this.reach();
    const reply = await this.near.ask(request);
    await travel(this.#way);
    return reply;
  }

  async logIn(name: string): Promise<string> {
    return (await this.ask(`auth ${name} ${PASSWORD}`))["tokenid"];
  }

  /** Closes when nothing is on its way. */
  async close(): Promise<void> {
    await this.reach();
    this.near.conn.close();
  }

  /**
   * Asks, and closes so many milliseconds later, before the reply comes. Its system sends an end, and answers the reply
   * with a reset.
   */
  async askAndClose(request: string, later: number): Promise<void> {
    await this.reach();
    await this.near.send(`${request}\r\n`);
    const end = travel(later).then(() => this.near.conn.closeWrite());
    await this.near.readBytes(1); // The rest stays unread, so that the close below is a reset.
    await Promise.all([end, travel(2 * this.#way)]);
    this.near.conn.close();
  }

  [Symbol.dispose](): void {
    this.near[Symbol.dispose]();
  }
}
