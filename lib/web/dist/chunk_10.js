import { e as n } from "./chunk_7.js";
function a(t, r, e) {
  return t.from === r && t.removed !== !0 && e - t.at < n.editable;
}
function f(t, r, e) {
  return a(t, r, e) && t.file === void 0;
}
function d(t, r, e) {
  return t.findLast((o) => f(o, r, e));
}
export { a, d as c, f as b };
