/**
 * What the client says of the commands of teachers, and of messages that are changed. Pure.
 *
 * @module
 */

import { ENGLISH_REPORTS, type ReportTexts } from "../../reports/class_tables.ts";
import { INDONESIAN_REPORTS } from "../../reports/indonesian.ts";

/** In English. */
export const ENGLISH_TEACHING = {
  teachingHelp: {
    edit: "Give your last message to NAME another text, within 15 minutes",
    delete: "Remove your last message to NAME, within 15 minutes",
    announce: "Tell everybody, and those who log in later today",
    lock: "Let students reach teachers only, or let only teachers write to GROUP",
    unlock: "End a lock",
    mute: "Let a student write to nobody, for some minutes or until unmute",
    unmute: "Let a student write again",
    kick: "End the connections and logins of a student",
    retract: "Remove the last message of NAME, or the one with an ID, everywhere but for a mark",
    close: "Let no student log in or register",
    open: "Let students log in again",
    sessions: "Tell who is connected, from where and since when",
    attendance:
      "Tell who was there, today or on some days (2026-11-27); with FILE, as a table (.csv) or a page (.html)",
    transcript: "Tell what was said, by all or with NAME or #GROUP; with FILE, as a table or a page",
    audit: "Tell what teachers did; with FILE, as a table or a page",
  },
  reports: ENGLISH_REPORTS as ReportTexts,
  reportSaved: (path: string, rows: number) => `${path} has ${rows} ${rows === 1 ? "row" : "rows"}`,
  noMessageOf: (user: string) => `There is no message of ${user} to remove`,
  noMessageTo: (user: string) => `There is no message of yours to ${user} to change`,
  messageChanged: (user: string, text: string) => `${user} has changed a message: ${text}`,
  messageRemoved: (user: string) => `A message of ${user} was removed`,
};

/** In Indonesian. */
export const INDONESIAN_TEACHING: typeof ENGLISH_TEACHING = {
  teachingHelp: {
    edit: "Ganti teks pesan terakhirmu kepada NAME, dalam 15 menit",
    delete: "Hapus pesan terakhirmu kepada NAME, dalam 15 menit",
    announce: "Beri tahu semua orang, juga yang masuk nanti hari ini",
    lock: "Siswa hanya dapat menulis kepada guru, atau hanya guru yang dapat menulis ke GROUP",
    unlock: "Akhiri kuncian",
    mute: "Seorang siswa tidak dapat menulis kepada siapa pun, beberapa menit atau sampai unmute",
    unmute: "Seorang siswa dapat menulis lagi",
    kick: "Akhiri koneksi dan login seorang siswa",
    retract: "Hapus pesan terakhir NAME, atau yang ber-ID itu, di mana-mana; hanya tandanya yang tinggal",
    close: "Siswa tidak dapat masuk atau mendaftar",
    open: "Siswa dapat masuk lagi",
    sessions: "Siapa yang terhubung, dari mana, dan sejak kapan",
    attendance:
      "Siapa yang hadir, hari ini atau beberapa hari (2026-11-27); dengan FILE, tabel (.csv) atau halaman (.html)",
    transcript: "Apa yang ditulis, oleh semua atau dengan NAME atau #GROUP; dengan FILE, tabel atau halaman",
    audit: "Apa yang dilakukan guru; dengan FILE, tabel atau halaman",
  },
  reports: INDONESIAN_REPORTS,
  reportSaved: (path, rows) => `${path} berisi ${rows} baris`,
  noMessageOf: (user) => `Tidak ada pesan ${user} untuk dihapus`,
  noMessageTo: (user) => `Tidak ada pesanmu kepada ${user} untuk diganti`,
  messageChanged: (user, text) => `${user} mengganti sebuah pesan: ${text}`,
  messageRemoved: (user) => `Sebuah pesan ${user} dihapus`,
};
