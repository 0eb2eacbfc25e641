/**
 * What a run has shown, as tables of Markdown, and examples of what was wrong. Pure.
 *
 * @module
 */

/** A fault, and what it has cost. */
export interface Outcome {
  readonly name: string;
  /** Milliseconds until everything was there again. */
  readonly lasted: number;
  /** Milliseconds in which nobody was served, at most, from its beginning on. */
  readonly pause: number;
  /** Milliseconds after its end until everybody was served again; `Infinity`: somebody never was. */
  readonly served: number;
  /** Whether one of these is too long, for how slow the machine was. */
  readonly isLate: boolean;
}

/** How many texts of a kind are shown of what was wrong. */
const EXAMPLES = 5;

/** The tables. */
export function table(
  outcomes: readonly Outcome[],
  people: ReadonlyMap<string, { readonly people: number; readonly messages: number }>,
  verdict: Readonly<Record<string, readonly string[]>>,
): string {
  const faults = [...Map.groupBy(outcomes, ({ name }) => name)].map(([name, all]) => {
    const longest = (of: (outcome: Outcome) => number) => (Math.max(...all.map(of)) / 1_000).toFixed(1);
    const late = all.filter(({ isLate }) => isLate).length;
    const served = `${longest(({ served }) => served)} s${late > 0 ? `, LATE ${late} times` : ""}`;
    return [
      name,
      `${all.length}`,
      `${longest(({ lasted }) => lasted)} s`,
      `${longest(({ pause }) => pause)} s`,
      served,
    ];
  });
  return [
    ...rows(["fault", "times", "lasted at most", "nobody served for at most", "then all served within"], faults),
    "",
    ...rows(
      ["client", "people", "messages acknowledged"],
      [...people].map(([kind, { people, messages }]) => [kind, `${people}`, `${messages}`]),
    ),
    "",
    ...rows(["what is counted", ""], Object.entries(verdict).map(([what, { length }]) => [nameOf(what), `${length}`])),
    ...Object.entries(verdict).filter(([, { length }]) => length > 0)
      .map(([what, texts]) => `  ${nameOf(what)}: ${texts.slice(0, EXAMPLES).join("; ")}`),
  ].join("\n");
}

const NAMES: Readonly<Record<string, string>> = {
  shownLate: "shown out of order",
  shownAgain: "shown again after it was read",
  unread: "shown, and not read in the store",
  readUnseen: "read in the store, and never shown",
  toldTooSoon: "receipts before the message was shown",
  toldInVain: "receipts that the store does not have",
  told: "histories that are not as the store",
};

function nameOf(what: string): string {
  return NAMES[what] ?? what;
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(3, ...[title, ...body.map((row) => row[column]!)].map((cell) => cell.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
