/**
 * The page in a browser begins here.
 *
 * @module
 */

import { render } from "./preact.tsx";
import { start } from "./start.ts";
import { Page } from "./views/page.tsx";

const app = await start();
document.documentElement.lang = app.texts.tag.split("-")[0]!;
render(<Page app={app} />, document.body);
