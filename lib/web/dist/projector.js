import { a as x } from "./chunk_19.js";
import { a as d, b as E, d as S } from "./chunk_11.js";
import { f as a, i as f, j as b, l as g } from "./chunk_2.js";
import "./chunk_3.js";
import "./chunk_12.js";
import { f as p } from "./chunk_8.js";
import { a as h, b as l, t as i } from "./chunk_9.js";
import { e } from "./chunk_10.js";
var m = [150, 175, 200, 225, 250], y = 8, w = 8, j = 60;
function W() {
  let s = i(), t = d(), [n, o] = h(0);
  S(),
    l(
      () => (document.documentElement.classList.add(`size-${m[n]}`),
        () => document.documentElement.classList.remove(`size-${m[n]}`)),
      [n],
    ),
    l(() => {
      let u = (v) => v.key === "Escape" && a(s);
      return addEventListener("keydown", u), () => removeEventListener("keydown", u);
    }, []);
  let { active: c } = s.store.state, r = [...c].sort(), k = s.frames.of !== void 0;
  return e("main", {
    class: "projector",
    children: [
      e("header", {
        children: [
          e("h1", { class: "address", children: location.origin }),
          e("p", { children: t.here(r.length) }),
          e("div", {
            class: "bar",
            children: [
              e("button", {
                type: "button",
                disabled: n === 0,
                onClick: () => o(n - 1),
                children: t.smaller,
              }),
              e("button", {
                type: "button",
                disabled: n === m.length - 1,
                onClick: () => o(n + 1),
                children: t.larger,
              }),
              e("button", { type: "button", onClick: () => a(s), children: t.leave }),
            ],
          }),
        ],
      }),
      e(x, { text: `${location.origin}/` }),
      e(L, {}),
      e("p", { class: "names", children: [r.slice(0, j).join("  "), r.length > j && " \u2026"] }),
      k && e(z, {}),
    ],
  });
}
function L() {
  let { store: s } = i(), t = d(), n = p(s.state);
  return n === void 0 ? e("p", { class: "last", children: t.noTalk }) : e("ol", {
    class: "last",
    "aria-label": n.title,
    children: n.lines.slice(-y).map(({ id: o, from: c, text: r }) =>
      e("li", { children: [e("b", { children: c }), " ", r] }, o)
    ),
  });
}
function z() {
  let { frames: s } = i();
  return e("ol", {
    class: "last-frames",
    children: s.all.slice(-w).map((t) =>
      e("li", {
        class: t.error === void 0 ? "" : "wrong",
        children: [
          e("b", { children: f(t) }),
          " ",
          g(t) ? "\xB7" : b(t) ? "\u2192" : "\u2190",
          " ",
          e("code", { children: e(E, { frame: t }) }),
        ],
      }, t.n)
    ),
  });
}
export { W as Projector };
