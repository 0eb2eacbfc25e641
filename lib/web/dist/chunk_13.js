import { a as i, d as c } from "./chunk_14.js";
import { a as k } from "./chunk_15.js";
import { A as y, w as p } from "./chunk_6.js";
import { b as o, e as d } from "./chunk_8.js";
import { p as m, r as g } from "./chunk_9.js";
var b = {
    make: "Make a group",
    name: "Name of the group",
    nameHint: "Letters, digits, - _ and .",
    password: "Password to join (may be empty)",
    makeIt: "Make it",
    all: "Groups there are",
    none: "There is no group that you are in or can join",
    members: (e) => e === 1 ? "1 member" : `${e} members`,
    isMember: "you are in it",
    byPassword: "with a password",
    byInvitation: "who is invited",
    madeBy: (e) => `made by ${e}`,
    join: "Join",
    joinIt: (e) => `Join ${e}`,
    openIt: (e) => `Open ${e}`,
    open: "Open",
    passwordOf: (e) => `Password of ${e}`,
    here: "here now",
    away: "away",
    maker: "made the group",
    you: "you",
    invite: "Invite",
    inviteLabel: "User name of whom to invite",
    invited: (e) => `${e} is in the group now`,
    takeOut: "Take out",
    sureTakeOut: (e) => `Take ${e} out of the group? Only who is in charge can bring ${e} back.`,
    leave: "Leave the group",
    sureLeave: (e) => `Leave ${e}? What is unread in it is gone.`,
    settings: "Settings",
    newName: "Name",
    entry: "Who can join",
    entries: { open: "everybody", invited: "who is invited" },
    history: "New members see",
    histories: { joined: "what is written from then on", all: "everything" },
    save: "Save",
    saved: "The group is changed",
    lock: "Lock the group",
    unlock: "Unlock the group",
    locked: "Only teachers can write to the group now",
    unlocked: "Everybody in the group can write again",
    count: (e, a) => `${e} of ${a} here now`,
    none_here: "Open a conversation to see who is in it",
  },
  w = {
    make: "Buat grup",
    name: "Nama grup",
    nameHint: "Huruf, angka, - _ dan .",
    password: "Kata sandi untuk ikut (boleh kosong)",
    makeIt: "Buat",
    all: "Grup yang ada",
    none: "Tidak ada grup yang Anda ikuti atau dapat ikuti",
    members: (e) => `${e} anggota`,
    isMember: "Anda anggotanya",
    byPassword: "dengan kata sandi",
    byInvitation: "yang diundang",
    madeBy: (e) => `dibuat oleh ${e}`,
    join: "Ikut",
    joinIt: (e) => `Ikut ${e}`,
    openIt: (e) => `Buka ${e}`,
    open: "Buka",
    passwordOf: (e) => `Kata sandi ${e}`,
    here: "sedang di sini",
    away: "tidak di sini",
    maker: "pembuat grup",
    you: "Anda",
    invite: "Undang",
    inviteLabel: "Nama pengguna yang diundang",
    invited: (e) => `${e} sekarang anggota grup`,
    takeOut: "Keluarkan dari grup",
    sureTakeOut: (e) => `Keluarkan ${e} dari grup? Hanya pengurus yang dapat mengundangnya kembali.`,
    leave: "Tinggalkan grup",
    sureLeave: (e) => `Tinggalkan ${e}? Yang belum dibaca di dalamnya hilang.`,
    settings: "Pengaturan",
    newName: "Nama",
    entry: "Siapa yang boleh ikut",
    entries: { open: "semua orang", invited: "yang diundang" },
    history: "Anggota baru melihat",
    histories: { joined: "yang ditulis sejak itu", all: "semuanya" },
    save: "Simpan",
    saved: "Grup diubah",
    lock: "Kunci grup",
    unlock: "Buka kunci grup",
    locked: "Sekarang hanya guru yang dapat menulis ke grup",
    unlocked: "Semua anggota dapat menulis lagi",
    count: (e, a) => `${e} dari ${a} sedang di sini`,
    none_here: "Buka percakapan untuk melihat siapa di dalamnya",
  };
function s(e) {
  return k(e, { en: b, id: w });
}
function h(e) {
  return Array.isArray(e)
    ? e.flatMap((a) => {
      if (typeof a != "object" || Array.isArray(a)) return [];
      let { group: n, members: t, member: r, maker: u, password: l, entry: f, history: v } = a;
      return typeof n != "string" ? [] : [{
        name: n,
        members: Number(t) || 0,
        isMember: r === !0,
        maker: String(u ?? ""),
        hasPassword: l === !0,
        entry: String(f ?? "open"),
        history: String(v ?? "joined"),
      }];
    }).sort((a, n) => Number(n.isMember) - Number(a.isMember) || o(a.name).localeCompare(o(n.name)))
    : [];
}
function j(e, a) {
  return e.map((n) => ({ name: n, isActive: a.has(n) })).sort((n, t) =>
    Number(t.isActive) - Number(n.isActive) || o(n.name).localeCompare(o(t.name))
  );
}
async function G(e) {
  let a = await i(e, { name: "getgroups" });
  return a && h(a.all);
}
async function L(e, a, n, t) {
  let r = await i(e, { name: a, group: n, ...t !== "" && { password: t } });
  return r === void 0 ? !1 : (await y(e), await p(e, `#${r.group ?? n}`), !0);
}
async function P(e, a) {
  await i(e, { name: "leavegroup", group: a }) !== void 0 &&
    g(e, (n) => ({ ...d(n, `#${a}`, (t) => ({ ...t, gone: !0 })), pane: void 0 }));
}
async function K(e, a) {
  let n = await i(e, { name: "members", group: a });
  return n && { names: c(n.members), maker: String(n.maker ?? "") };
}
async function H(e, a, n) {
  let t = s(e.texts);
  return await i(e, { name: "invitegroup", group: a, user: n }, t.invited(n)) !== void 0;
}
async function _(e, a, { rename: n, entry: t, history: r }) {
  let u = { ...n !== a.name && { rename: n }, ...t !== a.entry && { entry: t }, ...r !== a.history && { history: r } };
  if (Object.keys(u).length === 0) return m(e, s(e.texts).saved);
  await i(e, { name: "setgroup", group: a.name, ...u }, s(e.texts).saved);
}
export { _ as h, G as c, H as g, j as b, K as f, L as d, P as e, s as a };
