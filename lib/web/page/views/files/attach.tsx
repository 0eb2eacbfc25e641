/**
 * The ways by which files come into a conversation: a button, a paste, and what is dropped.
 *
 * @module
 */

import { fileTexts } from "../../../i18n/files.ts";
import { sendFiles } from "../../acts/files.ts";
import { useEffect, useRef, useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";

/** The files of what is pasted; of what an office program copies, the text is meant. */
function filesOf(data: DataTransfer | null): File[] {
  return data === null || data.types.includes("text/plain") ? [] : [...data.files];
}

/** The button, and who looks after what is dropped. */
export function Attach({ to }: { to: string }) {
  const app = useApp();
  const texts = fileTexts(app.texts);
  const input = useRef<HTMLInputElement>(null);
  const isOver = useFiles((files) => sendFiles(app, to, files));
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          sendFiles(app, to, [...currentTarget.files ?? []]);
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class={`attach quiet ${isOver ? "is-over" : ""}`}
        aria-label={texts.attach}
        title={texts.attach}
        onClick={() => input.current?.click()}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M13 7 7.5 12.5a3 3 0 0 1-4.2-4.2L9 2.6a2 2 0 0 1 2.8 2.8L6.2 11a1 1 0 0 1-1.4-1.4L10 4.4" />
        </svg>
      </button>
    </>
  );
}

/** Takes files that are pasted, or dropped anywhere: the browser would go to them. @returns Whether some are above the page. */
function useFiles(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const give = (files: readonly File[]) => files.length > 0 && latest.current(files);
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(event.type === "dragover");
      if (event.type === "drop") give([...event.dataTransfer.files]);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const ends = new AbortController();
    document.addEventListener("dragover", drag, ends);
    document.addEventListener("drop", drag, ends);
    document.addEventListener("dragleave", leave, ends);
    document.addEventListener("paste", ({ clipboardData }) => give(filesOf(clipboardData)), ends);
    return () => ends.abort();
  }, []);
  return isOver;
}
