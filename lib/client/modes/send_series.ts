/**
 * Several messages that were pasted: each is sent as if it had been typed. It must not know the terminal.
 *
 * @module
 */

import type { LiveClient } from "../live/live_client.ts";
import { runCommand } from "../session/run_command.ts";
import type { Session } from "../session/session.ts";
import type { Texts } from "../i18n/texts.ts";
import type { Series } from "./paste.ts";

/**
 * Sends messages; those of a server that is not live are told of in one line.
 *
 * @returns How many of these were sent, and what is to be said of the one that was not; `undefined` if it was called off.
 */
export async function sendSeries(
  { to, texts }: Series,
  { session, live, signal, language }: { session: Session; live: LiveClient; signal: AbortSignal; language: Texts },
): Promise<{ readonly sent: number; readonly failure: readonly string[] } | undefined> {
  let sent = 0;
  for (const text of texts) {
    if (live.canQueue) {
      live.send(to, text);
      continue;
    }
    const command = { kind: "send", user: to, text } as const;
    const { lines, isFailure } = await runCommand(session, command, { texts: language });
    if (signal.aborted) return undefined;
    if (isFailure) return { sent, failure: lines };
    sent++;
  }
  return { sent, failure: [] };
}
