/** Steps of cases on connections where events come between replies. @module */

import { type Bench, type Login, skip, type User } from "../bench.ts";
import type { Nothing, Probe, Received } from "../probe.ts";
import { isOk } from "../replies.ts";

/** The next frame for which `is` holds; others are passed over. */
export async function next(
  probe: Probe,
  is: (json: Readonly<Record<string, unknown>>) => boolean,
): Promise<Received | Nothing> {
  for (let count = 0; count < 200; count++) {
    const got = await probe.read();
    if (typeof got === "string" || (got.json !== undefined && is(got.json))) return got;
  }
  return "silent";
}

/** Asks, and passes over the events that come before the reply. */
export async function ask(probe: Probe, line: string): Promise<Received | Nothing> {
  await probe.send(`${line}\r\n`);
  return await next(probe, (json) => json.event === undefined);
}

/** What must be OK, as a part of a case that is not about it. */
export async function must(probe: Probe, line: string): Promise<Received> {
  const reply = await ask(probe, line);
  if (typeof reply === "string" || !isOk(reply)) throw skip("$1 fails", "$1 gagal", line.split(" ")[0]);
  return reply;
}

/** Logs in and makes the connection live. @throws {Skipped} If that fails. */
export async function goLive(bench: Bench, user: User): Promise<Login> {
  const login = await bench.login(user);
  await must(login.probe, `live ${login.token}`);
  return login;
}
