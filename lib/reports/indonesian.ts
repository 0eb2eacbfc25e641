/**
 * The titles of reports in Indonesian. Pure.
 *
 * @module
 */

import type { ReportTexts } from "./class_tables.ts";

/** See {@linkcode ReportTexts}. */
export const INDONESIAN_REPORTS: ReportTexts = {
  titles: { attendance: "Kehadiran", transcript: "Transkrip", audit: "Tindakan guru", sessions: "Koneksi" },
  columns: {
    day: "tanggal",
    user: "pengguna",
    name: "nama",
    role: "peran",
    first: "pertama",
    last: "terakhir",
    minutes: "hadir (menit:detik)",
    messages: "pesan",
    time: "waktu",
    from: "dari",
    to: "kepada",
    text: "teks",
    by: "oleh",
    act: "tindakan",
    target: "siapa atau apa",
    detail: "keterangan",
    address: "alamat",
    received: "bita diterima",
    sent: "bita dikirim",
  },
  times: (zone) => `Waktu ${zone}`,
  everybody: "semua",
  removed: "(dihapus)",
  tooLarge: "Terlalu banyak untuk satu laporan: mintalah lebih sedikit hari",
};
