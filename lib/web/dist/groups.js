import { a as d, c as v, d as b } from "./chunk_13.js";
import "./chunk_14.js";
import "./chunk_15.js";
import { w } from "./chunk_6.js";
import "./chunk_7.js";
import "./chunk_8.js";
import { a as l, b as f, t as m } from "./chunk_9.js";
import { e } from "./chunk_10.js";
function S() {
  let n = m(), s = d(n.texts), [t, o] = l(), i = n.store.state.link.kind === "open", r = async () => o(await v(n));
  return f(() => void (i && r()), [i, n.store.state.conversations.size]),
    e("div", {
      class: "pane-body",
      children: [
        e("section", { children: [e("h3", { children: s.make }), e(g, {})] }),
        e("section", {
          children: [
            e("h3", { children: s.all }),
            t?.length === 0 && e("p", { class: "meta", children: s.none }),
            e("ul", { class: "rows", children: t?.map((p) => e("li", { children: e(j, { group: p }) }, p.name)) }),
          ],
        }),
      ],
    });
}
function g() {
  let n = m(), s = d(n.texts), [t, o] = l(""), [i, r] = l("");
  return e("form", {
    class: "stack",
    onSubmit: async (a) => {
      a.preventDefault();
      let u = t.trim().replace(/^#/, "");
      u === "" || !await b(n, "addgroup", u, i) || (o(""), r(""));
    },
    children: [
      e("label", {
        children: [
          s.name,
          e("input", {
            value: t,
            maxLength: 33,
            autocomplete: "off",
            autocapitalize: "none",
            placeholder: s.nameHint,
            onInput: (a) => o(a.currentTarget.value),
          }),
        ],
      }),
      e("label", {
        children: [
          s.password,
          e("input", {
            type: "password",
            value: i,
            autocomplete: "new-password",
            onInput: (a) => r(a.currentTarget.value),
          }),
        ],
      }),
      e("button", { type: "submit", class: "primary", "aria-disabled": t.trim() === "", children: s.makeIt }),
    ],
  });
}
function j({ group: n }) {
  let s = m(),
    t = d(s.texts),
    { name: o, members: i, isMember: r, maker: p, hasPassword: a, entry: u } = n,
    [h, y] = l(""),
    x = [
      t.members(i),
      r ? t.isMember : "",
      p === "" ? "" : t.madeBy(p),
      !r && a ? t.byPassword : "",
      !r && u === "invited" ? t.byInvitation : "",
    ].filter((c) => c !== "").join(", ");
  return e("form", {
    class: "row",
    onSubmit: (c) => {
      c.preventDefault(), r ? w(s, `#${o}`) : b(s, "joingroup", o, h);
    },
    children: [
      e("p", { children: [e("b", { children: o }), e("span", { class: "meta", children: x })] }),
      !r && a &&
      e("input", {
        type: "password",
        value: h,
        autocomplete: "off",
        "aria-label": t.passwordOf(o),
        placeholder: t.passwordOf(o),
        onInput: (c) => y(c.currentTarget.value),
      }),
      r
        ? e("button", { type: "submit", "aria-label": t.openIt(o), children: t.open })
        : e("button", { type: "submit", class: "primary", "aria-label": t.joinIt(o), children: t.join }),
    ],
  });
}
export { S as GroupsPane };
