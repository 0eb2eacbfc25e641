/**
 * A path to a server that a test can cut: a proxy on this machine.
 *
 * @module
 */

/** A path to a server that a test can cut, and keep closed. */
export interface Path extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  isOpen: boolean;
  /** Bytes that have gone through, both ways. */
  passed: number;
  /** At so many bytes it is cut by itself, once. */
  cutAt: number | undefined;
  /** Cuts all connections, and lets none through until it is open again. */
  cut(): void;
}

/** Opens a path to a port of this machine. */
export function openPath(to: number): Path {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const conns = new Set<Deno.Conn>();
  const running = new Set<Promise<void>>();
  const end = (conn: Deno.Conn) => {
    if (!conns.delete(conn)) return;
    conn.close();
  };
  async function pipe(from: Deno.Conn, into: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(16_384);
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        path.passed += count;
        if (path.cutAt !== undefined && path.passed > path.cutAt) {
          path.cutAt = undefined;
          path.cut();
        }
        for (let done = 0; done < count;) done += await into.write(buffer.subarray(done, count));
      }
    } catch {
      // It was cut.
    }
    end(from);
    end(into);
  }
  async function accept(path: Path): Promise<void> {
    for await (const conn of listener) {
      if (!path.isOpen) {
        conn.close();
        continue;
      }
      const other = await Deno.connect({ hostname: "127.0.0.1", port: to });
      conns.add(conn).add(other);
      running.add(pipe(conn, other)).add(pipe(other, conn));
    }
  }
  const path: Path = {
    host: "127.0.0.1",
    port: listener.addr.port,
    isOpen: true,
    passed: 0,
    cutAt: undefined,
    cut() {
      path.isOpen = false;
      conns.forEach(end);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      conns.forEach(end);
      await accepting;
      await Promise.all(running);
    },
  };
  const accepting = accept(path);
  return path;
}
