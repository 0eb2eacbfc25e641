/**
 * A way to a port of this machine that can be slow, be cut, and lead elsewhere.
 *
 * @module
 */

/** Milliseconds in which a pipe is written to at most: who does not read is cut. */
const PATIENCE = 30_000;

/** A proxy; disposing of it closes it and all connections through it. */
export class Proxy implements AsyncDisposable {
  /** Where it listens. */
  readonly port: number;
  /** Where it leads; `undefined`: to nobody. */
  target: number | undefined;
  /** Milliseconds that each piece takes longer. */
  delay = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;

  constructor(target?: number) {
    this.target = target;
    this.port = this.#listener.addr.port;
    this.#accepting = this.#accept();
  }

  /** Cuts all connections. */
  cut(): void {
    for (const conn of this.#open) this.#close(conn);
  }

  async #accept(): Promise<void> {
    for await (const conn of this.#listener) void this.#join(conn);
  }

  async #join(conn: Deno.TcpConn): Promise<void> {
    this.#open.add(conn);
    let other: Deno.TcpConn | undefined;
    try {
      if (this.target === undefined) return;
      other = await Deno.connect({ hostname: "127.0.0.1", port: this.target });
      this.#open.add(other);
      for (const end of [conn, other]) end.setNoDelay(); // What is short would wait 40 ms for the answer to what was before.
      if (!this.#open.has(conn)) return;
      await Promise.race([this.#pipe(conn, other), this.#pipe(other, conn)]);
    } catch {
      // Cut, or nobody is there.
    } finally {
      this.#close(conn);
      if (other !== undefined) this.#close(other);
    }
  }

  async #pipe(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    while (true) {
      const count = await from.read(buffer);
      if (count === null) return;
      if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
      const timer = setTimeout(() => this.#close(to), PATIENCE);
      try {
        for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
      } finally {
        clearTimeout(timer);
      }
    }
  }

  #close(conn: Deno.TcpConn): void {
    if (!this.#open.delete(conn)) return;
    try {
      conn.close();
    } catch {
      // It was closed by its other end.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting.catch(() => {});
    this.cut();
  }
}
