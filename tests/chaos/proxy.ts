/**
 * A way to a port of this machine that can be slow, be cut, fall silent, and lead elsewhere.
 *
 * @module
 */

/** Milliseconds in which a pipe is written to at most: who does not read is cut. */
const PATIENCE = 30_000;

/** Two ends between which there is a way. */
interface Pair {
  readonly near: Deno.TcpConn;
  readonly far: Deno.TcpConn;
  /** Whether the near end may lack what the far one has sent: it was taken and is not written yet, or the near one was reset. */
  lacks: boolean;
}

/** A proxy; disposing of it closes it and all connections through it. */
export class Proxy implements AsyncDisposable {
  /** Where it listens. */
  readonly port: number;
  /** Where it leads; `undefined`: to nobody. */
  target: number | undefined;
  /** Milliseconds that each piece takes longer. */
  delay = 0;
  /** Whether what is asked still gets through while it is silent, and only what is answered does not. */
  hasOnlyRequests = false;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.TcpConn>();
  readonly #pairs = new Set<Pair>();
  /** Far ends that hear nothing any more. */
  readonly #deaf = new Set<Deno.TcpConn>();
  readonly #isHonest: boolean;
  readonly #accepting: Promise<void>;
  #isCut = false;
  #silence: PromiseWithResolvers<void> | undefined;

  /**
   * Listens on a free port.
   *
   * @param isHonest Whether no orderly end tells the far end that the near one has what it has not: a reset cannot be sent by hand
   * here, so the far end hears nothing any more then, as from a machine that lost its power.
   */
  constructor(target?: number, { isHonest = false } = {}) {
    this.target = target;
    this.port = this.#listener.addr.port;
    this.#isHonest = isHonest;
    this.#accepting = this.#accept();
  }

  /** Cuts all connections. */
  cut(): void {
    for (const pair of this.#pairs) this.#end(pair);
    for (const conn of this.#open) this.#close(conn);
  }

  /** Whether each connection is cut as soon as it is made. */
  get isCut(): boolean {
    return this.#isCut;
  }

  set isCut(isCut: boolean) {
    this.#isCut = isCut;
    if (isCut) this.cut();
  }

  /** Whether nothing gets through, and nobody is told: what is sent meanwhile comes later, or never, if it is cut then. */
  get isSilent(): boolean {
    return this.#silence !== undefined;
  }

  set isSilent(isSilent: boolean) {
    if (isSilent === this.isSilent) return;
    this.#silence?.resolve();
    this.#silence = isSilent ? Promise.withResolvers() : undefined;
  }

  async #accept(): Promise<void> {
    for await (const conn of this.#listener) void this.#join(conn);
  }

  async #join(near: Deno.TcpConn): Promise<void> {
    this.#open.add(near);
    try {
      await this.#silence?.promise;
      if (this.target === undefined || this.#isCut) return;
      const far = await Deno.connect({ hostname: "127.0.0.1", port: this.target });
      this.#open.add(far);
      for (const end of [near, far]) end.setNoDelay(); // What is short would wait 40 ms for the answer to what was before.
      const pair: Pair = { near, far, lacks: false };
      if (!this.#open.has(near)) return this.#close(far);
      this.#pairs.add(pair);
      await Promise.race([this.#pipe(pair, "out"), this.#pipe(pair, "back")]).finally(() => this.#end(pair));
    } catch {
      // Cut, or nobody is there.
    } finally {
      this.#close(near);
    }
  }

  #end(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    this.#close(pair.near);
    if (!this.#isHonest || !pair.lacks) this.#close(pair.far);
    else if (this.#open.delete(pair.far)) this.#deaf.add(pair.far);
  }

  async #pipe(pair: Pair, way: "out" | "back"): Promise<void> {
    const [from, to] = way === "out" ? [pair.near, pair.far] : [pair.far, pair.near];
    const buffer = new Uint8Array(64 * 1024);
    while (true) {
      const count = await from.read(buffer).catch((error) => {
        if (way === "out") pair.lacks = true;
        throw error;
      });
      if (count === null) return;
      if (way === "back") pair.lacks = true;
      if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
      if (way === "back" || !this.hasOnlyRequests) await this.#silence?.promise;
      const timer = setTimeout(() => this.#close(to), PATIENCE);
      try {
        for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
      } finally {
        clearTimeout(timer);
      }
      if (way === "back") pair.lacks = false;
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
    this.isSilent = false;
    this.cut();
    for (const conn of this.#deaf) conn.close();
  }
}
