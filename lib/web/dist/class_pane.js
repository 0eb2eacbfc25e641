import { a as G } from "./chunk_16.js";
import "./chunk_12.js";
import { a as b, b as H } from "./chunk_17.js";
import { b as D } from "./chunk_5.js";
import { a as M, b as L, c as z } from "./chunk_14.js";
import { a as F } from "./chunk_15.js";
import { k as T, l as j, m as O } from "./chunk_6.js";
import "./chunk_7.js";
import "./chunk_8.js";
import { a as p, b as C, d as P, f as N, g as w, i as W, n as A, p as _, t as h } from "./chunk_9.js";
import { b as I, e as n } from "./chunk_10.js";
function E(t) {
  return Array.isArray(t) ? t.filter((e) => typeof e == "object" && e !== null) : [];
}
function m(t) {
  return typeof t == "string" ? t : typeof t == "number" ? String(t) : "";
}
function S(t) {
  return typeof t == "string" ? Date.parse(t) : NaN;
}
function v(t, e, r, { texts: o, zone: a }) {
  return { title: o.titles[t], note: o.times(a), columns: e.map((s) => o.columns[s]), rows: r };
}
function K(t, e) {
  let r = (o) => o === void 0 ? "" : $(S(o), e.zone).slice(11);
  return v(
    "attendance",
    ["day", "user", "name", "role", "first", "last", "minutes", "messages"],
    E(t).map((
      { day: o, user: a, name: s, role: i, first: l, last: u, seconds: c, messages: f },
    ) => [m(o), m(a), m(s), m(i), r(l), r(u), at(Number(c)), m(f)]),
    e,
  );
}
function at(t) {
  let e = Number.isFinite(t) ? Math.round(t) : 0;
  return `${Math.floor(e / 60)}:${String(e % 60).padStart(2, "0")}`;
}
function B(t, e) {
  let { texts: r, zone: o } = e,
    a = `${N.toAll} `,
    s = new Set(),
    i = t.flatMap(({ at: l, from: u, fromName: c, to: f, text: d, removed: g }) => {
      let y = d.startsWith(a), k = `${u} ${d}`;
      if (y && s.has(k)) return [];
      y && s.add(k);
      let st = g ? r.removed : y ? d.slice(a.length) : d;
      return [[$(l, o), u, c, y ? r.everybody : f, st]];
    });
  return v("transcript", ["time", "from", "name", "to", "text"], i, e);
}
function U(t, e) {
  let r = E(t).map(({ at: o, by: a, act: s, target: i, detail: l }) => [$(S(o), e.zone), m(a), m(s), m(i), m(l)]);
  return v("audit", ["time", "by", "act", "target", "detail"], r, e);
}
function Y(t, e) {
  let r = E(t).map((
    { user: a, name: s, role: i, address: l, since: u, messages: c, received: f, sent: d },
  ) => [m(a), m(s), m(i), m(l), $(S(u), e.zone), m(c), m(f), m(d)]);
  return v("sessions", ["user", "name", "role", "address", "time", "messages", "received", "sent"], r, e);
}
function $(t, e) {
  return Number.isNaN(t) ? "" : j(t, e);
}
var J = {
  titles: { attendance: "Attendance", transcript: "Transcript", audit: "What teachers did", sessions: "Connections" },
  columns: {
    day: "day",
    user: "user",
    name: "name",
    role: "role",
    first: "first",
    last: "last",
    minutes: "present (min:s)",
    messages: "messages",
    time: "time",
    from: "from",
    to: "to",
    text: "text",
    by: "by",
    act: "act",
    target: "whom or what",
    detail: "detail",
    address: "address",
    received: "bytes received",
    sent: "bytes sent",
  },
  times: (t) => `Times of ${t}`,
  everybody: "everybody",
  removed: "(removed)",
  tooLarge: "That is too much for one report: ask for fewer days",
};
var V = {
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
  times: (t) => `Waktu ${t}`,
  everybody: "semua",
  removed: "(dihapus)",
  tooLarge: "Terlalu banyak untuk satu laporan: mintalah lebih sedikit hari",
};
var it = 256 * 1024 * 1024, lt = 200;
async function Z(t, e, r) {
  let { tooLarge: o } = r.texts;
  switch (t.name) {
    case "sessions":
      return Y((await e(t)).data?.sessions, r);
    case "transcript":
      return B(await ct(t, e, o), r);
    case "attendance": {
      let a = new x(o);
      for (let { from: s } = t;;) {
        let { data: i = {} } = await e({ ...t, ...s !== void 0 && { from: s } });
        if (a.add(X(i.rows)), typeof i.next != "string") return K(a.all, r);
        s = i.next;
      }
    }
    case "audit": {
      let a = new x(o);
      for (;;) {
        let s = a.all.at(-1),
          { data: i = {} } = await e({ ...t, ...s !== void 0 && { after: s.number } }),
          l = X(i.acts);
        if (a.add(l), i.more !== !0 || l.length === 0) return U(a.all, r);
      }
    }
  }
}
async function ct(t, e, r) {
  let o = new x(r, ({ text: a }) => a.length);
  for (;;) {
    let a = o.all.at(-1)?.id, { messages: s = [], more: i } = await e({ ...t, ...a !== void 0 && { after: a } });
    if (o.add(s), !i || s.length === 0) return o.all;
  }
}
var x = class {
  all = [];
  #t;
  #e;
  #n = 0;
  constructor(e, r = () => 0) {
    this.#t = e, this.#e = r;
  }
  add(e) {
    for (let r of e) this.#n += lt + this.#e(r), this.all.push(r);
    if (this.#n > it) throw new w(this.#t);
  }
};
function X(t) {
  return Array.isArray(t) ? t : [];
}
var Q = [
  4352,
  4447,
  8986,
  8987,
  9001,
  9002,
  9193,
  9196,
  9200,
  9200,
  9203,
  9203,
  9725,
  9726,
  9748,
  9749,
  9776,
  9783,
  9800,
  9811,
  9855,
  9855,
  9866,
  9871,
  9875,
  9875,
  9889,
  9889,
  9898,
  9899,
  9917,
  9918,
  9924,
  9925,
  9934,
  9934,
  9940,
  9940,
  9962,
  9962,
  9970,
  9971,
  9973,
  9973,
  9978,
  9978,
  9981,
  9981,
  9989,
  9989,
  9994,
  9995,
  10024,
  10024,
  10060,
  10060,
  10062,
  10062,
  10067,
  10069,
  10071,
  10071,
  10133,
  10135,
  10160,
  10160,
  10175,
  10175,
  11035,
  11036,
  11088,
  11088,
  11093,
  11093,
  11904,
  11929,
  11931,
  12019,
  12032,
  12245,
  12272,
  12287,
  12289,
  12350,
  12353,
  12438,
  12441,
  12543,
  12549,
  12591,
  12593,
  12686,
  12688,
  12773,
  12783,
  12830,
  12832,
  12871,
  12880,
  42124,
  42128,
  42182,
  43360,
  43388,
  44032,
  55203,
  63744,
  64255,
  65040,
  65049,
  65072,
  65106,
  65108,
  65126,
  65128,
  65131,
  94176,
  94180,
  94192,
  94198,
  94208,
  101594,
  101631,
  101664,
  101760,
  101874,
  101888,
  102801,
  102816,
  102866,
  110576,
  110579,
  110581,
  110587,
  110589,
  110590,
  110592,
  110888,
  110898,
  110898,
  110928,
  110930,
  110933,
  110933,
  110948,
  110952,
  110960,
  111355,
  119552,
  119638,
  119648,
  119670,
  126980,
  126980,
  127183,
  127183,
  127374,
  127374,
  127377,
  127386,
  127406,
  127406,
  127488,
  127490,
  127504,
  127547,
  127552,
  127560,
  127568,
  127569,
  127584,
  127589,
  127744,
  127776,
  127789,
  127797,
  127799,
  127868,
  127870,
  127891,
  127904,
  127946,
  127951,
  127955,
  127968,
  127984,
  127988,
  127988,
  127992,
  128062,
  128064,
  128064,
  128066,
  128252,
  128255,
  128317,
  128331,
  128334,
  128336,
  128359,
  128378,
  128378,
  128405,
  128406,
  128420,
  128420,
  128507,
  128591,
  128640,
  128709,
  128716,
  128716,
  128720,
  128722,
  128725,
  128729,
  128732,
  128735,
  128747,
  128748,
  128756,
  128764,
  128986,
  128986,
  128992,
  129003,
  129008,
  129008,
  129292,
  129338,
  129340,
  129349,
  129351,
  129535,
  129648,
  129660,
  129664,
  129734,
  129736,
  129736,
  129740,
  129757,
  129759,
  129771,
  129775,
  129786,
  131072,
  196605,
  196608,
  262141,
];
var q = 19968, [Jt, Vt] = ut(Q);
function ut(t) {
  let e = t[0], r = t[1];
  for (let o = 0; o < t.length; o += 2) {
    let a = t[o], s = t[o + 1];
    if (q >= a && q <= s) return [a, s];
    s - a > r - e && (e = a, r = s);
  }
  return [e, r];
}
var oe = new Intl.Segmenter("en", { granularity: "grapheme" });
var mt = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
function et({ columns: t, rows: e }) {
  return `\uFEFF${
    [t, ...e].map(ft).join(`\r
`)
  }\r
`;
}
function ft(t) {
  return t.map(pt).join(",");
}
function pt(t) {
  let e = mt.test(t) ? `'${t}` : t;
  return /[",;\r\n\t]/.test(e) || e !== e.trim() ? `"${e.replaceAll('"', '""')}"` : e;
}
async function nt(t, e, r) {
  let o = F(t.texts, { en: J, id: V }),
    a = 0,
    s = async (i) => {
      let l = await ht(t, i);
      return r.signal.throwIfAborted(), a += l.messages?.length ?? 0, r.onPart(a), l;
    };
  try {
    return await Z(e, s, { texts: o, zone: r.zone });
  } catch (i) {
    if (r.signal.aborted) return;
    if (!(i instanceof w)) throw i;
    return void _(t, L(t, i), "bad");
  }
}
async function ht(t, e) {
  let r = e.name === "transcript" ? await A(t, "history", e) : await A(t, "done", e);
  if (r.kind === "error") throw new w(r.message, { code: r.code });
  return r.kind === "history" ? { messages: r.messages, more: r.more } : { data: r.data ?? {} };
}
function rt(t, e) {
  G(new Blob([et(t)], { type: "text/csv" }), e);
}
var R = 200;
function ot() {
  let t = b(h().texts);
  return n("section", {
    children: [
      n("h3", { children: t.reports }),
      ["attendance", "transcript", "audit"].map((e) =>
        n("details", { class: "report", children: [n("summary", { children: t[e] }), n(gt, { kind: e })] }, e)
      ),
    ],
  });
}
function bt(t) {
  let e = h(), [r, o] = p(), [a, s] = p(), i = P(void 0);
  return C(() => () => i.current?.abort(), []), {
    table: r,
    count: a,
    read: async () => {
      i.current?.abort();
      let { signal: u } = i.current = new AbortController();
      s(0);
      let c = await nt(e, t(), { zone: T(), signal: u, onPart: s });
      if (!u.aborted) return s(void 0), o(c), c;
    },
  };
}
function gt({ kind: t }) {
  let e = b(h().texts),
    r = O(W.wall(), T()),
    [o, a] = p({ from: r, to: r }),
    [s, i] = p(""),
    { table: l, count: u, read: c } = bt(() => wt(t, o, s.trim())),
    f = async () => {
      let d = await c();
      d !== void 0 && rt(d, `${t}-${o.from}.csv`);
    };
  return n("form", {
    class: "stack",
    onSubmit: (d) => {
      d.preventDefault(), c();
    },
    children: [
      t !== "audit" && n("div", {
        class: "dates",
        children: ["from", "to"].map((d) =>
          n("label", {
            children: [
              e[d],
              n("input", {
                type: "date",
                value: o[d],
                onInput: ({ currentTarget: { value: g } }) => a({ ...o, [d]: g }),
              }),
            ],
          }, d)
        ),
      }),
      t === "transcript" &&
      n("label", {
        children: [
          e.withWhom,
          n("input", {
            value: s,
            autocapitalize: "none",
            onInput: (d) => i(d.currentTarget.value),
          }),
        ],
      }),
      n("p", {
        class: "buttons",
        children: [
          n("button", { type: "submit", children: e.show }),
          n("button", { type: "button", onClick: f, children: e.download }),
          n("span", { class: "meta", role: "status", children: u === void 0 ? "" : `${e.reading} ${u || ""}` }),
        ],
      }),
      l !== void 0 && n(xt, { table: l }),
    ],
  });
}
function wt(t, { from: e, to: r }, o) {
  let a = T(), s = { ...e !== "" && { from: e }, ...r !== "" && { to: r }, zone: a };
  return t === "audit"
    ? { name: t }
    : t === "attendance"
    ? { name: t, ...s }
    : { name: t, ...o !== "" && { with: o }, ...s };
}
function xt({ table: { title: t, note: e, columns: r, rows: o } }) {
  let a = b(h().texts), [s, i] = p(0), l = Math.ceil(o.length / R), u = o.slice(s * R, (s + 1) * R);
  return n(I, {
    children: [
      n("p", { class: "meta", role: "status", children: `${o.length === 0 ? a.nothing : a.rows(o.length)} \xB7 ${e}` }),
      o.length > 0 && n("div", {
        class: "table",
        tabIndex: 0,
        role: "region",
        "aria-label": t,
        children: n("table", {
          children: [
            n("thead", { children: n("tr", { children: r.map((c) => n("th", { scope: "col", children: c }, c)) }) }),
            n("tbody", {
              children: u.map((c, f) =>
                n("tr", { children: c.map((d, g) => n("td", { dir: "auto", children: d }, g)) }, f)
              ),
            }),
          ],
        }),
      }),
      l > 1 &&
      n("p", {
        class: "buttons",
        children: [
          n("button", {
            type: "button",
            disabled: s === 0,
            onClick: () => i(s - 1),
            children: a.before,
          }),
          n("span", { class: "meta", children: `${s + 1} / ${l}` }),
          n("button", { type: "button", disabled: s + 1 >= l, onClick: () => i(s + 1), children: a.next }),
        ],
      }),
    ],
  });
}
function Oe() {
  return n("div", { class: "pane-body", children: [n(yt, {}), n(Ct, {}), n(ot, {})] });
}
function yt() {
  let t = h(),
    e = b(t.texts),
    [r, o] = p(""),
    a = async (i) => {
      i.preventDefault();
      let l = r.trim();
      l !== "" && await M(t, { name: "announce", text: l }, e.announced) !== void 0 && o("");
    },
    s = [{ name: "lock", label: e.lock, done: e.locked }, { name: "unlock", label: e.unlock, done: e.unlocked }, {
      name: "close",
      label: e.closeIt,
      done: e.closed,
    }, { name: "open", label: e.openIt, done: e.opened }];
  return n("section", {
    children: [
      n("h3", { children: e.control }),
      n("p", {
        class: "buttons",
        children: s.map(({ name: i, label: l, done: u }) =>
          n("button", {
            type: "button",
            title: u,
            onClick: () => void M(t, { name: i }, u),
            children: l,
          }, i)
        ),
      }),
      n("form", {
        class: "row",
        onSubmit: a,
        children: [
          n("input", {
            value: r,
            "aria-label": e.announceLabel,
            placeholder: e.announceLabel,
            onInput: (i) => o(i.currentTarget.value),
          }),
          n("button", { type: "submit", class: "primary", children: e.announce }),
        ],
      }),
    ],
  });
}
function Ct() {
  let t = h(),
    e = b(t.texts),
    { active: r, link: o } = t.store.state,
    [a, s] = p([]),
    i = async () => {
      let l = z((await M(t, { name: "sessions" }))?.sessions), u = Map.groupBy(l, ({ user: c }) => String(c));
      s(
        [...u].map(([c, f]) => ({
          user: c,
          name: String(f[0].name ?? c),
          addresses: f.map(({ address: d }) => String(d)),
        })).sort((c, f) => c.name.localeCompare(f.name)),
      );
    };
  return C(() => void (o.kind === "open" && i()), [r, o.kind]),
    n("section", {
      children: [
        n("h3", { children: `${e.connections} (${a.length})` }),
        n("ul", {
          class: "rows",
          children: a.map(({ user: l, name: u, addresses: c }) =>
            n("li", {
              children: n("details", {
                class: "person",
                children: [
                  n("summary", {
                    children: [
                      n(D, { name: l, title: u, isActive: !0 }),
                      n("span", {
                        children: [
                          n("b", { children: u }),
                          n("span", { class: "meta", children: [l, ...c].join(", ") }),
                        ],
                      }),
                    ],
                  }),
                  n("div", { class: "buttons", children: n(H, { name: l }) }),
                ],
              }),
            }, l)
          ),
        }),
        n("button", { type: "button", onClick: () => void i(), children: e.refresh }),
      ],
    });
}
export { Oe as ClassPane };
