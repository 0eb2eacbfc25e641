/**
 * What a server does for the commands of teachers.
 *
 * @module
 */

import type { Reply } from "../../../chat.ts";
import type { TeachingCommand } from "../../../wire/commands/teaching.ts";
import type { Handlers } from "../handler.ts";

/** Of each of these commands. */
export const TEACHING_HANDLERS: Handlers<TeachingCommand["name"]> = {
  async lock({ carrier: { chat } }, { group }, { account }) {
    return done(await chat.teaching.lock(account, group));
  },
  async unlock({ carrier: { chat } }, { group }, { account }) {
    return done(await chat.teaching.unlock(account, group));
  },
  async mute({ carrier: { chat } }, { user, minutes }, { account }) {
    return done(await chat.teaching.mute(account, user, minutes));
  },
  async unmute({ carrier: { chat } }, { user }, { account }) {
    return done(await chat.teaching.unmute(account, user));
  },
  async remove({ carrier: { chat } }, { id }, { account }) {
    return done(await chat.teaching.remove(account, id));
  },
  async close({ carrier: { chat } }, _command, { account }) {
    return done(await chat.teaching.close(account));
  },
  async open({ carrier: { chat } }, _command, { account }) {
    return done(await chat.teaching.open(account));
  },
};

function done(message: string): Reply {
  return { kind: "done", message };
}
