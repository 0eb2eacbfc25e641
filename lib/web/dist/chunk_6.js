var c = {
  link: { kind: "connecting" },
  server: void 0,
  login: void 0,
  ended: void 0,
  active: new Set(),
  conversations: new Map(),
  current: void 0,
  isWatching: !1,
  arrivals: [],
  pending: [],
  notices: [],
  pane: void 0,
  watchings: [],
  isProjected: !1,
  acting: void 0,
  uploads: [],
  jump: void 0,
};
function r(n) {
  return n.toLowerCase();
}
function d(n) {
  return n.startsWith("#");
}
function u(n) {
  return {
    name: n,
    title: d(n) ? n.slice(1) : n,
    lines: [],
    hasOlder: void 0,
    isCut: !1,
    unread: [],
    divider: void 0,
    lastAt: 0,
    reach: {},
    gone: !1,
  };
}
function f(n, e, i) {
  let t = r(e), o = n.conversations.get(t) ?? u(e), s = i(o);
  return s === o && n.conversations.has(t) ? n : { ...n, conversations: new Map(n.conversations).set(t, s) };
}
function a({ current: n, conversations: e }) {
  return n === void 0 ? void 0 : e.get(n);
}
function p(n, { from: e, to: i }) {
  return d(i) || r(e) === r(n) ? i : e;
}
export { a as f, c as a, d as c, f as e, p as g, r as b, u as d };
