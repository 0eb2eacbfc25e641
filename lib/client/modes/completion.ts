/**
 * What the Tab key makes of a line: commands, and the names of those who are there or whom one has talked with. It must
 * not know the terminal.
 *
 * @module
 */

import { completableAt, namesFor } from "../session/commands.ts";
import type { LiveClient } from "../live/live_client.ts";
import type { Session } from "../session/session.ts";
import type { Completer } from "../terminal/terminal.ts";

/** Completes what is typed to `partner`, if there is one. */
export function completerOf(session: Session, live: LiveClient, partner: () => string | undefined): Completer {
  return async (before) => {
    const found = completableAt(before, { partner: partner() });
    if (found === undefined) return undefined;
    if (found.kind === "command") return { part: found.part, candidates: namesFor(session.isTeacher) };
    const isGroup = found.part.startsWith("#");
    return { part: found.part, candidates: isGroup ? await groups(session, live) : await names(session, live) };
  };
}

async function groups(session: Session, { incoming }: LiveClient): Promise<readonly string[]> {
  const known = (incoming?.conversations ?? []).map(({ user }) => user).filter((user) => user.startsWith("#"));
  return [...new Set([...await session.groups(), ...known])].sort();
}

async function names(session: Session, { incoming, canQueue }: LiveClient): Promise<readonly string[]> {
  // A live connection is told who logs in and out.
  const active = canQueue && incoming !== undefined ? incoming.active : await session.activeUsers();
  return [...new Set([...active, ...(incoming?.conversations ?? []).map(({ user }) => user)])].sort();
}
