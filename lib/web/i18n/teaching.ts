/**
 * What is said to a teacher, and about groups and people. Pure.
 *
 * @module
 */

import { chosen } from "./chosen.ts";

/** In English. */
export const en = {
  write: "Write to",
  mute: "Mute",
  muteFor: "For how long",
  minutes: (minutes: number) => minutes === 0 ? "until unmuted" : `${minutes} minutes`,
  unmute: "Unmute",
  muted: (name: string) => `${name} is muted`,
  unmuted: (name: string) => `${name} can write`,
  kick: "Send away",
  sureKick: (name: string) =>
    `End all connections and logins of ${name}? They can log in again, unless the class is closed.`,
  kicked: (name: string) => `${name} was sent away`,

  control: "The class",
  lock: "Lock",
  unlock: "Unlock",
  locked: "The class is locked: students reach teachers only",
  unlocked: "The class is unlocked",
  closeIt: "Close",
  openIt: "Open",
  closed: "The class is closed: no student can log in",
  opened: "The class is open",
  announce: "Announce",
  announceLabel: "Announcement to everybody",
  announced: "Announced, also to those who log in later today",

  connections: "Connected now",
  reports: "Reports",
  attendance: "Attendance",
  transcript: "Transcript",
  audit: "What teachers did",
  from: "From",
  to: "To",
  withWhom: "With (a name or #group; empty: everybody)",
  show: "Show",
  download: "Download as CSV",
  nothing: "Nothing",
  rows: (rows: number) => rows === 1 ? "1 row" : `${rows} rows`,
  before: "Before",
  next: "Next",
  refresh: "Refresh",
  reading: "One moment…",
};

const id: typeof en = {
  write: "Tulis ke",
  mute: "Bisukan",
  muteFor: "Berapa lama",
  minutes: (minutes) => minutes === 0 ? "sampai dibuka" : `${minutes} menit`,
  unmute: "Bolehkan menulis",
  muted: (name) => `${name} dibisukan`,
  unmuted: (name) => `${name} boleh menulis lagi`,
  kick: "Keluarkan",
  sureKick: (name) => `Akhiri semua sambungan dan login ${name}? Ia dapat masuk lagi, kecuali jika kelas ditutup.`,
  kicked: (name) => `${name} dikeluarkan`,

  control: "Kelas",
  lock: "Kunci",
  unlock: "Buka kunci",
  locked: "Kelas dikunci: siswa hanya dapat menulis kepada guru",
  unlocked: "Kunci kelas dibuka",
  closeIt: "Tutup",
  openIt: "Buka",
  closed: "Kelas ditutup: siswa tidak dapat masuk",
  opened: "Kelas dibuka",
  announce: "Umumkan",
  announceLabel: "Pengumuman untuk semua",
  announced: "Diumumkan, juga kepada yang masuk nanti hari ini",

  connections: "Terhubung sekarang",
  reports: "Laporan",
  attendance: "Kehadiran",
  transcript: "Transkrip",
  audit: "Tindakan guru",
  from: "Dari",
  to: "Sampai",
  withWhom: "Dengan (nama atau #grup; kosong: semua)",
  show: "Tampilkan",
  download: "Unduh sebagai CSV",
  nothing: "Tidak ada",
  rows: (rows) => `${rows} baris`,
  before: "Sebelumnya",
  next: "Berikutnya",
  refresh: "Segarkan",
  reading: "Sebentar…",
};

/** The texts in the language of a page. */
export function teachingTexts(page: { readonly tag: string }): typeof en {
  return chosen(page, { en, id });
}
