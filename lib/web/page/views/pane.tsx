/**
 * What stands beside the conversation, or on a phone in its place. Whoever makes a pane names it in {@linkcode PANES}.
 *
 * @module
 */

import { type App, update } from "../app.ts";
import type { PaneName } from "../../state/state.ts";
import type { Texts } from "../../i18n/texts.ts";
import { useApp } from "./context.tsx";
import { later, Lazy, type Part } from "./lazy.tsx";

/** A pane: what it is called, and what is in it. */
export interface PaneView {
  readonly title: (texts: Texts) => string;
  readonly part: Part<object>;
}

/** The panes there are. */
const PANES: Readonly<Partial<Record<PaneName, PaneView>>> = {
  wire: { title: (texts) => texts.wire, part: later(async () => (await import("./wire/pane.tsx")).WirePane) },
  groups: { title: (texts) => texts.groups, part: later(async () => (await import("./class/groups.tsx")).GroupsPane) },
  class: {
    title: (texts) => texts.classPane,
    part: later(async () => (await import("./class/class_pane.tsx")).ClassPane),
  },
  search: { title: (texts) => texts.search, part: later(async () => (await import("./class/search.tsx")).SearchPane) },
  members: {
    title: (texts) => texts.members,
    part: later(async () => (await import("./class/members.tsx")).MembersPane),
  },
};

/** Opens a pane, or closes it if it is open. */
export function togglePane(app: App, pane: PaneName): void {
  update(app, (state) => ({ ...state, pane: state.pane === pane ? undefined : pane }));
}

/** The pane that is open. */
export function Pane() {
  const app = useApp();
  const { pane } = app.store.state;
  const shown = pane && PANES[pane];
  if (pane === undefined || shown === undefined) return null;
  const title = shown.title(app.texts);
  return (
    <section class="pane" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="quiet" onClick={() => togglePane(app, pane)}>{app.texts.close}</button>
      </header>
      <Lazy key={pane} part={shown.part} props={{}} />
    </section>
  );
}
