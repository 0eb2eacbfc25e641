/**
 * What carries the bytes of a peer, as an interface. It knows no socket and no connection.
 *
 * @module
 */

/** What carries the bytes of a peer: a TCP connection, or TLS on one, which has the optional members. */
export interface Transport
  extends Pick<Deno.TcpConn, "remoteAddr" | "read" | "write" | "close" | "closeWrite" | "setNoDelay" | "setKeepAlive"> {
  /** Makes it ready to carry bytes. */
  handshake?(): Promise<void>;
  /** See `staysOpen` in close.ts. */
  staysOpen?(grace: number, signal: AbortSignal): Promise<boolean>;
  /** Resolves when a close is done; never rejects. */
  readonly closed?: Promise<void>;
  /** Resolves when its descriptors are free as well; never rejects. */
  readonly released?: Promise<void>;
}
