function I() {
  let t = crypto.getRandomValues(new Uint8Array(16));
  return t[6] = t[6] & 15 | 64,
    t[8] = t[8] & 63 | 128,
    Array.from(t, (d) => d.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
function N(t, e) {
  let { lines: d, isCut: r } = t, i = Math.max(t.lastAt, e.at);
  if (r) return { ...t, lastAt: i };
  let n = d.findLastIndex(({ id: f }) => f <= e.id);
  if (d[n]?.id === e.id) return h(t, e.id, (f) => ({ ...f, ...e }));
  let u = d.toSpliced(n + 1, 0, c(t, e));
  return u.length <= 2e4 ? { ...t, lines: u, lastAt: i } : { ...t, lines: u.slice(-2e4), hasOlder: !0, lastAt: i };
}
function T(t, { messages: e, more: d, gone: r = !1 }) {
  let i = new Set(e.map(({ id: l }) => l)),
    { lines: n, isCut: u } = t,
    f = u ? -1 : n.findIndex(({ id: l }) => i.has(l)),
    s = n.findIndex(({ id: l }) => l === t.unread[0]),
    p = e.at(-1)?.id ?? "",
    S = s < 0 || u ? [] : n.slice(s).filter(({ id: l }) => l < p),
    x = f < 0 ? S : n.slice(0, f),
    O = u ? [] : n.filter(({ id: l }) => !i.has(l) && l > p),
    a = [...x, ...e.map((l) => c(t, l)), ...O],
    o = Math.max(t.lastAt, a.at(-1)?.at ?? 0),
    A = x.length > 0 ? t.hasOlder ?? d : d;
  return { ...m(t, e), lines: a, hasOlder: A, isCut: !1, gone: r, lastAt: o };
}
function w(t, e, { messages: d, more: r }) {
  let { lines: i } = t;
  if (i[0]?.id !== e) return t;
  let n = [...d, ...i], u = n.length > 2e4;
  return { ...t, lines: u ? n.slice(0, 2e4) : n, hasOlder: r, isCut: t.isCut || u };
}
function C(t) {
  let e = t.isCut, d = e ? [] : t.lines.slice(-200), r = d.length < t.lines.length ? !0 : t.hasOlder;
  return { ...t, lines: d, hasOlder: e ? void 0 : r, isCut: !1, divider: void 0 };
}
function m(t, e) {
  let { name: d } = t;
  if (d.startsWith("#")) return t;
  let r = e.findLast(({ from: n, to: u }) => n === d || u === d),
    i = r === void 0 ? t.title : r.from === d ? r.fromName : r.toName;
  return i === t.title ? t : { ...t, title: i };
}
function _(t, { id: e, state: d, at: r }) {
  let i = t.reach[d], n = i !== void 0 && i.id >= e ? t.reach : { ...t.reach, [d]: { id: e, at: r } };
  return { ...t, reach: n, lines: t.lines.map((u) => c({ ...t, reach: n }, u)) };
}
function c({ name: t, reach: { delivered: e, read: d } }, r) {
  return r.from === t || r.readAt !== void 0
    ? r
    : d !== void 0 && r.id <= d.id
    ? { ...r, deliveredAt: r.deliveredAt ?? d.at, readAt: d.at }
    : e !== void 0 && r.deliveredAt === void 0 && r.id <= e.id
    ? { ...r, deliveredAt: e.at }
    : r;
}
function E(t, e, d) {
  return h(t, e, (r) => ({ ...r, progress: d }));
}
function L(t, { id: e, text: d, at: r, removed: i }) {
  return h(
    t,
    e,
    ({ file: n, removed: u, ...f }) => ({
      ...f,
      text: d,
      editedAt: r,
      ...i || u === !0 ? { removed: !0 } : n && { file: n },
    }),
  );
}
function h(t, e, d) {
  return t.lines.some((r) => r.id === e) ? { ...t, lines: t.lines.map((r) => r.id === e ? d(r) : r) } : t;
}
function y({ readAt: t, deliveredAt: e }) {
  return t !== void 0 ? "read" : e !== void 0 ? "delivered" : "sent";
}
export { _ as g, C as e, E as h, I as a, L as i, m as f, N as b, T as c, w as d, y as j };
