import { a as M, b as D } from "./chunk_1.js";
import { a as L } from "./chunk_3.js";
import { b as A } from "./chunk_17.js";
import { a as b, d as v } from "./chunk_14.js";
import { a as $ } from "./chunk_15.js";
import { p as S } from "./chunk_6.js";
import "./chunk_7.js";
import { c as T } from "./chunk_8.js";
import { a as h, b as k, d as R, i as g, r as E, t as p } from "./chunk_9.js";
import { b as C, e as o } from "./chunk_10.js";
var K = {
    title: "This message",
    edit: "Edit",
    save: "Save",
    cancel: "Cancel",
    editLabel: "New text of the message",
    remove: "Remove",
    removeLines: (e) => `Remove all ${e} lines`,
    sureRemove: (e) => `Remove ${e === 1 ? "this message" : `these ${e} messages`} for everybody? It cannot be undone.`,
    tooOld: "A message can be changed for 15 minutes",
    who: "Who has read it",
    read: "Read",
    delivered: "Delivered",
    waiting: "Not yet there",
    nobody: "nobody",
    close: "Close",
  },
  P = {
    title: "Pesan ini",
    edit: "Ubah",
    save: "Simpan",
    cancel: "Batal",
    editLabel: "Teks baru pesan ini",
    remove: "Hapus",
    removeLines: (e) => `Hapus ke-${e} baris`,
    sureRemove: (e) => `Hapus ${e === 1 ? "pesan ini" : `${e} pesan ini`} untuk semua? Tidak dapat dibatalkan.`,
    tooOld: "Pesan dapat diubah selama 15 menit",
    who: "Siapa yang sudah membaca",
    read: "Dibaca",
    delivered: "Sampai",
    waiting: "Belum sampai",
    nobody: "belum ada",
    close: "Tutup",
  };
function f(e) {
  return $(e, { en: K, id: P });
}
function x(e, i) {
  E(e, (n) => ({ ...n, acting: i }));
}
async function O(e, { id: i }, n) {
  let a = n.replaceAll(/[\r\n\u2028\u2029]+/g, " ").trimEnd();
  return a !== "" && await b(e, { name: "edit", id: i, text: a }) !== void 0;
}
async function j(e, i, n) {
  for (let { id: a, removed: t } of i) {
    if (!t && await b(e, { name: n ? "delete" : "remove", id: a }) === void 0) return;
  }
}
async function I(e, { id: i }) {
  let n = await b(e, { name: "receipts", id: i });
  if (n === void 0) return;
  let { read: a, delivered: t, waiting: r } = n;
  return { read: v(a), delivered: v(t), waiting: v(r) };
}
function ie({ lines: e }) {
  let i = p(),
    { login: n, acting: a } = i.store.state,
    t = R(null),
    r = e.at(-1),
    c = e.length === 1 && D(r, n.user, g.wall()),
    s = a?.isEdit === !0 && c;
  k(() => {
    t.current?.scrollIntoView({ block: "nearest" }), t.current?.querySelector("textarea, button")?.focus();
  }, [s]);
  let d = () => {
    let l = t.current?.closest("li")?.querySelector(".more");
    x(i, void 0), l?.focus();
  };
  return o("div", {
    ref: t,
    class: "acts",
    role: "group",
    "aria-label": f(i.texts).title,
    "aria-live": "off",
    onKeyDown: (l) => l.key === "Escape" && d(),
    children: s ? o(q, { line: r, onClose: d }) : o(_, { lines: e, isEditable: c, onClose: d }),
  });
}
function _({ lines: e, isEditable: i, onClose: n }) {
  let a = p(),
    t = f(a.texts),
    r = a.store.state.login,
    [c, s] = h(!1),
    [d, l] = h(),
    u = e.at(-1),
    m = u.from === r.user,
    y = r.role === "teacher",
    w = m ? e.every((H) => M(H, r.user, g.wall())) : y,
    F = async () => {
      confirm(t.sureRemove(e.length)) && (await j(a, e, m), n());
    };
  return o(C, {
    children: [
      o("button", {
        type: "button",
        onClick: async () => s(await L(S(e))),
        children: c ? a.texts.copied : a.texts.copy,
      }),
      i && o("button", { type: "button", onClick: () => x(a, { id: u.id, isEdit: !0 }), children: t.edit }),
      w && o("button", { type: "button", onClick: F, children: e.length > 1 ? t.removeLines(e.length) : t.remove }),
      T(u.to) && (m || y) && o("button", { type: "button", onClick: async () => l(await I(a, u)), children: t.who }),
      !m && o(A, { name: u.from }),
      m && !w && o("span", { class: "meta", children: t.tooOld }),
      d !== void 0 && o(B, { receipts: d }),
    ],
  });
}
function q({ line: e, onClose: i }) {
  let n = p(),
    a = f(n.texts),
    [t, r] = h(e.text),
    c = async (s) => {
      s?.preventDefault(), (t === e.text || await O(n, e, t)) && i();
    };
  return o("form", {
    class: "edit",
    onSubmit: c,
    children: [
      o("textarea", {
        rows: Math.min(6, 1 + Math.floor(t.length / 40)),
        value: t,
        "aria-label": a.editLabel,
        onInput: (s) => r(s.currentTarget.value),
        onKeyDown: (s) => {
          s.key !== "Enter" || s.isComposing || (s.preventDefault(), c());
        },
      }),
      o("button", { type: "submit", class: "primary", "aria-disabled": t.trim() === "", children: a.save }),
      o("button", { type: "button", onClick: i, children: a.cancel }),
    ],
  });
}
function B({ receipts: e }) {
  let i = f(p().texts);
  return o("dl", {
    class: "receipts",
    children: ["read", "delivered", "waiting"].map((n) =>
      o("div", {
        children: [
          o("dt", { children: `${i[n]} (${e[n].length})` }),
          o("dd", { children: e[n].join(", ") || i.nobody }),
        ],
      }, n)
    ),
  });
}
export { ie as MessageActs };
