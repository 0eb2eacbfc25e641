var s = { who: "", command: "", direction: "both", errors: !1 };
function d(t, o) {
  for (let n = t.length - 1; n >= Math.max(0, t.length - 200); n--) if (t[n].n === o.n) return t.with(n, o);
  return [...t.slice(-1999), o];
}
function c({ user: t, connection: o }) {
  return t ?? `(${o})`;
}
function h({ kind: t }) {
  return t === "request" || t === "unfinished";
}
function l(t, o) {
  let { who: n, command: e, direction: r, errors: u } = o;
  return t.filter((i) =>
    (n === "" || c(i) === n) && (e === "" || i.command === e) && (r === "both" || h(i) === (r === "in") && !p(i)) &&
    (!u || i.error !== void 0)
  );
}
function p({ kind: t }) {
  return t === "opened" || t === "closed";
}
function x(t) {
  let o = (n) => [...new Set(n)].sort((e, r) => e.localeCompare(r));
  return { who: o(t.map(c)), commands: o(t.flatMap(({ command: n }) => n ?? [])) };
}
function M(t, o, n) {
  let e = t.findIndex((r) => r.n === o);
  return e === -1 ? t.at(-1) : t[Math.min(Math.max(e + n, 0), t.length - 1)];
}
export { c, d as b, h as d, l as e, M as h, p as f, s as a, x as g };
