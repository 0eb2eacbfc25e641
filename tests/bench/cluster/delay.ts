/**
 * A way to a port of this machine that is longer, each way, and as wide as before: what comes meanwhile waits no longer for it.
 *
 * @module
 */

/** Opens it. @param milliseconds That it takes, each way; timers make it up to one more. */
export function openDelayed(port: number, milliseconds: number): Disposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  void accept();

  async function accept(): Promise<void> {
    for await (const conn of listener) {
      const other = await Deno.connect({ hostname: "127.0.0.1", port });
      for (const end of [conn, other]) {
        end.setNoDelay();
        open.add(end);
      }
      const close = () => [conn, other].filter((end) => open.delete(end)).forEach((end) => end.close());
      void Promise.race([pipe(conn, other), pipe(other, conn)]).then(close, close);
    }
  }

  async function pipe(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    let last = Promise.resolve();
    for (let count; (count = await from.read(buffer)) !== null;) {
      const [bytes, due] = [buffer.slice(0, count), performance.now() + milliseconds];
      last = last.then(async () => {
        const wait = due - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
      });
      last.catch(() => {}); // It was closed.
    }
  }

  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      listener.close();
      for (const conn of open) conn.close();
      open.clear();
    },
  };
}
