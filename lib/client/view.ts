/**
 * What is printed above the row that is edited, as a value: messages as rows, and where on the screen the own ones are.
 * Pure: it knows no terminal.
 *
 * @module
 */

/** How far an own message has come. */
export type MessageState = "waiting" | "sent" | "delivered" | "read";

/** A message to show. */
export interface ShownMessage {
  /** Tells own messages apart until they have an id: the key of the outbox; for others the id, if there is one. */
  readonly key: string;
  readonly id?: string;
  /** The sender's user name. */
  readonly from: string;
  /** The sender's full name. */
  readonly fromName: string;
  /** The receiver's user name; empty if unknown, as it is on an old server. */
  readonly to: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly own: boolean;
  /** Only of own ones. */
  readonly state?: MessageState;
}

/** What has become of an own message. */
export interface StateChange {
  /** Not to be known is no change. */
  readonly state: MessageState | undefined;
  readonly id?: string;
  /** When the server took it, in milliseconds since 1970. */
  readonly at?: number;
}
