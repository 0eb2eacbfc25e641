import { a as v, g as c } from "./chunk_18.js";
import "./chunk_14.js";
import "./chunk_15.js";
import "./chunk_7.js";
import "./chunk_8.js";
import { a as f, b as p, d as u, t as m } from "./chunk_9.js";
import { b as d, e as n } from "./chunk_10.js";
function g(t) {
  return t === null || t.types.includes("text/plain") ? [] : [...t.files];
}
function F({ to: t }) {
  let s = m(), a = v(s.texts), i = u(null), l = x((r) => c(s, t, r));
  return n(d, {
    children: [
      n("input", {
        ref: i,
        type: "file",
        multiple: !0,
        hidden: !0,
        onChange: ({ currentTarget: r }) => {
          c(s, t, [...r.files ?? []]), r.value = "";
        },
      }),
      n("button", {
        type: "button",
        class: `attach quiet ${l ? "is-over" : ""}`,
        "aria-label": a.attach,
        title: a.attach,
        onClick: () => i.current?.click(),
        children: n("svg", {
          viewBox: "0 0 16 16",
          "aria-hidden": "true",
          children: n("path", {
            d: "M13 7 7.5 12.5a3 3 0 0 1-4.2-4.2L9 2.6a2 2 0 0 1 2.8 2.8L6.2 11a1 1 0 0 1-1.4-1.4L10 4.4",
          }),
        }),
      }),
    ],
  });
}
function x(t) {
  let [s, a] = f(!1), i = u(t);
  return i.current = t,
    p(() => {
      let l = (e) => e.length > 0 && i.current(e),
        r = (e) => {
          e.dataTransfer?.types.includes("Files") &&
            (e.preventDefault(), a(e.type === "dragover"), e.type === "drop" && l([...e.dataTransfer.files]));
        },
        h = (e) => e.relatedTarget === null && a(!1),
        o = new AbortController();
      return document.addEventListener("dragover", r, o),
        document.addEventListener("drop", r, o),
        document.addEventListener("dragleave", h, o),
        document.addEventListener("paste", ({ clipboardData: e }) => l(g(e)), o),
        () => o.abort();
    }, []),
    s;
}
export { F as Attach };
