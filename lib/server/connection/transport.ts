/**
 * What carries the bytes of a peer, as an interface. It knows no socket and no connection.
 *
 * @module
 */

/** What carries the bytes of a peer: a TCP connection; or TLS or a WebSocket on one, which have optional members. */
export interface Transport
  extends Pick<Deno.TcpConn, "remoteAddr" | "read" | "write" | "close" | "closeWrite" | "setNoDelay" | "setKeepAlive"> {
  /** The address of this machine that the peer has called, where that is known. */
  readonly localAddr?: Deno.NetAddr;
  /** Whether the peer is a page in a browser, or what speaks as one. @default false */
  readonly isPage?: boolean;
  /** Whether the last read had no room for more, where the count of its bytes does not tell. */
  readonly isFull?: boolean;
  /** Makes it ready to carry bytes. */
  handshake?(): Promise<void>;
  /** See `staysOpen` in close.ts. */
  staysOpen?(grace: number, signal: AbortSignal): Promise<boolean>;
  /** Resolves when a close is done; never rejects. */
  readonly closed?: Promise<void>;
  /** Resolves when its descriptors are free as well; never rejects. */
  readonly released?: Promise<void>;
}
