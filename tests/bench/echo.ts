/**
 * The baseline: the least that a line server on Deno can do. Each connection is a loop that reads into one reused buffer,
 * looks for line feeds and sends the whole lines back in one write. It decodes nothing, keeps nothing and knows no command,
 * so no chat server on Deno can be faster.
 *
 * Prints where it listens, as the server does. A reply is the request itself: 113 bytes in the bench; the server's has 47.
 *
 * @module
 */

const LF = 0x0a;
const BUFFER_SIZE = 4 * 1024;

async function serve(conn: Deno.TcpConn): Promise<void> {
  try {
    conn.setNoDelay();
    const buffer = new Uint8Array(BUFFER_SIZE);
    for (let kept = 0;;) {
      const count = await conn.read(buffer.subarray(kept));
      if (count === null) break;
      const received = buffer.subarray(0, kept + count);
      let end = 0;
      for (let lf = received.indexOf(LF, kept); lf >= 0; lf = received.indexOf(LF, end)) end = lf + 1;
      for (let done = 0; done < end;) done += await conn.write(received.subarray(done, end));
      kept = received.length - end;
      if (kept === BUFFER_SIZE) break; // A line that is too long.
      if (kept > 0) buffer.copyWithin(0, end, received.length);
    }
    conn.close();
  } catch {
    // The generator has left.
  }
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(`echo listens on 127.0.0.1:${listener.addr.port}`);
for await (const conn of listener) void serve(conn);
