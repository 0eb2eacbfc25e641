/**
 * Sockets for multicast DNS, one for each network that this machine is in. They know no packet.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import { BlockList } from "node:net";
import { MDNS } from "./announcement.ts";

/** An IPv4 address of this machine, in a network. */
export interface OwnNetwork {
  /** The address. */
  readonly address: string;
  /** Whether another one is in the same network. */
  readonly has: (address: string) => boolean;
}

/** The networks that this machine is in by IPv4; none where the system does not tell. */
export function ownNetworks(): OwnNetwork[] {
  let all: Deno.NetworkInterfaceInfo[];
  try {
    all = Deno.networkInterfaces();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error; // Ours to mend.
    return [];
  }
  return all.filter(({ family }) => family === "IPv4").map(({ address, cidr }) => {
    const list = new BlockList();
    const [network = address, bits = "32"] = cidr.split("/");
    list.addSubnet(network, Number(bits), "ipv4");
    return { address, has: (other) => list.check(other, "ipv4") };
  });
}

/** Where a packet came from. */
export interface Sender {
  /** The address. */
  readonly address: string;
  /** And the port there. */
  readonly port: number;
}

/** A socket, until it is disposed of. */
export interface MulticastSocket extends Disposable {
  /** Sends to all that listen there, or to one. Resolves when it has left, or could not. */
  send(bytes: Uint8Array, to?: Sender): Promise<void>;
}

/**
 * Opens a socket in one network.
 *
 * @param network The own address there, from which it sends.
 * @param onPacket Called with each packet that comes from that network.
 * @param port The one to listen on, beside others; 0 for one of its own, which hears answers alone.
 * @throws {Error} If the system does not let it.
 */
export async function openMulticast(
  { address, has }: OwnNetwork,
  onPacket: (bytes: Uint8Array, from: Sender) => void,
  { port, group = MDNS }: { port: number; group?: Sender },
): Promise<MulticastSocket> {
  const sockets: Socket[] = [];
  const close = () => sockets.forEach((socket) => socket.close());
  const open = async (own: string) => {
    const socket = createSocket({ type: "udp4", reuseAddr: port !== 0 });
    sockets.push(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.on("error", reject); // After it is open, there is nobody to tell.
    socket.on("message", (bytes, from) => {
      if (has(from.address)) onPacket(bytes, from);
    });
    socket.bind({ port, address: own }, resolve);
    await promise;
    return socket;
  };
  try {
    const socket = await open(address);
    socket.setMulticastInterface(address);
    socket.setMulticastTTL(255); // RFC 6762, section 11.
    // What is bound to an address hears nothing that goes to a group, on Unix.
    if (port !== 0) (await open("0.0.0.0")).addMembership(group.address, address);
    return {
      send: (bytes, to = group) =>
        new Promise((resolve) => socket.send(Buffer.from(bytes), to.port, to.address, () => resolve())),
      [Symbol.dispose]: close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
