import { a as x, b as C } from "./chunk_4.js";
import { a as S } from "./chunk_15.js";
import { z as w } from "./chunk_6.js";
import "./chunk_7.js";
import { f as m } from "./chunk_8.js";
import { a as h, b as g, d as k, r as T, t as f } from "./chunk_9.js";
import { e as o } from "./chunk_10.js";
var I = {
    label: (e) => `Search messages with ${e}`,
    search: "Search",
    further: "Search further back",
    stop: "Stop",
    looking: (e, n) => `${n} found in ${e} messages so far\u2026`,
    found: (e, n) => `${e} found in ${n} messages`,
    all: "That is all of the conversation",
    bound: "It goes back further than this page can hold",
    failed: "There is no connection: older messages could not be searched",
    noTalk: "Open a conversation to search in it",
  },
  _ = {
    label: (e) => `Cari pesan dengan ${e}`,
    search: "Cari",
    further: "Cari lebih jauh ke belakang",
    stop: "Berhenti",
    looking: (e, n) => `${n} ditemukan dalam ${e} pesan sejauh ini\u2026`,
    found: (e, n) => `${e} ditemukan dalam ${n} pesan`,
    all: "Itu seluruh percakapan",
    bound: "Percakapan ini lebih panjang daripada yang dapat dimuat halaman ini",
    failed: "Tidak ada sambungan: pesan yang lebih lama tidak dapat dicari",
    noTalk: "Buka percakapan untuk mencari di dalamnya",
  };
function y(e) {
  return S(e, { en: I, id: _ });
}
function j(e) {
  return e.normalize("NFKC").toLowerCase();
}
function b(e, n) {
  let r = j(n.trim()), t = [];
  if (r === "") return t;
  for (let a = e.length - 1; a >= 0 && t.length < 200; a--) {
    let s = e[a];
    s.removed !== !0 && j(s.text).includes(r) && t.push(s);
  }
  return t;
}
var O = 60;
function N(e, n) {
  let r = n.trim(), t = e.toLowerCase().indexOf(r.toLowerCase());
  if (t < 0 || e.toLowerCase().length !== e.length) return { before: v(e, 2 * O), match: "", after: "" };
  let a = t + r.length;
  return { before: E(e.slice(0, t), O), match: e.slice(t, a), after: v(e.slice(a), O) };
}
function v(e, n) {
  return e.length <= n ? e : `${e.slice(0, n).toWellFormed().replace(/\ufffd$/, "")}\u2026`;
}
function E(e, n) {
  return e.length <= n ? e : `\u2026${e.slice(-n).toWellFormed().replace(/^\ufffd/, "")}`;
}
var U = 200;
async function L(e, { name: n, query: r, most: t, signal: a }) {
  for (;;) {
    let s = m(e.store.state);
    if (a.aborted || s?.name !== n) return "stopped";
    if (s.hasOlder === !1) return "all";
    if (b(s.lines, r).length >= t) return "enough";
    if (s.lines.length > 2e4 - U) return "bound";
    if (!await w(e)) return a.aborted ? "stopped" : "failed";
  }
}
function F(e, n) {
  let r = matchMedia("(max-width: 48rem)").matches;
  T(e, (t) => ({ ...t, jump: n, pane: r ? void 0 : t.pane }));
}
var D = 30;
function se() {
  let e = f(), n = m(e.store.state);
  return n === void 0 ? o("p", { class: "pane-body meta", children: y(e.texts).noTalk }) : o(B, { talk: n }, n.name);
}
function A(e) {
  let n = f(), [r, t] = h(""), [a, s] = h(), i = k(void 0);
  return g(() => () => i.current?.abort(), []), {
    query: r,
    end: a,
    run: async (c, u) => {
      i.current?.abort();
      let { signal: p } = i.current = new AbortController();
      t(c), s(void 0);
      let $ = await L(n, { name: e, query: c, most: u, signal: p });
      i.current?.signal === p && s($);
    },
    stop: () => i.current?.abort(),
  };
}
function B({ talk: e }) {
  let n = y(f().texts), [r, t] = h(""), a = k(null), { query: s, end: i, run: d, stop: c } = A(e.name);
  g(() => void a.current?.focus(), []);
  let u = b(e.lines, s), p = (i === "enough" || i === "stopped" || i === "failed") && u.length < 200;
  return o("div", {
    class: "pane-body",
    children: [
      o("form", {
        class: "row",
        role: "search",
        onSubmit: (l) => {
          l.preventDefault(), r.trim() !== "" && d(r.trim(), D);
        },
        children: [
          o("input", {
            ref: a,
            type: "search",
            value: r,
            "aria-label": n.label(e.title),
            placeholder: n.label(e.title),
            onInput: (l) => t(l.currentTarget.value),
          }),
          o("button", { type: "submit", class: "primary", children: n.search }),
        ],
      }),
      s !== "" && o("section", {
        children: [
          o("p", { class: "meta", role: "status", children: W(n, i, u.length, e.lines.length) }),
          o("ul", { class: "rows", children: u.map((l) => o("li", { children: o(G, { line: l, query: s }) }, l.id)) }),
          i === void 0 && o("button", { type: "button", onClick: c, children: n.stop }),
          p && o("button", { type: "button", onClick: () => void d(s, u.length + D), children: n.further }),
        ],
      }),
    ],
  });
}
function W(e, n, r, t) {
  if (n === void 0) return e.looking(t, r);
  let a = n === "enough" || n === "stopped" ? "" : ` \xB7 ${e[n]}`;
  return e.found(r, t) + a;
}
function G({ line: e, query: n }) {
  let r = f(),
    { texts: t, store: a } = r,
    { before: s, match: i, after: d } = N(e.text, n),
    c = e.from === a.state.login?.user ? t.you : e.fromName;
  return o("button", {
    type: "button",
    class: "found",
    onClick: () => F(r, e.id),
    children: [
      o("span", { class: "meta", children: `${c}, ${C(e.at, t)} ${x(e.at, t)}` }),
      o("br", {}),
      o("span", { dir: "auto", children: [s, i !== "" && o("mark", { children: i }), d] }),
    ],
  });
}
export { se as SearchPane };
