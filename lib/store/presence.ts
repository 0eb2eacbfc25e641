/**
 * Who is there, as the servers of one store tell each other: none of it outlives them. It knows no database.
 *
 * @module
 */

/** An account is active on the first server, or on the last one no more. */
export interface PresenceChange {
  /** What changed. */
  readonly kind: "presence";
  /** The id of the account. */
  readonly account: number;
  /** Whether it is active now on any server. */
  readonly isActive: boolean;
}

/** Who is there. What is reported ends with the store that it is reported to, however that ends. */
export interface PresenceStore {
  /**
   * Says that an account is active on this server from now on, or no more. If that makes a difference, those who follow this
   * store are told before it returns, and those who follow another one on the same database soon, also while what is stored
   * has to wait. Who begins to follow later is told of all who are there. To say the same again does nothing; it never throws.
   */
  report(account: number, isActive: boolean): void;
}
