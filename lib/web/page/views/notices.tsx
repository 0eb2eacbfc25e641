/**
 * What is said at the edge of the page: that there is no connection, and notices until they were read.
 *
 * @module
 */

import { unsay } from "../app.ts";
import { CLOCKS } from "../../../clock.ts";
import { useEffect, useState } from "../preact.tsx";
import { useApp } from "./context.tsx";

/** Milliseconds for which a notice that asks for nothing is shown. */
const SHOWN = 8_000;

/** The notices. */
export function Notices() {
  const app = useApp();
  const { notices } = app.store.state;
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map(({ id, text, tone }) => <NoticeRow key={id} id={id} text={text} tone={tone} />)}
    </div>
  );
}

function NoticeRow({ id, text, tone }: { id: number; text: string; tone: string }) {
  const app = useApp();
  useEffect(() => {
    if (tone === "bad") return;
    const timer = setTimeout(() => unsay(app, id), SHOWN);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <p class={`notice ${tone}`}>
      <span>{text}</span>
      <button type="button" class="quiet" onClick={() => unsay(app, id)}>{app.texts.dismiss}</button>
    </p>
  );
}

/** Says that there is no connection, and when the next one is tried. */
export function LinkBanner() {
  const app = useApp();
  const { link } = app.store.state;
  const [isSlow, setSlow] = useState(false);
  const isOpen = link.kind === "open";
  // A short gap is nobody's business.
  useEffect(() => {
    setSlow(false);
    if (isOpen) return;
    const timer = setTimeout(() => setSlow(true), 700);
    return () => clearTimeout(timer);
  }, [isOpen]);
  const [, tick] = useState(0);
  useEffect(() => {
    if (link.kind !== "waiting") return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [link.kind]);
  if (isOpen || !isSlow) return <div role="status" class="hidden" />;
  const seconds = link.kind === "waiting" ? Math.max(1, Math.ceil((link.until - CLOCKS.wall()) / 1000)) : 0;
  return (
    <div class="banner">
      {/* The seconds are not read aloud each time. */}
      <p role="status">
        <span class="hidden">{app.texts.noConnection}.</span> {app.texts.kept}
      </p>
      <p aria-hidden="true">{link.kind === "waiting" ? app.texts.lost(seconds) : app.texts.connecting}</p>
      <button type="button" onClick={() => app.link.renew()}>{app.texts.again}</button>
    </div>
  );
}
