/**
 * The conversations: the list, the one that is open, and a pane beside it. On a phone one of them at a time.
 *
 * @module
 */

import { useEffect } from "../preact.tsx";
import { currentOf } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { listenToKeys } from "./keys.ts";
import { later, Lazy } from "./lazy.tsx";
import { LinkBanner } from "./notices.tsx";
import { Pane } from "./pane.tsx";
import { Sidebar } from "./sidebar.tsx";
import { Talk } from "./talk.tsx";

/** What somebody sees who is logged in. */
export function Chat() {
  const app = useApp();
  const { store, texts } = app;
  const { pane } = store.state;
  const talk = currentOf(store.state);
  useEffect(() => listenToKeys(app), []);
  if (store.state.isProjected) return <Lazy part={projector} props={{}} />;
  return (
    <main class={`chat ${talk === undefined ? "" : "in"} ${pane === undefined ? "" : "with-pane"}`}>
      <h1 class="hidden">{texts.name}</h1>
      <Heard />
      <Sidebar />
      <section class="talk" aria-label={talk?.title ?? texts.choose}>
        <LinkBanner />
        <OnTheWall />
        {talk === undefined ? <Nothing /> : <Talk key={talk.name} talk={talk} />}
      </section>
      <Pane />
    </main>
  );
}

const projector = later(async () => (await import("./projector.tsx")).Projector);

/** Says who looks at the wire, as long as somebody does. */
function OnTheWall() {
  const { texts, store } = useApp();
  const watchings = store.state.watchings.filter(({ by }) => by !== store.state.login?.user);
  if (watchings.length === 0) return null;
  const names = [...new Set(watchings.map(({ by }) => by))].join(", ");
  return <p class="on-the-wall" role="status">{texts.onTheWall(names, watchings.some((it) => it.texts))}</p>;
}

/** Says quietly that something has come in another conversation, for those who do not see the list. */
function Heard() {
  const { texts, store } = useApp();
  const { conversations, current } = store.state;
  const others = [...conversations].filter(([key, { unread }]) => key !== current && unread.length > 0);
  const [latest] = others.map(([, talk]) => talk).sort((one, other) => other.lastAt - one.lastAt);
  const text = latest === undefined ? "" : `${texts.from(latest.title)}, ${texts.unread(latest.unread.length)}`;
  return <p class="hidden" role="status">{text}</p>;
}

function Nothing() {
  const { texts } = useApp();
  return (
    <div class="nothing">
      <p>{texts.choose}</p>
      <p class="meta">{texts.chooseHint}</p>
    </div>
  );
}
