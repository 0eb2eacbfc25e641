import { c as a } from "./chunk_6.js";
import { e as s } from "./chunk_8.js";
var n = 8;
function i(r) {
  let t = 2166136261;
  for (let o of r.toLowerCase()) t = Math.imul(t ^ o.codePointAt(0), 16777619) >>> 0;
  return `tone-${(t >>> 8) % n}`;
}
function c(r) {
  let t = r.split(/[\s._-]+/).filter((e) => e !== "");
  return (t.length > 1 ? [t[0], t.at(-1)] : t).map((e) => Array.from(e)[0]).join("").toUpperCase();
}
function p({ name: r, title: t, isActive: o }) {
  return s("span", {
    class: `avatar ${i(r)} ${a(r) ? "of-group" : ""}`,
    "aria-hidden": "true",
    children: [a(r) ? "#" : c(t), o && s("i", { class: "here" })],
  });
}
export { i as a, p as b };
