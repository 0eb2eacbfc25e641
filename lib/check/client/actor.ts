/**
 * Who uses the client that is checked: a person who is told what to type, or a program that types for one.
 *
 * @module
 */

/** Commands as they are typed into a client; `{user}`, `{password}` and `{text}` stand for what is meant. */
export interface Script {
  /** A login. */
  readonly auth: string;
  /** A message. */
  readonly send: string;
  /** The inbox. */
  readonly inbox: string;
  /** Who is there. */
  readonly list: string;
  /** The end of the login. */
  readonly logout: string;
  /** The end of the client. */
  readonly exit: string;
}

/** As the seed's client has them. */
export const SEED_SCRIPT: Script = {
  auth: "auth {user} {password}",
  send: "send {user} {text}",
  inbox: "inbox",
  list: "list",
  logout: "logout",
  exit: "exit",
};

/** Puts in what stands for names. */
export function fill(line: string, values: Readonly<Record<string, string>> = {}): string {
  return line.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Uses one client. */
export interface Actor {
  /** Milliseconds within which something is done. */
  readonly patience: number;
  /** Makes sure that a client runs, which will connect; a program starts a fresh one. */
  begin(): Promise<void>;
  /** Has a line typed. */
  type(line: string): Promise<void>;
  /** Whether the client has shown a text; `undefined` if nobody can tell. */
  hasShown(text: string): Promise<boolean | undefined>;
  /** Whether it has shown a text raw, byte for byte; `undefined` if nobody can tell. */
  hasShownRaw(text: string): Promise<boolean | undefined>;
  /** Whether the client still runs, or has ended in order; `undefined` if nobody can tell. */
  isSound(): Promise<boolean | undefined>;
  /** What became of the client when its connection was lost: it may end, or go on; `undefined` if nobody can tell. */
  stateAfterLoss(script: Script): Promise<"sound" | "crashed" | "hangs" | undefined>;
}
