/**
 * The uploads that are not done, by account and key: a client may lose its connection and go on. A start of the server
 * forgets them. It knows no disk.
 *
 * @module
 */

import { CLOCKS } from "../../../clock.ts";
import type { IncomingFile } from "./incoming_file.ts";

/** Uploads of an account: for one more the one that rests for longest goes. */
const MOST = 16;

/** Milliseconds for which an upload may rest. */
const REST = 24 * 60 * 60 * 1000;

/** An upload that has begun. */
export interface Upload {
  /** The id of the account. */
  readonly account: number;
  /** The key that the client has chosen. */
  readonly key: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** What it must be. */
  readonly sha256: string;
  /** What has come. */
  readonly incoming: IncomingFile;
}

/** All uploads. */
export class Uploads {
  readonly #now: () => number;
  /** The one that was used last after the others. */
  readonly #uploads = new Map<string, Upload & { usedAt: number }>();
  /** What is done with an upload at the moment. */
  readonly #busy = new Map<string, Promise<unknown>>();

  /** No uploads; `now`: milliseconds of a clock that nobody sets. */
  constructor(now: () => number = CLOCKS.elapsed) {
    this.#now = now;
  }

  /** Does something with an upload, after all that is done with it already. */
  async exclusively<T>(account: number, key: string, work: () => Promise<T>): Promise<T> {
    const name = nameOf(account, key);
    const before = this.#busy.get(name);
    const done = (async () => {
      await before;
      return await work();
    })();
    const settled = done.then(() => {}, () => {});
    this.#busy.set(name, settled);
    try {
      return await done;
    } finally {
      if (this.#busy.get(name) === settled) this.#busy.delete(name);
    }
  }

  /** The upload of an account with a key, which is used now. */
  find(account: number, key: string): Upload | undefined {
    const name = nameOf(account, key);
    const upload = this.#uploads.get(name);
    if (upload === undefined) return undefined;
    upload.usedAt = this.#now();
    this.#uploads.delete(name);
    this.#uploads.set(name, upload);
    return upload;
  }

  /** Adds one. */
  add(upload: Upload): Upload {
    this.#uploads.set(nameOf(upload.account, upload.key), { ...upload, usedAt: this.#now() });
    return upload;
  }

  /** Forgets one that is kept. */
  forget({ account, key }: Upload): void {
    this.#uploads.delete(nameOf(account, key));
  }

  /** Gives up what has rested for too long, and what an account has too many of for one more. */
  makeRoom(account: number): void {
    const resting = [...this.#uploads.values()].filter(({ key, account }) => !this.#busy.has(nameOf(account, key)));
    const old = resting.filter(({ usedAt }) => this.#now() - usedAt > REST);
    const own = [...this.#uploads.values()].filter((upload) => upload.account === account && !old.includes(upload));
    const restingOwn = resting.filter((upload) => own.includes(upload));
    for (const upload of [...old, ...restingOwn.slice(0, Math.max(0, own.length - MOST + 1))]) {
      this.forget(upload);
      void upload.incoming.abandon(); // It never fails.
    }
  }
}

function nameOf(account: number, key: string): string {
  return `${account} ${key}`;
}
