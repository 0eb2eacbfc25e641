import { a as S, c as L, d as Z, e as F } from "./chunk_7.js";
import { b as c, e as l, f as w } from "./chunk_8.js";
import { e as R, i as g, n as p, o as W, p as k, r as d } from "./chunk_9.js";
function wt() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
var D = new Map();
function tt(t) {
  let e = D.get(t);
  return e === void 0 &&
    (e = new Intl.DateTimeFormat("sv-SE", { timeZone: t, dateStyle: "short", timeStyle: "medium" }),
      D.size < 50 && D.set(t, e)),
    e;
}
function et(t, e) {
  return tt(e).format(t);
}
function M(t, e) {
  return et(t, e).slice(0, 10);
}
var nt = 5 * 6e4, N = 1500, Y = "\u2800";
function vt(t, e, n) {
  let r = [], i = "";
  for (let o = 0; o < t.length;) {
    let a = t[o], s = M(a.at, n);
    s !== i && r.push({ kind: "day", key: `day ${s} ${a.id}`, at: a.at });
    let u = a.id === e;
    u && r.push({ kind: "divider", key: "divider" });
    let f = rt(t, o, e), m = t[o + f - 1], h = t[o + f];
    r.push({
      kind: "messages",
      key: a.id,
      lines: t.slice(o, o + f),
      isCode: f > 1,
      isFirst: s !== i || u || !G(t[o - 1], a),
      isLast: !G(m, h) || h.id === e || M(h.at, n) !== s,
    }),
      i = s,
      o += f;
  }
  return r;
}
function G(t, e) {
  return t !== void 0 && e !== void 0 && t.from === e.from && e.at - t.at < nt;
}
function rt(t, e, n) {
  let r = e + 1;
  for (; r < t.length && it(t[r - 1], t[r]) && t[r].id !== n;) r++;
  return r - e > 1 && t.slice(e, r).some(({ text: i }) => ot(i)) ? r - e : 1;
}
function it(t, e) {
  return t.from === e.from && Math.abs(e.at - t.at) < N &&
    [t, e].every(({ file: r, removed: i }) => r === void 0 && i === void 0);
}
function ot(t) {
  return /^[ \t]/.test(t);
}
function Ot(t) {
  return t.map(({ text: e }) => e === Y ? "" : e).join(`
`);
}
function B(t) {
  let e = t.replaceAll(
      `\r
`,
      `
`,
    ).split(/[\n\r\u2028\u2029]/).map((i) => i.trimEnd()),
    n = e.findIndex((i) => i !== "");
  if (n < 0) return [];
  let r = e.findLastIndex((i) => i !== "");
  return n === r ? [e[n].trim()] : e.slice(n, r + 1).map((i) => i === "" ? Y : i);
}
function St(t, { name: e }) {
  return t.filter(({ to: n }) => c(n) === c(e));
}
var st = /\bhttps?:\/\/[^\s<>"'`]+/gi;
function At(t) {
  let e = [], n = 0;
  for (let r of t.matchAll(st)) {
    let i = at(r[0]);
    URL.canParse(i) &&
      (r.index > n && e.push({ text: t.slice(n, r.index) }), e.push({ text: i, href: i }), n = r.index + i.length);
  }
  return n < t.length && e.push({ text: t.slice(n) }), e;
}
function at(t) {
  let e = t.split(")").length - t.split("(").length;
  for (let n = t.length;; n--) {
    let r = t[n - 1];
    if (!/[.,;:!?)\]}*_]/.test(r) || r === ")" && e <= 0) return t.slice(0, n);
    r === ")" && e--;
  }
}
var ct = 200;
function x(t, e) {
  try {
    return t().getItem(e) ?? void 0;
  } catch {
    return;
  }
}
function v(t, e, n) {
  try {
    n === void 0 ? t().removeItem(e) : t().setItem(e, n);
  } catch {}
}
var T = () => sessionStorage, y = () => localStorage;
function j(t) {
  try {
    return t === void 0 ? void 0 : JSON.parse(t);
  } catch {
    return;
  }
}
function It() {
  return j(x(T, "login"));
}
function ut(t) {
  v(T, "login", t && JSON.stringify({ token: t.token, role: t.role }));
}
function bt(t) {
  return x(T, `open ${c(t)}`);
}
function O(t, e) {
  v(T, `open ${c(t)}`, e);
}
function Lt(t, e) {
  return x(y, J(t, e)) ?? "";
}
function Dt(t, e, n) {
  v(y, J(t, e), n === "" ? void 0 : n);
}
function J(t, e) {
  return `draft ${c(t)} ${c(e)}`;
}
var A;
function Mt(t) {
  let e = x(y, `conversations ${c(t)}`);
  if (A === void 0 || A.json !== e) {
    let n = j(e);
    A = { json: e, kept: new Map(Array.isArray(n) ? n.map((r) => [c(r.name), r]) : []) };
  }
  return A.kept;
}
function Nt(t, e) {
  let n = [...e].sort((r, i) => i.lastAt - r.lastAt).slice(0, ct);
  v(y, `conversations ${c(t)}`, JSON.stringify(n));
}
function Et(t) {
  ut(void 0), O(t, void 0);
  try {
    let e = Object.keys(localStorage).filter((n) => n === `conversations ${c(t)}` || n.startsWith(`draft ${c(t)} `));
    for (let n of e) localStorage.removeItem(n);
  } catch {}
}
function _t() {
  return x(y, "language");
}
function $t(t) {
  v(y, "language", t);
}
var C = class {
  at;
  #t;
  #e;
  #n;
  constructor(e, n = g) {
    let r = n.wall();
    this.at = e ?? r, this.#t = n, this.#e = n.elapsed(), this.#n = this.at > r ? 1 / 0 : r - this.at;
  }
  get age() {
    let { wall: e, elapsed: n } = this.#t;
    return Math.max(this.#n + n() - this.#e, e() - this.at);
  }
};
var E = 5e3,
  ft = 24 * 60 * 60 * 1e3,
  dt = N + 300,
  I = class {
    #t;
    #e;
    #n;
    #i = !1;
    #r = !1;
    #o = !1;
    constructor(e) {
      this.#t = e, this.#e = e.clocks ?? g;
    }
    async wake() {
      if (this.#r = !0, !this.#i) {
        this.#i = !0;
        try {
          for (; this.#r && !this.#o;) this.#r = !1, await this.#s();
        } finally {
          this.#i = !1;
        }
      }
    }
    end() {
      this.#o = !0;
    }
    async #s() {
      let { storage: e, user: n, tab: r, wait: i } = this.#t;
      try {
        let o = -1 / 0, a = (await e.all(n)).filter(({ problem: s }) => s === void 0);
        for (let s of a) {
          if (this.#o) return;
          let u = this.#e.wall();
          if (Math.abs(u - o) > E / 2) {
            if (!await e.takeTurn(n, r, u, u + E)) return i(E);
            o = u;
          }
          let f = this.#u(s, a), m = this.#d(s, f);
          if (m > 0) return i(m);
          if (!await this.#a(s)) return;
          this.#n = { to: s.to, at: s.at, isPasted: f, sent: this.#e.elapsed() };
        }
        a.length > 0 && (this.#r = !0);
      } finally {
        let o = this.#e.wall();
        await e.takeTurn(n, r, o, o);
      }
    }
    #u({ n: e, to: n, at: r }, i) {
      let o = (a) => a.to === n && a.at === r;
      return i.some((a) => a.n !== e && o(a)) || this.#n !== void 0 && o(this.#n);
    }
    #d({ to: e, at: n }, r) {
      let i = this.#n;
      return i === void 0 || i.to !== e || i.at === n || !(r || i.isPasted) ? 0 : dt - (this.#e.elapsed() - i.sent);
    }
    async #a(e) {
      let { storage: n, post: r, keyLife: i, onChange: o, wait: a } = this.#t, s = i() ?? ft;
      if (e.tried !== void 0 && new C(e.tried, this.#e).age >= s) {
        return await this.#c(e, { code: "old", message: "" }), !0;
      }
      if (!await n.change({ ...e, tried: e.tried ?? this.#e.wall() })) return !0;
      let u;
      try {
        u = await r(e);
      } catch {
        return !1;
      }
      if (u.kind === "posted") return o(e, { id: u.id, at: u.at }), await n.remove([e.n]), !0;
      if (u.kind !== "error") return !1;
      let { code: f, message: m, retrySeconds: h } = u;
      if (f === "no_login" || f === "kicked" || f === "stopping") return !1;
      if (h !== void 0 && f !== "muted" && f !== "locked") return a(h * 1e3), !1;
      let z = h === void 0 ? void 0 : this.#e.wall() + h * 1e3;
      return await this.#c(e, { code: f, message: m, until: z }), !0;
    }
    async #c(e, n) {
      let r = { ...e, problem: n };
      await this.#t.storage.change(r), this.#t.onChange(r);
    }
  };
var b = 1e4,
  H = class {
    #t;
    #e;
    #n = new BroadcastChannel("ngobrol outbox");
    #i = [];
    #r = new Set();
    #o;
    constructor(e) {
      let { storage: n, user: r, post: i, keyLife: o, onSent: a } = e;
      this.#t = e,
        this.#e = new I({
          storage: n,
          user: r,
          tab: S(),
          post: i,
          keyLife: o,
          onChange: (s, u) => {
            u !== void 0
              ? (a(s, u), this.#c(s.n), this.#a({ user: r, gone: s.n }))
              : (this.#f(this.#i.map((f) => f.n === s.n ? s : f)), this.#a({ user: r }));
          },
          wait: (s) => {
            clearTimeout(this.#o), this.#o = setTimeout(() => this.wake(), s);
          },
        }),
        this.#n.onmessage = ({ data: s }) => this.#d(s),
        this.#u();
    }
    get isKept() {
      return this.#t.storage.isKept;
    }
    async add(e, n) {
      let r = g.wall(), { storage: i, user: o } = this.#t;
      await i.add(n.map((a) => ({ user: o, to: e, text: a, at: r, key: S() }))), await this.#s();
    }
    async retry(e) {
      for (let { problem: n, tried: r, ...i } of e) {
        await this.#t.storage.change(n?.code === "old" ? { ...i, key: S() } : i);
      }
      await this.#s();
    }
    async discard(e) {
      await this.#t.storage.remove(e.map(({ n }) => n)), await this.#s();
    }
    wake() {
      this.#e.wake().catch(() => {});
    }
    close() {
      this.#e.end(), clearTimeout(this.#o), this.#n.close();
    }
    async #s() {
      this.#f(await this.#t.storage.all(this.#t.user)), this.#a({ user: this.#t.user }), this.wake();
    }
    #u() {
      this.#t.storage.all(this.#t.user).then((e) => this.#f(e)).catch(() => {});
    }
    #d({ user: e, gone: n }) {
      e === this.#t.user && (n === void 0 ? this.#u() : this.#c(n), this.wake());
    }
    #a(e) {
      this.#n.postMessage(e);
    }
    #c(e) {
      this.#r.add(e);
      let [n] = this.#r;
      this.#r.size > b && this.#r.delete(n), this.#f(this.#i);
    }
    #f(e) {
      this.#i = e.filter(({ n }) => !this.#r.has(n)), this.#t.onChange(this.#i);
    }
  };
function Vt({ conversations: t }) {
  let e = 0;
  for (let { unread: n } of t.values()) e += n.length;
  return e;
}
function qt(t, e, n, { isNewest: r, wasSeen: i }) {
  let o = c(e);
  if (t.arrivals.some((s) => s.id === n)) return t;
  let a = { ...t, arrivals: [...t.arrivals, { id: n, key: o }] };
  return i || r && t.isWatching && t.current === o
    ? a
    : l(a, e, (s) => ({ ...s, unread: [...s.unread, n], divider: t.current === o ? s.divider ?? n : s.divider }));
}
function U(t) {
  let e = w(t);
  return e === void 0 || e.divider === e.unread[0] ? t : l(t, e.name, (n) => ({ ...n, divider: n.unread[0] }));
}
function V(t, e, n) {
  let r = t.conversations.get(e);
  if (r === void 0 || r.unread.length === 0) return t;
  let i = new Map(r.lines.map((s, u) => [s.id, u])),
    o = i.get(n) ?? -1,
    a = r.unread.filter((s) => (i.get(s) ?? -1) > o);
  return a.length === r.unread.length ? t : l(t, r.name, () => ({ ...r, unread: a }));
}
function q({ arrivals: t, conversations: e }) {
  let n = new Map(), r = new Set(), i = new Map();
  for (let o of t) {
    let { id: a, key: s } = o;
    n.has(s) || n.set(s, new Set(e.get(s)?.unread)), n.get(s).has(a) ? r.add(s) : r.has(s) || i.set(s, o);
  }
  return i.values().next().value;
}
function Q(t, { id: e, key: n }) {
  let r = t.arrivals.findIndex((i) => i.id === e);
  return { ...t, arrivals: t.arrivals.filter((i, o) => i.key !== n || o > r) };
}
function X(t, e) {
  let n = c(e);
  if (t.current === n) return t;
  let r = _(t);
  return { ...l(r, e, (o) => ({ ...o, divider: o.unread[0] })), current: n, isWatching: !1 };
}
function _(t) {
  let e = t.current === void 0 ? void 0 : t.conversations.get(t.current);
  return e === void 0
    ? { ...t, current: void 0, isWatching: !1 }
    : { ...l(t, e.name, F), current: void 0, isWatching: !1 };
}
var lt = 128, K = 200;
async function se(t, e) {
  let n = t.store.state.conversations.has(c(e));
  d(t, (i) => X(i, e)), O(t.store.state.login?.user ?? "", e);
  let r = await p(t, "history", { name: "history", user: e, limit: K });
  if (r.kind === "history") {
    d(t, (i) => l(i, e, (o) => L(o, r)));
    return;
  }
  (r.code === "no_user" || r.code === "no_group" || r.code === "not_a_member") &&
    (k(t, W(t, r), "bad"), O(t.store.state.login?.user ?? "", void 0), d(t, (i) => n ? l(i, e, ht) : mt(i, e)));
}
function ht(t) {
  return { ...t, gone: !0 };
}
function mt(t, e) {
  let n = new Map(t.conversations);
  return n.delete(c(e)), { ...t, conversations: n, current: t.current === c(e) ? void 0 : t.current };
}
function ae(t) {
  d(t, _), O(t.store.state.login?.user ?? "", void 0);
}
async function ce(t) {
  let e = w(t.store.state);
  if (e === void 0) return;
  let { name: n } = e, r = await p(t, "history", { name: "history", user: n, limit: K });
  r.kind === "history" && d(t, (i) => l(i, n, (o) => L(o, r)));
}
var $ = new Map();
async function ue(t) {
  let e = w(t.store.state), n = e?.lines[0]?.id;
  if (e === void 0 || n === void 0 || !e.hasOlder) return !1;
  let r = c(e.name), i = $.get(r) ?? gt(t, e.name, n);
  $.set(r, i);
  try {
    return await i;
  } finally {
    $.delete(r);
  }
}
async function gt(t, e, n) {
  let r = await p(t, "history", { name: "history", user: e, before: n, limit: K });
  return r.kind === "error" ? !1 : (d(t, (i) => l(i, e, (o) => Z(o, n, r))), !0);
}
async function fe(t) {
  let e = await p(t, "done", { name: "getgroups" });
  if (e.kind === "error") return;
  let n = e.data?.groups;
  Array.isArray(n) &&
    d(
      t,
      (r) =>
        n.filter((i) => typeof i == "string").reduce(
          (i, o) => l(i, `#${o}`, (a) => a.gone ? { ...a, gone: !1 } : a),
          r,
        ),
    );
}
async function de(t, e) {
  let n = B(e), r = w(t.store.state);
  if (n.length === 0 || r === void 0 || t.outbox === void 0) return !1;
  if (
    Math.max(...n.map((o) => new TextEncoder().encode(o).length)) > (t.store.state.server?.limits.line ?? R.line) - lt
  ) return k(t, t.texts.tooLong, "bad"), !1;
  if (t.store.state.pending.length + n.length > b) return k(t, t.texts.outboxFull(b), "bad"), !1;
  try {
    await t.outbox.add(r.name, n);
  } catch {
    return k(t, t.texts.cannotKeep, "bad"), !1;
  }
  return d(t, (o) => l(o, r.name, (a) => ({ ...a, divider: void 0 }))), !0;
}
function le(t, e, n) {
  d(t, (r) => V(r, e, n)), pt(t);
}
function he(t, e) {
  d(t, (n) => n.isWatching === e ? n : { ...n, isWatching: e });
}
function me(t) {
  d(t, (e) => U(e.isWatching ? { ...e, isWatching: !1 } : e));
}
var P = !1;
async function pt(t) {
  if (!P) {
    P = !0;
    try {
      for (let e; (e = q(t.store.state)) !== void 0;) {
        let { id: n, key: r } = e,
          i = await p(t, "acknowledged", { name: "ack", id: n, with: t.store.state.conversations.get(r)?.name ?? r });
        if (i.kind === "error" && i.code === void 0) return;
        let o = e;
        d(t, (a) => Q(a, o));
      }
    } finally {
      P = !1;
    }
  }
}
export {
  $t as j,
  _t as i,
  ae as x,
  At as s,
  B as q,
  bt as c,
  ce as y,
  de as B,
  Dt as e,
  Et as h,
  et as l,
  fe as A,
  H as t,
  he as D,
  It as a,
  le as C,
  Lt as d,
  M as m,
  me as E,
  Mt as f,
  Nt as g,
  Ot as p,
  pt as F,
  qt as v,
  se as w,
  St as r,
  ue as z,
  ut as b,
  Vt as u,
  vt as o,
  wt as k,
  Y as n,
};
