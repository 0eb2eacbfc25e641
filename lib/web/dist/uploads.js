import { a as p, b as u, c as f, h as m, i as x } from "./chunk_18.js";
import "./chunk_14.js";
import "./chunk_15.js";
import "./chunk_7.js";
import { b as l } from "./chunk_8.js";
import { t as c } from "./chunk_9.js";
import { b as d, e as t } from "./chunk_10.js";
function C({ to: e }) {
  let { store: i } = c(), o = i.state.uploads.filter((n) => l(n.to) === l(e));
  return t("ul", { class: "uploads", children: o.map((n) => t("li", { children: t(b, { upload: n }) }, n.key)) });
}
function b({ upload: { key: e, name: i, size: o, done: n, problem: a } }) {
  let s = c(),
    r = p(s.texts),
    h = s.store.state.uploads.find((g) => g.problem === void 0)?.key === e
      ? r.coming(f({ done: n, total: o }))
      : r.waiting;
  return t(d, {
    children: [
      t("label", {
        for: e,
        children: [
          t("bdi", { children: i }),
          t("span", { class: "meta", children: [u(o), ...a === void 0 ? [h] : []].join(", ") }),
        ],
      }),
      a === void 0
        ? t("progress", { id: e, value: n, max: Math.max(1, o) })
        : t("p", { class: "problem", role: "alert", children: `${s.texts.notSent}: ${a.message}` }),
      a !== void 0 &&
      t("button", { type: "button", class: "quiet", onClick: () => m(s, e), children: s.texts.tryAgain }),
      t("button", {
        type: "button",
        class: "quiet",
        "aria-label": r.cancelIt(i),
        onClick: () => x(s, e),
        children: a === void 0 ? r.cancel : s.texts.discard,
      }),
    ],
  });
}
export { C as Uploads };
