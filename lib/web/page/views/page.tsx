/**
 * The whole page: who is not logged in sees how to come in, everybody else the conversations.
 *
 * @module
 */

import type { App } from "../app.ts";
import { useEffect, useState } from "../preact.tsx";
import { showBadge } from "./badge.ts";
import { Chat } from "./chat.tsx";
import { AppContext } from "./context.tsx";
import { Login } from "./login.tsx";
import { Notices } from "./notices.tsx";

/** The page, drawn again whenever its state is another one. */
export function Page({ app }: { app: App }) {
  const [, redraw] = useState({});
  useEffect(() => app.store.subscribe(() => redraw({})), [app]);
  useEffect(() => showBadge(app.store.state, app.texts));
  return (
    <AppContext.Provider value={app}>
      {app.store.state.login === undefined ? <Login /> : <Chat />}
      <Notices />
    </AppContext.Provider>
  );
}
