/**
 * What a teacher takes home: who was there, what was said, what teachers did. Each as a table, and as a file for a spreadsheet.
 *
 * @module
 */

import { CLOCKS } from "../../../../clock.ts";
import type { ReportQuestion } from "../../../../reports/read.ts";
import type { Table } from "../../../../reports/report.ts";
import { dayOf, localZone } from "../../../../zone.ts";
import { teachingTexts } from "../../../i18n/teaching.ts";
import { readTable, saveTable } from "../../acts/reports.ts";
import { useEffect, useRef, useState } from "../../preact.tsx";
import { useApp } from "../context.tsx";

/** Rows that are shown at once; a file has all of them. */
const SHOWN = 200;

type Kind = "attendance" | "transcript" | "audit";

/** The reports. */
export function Reports() {
  const texts = teachingTexts(useApp().texts);
  return (
    <section>
      <h3>{texts.reports}</h3>
      {(["attendance", "transcript", "audit"] as const).map((kind) => (
        <details key={kind} class="report">
          <summary>{texts[kind]}</summary>
          <Report kind={kind} />
        </details>
      ))}
    </section>
  );
}

/** A report that is read: what has come of it, and how to read it again. */
function useReport(ask: () => ReportQuestion) {
  const app = useApp();
  const [table, setTable] = useState<Table>();
  const [count, setCount] = useState<number>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const read = async (): Promise<Table | undefined> => {
    running.current?.abort();
    const { signal } = running.current = new AbortController();
    setCount(0);
    const result = await readTable(app, ask(), { zone: localZone(), signal, onPart: setCount });
    if (signal.aborted) return undefined;
    setCount(undefined);
    setTable(result);
    return result;
  };
  return { table, count, read };
}

function Report({ kind }: { kind: Kind }) {
  const texts = teachingTexts(useApp().texts);
  const today = dayOf(CLOCKS.wall(), localZone());
  const [days, setDays] = useState({ from: today, to: today });
  const [partner, setPartner] = useState("");
  const { table, count, read } = useReport(() => questionOf(kind, days, partner.trim()));
  const save = async () => {
    const result = await read();
    if (result !== undefined) saveTable(result, `${kind}-${days.from}.csv`);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void read();
      }}
    >
      {kind !== "audit" && (
        <div class="dates">
          {(["from", "to"] as const).map((end) => (
            <label key={end}>
              {texts[end]}
              <input
                type="date"
                value={days[end]}
                onInput={({ currentTarget: { value } }) => setDays({ ...days, [end]: value })}
              />
            </label>
          ))}
        </div>
      )}
      {kind === "transcript" && (
        <label>
          {texts.withWhom}
          <input value={partner} autocapitalize="none" onInput={(event) => setPartner(event.currentTarget.value)} />
        </label>
      )}
      <p class="buttons">
        <button type="submit">{texts.show}</button>
        <button type="button" onClick={save}>{texts.download}</button>
        <span class="meta" role="status">{count === undefined ? "" : `${texts.reading} ${count || ""}`}</span>
      </p>
      {table !== undefined && <TableView table={table} />}
    </form>
  );
}

function questionOf(kind: Kind, { from, to }: { from: string; to: string }, partner: string): ReportQuestion {
  const zone = localZone();
  const days = { ...from !== "" && { from }, ...to !== "" && { to }, zone };
  if (kind === "audit") return { name: kind };
  return kind === "attendance"
    ? { name: kind, ...days }
    : { name: kind, ...partner !== "" && { with: partner }, ...days };
}

function TableView({ table: { title, note, columns, rows } }: { table: Table }) {
  const texts = teachingTexts(useApp().texts);
  const [page, setPage] = useState(0);
  const pages = Math.ceil(rows.length / SHOWN);
  const shown = rows.slice(page * SHOWN, (page + 1) * SHOWN);
  return (
    <>
      <p class="meta" role="status">{`${rows.length === 0 ? texts.nothing : texts.rows(rows.length)} · ${note}`}</p>
      {rows.length > 0 && (
        <div class="table" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
            </thead>
            <tbody>
              {shown.map((cells, i) => <tr key={i}>{cells.map((cell, j) => <td key={j} dir="auto">{cell}</td>)}</tr>)}
            </tbody>
          </table>
        </div>
      )}
      {pages > 1 && (
        <p class="buttons">
          <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>{texts.before}</button>
          <span class="meta">{`${page + 1} / ${pages}`}</span>
          <button type="button" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>{texts.next}</button>
        </p>
      )}
    </>
  );
}
