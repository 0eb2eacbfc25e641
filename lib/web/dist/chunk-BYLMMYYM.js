import { a as se, d as $ } from "./chunk-QGQPHVL4.js";
var b,
  d,
  F,
  ie,
  j = Object.is,
  R = 0,
  he = [],
  K = [],
  m = se,
  ae = m.__b,
  ue = m.__r,
  ce = m.diffed,
  de = m.__c,
  me = m.unmount,
  fe = m.__;
function C(e, t) {
  m.__h && m.__h(d, e, R || t), R = 0;
  var n = d.__H || (d.__H = { __: [], __h: [] });
  return e >= n.__.length && n.__.push({}), n.__[e];
}
function Be(e) {
  return R = 1, Ye(_e, e);
}
function Ye(e, t, n) {
  var r = C(b++, 2);
  if (
    r.t = e,
      !r.__c && (r.__ = [n ? n(t) : _e(void 0, t), function (s) {
        var a = (r.__N || r.__)[0], c = r.t(a, s);
        j(a, c) || (r.__N = [c, r.__[1]], r.__c.setState({}));
      }],
        r.__c = d,
        !d.__f)
  ) {
    d.__f = !0;
    var o = d.shouldComponentUpdate;
    d.shouldComponentUpdate = function (s, a, c) {
      var p = this.__H;
      if (!p) return !0;
      var f = !1, h = this.props != s;
      if (
        p.__.some(function (y) {
          y.__N && (f = !0, j(y.__[0], y.__N[0]) || (h = !0));
        }), o
      ) {
        var v = o.call(this, s, a, c);
        return f ? v || h : v;
      }
      return !f || h;
    };
  }
  return r.__;
}
function qe(e, t) {
  var n = C(b++, 3);
  !m.__s && G(n.__H, t) && (n.__P = !0, n.__ = e, n.u = t, d.__H.__h.push(n));
}
function Ve(e, t) {
  var n = C(b++, 4);
  !m.__s && G(n.__H, t) && (n.__P = !1, n.__ = e, n.u = t, d.__h.push(n));
}
function ze(e) {
  return R = 5,
    Je(function () {
      return { current: e };
    }, []);
}
function Je(e, t) {
  var n = C(b++, 7);
  return G(n.__H, t) && (n.__ = e(), n.__H = t), n.__;
}
function W(e) {
  var t = d.context[e.__c], n = C(b++, 9);
  return n.c = e, t ? (n.__ == null && (n.__ = !0, t.sub(d)), t.props.value) : e.__;
}
function Xe() {
  var e;
  do {
    for (; e = K.shift();) {
      try {
        S(e);
      } catch (n) {
        m.__e(n, { __: (e = e.__P) && e.__v });
      }
    }
    for (; e = he.shift();) {
      var t = e.__H;
      if (e.__P && t) {
        try {
          t.__h.some(S), t.__h.some(H), t.__h = [];
        } catch (n) {
          t.__h = [], m.__e(n, e.__v);
        }
      }
    }
  } while (K.length);
}
m.__b = function (e) {
  d = null, ae && ae(e);
},
  m.__ = function (e, t) {
    e && t.__k && t.__k.__m && (e.__m = t.__k.__m), fe && fe(e, t);
  },
  m.__r = function (e) {
    ue && ue(e), b = 0;
    var t = (d = e.__c).__H;
    t && (F == d ? d.__h = [] : (t.__h.some(S), t.__h.some(H), b = 0),
      t.__h = [],
      t.__.some(function (n) {
        n.__N && (n.__ = n.__N), n.u = n.__N = void 0;
      })), F = d;
  },
  m.diffed = function (e) {
    ce && ce(e);
    var t = e.__c;
    t && t.__H && (t.__H.__h.length && pe(he.push(t)),
      t.__H.__.some(function (n) {
        n.u && (n.__H = n.u);
      })), F = d = null;
  },
  m.__c = function (e, t) {
    t.some(function (n) {
      try {
        n.__h.some(S),
          n.__h = n.__h.filter(function (r) {
            return !r.__ || H(r);
          });
      } catch (r) {
        n.__h = [function () {
          throw r;
        }];
      }
    }), de && de(e, t);
  },
  m.unmount = function (e) {
    me && me(e);
    var t, n, r = e.__c;
    r && r.__H && (r.__H.__.some(function (o) {
      try {
        if (o.__P && o.__c) {
          if (n === void 0) {
            for (n = e.__; n && (!n.__c || !n.__c.__P);) n = n.__;
            n = n && n.__c;
          }
          o.__P = n, pe(K.push(o));
        } else S(o);
      } catch (s) {
        t = s;
      }
    }),
      r.__H = void 0,
      t && m.__e(t, r.__v));
  };
var le = typeof requestAnimationFrame == "function";
function Ze(e) {
  var t,
    n = function () {
      clearTimeout(r), le && cancelAnimationFrame(t), setTimeout(e);
    },
    r = setTimeout(n, 35);
  le && (t = requestAnimationFrame(n));
}
function pe(e) {
  e != 1 && ie == m.requestAnimationFrame || ((ie = m.requestAnimationFrame) || Ze)(Xe);
}
function S(e) {
  var t = d, n = e.__c;
  typeof n == "function" && (e.__c = void 0, n()), d = t;
}
function H(e) {
  var t = d;
  e.__c = e.__(), d = t;
}
function G(e, t) {
  return !e || e.length != t.length || t.some(function (n, r) {
    return !j(n, e[r]);
  });
}
function _e(e, t) {
  return typeof t == "function" ? t(e) : t;
}
var Qe = {
  lineBeforeLogin: 4096,
  line: 65536,
  name: 32,
  fileName: 200,
  chunk: 196608,
  defaultChunk: 49152,
  loginTimeout: 3e5,
  activeFor: 6e4,
  pingAfter: 25e3,
  silentAfter: 55e3,
  grace: 5e3,
  page: 200,
  defaultPage: 50,
  postKey: 6048e5,
  editable: 9e5,
  loginIdle: 432e5,
  logins: 64,
};
var w = {
    sent: "Message Sent",
    live: "Live",
    acknowledged: "Acknowledged",
    loggedOut: "Logged out",
    noUser: "User is not found",
    noGroup: "Group is not found",
    wrongPassword: "Wrong password",
    noLogin: "Cannot find the information",
    removed: "(removed)",
    toAll: "(to all)",
    missing: "--Wrong protocol",
    unknown: "**Wrong protocol",
  },
  ge = [
    "unknown_command",
    "wrong_parameters",
    "teachers_only",
    "bad_line",
    "line_too_long",
    "no_login",
    "no_user",
    "wrong_password",
    "too_many_attempts",
    "registration_closed",
    "wrong_code",
    "name_taken",
    "not_allowed",
    "inbox_full",
    "quota",
    "busy",
    "locked",
    "muted",
    "closed",
    "no_group",
    "not_a_member",
    "group_full",
    "no_message",
    "too_late",
    "kicked",
    "stopping",
    "store_failed",
    "store_locked",
    "login_timeout",
    "server_full",
    "too_many_connections",
    "too_many_unfinished",
    "slow_consumer",
    "wrong_service",
    "internal",
    "file_too_large",
    "files_full",
    "no_file",
  ],
  l = class extends Error {
    code;
    closes;
    retrySeconds;
    hint;
    constructor(t, { code: n, closes: r = !1, retrySeconds: o, hint: s, ...a } = {}) {
      super(t, a), this.name = "ChatError", this.code = n, this.closes = r, this.retrySeconds = o, this.hint = s;
    }
  };
var et = new RegExp(`^[A-Za-z0-9_.-]{1,${Qe.name}}$`);
function we(e) {
  return et.test(e);
}
function Ht(e) {
  return we(e.startsWith("#") ? e.slice(1) : e);
}
var tt = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/, nt = /[^ -~]/;
function xe(e) {
  return nt.test(e) && tt.test(e);
}
function ke(e, t) {
  if (e === 0) return 0;
  let n = Math.min(1e4, 500 * 2 ** (e - 1));
  return n / 2 + t * n / 2;
}
var x = { wall: () => Date.now(), elapsed: () => performance.now() }, Bt = { wall: ve(x.wall), elapsed: ve(x.elapsed) };
function ve(e) {
  let t, n = () => t = void 0;
  return () => (t === void 0 && (t = e(), queueMicrotask(n)), t);
}
var rt = /[^\x20-\x7e]/,
  B = 4 * 1024,
  ot = 6,
  st = new TextEncoder().encode("0123456789abcdef"),
  it = new TextDecoder(),
  at = new Uint8Array(B * ot);
function T(e) {
  return typeof e == "string"
    ? Y(e)
    : typeof e == "number" || typeof e == "boolean"
    ? String(e)
    : Array.isArray(e)
    ? `[${e.map(T).join(", ")}]`
    : `{${Object.entries(e).map(([t, n]) => `${Y(t)}: ${T(n)}`).join(", ")}}`;
}
function Y(e) {
  let t = JSON.stringify(e);
  if (!rt.test(t)) return t;
  let n = "";
  for (let r = 0; r < t.length; r += B) n += ut(t, r, Math.min(r + B, t.length));
  return n;
}
function ut(e, t, n) {
  let [r, o] = [at, st], s = 0;
  for (let a = t; a < n; a++) {
    let c = e.charCodeAt(a);
    c >= 32 && c <= 126
      ? r[s++] = c
      : (r[s++] = 92,
        r[s++] = 117,
        r[s++] = o[c >> 12],
        r[s++] = o[c >> 8 & 15],
        r[s++] = o[c >> 4 & 15],
        r[s++] = o[c & 15]);
  }
  return it.decode(r.subarray(0, s));
}
function _(e) {
  return typeof e == "object" && e !== null && !Array.isArray(e);
}
function A(e) {
  let t;
  try {
    t = JSON.parse(e);
  } catch {}
  if (!_(t)) throw new l("The server's reply is not a JSON object");
  return t;
}
function u(e) {
  return typeof e == "string" ? e : "";
}
function g(e) {
  let t = typeof e == "string" ? Date.parse(e) : NaN;
  return Number.isNaN(t) ? void 0 : t;
}
var ct = ["opened", "closed", "request", "unfinished", "reply", "event"];
function be(e) {
  let {
      n: t,
      at: n,
      connection: r,
      address: o,
      user: s,
      kind: a,
      command: c,
      answers: p,
      size: f,
      pieces: h,
      fields: v,
      provoked: y,
      error: re,
    } = e,
    oe = e.more_pieces;
  return {
    n: N(t),
    at: g(n) ?? 0,
    connection: N(r),
    address: u(o),
    kind: ct.find((U) => U === a) ?? "event",
    size: N(f),
    pieces: Array.isArray(h) ? h.filter((U) => typeof U == "number") : [],
    fields: Array.isArray(v) ? v.filter(_).map(dt) : [],
    ...typeof s == "string" && { user: s },
    ...typeof c == "string" && { command: c },
    ...typeof p == "number" && { answers: p },
    ...typeof oe == "number" && { morePieces: oe },
    ...typeof y == "string" && { provoked: y },
    ...typeof re == "string" && { error: re },
  };
}
function dt({ at: e, size: t, kind: n, name: r, text: o, hidden: s, error: a }) {
  return {
    at: N(e),
    size: N(t),
    kind: u(n),
    ...typeof r == "string" && { name: r },
    ...typeof o == "string" && { text: o },
    ...(s === "secret" || s === "private") && { hidden: s },
    ...typeof a == "string" && { error: a },
  };
}
function N(e) {
  return typeof e == "number" ? e : 0;
}
function Oe(e) {
  if (!_(e)) return {};
  let { by: t, of: n, texts: r, active: o } = e;
  return { watching: { by: u(t), of: u(n), texts: r === !0, active: o === !0 } };
}
var E = `\r
\r
`;
var mt = /^\s*\{\s*"event"\s*:/, ft = /"(?:e|\\u0065)(?:v|\\u0076)(?:e|\\u0065)(?:n|\\u006e)(?:t|\\u0074)"\s*:/i;
function Ee(e) {
  if (mt.test(e)) return !0;
  if (!ft.test(e)) return !1;
  try {
    return Object.hasOwn(A(e), "event");
  } catch {
    return !1;
  }
}
function Se(e) {
  let t = A(e), n = g(t.at);
  switch (t.event) {
    case "message":
      return { kind: "message", message: q(t) };
    case "receipt": {
      let { id: r, receipt: o, by: s } = t;
      if (!(o === "delivered" || o === "read") || !L(r) || n === void 0) throw D("receipt");
      return { kind: "receipt", id: r, state: o, by: u(s), at: n };
    }
    case "edit": {
      let { id: r, from: o, to: s, msg: a } = t;
      if (!L(r) || n === void 0) throw D("change");
      let c = { from: u(o), to: u(s) };
      return { kind: "edit", id: r, ...c, text: u(a), at: n, removed: t.removed === !0 };
    }
    case "receipts": {
      let r = Ce(t);
      if (!L(t.id) || r === void 0) throw D("receipt");
      return { kind: "receipts", id: t.id, group: u(t.group), ...r };
    }
    case "group": {
      let { group: r, member: o, before: s } = t;
      return { kind: "group", ...{ group: u(r), member: o === !0 }, ...typeof s == "string" ? { before: s } : {} };
    }
    case "presence":
      return { kind: "presence", user: u(t.user), active: t.active === !0 };
    case "notice":
      return { kind: "notice", message: u(t.message), ...Oe(t.watching) };
    case "frame": {
      let { left_out: r } = t;
      return typeof r == "number" ? { kind: "left out", count: r } : { kind: "frame", frame: be(t) };
    }
    case "ping":
      return { kind: "ping" };
    default:
      return;
  }
}
function q(e) {
  let { id: t, from: n, to: r, msg_from: o, msg_to: s, msg: a } = e,
    c = g(e.at),
    p = g(e.delivered),
    f = g(e.read),
    h = g(e.edited),
    v = Ce(e);
  if (!(L(t) && typeof n == "string" && typeof r == "string" && c !== void 0)) throw D("message");
  return {
    id: t,
    from: n,
    fromName: u(o) || n,
    to: r,
    toName: u(s) || r,
    text: u(a),
    at: c,
    ...p === void 0 ? {} : { deliveredAt: p },
    ...f === void 0 ? {} : { readAt: f },
    ...h === void 0 ? {} : { editedAt: h },
    ...e.removed === !0 && { removed: !0 },
    ...v && { progress: v },
    ...V(e.file),
  };
}
function V(e) {
  if (!_(e)) return {};
  let { id: t, name: n, size: r, sha256: o } = e;
  return typeof t != "number" || typeof n != "string" || typeof r != "number"
    ? {}
    : { file: { id: t, name: n, size: r, sha256: u(o) } };
}
function Ce(e) {
  let [t, n, r] = ["delivered_to", "read_by", "members"].map((o) => e[o]);
  if (!(typeof t != "number" || typeof n != "number" || typeof r != "number")) {
    return { delivered: t, read: n, members: r };
  }
}
function L(e) {
  return typeof e == "string" && e.length <= 100;
}
function D(e) {
  return new l(`A ${e} of the server cannot be understood`);
}
function Te(e) {
  let t = e.message ?? e.messages,
    n = e.retry_seconds,
    r = lt(e.status, typeof t == "string" ? t : void 0),
    o = ge.find((s) => s === e.code) ?? ht(r);
  return {
    kind: "error",
    message: r,
    ...o === void 0 ? {} : { code: o },
    ...typeof n == "number" && n > 0 ? { retrySeconds: n } : {},
  };
}
function lt(e, t) {
  if (e === "ERROR") return t ?? "The server gave no reason";
  if (t !== void 0 && typeof e == "string" && e.toUpperCase() !== "OK") return t;
  let n = e === void 0 ? "missing" : JSON.stringify(e);
  return `${t ?? "The server gave no reason"} (its status is ${n}, neither "OK" nor "ERROR")`;
}
var pt = new Map([[w.missing, "wrong_parameters"], [w.noLogin, "no_login"], [w.noUser, "no_user"], [
  w.wrongPassword,
  "wrong_password",
]]);
function ht(e) {
  return e.startsWith("**") ? "unknown_command" : pt.get(e);
}
var dn = T({ status: "OK", message: w.sent }) + E;
var _t = ["messages", "message", "user", "active"],
  gt = {
    list_users: ["users"],
    listuser: ["listuseraktif", "useraktif"],
    list_user: ["list_user"],
    activelist: ["activeusers"],
    activeusers: ["active users"],
  };
var wt = [..._t, ...Object.values(gt).flatMap((e) => e ?? [])];
function Ae(e, t) {
  let n = A(e), r = n.messages ?? n.message;
  if (n.status !== "OK") return Te(n);
  switch (t) {
    case "auth":
    case "register": {
      let o = n.tokenid ?? n.token ?? n.token_id;
      if (typeof o != "string") break;
      let s = n.role === "teacher" ? "teacher" : void 0, a = t === "register" && { message: u(n.message) };
      return { kind: "token", token: o, ...a, ...s && { role: s } };
    }
    case "send":
      return { kind: "sent" };
    case "inbox":
      if (!_(r)) break;
      return { kind: "inbox", messages: Object.entries(r).flatMap(([o, s]) => xt(o, s)) };
    case "list":
      return { kind: "active", users: z(wt.map((o) => n[o]).find((o) => o !== void 0)) };
    case "logout":
      return { kind: "logged out" };
    case "hello":
      return { kind: "hello", server: kt(n) };
    case "live":
      return { kind: "live", user: u(n.user), active: z(n.active) };
    case "ack":
      return { kind: "acknowledged" };
    case "post": {
      let o = g(n.at);
      if (typeof n.id != "string" || o === void 0) break;
      return { kind: "posted", id: n.id, at: o };
    }
    case "transcript":
    case "history":
      if (!Array.isArray(r)) break;
      return {
        kind: "history",
        messages: r.filter(_).map(q),
        more: n.more === !0,
        ...n.gone === !0 ? { gone: !0 } : {},
      };
    default: {
      let { status: o, message: s, ...a } = n;
      return { kind: "done", message: u(s), data: a };
    }
  }
  throw new l(`The server's reply to ${t} cannot be understood`);
}
function xt(e, t) {
  return Array.isArray(t)
    ? t.filter(_).map(({ msg_from: n, msg_to: r, to: o, msg: s, id: a, at: c, file: p }) => {
      let f = g(c);
      return {
        from: e,
        fromName: u(n) || e,
        toName: u(r),
        ...typeof o == "string" && o.startsWith("#") ? { to: o } : {},
        text: typeof a == "string" ? u(s) : u(s).trim(),
        ...typeof a == "string" ? { id: a } : {},
        ...f === void 0 ? {} : { at: f },
        ...V(p),
      };
    })
    : [];
}
function z(e) {
  return Array.isArray(e)
    ? e.filter((t) => typeof t == "string")
    : _(e)
    ? Object.keys(e)
    : u(e).split(/[\s,]+/).filter((t) => t !== "");
}
function kt({ name: e, version: t, protocol: n, commands: r, limits: o }) {
  let s = Object.entries(_(o) ? o : {}).filter((a) => typeof a[1] == "number");
  return {
    name: u(e),
    version: u(t),
    protocol: typeof n == "number" ? n : 0,
    commands: z(r),
    limits: Object.fromEntries(s),
  };
}
var i = { name: "token", secret: !0 };
var Ne = [{
  name: "join",
  aliases: [],
  parameters: [{ name: "code", secret: !0 }],
  help: "Give the code of a class, before register",
  needs: "nothing",
}, {
  name: "register",
  aliases: [],
  parameters: [{ name: "account", rest: !0, secret: !0, usage: "[CODE] USER PASSWORD [FULL NAME]" }],
  help: "Make an account and log in; the reply has a token for the other commands",
  needs: "nothing",
}, {
  name: "passwd",
  aliases: [],
  parameters: [i, { name: "old", secret: !0 }, { name: "password", secret: !0 }],
  help: "Change the password; the other logins of the account end",
  needs: "login",
}];
var Me = [
  {
    name: "auth",
    aliases: ["login"],
    parameters: [{ name: "user" }, { name: "password", secret: !0 }],
    help: "Log in; the reply has a token for the other commands",
    needs: "nothing",
  },
  {
    name: "send",
    aliases: ["sendprivate"],
    parameters: [i, { name: "user" }, { name: "text", rest: !0, private: !0 }],
    help: "Send a message to a user",
    needs: "login",
  },
  {
    name: "inbox",
    aliases: [],
    parameters: [i, { name: "content", optional: !0, form: "none", lenient: !0 }],
    help: "Read the messages that are unread",
    needs: "login",
  },
  {
    name: "list",
    aliases: [
      "online",
      "show",
      "listuser",
      "active",
      "listuseraktif",
      "user_aktif",
      "users",
      "aktif",
      "activeuser",
      "activeusers",
      "active_user",
      "activelist",
      "actives",
      "show_actives",
      "show_user",
      "showuser",
      "list_user",
      "list_users",
      "get_online_users",
      "info",
      "showuseractive",
      "status",
    ],
    parameters: [{ ...i, optional: !0, form: "uuid", lenient: !0 }],
    help: "List the active users",
    needs: "login",
  },
  { name: "logout", aliases: [], parameters: [{ ...i, optional: !0 }], help: "End a login", needs: "login" },
  { name: "hello", aliases: [], parameters: [], help: "Tell what this server is and can do", needs: "nothing" },
  { name: "live", aliases: [], parameters: [i], help: "Receive messages and more as they come", needs: "login" },
  {
    name: "ack",
    aliases: [],
    parameters: [i, { name: "id", form: "uuid" }, { name: "with", named: !0 }],
    help: "Mark the messages up to one as read",
    needs: "login",
  },
  {
    name: "post",
    aliases: [],
    parameters: [i, { name: "key", form: "uuid" }, { name: "user" }, {
      name: "text",
      rest: !0,
      indented: !0,
      private: !0,
    }],
    help: "Send a message once, however often it is asked with this key",
    needs: "login",
  },
  {
    name: "history",
    aliases: [],
    parameters: [i, { name: "user" }, { name: "before", form: "uuid", named: !0 }, {
      name: "limit",
      form: "number",
      named: !0,
    }],
    help: "Read a page of the conversation with a user",
    needs: "login",
  },
  {
    name: "edit",
    aliases: [],
    parameters: [i, { name: "id", form: "uuid" }, { name: "text", rest: !0, indented: !0, private: !0 }],
    help: "Give a message of one's own another text",
    needs: "login",
  },
  {
    name: "delete",
    aliases: [],
    parameters: [i, { name: "id", form: "uuid" }],
    help: "Remove a message of one's own",
    needs: "login",
  },
];
var J = { name: "id", form: "number" },
  Re = { name: "key", form: "uuid" },
  X = { name: "data", rest: !0, secret: !0 },
  Le = [{
    name: "sendfile",
    aliases: ["send_file", "sendprivatefile"],
    parameters: [i, { name: "user" }, { name: "file", private: !0 }, X],
    help: "Send a file, in Base64, to a user",
    needs: "login",
    isLong: !0,
  }, {
    name: "sendgroupfile",
    aliases: ["send_group_file", "send_file_group", "sendfilegroup"],
    parameters: [i, { name: "user" }, { name: "file", private: !0 }, X],
    help: "Send a file, in Base64, to a group or to users with commas between them",
    needs: "login",
    isLong: !0,
  }, {
    name: "downloadfile",
    aliases: ["download_file"],
    parameters: [i, J, { name: "file", optional: !0, private: !0 }],
    help: "Read all that is in a file, in Base64",
    needs: "login",
  }, {
    name: "downloadgroupfile",
    aliases: [],
    parameters: [i, { name: "user" }, J, { name: "file", optional: !0, private: !0 }],
    help: "Read all that is in a file of a group, in Base64",
    needs: "login",
  }, {
    name: "put",
    aliases: [],
    parameters: [i, Re, { name: "user" }, { name: "size", form: "count" }, { name: "sha256", form: "sha256" }, {
      name: "file",
      rest: !0,
      private: !0,
    }],
    help: "Begin to send a file, go on, or end, however often it is asked with this key",
    needs: "login",
  }, {
    name: "chunk",
    aliases: [],
    parameters: [i, Re, { name: "offset", form: "count" }, X],
    help: "Send a part of a file, in Base64",
    needs: "login",
    isLong: !0,
  }, {
    name: "get",
    aliases: [],
    parameters: [i, J, { name: "offset", form: "count", named: !0 }, { name: "limit", form: "number", named: !0 }],
    help: "Read a part of a file, in Base64",
    needs: "login",
  }, {
    name: "files",
    aliases: [],
    parameters: [i, { name: "user", named: !0 }, { name: "before", form: "number", named: !0 }, {
      name: "limit",
      form: "number",
      named: !0,
    }],
    help: "List the files that were sent and received",
    needs: "login",
  }];
var k = { name: "group" },
  De = [
    {
      name: "addgroup",
      aliases: ["creategroup", "create_group"],
      parameters: [i, k, { name: "password", optional: !0, secret: !0 }],
      help: "Make a group, and be its first member",
      needs: "login",
    },
    {
      name: "joingroup",
      aliases: ["join_group"],
      parameters: [i, k, { name: "password", optional: !0, secret: !0 }],
      help: "Join a group",
      needs: "login",
    },
    {
      name: "leavegroup",
      aliases: ["leave_group", "exitgroup"],
      parameters: [i, k],
      help: "Leave a group",
      needs: "login",
    },
    {
      name: "getgroups",
      aliases: ["list_group", "listgroup"],
      parameters: [{ ...i, optional: !0, form: "uuid", lenient: !0 }],
      help: "List the groups",
      needs: "login",
    },
    {
      name: "sendgroup",
      aliases: ["send_group", "group"],
      parameters: [i, { ...k, usage: "GROUP|USER,USER" }, { name: "text", rest: !0, private: !0 }],
      help: "Send a message to a group, or one to each of some users",
      needs: "login",
    },
    {
      name: "inboxgroup",
      aliases: ["inbox_group"],
      parameters: [i, k],
      help: "Read the newest messages of a group, whether unread or not",
      needs: "login",
    },
    {
      name: "invitegroup",
      aliases: [],
      parameters: [i, k, { name: "user" }],
      help: "Make a user a member of a group",
      needs: "login",
    },
    {
      name: "removemember",
      aliases: [],
      parameters: [i, k, { name: "user" }],
      help: "Take a user out of a group",
      needs: "login",
    },
    { name: "members", aliases: [], parameters: [i, k], help: "List the members of a group", needs: "login" },
    {
      name: "setgroup",
      aliases: [],
      parameters: [i, k, { name: "rename", named: !0 }, { name: "entry", named: !0 }, { name: "history", named: !0 }],
      help: "Rename a group, let all join or those who are invited, show new members all of it or what comes",
      needs: "login",
    },
    {
      name: "receipts",
      aliases: [],
      parameters: [i, { name: "id", form: "uuid" }],
      help: "Tell who has got and read a message of one's own",
      needs: "login",
    },
  ];
var Z = { name: "user" },
  Ie = { name: "group", optional: !0 },
  Pe = ["from", "to", "zone"].map((e) => ({ name: e, named: !0 })),
  Ue = { name: "limit", form: "number", named: !0 },
  vt = { name: "minutes", form: "number", optional: !0 },
  $e = [
    {
      name: "announce",
      aliases: [],
      parameters: [i, { name: "text", rest: !0, private: !0 }],
      help: "Tell everybody, and those who log in later today",
      needs: "teacher",
    },
    {
      name: "lock",
      aliases: [],
      parameters: [i, Ie],
      help: "Let students reach teachers only, or let only teachers write to a group",
      needs: "teacher",
    },
    { name: "unlock", aliases: [], parameters: [i, Ie], help: "End a lock", needs: "teacher" },
    {
      name: "mute",
      aliases: [],
      parameters: [i, Z, vt],
      help: "Let a student write to nobody, for some minutes or until it is lifted",
      needs: "teacher",
    },
    { name: "unmute", aliases: [], parameters: [i, Z], help: "Let a student write again", needs: "teacher" },
    {
      name: "kick",
      aliases: [],
      parameters: [i, Z],
      help: "End the connections and logins of a student",
      needs: "teacher",
    },
    {
      name: "remove",
      aliases: [],
      parameters: [i, { name: "id", form: "uuid" }],
      help: "Remove a message everywhere, but for a mark",
      needs: "teacher",
    },
    { name: "close", aliases: [], parameters: [i], help: "Let no student log in or register", needs: "teacher" },
    { name: "open", aliases: [], parameters: [i], help: "Let students log in again", needs: "teacher" },
    {
      name: "sessions",
      aliases: [],
      parameters: [i],
      help: "List who is connected, from where and since when",
      needs: "teacher",
    },
    {
      name: "attendance",
      aliases: [],
      parameters: [i, ...Pe],
      help: "List who was there on which day, and for how long",
      needs: "teacher",
    },
    {
      name: "transcript",
      aliases: [],
      parameters: [i, { name: "with", named: !0 }, { name: "after", form: "uuid", named: !0 }, Ue, ...Pe],
      help: "Read what was said",
      needs: "teacher",
    },
    {
      name: "audit",
      aliases: [],
      parameters: [i, { name: "after", form: "number", named: !0 }, Ue],
      help: "List what teachers did",
      needs: "teacher",
    },
  ];
var Q = { name: "user", optional: !0, usage: "USER|all" },
  Fe = [
    {
      name: "watch",
      aliases: [],
      parameters: [i, Q],
      help: "Receive what goes over the wire of one's own connections; a teacher, of anybody's",
      needs: "login",
    },
    { name: "unwatch", aliases: [], parameters: [i], help: "Receive it no more", needs: "login" },
    {
      name: "provoke",
      aliases: [],
      parameters: [i, { name: "how", form: "provocation", usage: "split|merge|delay|cut" }, {
        name: "amount",
        form: "number",
      }, Q],
      help: "Let what the server sends come as a network may bring it: in pieces, together, late, or cut",
      needs: "login",
    },
    { name: "unprovoke", aliases: [], parameters: [i, Q], help: "Let it come as it is again", needs: "login" },
  ];
var je = [...Me, ...Ne, ...De, ...$e, ...Le, ...Fe],
  yt = je.map(({ name: e }) => e),
  bt = new Map(je.flatMap((e) => [e.name, ...e.aliases].map((t) => [t, e])));
function te(e) {
  if (e === ee.word) return ee.spec;
  let t = bt.get(e);
  return t !== void 0 && (ee = { word: e, spec: t }), t;
}
var ee = { word: "", spec: void 0 };
function Ke(e, t = e.name) {
  let n = te(e.name), r = e, o = [t];
  for (let { name: s, rest: a, indented: c, named: p } of n.parameters) {
    if (r[s] === void 0) continue;
    let f = String(r[s]);
    p && o.push(s);
    let h = c ? f.trimEnd() : f.trim();
    if (h.trim() === "" || f !== h || !a && f.includes(" ")) {
      throw new l(`Cannot send the ${s}: it is empty or has a space`);
    }
    if (xe(f)) throw new l(`Cannot send the ${s}: it has a control character`);
    if (!f.isWellFormed()) throw new l(`Cannot send the ${s}: it is not valid Unicode`);
    o.push(f);
  }
  return o.join(" ") + `\r
`;
}
var Ot = 3e4,
  Et = 5e3,
  St = 25e3,
  Ct = 1e4,
  Tt = 48 * 1024 * 1024,
  O = class extends Error {
    name = "LinkLost";
  },
  He = class {
    #t;
    #e;
    #o = [];
    #n = "";
    #a = 0;
    #s = 0;
    #u;
    #c;
    #r;
    constructor(t) {
      this.#t = t, setInterval(() => this.#f(), Et);
    }
    get isOpen() {
      return this.#e?.readyState === WebSocket.OPEN;
    }
    connect() {
      if (this.#e !== void 0) return;
      clearTimeout(this.#c), this.#t.onState({ kind: "connecting" });
      let t = new WebSocket(this.#t.url);
      this.#e = t,
        this.#s = x.elapsed(),
        this.#n = "",
        this.#u = void 0,
        t.onopen = () => {
          this.#s = x.elapsed(),
            this.#t.onState({ kind: "open" }),
            this.#t.onOpen(),
            this.#r?.resolve(),
            this.#r = void 0;
        },
        t.onmessage = ({ data: n }) => this.#d(String(n)),
        t.onclose = () => this.#i(t);
    }
    async ready() {
      this.isOpen || (this.connect(), this.#r ??= Promise.withResolvers(), await this.#r.promise);
    }
    async ask(t) {
      let n = Ke(t), r = this.#e;
      if (r === void 0 || !this.isOpen) throw new O("There is no connection");
      let { promise: o, resolve: s, reject: a } = Promise.withResolvers();
      return this.#o.push({ name: t.name, since: x.elapsed(), resolve: s, reject: a }), r.send(n), await o;
    }
    renew() {
      this.#e !== void 0 && this.#i(this.#e), this.#a = 0, this.connect();
    }
    #d(t) {
      this.#s = x.elapsed();
      let n = Math.max(0, this.#n.length - E.length);
      this.#n += t;
      let r = 0;
      for (let o; (o = this.#n.indexOf(E, n)) >= 0; n = r) this.#m(this.#n.slice(r, o)), r = o + E.length;
      this.#n = this.#n.slice(r), this.#n.length > Tt && this.#e !== void 0 && this.#i(this.#e);
    }
    #m(t) {
      try {
        if (Ee(t)) {
          let r = Se(t);
          r !== void 0 && this.#t.onEvent(r);
          return;
        }
      } catch {
        return;
      }
      let n = this.#o.shift();
      try {
        let r = Ae(t, n?.name ?? "hello");
        this.#u = r.kind === "error" ? r : void 0,
          r.kind === "error" ? this.#t.onRefused(r) : this.#a = 0,
          n?.resolve(r);
      } catch (r) {
        n?.reject(r);
      }
    }
    #i(t) {
      if (this.#e !== t) return;
      this.#e = void 0, t.onopen = t.onmessage = t.onclose = null, t.close();
      for (let { reject: r } of this.#o.splice(0)) r(new O("The connection was lost"));
      if (this.#r?.reject(new O("The server cannot be reached")), this.#r = void 0, !this.#t.onLost(this.#u)) {
        return this.#t.onState({ kind: "resting" });
      }
      let n = ke(++this.#a, Math.random());
      this.#t.onState({ kind: "waiting", until: x.wall() + n }),
        clearTimeout(this.#c),
        this.#c = setTimeout(() => this.connect(), n);
    }
    #f() {
      let t = this.#e;
      if (t === void 0) return;
      let n = x.elapsed(), r = n - this.#s, o = this.#o[0];
      if (t.readyState === WebSocket.CONNECTING ? r > Ct : o && Math.min(r, n - o.since) > St) return this.#i(t);
      this.isOpen && o === void 0 && r > Ot && this.ask({ name: "hello" }).catch(() => {});
    }
  };
async function At(e, t, n) {
  try {
    let r = await e.link.ask(n);
    return r.kind === t || r.kind === "error" ? r : ne(e.texts.errors.internal);
  } catch (r) {
    if (r instanceof O) return ne(e.texts.noConnection);
    if (r instanceof l) return ne(r.message);
    throw r;
  }
}
function M(e, t, n) {
  let r = e.store.state.login?.token ?? "";
  return At(e, t, { ...n, token: r });
}
function ne(e) {
  return { kind: "error", message: e };
}
function I(e, { code: t, message: n }) {
  let r = e.texts.errors;
  return (t === void 0 ? void 0 : r[t]) ?? n;
}
var Nt = 0, Mt = 3;
function P(e, t, n = "calm") {
  let r = { id: ++Nt, text: t, tone: n };
  e.store.update((o) => ({ ...o, notices: [...o.notices, r].slice(-Mt) }));
}
function sr(e, t) {
  e.store.update((n) => ({ ...n, notices: n.notices.filter((r) => r.id !== t) }));
}
function We(e, t) {
  e.store.update(t);
}
async function Rt(e, t) {
  let { frames: n } = e;
  n.of = t;
  let r = await M(e, "done", { name: "watch", ...t !== "" && { user: t } });
  r.kind === "error" && (n.of = void 0, P(e, I(e, r), "bad")), n.tell();
}
async function ur(e) {
  e.frames.of = void 0, await M(e, "done", { name: "unwatch" }), e.frames.tell();
}
function cr(e) {
  e.frames.of !== void 0 && Rt(e, e.frames.of);
}
async function dr(e, t, n, r) {
  let o = await M(e, "done", { name: "provoke", how: t, amount: n, ...r !== "" && { user: r } });
  P(e, o.kind === "error" ? I(e, o) : o.message, o.kind === "error" ? "bad" : "calm");
}
async function mr(e, t) {
  let n = await M(e, "done", { name: "unprovoke", ...t !== "" && { user: t } });
  P(e, n.kind === "error" ? I(e, n) : n.message, n.kind === "error" ? "bad" : "calm");
}
function fr(e) {
  We(e, (t) => ({ ...t, isProjected: !t.isProjected }));
}
var pr = { who: "", command: "", direction: "both", errors: !1 };
function hr(e, t) {
  for (let n = e.length - 1; n >= Math.max(0, e.length - 200); n--) if (e[n].n === t.n) return e.with(n, t);
  return [...e.slice(-1999), t];
}
function Ge({ user: e, connection: t }) {
  return e ?? `(${t})`;
}
function Lt({ kind: e }) {
  return e === "request" || e === "unfinished";
}
function _r(e, t) {
  let { who: n, command: r, direction: o, errors: s } = t;
  return e.filter((a) =>
    (n === "" || Ge(a) === n) && (r === "" || a.command === r) && (o === "both" || Lt(a) === (o === "in") && !Dt(a)) &&
    (!s || a.error !== void 0)
  );
}
function Dt({ kind: e }) {
  return e === "opened" || e === "closed";
}
function gr(e) {
  let t = (n) => [...new Set(n)].sort((r, o) => r.localeCompare(o));
  return { who: t(e.map(Ge)), commands: t(e.flatMap(({ command: n }) => n ?? [])) };
}
function wr(e, t, n) {
  let r = e.findIndex((o) => o.n === t);
  return r === -1 ? e.at(-1) : e[Math.min(Math.max(r + n, 0), e.length - 1)];
}
var It = $(void 0);
function vr() {
  let e = W(It);
  if (e === void 0) throw new Error("A view is outside of the page");
  return e;
}
async function br(e) {
  try {
    if (navigator.clipboard !== void 0) return await navigator.clipboard.writeText(e), !0;
  } catch {}
  let t = document.activeElement, n = document.createElement("textarea");
  n.value = e, n.className = "hidden", document.body.append(n), n.select();
  let r = document.execCommand("copy");
  return n.remove(), t instanceof HTMLElement && t.focus(), r;
}
export {
  _r as z,
  At as j,
  Be as a,
  br as F,
  cr as r,
  dr as s,
  Dt as A,
  fr as u,
  Ge as x,
  gr as B,
  He as i,
  hr as w,
  Ht as f,
  I as l,
  It as D,
  Lt as y,
  M as k,
  mr as t,
  P as m,
  pr as v,
  Qe as e,
  qe as b,
  Rt as p,
  sr as n,
  te as h,
  ur as q,
  Ve as c,
  vr as E,
  We as o,
  wr as C,
  x as g,
  ze as d,
};
