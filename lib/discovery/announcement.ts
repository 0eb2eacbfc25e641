/**
 * How a server is told of on a local network: DNS-SD over multicast DNS (RFC 6763, RFC 6762), as packets. It opens no socket,
 * and believes nothing of a packet but a name and ports: where the server is, says the address that the packet came from.
 *
 * @module
 */

// Not in deno.json, as in password_worker.ts.
// deno-lint-ignore-file no-import-prefix
// @ts-types="./dns_packet.d.ts"
import packets from "npm:dns-packet@5.6.1";
import type { Answer, Packet } from "./dns_packet.d.ts";

/** Where such packets go to: RFC 6762, section 3. */
export const MDNS = { address: "224.0.0.251", port: 5353 } as const;

/** The type of the service. */
const SERVICE = "_ngobrol._tcp.local";

/** What is asked by who wants to know which types there are: RFC 6763, section 9. */
const TYPES = "_services._dns-sd._udp.local";

/** Bytes of a packet that is read at the most: one of ours has some 300, and what fits in no frame of Ethernet is none. */
const MAX_PACKET = 1_500;

/** Seconds for which an answer holds; and for who asks as a program without a cache (RFC 6762, section 6.7). */
const TTL = 120;
const LEGACY_TTL = 10;

/** A response that is authoritative, as all of multicast DNS are. */
const AUTHORITATIVE = 1 << 10;

/** A server that is announced. */
export interface Announced {
  /** What it calls itself, which may be anything. */
  readonly name: string;
  /** Where it takes connections without TLS; `undefined` if nowhere. */
  readonly port: number | undefined;
  /** And with TLS. */
  readonly tlsPort: number | undefined;
}

/** The question which servers there are. */
export function encodeQuestion(id: number): Uint8Array {
  return packets.encode({ id, type: "query", questions: [{ name: SERVICE, type: "PTR" }] });
}

/**
 * What a server answers to a packet.
 *
 * @param isLegacy Whether the packet is from a program that asks once, from a port of its own: it gets its question back.
 * @param addresses Those of this machine by which the asking one reaches it.
 * @param host A name of this machine that no other one has, for who looks an address up.
 * @returns `undefined` if it is no question about this server.
 */
export function answerTo(
  bytes: Uint8Array,
  server: Announced,
  { isLegacy, addresses, host }: { isLegacy: boolean; addresses: readonly string[]; host: string },
): Uint8Array | undefined {
  const packet = decode(bytes);
  if (packet?.type !== "query") return undefined;
  const questions = packet.questions ?? [];
  const own = [SERVICE, TYPES, `${server.name}.${SERVICE}`, `${host}.local`].map((name) => name.toLowerCase());
  if (!questions.some(({ name }) => own.includes(name.toLowerCase()))) return undefined;
  const answers = records(server, { addresses, host, ttl: isLegacy ? LEGACY_TTL : TTL });
  return packets.encode({
    type: "response",
    flags: AUTHORITATIVE,
    ...isLegacy && { id: packet.id ?? 0, questions: questions.slice(0, 1) },
    answers,
  });
}

/**
 * What a server says unasked: that it is there now, or with `ttl` 0 that it goes.
 *
 * @param options As of {@linkcode answerTo}.
 */
export function encodeAnnouncement(
  server: Announced,
  { addresses, host, ttl = TTL }: { addresses: readonly string[]; host: string; ttl?: number },
): Uint8Array {
  return packets.encode({ type: "response", flags: AUTHORITATIVE, answers: records(server, { addresses, host, ttl }) });
}

function records(
  { name, port, tlsPort }: Announced,
  { addresses, host, ttl }: { addresses: readonly string[]; host: string; ttl: number },
): Answer[] {
  const [instance, target] = [`${name}.${SERVICE}`, `${host}.local`];
  return [
    { name: TYPES, type: "PTR", ttl, data: SERVICE },
    { name: SERVICE, type: "PTR", ttl, data: instance },
    { name: instance, type: "SRV", ttl, data: { port: port ?? tlsPort, target } },
    { name: instance, type: "TXT", ttl, data: tlsPort === undefined ? "v=1" : ["v=1", `tls=${tlsPort}`] },
    ...addresses.map((data) => ({ name: target, type: "A", ttl, data })),
  ];
}

/** The servers that a packet announces; none if it is no announcement. */
export function readAnnouncement(bytes: Uint8Array): Announced[] {
  const packet = decode(bytes);
  if (packet?.type !== "response") return [];
  const all = [...packet.answers ?? [], ...packet.additionals ?? []];
  return all.flatMap(({ name, type, data }) => {
    const suffix = `.${SERVICE}`;
    if (type !== "SRV" || !name.toLowerCase().endsWith(suffix)) return [];
    const port = portOf((data as { port?: unknown } | undefined)?.port);
    const texts = all.filter((answer) => answer.type === "TXT" && answer.name === name);
    const tlsPort = portOf(texts.flatMap(({ data }) => [data].flat()).flatMap(tlsIn)[0]);
    if (port === undefined) return [];
    return [{ name: name.slice(0, -suffix.length), port: port === tlsPort ? undefined : port, tlsPort }];
  });
}

function tlsIn(text: unknown): number[] {
  const said = text instanceof Uint8Array ? new TextDecoder().decode(text) : String(text);
  return Array.from(/^tls=(\d{1,5})$/.exec(said)?.slice(1) ?? [], Number);
}

function portOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536 ? value : undefined;
}

/** Whatever somebody sent; `undefined` if it is no packet. */
function decode(bytes: Uint8Array): Packet | undefined {
  if (bytes.length > MAX_PACKET) return undefined;
  try {
    return packets.decode(bytes);
  } catch {
    return undefined;
  }
}
