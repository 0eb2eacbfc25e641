import { a as ne, d as I } from "./chunk_10.js";
var b,
  d,
  P,
  re,
  U = Object.is,
  R = 0,
  fe = [],
  $ = [],
  m = ne,
  se = m.__b,
  oe = m.__r,
  ie = m.diffed,
  ae = m.__c,
  ue = m.unmount,
  ce = m.__;
function C(e, t) {
  m.__h && m.__h(d, e, R || t), R = 0;
  var n = d.__H || (d.__H = { __: [], __h: [] });
  return e >= n.__.length && n.__.push({}), n.__[e];
}
function je(e) {
  return R = 1, Ke(le, e);
}
function Ke(e, t, n) {
  var r = C(b++, 2);
  if (
    r.t = e,
      !r.__c && (r.__ = [n ? n(t) : le(void 0, t), function (o) {
        var a = (r.__N || r.__)[0], c = r.t(a, o);
        U(a, c) || (r.__N = [c, r.__[1]], r.__c.setState({}));
      }],
        r.__c = d,
        !d.__f)
  ) {
    d.__f = !0;
    var s = d.shouldComponentUpdate;
    d.shouldComponentUpdate = function (o, a, c) {
      var p = this.__H;
      if (!p) return !0;
      var f = !1, h = this.props != o;
      if (
        p.__.some(function (O) {
          O.__N && (f = !0, U(O.__[0], O.__N[0]) || (h = !0));
        }), s
      ) {
        var v = s.call(this, o, a, c);
        return f ? v || h : v;
      }
      return !f || h;
    };
  }
  return r.__;
}
function He(e, t) {
  var n = C(b++, 3);
  !m.__s && K(n.__H, t) && (n.__P = !0, n.__ = e, n.u = t, d.__H.__h.push(n));
}
function We(e, t) {
  var n = C(b++, 4);
  !m.__s && K(n.__H, t) && (n.__P = !1, n.__ = e, n.u = t, d.__h.push(n));
}
function Be(e) {
  return R = 5,
    Ge(function () {
      return { current: e };
    }, []);
}
function Ge(e, t) {
  var n = C(b++, 7);
  return K(n.__H, t) && (n.__ = e(), n.__H = t), n.__;
}
function j(e) {
  var t = d.context[e.__c], n = C(b++, 9);
  return n.c = e, t ? (n.__ == null && (n.__ = !0, t.sub(d)), t.props.value) : e.__;
}
function Ye() {
  var e;
  do {
    for (; e = $.shift();) {
      try {
        S(e);
      } catch (n) {
        m.__e(n, { __: (e = e.__P) && e.__v });
      }
    }
    for (; e = fe.shift();) {
      var t = e.__H;
      if (e.__P && t) {
        try {
          t.__h.some(S), t.__h.some(F), t.__h = [];
        } catch (n) {
          t.__h = [], m.__e(n, e.__v);
        }
      }
    }
  } while ($.length);
}
m.__b = function (e) {
  d = null, se && se(e);
},
  m.__ = function (e, t) {
    e && t.__k && t.__k.__m && (e.__m = t.__k.__m), ce && ce(e, t);
  },
  m.__r = function (e) {
    oe && oe(e), b = 0;
    var t = (d = e.__c).__H;
    t && (P == d ? d.__h = [] : (t.__h.some(S), t.__h.some(F), b = 0),
      t.__h = [],
      t.__.some(function (n) {
        n.__N && (n.__ = n.__N), n.u = n.__N = void 0;
      })), P = d;
  },
  m.diffed = function (e) {
    ie && ie(e);
    var t = e.__c;
    t && t.__H && (t.__H.__h.length && me(fe.push(t)),
      t.__H.__.some(function (n) {
        n.u && (n.__H = n.u);
      })), P = d = null;
  },
  m.__c = function (e, t) {
    t.some(function (n) {
      try {
        n.__h.some(S),
          n.__h = n.__h.filter(function (r) {
            return !r.__ || F(r);
          });
      } catch (r) {
        n.__h = [function () {
          throw r;
        }];
      }
    }), ae && ae(e, t);
  },
  m.unmount = function (e) {
    ue && ue(e);
    var t, n, r = e.__c;
    r && r.__H && (r.__H.__.some(function (s) {
      try {
        if (s.__P && s.__c) {
          if (n === void 0) {
            for (n = e.__; n && (!n.__c || !n.__c.__P);) n = n.__;
            n = n && n.__c;
          }
          s.__P = n, me($.push(s));
        } else S(s);
      } catch (o) {
        t = o;
      }
    }),
      r.__H = void 0,
      t && m.__e(t, r.__v));
  };
var de = typeof requestAnimationFrame == "function";
function qe(e) {
  var t,
    n = function () {
      clearTimeout(r), de && cancelAnimationFrame(t), setTimeout(e);
    },
    r = setTimeout(n, 35);
  de && (t = requestAnimationFrame(n));
}
function me(e) {
  e != 1 && re == m.requestAnimationFrame || ((re = m.requestAnimationFrame) || qe)(Ye);
}
function S(e) {
  var t = d, n = e.__c;
  typeof n == "function" && (e.__c = void 0, n()), d = t;
}
function F(e) {
  var t = d;
  e.__c = e.__(), d = t;
}
function K(e, t) {
  return !e || e.length != t.length || t.some(function (n, r) {
    return !U(n, e[r]);
  });
}
function le(e, t) {
  return typeof t == "function" ? t(e) : t;
}
var w = { wall: () => Date.now(), elapsed: () => performance.now() }, Dt = { wall: pe(w.wall), elapsed: pe(w.elapsed) };
function pe(e) {
  let t, n = () => t = void 0;
  return () => (t === void 0 && (t = e(), queueMicrotask(n)), t);
}
var Ve = {
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
var x = {
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
  he = [
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
    constructor(t, { code: n, closes: r = !1, retrySeconds: s, hint: o, ...a } = {}) {
      super(t, a), this.name = "ChatError", this.code = n, this.closes = r, this.retrySeconds = s, this.hint = o;
    }
  };
var ze = new RegExp(`^[A-Za-z0-9_.-]{1,${Ve.name}}$`);
function _e(e) {
  return ze.test(e);
}
function Pt(e) {
  return _e(e.startsWith("#") ? e.slice(1) : e);
}
var Je = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/, Xe = /[^ -~]/;
function ge(e) {
  return Xe.test(e) && Je.test(e);
}
function we(e, t) {
  if (e === 0) return 0;
  let n = Math.min(1e4, 500 * 2 ** (e - 1));
  return n / 2 + t * n / 2;
}
var Ze = /[^\x20-\x7e]/,
  H = 4 * 1024,
  Qe = 6,
  et = new TextEncoder().encode("0123456789abcdef"),
  tt = new TextDecoder(),
  nt = new Uint8Array(H * Qe);
function N(e) {
  return typeof e == "string"
    ? W(e)
    : typeof e == "number" || typeof e == "boolean"
    ? String(e)
    : Array.isArray(e)
    ? `[${e.map(N).join(", ")}]`
    : `{${Object.entries(e).map(([t, n]) => `${W(t)}: ${N(n)}`).join(", ")}}`;
}
function W(e) {
  let t = JSON.stringify(e);
  if (!Ze.test(t)) return t;
  let n = "";
  for (let r = 0; r < t.length; r += H) n += rt(t, r, Math.min(r + H, t.length));
  return n;
}
function rt(e, t, n) {
  let [r, s] = [nt, et], o = 0;
  for (let a = t; a < n; a++) {
    let c = e.charCodeAt(a);
    c >= 32 && c <= 126
      ? r[o++] = c
      : (r[o++] = 92,
        r[o++] = 117,
        r[o++] = s[c >> 12],
        r[o++] = s[c >> 8 & 15],
        r[o++] = s[c >> 4 & 15],
        r[o++] = s[c & 15]);
  }
  return tt.decode(r.subarray(0, o));
}
function _(e) {
  return typeof e == "object" && e !== null && !Array.isArray(e);
}
function T(e) {
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
var st = ["opened", "closed", "request", "unfinished", "reply", "event"];
function ke(e) {
  let {
      n: t,
      at: n,
      connection: r,
      address: s,
      user: o,
      kind: a,
      command: c,
      answers: p,
      size: f,
      pieces: h,
      fields: v,
      provoked: O,
      error: ee,
    } = e,
    te = e.more_pieces;
  return {
    n: A(t),
    at: g(n) ?? 0,
    connection: A(r),
    address: u(s),
    kind: st.find((D) => D === a) ?? "event",
    size: A(f),
    pieces: Array.isArray(h) ? h.filter((D) => typeof D == "number") : [],
    fields: Array.isArray(v) ? v.filter(_).map(ot) : [],
    ...typeof o == "string" && { user: o },
    ...typeof c == "string" && { command: c },
    ...typeof p == "number" && { answers: p },
    ...typeof te == "number" && { morePieces: te },
    ...typeof O == "string" && { provoked: O },
    ...typeof ee == "string" && { error: ee },
  };
}
function ot({ at: e, size: t, kind: n, name: r, text: s, hidden: o, error: a }) {
  return {
    at: A(e),
    size: A(t),
    kind: u(n),
    ...typeof r == "string" && { name: r },
    ...typeof s == "string" && { text: s },
    ...(o === "secret" || o === "private") && { hidden: o },
    ...typeof a == "string" && { error: a },
  };
}
function A(e) {
  return typeof e == "number" ? e : 0;
}
function ve(e) {
  if (!_(e)) return {};
  let { by: t, of: n, texts: r, active: s } = e;
  return { watching: { by: u(t), of: u(n), texts: r === !0, active: s === !0 } };
}
var E = `\r
\r
`;
var it = /^\s*\{\s*"event"\s*:/, at = /"(?:e|\\u0065)(?:v|\\u0076)(?:e|\\u0065)(?:n|\\u006e)(?:t|\\u0074)"\s*:/i;
function Oe(e) {
  if (it.test(e)) return !0;
  if (!at.test(e)) return !1;
  try {
    return Object.hasOwn(T(e), "event");
  } catch {
    return !1;
  }
}
function be(e) {
  let t = T(e), n = g(t.at);
  switch (t.event) {
    case "message":
      return { kind: "message", message: B(t) };
    case "receipt": {
      let { id: r, receipt: s, by: o } = t;
      if (!(s === "delivered" || s === "read") || !M(r) || n === void 0) throw L("receipt");
      return { kind: "receipt", id: r, state: s, by: u(o), at: n };
    }
    case "edit": {
      let { id: r, from: s, to: o, msg: a } = t;
      if (!M(r) || n === void 0) throw L("change");
      let c = { from: u(s), to: u(o) };
      return { kind: "edit", id: r, ...c, text: u(a), at: n, removed: t.removed === !0 };
    }
    case "receipts": {
      let r = ye(t);
      if (!M(t.id) || r === void 0) throw L("receipt");
      return { kind: "receipts", id: t.id, group: u(t.group), ...r };
    }
    case "group": {
      let { group: r, member: s, before: o } = t;
      return { kind: "group", ...{ group: u(r), member: s === !0 }, ...typeof o == "string" ? { before: o } : {} };
    }
    case "presence":
      return { kind: "presence", user: u(t.user), active: t.active === !0 };
    case "notice":
      return { kind: "notice", message: u(t.message), ...ve(t.watching) };
    case "frame": {
      let { left_out: r } = t;
      return typeof r == "number" ? { kind: "left out", count: r } : { kind: "frame", frame: ke(t) };
    }
    case "ping":
      return { kind: "ping" };
    default:
      return;
  }
}
function B(e) {
  let { id: t, from: n, to: r, msg_from: s, msg_to: o, msg: a } = e,
    c = g(e.at),
    p = g(e.delivered),
    f = g(e.read),
    h = g(e.edited),
    v = ye(e);
  if (!(M(t) && typeof n == "string" && typeof r == "string" && c !== void 0)) throw L("message");
  return {
    id: t,
    from: n,
    fromName: u(s) || n,
    to: r,
    toName: u(o) || r,
    text: u(a),
    at: c,
    ...p === void 0 ? {} : { deliveredAt: p },
    ...f === void 0 ? {} : { readAt: f },
    ...h === void 0 ? {} : { editedAt: h },
    ...e.removed === !0 && { removed: !0 },
    ...v && { progress: v },
    ...G(e.file),
  };
}
function G(e) {
  if (!_(e)) return {};
  let { id: t, name: n, size: r, sha256: s } = e;
  return typeof t != "number" || typeof n != "string" || typeof r != "number"
    ? {}
    : { file: { id: t, name: n, size: r, sha256: u(s) } };
}
function ye(e) {
  let [t, n, r] = ["delivered_to", "read_by", "members"].map((s) => e[s]);
  if (!(typeof t != "number" || typeof n != "number" || typeof r != "number")) {
    return { delivered: t, read: n, members: r };
  }
}
function M(e) {
  return typeof e == "string" && e.length <= 100;
}
function L(e) {
  return new l(`A ${e} of the server cannot be understood`);
}
function Ee(e) {
  let t = e.message ?? e.messages,
    n = e.retry_seconds,
    r = ut(e.status, typeof t == "string" ? t : void 0),
    s = he.find((o) => o === e.code) ?? dt(r);
  return {
    kind: "error",
    message: r,
    ...s === void 0 ? {} : { code: s },
    ...typeof n == "number" && n > 0 ? { retrySeconds: n } : {},
  };
}
function ut(e, t) {
  if (e === "ERROR") return t ?? "The server gave no reason";
  if (t !== void 0 && typeof e == "string" && e.toUpperCase() !== "OK") return t;
  let n = e === void 0 ? "missing" : JSON.stringify(e);
  return `${t ?? "The server gave no reason"} (its status is ${n}, neither "OK" nor "ERROR")`;
}
var ct = new Map([[x.missing, "wrong_parameters"], [x.noLogin, "no_login"], [x.noUser, "no_user"], [
  x.wrongPassword,
  "wrong_password",
]]);
function dt(e) {
  return e.startsWith("**") ? "unknown_command" : ct.get(e);
}
var tn = N({ status: "OK", message: x.sent }) + E;
var mt = ["messages", "message", "user", "active"],
  ft = {
    list_users: ["users"],
    listuser: ["listuseraktif", "useraktif"],
    list_user: ["list_user"],
    activelist: ["activeusers"],
    activeusers: ["active users"],
  };
var lt = [...mt, ...Object.values(ft).flatMap((e) => e ?? [])];
function Se(e, t) {
  let n = T(e), r = n.messages ?? n.message;
  if (n.status !== "OK") return Ee(n);
  switch (t) {
    case "auth":
    case "register": {
      let s = n.tokenid ?? n.token ?? n.token_id;
      if (typeof s != "string") break;
      let o = n.role === "teacher" ? "teacher" : void 0, a = t === "register" && { message: u(n.message) };
      return { kind: "token", token: s, ...a, ...o && { role: o } };
    }
    case "send":
      return { kind: "sent" };
    case "inbox":
      if (!_(r)) break;
      return { kind: "inbox", messages: Object.entries(r).flatMap(([s, o]) => pt(s, o)) };
    case "list":
      return { kind: "active", users: Y(lt.map((s) => n[s]).find((s) => s !== void 0)) };
    case "logout":
      return { kind: "logged out" };
    case "hello":
      return { kind: "hello", server: ht(n) };
    case "live":
      return { kind: "live", user: u(n.user), active: Y(n.active) };
    case "ack":
      return { kind: "acknowledged" };
    case "post": {
      let s = g(n.at);
      if (typeof n.id != "string" || s === void 0) break;
      return { kind: "posted", id: n.id, at: s };
    }
    case "transcript":
    case "history":
      if (!Array.isArray(r)) break;
      return {
        kind: "history",
        messages: r.filter(_).map(B),
        more: n.more === !0,
        ...n.gone === !0 ? { gone: !0 } : {},
      };
    default: {
      let { status: s, message: o, ...a } = n;
      return { kind: "done", message: u(o), data: a };
    }
  }
  throw new l(`The server's reply to ${t} cannot be understood`);
}
function pt(e, t) {
  return Array.isArray(t)
    ? t.filter(_).map(({ msg_from: n, msg_to: r, to: s, msg: o, id: a, at: c, file: p }) => {
      let f = g(c);
      return {
        from: e,
        fromName: u(n) || e,
        toName: u(r),
        ...typeof s == "string" && s.startsWith("#") ? { to: s } : {},
        text: typeof a == "string" ? u(o) : u(o).trim(),
        ...typeof a == "string" ? { id: a } : {},
        ...f === void 0 ? {} : { at: f },
        ...G(p),
      };
    })
    : [];
}
function Y(e) {
  return Array.isArray(e)
    ? e.filter((t) => typeof t == "string")
    : _(e)
    ? Object.keys(e)
    : u(e).split(/[\s,]+/).filter((t) => t !== "");
}
function ht({ name: e, version: t, protocol: n, commands: r, limits: s }) {
  let o = Object.entries(_(s) ? s : {}).filter((a) => typeof a[1] == "number");
  return {
    name: u(e),
    version: u(t),
    protocol: typeof n == "number" ? n : 0,
    commands: Y(r),
    limits: Object.fromEntries(o),
  };
}
var i = { name: "token", secret: !0 };
var Ce = [{
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
var Ne = [
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
var q = { name: "id", form: "number" },
  Te = { name: "key", form: "uuid" },
  V = { name: "data", rest: !0, secret: !0 },
  Ae = [{
    name: "sendfile",
    aliases: ["send_file", "sendprivatefile"],
    parameters: [i, { name: "user" }, { name: "file", private: !0 }, V],
    help: "Send a file, in Base64, to a user",
    needs: "login",
    isLong: !0,
  }, {
    name: "sendgroupfile",
    aliases: ["send_group_file", "send_file_group", "sendfilegroup"],
    parameters: [i, { name: "user" }, { name: "file", private: !0 }, V],
    help: "Send a file, in Base64, to a group or to users with commas between them",
    needs: "login",
    isLong: !0,
  }, {
    name: "downloadfile",
    aliases: ["download_file"],
    parameters: [i, q, { name: "file", optional: !0, private: !0 }],
    help: "Read all that is in a file, in Base64",
    needs: "login",
  }, {
    name: "downloadgroupfile",
    aliases: [],
    parameters: [i, { name: "user" }, q, { name: "file", optional: !0, private: !0 }],
    help: "Read all that is in a file of a group, in Base64",
    needs: "login",
  }, {
    name: "put",
    aliases: [],
    parameters: [i, Te, { name: "user" }, { name: "size", form: "count" }, { name: "sha256", form: "sha256" }, {
      name: "file",
      rest: !0,
      private: !0,
    }],
    help: "Begin to send a file, go on, or end, however often it is asked with this key",
    needs: "login",
  }, {
    name: "chunk",
    aliases: [],
    parameters: [i, Te, { name: "offset", form: "count" }, V],
    help: "Send a part of a file, in Base64",
    needs: "login",
    isLong: !0,
  }, {
    name: "get",
    aliases: [],
    parameters: [i, q, { name: "offset", form: "count", named: !0 }, { name: "limit", form: "number", named: !0 }],
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
  Re = [
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
var z = { name: "user" },
  Me = { name: "group", optional: !0 },
  Le = ["from", "to", "zone"].map((e) => ({ name: e, named: !0 })),
  De = { name: "limit", form: "number", named: !0 },
  _t = { name: "minutes", form: "number", optional: !0 },
  Ie = [
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
      parameters: [i, Me],
      help: "Let students reach teachers only, or let only teachers write to a group",
      needs: "teacher",
    },
    { name: "unlock", aliases: [], parameters: [i, Me], help: "End a lock", needs: "teacher" },
    {
      name: "mute",
      aliases: [],
      parameters: [i, z, _t],
      help: "Let a student write to nobody, for some minutes or until it is lifted",
      needs: "teacher",
    },
    { name: "unmute", aliases: [], parameters: [i, z], help: "Let a student write again", needs: "teacher" },
    {
      name: "kick",
      aliases: [],
      parameters: [i, z],
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
      parameters: [i, ...Le],
      help: "List who was there on which day, and for how long",
      needs: "teacher",
    },
    {
      name: "transcript",
      aliases: [],
      parameters: [i, { name: "with", named: !0 }, { name: "after", form: "uuid", named: !0 }, De, ...Le],
      help: "Read what was said",
      needs: "teacher",
    },
    {
      name: "audit",
      aliases: [],
      parameters: [i, { name: "after", form: "number", named: !0 }, De],
      help: "List what teachers did",
      needs: "teacher",
    },
  ];
var J = { name: "user", optional: !0, usage: "USER|all" },
  Pe = [
    {
      name: "watch",
      aliases: [],
      parameters: [i, J],
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
      }, J],
      help: "Let what the server sends come as a network may bring it: in pieces, together, late, or cut",
      needs: "login",
    },
    { name: "unprovoke", aliases: [], parameters: [i, J], help: "Let it come as it is again", needs: "login" },
  ];
var Ue = [...Ne, ...Ce, ...Re, ...Ie, ...Ae, ...Pe],
  gt = Ue.map(({ name: e }) => e),
  wt = new Map(Ue.flatMap((e) => [e.name, ...e.aliases].map((t) => [t, e])));
function Z(e) {
  if (e === X.word) return X.spec;
  let t = wt.get(e);
  return t !== void 0 && (X = { word: e, spec: t }), t;
}
var X = { word: "", spec: void 0 };
function $e(e, t = e.name) {
  let n = Z(e.name), r = e, s = [t];
  for (let { name: o, rest: a, indented: c, named: p } of n.parameters) {
    if (r[o] === void 0) continue;
    let f = String(r[o]);
    p && s.push(o);
    let h = c ? f.trimEnd() : f.trim();
    if (h.trim() === "" || f !== h || !a && f.includes(" ")) {
      throw new l(`Cannot send the ${o}: it is empty or has a space`);
    }
    if (ge(f)) throw new l(`Cannot send the ${o}: it has a control character`);
    if (!f.isWellFormed()) throw new l(`Cannot send the ${o}: it is not valid Unicode`);
    s.push(f);
  }
  return s.join(" ") + `\r
`;
}
var xt = 3e4,
  kt = 5e3,
  vt = 25e3,
  Ot = 1e4,
  bt = 48 * 1024 * 1024,
  y = class extends Error {
    name = "LinkLost";
  },
  Fe = class {
    #t;
    #e;
    #s = [];
    #n = "";
    #a = 0;
    #o = 0;
    #u;
    #c;
    #r;
    constructor(t) {
      this.#t = t, setInterval(() => this.#f(), kt);
    }
    get isOpen() {
      return this.#e?.readyState === WebSocket.OPEN;
    }
    connect() {
      if (this.#e !== void 0) return;
      clearTimeout(this.#c), this.#t.onState({ kind: "connecting" });
      let t = new WebSocket(this.#t.url);
      this.#e = t,
        this.#o = w.elapsed(),
        this.#n = "",
        this.#u = void 0,
        t.onopen = () => {
          this.#o = w.elapsed(),
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
      let n = $e(t), r = this.#e;
      if (r === void 0 || !this.isOpen) throw new y("There is no connection");
      let { promise: s, resolve: o, reject: a } = Promise.withResolvers();
      return this.#s.push({ name: t.name, since: w.elapsed(), resolve: o, reject: a }), r.send(n), await s;
    }
    renew() {
      this.#e !== void 0 && this.#i(this.#e), this.#a = 0, this.connect();
    }
    #d(t) {
      this.#o = w.elapsed();
      let n = Math.max(0, this.#n.length - E.length);
      this.#n += t;
      let r = 0;
      for (let s; (s = this.#n.indexOf(E, n)) >= 0; n = r) this.#m(this.#n.slice(r, s)), r = s + E.length;
      this.#n = this.#n.slice(r), this.#n.length > bt && this.#e !== void 0 && this.#i(this.#e);
    }
    #m(t) {
      try {
        if (Oe(t)) {
          let r = be(t);
          r !== void 0 && this.#t.onEvent(r);
          return;
        }
      } catch {
        return;
      }
      let n = this.#s.shift();
      try {
        let r = Se(t, n?.name ?? "hello");
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
      for (let { reject: r } of this.#s.splice(0)) r(new y("The connection was lost"));
      if (this.#r?.reject(new y("The server cannot be reached")), this.#r = void 0, !this.#t.onLost(this.#u)) {
        return this.#t.onState({ kind: "resting" });
      }
      let n = we(++this.#a, Math.random());
      this.#t.onState({ kind: "waiting", until: w.wall() + n }),
        clearTimeout(this.#c),
        this.#c = setTimeout(() => this.connect(), n);
    }
    #f() {
      let t = this.#e;
      if (t === void 0) return;
      let n = w.elapsed(), r = n - this.#o, s = this.#s[0];
      if (t.readyState === WebSocket.CONNECTING ? r > Ot : s && Math.min(r, n - s.since) > vt) return this.#i(t);
      this.isOpen && s === void 0 && r > xt && this.ask({ name: "hello" }).catch(() => {});
    }
  };
async function yt(e, t, n) {
  try {
    let r = await e.link.ask(n);
    return r.kind === t || r.kind === "error" ? r : Q(e.texts.errors.internal);
  } catch (r) {
    if (r instanceof y) return Q(e.texts.noConnection);
    if (r instanceof l) return Q(r.message);
    throw r;
  }
}
function Xn(e, t, n) {
  let r = e.store.state.login?.token ?? "";
  return yt(e, t, { ...n, token: r });
}
function Q(e) {
  return { kind: "error", message: e };
}
function Zn(e, { code: t, message: n }) {
  let r = e.texts.errors;
  return (t === void 0 ? void 0 : r[t]) ?? n;
}
var Et = 0, St = 3;
function Qn(e, t, n = "calm") {
  let r = { id: ++Et, text: t, tone: n };
  e.store.update((s) => ({ ...s, notices: [...s.notices, r].slice(-St) }));
}
function er(e, t) {
  e.store.update((n) => ({ ...n, notices: n.notices.filter((r) => r.id !== t) }));
}
function tr(e, t) {
  e.store.update(t);
}
var Ct = I(void 0);
function sr() {
  let e = j(Ct);
  if (e === void 0) throw new Error("A view is outside of the page");
  return e;
}
export {
  Be as d,
  Ct as s,
  er as q,
  Fe as l,
  He as b,
  je as a,
  l as g,
  Pt as h,
  Qn as p,
  sr as t,
  tr as r,
  Ve as e,
  w as i,
  We as c,
  x as f,
  Xn as n,
  y as k,
  yt as m,
  Z as j,
  Zn as o,
};
