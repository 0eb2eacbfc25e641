/**
 * The baseline of a live class: the least that a relay on Deno can do. It finds the receiver of a `post` by name, hands the
 * text on as an event, and says OK. It keeps nothing, knows nobody, checks nothing, and flushes nothing.
 *
 * A token is a name here. Prints where it listens, as the server does.
 *
 * @module
 */

const BUFFER_SIZE = 4 * 1024;
const OK = '{"status": "OK"}\r\n\r\n';

/** Somebody who is live, and what is to be sent there; one write is under way at a time. */
interface Peer {
  readonly conn: Deno.TcpConn;
  output: string;
  isWriting: boolean;
}

const peers = new Map<string, Peer>();
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Sends with all else that this turn of the event loop has for the peer. */
function send(peer: Peer, text: string): void {
  peer.output += text;
  if (peer.isWriting) return;
  peer.isWriting = true;
  queueMicrotask(() => void write(peer));
}

async function write(peer: Peer): Promise<void> {
  try {
    while (peer.output !== "") {
      const bytes = encoder.encode(peer.output);
      peer.output = "";
      for (let done = 0; done < bytes.length;) done += await peer.conn.write(bytes.subarray(done));
    }
    peer.isWriting = false;
  } catch {
    // The generator has left.
  }
}

function take(peer: Peer, line: string): void {
  const [command, token = "", key, receiver = "", ...words] = line.split(" ");
  if (command === "live") peers.set(token, peer);
  if (command === "post") {
    send(peers.get(receiver)!, `{"event": "message", "id": "${key}", "msg": "${words.join(" ")}"}\r\n\r\n`);
  }
  send(peer, OK);
}

async function serve(conn: Deno.TcpConn): Promise<void> {
  const peer: Peer = { conn, output: "", isWriting: false };
  try {
    conn.setNoDelay();
    const buffer = new Uint8Array(BUFFER_SIZE);
    let rest = "";
    for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
      const lines = (rest + decoder.decode(buffer.subarray(0, count))).split("\r\n");
      rest = lines.pop()!;
      for (const line of lines) take(peer, line);
    }
    conn.close();
  } catch {
    // The generator has left.
  }
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(`relay listens on 127.0.0.1:${listener.addr.port}`);
for await (const conn of listener) void serve(conn);
