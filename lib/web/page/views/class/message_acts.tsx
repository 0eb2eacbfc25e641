/**
 * What can be done with a message: copied, changed, removed; who has read it; and for a teacher, what is to be done with whom
 * it is of.
 *
 * @module
 */

import type { FullMessage } from "../../../../chat.ts";
import { CLOCKS } from "../../../../clock.ts";
import { messageActTexts } from "../../../i18n/message_acts.ts";
import { canChange, canEdit } from "../../../state/own.ts";
import { textOf } from "../../../state/rows.ts";
import { isGroup } from "../../../state/state.ts";
import { act, editMessage, readReceipts, type Receipts, removeMessages } from "../../acts/messages.ts";
import { useEffect, useRef, useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";
import { copyText } from "../copy.ts";
import { PersonActs } from "./person_acts.tsx";

/** The acts on messages that stand together: one, or the lines of a paste. */
export function MessageActs({ lines }: { lines: readonly FullMessage[] }) {
  const app = useApp();
  const { login, acting } = app.store.state;
  const box = useRef<HTMLDivElement>(null);
  const line = lines.at(-1)!;
  const isEditable = lines.length === 1 && canEdit(line, login!.user, CLOCKS.wall());
  const isEdit = acting?.isEdit === true && isEditable;
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("textarea, button")?.focus();
  }, [isEdit]);
  const close = () => {
    const more = box.current?.closest("li")?.querySelector<HTMLElement>(".more");
    act(app, undefined);
    more?.focus();
  };
  return (
    <div
      ref={box}
      class="acts"
      role="group"
      aria-label={messageActTexts(app.texts).title}
      aria-live="off"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      {isEdit
        ? <EditForm line={line} onClose={close} />
        : <Choices lines={lines} isEditable={isEditable} onClose={close} />}
    </div>
  );
}

interface ChoicesProps {
  readonly lines: readonly FullMessage[];
  readonly isEditable: boolean;
  readonly onClose: () => void;
}

function Choices({ lines, isEditable, onClose }: ChoicesProps) {
  const app = useApp();
  const texts = messageActTexts(app.texts);
  const login = app.store.state.login!;
  const [isCopied, setCopied] = useState(false);
  const [receipts, setReceipts] = useState<Receipts>();
  const line = lines.at(-1)!;
  const isOwn = line.from === login.user;
  const isTeacher = login.role === "teacher";
  const isRemovable = isOwn ? lines.every((it) => canChange(it, login.user, CLOCKS.wall())) : isTeacher;
  const remove = async () => {
    if (!confirm(texts.sureRemove(lines.length))) return;
    await removeMessages(app, lines, isOwn);
    onClose();
  };
  return (
    <>
      <button type="button" onClick={async () => setCopied(await copyText(textOf(lines)))}>
        {isCopied ? app.texts.copied : app.texts.copy}
      </button>
      {isEditable && <button type="button" onClick={() => act(app, { id: line.id, isEdit: true })}>{texts.edit}
      </button>}
      {isRemovable && (
        <button type="button" onClick={remove}>
          {lines.length > 1 ? texts.removeLines(lines.length) : texts.remove}
        </button>
      )}
      {isGroup(line.to) && (isOwn || isTeacher) && (
        <button
          type="button"
          onClick={async () => setReceipts(await readReceipts(app, line))}
        >
          {texts.who}
        </button>
      )}
      {!isOwn && <PersonActs name={line.from} />}
      {isOwn && !isRemovable && <span class="meta">{texts.tooOld}</span>}
      {receipts !== undefined && <ReceiptList receipts={receipts} />}
    </>
  );
}

function EditForm({ line, onClose }: { line: FullMessage; onClose: () => void }) {
  const app = useApp();
  const texts = messageActTexts(app.texts);
  const [text, setText] = useState(line.text);
  const save = async (event?: Event) => {
    event?.preventDefault();
    if (text === line.text || await editMessage(app, line, text)) onClose();
  };
  return (
    <form class="edit" onSubmit={save}>
      <textarea
        rows={Math.min(6, 1 + Math.floor(text.length / 40))}
        value={text}
        aria-label={texts.editLabel}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault();
          void save();
        }}
      />
      <button type="submit" class="primary" aria-disabled={text.trim() === ""}>{texts.save}</button>
      <button type="button" onClick={onClose}>{texts.cancel}</button>
    </form>
  );
}

function ReceiptList({ receipts }: { receipts: Receipts }) {
  const texts = messageActTexts(useApp().texts);
  return (
    <dl class="receipts">
      {(["read", "delivered", "waiting"] as const).map((state) => (
        <div key={state}>
          <dt>{`${texts[state]} (${receipts[state].length})`}</dt>
          <dd>{receipts[state].join(", ") || texts.nobody}</dd>
        </div>
      ))}
    </dl>
  );
}
