import { n as c, o as s, p as u, r as d } from "./chunk_9.js";
async function l(n, o) {
  let { frames: e } = n;
  e.of = o;
  let t = await c(n, "done", { name: "watch", ...o !== "" && { user: o } });
  t.kind === "error" && (e.of = void 0, u(n, s(n, t), "bad")), e.tell();
}
async function w(n) {
  n.frames.of = void 0, await c(n, "done", { name: "unwatch" }), n.frames.tell();
}
function g(n) {
  n.frames.of !== void 0 && l(n, n.frames.of);
}
async function M(n, o, e, t) {
  let r = await c(n, "done", { name: "provoke", how: o, amount: e, ...t !== "" && { user: t } });
  u(n, r.kind === "error" ? s(n, r) : r.message, r.kind === "error" ? "bad" : "calm");
}
async function k(n, o) {
  let e = await c(n, "done", { name: "unprovoke", ...o !== "" && { user: o } });
  u(n, e.kind === "error" ? s(n, e) : e.message, e.kind === "error" ? "bad" : "calm");
}
function p(n) {
  d(n, (o) => ({ ...o, isProjected: !o.isProjected }));
}
var A = { who: "", command: "", direction: "both", errors: !1 };
function F(n, o) {
  for (let e = n.length - 1; e >= Math.max(0, n.length - 200); e--) if (n[e].n === o.n) return n.with(e, o);
  return [...n.slice(-1999), o];
}
function a({ user: n, connection: o }) {
  return n ?? `(${o})`;
}
function h({ kind: n }) {
  return n === "request" || n === "unfinished";
}
function O(n, o) {
  let { who: e, command: t, direction: r, errors: f } = o;
  return n.filter((i) =>
    (e === "" || a(i) === e) && (t === "" || i.command === t) && (r === "both" || h(i) === (r === "in") && !x(i)) &&
    (!f || i.error !== void 0)
  );
}
function x({ kind: n }) {
  return n === "opened" || n === "closed";
}
function S(n) {
  let o = (e) => [...new Set(e)].sort((t, r) => t.localeCompare(r));
  return { who: o(n.map(a)), commands: o(n.flatMap(({ command: e }) => e ?? [])) };
}
function b(n, o, e) {
  let t = n.findIndex((r) => r.n === o);
  return t === -1 ? n.at(-1) : n[Math.min(Math.max(t + e, 0), n.length - 1)];
}
export {
  A as g,
  a as i,
  b as n,
  F as h,
  g as c,
  h as j,
  k as e,
  l as a,
  M as d,
  O as k,
  p as f,
  S as m,
  w as b,
  x as l,
};
