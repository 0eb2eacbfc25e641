/**
 * What acts that need no more than a reply go by: a refusal is said, in words.
 *
 * @module
 */

import type { Json } from "../../../chat.ts";
import { RARE_REFUSALS } from "../../i18n/refusals.ts";
import { type App, askAs, explain, say, type WithoutToken } from "../app.ts";

/** Members of a reply. */
export type Data = { readonly [key: string]: Json };

/**
 * Asks for something that is done, or refused.
 *
 * @param done What is said when it is done. @returns What the reply has beside its message; `undefined` if it was refused.
 */
export async function doIt(app: App, command: WithoutToken, done?: string): Promise<Data | undefined> {
  const reply = await askAs(app, "done", command);
  if (reply.kind === "error") return void say(app, refusalOf(app, reply), "bad");
  if (done !== undefined) say(app, done);
  return reply.data ?? {};
}

/** A refusal in the words of the person's language, as far as its code is known. */
export function refusalOf(app: App, refusal: { code?: string | undefined; message: string }): string {
  const known = explain(app, refusal);
  const isUnknown = known === refusal.message && app.texts.tag.startsWith("id");
  return (isUnknown ? RARE_REFUSALS[refusal.code ?? ""] : undefined) ?? known;
}

/** The objects in a list of a reply. */
export function objectsIn(value: Json | undefined): Data[] {
  return Array.isArray(value) ? value.filter((it): it is Data => typeof it === "object" && !Array.isArray(it)) : [];
}

/** The texts in a list of a reply. */
export function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === "string") : [];
}
