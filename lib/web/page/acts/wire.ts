/**
 * What a person does with the wire: looks at it, and lets it come as a network may bring it.
 *
 * @module
 */

import { type App, askAs, explain, say, update } from "../app.ts";

/** Begins to watch: oneself (empty), a user, or `all`. */
export async function watch(app: App, of: string): Promise<void> {
  const { frames } = app;
  frames.of = of;
  const reply = await askAs(app, "done", { name: "watch", ...of !== "" && { user: of } });
  if (reply.kind === "error") {
    frames.of = undefined;
    say(app, explain(app, reply), "bad");
  }
  frames.tell();
}

/** Watches no more. */
export async function unwatch(app: App): Promise<void> {
  app.frames.of = undefined;
  await askAs(app, "done", { name: "unwatch" });
  app.frames.tell();
}

/** Goes on watching on a new connection. */
export function watchAgain(app: App): void {
  if (app.frames.of !== undefined) void watch(app, app.frames.of);
}

/** Lets what is sent to somebody come in another way. */
export async function provoke(app: App, how: string, amount: number, of: string): Promise<void> {
  const reply = await askAs(app, "done", { name: "provoke", how, amount, ...of !== "" && { user: of } });
  say(app, reply.kind === "error" ? explain(app, reply) : reply.message, reply.kind === "error" ? "bad" : "calm");
}

/** Lets it come as it is. */
export async function unprovoke(app: App, of: string): Promise<void> {
  const reply = await askAs(app, "done", { name: "unprovoke", ...of !== "" && { user: of } });
  say(app, reply.kind === "error" ? explain(app, reply) : reply.message, reply.kind === "error" ? "bad" : "calm");
}

/** Opens the view for the wall of a room, or closes it. */
export function toggleProjector(app: App): void {
  update(app, (state) => ({ ...state, isProjected: !state.isProjected }));
}
