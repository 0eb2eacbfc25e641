import { c as st } from "./chunk_1.js";
import { c as Ze, f as Je, h as Ye } from "./chunk_2.js";
import { a as et } from "./chunk_3.js";
import { a as F, b as nt, c as ot, d as rt } from "./chunk_4.js";
import { a as tt, b as _ } from "./chunk_5.js";
import {
  A as J,
  a as G,
  B as Ue,
  b as le,
  C as Ve,
  c as Se,
  D as fe,
  d as Ee,
  E as Qe,
  e as de,
  F as me,
  f as B,
  g as Le,
  h as Te,
  i as Pe,
  j as _e,
  k as $e,
  n as Me,
  o as Ne,
  p as U,
  q as Ie,
  r as V,
  s as Re,
  t as Be,
  u as qe,
  v as We,
  w as P,
  x as ze,
  y as Z,
  z as Ge,
} from "./chunk_6.js";
import { b as Q, f as Fe, g as De, h as Ke, i as He, j as ue } from "./chunk_7.js";
import { a as R, b as m, c as O, d as z, e as L, f as T, g as ae } from "./chunk_8.js";
import {
  a as w,
  b,
  c as A,
  d as C,
  h as Ce,
  i as W,
  l as Oe,
  m as E,
  n as Ae,
  o as S,
  p as I,
  q as ce,
  r as k,
  s as Xe,
  t as u,
} from "./chunk_9.js";
import { b as q, c as je, e as o } from "./chunk_10.js";
async function it(e, t, n) {
  return await e.link.ready().catch(() => {}),
    await at(e, await E(e, "token", { name: "auth", user: t.trim(), password: n }));
}
async function ct(e, { code: t, user: n, password: r, fullName: s }) {
  if (/\s/.test(r)) return e.texts.noSpaces;
  if (await e.link.ready().catch(() => {}), t.trim() !== "") {
    let c = await E(e, "done", { name: "join", code: t.trim() });
    if (c.kind === "error") return S(e, c);
  }
  let i = [n.trim(), r, s.trim()].join(" ").trim();
  return await at(e, await E(e, "token", { name: "register", account: i }));
}
async function at(e, t) {
  if (t.kind === "error") return S(e, t);
  let n = { token: t.token, role: t.role ?? "student" };
  return le(n), await pe(e);
}
async function pe(e) {
  let t = G();
  if (t === void 0) return;
  let n = await E(e, "live", { name: "live", token: t.token });
  if (n.kind === "error") return n.code === "no_login" && D(e, n), S(e, n);
  let { user: r, active: s } = n, i = e.store.state.login?.user !== r;
  k(
    e,
    (a) => ({
      ...i ? Gt({ ...R, link: a.link, server: a.server }, r) : a,
      login: { user: r, ...t },
      active: new Set(s),
      ended: void 0,
    }),
  ),
    i && Ut(e, r),
    e.outbox?.wake();
  let c = i ? Se(r) : void 0;
  await Promise.all([J(e), c === void 0 ? Z(e) : P(e, c)]);
}
function Gt(e, t) {
  let n = new Map(
    [...B(t).values()].map(({ name: r, title: s, lastAt: i }) => [m(r), { ...z(r), title: s, lastAt: i }]),
  );
  return { ...e, conversations: n };
}
function Ut(e, t) {
  e.outbox?.close(),
    e.outbox = new Be({
      storage: e.storage,
      user: t,
      post: ({ key: n, to: r, text: s }) =>
        e.link.ask({ name: "post", token: e.store.state.login?.token ?? "", key: n, user: r, text: s }).catch((i) => {
          if (i.name === "ChatError") return { kind: "error", message: i.message };
          throw i;
        }),
      keyLife: () => {
        let n = e.store.state.server?.limits.post_key_seconds;
        return n === void 0 ? void 0 : n * 1e3;
      },
      onChange: (n) => k(e, (r) => ({ ...r, pending: n })),
      onSent: ({ to: n, text: r }, { id: s, at: i }) =>
        k(e, (c) => L(c, n, (a) => Q(a, { id: s, at: i, from: t, fromName: t, to: a.name, toName: a.title, text: r }))),
    });
}
function D(e, t) {
  e.outbox?.close(),
    e.outbox = void 0,
    e.frames.of = void 0,
    e.frames.clear(),
    le(void 0),
    k(e, (n) => ({ ...R, link: n.link, server: n.server, ended: t && { code: t.code, message: t.message } }));
}
async function lt(e) {
  let { login: t, pending: n } = e.store.state;
  if (t === void 0) return;
  let r = await Ae(e, "logged out", { name: "logout" });
  r.kind === "error" && r.code !== "no_login" && I(e, e.texts.loggedOutHere, "bad"),
    await e.storage.remove(n.map(({ n: s }) => s)).catch(() => {}),
    D(e, void 0),
    Te(t.user);
}
function dt({ login: e, conversations: t }) {
  if (e === void 0) return;
  let n = B(e.user);
  Le(
    e.user,
    [...t].filter(([, r]) => r.lastAt > 0).map(([r, { name: s, title: i, lastAt: c, lines: a, unread: d }]) => {
      let g = a.findLast(({ id: p, from: l }) => l !== e.user && !d.includes(p))?.id;
      return { name: s, title: i, lastAt: c, seen: g ?? n.get(r)?.seen };
    }),
  );
}
var $ = {
  en: { name: "English", load: async () => (await import("./en.js")).en },
  id: { name: "Bahasa Indonesia", load: async () => (await import("./id.js")).id },
};
function ut(e) {
  return e.map((t) => t.toLowerCase().split("-")[0]).find((t) => Object.hasOwn($, t)) ?? "en";
}
var Y = class {
  all = [];
  leftOut = 0;
  of;
  #e = new Set();
  #t = !0;
  take(t) {
    t.kind === "frame" ? this.all = Ye(this.all, t.frame) : this.leftOut += t.count, this.tell();
  }
  clear() {
    this.all = [], this.leftOut = 0, this.tell();
  }
  tell() {
    this.#t && (this.#t = !1,
      requestAnimationFrame(() => {
        this.#t = !0, this.#e.forEach((t) => t());
      }));
  }
  subscribe(t) {
    return this.#e.add(t), () => this.#e.delete(t);
  }
};
function he(e, t, n) {
  return e !== void 0 && e.owner !== t && e.until > n && e.until < n + 6e4;
}
var X = class {
  isKept = !1;
  #e = [];
  #t = 0;
  #n = new Map();
  add(t) {
    return this.#e.push(...t.map((n) => ({ ...n, n: ++this.#t }))), Promise.resolve();
  }
  all(t) {
    return Promise.resolve(this.#e.filter((n) => n.user === t));
  }
  change(t) {
    let n = this.#e.findIndex(({ n: r }) => r === t.n);
    return n >= 0 && (this.#e[n] = t), Promise.resolve(n >= 0);
  }
  remove(t) {
    return this.#e = this.#e.filter(({ n }) => !t.includes(n)), Promise.resolve();
  }
  takeTurn(t, n, r, s) {
    let i = !he(this.#n.get(t), n, r);
    return i && this.#n.set(t, { owner: n, until: s }), Promise.resolve(i);
  }
};
var M = "messages",
  ft = "turns",
  ge = class {
    isKept = !0;
    #e;
    constructor(t) {
      this.#e = t;
    }
    add(t) {
      return this.#t(M, (n) => t.forEach((r) => n.add(r)), "strict");
    }
    async all(t) {
      let n = this.#e.transaction(M).objectStore(M);
      return (await mt(n.getAll())).filter((s) => s.user === t);
    }
    async change(t) {
      let n = !1;
      return await this.#t(M, (r) => {
        let s = r.getKey(t.n);
        s.onsuccess = () => {
          n = s.result !== void 0, n && r.put(t);
        };
      }),
        n;
    }
    remove(t) {
      return this.#t(M, (n) => t.forEach((r) => n.delete(r)));
    }
    async takeTurn(t, n, r, s) {
      let i = !1;
      return await this.#t(ft, (c) => {
        let a = c.get(t);
        a.onsuccess = () => {
          i = !he(a.result, n, r), i && c.put({ owner: n, until: s }, t);
        };
      }),
        i;
    }
    #t(t, n, r = "relaxed") {
      let { promise: s, resolve: i, reject: c } = Promise.withResolvers(),
        a = this.#e.transaction(t, "readwrite", { durability: r });
      return a.oncomplete = () => i(),
        a.onabort = a.onerror = () => c(a.error ?? new Error("Nothing can be kept")),
        n(a.objectStore(t)),
        s;
    }
  };
function mt(e) {
  let { promise: t, resolve: n, reject: r } = Promise.withResolvers();
  return e.onsuccess = () => n(e.result), e.onerror = () => r(e.error), t;
}
async function pt() {
  try {
    let e = indexedDB.open("ngobrol", 1);
    return e.onupgradeneeded = () => {
      e.result.createObjectStore(M, { keyPath: "n", autoIncrement: !0 }), e.result.createObjectStore(ft);
    },
      new ge(await mt(e));
  } catch {
    return new X();
  }
}
function ht(e, t, n) {
  switch (t.kind) {
    case "message":
      return Qt(e, t.message, n);
    case "receipt":
      return xe(e, t.by, (r) => De(r, t));
    case "receipts": {
      let { id: r, delivered: s, read: i, members: c } = t;
      return xe(e, `#${t.group.replace(/^#/, "")}`, (a) => Ke(a, r, { delivered: s, read: i, members: c }));
    }
    case "edit":
      return e.login === void 0 ? e : xe(e, ae(e.login.user, t), (r) => He(r, t));
    case "group":
      return Zt(e, t);
    case "presence": {
      let r = new Set(e.active);
      return t.active ? r.add(t.user) : r.delete(t.user), { ...e, active: r };
    }
    case "notice":
      return t.watching === void 0 ? e : { ...e, watchings: Vt(e.watchings, t.watching) };
    case "ping":
    case "frame":
    case "left out":
      return e;
  }
}
function Vt(e, t) {
  let n = e.filter(({ by: r, of: s }) => r !== t.by || s !== t.of);
  return t.active ? [...n, t] : n;
}
function xe(e, t, n) {
  return e.conversations.has(m(t)) ? L(e, t, n) : e;
}
function Qt(e, t, n) {
  let r = e.login?.user;
  if (r === void 0) return e;
  let s = ae(r, t), i = L(e, s, (d) => Fe(Q(d, t), [t]));
  if (m(t.from) === m(r) && m(t.to) !== m(r)) return i;
  let a = i.conversations.get(m(s)).lines.at(-1)?.id === t.id;
  return We(i, s, t.id, { isNewest: a, wasSeen: n(m(s), t.id) });
}
function Zt(e, t) {
  let n = `#${t.group.replace(/^#/, "")}`, r = t.before === void 0 ? e : Jt(e, `#${t.before.replace(/^#/, "")}`, n);
  return L(r, n, (s) => s.gone === !t.member ? s : { ...s, gone: !t.member });
}
function Jt(e, t, n) {
  let r = e.conversations.get(m(t));
  if (r === void 0) return e;
  let s = new Map(e.conversations);
  s.delete(m(t)), s.set(m(n), { ...r, name: n, title: n.slice(1) });
  let i = e.current === m(t) ? m(n) : e.current, c = e.arrivals.map((a) => a.key === m(t) ? { ...a, key: m(n) } : a);
  return { ...e, conversations: s, current: i, arrivals: c };
}
var ee = class {
  #e = R;
  #t = new Set();
  get state() {
    return this.#e;
  }
  update(t) {
    let n = this.#e;
    this.#e = t(n), this.#e !== n && this.#t.forEach((r) => r());
  }
  subscribe(t) {
    return this.#t.add(t), () => this.#t.delete(t);
  }
};
var Yt = 2e3;
async function gt() {
  let e = new ee(),
    t = $[ut([Pe() ?? "", ...navigator.languages])],
    [n, r] = await Promise.all([pt(), t.load()]),
    s = location.protocol === "https:" ? "wss" : "ws",
    i = {
      store: e,
      storage: n,
      texts: r,
      frames: new Y(),
      outbox: void 0,
      link: new Oe({
        url: `${s}://${location.host}/chat`,
        onState: (c) => k(i, (a) => ({ ...a, link: c })),
        onOpen: () => void Xt(i),
        onEvent: (c) => en(i, c),
        onRefused: ({ code: c, message: a }) => {
          c === "no_login" && e.state.login !== void 0 && D(i, { code: c, message: a });
        },
        onLost: (c) => tn(i, c),
      }),
    };
  return i.link.connect(),
    on(i),
    nn(),
    globalThis.addEventListener("online", () => i.link.renew()),
    document.addEventListener("visibilitychange", () => {
      !document.hidden && !i.link.isOpen && i.link.connect();
    }),
    i;
}
async function Xt(e) {
  let [t] = await Promise.all([E(e, "hello", { name: "hello" }), pe(e)]);
  t.kind === "hello" && k(e, (n) => ({ ...n, server: t.server })), me(e), Ze(e);
}
function en(e, t) {
  let n = e.store.state.login?.user;
  if (t.kind === "frame" || t.kind === "left out") return n === void 0 ? void 0 : e.frames.take(t);
  let r = n === void 0 ? void 0 : B(n);
  k(e, (s) => ht(s, t, (i, c) => c <= (r?.get(i)?.seen ?? ""))),
    t.kind === "message"
      ? me(e)
      : t.kind === "notice"
      ? (t.watching === void 0 && I(e, t.message), J(e))
      : t.kind === "ping" && e.link.ask({ name: "hello" }).catch(() => {});
}
function tn(e, t) {
  let { login: n } = e.store.state;
  return t?.code === "kicked"
    ? D(e, { code: void 0, message: t.message })
    : t !== void 0 && n !== void 0 && I(e, t.message, "bad"),
    G() !== void 0 || t?.code !== "login_timeout";
}
function nn() {
  let e = globalThis.visualViewport;
  e?.addEventListener("resize", () => {
    let t = e.scale === 1 && innerHeight - e.height > 80;
    document.body.style.height = t ? `${e.height}px` : "", t && scrollTo(0, 0);
  });
}
function on(e) {
  let t = e.store.state,
    n = () => {
      e.store.state !== t && (t = e.store.state, dt(t));
    };
  setInterval(n, Yt), globalThis.addEventListener("pagehide", n), document.addEventListener("visibilitychange", n);
}
var xt = (e) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 5a3 3 0 0 1 3-3h20a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H14l-7 7v-7H6a3 3 0 0 1-3-3z" fill="#3a4fa3"/><path d="M9 9h14M9 15h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/>${e}</svg>`,
  rn = xt(""),
  sn = xt('<circle cx="25" cy="7" r="7" fill="#c2571a" stroke="#fff" stroke-width="2"/>');
function wt(e, { name: t }) {
  let n = qe(e), r = T(e), s = r === void 0 ? t : `${r.title} \xB7 ${t}`;
  document.title = n > 0 ? `(${n}) ${s}` : s;
  let i = document.querySelector("link[rel=icon]"), c = `data:image/svg+xml,${encodeURIComponent(n > 0 ? sn : rn)}`;
  i !== null && i.href !== c && (i.href = c);
}
function te({ conversations: e, active: t, current: n, login: r }, s) {
  let i = m(s.trim()),
    c = [...e.values()],
    a = (l) => m(l.name) === n,
    d = (l) => l.lastAt > 0 || l.unread.length > 0 || a(l),
    g = [...t].filter((l) => l !== r?.user && !e.has(m(l))).map(z),
    p = ({ name: l, title: f }) => m(`${l} ${f}`).includes(i);
  return {
    recent: c.filter((l) => d(l) && p(l)).sort((l, f) => f.lastAt - l.lastAt || we(l, f)),
    groups: c.filter((l) => !d(l) && O(l.name) && !l.gone && p(l)).sort(we),
    others: [...c.filter((l) => !d(l) && !O(l.name) && t.has(l.name)), ...g].filter(p).sort(we),
  };
}
function we(e, t) {
  return m(e.title).localeCompare(m(t.title));
}
function ne({ recent: e, groups: t, others: n }) {
  return [...e, ...t, ...n];
}
var cn = [".entry[aria-current=true], .find input", ".log", ".composer textarea", ".pane"];
function bt(e) {
  let t = (n) => {
    n.key === "F6" && !n.altKey && !n.ctrlKey
      ? (n.preventDefault(), an(n.shiftKey ? -1 : 1))
      : n.altKey && (n.key === "ArrowUp" || n.key === "ArrowDown") &&
        (n.preventDefault(), un(e, n.key === "ArrowUp" ? -1 : 1));
  };
  return addEventListener("keydown", t), () => removeEventListener("keydown", t);
}
function an(e) {
  let t = cn.map((s) => [...document.querySelectorAll(s)].find(dn)).filter((s) => s !== void 0),
    n = t.findIndex((s) => ln(s).contains(document.activeElement)),
    r = t[(n < 0 ? e > 0 ? 0 : -1 : n + e + t.length) % t.length] ?? t.at(-1);
  r?.matches(".pane") ? r.querySelector("button, input, [tabindex]")?.focus() : r?.focus();
}
function ln(e) {
  return e.closest(".sidebar, .log, .composer, .pane") ?? e;
}
function dn(e) {
  return e.getClientRects().length > 0;
}
function un(e, t) {
  let n = ne(te(e.store.state, ""));
  if (n.length === 0) return;
  let r = n.findIndex(({ name: i }) => m(i) === e.store.state.current),
    s = n[r < 0 ? t > 0 ? 0 : n.length - 1 : (r + t + n.length) % n.length];
  P(e, s.name);
}
var fn;
function mn() {
  return fn ??= new Promise((e) => {
    let t = document.createElement("link");
    t.rel = "stylesheet", t.href = "/later.css", t.onload = t.onerror = () => e(), document.head.append(t);
  });
}
function j({ load: e, props: t }) {
  let [n, r] = w();
  return b(() => {
    Promise.all([e(), mn()]).then(([s]) => r({ view: s }), () => {});
  }, []),
    n === void 0 ? null : o(n.view, { ...t });
}
var pn = 8e3;
function yt() {
  let e = u(), { notices: t } = e.store.state;
  return o("div", {
    class: "notices",
    role: "status",
    "aria-live": "polite",
    children: t.map(({ id: n, text: r, tone: s }) => o(hn, { id: n, text: r, tone: s }, n)),
  });
}
function hn({ id: e, text: t, tone: n }) {
  let r = u();
  return b(() => {
    if (n === "bad") return;
    let s = setTimeout(() => ce(r, e), pn);
    return () => clearTimeout(s);
  }, [e]),
    o("p", {
      class: `notice ${n}`,
      children: [
        o("span", { children: t }),
        o("button", {
          type: "button",
          class: "quiet",
          onClick: () => ce(r, e),
          children: r.texts.dismiss,
        }),
      ],
    });
}
function oe() {
  let e = u(), { link: t } = e.store.state, [n, r] = w(!1), s = t.kind === "open";
  b(() => {
    if (r(!1), s) return;
    let a = setTimeout(() => r(!0), 700);
    return () => clearTimeout(a);
  }, [s]);
  let [, i] = w(0);
  if (
    b(() => {
      if (t.kind !== "waiting") return;
      let a = setInterval(() => i((d) => d + 1), 1e3);
      return () => clearInterval(a);
    }, [t.kind]), s || !n
  ) return o("div", { role: "status", class: "hidden" });
  let c = t.kind === "waiting" ? Math.max(1, Math.ceil((t.until - W.wall()) / 1e3)) : 0;
  return o("div", {
    class: "banner",
    children: [
      o("p", {
        role: "status",
        children: [o("span", { class: "hidden", children: [e.texts.noConnection, "."] }), " ", e.texts.kept],
      }),
      o("p", { "aria-hidden": "true", children: t.kind === "waiting" ? e.texts.lost(c) : e.texts.connecting }),
      o("button", { type: "button", onClick: () => e.link.renew(), children: e.texts.again }),
    ],
  });
}
var gn = {
  wire: { title: (e) => e.wire, load: async () => (await import("./pane.js")).WirePane },
  groups: { title: (e) => e.groups, load: async () => (await import("./groups.js")).GroupsPane },
  class: { title: (e) => e.classPane, load: async () => (await import("./class_pane.js")).ClassPane },
  search: { title: (e) => e.search, load: async () => (await import("./search.js")).SearchPane },
  members: { title: (e) => e.members, load: async () => (await import("./members.js")).MembersPane },
};
function N(e, t) {
  k(e, (n) => ({ ...n, pane: n.pane === t ? void 0 : t }));
}
function kt() {
  let e = u(), { pane: t } = e.store.state, n = t && gn[t];
  if (t === void 0 || n === void 0) return null;
  let r = n.title(e.texts);
  return o("section", {
    class: "pane",
    "aria-label": r,
    children: [
      o("header", {
        children: [
          o("h2", { children: r }),
          o("button", {
            type: "button",
            class: "quiet",
            onClick: () => N(e, t),
            children: e.texts.close,
          }),
        ],
      }),
      o(j, { load: n.load, props: {} }, t),
    ],
  });
}
function re() {
  let e = u(),
    t = async (n) => {
      let r = await $[n].load().catch(() => {});
      r !== void 0 && (e.texts = r, document.documentElement.lang = n, _e(n), k(e, (s) => ({ ...s })));
    };
  return o("div", {
    class: "languages",
    role: "group",
    "aria-label": e.texts.languages,
    children: Object.entries($).map(([n, { name: r }]) =>
      o("button", {
        type: "button",
        lang: n,
        class: "quiet",
        "aria-pressed": r === e.texts.language,
        onClick: () => t(n),
        children: r,
      }, n)
    ),
  });
}
function vt() {
  let e = u(),
    { texts: t, store: n } = e,
    r = (s) => {
      document.getElementById("menu")?.hidePopover(), n.state.pane !== s && N(e, s);
    };
  return o(q, {
    children: [
      o("button", {
        type: "button",
        onClick: () => r("groups"),
        children: t.groupsPane,
      }),
      n.state.login?.role === "teacher" &&
      o("button", { type: "button", onClick: () => r("class"), children: t.classPane }),
    ],
  });
}
function jt({ hasPeople: e }) {
  let t = u(), { texts: n, store: r } = t, s = { members: n.members, search: n.search };
  return o("span", {
    class: "talk-panes",
    children: ["members", "search"].filter((i) => e || i === "search").map((i) =>
      o("button", {
        type: "button",
        class: "quiet",
        "aria-expanded": r.state.pane === i,
        onClick: () => N(t, i),
        children: s[i],
      }, i)
    ),
  });
}
function Ct() {
  let e = u(), { texts: t, store: n } = e, { login: r, pending: s, uploads: i } = n.state;
  if (r === void 0) return null;
  let c = (d) => {
      document.getElementById("menu")?.hidePopover(), d();
    },
    a = () => {
      let d = s.length + i.length;
      (d === 0 || confirm(t.logOutUnsent(d))) && lt(e);
    };
  return o("header", {
    class: "menu",
    children: [
      o("b", { class: "brand", children: t.name }),
      o("button", {
        type: "button",
        class: "me",
        popovertarget: "menu",
        children: [
          o("span", { class: "hidden", children: [t.menu, ":"] }),
          o(_, { name: r.user, title: r.user, isActive: n.state.link.kind === "open" }),
          o("span", { children: r.user }),
        ],
      }),
      o("div", {
        id: "menu",
        popover: "auto",
        children: [
          o(vt, {}),
          o("button", { type: "button", onClick: () => c(() => N(e, "wire")), children: t.wire }),
          o("button", { type: "button", onClick: () => c(() => Je(e)), children: t.projector }),
          o("p", { class: "meta", children: t.languages }),
          o(re, {}),
          o("p", { class: "meta", children: [t.keys, o("br", {}), t.chooseHint] }),
          o("button", { type: "button", onClick: a, children: t.logOut }),
        ],
      }),
    ],
  });
}
function Ot() {
  let e = u(), { texts: t, store: n } = e, [r, s] = w(""), i = C(null);
  b(() => void (matchMedia("(pointer: fine)").matches && i.current?.focus()), []);
  let c = te(n.state, r),
    a = ne(c),
    d = a.some(({ name: f }) => m(f) === m(r.trim())),
    g = Ce(r.trim()) && !d,
    p = (f) => {
      s(""), P(e, f);
    },
    l = (f) => {
      f.preventDefault();
      let x = a.find(({ name: h }) => m(h) === m(r.trim())) ?? a[0];
      x !== void 0 ? p(x.name) : g && p(r.trim());
    };
  return o("nav", {
    class: "sidebar",
    "aria-label": t.conversations,
    children: [
      o(Ct, {}),
      o("form", {
        class: "find",
        role: "search",
        onSubmit: l,
        children: o("input", {
          ref: i,
          type: "search",
          "aria-label": t.findLabel,
          placeholder: t.find,
          value: r,
          autocomplete: "off",
          autocapitalize: "none",
          spellcheck: !1,
          onInput: (f) => s(f.currentTarget.value),
        }),
      }),
      o("div", {
        class: "lists",
        tabIndex: -1,
        children: [
          o(be, { title: t.conversations, talks: c.recent, onChoose: p }),
          o(be, { title: t.groups, talks: c.groups, onChoose: p }),
          o(be, { title: t.others, talks: c.others, onChoose: p }),
          r !== "" && g && o("p", {
            class: "write-to",
            children: o("button", { type: "button", onClick: () => p(r.trim()), children: t.writeTo(r.trim()) }),
          }),
          a.length === 0 && o("p", { class: "meta", children: r === "" ? t.nobody : g ? "" : t.noneFound }),
        ],
      }),
    ],
  });
}
function be({ title: e, talks: t, onChoose: n }) {
  return t.length === 0 ? null : o("section", {
    children: [
      o("h2", { children: e }),
      o("ul", { children: t.map((r) => o("li", { children: o(xn, { talk: r, onChoose: n }) }, r.name)) }),
    ],
  });
}
function xn({ talk: e, onChoose: t }) {
  let { texts: n, store: r } = u(),
    { name: s, title: i, unread: c, lines: a, lastAt: d } = e,
    { active: g, current: p, login: l } = r.state,
    f = a.at(-1),
    x = s === l?.user,
    h = O(s) ? n.group : g.has(s) ? n.active : n.away,
    v = f === void 0 ? x ? n.toYourself : h : f.removed ? n.removed : f.text.trim();
  return o("button", {
    type: "button",
    class: "entry",
    "data-talk": s,
    "aria-current": m(s) === p ? "true" : void 0,
    onClick: () => t(s),
    children: [
      o(_, { name: s, title: i, isActive: g.has(s) }),
      o("span", { class: "who", children: [o("b", { children: i }), d > 0 && o("time", { children: ot(d, n) })] }),
      o("span", {
        class: "what",
        children: [
          f?.from === l?.user && f !== void 0 && o("span", { children: `${n.you}: ` }),
          o("span", { children: v }),
        ],
      }),
      f !== void 0 && o("span", { class: "hidden", children: [", ", h] }),
      c.length > 0 &&
      o("span", {
        class: "count",
        children: [
          o("span", { "aria-hidden": "true", children: c.length }),
          o("span", { class: "hidden", children: [", ", n.unread(c.length)] }),
        ],
      }),
    ],
  });
}
var wn = 10;
function At({ talk: e }) {
  let t = u(),
    { texts: n, store: r } = t,
    s = r.state.login.user,
    [i, c] = w(() => Ee(s, e.name)),
    a = C(null),
    d = (f) => {
      c(f), de(s, e.name, f);
    };
  b(() => void (matchMedia("(pointer: fine)").matches && a.current?.focus()), []);
  let g = async (f) => {
      f?.preventDefault(), a.current?.focus();
      let x = i;
      await Ue(t, x) && c((h) => {
        let v = h.startsWith(x) ? h.slice(x.length) : h;
        return de(s, e.name, v), v;
      });
    },
    p = Ie(i).length,
    l = Math.min(
      wn,
      i.split(`
`).length,
    );
  return o("form", {
    class: "composer",
    onSubmit: g,
    children: [
      o(vn, { talk: e }),
      o("textarea", {
        ref: a,
        rows: l,
        value: i,
        enterkeyhint: "send",
        "aria-label": n.write(e.title),
        placeholder: n.write(e.title),
        title: n.keys,
        class: p > 1 ? "is-code" : "",
        onInput: (f) => d(f.currentTarget.value),
        onKeyDown: (f) => {
          if (f.key === "ArrowUp" && i === "") return kn(t, e, f);
          f.key !== "Enter" || f.shiftKey || f.isComposing || (f.preventDefault(), g());
        },
      }),
      yn(t) && o(j, { load: bn, props: { to: e.name } }),
      o("button", {
        type: "submit",
        class: "primary",
        "aria-disabled": p === 0,
        children: p > 1 ? n.sendLines(p) : n.send,
      }),
    ],
  });
}
var bn = async () => (await import("./attach.js")).Attach;
function yn({ store: e }) {
  let { server: t } = e.state;
  return t === void 0 || t.commands.includes("put") && t.limits.file !== 0;
}
function kn(e, { lines: t }, n) {
  let r = st(t, e.store.state.login.user, W.wall());
  r !== void 0 && (n.preventDefault(), k(e, (s) => ({ ...s, acting: { id: r.id, isEdit: !0 } })));
}
function vn({ talk: e }) {
  let { texts: t, store: n } = u(), r = V(n.state.pending, e).filter(({ problem: c }) => c === void 0).length, s = C(0);
  if (s.current = r === 0 ? 0 : Math.max(s.current, r), s.current < 5 || n.state.link.kind !== "open") return null;
  let i = s.current - r;
  return o("p", {
    class: "progress meta",
    children: [
      o("label", { for: "progress", children: t.sending(i, s.current) }),
      o("progress", { id: "progress", value: i, max: s.current }),
    ],
  });
}
var H = 600, K = 200, St = 800, jn = 32;
function Et(e, t) {
  let n = Math.max(0, e.length - H), r = t === void 0 ? -1 : e.findIndex(({ id: s }) => s === t);
  return r < 0 ? n : Math.min(r, n);
}
function ye(e, t) {
  let n = e.findIndex(({ id: r }) => r === t);
  return n < 0 || n >= e.length - H ? void 0 : e[Math.max(0, n - K)].id;
}
function Lt(e, t, n) {
  if (e === null) return;
  let r = Math.max(0, t.length - H);
  if (e.scrollTop < St && n > 0) return t[Math.max(0, n - K)].id;
  if (e.scrollHeight - e.clientHeight - e.scrollTop < St && n < r) return t[Math.min(r, n + K)].id;
}
function Cn(e) {
  let t = e.getBoundingClientRect().top, n = e.querySelectorAll("li[data-id]"), [r, s] = [0, n.length - 1];
  for (; r < s;) {
    let c = r + s >> 1;
    n[c].getBoundingClientRect().bottom > t ? s = c : r = c + 1;
  }
  let i = n[r];
  return i && { element: i, top: i.getBoundingClientRect().top - t };
}
function On(e) {
  let t = e.getBoundingClientRect().bottom + 4, n = e.querySelectorAll("li[data-id]"), [r, s] = [0, n.length];
  for (; r < s;) {
    let i = r + s >> 1;
    n[i].getBoundingClientRect().bottom <= t ? r = i + 1 : s = i;
  }
  return n[r - 1]?.dataset.id;
}
function Tt(e, t, n, r) {
  let [s, i] = w(!0),
    c = C(!0),
    a = C(!1),
    d = C(void 0),
    g = t.current === null || c.current ? void 0 : Cn(t.current),
    { divider: p } = n,
    l = () => c.current && p !== void 0 && p !== d.current,
    f = () => {
      let h = t.current;
      if (h === null || !a.current || l()) return;
      let v = r && h.scrollHeight - h.clientHeight - h.scrollTop < jn;
      if (c.current = v, i(v), document.hidden || h.clientHeight === 0) return Qe(e);
      fe(e, v);
      let y = On(h);
      y !== void 0 && Ve(e, m(n.name), y);
    },
    x = () => t.current?.scrollTo({ top: t.current.scrollHeight, behavior: "instant" });
  return A(() => {
    let h = t.current, v = l() ? h.querySelector(".divider") : null;
    if (v !== null) h.scrollTop = v.offsetTop - h.clientHeight / 5, d.current = p, a.current = !0, c.current = !1;
    else if (c.current) n.lines.length > 0 && (a.current = !0), x();
    else if (g?.element.isConnected) {
      let y = g.element.getBoundingClientRect().top - h.getBoundingClientRect().top - g.top;
      Math.abs(y) >= 1 && (h.scrollTop += y);
    }
  }),
    An(t, f, () => c.current && x(), () => fe(e, !1)),
    {
      isAtEnd: s,
      look: f,
      isLeading: l,
      isFollowing: () => c.current,
      follow() {
        c.current = !0, d.current = p, x();
      },
    };
}
function An(e, t, n, r) {
  let s = C(t);
  s.current = t,
    b(() => s.current()),
    b(() => {
      let i = () => s.current(),
        c = new ResizeObserver(() => {
          n(), i();
        });
      return c.observe(e.current), document.addEventListener("visibilitychange", i), () => {
        c.disconnect(), document.removeEventListener("visibilitychange", i), r();
      };
    }, []);
}
function Pt({ app: e, box: t, lines: n, rows: r, show: s, look: i }) {
  let { jump: c } = e.store.state;
  A(() => {
    if (c === void 0) return;
    let a = r.find((l) => l.kind === "messages" && l.lines.some(({ id: f }) => f === c)),
      d = n.findIndex(({ id: l }) => l === c);
    if (a === void 0 && d >= 0) return s(n[Math.max(0, d - K)].id);
    let g = a?.kind === "messages" ? a.lines.at(-1).id : "", p = t.current.querySelector(`li[data-id="${g}"]`);
    p !== null && Sn(p), i(), k(e, (l) => ({ ...l, jump: void 0 }));
  });
}
function Sn(e) {
  e.scrollIntoView({ block: "center" }),
    e.dataset.found = "",
    e.addEventListener("blur", () => delete e.dataset.found, { once: !0 }),
    e.focus({ preventScroll: !0 });
}
function _t({ lines: e }) {
  let t = u(),
    { id: n } = e.at(-1),
    r = t.store.state.acting?.id === n,
    s = () => k(t, (i) => ({ ...i, acting: r ? void 0 : { id: n, isEdit: !1 } }));
  return o("button", {
    type: "button",
    class: "more quiet",
    "aria-label": t.texts.more,
    "aria-expanded": r,
    tabIndex: T(t.store.state)?.lines.at(-1)?.id === n ? 0 : -1,
    onClick: s,
    onKeyDown: En,
    children: "\u22EF",
  });
}
function En(e) {
  let t = e.key === "ArrowUp" ? -1 : e.key === "ArrowDown" ? 1 : 0;
  if (t === 0 || e.altKey) return;
  e.preventDefault();
  let n = [...document.querySelectorAll(".log .more")];
  n[n.indexOf(e.currentTarget) + t]?.focus();
}
function $t({ lines: e }) {
  let { acting: t } = u().store.state;
  return t?.id !== e.at(-1).id ? null : o(j, { load: Ln, props: { lines: e } });
}
var Ln = async () => (await import("./message_acts.js")).MessageActs;
function se({ text: e }) {
  return e === Me ? o("span", { class: "text", children: "\xA0" }) : o("span", {
    class: "text",
    dir: "auto",
    children: Re(e).map(({ text: t, href: n }, r) =>
      n === void 0 ? t : o("a", { href: n, target: "_blank", rel: "noopener noreferrer", children: t }, r)
    ),
  });
}
function Mt({ lines: e, isCode: t, isFirst: n, isLast: r }) {
  let { texts: s, store: i } = u(),
    c = e[0],
    a = e.at(-1),
    d = c.from === i.state.login?.user,
    g = ["said", d ? "own" : "", n ? "first" : "", r ? "last" : ""].join(" ");
  return o("li", {
    class: g,
    "data-id": a.id,
    tabIndex: -1,
    children: [
      o("p", { class: n && !d && O(c.to) ? `from ${tt(c.from)}` : "hidden", children: d ? s.you : c.fromName }),
      o("div", {
        class: "line",
        children: [t ? o(ke, { text: U(e), count: e.length }) : o(Tn, { line: c }), !a.removed && o(_t, { lines: e })],
      }),
      o($t, { lines: e }),
      o("p", {
        class: r ? "meta under" : "hidden",
        children: [
          o("time", { dateTime: new Date(a.at).toISOString(), title: rt(a.at, s), children: F(a.at, s) }),
          d && o("span", { class: ue(a), children: $n(a, s) }),
        ],
      }),
    ],
  });
}
function Tn({ line: e }) {
  let { texts: t } = u();
  return e.removed ? o("div", { class: "bubble is-removed", children: t.removed }) : o("div", {
    class: "bubble",
    children: [
      e.file === void 0 ? o(se, { text: e.text }) : o(Pn, { file: e.file }),
      e.editedAt !== void 0 && o("small", { class: "edited", children: t.edited }),
    ],
  });
}
function Pn({ file: e }) {
  return o("span", {
    class: "file",
    children: [o("bdi", { children: e.name }), o(j, { load: _n, props: { file: e } })],
  });
}
var _n = async () => (await import("./file_view.js")).FileView;
function ke({ text: e, count: t }) {
  let { texts: n } = u(), [r, s] = w(!1), i = async () => s(await et(e));
  return o("figure", {
    class: "code",
    children: [
      o("figcaption", {
        children: [
          o("span", { children: n.code_ }),
          o("button", { type: "button", class: "quiet", onClick: i, children: r ? n.copied : n.copyCode(t) }),
        ],
      }),
      o("pre", { tabIndex: 0, children: o("code", { children: e }) }),
    ],
  });
}
function $n(e, t) {
  let { progress: n, readAt: r } = e;
  if (e.from === e.to) return "";
  if (n !== void 0 && n.members > 0) {
    let { read: i, delivered: c, members: a } = n;
    return i > 0 ? t.readBy(i, a) : c > 0 ? t.deliveredTo(c, a) : t.sent;
  }
  let s = ue(e);
  return s === "read" && r !== void 0 ? t.readAt(F(r, t)) : t[s];
}
function Nt({ messages: e }) {
  let t = u(),
    { texts: n, outbox: r } = t,
    s = e[0],
    i = e.find(({ problem: a }) => a !== void 0)?.problem,
    c = e.filter(({ problem: a }) => a !== void 0);
  return o("li", {
    class: `said own first last ${i ? "failed" : "waits"}`,
    children: [
      e.length > 1
        ? o(ke, { text: U(e), count: e.length })
        : o("div", { class: "bubble", children: o(se, { text: s.text }) }),
      i === void 0 ? o("p", { class: "meta under", children: n.waiting }) : o("p", {
        class: "under problem",
        children: [
          o("span", {
            children: [
              i.code === "old" ? n.old : `${n.notSent}: ${S(t, i)}`,
              i.until !== void 0 && ` (${n.until(F(i.until, n))})`,
            ],
          }),
          o("button", { type: "button", class: "quiet", onClick: () => void r?.retry(c), children: n.tryAgain }),
          o("button", { type: "button", class: "quiet", onClick: () => void r?.discard(c), children: n.discard }),
        ],
      }),
    ],
  });
}
function It({ talk: e }) {
  let t = u(),
    { texts: n, store: r } = t,
    s = C(null),
    [i, c] = w(() => ye(e.lines, e.divider)),
    a = C(void 0),
    d = Et(e.lines, i ?? a.current),
    g = e.lines.slice(d, d + H),
    p = d + g.length === e.lines.length && !e.isCut,
    l = Ne(g, e.divider, $e()),
    f = p ? Rn(V(r.state.pending, e)) : [],
    x = Tt(t, s, e, p);
  A(() => {
    a.current = x.isFollowing() ? void 0 : g[0]?.id;
  });
  let h = () => {
    let y = Lt(s.current, e.lines, d);
    y !== void 0 ? c(y) : s.current.scrollTop < Nn && d === 0 && Ge(t);
  };
  A(h),
    A(() => {
      x.isLeading() && c(ye(e.lines, e.divider));
    }, [e.divider]),
    Pt({ app: t, box: s, lines: e.lines, rows: l, show: c, look: x.look });
  let v = async () => {
    e.isCut && await Z(t), a.current = void 0, c(void 0), x.follow();
  };
  return o("div", {
    class: "log-frame",
    children: [
      o("div", {
        class: "log",
        role: "log",
        "aria-label": n.messages(e.title),
        "aria-live": x.isAtEnd ? "polite" : "off",
        "aria-busy": e.hasOlder === void 0,
        tabIndex: 0,
        ref: s,
        onKeyDown: (y) => y.key === "End" && void v(),
        onScroll: () => {
          x.look(), h();
        },
        children: o("ol", {
          children: [
            d === 0 && e.hasOlder !== void 0 &&
            o("li", { class: "top meta", children: e.hasOlder ? n.loadingOlder : n.begin }, "top"),
            l.map((y) => o(In, { row: y }, y.key)),
            f.map((y) => o(Nt, { messages: y }, y[0].key)),
          ],
        }),
      }),
      !x.isAtEnd && e.lines.length > 0 && o(Mn, { count: e.unread.length, onClick: v }),
    ],
  });
}
function Mn({ count: e, onClick: t }) {
  let { texts: n } = u();
  return o("button", {
    type: "button",
    class: "to-newest",
    onClick: t,
    children: [n.toNewest(e), " ", o("span", { "aria-hidden": "true", children: "\u2193" })],
  });
}
var Nn = 800;
function In({ row: e }) {
  let { texts: t } = u();
  return e.kind === "day"
    ? o("li", { class: "day", children: o("span", { children: nt(e.at, t) }) })
    : e.kind === "divider"
    ? o("li", { class: "divider", children: o("span", { children: t.newMessages }) })
    : o(Mt, { ...e });
}
function Rn(e) {
  return [...Map.groupBy(e, ({ at: t, problem: n }) => `${t} ${n?.code} ${n?.message}`).values()];
}
function Rt({ talk: e }) {
  let { texts: t, store: n } = u(), r = n.state.uploads.some(({ to: s }) => m(s) === m(e.name));
  return o(q, {
    children: [
      o(Fn, { talk: e }),
      o(It, { talk: e }),
      r && o(j, { load: Bn, props: { to: e.name } }),
      e.gone ? o("p", { class: "gone meta", children: t.gone }) : o(At, { talk: e }),
    ],
  });
}
var Bn = async () => (await import("./uploads.js")).Uploads;
function Fn({ talk: { name: e, title: t } }) {
  let n = u(),
    { texts: r, store: s } = n,
    { active: i, login: c } = s.state,
    a = O(e) ? r.group : e === c?.user ? r.toYourself : i.has(e) ? r.active : r.away;
  return o("header", {
    class: "talk-header",
    children: [
      o("button", {
        type: "button",
        class: "back quiet",
        "aria-label": r.back,
        onClick: () => ze(n),
        children: o("svg", {
          viewBox: "0 0 16 16",
          "aria-hidden": "true",
          children: o("path", { d: "M10 2 4 8l6 6" }),
        }),
      }),
      o(_, { name: e, title: t, isActive: i.has(e) }),
      o("div", {
        children: [o("h2", { children: t }), o("p", { class: "meta", children: t === e || O(e) ? a : `${e}, ${a}` })],
      }),
      o(jt, { hasPeople: O(e) || c?.role === "teacher" }),
    ],
  });
}
function Bt() {
  let e = u(), { store: t, texts: n } = e, { pane: r } = t.state, s = T(t.state);
  return b(() => bt(e), []),
    t.state.isProjected ? o(j, { load: Dn, props: {} }) : o("main", {
      class: `chat ${s === void 0 ? "" : "in"} ${r === void 0 ? "" : "with-pane"}`,
      children: [
        o("h1", { class: "hidden", children: n.name }),
        o(Hn, {}),
        o(Ot, {}),
        o("section", {
          class: "talk",
          "aria-label": s?.title ?? n.choose,
          children: [o(oe, {}), o(Kn, {}), s === void 0 ? o(qn, {}) : o(Rt, { talk: s }, s.name)],
        }),
        o(kt, {}),
      ],
    });
}
var Dn = async () => (await import("./projector.js")).Projector;
function Kn() {
  let { texts: e, store: t } = u(), n = t.state.watchings.filter(({ by: s }) => s !== t.state.login?.user);
  if (n.length === 0) return null;
  let r = [...new Set(n.map(({ by: s }) => s))].join(", ");
  return o("p", { class: "on-the-wall", role: "status", children: e.onTheWall(r, n.some((s) => s.texts)) });
}
function Hn() {
  let { texts: e, store: t } = u(),
    { conversations: n, current: r } = t.state,
    s = [...n].filter(([a, { unread: d }]) => a !== r && d.length > 0),
    [i] = s.map(([, a]) => a).sort((a, d) => d.lastAt - a.lastAt),
    c = i === void 0 ? "" : `${e.from(i.title)}, ${e.unread(i.unread.length)}`;
  return o("p", { class: "hidden", role: "status", children: c });
}
function qn() {
  let { texts: e } = u();
  return o("div", {
    class: "nothing",
    children: [o("p", { children: e.choose }), o("p", { class: "meta", children: e.chooseHint })],
  });
}
function Wn(e) {
  return /^#(?:code=)?([A-Za-z0-9-]{4,20})$/.exec(e)?.[1] ?? "";
}
var Ft = "";
function ve() {
  let e = Wn(location.hash);
  return e === "" ? Ft : (history.replaceState(null, "", location.pathname), Ft = e);
}
function zn(e) {
  let [t, n] = w(ve);
  return b(() => {
    let r = () => location.hash !== "" && [n(ve()), e()];
    return addEventListener("hashchange", r), () => removeEventListener("hashchange", r);
  }, []),
    t;
}
function ie({ name: e, label: t, hint: n, input: r = {} }) {
  return o("p", {
    class: "field",
    children: [
      o("label", { for: `field-${e}`, children: t }),
      o("input", { id: `field-${e}`, name: e, "aria-describedby": n && `hint-${e}`, ...r }),
      n && o("small", { id: `hint-${e}`, children: n }),
    ],
  });
}
var Gn = { autocapitalize: "none", autocorrect: "off", spellcheck: !1, required: !0, maxLength: 32 };
function Kt() {
  let e = u(),
    { texts: t, store: n } = e,
    [r, s] = w(() => ve() !== ""),
    i = zn(() => s(!0)),
    [c, a] = w(),
    [d, g] = w(!1),
    p = async (f) => {
      f.preventDefault();
      let x = new FormData(f.currentTarget), h = (zt) => String(x.get(zt) ?? "");
      g(!0);
      let [v, y] = [h("user"), h("password")], Wt = { code: h("code"), user: v, password: y, fullName: h("fullName") };
      a(await (r ? ct(e, Wt) : it(e, v, y))), g(!1);
    },
    { ended: l } = n.state;
  return o("main", {
    class: "login",
    children: [
      o("header", { children: [o("h1", { children: t.name }), o("p", { children: t.tagline })] }),
      o(oe, {}),
      o("div", {
        class: "choice",
        role: "group",
        "aria-label": t.enter,
        children: [
          o(Dt, { isChosen: !r, onChoose: () => s(!1), children: t.logIn }),
          o(Dt, {
            isChosen: r,
            onChoose: () => s(!0),
            children: t.newHere,
          }),
        ],
      }),
      o("form", {
        onSubmit: p,
        children: [
          r && o(Un, { code: i }),
          o(ie, {
            name: "user",
            label: t.user,
            hint: r ? t.userHint : void 0,
            input: { ...Gn, autocomplete: "username", pattern: "[A-Za-z0-9_.\\-]{1,32}", title: t.userHint },
          }),
          o(ie, {
            name: "password",
            label: t.password,
            input: { type: "password", required: !0, autocomplete: r ? "new-password" : "current-password" },
          }),
          r &&
          o(ie, {
            name: "fullName",
            label: `${t.fullName} (${t.optional})`,
            input: { autocomplete: "name", maxLength: 100 },
          }),
          o("button", {
            type: "submit",
            class: "primary",
            disabled: d,
            children: d ? t.entering : r ? t.join : t.enter,
          }),
          o("p", { class: "refusal", role: "alert", children: c ?? (l && !d ? S(e, l) : "") }),
        ],
      }, `${r} ${i}`),
      o(Qn, { code: i }),
    ],
  });
}
function Un({ code: e }) {
  let { texts: t } = u();
  return o(ie, {
    name: "code",
    label: t.code,
    hint: t.codeHint,
    input: { defaultValue: e, autocomplete: "off", autocapitalize: "characters", spellcheck: !1, maxLength: 40 },
  });
}
function Dt({ isChosen: e, onChoose: t, children: n }) {
  return o("button", { type: "button", "aria-pressed": e, onClick: t, children: n });
}
var Vn = async () => (await import("./qr.js")).Qr;
function Qn({ code: e }) {
  let { texts: t } = u(), n = e === "" ? location.origin : `${location.origin}/#${e}`;
  return o("footer", {
    children: [
      location.protocol === "http:" && o("p", { class: "plain", children: t.plain }),
      o("div", {
        class: "invite",
        children: [o(j, { load: Vn, props: { text: n } }), o("p", { children: t.scan(location.host) })],
      }),
      o(re, {}),
    ],
  });
}
function Ht({ app: e }) {
  let [, t] = w({});
  return b(() => e.store.subscribe(() => t({})), [e]),
    b(() => wt(e.store.state, e.texts)),
    o(Xe.Provider, { value: e, children: [e.store.state.login === void 0 ? o(Kt, {}) : o(Bt, {}), o(yt, {})] });
}
var qt = await gt();
document.documentElement.lang = qt.texts.tag.split("-")[0];
je(o(Ht, { app: qt }), document.body);
