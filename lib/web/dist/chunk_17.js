import { a as i } from "./chunk_14.js";
import { a as m } from "./chunk_15.js";
import { w as d } from "./chunk_6.js";
import { b as u } from "./chunk_8.js";
import { a as l, t as k } from "./chunk_9.js";
import { b as r, e as t } from "./chunk_10.js";
var w = {
    write: "Write to",
    mute: "Mute",
    muteFor: "For how long",
    minutes: (e) => e === 0 ? "until unmuted" : `${e} minutes`,
    unmute: "Unmute",
    muted: (e) => `${e} is muted`,
    unmuted: (e) => `${e} can write`,
    kick: "Send away",
    sureKick: (e) => `End all connections and logins of ${e}? They can log in again, unless the class is closed.`,
    kicked: (e) => `${e} was sent away`,
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
    rows: (e) => e === 1 ? "1 row" : `${e} rows`,
    before: "Before",
    next: "Next",
    refresh: "Refresh",
    reading: "One moment\u2026",
  },
  $ = {
    write: "Tulis ke",
    mute: "Bisukan",
    muteFor: "Berapa lama",
    minutes: (e) => e === 0 ? "sampai dibuka" : `${e} menit`,
    unmute: "Bolehkan menulis",
    muted: (e) => `${e} dibisukan`,
    unmuted: (e) => `${e} boleh menulis lagi`,
    kick: "Keluarkan",
    sureKick: (e) => `Akhiri semua sambungan dan login ${e}? Ia dapat masuk lagi, kecuali jika kelas ditutup.`,
    kicked: (e) => `${e} dikeluarkan`,
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
    rows: (e) => `${e} baris`,
    before: "Sebelumnya",
    next: "Berikutnya",
    refresh: "Segarkan",
    reading: "Sebentar\u2026",
  };
function p(e) {
  return m(e, { en: w, id: $ });
}
var y = [0, 5, 15, 45];
function F({ name: e }) {
  let o = k(),
    n = p(o.texts),
    { login: c, current: h } = o.store.state,
    [s, g] = l(0),
    b = () => void i(o, { name: "mute", user: e, ...s > 0 && { minutes: s } }, n.muted(e)),
    f = () => {
      confirm(n.sureKick(e)) && i(o, { name: "kick", user: e }, n.kicked(e));
    };
  return u(e) === u(c?.user ?? "") ? null : t(r, {
    children: [
      h !== u(e) && t("button", { type: "button", onClick: () => void d(o, e), children: `${n.write} ${e}` }),
      c?.role === "teacher" && t(r, {
        children: [
          t("span", {
            class: "joined",
            children: [
              t("button", { type: "button", "aria-label": `${n.mute}: ${e}`, onClick: b, children: n.mute }),
              t("select", {
                "aria-label": n.muteFor,
                value: s,
                onChange: (a) => g(Number(a.currentTarget.value)),
                children: y.map((a) => t("option", { value: a, children: n.minutes(a) }, a)),
              }),
            ],
          }),
          t("button", {
            type: "button",
            "aria-label": `${n.unmute}: ${e}`,
            onClick: () => void i(o, { name: "unmute", user: e }, n.unmuted(e)),
            children: n.unmute,
          }),
          t("button", { type: "button", "aria-label": `${n.kick}: ${e}`, onClick: f, children: n.kick }),
        ],
      }),
    ],
  });
}
export { F as b, p as a };
