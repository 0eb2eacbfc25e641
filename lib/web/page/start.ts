/**
 * Puts the page together: the connection, what comes over it, and what changes around the page.
 *
 * @module
 */

import type { ChatEvent } from "../../chat.ts";
import type { ErrorReply } from "../../wire/error.ts";
import { acknowledge, loadGroups } from "./acts/conversations.ts";
import { endLogin, enter, keepList } from "./acts/login.ts";
import { watchAgain } from "./acts/wire.ts";
import { type App, ask, say, update } from "./app.ts";
import { languageFor, LANGUAGES } from "../i18n/texts.ts";
import { Frames } from "./frames.ts";
import { Link } from "./link.ts";
import { keptConversations, keptLanguage, keptLogin } from "./memory.ts";
import { chatsOf } from "../state/places.ts";
import { openStorage } from "./outbox/database.ts";
import { applyEvent } from "../state/events.ts";
import { Store } from "./store.ts";

/** Milliseconds between two times that the list of conversations is remembered. */
const KEEP = 2_000;

/** Starts the page; it connects by itself. */
export async function start(): Promise<App> {
  const store = new Store();
  const language = LANGUAGES[languageFor([keptLanguage() ?? "", ...navigator.languages])]!;
  const [storage, texts] = await Promise.all([openStorage(), language.load()]);
  const others = document.querySelector<HTMLMetaElement>("meta[name=others]")?.content ?? "";
  const app: App = {
    store,
    storage,
    texts,
    frames: new Frames(),
    outbox: undefined,
    link: new Link({
      urls: chatsOf(location.origin, others),
      onState: (link) => update(app, (state) => ({ ...state, link })),
      onOpen: () => void opened(app),
      onEvent: (event) => take(app, event),
      onRefused: ({ code, message }) => {
        if (code === "no_login" && store.state.login !== undefined) endLogin(app, { code, message });
      },
      onLost: (last) => lost(app, last),
    }),
  };
  app.link.connect();
  keep(app);
  fitKeyboard();
  globalThis.addEventListener("online", () => app.link.renew());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !app.link.isOpen) app.link.connect();
  });
  return app;
}

async function opened(app: App): Promise<void> {
  const [hello] = await Promise.all([ask(app, "hello", { name: "hello" }), enter(app)]);
  if (hello.kind === "hello") update(app, (state) => ({ ...state, server: hello.server }));
  acknowledge(app);
  watchAgain(app);
}

function take(app: App, event: ChatEvent): void {
  const user = app.store.state.login?.user;
  if (event.kind === "frame" || event.kind === "left out") {
    return user === undefined ? undefined : app.frames.take(event); // What was on the way when its person left is nobody's.
  }
  const seen = user === undefined ? undefined : keptConversations(user);
  update(app, (state) => applyEvent(state, event, (key, id) => id <= (seen?.get(key)?.seen ?? "")));
  if (event.kind === "message") acknowledge(app);
  else if (event.kind === "notice") {
    // Who looks at the wire stands above the conversation, and a server that stops is no news where there are others.
    if (event.watching === undefined && !(event.stopping && app.link.hasOthers)) say(app, event.message);
    void loadGroups(app); // It may have told that the login has ended: whoever asks next learns of it.
  } else if (event.kind === "ping") app.link.ask({ name: "hello" }).catch(() => {});
}

/** @returns Whether another connection is wanted. */
function lost(app: App, last: ErrorReply | undefined): boolean {
  const { login } = app.store.state;
  if (last?.code === "kicked") endLogin(app, { code: undefined, message: last.message });
  else if (last?.code === "stopping" && app.link.hasOthers) return true;
  else if (last !== undefined && login !== undefined) say(app, last.message, "bad");
  // Who has not logged in for five minutes is reading the board: the next click connects.
  return keptLogin() !== undefined || last?.code !== "login_timeout";
}

/** Where a keyboard on the screen covers the page instead of making room, the page ends above it. */
function fitKeyboard(): void {
  const shown = globalThis.visualViewport;
  shown?.addEventListener("resize", () => {
    const isCovered = shown.scale === 1 && innerHeight - shown.height > 80;
    document.body.style.height = isCovered ? `${shown.height}px` : "";
    if (isCovered) scrollTo(0, 0);
  });
}

/** Remembers the list of conversations, now and then and when the page is left. */
function keep(app: App): void {
  let kept = app.store.state;
  const now = () => {
    if (app.store.state === kept) return;
    kept = app.store.state;
    keepList(kept);
  };
  setInterval(now, KEEP);
  globalThis.addEventListener("pagehide", now);
  document.addEventListener("visibilitychange", now);
}
