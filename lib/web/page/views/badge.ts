/**
 * What a tab shows while another one is looked at: how many messages are unread.
 *
 * @module
 */

import type { Texts } from "../../i18n/texts.ts";
import { currentOf, type State } from "../../state/state.ts";
import { unreadCount } from "../../state/unread.ts";

const ICON = (dot: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 5a3 3 0 0 1 3-3h20a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H14l-7 7v-7H6a3 3 0 0 1-3-3z" fill="#3a4fa3"/>` +
  `<path d="M9 9h14M9 15h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/>${dot}</svg>`;
const QUIET = ICON("");
const UNREAD = ICON('<circle cx="25" cy="7" r="7" fill="#c2571a" stroke="#fff" stroke-width="2"/>');

/** Shows in the title and the icon of the tab how much is unread. */
export function showBadge(state: State, { name }: Texts): void {
  const count = unreadCount(state);
  const talk = currentOf(state);
  const title = talk === undefined ? name : `${talk.title} · ${name}`;
  document.title = count > 0 ? `(${count}) ${title}` : title;
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const href = `data:image/svg+xml,${encodeURIComponent(count > 0 ? UNREAD : QUIET)}`;
  if (icon !== null && icon.href !== href) icon.href = href;
}
