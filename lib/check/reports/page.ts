/**
 * A report as a page for a hand-in: it prints well, has no script and asks nobody for anything. Pure.
 *
 * @module
 */

import { escapeHtml } from "../../reports/table.ts";
import { count, type RuleVerdict, type Verdict } from "../verdict.ts";
import type { Language } from "../words.ts";
import { dump } from "./dump.ts";
import { REPORT_TEXTS } from "./texts.ts";

const STYLE = `
  :root { color-scheme: light dark; --kept: light-dark(#1a6b2d, #7bd88f); --broken: light-dark(#a61b1b, #ff9a9a);
    --skipped: light-dark(#7a5200, #e6c068); --line: light-dark(#c9c9c9, #4a4a4a); --quiet: light-dark(#565656, #b0b0b0); }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 0.3rem; }
  p { margin: 0.4rem 0; } .quiet { color: var(--quiet); }
  .kept { color: var(--kept); } .broken { color: var(--broken); } .skipped { color: var(--skipped); }
  pre { font: 13px/1.35 ui-monospace, monospace; overflow-x: auto; border: 1px solid var(--line); padding: 0.6rem; }
  table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; }
  th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: 0.25rem 0.6rem 0.25rem 0; }
  section { break-inside: avoid-page; } @page { margin: 1.5cm; }
  @media print { :root { color-scheme: light; } body { max-width: none; margin: 0; font-size: 10pt; } pre { white-space: pre-wrap; font-size: 8pt; } }
`;

/** A page of HTML around `body`. */
export function htmlPage(title: string, body: string, language: Language): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The report on one program. */
export function htmlReport(verdict: Verdict, language: Language): string {
  const { subject, rules, score } = verdict;
  const title = `${REPORT_TEXTS.title[language]}: ${subject.name}`;
  const counts = count(verdict);
  const sums = (["kept", "broken", "skipped"] as const)
    .map((result) => `<span class="${result}">${counts[result]} ${REPORT_TEXTS[result][language]}</span>`);
  const broken = rules.filter(({ result }) => result === "broken");
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${sums.join(", ")}; ${REPORT_TEXTS.score[language]} ${score.reached}/${score.possible}</p>`,
    `<p class="quiet">${REPORT_TEXTS.profile[language]} ${subject.profile}, seed ${subject.seed}, ${
      new Date(subject.at).toISOString().slice(0, 16).replace("T", " ")
    } UTC</p>`,
    ...(broken.length === 0
      ? [`<p class="kept">${REPORT_TEXTS.none[language]}</p>`]
      : broken.map((each) => section(each, language))),
    ruleTable(rules, language),
  ];
  return htmlPage(title, body.join("\n"), language);
}

function section({ rule, outcomes }: RuleVerdict, language: Language): string {
  const parts = outcomes.map(({ name, broken, exchange }) => {
    const lines = dump(exchange, broken!.mark, language)
      .map(({ text, isFault }) => isFault ? `<span class="broken">${escapeHtml(text)}</span>` : escapeHtml(text));
    const head = `${REPORT_TEXTS[broken!.failure][language]}: ${broken!.what[language]}`;
    return `<p><span class="broken">${escapeHtml(head)}</span> <span class="quiet">(${name})</span></p>` +
      (lines.length === 0 ? "" : `<pre>${lines.join("\n")}</pre>`);
  });
  return [
    `<section><h2>${rule.id} ${escapeHtml(rule.text[language])}</h2>`,
    ...parts,
    `<p>${escapeHtml(rule.why[language])}</p>`,
    `<p>${REPORT_TEXTS.hint[language]}: ${escapeHtml(rule.hint[language])}</p></section>`,
  ].join("\n");
}

function ruleTable(rules: readonly RuleVerdict[], language: Language): string {
  const rows = rules.map(({ rule, result, outcomes }) => {
    const reason = result === "skipped" ? outcomes.find((outcome) => outcome.reason)?.reason?.[language] : undefined;
    return `<tr><td>${rule.id}</td><td>${escapeHtml(rule.text[language])}</td><td>${
      REPORT_TEXTS[rule.level][language]
    }</td>` +
      `<td class="${result}">${REPORT_TEXTS[result][language]}${reason ? `: ${escapeHtml(reason)}` : ""}</td></tr>`;
  });
  const head = [REPORT_TEXTS.rule[language], "", "", REPORT_TEXTS.result[language]].map((text) => `<th>${text}</th>`);
  return `<h2>${REPORT_TEXTS.rule[language]}</h2>\n<table><thead><tr>${head.join("")}</tr></thead>\n<tbody>\n${
    rows.join("\n")
  }\n</tbody></table>`;
}

/** The table over many programs, each with a link to its page. */
export function htmlOverview(rows: readonly { verdict: Verdict; page: string }[], language: Language): string {
  const title = REPORT_TEXTS.title[language];
  const cells = rows.map(({ verdict, page }) => {
    const counts = count(verdict);
    const broken = verdict.rules.filter(({ result }) => result === "broken").map(({ rule }) => rule.id).join(" ");
    const { reached, possible } = verdict.score;
    return `<tr><td><a href="${escapeHtml(encodeURI(page))}">${
      escapeHtml(verdict.subject.name)
    }</a></td><td>${reached}/${possible}</td>` +
      `<td class="kept">${counts.kept}</td><td class="broken">${counts.broken}</td><td class="skipped">${counts.skipped}</td><td>${broken}</td></tr>`;
  });
  const heads = ["program", "score", "kept", "broken", "skipped", "findings"] as const;
  const head = heads.map((name) => `<th>${REPORT_TEXTS[name][language]}</th>`).join("");
  return htmlPage(
    title,
    `<h1>${title}</h1>\n<table><thead><tr>${head}</tr></thead>\n<tbody>\n${cells.join("\n")}\n</tbody></table>`,
    language,
  );
}
