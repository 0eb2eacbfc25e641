/**
 * The whole page: who is not logged in sees how to come in, everybody else the conversations.
 *
 * @module
 */

import type { App } from "../app.ts";
import { useEffect, useState } from "../preact.tsx";
import { showBadge } from "./badge.ts";
import { AppContext } from "./context.tsx";
import { later, usePart } from "./lazy.tsx";
import { Login } from "./login.tsx";
import { Notices } from "./notices.tsx";

/** The conversations: a person takes longer to log in than they take to come. */
export const chat = later(async () => (await import("./chat.tsx")).Chat);

/** Times that they are asked for: at once, when they are to be shown, and a while later. */
const MOST_FAILURES = 2;

/** The page, drawn again whenever its state is another one. */
export function Page({ app }: { app: App }) {
  const [, redraw] = useState({});
  useEffect(() => app.store.subscribe(() => redraw({})), [app]);
  useEffect(() => showBadge(app.store.state, app.texts));
  const { login, link } = app.store.state;
  const Chat = usePart(chat);
  useEffect(() => {
    // Firefox remembers of a script that it could not be got, for as long as the page is there.
    if (Chat === undefined && chat.failures > MOST_FAILURES && login !== undefined && link.kind === "open") {
      location.reload();
    }
  });
  return (
    <AppContext.Provider value={app}>
      {login === undefined || Chat === undefined ? <Login /> : <Chat />}
      <Notices />
    </AppContext.Provider>
  );
}
