/** The words of the reports. Pure. @module */

import { words } from "../words.ts";

/** What stands in a report around the rules. */
export const REPORT_TEXTS = {
  title: words("Check", "Pemeriksaan"),
  kept: words("kept", "dipatuhi"),
  broken: words("broken", "dilanggar"),
  skipped: words("not tried", "tidak diuji"),
  wrong: words("answers wrongly", "menjawab keliru"),
  hangs: words("does not answer", "tidak menjawab"),
  closes: words("closes", "menutup koneksi"),
  why: words("Why", "Mengapa"),
  hint: words("Hint", "Petunjuk"),
  rule: words("Rule", "Aturan"),
  result: words("Result", "Hasil"),
  program: words("Program", "Program"),
  findings: words("Findings", "Temuan"),
  score: words("score", "nilai"),
  profile: words("profile", "profil"),
  example: words("Example", "Contoh"),
  case: words("case", "kasus"),
  must: words("must", "wajib"),
  should: words("should", "sebaiknya"),
  extra: words("extra", "tambahan"),
  none: words("No rule is broken.", "Tidak ada aturan yang dilanggar."),
} as const;
