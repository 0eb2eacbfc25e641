import { k as c, m as r } from "./chunk_4.js";
import { i as u } from "./chunk_7.js";
var d = 24 * 60 * 60 * 1e3, l = new Map();
function m(n, t, e) {
  let i = t + JSON.stringify(e), o = l.get(i) ?? new Intl.DateTimeFormat(t, e);
  return l.set(i, o), o.format(n);
}
function s(n, { tag: t }) {
  return m(n, t, { hour: "2-digit", minute: "2-digit" });
}
function g(n, { tag: t, today: e, yesterday: i }) {
  let o = c(), f = u.wall(), a = r(n, o);
  return a === r(f, o)
    ? e
    : a === r(f - d, o)
    ? i
    : m(n, t, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
function p(n, t) {
  let e = c();
  return r(n, e) === r(u.wall(), e) ? s(n, t) : m(n, t.tag, { day: "numeric", month: "short" });
}
function h(n, { tag: t }) {
  return m(n, t, { dateStyle: "full", timeStyle: "medium" });
}
export { g as b, h as d, p as c, s as a };
