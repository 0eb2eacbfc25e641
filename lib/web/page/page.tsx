/**
 * The page in a browser begins here.
 *
 * @module
 */

import { render } from "./preact.tsx";
import { LANGUAGES } from "../i18n/texts.ts";
import { start } from "./start.ts";
import { getAll } from "./views/lazy.tsx";
import { chat, Page } from "./views/page.tsx";

chat.get().catch(() => {}); // It comes beside the language; who shows it asks again.
const app = await start();
document.documentElement.lang = app.texts.tag.split("-")[0]!;
render(<Page app={app} />, document.body);

// Who goes to another server gets nothing more of the page from the first; what is missing then is missing.
if (app.link.hasOthers) {
  await getAll().catch(() => {});
  for (const { load } of Object.values(LANGUAGES)) await load().catch(() => {});
}
