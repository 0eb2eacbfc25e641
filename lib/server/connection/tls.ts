/**
 * TLS on a connection that was accepted. It knows no session.
 *
 * Deno cannot end a TLS connection while its handshake waits for the peer, nor while the peer does not read: the socket
 * stays open for as long as the peer likes. It also gives neither TCP_NODELAY nor keep-alive for it, and no new
 * certificate without a new listener. So the peer's socket stays a TCP connection of ours, and its bytes go through a
 * connection within this machine to Deno's TLS.
 *
 * @module
 */

import { ChatError } from "../../chat.ts";
import { errorReply } from "../../wire/error.ts";
import { formatReply } from "../../wire/reply.ts";
import type { Transport } from "./transport.ts";
import { close, isOpen, linger, staysOpen } from "./close.ts";
import type { KeyPair } from "./key_pair.ts";
import { writeAll } from "./writer.ts";

/** Bytes that are read at once: few while a connection sleeps, many while it sends much. */
const SMALL_BUFFER = 2 * 1024;
const LARGE_BUFFER = 64 * 1024;

/** How each TLS connection begins: RFC 8446, section 5.1. */
const HANDSHAKE = 0x16;

/** Milliseconds in which what was written before a close may still go out. */
const CLOSE_TIME = 1_000;

/**
 * Puts TLS on `outer`, a connection that a peer made. Nothing happens before the handshake is asked for.
 *
 * @param refusal What a peer is told that speaks no TLS: a reason, or what is sent as it is.
 */
export function secure(outer: Deno.TcpConn, keys: KeyPair, refusal: string | Uint8Array): Transport {
  return new TlsTransport(outer, keys, refusal);
}

/**
 * The way of a peer's bytes: `outer` (ciphertext) to `far`, the far end of the connection within this machine, whose near
 * end is Deno's TLS (plaintext); and back.
 */
class TlsTransport implements Transport {
  readonly remoteAddr: Deno.NetAddr;
  readonly #outer: Deno.TcpConn;
  readonly #keys: KeyPair;
  readonly #refusal: string | Uint8Array;
  #near: Deno.TlsConn | undefined;
  #far: Deno.TcpConn | undefined;
  /** The carrying of what the peer sends; never rejects. */
  #up: Promise<void> = Promise.resolve();
  /** Resolves to whether all that was sent was handed to the system, once no more can come; never rejects. */
  #sent: Promise<boolean> = Promise.resolve(true);
  /** The carrying of what is sent to the peer; a write that waits for the peer outlives a close. */
  #down: Promise<boolean> = Promise.resolve(true);
  /** Bytes that were sent to the peer. */
  #sentBytes = 0;
  /** What is kept from the peer for a while, if something is. */
  #held: Uint8Array[] | undefined;
  readonly #cutting = Promise.withResolvers<false>();
  #emptied: Promise<void> | undefined;
  #isShaking = false;
  #closing: Promise<void> | undefined;

  constructor(outer: Deno.TcpConn, keys: KeyPair, refusal: string | Uint8Array) {
    this.#outer = outer;
    this.#keys = keys;
    this.#refusal = refusal;
    this.remoteAddr = outer.remoteAddr;
  }

  /** @throws {Error} If the peer speaks no TLS, does not like the certificate, or is gone. */
  async handshake(): Promise<void> {
    this.#isShaking = true;
    try {
      const first = await this.#readFirst();
      const { near, far } = await openInside(this.#keys);
      this.#near = near;
      this.#far = far;
      if (this.#closing !== undefined) return this.#cut();
      far.setNoDelay();
      this.#up = this.#carryUp(far, first);
      this.#down = this.#carryDown(far);
      this.#sent = Promise.race([this.#down, this.#cutting.promise]);
      await near.handshake();
    } finally {
      this.#isShaking = false;
    }
  }

  setNoDelay(): void {
    this.#outer.setNoDelay();
  }

  setKeepAlive(): void {
    this.#outer.setKeepAlive();
  }

  /** `null` only if the peer has announced its end, as TLS asks for: anybody on the way can cut a connection. */
  read(buffer: Uint8Array): Promise<number | null> {
    return this.#open().read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#open().write(bytes);
  }

  async closeWrite(): Promise<void> {
    await this.#open().closeWrite();
    if (await this.#sent) await this.#outer.closeWrite();
  }

  /**
   * Only the peer's own socket tells of a reset, and that only if everything has gone through to it: so it is watched until
   * nothing has come for as long as that takes, and then our end of TLS, which comes last, is held back. Sent to a peer
   * that is gone, it would cause a reset itself.
   */
  async staysOpen(grace: number, signal: AbortSignal): Promise<boolean> {
    for (let before = -1; before !== this.#sentBytes;) {
      before = this.#sentBytes;
      if (!await staysOpen(this.#outer, grace, signal)) return false;
    }
    this.#held = [];
    const timer = setTimeout(() => this.#cut(), CLOSE_TIME);
    await this.#near?.closeWrite().catch(() => {});
    const hasAll = await this.#sent;
    clearTimeout(timer);
    return hasAll && await isOpen(this.#outer);
  }

  close(): void {
    this.#closing ??= this.#finish();
  }

  get closed(): Promise<void> {
    return this.#closing ?? Promise.resolve();
  }

  get released(): Promise<void> {
    return this.#down.then(() => {});
  }

  #open(): Deno.TlsConn {
    if (this.#near === undefined || this.#closing !== undefined) throw new Deno.errors.BadResource("Closed");
    return this.#near;
  }

  /** Ends reading at once, and the rest when what was written has gone out, but does not wait long for a peer. */
  async #finish(): Promise<void> {
    if (this.#isShaking) this.#cut(); // There is nothing to go out.
    const timer = setTimeout(() => this.#cut(), CLOSE_TIME);
    if (this.#near !== undefined) close(this.#near);
    await this.#sent && await this.#send(...this.#held ?? []).catch(() => {});
    clearTimeout(timer);
    this.#cut();
    await this.#up;
    await this.#emptied;
  }

  /** Ends everything, whatever waits. A write that waits keeps Deno from closing its socket, so nothing may wait inside. */
  #cut(): void {
    this.#cutting.resolve(false);
    if (this.#near !== undefined) close(this.#near);
    close(this.#outer);
    if (this.#far !== undefined) this.#emptied ??= empty(this.#far);
  }

  /** The first bytes of the handshake. A peer that begins in another way is told, in plain, that this is no port for it. */
  async #readFirst(): Promise<Uint8Array> {
    const buffer = new Uint8Array(SMALL_BUFFER);
    const count = await this.#outer.read(buffer);
    if (count === null) throw new Error("the peer said nothing");
    if (buffer[0] === HANDSHAKE) return buffer.subarray(0, count);
    await writeAll(this.#outer, typeof this.#refusal === "string" ? encodeRefusal(this.#refusal) : this.#refusal);
    await linger(this.#outer);
    throw new Error("the peer speaks no TLS");
  }

  async #carryUp(far: Deno.TcpConn, first: Uint8Array): Promise<void> {
    await writeAll(far, first).then(() => carry(this.#outer, (bytes) => writeAll(far, bytes))).catch(() => {});
    await far.closeWrite().catch(() => {}); // To TLS it is a cut, unless the peer has announced its end.
  }

  async #carryDown(far: Deno.TcpConn): Promise<boolean> {
    try {
      await carry(far, async (bytes) => {
        if (this.#held === undefined) await this.#send(bytes);
        else this.#held.push(bytes.slice());
      });
      return true;
    } catch {
      this.#cut();
      return false;
    }
  }

  async #send(...parts: Uint8Array[]): Promise<void> {
    for (const bytes of parts) {
      await writeAll(this.#outer, bytes);
      this.#sentBytes += bytes.length;
    }
  }
}

function encodeRefusal(reason: string): Uint8Array {
  return new TextEncoder().encode(formatReply(errorReply(new ChatError(reason, { code: "wrong_service" }))));
}

/** A connection from this program to itself with TLS at its near end; its listener is gone before anybody else calls. */
async function openInside(keys: KeyPair): Promise<{ near: Deno.TlsConn; far: Deno.TcpConn }> {
  const hostname = "127.0.0.1";
  using listener = Deno.listenTls({ hostname, port: 0, ...keys });
  const far = await Deno.connect({ hostname, port: listener.addr.port });
  while (true) {
    const near = await listener.accept();
    if (near.remoteAddr.port === far.localAddr.port) return { near, far };
    close(near); // Another program of this machine was quicker.
  }
}

/** Carries bytes until their end. */
async function carry(from: Deno.TcpConn, send: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  let buffer = new Uint8Array(SMALL_BUFFER);
  for (let count: number | null; (count = await from.read(buffer)) !== null;) {
    await send(buffer.subarray(0, count));
    const size = count === buffer.length ? LARGE_BUFFER : count <= SMALL_BUFFER ? SMALL_BUFFER : buffer.length;
    if (size !== buffer.length) buffer = new Uint8Array(size);
  }
}

/** Closes the far end when the near one, which is closed, has got rid of what it was about to write. */
async function empty(far: Deno.TcpConn): Promise<void> {
  const ending = far.closeWrite().catch(() => {});
  const buffer = new Uint8Array(LARGE_BUFFER);
  try {
    while (await far.read(buffer) !== null);
  } catch {
    // Reset: nothing waits there either.
  }
  await ending;
  close(far);
}
