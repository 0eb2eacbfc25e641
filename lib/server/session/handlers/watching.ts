/**
 * What a server does for the commands about the wire.
 *
 * @module
 */

import type { WatchingCommand } from "../../../wire/commands/watching.ts";
import type { Handlers } from "../handler.ts";

/** Of each of these commands. */
export const WATCHING_HANDLERS: Handlers<WatchingCommand["name"]> = {
  async watch({ carrier }, { user }, login) {
    return { kind: "done", ...await carrier.inspector.watch(carrier, login, user) };
  },
  unwatch({ carrier }) {
    carrier.inspector.unwatch(carrier);
    return { kind: "done", message: "Watching no more" };
  },
  async provoke({ carrier }, { how, amount, user }, login) {
    return { kind: "done", ...await carrier.inspector.provoke(carrier, login, how, amount, user) };
  },
  async unprovoke({ carrier }, { user }, login) {
    return { kind: "done", ...await carrier.inspector.unprovoke(login, user) };
  },
};
