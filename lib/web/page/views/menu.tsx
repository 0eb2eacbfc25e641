/**
 * Who uses the page, and what concerns the page as a whole.
 *
 * @module
 */

import { logOut } from "../acts/login.ts";
import { toggleProjector } from "../acts/wire.ts";
import { Avatar } from "./avatar.tsx";
import { useApp } from "./context.tsx";
import { Languages } from "./languages.tsx";
import { togglePane } from "./pane.tsx";
import { MenuPanes } from "./menu_panes.tsx";

/** The head of the list: a name, and a menu behind it. */
export function Menu() {
  const app = useApp();
  const { texts, store } = app;
  const { login, pending, uploads } = store.state;
  if (login === undefined) return null;
  const show = (open: () => void) => {
    document.getElementById("menu")?.hidePopover();
    open();
  };
  const leave = () => {
    // The browser's own question is the one that every screen reader knows.
    const unsent = pending.length + uploads.length;
    if (unsent === 0 || confirm(texts.logOutUnsent(unsent))) void logOut(app);
  };
  return (
    <header class="menu">
      <b class="brand">{texts.name}</b>
      <button type="button" class="me" popovertarget="menu">
        <span class="hidden">{texts.menu}:</span>
        <Avatar name={login.user} title={login.user} isActive={store.state.link.kind === "open"} />
        <span>{login.user}</span>
      </button>
      <div id="menu" popover="auto">
        <MenuPanes />
        <button type="button" onClick={() => show(() => togglePane(app, "wire"))}>{texts.wire}</button>
        <button type="button" onClick={() => show(() => toggleProjector(app))}>{texts.projector}</button>
        <p class="meta">{texts.languages}</p>
        <Languages />
        <p class="meta">
          {texts.keys}
          <br />
          {texts.chooseHint}
        </p>
        <button type="button" onClick={leave}>{texts.logOut}</button>
      </div>
    </header>
  );
}
