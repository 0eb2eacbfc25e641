/**
 * A file that came with a message: to be saved, and if it is a picture, to be looked at.
 *
 * @module
 */

import type { FileInfo } from "../../../../chat.ts";
import { describeSize, percentOf } from "../../../../client/files/progress.ts";
import { fileTexts } from "../../../i18n/files.ts";
import { looksLikePicture, pictureType, savedName } from "../../../state/files.ts";
import { fetchFile } from "../../acts/files.ts";
import { saveFile } from "../../acts/save.ts";
import { say } from "../../app.ts";
import { useEffect, useRef, useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";

/** The file. */
export function FileView({ file }: { file: FileInfo }) {
  const app = useApp();
  const texts = fileTexts(app.texts);
  const { name, size } = file;
  const { done, get } = useContent(file);
  const [picture, setPicture] = useState<string>();
  useEffect(() => () => void (picture && URL.revokeObjectURL(picture)), [picture]);
  const save = async () => {
    const content = await get();
    // Never as what it says it is: a browser would show it as a page of this server.
    if (content !== undefined) saveFile(new Blob([content], { type: "application/octet-stream" }), savedName(name));
  };
  const show = async () => {
    if (picture !== undefined) return setPicture(undefined);
    const content = await get();
    if (content === undefined) return;
    const type = pictureType(content);
    if (type === undefined) return say(app, texts.noPicture, "bad");
    setPicture(URL.createObjectURL(new Blob([content], { type })));
  };
  return (
    <>
      {picture !== undefined && <img src={picture} alt={name} />}
      <span class="file-acts">
        <button type="button" class="quiet" aria-label={texts.downloadIt(name, describeSize(size))} onClick={save}>
          {texts.download}
        </button>
        {looksLikePicture(name) && (
          <button type="button" class="quiet" onClick={show}>{picture === undefined ? texts.show : texts.hide}</button>
        )}
        <span class="meta" role="status">
          {done === undefined ? describeSize(size) : texts.coming(percentOf({ done, total: size }))}
        </span>
      </span>
    </>
  );
}

/** What is in a file, got once; and how many bytes have come while it comes. */
function useContent(file: FileInfo) {
  const app = useApp();
  const [done, setDone] = useState<number>();
  const content = useRef<Uint8Array<ArrayBuffer> | undefined>(undefined);
  const isShown = useRef(true);
  useEffect(() => () => void (isShown.current = false), []);
  const get = async () => {
    if (content.current !== undefined || done !== undefined) return content.current;
    setDone(0);
    content.current = await fetchFile(app, file, { onPart: setDone, isWanted: () => isShown.current });
    setDone(undefined);
    return content.current;
  };
  return { done, get };
}
