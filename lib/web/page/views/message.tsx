/**
 * What one person said at a time: a message, or code that was pasted as several.
 *
 * @module
 */

import type { FileInfo, FullMessage } from "../../../chat.ts";
import { useState } from "../preact.tsx";
import type { Texts } from "../../i18n/texts.ts";
import { receiptOf } from "../../state/lines.ts";
import { type Place, textOf } from "../../state/rows.ts";
import { isGroup } from "../../state/state.ts";
import { toneOf } from "./avatar.tsx";
import { useApp } from "./context.tsx";
import { copyText } from "./copy.ts";
import { later, Lazy } from "./lazy.tsx";
import { Acts, More } from "./more.tsx";
import { Text } from "./text.tsx";
import { exactTime, timeOf } from "./times.ts";

/** Messages of one person. */
export function Messages({ lines, isCode, isFirst, isLast }: { lines: readonly FullMessage[] } & Place) {
  const { texts, store } = useApp();
  const first = lines[0]!;
  const last = lines.at(-1)!;
  const isOwn = first.from === store.state.login?.user;
  const classes = ["said", isOwn ? "own" : "", isFirst ? "first" : "", isLast ? "last" : ""].join(" ");
  return (
    <li class={classes} data-id={last.id} tabIndex={-1}>
      <p class={isFirst && !isOwn && isGroup(first.to) ? `from ${toneOf(first.from)}` : "hidden"}>
        {isOwn ? texts.you : first.fromName}
      </p>
      <div class="line">
        {isCode ? <Code text={textOf(lines)} count={lines.length} /> : <Bubble line={first} />}
        {!last.removed && <More lines={lines} />}
      </div>
      <Acts lines={lines} />
      <p class={isLast ? "meta under" : "hidden"}>
        <time dateTime={new Date(last.at).toISOString()} title={exactTime(last.at, texts)}>
          {timeOf(last.at, texts)}
        </time>
        {isOwn && <span class={receiptOf(last)}>{receiptInWords(last, texts)}</span>}
      </p>
    </li>
  );
}

function Bubble({ line }: { line: FullMessage }) {
  const { texts } = useApp();
  if (line.removed) return <div class="bubble is-removed">{texts.removed}</div>;
  return (
    <div class="bubble">
      {line.file === undefined ? <Text text={line.text} /> : <FileLine file={line.file} />}
      {line.editedAt !== undefined && <small class="edited">{texts.edited}</small>}
    </div>
  );
}

function FileLine({ file }: { file: FileInfo }) {
  return (
    <span class="file">
      <bdi>{file.name}</bdi>
      <Lazy part={fileView} props={{ file }} />
    </span>
  );
}

const fileView = later(async () => (await import("./files/file_view.tsx")).FileView);

/** Code as it was pasted, to be copied back whole. */
export function Code({ text, count }: { text: string; count: number }) {
  const { texts } = useApp();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => setCopied(await copyText(text));
  return (
    <figure class="code">
      <figcaption>
        <span>{texts.code_}</span>
        <button type="button" class="quiet" onClick={copy}>{isCopied ? texts.copied : texts.copyCode(count)}</button>
      </figcaption>
      <pre tabIndex={0}><code>{text}</code></pre>
    </figure>
  );
}

/** How far a message of one's own has come. */
export function receiptInWords(line: FullMessage, texts: Texts): string {
  const { progress, readAt } = line;
  if (line.from === line.to) return "";
  if (progress !== undefined && progress.members > 0) {
    const { read, delivered, members } = progress;
    if (read > 0) return texts.readBy(read, members);
    return delivered > 0 ? texts.deliveredTo(delivered, members) : texts.sent;
  }
  const receipt = receiptOf(line);
  return receipt === "read" && readAt !== undefined ? texts.readAt(timeOf(readAt, texts)) : texts[receipt];
}
