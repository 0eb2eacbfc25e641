/**
 * Asks what may be asked again: after a cut it waits for the next connection, and where the server says when, until then.
 *
 * @module
 */

import { ChatError } from "../../../chat.ts";
import type { Command } from "../../../wire/command.ts";
import type { App, WithoutToken } from "../app.ts";
import { LinkLost } from "../link.ts";
import type { Data } from "./doing.ts";

/** Seconds for which a server may let one request wait. */
const LONGEST_WAIT = 60;

/** Nobody wants the answer any more. */
export class GivenUp extends Error {
  /** Its name. */
  override readonly name = "GivenUp";
}

/** How {@linkcode askOn} goes on. */
export interface Persistence {
  /** Whether somebody still waits for it. */
  readonly isWanted: () => boolean;
  /** The code of an error that is no failure: it is in the answer, as `code`. */
  readonly expected?: string | undefined;
}

/**
 * Asks until there is an answer.
 *
 * @throws {ChatError} If it is refused.
 * @throws {GivenUp} If nobody wants it any more.
 */
export async function askOn(app: App, command: WithoutToken, { isWanted, expected }: Persistence): Promise<Data> {
  for (let waited = 0;;) {
    await whenIn(app, isWanted);
    const token = app.store.state.login?.token ?? "";
    let reply;
    try {
      reply = await app.link.ask({ ...command, token } as Command);
    } catch (error) {
      if (error instanceof LinkLost) continue;
      throw error;
    }
    if (!isWanted()) throw new GivenUp();
    if (reply.kind === "done") return reply.data ?? {};
    if (reply.kind !== "error") throw new ChatError(app.texts.errors.internal);
    const { code, message, retrySeconds } = reply;
    if (code === "stopping") await pause(1);
    else if (code !== undefined && code === expected) return { code };
    else if (code !== "no_login") {
      // A login that has ended is none of the state any more, and what was wanted of it neither.
      if (retrySeconds === undefined || (waited += retrySeconds) > LONGEST_WAIT) throw new ChatError(message, { code });
      await pause(retrySeconds);
    }
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Resolves when there is a connection and a login. @throws {GivenUp} If nobody wants that any more. */
async function whenIn(app: App, isWanted: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const isIn = ({ link, login } = app.store.state) => !isWanted() || (link.kind === "open" && login !== undefined);
  if (!isIn()) {
    const end = app.store.subscribe(() => {
      if (!isIn()) return;
      end();
      resolve();
    });
    await promise;
  }
  if (!isWanted()) throw new GivenUp();
}
