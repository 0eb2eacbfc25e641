/**
 * A message as the client shows it, and how far an own one has come. Pure.
 *
 * @module
 */

/**
 * How far an own message has come. `failed` is the end of one that will not be sent, `unsure` that of one that the server
 * may have or not.
 */
export type MessageState = "waiting" | "failed" | "unsure" | "sent" | "delivered" | "read";

/** A message to show. */
export interface ShownMessage {
  /** Tells own messages apart until they have an id: the key of the outbox; for others the id, if there is one. */
  readonly key: string;
  /** The server's id; absent until it has one, and always on an old server. */
  readonly id?: string;
  /** The sender's user name. */
  readonly from: string;
  /** The sender's full name. */
  readonly fromName: string;
  /** The receiver's user name; empty if unknown, as it is on an old server. */
  readonly to: string;
  /** It may have several lines. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** Whether the user of this client wrote it. */
  readonly own: boolean;
  /** Only of own ones. */
  readonly state?: MessageState;
}
