import { a as d, b as j, c as O, e as C, f as I, g as G, h as S } from "./chunk_13.js";
import { b as A } from "./chunk_17.js";
import { b as T } from "./chunk_5.js";
import { a as b } from "./chunk_14.js";
import "./chunk_15.js";
import "./chunk_6.js";
import "./chunk_7.js";
import { b as y, c as g, f as w } from "./chunk_8.js";
import { a as u, b as x, t as m } from "./chunk_9.js";
import { e } from "./chunk_10.js";
function _({ info: t }) {
  let n = m(),
    r = d(n.texts),
    [i, s] = u(t.name),
    [o, l] = u(t.entry),
    [a, p] = u(t.history),
    k = (f) => {
      f.preventDefault(), S(n, t, { rename: i.trim().replace(/^#/, ""), entry: o, history: a });
    },
    h = t.name;
  return e("section", {
    children: [
      e("h3", { children: r.settings }),
      e("form", {
        class: "stack",
        onSubmit: k,
        children: [
          e("label", {
            children: [
              r.newName,
              e("input", {
                value: i,
                maxLength: 33,
                onInput: (f) => s(f.currentTarget.value),
              }),
            ],
          }),
          e(M, { label: r.entry, value: o, options: r.entries, onChoose: l }),
          e(M, { label: r.history, value: a, options: r.histories, onChoose: p }),
          e("button", { type: "submit", children: r.save }),
        ],
      }),
      n.store.state.login?.role === "teacher" &&
      e("p", {
        class: "buttons",
        children: [
          e("button", {
            type: "button",
            onClick: () => void b(n, { name: "lock", group: h }, r.locked),
            children: r.lock,
          }),
          e("button", {
            type: "button",
            onClick: () => void b(n, { name: "unlock", group: h }, r.unlocked),
            children: r.unlock,
          }),
        ],
      }),
    ],
  });
}
function M({ label: t, value: n, options: r, onChoose: i }) {
  return e("label", {
    children: [
      t,
      e("select", {
        value: n,
        onChange: (s) => i(s.currentTarget.value),
        children: Object.entries(r).map(([s, o]) => e("option", { value: s, children: o }, s)),
      }),
    ],
  });
}
function ne() {
  let t = m(), n = w(t.store.state);
  return n === void 0
    ? e("p", { class: "pane-body meta", children: d(t.texts).none_here })
    : g(n.name)
    ? e(F, { group: n.name.slice(1) }, n.name)
    : e(P, { name: n.name });
}
function P({ name: t }) {
  let n = m().store.state.active.has(t);
  return e("div", {
    class: "pane-body",
    children: e("ul", {
      class: "rows",
      children: e("li", { children: e(L, { member: { name: t, isActive: n }, isMaker: !1 }) }),
    }),
  });
}
function F({ group: t }) {
  let n = m(),
    r = d(n.texts),
    { login: i, active: s, link: o } = n.store.state,
    [l, a] = u(),
    [p, k] = u(),
    h = async () => {
      a(await I(n, t)), k((await O(n))?.find(({ name: c }) => y(c) === y(t)));
    };
  x(() => void (o.kind === "open" && h()), [t, o.kind]);
  let f = i?.role === "teacher" || l !== void 0 && l.maker === i?.user,
    N = async (c) => {
      confirm(r.sureTakeOut(c)) && await b(n, { name: "removemember", group: t, user: c }) !== void 0 && await h();
    },
    v = j(l?.names ?? [], s);
  return e("div", {
    class: "pane-body",
    children: [
      e("section", {
        children: [
          v.length > 0 && e("p", {
            class: "meta",
            role: "status",
            children: r.count(v.filter(({ isActive: c }) => c).length, v.length),
          }),
          e(D, { group: t, onInvited: h }),
          e("ul", {
            class: "rows",
            children: v.map((c) =>
              e("li", {
                children: e(L, {
                  member: c,
                  isMaker: c.name === l?.maker,
                  ...f && { onTakeOut: () => N(c.name) },
                }),
              }, c.name)
            ),
          }),
        ],
      }),
      f && p !== void 0 && e(_, { info: p }, JSON.stringify(p)),
      e("section", {
        children: e("button", {
          type: "button",
          onClick: () => void (confirm(r.sureLeave(t)) && C(n, t)),
          children: r.leave,
        }),
      }),
    ],
  });
}
function L({ member: { name: t, isActive: n }, isMaker: r, onTakeOut: i }) {
  let s = m(),
    o = d(s.texts),
    l = t === s.store.state.login?.user,
    a = [l ? o.you : "", n ? o.here : o.away, r ? o.maker : ""];
  return e("details", {
    class: "person",
    children: [
      e("summary", {
        children: [
          e(T, { name: t, title: t, isActive: n }),
          e("span", {
            children: [
              e("b", { children: t }),
              e("span", { class: "meta", children: a.filter((p) => p !== "").join(", ") }),
            ],
          }),
        ],
      }),
      e("div", {
        class: "buttons",
        children: [
          e(A, { name: t }),
          i !== void 0 && !l &&
          e("button", { type: "button", "aria-label": `${o.takeOut}: ${t}`, onClick: i, children: o.takeOut }),
        ],
      }),
    ],
  });
}
function D({ group: t, onInvited: n }) {
  let r = m(), i = d(r.texts), [s, o] = u("");
  return e("form", {
    class: "row",
    onSubmit: async (a) => {
      a.preventDefault(), !(s.trim() === "" || !await G(r, t, s.trim())) && (o(""), n());
    },
    children: [
      e("input", {
        list: "people",
        value: s,
        autocomplete: "off",
        autocapitalize: "none",
        "aria-label": i.inviteLabel,
        placeholder: i.inviteLabel,
        onInput: (a) => o(a.currentTarget.value),
      }),
      e("datalist", { id: "people", children: [...r.store.state.active].map((a) => e("option", { value: a }, a)) }),
      e("button", { type: "submit", children: i.invite }),
    ],
  });
}
export { ne as MembersPane };
