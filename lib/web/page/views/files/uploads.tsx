/**
 * Files on their way: how far each is, and what was not taken.
 *
 * @module
 */

import { describeSize, percentOf } from "../../../../client/files/progress.ts";
import { fileTexts } from "../../../i18n/files.ts";
import { keyOf, type Upload } from "../../../state/state.ts";
import { cancelUpload, retryUpload } from "../../acts/files.ts";
import { useApp } from "../context.tsx";

/** Those of a conversation. */
export function Uploads({ to }: { to: string }) {
  const { store } = useApp();
  const uploads = store.state.uploads.filter((it) => keyOf(it.to) === keyOf(to));
  return (
    <ul class="uploads">
      {uploads.map((upload) => (
        <li key={upload.key}>
          <UploadRow upload={upload} />
        </li>
      ))}
    </ul>
  );
}

function UploadRow({ upload: { key, name, size, done, problem } }: { upload: Upload }) {
  const app = useApp();
  const texts = fileTexts(app.texts);
  const isNext = app.store.state.uploads.find((it) => it.problem === undefined)?.key === key;
  const state = isNext ? texts.coming(percentOf({ done, total: size })) : texts.waiting;
  return (
    <>
      <label for={key}>
        <bdi>{name}</bdi>
        <span class="meta">{[describeSize(size), ...problem === undefined ? [state] : []].join(", ")}</span>
      </label>
      {problem === undefined
        ? <progress id={key} value={done} max={Math.max(1, size)} />
        : <p class="problem" role="alert">{`${app.texts.notSent}: ${problem.message}`}</p>}
      {problem !== undefined && (
        <button type="button" class="quiet" onClick={() => retryUpload(app, key)}>{app.texts.tryAgain}</button>
      )}
      <button type="button" class="quiet" aria-label={texts.cancelIt(name)} onClick={() => cancelUpload(app, key)}>
        {problem === undefined ? texts.cancel : app.texts.discard}
      </button>
    </>
  );
}
