/**
 * Parts of the page that are got when they are first shown, or before: what is not needed at first is no part of what all
 * wait for.
 *
 * @module
 */

import { type JSX, useEffect, useState } from "../preact.tsx";

/** A view of some props. */
export type View<P> = (props: P) => JSX.Element | null;

/** A part that is got later. */
export interface Part<P> {
  /** It, once it is there. */
  readonly view: View<P> | undefined;
  /** How often it could not be got. */
  readonly failures: number;
  /** Gets it, unless it is there. It rejects if the server cannot be reached; then it can be asked for again. */
  get(): Promise<View<P>>;
}

/** Milliseconds until a part is asked for again that a server which has stopped could not give. */
const AGAIN = 2_000;

/** The parts that are known: others become known with those that they are in. */
const parts = new Set<Part<never>>();

let styled: Promise<void> | undefined;

/** Gets the style sheet of such parts, once. */
function styles(): Promise<void> {
  return styled ??= new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/later.css";
    link.onload = () => resolve();
    link.onerror = () => {
      styled = undefined;
      link.remove();
      reject(new Error("The style sheet cannot be got"));
    };
    document.head.append(link);
  });
}

/** Names a part: `later(async () => (await import("./wire/pane.tsx")).WirePane)`. */
export function later<P>(load: () => Promise<View<P>>): Part<P> {
  const part = {
    view: undefined as View<P> | undefined,
    failures: 0,
    async get() {
      try {
        const [view] = await Promise.all([load(), styles()]);
        return part.view ??= view;
      } catch (error) {
        part.failures++;
        throw error;
      }
    },
  };
  parts.add(part);
  return part;
}

/** Gets all parts, one after the other. It rejects at the first that cannot be got. */
export async function getAll(): Promise<void> {
  for (const part of parts) await part.get();
}

/** A part, once it is there; the view is drawn again then, and when it cannot be got. */
export function usePart<P>(part: Part<P>): View<P> | undefined {
  const [, redraw] = useState({});
  useEffect(() => {
    if (part.view !== undefined) return;
    let timer: number | undefined;
    const get = () => part.get().catch(() => timer = setTimeout(get, AGAIN)).finally(() => redraw({}));
    void get();
    return () => clearTimeout(timer);
  }, [part]);
  return part.view;
}

/** Shows a part, and nothing until it is there. */
export function Lazy<P extends object>({ part, props }: { part: Part<P>; props: P }) {
  const Shown = usePart(part);
  return Shown === undefined ? null : <Shown {...props as P & JSX.IntrinsicAttributes} />;
}
