/**
 * Looks for servers that are announced on the networks of this machine. It connects to none.
 *
 * @module
 */

import { pause } from "../../async.ts";
import { type Announced, encodeQuestion, readAnnouncement } from "../../discovery/announcement.ts";
import { openMulticast, ownNetworks, type Sender } from "../../discovery/socket.ts";

/** Milliseconds: who does not answer in this time is not found; when it is asked again, since packets get lost. */
const TIME = 1_500;
const AGAIN = 500;

/** Packets that are read, and servers that are shown: who sends more wants no good. */
const MAX_PACKETS = 500;
const MAX_SERVERS = 20;

/** A server that was found. */
export interface FoundServer extends Announced {
  /** Where its announcement came from. */
  readonly address: string;
}

/** Options of {@linkcode lookForServers}. */
export interface LookOptions {
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Whom it asks. @default all that listen for such questions */
  readonly group?: Sender;
}

/** Looks for a second and a half. What cannot be asked is left out. */
export async function lookForServers({ signal, group }: LookOptions): Promise<FoundServer[]> {
  const found = new Map<string, FoundServer>();
  let packets = 0;
  const read = (bytes: Uint8Array, { address }: Sender) => {
    if (packets++ >= MAX_PACKETS) return;
    for (const server of readAnnouncement(bytes)) {
      if (found.size < MAX_SERVERS) found.set(JSON.stringify([address, server]), { ...server, address });
    }
  };
  using sockets = new DisposableStack();
  const opened = await Promise.allSettled(
    ownNetworks().map((network) => openMulticast(network, read, { port: 0, ...group && { group } })),
  );
  const usable = opened.flatMap((socket) => socket.status === "fulfilled" ? [sockets.use(socket.value)] : []);
  const ask = () => usable.forEach((socket, index) => void socket.send(encodeQuestion(index + 1)));
  ask();
  await pause(AGAIN, signal);
  if (!signal.aborted) ask();
  await pause(TIME - AGAIN, signal);
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}
