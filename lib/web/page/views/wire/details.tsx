/**
 * A frame field by field: where it begins, its bytes, what it means, and what is wrong under it.
 *
 * @module
 */

import type { Frame, FrameField } from "../../../../chat.ts";
import { describeError, meaningOf, ruleOf } from "../../../../wire/meanings.ts";
import { asPrintf, hexOf } from "../../../../client/wire/frame_line.ts";
import { say } from "../../app.ts";
import { isIncoming, isTurn, whoOf } from "../../../state/wire.ts";
import { useApp } from "../context.tsx";
import { copyText } from "../copy.ts";
import { useLanguage, useWireTexts } from "./wire_texts.ts";

/** Characters of a field that are shown. */
const MOST_TEXT = 120;

/** All that is known of a frame. */
export function Details({ frame }: { frame: Frame }) {
  const app = useApp();
  const texts = useWireTexts();
  const { n, address, size, pieces, morePieces = 0, provoked, answers } = frame;
  if (isTurn(frame)) return <p class="meta">{`${whoOf(frame)}, ${address}`}</p>;
  const sizes = `${pieces.join(" + ")}${morePieces > 0 ? " + …" : ""} B`;
  const came = (isIncoming(frame) ? texts.reads : texts.writes)(pieces.length + morePieces, sizes);
  const printf = asPrintf(frame, `${location.hostname}:8889`);
  const copy = async () => {
    if (await copyText(printf!)) say(app, texts.copied);
  };
  const facts = [
    `${whoOf(frame)}, ${address}`,
    `${size} B`,
    came,
    ...provoked === undefined ? [] : [texts.provoked(provoked)],
    ...answers === undefined ? [] : [texts.answers(answers)],
  ];
  return (
    <section class="details">
      <h3>{texts.details(n)}</h3>
      <p class="meta">{facts.join(" · ")}</p>
      <table>
        <thead>
          <tr>
            {[texts.offset, texts.hex, texts.text, texts.meaning].map((title) => (
              <th key={title} scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>{frame.fields.map((field) => <Row key={field.at} field={field} frame={frame} />)}</tbody>
      </table>
      {printf !== undefined && <button type="button" class="quiet" onClick={copy}>{texts.copy}</button>}
    </section>
  );
}

function Row({ field, frame }: { field: FrameField; frame: Frame }) {
  const texts = useWireTexts();
  const language = useLanguage();
  const { at, size, kind, name, text, hidden, error } = field;
  const isNamed = kind === "parameter" || kind === "string" || kind === "number";
  const shown = text ?? (hidden === undefined ? "" : `(${texts.hidden}, ${size} B)`);
  return (
    <>
      <tr class={error === undefined ? "" : "wrong"}>
        <td>{at}</td>
        <td>
          <code>{hexOf(field).trim()}</code>
        </td>
        <td>
          <code>{JSON.stringify(shown.slice(0, MOST_TEXT)).slice(1, -1).replaceAll('\\"', '"')}</code>
        </td>
        <td>{`${isNamed && name !== undefined ? `${name}: ` : ""}${meaningOf(field, frame.command, language)}`}</td>
      </tr>
      {error !== undefined && (
        <tr class="why">
          <td colSpan={4}>
            {`^ ${texts.atByte(at)}: ${error} (${describeError(error, language)}; ${texts.rule}: protocol.md#${
              ruleOf(field, frame.command)
            })`}
          </td>
        </tr>
      )}
    </>
  );
}
