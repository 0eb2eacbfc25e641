/**
 * The servers of one chat, of which the page uses one at a time: the one that it came from first, and any other when that is
 * gone. It knows no connection.
 *
 * @module
 */

/**
 * Where the chat is: at the server from which the page came, and at the others that it named.
 *
 * @param origin That of the page. @param others Origins, with spaces between them.
 * @returns Addresses of WebSockets. What a page that came over TLS may not speak to is left out.
 */
export function chatsOf(origin: string, others: string): string[] {
  const isSecure = origin.startsWith("https:");
  const known = others.split(" ").filter((it) => it.startsWith("https:") || it.startsWith("http:") && !isSecure);
  return [...new Set([origin, ...known])].map((it) => `${it.replace(/^http/, "ws")}/chat`);
}

/** Servers on which a login and a message are the same. */
export class Places {
  readonly #all: readonly string[];
  readonly #chance: () => number;
  #current: string;
  /** Those that were tried since one was reached, or since the last wait. */
  #tried = new Set<string>();

  /**
   * Begins with the first.
   *
   * @param all At least one.
   * @param chance From 0 to 1.
   */
  constructor(all: readonly string[], chance: () => number = Math.random) {
    this.#all = all;
    this.#chance = chance;
    this.#current = all[0]!;
  }

  /** The one that is used, or is to be tried next. */
  get current(): string {
    return this.#current;
  }

  /** Whether there is more than one. */
  get hasOthers(): boolean {
    return this.#all.length > 1;
  }

  /** Notes that the one that is used can be used: all others can be tried again when it is gone. */
  reached(): void {
    this.#tried.clear();
  }

  /**
   * Moves on to any of the others, so that the pages of a server that is gone spread.
   *
   * @returns Whether it was not tried yet: the next attempt needs no wait.
   */
  leave(): boolean {
    this.#tried.add(this.#current);
    const untried = this.#all.filter((place) => !this.#tried.has(place));
    if (untried.length === 0) this.#tried.clear();
    const next = untried.length > 0 ? untried : this.#all.filter((place) => place !== this.#current);
    this.#current = next[Math.min(Math.floor(this.#chance() * next.length), next.length - 1)] ?? this.#current;
    return untried.length > 0;
  }
}
