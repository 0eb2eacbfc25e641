/**
 * Parts of the page that are got when they are first shown: what few need is no part of what all wait for.
 *
 * @module
 */

import { type JSX, useEffect, useState } from "../preact.tsx";

/** A view of some props. */
export type View<P> = (props: P) => JSX.Element | null;

let isStyled: Promise<void> | undefined;

/** Gets the style sheet of such parts, once. What cannot be got is no reason to show nothing. */
function styles(): Promise<void> {
  return isStyled ??= new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/later.css";
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}

/** Shows what `load` gets, and nothing until then. */
export function Lazy<P extends object>({ load, props }: { load: () => Promise<View<P>>; props: P }) {
  const [loaded, setLoaded] = useState<{ view: View<P> }>();
  useEffect(() => {
    // A server that was stopped meanwhile gives it at the next try.
    Promise.all([load(), styles()]).then(([view]) => setLoaded({ view }), () => {});
  }, []);
  if (loaded === undefined) return null;
  return <loaded.view {...props as P & JSX.IntrinsicAttributes} />;
}
