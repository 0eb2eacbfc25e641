import { a as g, b as m, c as j, d as v, e as k, f as F, j as L } from "./chunk_18.js";
import { a as x } from "./chunk_16.js";
import "./chunk_14.js";
import "./chunk_15.js";
import "./chunk_7.js";
import "./chunk_8.js";
import { a as d, b as f, d as p, p as y, t as l } from "./chunk_9.js";
import { b as h, e as o } from "./chunk_10.js";
function D({ file: c }) {
  let a = l(), e = g(a.texts), { name: t, size: n } = c, { done: s, get: u } = U(c), [r, b] = d();
  f(() => () => void (r && URL.revokeObjectURL(r)), [r]);
  let R = async () => {
      let i = await u();
      i !== void 0 && x(new Blob([i], { type: "application/octet-stream" }), v(t));
    },
    P = async () => {
      if (r !== void 0) return b(void 0);
      let i = await u();
      if (i === void 0) return;
      let w = F(i);
      if (w === void 0) return y(a, e.noPicture, "bad");
      b(URL.createObjectURL(new Blob([i], { type: w })));
    };
  return o(h, {
    children: [
      r !== void 0 && o("img", { src: r, alt: t }),
      o("span", {
        class: "file-acts",
        children: [
          o("button", {
            type: "button",
            class: "quiet",
            "aria-label": e.downloadIt(t, m(n)),
            onClick: R,
            children: e.download,
          }),
          k(t) && o("button", { type: "button", class: "quiet", onClick: P, children: r === void 0 ? e.show : e.hide }),
          o("span", {
            class: "meta",
            role: "status",
            children: s === void 0 ? m(n) : e.coming(j({ done: s, total: n })),
          }),
        ],
      }),
    ],
  });
}
function U(c) {
  let a = l(), [e, t] = d(), n = p(void 0), s = p(!0);
  return f(() => () => void (s.current = !1), []), {
    done: e,
    get: async () => (n.current !== void 0 || e !== void 0 ||
      (t(0), n.current = await L(a, c, { onPart: t, isWanted: () => s.current }), t(void 0)),
      n.current),
  };
}
export { D as FileView };
