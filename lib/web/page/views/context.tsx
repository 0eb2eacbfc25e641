/**
 * How views get at the page.
 *
 * @module
 */

import type { App } from "../app.ts";
import { createContext, useContext } from "../preact.tsx";

/** The page that is shown. */
export const AppContext = createContext<App | undefined>(undefined);

/** The page, within its views. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("A view is outside of the page");
  return app;
}
