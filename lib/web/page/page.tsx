/**
 * The page in a browser begins here.
 *
 * @module
 */

import { render } from "./preact.tsx";
import { start } from "./start.ts";
import { chat, Page } from "./views/page.tsx";

chat.get().catch(() => {}); // It comes beside the language; who shows it asks again.
const app = await start();
document.documentElement.lang = app.texts.tag.split("-")[0]!;
render(<Page app={app} />, document.body);
