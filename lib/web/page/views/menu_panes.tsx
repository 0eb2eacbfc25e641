/**
 * The ways to what stands beside a conversation.
 *
 * @module
 */

import type { PaneName } from "../../state/state.ts";
import { useApp } from "./context.tsx";
import { togglePane } from "./pane.tsx";

/** Buttons for panes that concern no conversation; for a teacher, the class. */
export function MenuPanes() {
  const app = useApp();
  const { texts, store } = app;
  const show = (pane: PaneName) => {
    document.getElementById("menu")?.hidePopover();
    if (store.state.pane !== pane) togglePane(app, pane);
  };
  return (
    <>
      <button type="button" onClick={() => show("groups")}>{texts.groupsPane}</button>
      {store.state.login?.role === "teacher" && (
        <button type="button" onClick={() => show("class")}>{texts.classPane}</button>
      )}
    </>
  );
}

/** Buttons for panes of a conversation: who is in it, and to search it. */
export function TalkPanes({ hasPeople }: { hasPeople: boolean }) {
  const app = useApp();
  const { texts, store } = app;
  const panes = { members: texts.members, search: texts.search };
  return (
    <span class="talk-panes">
      {(["members", "search"] as const).filter((pane) => hasPeople || pane === "search").map((pane) => (
        <button
          type="button"
          key={pane}
          class="quiet"
          aria-expanded={store.state.pane === pane}
          onClick={() => togglePane(app, pane)}
        >
          {panes[pane]}
        </button>
      ))}
    </span>
  );
}
