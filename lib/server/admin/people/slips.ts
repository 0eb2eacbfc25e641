/**
 * A page to print and cut: a slip for each person, with what it takes to log in. Pure.
 *
 * @module
 */

// Not in deno.json, as in argon2.ts.
// deno-lint-ignore no-import-prefix
import { renderSVG } from "npm:uqr@0.1.3";
import { escapeHtml } from "../../../reports/table.ts";
import type { WordLanguage } from "./made_password.ts";

/** What stands on a slip. */
export interface Slip {
  /** The user name. */
  readonly name: string;
  /** The full name. */
  readonly fullName: string;
  /** The password. */
  readonly password: string;
}

/** Options of {@linkcode slipsPage}. */
export interface SlipOptions {
  /** How the server is named to the client: an address, perhaps with a port. */
  readonly address: string;
  /** The language of the page. */
  readonly language: WordLanguage;
}

const TEXTS = {
  en: { title: "Accounts", type: "Type", user: "User name", password: "Password", change: "New password: type passwd" },
  id: { title: "Akun", type: "Ketik", user: "Nama", password: "Sandi", change: "Ganti sandi: ketik passwd" },
};

const STYLE = `
  body { font: 11pt/1.35 system-ui, sans-serif; margin: 0; color: #000; background: #fff; }
  main { display: grid; grid-template-columns: 1fr 1fr; }
  article { border: 1px dashed #888; padding: 4mm; display: flex; gap: 4mm; break-inside: avoid; }
  h2 { font-size: 12pt; margin: 0 0 1.5mm; }
  p { margin: 0; overflow-wrap: anywhere; }
  code { font: bold 11pt ui-monospace, monospace; }
  small { color: #444; }
  svg { width: 26mm; height: 26mm; flex: none; }
  @page { margin: 10mm; }
`;

/** An HTML page with a slip for each; the QR code is the line to type. */
export function slipsPage(slips: readonly Slip[], { address, language }: SlipOptions): string {
  const texts = TEXTS[language];
  const articles = slips.map(({ name, fullName, password }) => {
    const command = `ngobrol --host ${address} --user ${name}`;
    return `<article>${renderSVG(command, { border: 1 })}<div>
<h2>${escapeHtml(fullName)}</h2>
<p>${texts.type}: <code>${escapeHtml(`ngobrol --host ${address}`)}</code></p>
<p>${texts.user}: <code>${escapeHtml(name)}</code></p>
<p>${texts.password}: <code>${escapeHtml(password)}</code></p>
<p><small>${texts.change}</small></p>
</div></article>`;
  });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ngobrol: ${texts.title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${articles.join("\n")}
</main>
</body>
</html>
`;
}
