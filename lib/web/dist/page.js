import { a as Mt, b as $t, c as Pe, d as Ke, e as i } from "./chunk-QGQPHVL4.js";
var F,
  x,
  He,
  Rt,
  Fe = Object.is,
  ie = 0,
  Wt = [],
  Ue = [],
  O = Mt,
  It = O.__b,
  jt = O.__r,
  Dt = O.diffed,
  Pt = O.__c,
  Kt = O.unmount,
  Ht = O.__;
function V(e, t) {
  O.__h && O.__h(x, e, ie || t), ie = 0;
  var n = x.__H || (x.__H = { __: [], __h: [] });
  return e >= n.__.length && n.__.push({}), n.__[e];
}
function b(e) {
  return ie = 1, $r(Bt, e);
}
function $r(e, t, n) {
  var r = V(F++, 2);
  if (
    r.t = e,
      !r.__c && (r.__ = [n ? n(t) : Bt(void 0, t), function (s) {
        var a = (r.__N || r.__)[0], c = r.t(a, s);
        Fe(a, c) || (r.__N = [c, r.__[1]], r.__c.setState({}));
      }],
        r.__c = x,
        !x.__f)
  ) {
    x.__f = !0;
    var o = x.shouldComponentUpdate;
    x.shouldComponentUpdate = function (s, a, c) {
      var d = this.__H;
      if (!d) return !0;
      var l = !1, h = this.props != s;
      if (
        d.__.some(function (f) {
          f.__N && (l = !0, Fe(f.__[0], f.__N[0]) || (h = !0));
        }), o
      ) {
        var u = o.call(this, s, a, c);
        return l ? u || h : u;
      }
      return !l || h;
    };
  }
  return r.__;
}
function T(e, t) {
  var n = V(F++, 3);
  !O.__s && Ge(n.__H, t) && (n.__P = !0, n.__ = e, n.u = t, x.__H.__h.push(n));
}
function J(e, t) {
  var n = V(F++, 4);
  !O.__s && Ge(n.__H, t) && (n.__P = !1, n.__ = e, n.u = t, x.__h.push(n));
}
function N(e) {
  return ie = 5,
    Rr(function () {
      return { current: e };
    }, []);
}
function Rr(e, t) {
  var n = V(F++, 7);
  return Ge(n.__H, t) && (n.__ = e(), n.__H = t), n.__;
}
function Be(e) {
  var t = x.context[e.__c], n = V(F++, 9);
  return n.c = e, t ? (n.__ == null && (n.__ = !0, t.sub(x)), t.props.value) : e.__;
}
function Ir() {
  var e;
  do {
    for (; e = Ue.shift();) {
      try {
        z(e);
      } catch (n) {
        O.__e(n, { __: (e = e.__P) && e.__v });
      }
    }
    for (; e = Wt.shift();) {
      var t = e.__H;
      if (e.__P && t) {
        try {
          t.__h.some(z), t.__h.some(We), t.__h = [];
        } catch (n) {
          t.__h = [], O.__e(n, e.__v);
        }
      }
    }
  } while (Ue.length);
}
O.__b = function (e) {
  x = null, It && It(e);
},
  O.__ = function (e, t) {
    e && t.__k && t.__k.__m && (e.__m = t.__k.__m), Ht && Ht(e, t);
  },
  O.__r = function (e) {
    jt && jt(e), F = 0;
    var t = (x = e.__c).__H;
    t && (He == x ? x.__h = [] : (t.__h.some(z), t.__h.some(We), F = 0),
      t.__h = [],
      t.__.some(function (n) {
        n.__N && (n.__ = n.__N), n.u = n.__N = void 0;
      })), He = x;
  },
  O.diffed = function (e) {
    Dt && Dt(e);
    var t = e.__c;
    t && t.__H && (t.__H.__h.length && Ut(Wt.push(t)),
      t.__H.__.some(function (n) {
        n.u && (n.__H = n.u);
      })), He = x = null;
  },
  O.__c = function (e, t) {
    t.some(function (n) {
      try {
        n.__h.some(z),
          n.__h = n.__h.filter(function (r) {
            return !r.__ || We(r);
          });
      } catch (r) {
        n.__h = [function () {
          throw r;
        }];
      }
    }), Pt && Pt(e, t);
  },
  O.unmount = function (e) {
    Kt && Kt(e);
    var t, n, r = e.__c;
    r && r.__H && (r.__H.__.some(function (o) {
      try {
        if (o.__P && o.__c) {
          if (n === void 0) {
            for (n = e.__; n && (!n.__c || !n.__c.__P);) n = n.__;
            n = n && n.__c;
          }
          o.__P = n, Ut(Ue.push(o));
        } else z(o);
      } catch (s) {
        t = s;
      }
    }),
      r.__H = void 0,
      t && O.__e(t, r.__v));
  };
var Ft = typeof requestAnimationFrame == "function";
function jr(e) {
  var t,
    n = function () {
      clearTimeout(r), Ft && cancelAnimationFrame(t), setTimeout(e);
    },
    r = setTimeout(n, 35);
  Ft && (t = requestAnimationFrame(n));
}
function Ut(e) {
  e != 1 && Rt == O.requestAnimationFrame || ((Rt = O.requestAnimationFrame) || jr)(Ir);
}
function z(e) {
  var t = x, n = e.__c;
  typeof n == "function" && (e.__c = void 0, n()), x = t;
}
function We(e) {
  var t = x;
  e.__c = e.__(), x = t;
}
function Ge(e, t) {
  return !e || e.length != t.length || t.some(function (n, r) {
    return !Fe(n, e[r]);
  });
}
function Bt(e, t) {
  return typeof t == "function" ? t(e) : t;
}
var Ye = {
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
var j = {
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
  Gt = [
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
  A = class extends Error {
    code;
    closes;
    retrySeconds;
    hint;
    constructor(t, { code: n, closes: r = !1, retrySeconds: o, hint: s, ...a } = {}) {
      super(t, a), this.name = "ChatError", this.code = n, this.closes = r, this.retrySeconds = o, this.hint = s;
    }
  };
var Dr = new RegExp(`^[A-Za-z0-9_.-]{1,${Ye.name}}$`);
function Yt(e) {
  return Dr.test(e);
}
function qt(e) {
  return Yt(e.startsWith("#") ? e.slice(1) : e);
}
var Pr = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/, Kr = /[^ -~]/;
function zt(e) {
  return Kr.test(e) && Pr.test(e);
}
function Vt(e, t) {
  if (e === 0) return 0;
  let n = Math.min(1e4, 500 * 2 ** (e - 1));
  return n / 2 + t * n / 2;
}
var S = { wall: () => Date.now(), elapsed: () => performance.now() }, As = { wall: Jt(S.wall), elapsed: Jt(S.elapsed) };
function Jt(e) {
  let t, n = () => t = void 0;
  return () => (t === void 0 && (t = e(), queueMicrotask(n)), t);
}
var Hr = /[^\x20-\x7e]/,
  qe = 4 * 1024,
  Fr = 6,
  Ur = new TextEncoder().encode("0123456789abcdef"),
  Wr = new TextDecoder(),
  Br = new Uint8Array(qe * Fr);
function Z(e) {
  return typeof e == "string"
    ? ze(e)
    : typeof e == "number" || typeof e == "boolean"
    ? String(e)
    : Array.isArray(e)
    ? `[${e.map(Z).join(", ")}]`
    : `{${Object.entries(e).map(([t, n]) => `${ze(t)}: ${Z(n)}`).join(", ")}}`;
}
function ze(e) {
  let t = JSON.stringify(e);
  if (!Hr.test(t)) return t;
  let n = "";
  for (let r = 0; r < t.length; r += qe) n += Gr(t, r, Math.min(r + qe, t.length));
  return n;
}
function Gr(e, t, n) {
  let [r, o] = [Br, Ur], s = 0;
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
  return Wr.decode(r.subarray(0, s));
}
function L(e) {
  return typeof e == "object" && e !== null && !Array.isArray(e);
}
function X(e) {
  let t;
  try {
    t = JSON.parse(e);
  } catch {}
  if (!L(t)) throw new A("The server's reply is not a JSON object");
  return t;
}
function w(e) {
  return typeof e == "string" ? e : "";
}
function M(e) {
  let t = typeof e == "string" ? Date.parse(e) : NaN;
  return Number.isNaN(t) ? void 0 : t;
}
var Yr = ["opened", "closed", "request", "unfinished", "reply", "event"];
function Xt(e) {
  let {
      n: t,
      at: n,
      connection: r,
      address: o,
      user: s,
      kind: a,
      command: c,
      answers: d,
      size: l,
      pieces: h,
      fields: u,
      provoked: f,
      error: v,
    } = e,
    _ = e.more_pieces;
  return {
    n: Q(t),
    at: M(n) ?? 0,
    connection: Q(r),
    address: w(o),
    kind: Yr.find((y) => y === a) ?? "event",
    size: Q(l),
    pieces: Array.isArray(h) ? h.filter((y) => typeof y == "number") : [],
    fields: Array.isArray(u) ? u.filter(L).map(qr) : [],
    ...typeof s == "string" && { user: s },
    ...typeof c == "string" && { command: c },
    ...typeof d == "number" && { answers: d },
    ...typeof _ == "number" && { morePieces: _ },
    ...typeof f == "string" && { provoked: f },
    ...typeof v == "string" && { error: v },
  };
}
function qr({ at: e, size: t, kind: n, name: r, text: o, hidden: s, error: a }) {
  return {
    at: Q(e),
    size: Q(t),
    kind: w(n),
    ...typeof r == "string" && { name: r },
    ...typeof o == "string" && { text: o },
    ...(s === "secret" || s === "private") && { hidden: s },
    ...typeof a == "string" && { error: a },
  };
}
function Q(e) {
  return typeof e == "number" ? e : 0;
}
function Qt(e) {
  if (!L(e)) return {};
  let { by: t, of: n, texts: r, active: o } = e;
  return { watching: { by: w(t), of: w(n), texts: r === !0, active: o === !0 } };
}
var W = `\r
\r
`;
var zr = /^\s*\{\s*"event"\s*:/, Vr = /"(?:e|\\u0065)(?:v|\\u0076)(?:e|\\u0065)(?:n|\\u006e)(?:t|\\u0074)"\s*:/i;
function en(e) {
  if (zr.test(e)) return !0;
  if (!Vr.test(e)) return !1;
  try {
    return Object.hasOwn(X(e), "event");
  } catch {
    return !1;
  }
}
function tn(e) {
  let t = X(e), n = M(t.at);
  switch (t.event) {
    case "message":
      return { kind: "message", message: Ve(t) };
    case "receipt": {
      let { id: r, receipt: o, by: s } = t;
      if (!(o === "delivered" || o === "read") || !ae(r) || n === void 0) throw ce("receipt");
      return { kind: "receipt", id: r, state: o, by: w(s), at: n };
    }
    case "edit": {
      let { id: r, from: o, to: s, msg: a } = t;
      if (!ae(r) || n === void 0) throw ce("change");
      let c = { from: w(o), to: w(s) };
      return { kind: "edit", id: r, ...c, text: w(a), at: n, removed: t.removed === !0 };
    }
    case "receipts": {
      let r = nn(t);
      if (!ae(t.id) || r === void 0) throw ce("receipt");
      return { kind: "receipts", id: t.id, group: w(t.group), ...r };
    }
    case "group": {
      let { group: r, member: o, before: s } = t;
      return { kind: "group", ...{ group: w(r), member: o === !0 }, ...typeof s == "string" ? { before: s } : {} };
    }
    case "presence":
      return { kind: "presence", user: w(t.user), active: t.active === !0 };
    case "notice":
      return { kind: "notice", message: w(t.message), ...Qt(t.watching) };
    case "frame": {
      let { left_out: r } = t;
      return typeof r == "number" ? { kind: "left out", count: r } : { kind: "frame", frame: Xt(t) };
    }
    case "ping":
      return { kind: "ping" };
    default:
      return;
  }
}
function Ve(e) {
  let { id: t, from: n, to: r, msg_from: o, msg_to: s, msg: a } = e,
    c = M(e.at),
    d = M(e.delivered),
    l = M(e.read),
    h = M(e.edited),
    u = nn(e);
  if (!(ae(t) && typeof n == "string" && typeof r == "string" && c !== void 0)) throw ce("message");
  return {
    id: t,
    from: n,
    fromName: w(o) || n,
    to: r,
    toName: w(s) || r,
    text: w(a),
    at: c,
    ...d === void 0 ? {} : { deliveredAt: d },
    ...l === void 0 ? {} : { readAt: l },
    ...h === void 0 ? {} : { editedAt: h },
    ...e.removed === !0 && { removed: !0 },
    ...u && { progress: u },
    ...Je(e.file),
  };
}
function Je(e) {
  if (!L(e)) return {};
  let { id: t, name: n, size: r, sha256: o } = e;
  return typeof t != "number" || typeof n != "string" || typeof r != "number"
    ? {}
    : { file: { id: t, name: n, size: r, sha256: w(o) } };
}
function nn(e) {
  let [t, n, r] = ["delivered_to", "read_by", "members"].map((o) => e[o]);
  if (!(typeof t != "number" || typeof n != "number" || typeof r != "number")) {
    return { delivered: t, read: n, members: r };
  }
}
function ae(e) {
  return typeof e == "string" && e.length <= 100;
}
function ce(e) {
  return new A(`A ${e} of the server cannot be understood`);
}
function rn(e) {
  let t = e.message ?? e.messages,
    n = e.retry_seconds,
    r = Jr(e.status, typeof t == "string" ? t : void 0),
    o = Gt.find((s) => s === e.code) ?? Xr(r);
  return {
    kind: "error",
    message: r,
    ...o === void 0 ? {} : { code: o },
    ...typeof n == "number" && n > 0 ? { retrySeconds: n } : {},
  };
}
function Jr(e, t) {
  if (e === "ERROR") return t ?? "The server gave no reason";
  if (t !== void 0 && typeof e == "string" && e.toUpperCase() !== "OK") return t;
  let n = e === void 0 ? "missing" : JSON.stringify(e);
  return `${t ?? "The server gave no reason"} (its status is ${n}, neither "OK" nor "ERROR")`;
}
var Zr = new Map([[j.missing, "wrong_parameters"], [j.noLogin, "no_login"], [j.noUser, "no_user"], [
  j.wrongPassword,
  "wrong_password",
]]);
function Xr(e) {
  return e.startsWith("**") ? "unknown_command" : Zr.get(e);
}
var Ys = Z({ status: "OK", message: j.sent }) + W;
var Qr = ["messages", "message", "user", "active"],
  eo = {
    list_users: ["users"],
    listuser: ["listuseraktif", "useraktif"],
    list_user: ["list_user"],
    activelist: ["activeusers"],
    activeusers: ["active users"],
  };
var to = [...Qr, ...Object.values(eo).flatMap((e) => e ?? [])];
function on(e, t) {
  let n = X(e), r = n.messages ?? n.message;
  if (n.status !== "OK") return rn(n);
  switch (t) {
    case "auth":
    case "register": {
      let o = n.tokenid ?? n.token ?? n.token_id;
      if (typeof o != "string") break;
      let s = n.role === "teacher" ? "teacher" : void 0, a = t === "register" && { message: w(n.message) };
      return { kind: "token", token: o, ...a, ...s && { role: s } };
    }
    case "send":
      return { kind: "sent" };
    case "inbox":
      if (!L(r)) break;
      return { kind: "inbox", messages: Object.entries(r).flatMap(([o, s]) => no(o, s)) };
    case "list":
      return { kind: "active", users: Ze(to.map((o) => n[o]).find((o) => o !== void 0)) };
    case "logout":
      return { kind: "logged out" };
    case "hello":
      return { kind: "hello", server: ro(n) };
    case "live":
      return { kind: "live", user: w(n.user), active: Ze(n.active) };
    case "ack":
      return { kind: "acknowledged" };
    case "post": {
      let o = M(n.at);
      if (typeof n.id != "string" || o === void 0) break;
      return { kind: "posted", id: n.id, at: o };
    }
    case "transcript":
    case "history":
      if (!Array.isArray(r)) break;
      return {
        kind: "history",
        messages: r.filter(L).map(Ve),
        more: n.more === !0,
        ...n.gone === !0 ? { gone: !0 } : {},
      };
    default: {
      let { status: o, message: s, ...a } = n;
      return { kind: "done", message: w(s), data: a };
    }
  }
  throw new A(`The server's reply to ${t} cannot be understood`);
}
function no(e, t) {
  return Array.isArray(t)
    ? t.filter(L).map(({ msg_from: n, msg_to: r, to: o, msg: s, id: a, at: c, file: d }) => {
      let l = M(c);
      return {
        from: e,
        fromName: w(n) || e,
        toName: w(r),
        ...typeof o == "string" && o.startsWith("#") ? { to: o } : {},
        text: typeof a == "string" ? w(s) : w(s).trim(),
        ...typeof a == "string" ? { id: a } : {},
        ...l === void 0 ? {} : { at: l },
        ...Je(d),
      };
    })
    : [];
}
function Ze(e) {
  return Array.isArray(e)
    ? e.filter((t) => typeof t == "string")
    : L(e)
    ? Object.keys(e)
    : w(e).split(/[\s,]+/).filter((t) => t !== "");
}
function ro({ name: e, version: t, protocol: n, commands: r, limits: o }) {
  let s = Object.entries(L(o) ? o : {}).filter((a) => typeof a[1] == "number");
  return {
    name: w(e),
    version: w(t),
    protocol: typeof n == "number" ? n : 0,
    commands: Ze(r),
    limits: Object.fromEntries(s),
  };
}
var p = { name: "token", secret: !0 };
var sn = [{
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
  parameters: [p, { name: "old", secret: !0 }, { name: "password", secret: !0 }],
  help: "Change the password; the other logins of the account end",
  needs: "login",
}];
var an = [
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
    parameters: [p, { name: "user" }, { name: "text", rest: !0, private: !0 }],
    help: "Send a message to a user",
    needs: "login",
  },
  {
    name: "inbox",
    aliases: [],
    parameters: [p, { name: "content", optional: !0, form: "none", lenient: !0 }],
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
    parameters: [{ ...p, optional: !0, form: "uuid", lenient: !0 }],
    help: "List the active users",
    needs: "login",
  },
  { name: "logout", aliases: [], parameters: [{ ...p, optional: !0 }], help: "End a login", needs: "login" },
  { name: "hello", aliases: [], parameters: [], help: "Tell what this server is and can do", needs: "nothing" },
  { name: "live", aliases: [], parameters: [p], help: "Receive messages and more as they come", needs: "login" },
  {
    name: "ack",
    aliases: [],
    parameters: [p, { name: "id", form: "uuid" }],
    help: "Mark the messages up to one as read",
    needs: "login",
  },
  {
    name: "post",
    aliases: [],
    parameters: [p, { name: "key", form: "uuid" }, { name: "user" }, {
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
    parameters: [p, { name: "user" }, { name: "before", form: "uuid", named: !0 }, {
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
    parameters: [p, { name: "id", form: "uuid" }, { name: "text", rest: !0, indented: !0, private: !0 }],
    help: "Give a message of one's own another text",
    needs: "login",
  },
  {
    name: "delete",
    aliases: [],
    parameters: [p, { name: "id", form: "uuid" }],
    help: "Remove a message of one's own",
    needs: "login",
  },
];
var Xe = { name: "id", form: "number" },
  cn = { name: "key", form: "uuid" },
  Qe = { name: "data", rest: !0, secret: !0 },
  un = [{
    name: "sendfile",
    aliases: ["send_file", "sendprivatefile"],
    parameters: [p, { name: "user" }, { name: "file", private: !0 }, Qe],
    help: "Send a file, in Base64, to a user",
    needs: "login",
    isLong: !0,
  }, {
    name: "sendgroupfile",
    aliases: ["send_group_file", "send_file_group", "sendfilegroup"],
    parameters: [p, { name: "user" }, { name: "file", private: !0 }, Qe],
    help: "Send a file, in Base64, to a group or to users with commas between them",
    needs: "login",
    isLong: !0,
  }, {
    name: "downloadfile",
    aliases: ["download_file"],
    parameters: [p, Xe, { name: "file", optional: !0, private: !0 }],
    help: "Read all that is in a file, in Base64",
    needs: "login",
  }, {
    name: "downloadgroupfile",
    aliases: [],
    parameters: [p, { name: "user" }, Xe, { name: "file", optional: !0, private: !0 }],
    help: "Read all that is in a file of a group, in Base64",
    needs: "login",
  }, {
    name: "put",
    aliases: [],
    parameters: [p, cn, { name: "user" }, { name: "size", form: "count" }, { name: "sha256", form: "sha256" }, {
      name: "file",
      rest: !0,
      private: !0,
    }],
    help: "Begin to send a file, go on, or end, however often it is asked with this key",
    needs: "login",
  }, {
    name: "chunk",
    aliases: [],
    parameters: [p, cn, { name: "offset", form: "count" }, Qe],
    help: "Send a part of a file, in Base64",
    needs: "login",
    isLong: !0,
  }, {
    name: "get",
    aliases: [],
    parameters: [p, Xe, { name: "offset", form: "count", named: !0 }, { name: "limit", form: "number", named: !0 }],
    help: "Read a part of a file, in Base64",
    needs: "login",
  }, {
    name: "files",
    aliases: [],
    parameters: [p, { name: "user", named: !0 }, { name: "before", form: "number", named: !0 }, {
      name: "limit",
      form: "number",
      named: !0,
    }],
    help: "List the files that were sent and received",
    needs: "login",
  }];
var D = { name: "group" },
  dn = [
    {
      name: "addgroup",
      aliases: ["creategroup", "create_group"],
      parameters: [p, D, { name: "password", optional: !0, secret: !0 }],
      help: "Make a group, and be its first member",
      needs: "login",
    },
    {
      name: "joingroup",
      aliases: ["join_group"],
      parameters: [p, D, { name: "password", optional: !0, secret: !0 }],
      help: "Join a group",
      needs: "login",
    },
    {
      name: "leavegroup",
      aliases: ["leave_group", "exitgroup"],
      parameters: [p, D],
      help: "Leave a group",
      needs: "login",
    },
    {
      name: "getgroups",
      aliases: ["list_group", "listgroup"],
      parameters: [{ ...p, optional: !0, form: "uuid", lenient: !0 }],
      help: "List the groups",
      needs: "login",
    },
    {
      name: "sendgroup",
      aliases: ["send_group", "group"],
      parameters: [p, { ...D, usage: "GROUP|USER,USER" }, { name: "text", rest: !0, private: !0 }],
      help: "Send a message to a group, or one to each of some users",
      needs: "login",
    },
    {
      name: "inboxgroup",
      aliases: ["inbox_group"],
      parameters: [p, D],
      help: "Read the newest messages of a group, whether unread or not",
      needs: "login",
    },
    {
      name: "invitegroup",
      aliases: [],
      parameters: [p, D, { name: "user" }],
      help: "Make a user a member of a group",
      needs: "login",
    },
    {
      name: "removemember",
      aliases: [],
      parameters: [p, D, { name: "user" }],
      help: "Take a user out of a group",
      needs: "login",
    },
    { name: "members", aliases: [], parameters: [p, D], help: "List the members of a group", needs: "login" },
    {
      name: "setgroup",
      aliases: [],
      parameters: [p, D, { name: "rename", named: !0 }, { name: "entry", named: !0 }, { name: "history", named: !0 }],
      help: "Rename a group, let all join or those who are invited, show new members all of it or what comes",
      needs: "login",
    },
    {
      name: "receipts",
      aliases: [],
      parameters: [p, { name: "id", form: "uuid" }],
      help: "Tell who has got and read a message of one's own",
      needs: "login",
    },
  ];
var et = { name: "user" },
  ln = { name: "group", optional: !0 },
  fn = ["from", "to", "zone"].map((e) => ({ name: e, named: !0 })),
  mn = { name: "limit", form: "number", named: !0 },
  oo = { name: "minutes", form: "number", optional: !0 },
  pn = [
    {
      name: "announce",
      aliases: [],
      parameters: [p, { name: "text", rest: !0, private: !0 }],
      help: "Tell everybody, and those who log in later today",
      needs: "teacher",
    },
    {
      name: "lock",
      aliases: [],
      parameters: [p, ln],
      help: "Let students reach teachers only, or let only teachers write to a group",
      needs: "teacher",
    },
    { name: "unlock", aliases: [], parameters: [p, ln], help: "End a lock", needs: "teacher" },
    {
      name: "mute",
      aliases: [],
      parameters: [p, et, oo],
      help: "Let a student write to nobody, for some minutes or until it is lifted",
      needs: "teacher",
    },
    { name: "unmute", aliases: [], parameters: [p, et], help: "Let a student write again", needs: "teacher" },
    {
      name: "kick",
      aliases: [],
      parameters: [p, et],
      help: "End the connections and logins of a student",
      needs: "teacher",
    },
    {
      name: "remove",
      aliases: [],
      parameters: [p, { name: "id", form: "uuid" }],
      help: "Remove a message everywhere, but for a mark",
      needs: "teacher",
    },
    { name: "close", aliases: [], parameters: [p], help: "Let no student log in or register", needs: "teacher" },
    { name: "open", aliases: [], parameters: [p], help: "Let students log in again", needs: "teacher" },
    {
      name: "sessions",
      aliases: [],
      parameters: [p],
      help: "List who is connected, from where and since when",
      needs: "teacher",
    },
    {
      name: "attendance",
      aliases: [],
      parameters: [p, ...fn],
      help: "List who was there on which day, and for how long",
      needs: "teacher",
    },
    {
      name: "transcript",
      aliases: [],
      parameters: [p, { name: "with", named: !0 }, { name: "after", form: "uuid", named: !0 }, mn, ...fn],
      help: "Read what was said",
      needs: "teacher",
    },
    {
      name: "audit",
      aliases: [],
      parameters: [p, { name: "after", form: "number", named: !0 }, mn],
      help: "List what teachers did",
      needs: "teacher",
    },
  ];
var tt = { name: "user", optional: !0, usage: "USER|all" },
  hn = [
    {
      name: "watch",
      aliases: [],
      parameters: [p, tt],
      help: "Receive what goes over the wire of one's own connections; a teacher, of anybody's",
      needs: "login",
    },
    { name: "unwatch", aliases: [], parameters: [p], help: "Receive it no more", needs: "login" },
    {
      name: "provoke",
      aliases: [],
      parameters: [p, { name: "how", form: "provocation", usage: "split|merge|delay|cut" }, {
        name: "amount",
        form: "number",
      }, tt],
      help: "Let what the server sends come as a network may bring it: in pieces, together, late, or cut",
      needs: "login",
    },
    { name: "unprovoke", aliases: [], parameters: [p, tt], help: "Let it come as it is again", needs: "login" },
  ];
var gn = [...an, ...sn, ...dn, ...pn, ...un, ...hn],
  so = gn.map(({ name: e }) => e),
  io = new Map(gn.flatMap((e) => [e.name, ...e.aliases].map((t) => [t, e])));
function rt(e) {
  if (e === nt.word) return nt.spec;
  let t = io.get(e);
  return t !== void 0 && (nt = { word: e, spec: t }), t;
}
var nt = { word: "", spec: void 0 };
function wn(e, t = e.name) {
  let n = rt(e.name), r = e, o = [t];
  for (let { name: s, rest: a, indented: c, named: d } of n.parameters) {
    if (r[s] === void 0) continue;
    let l = String(r[s]);
    d && o.push(s);
    let h = c ? l.trimEnd() : l.trim();
    if (h.trim() === "" || l !== h || !a && l.includes(" ")) {
      throw new A(`Cannot send the ${s}: it is empty or has a space`);
    }
    if (zt(l)) throw new A(`Cannot send the ${s}: it has a control character`);
    if (!l.isWellFormed()) throw new A(`Cannot send the ${s}: it is not valid Unicode`);
    o.push(l);
  }
  return o.join(" ") + `\r
`;
}
var ao = 3e4,
  co = 5e3,
  uo = 25e3,
  lo = 1e4,
  fo = 48 * 1024 * 1024,
  U = class extends Error {
    name = "LinkLost";
  },
  ue = class {
    #e;
    #t;
    #n = [];
    #r = "";
    #o = 0;
    #s = 0;
    #a;
    #c;
    #i;
    constructor(t) {
      this.#e = t, setInterval(() => this.#f(), co);
    }
    get isOpen() {
      return this.#t?.readyState === WebSocket.OPEN;
    }
    connect() {
      if (this.#t !== void 0) return;
      clearTimeout(this.#c), this.#e.onState({ kind: "connecting" });
      let t = new WebSocket(this.#e.url);
      this.#t = t,
        this.#s = S.elapsed(),
        this.#r = "",
        this.#a = void 0,
        t.onopen = () => {
          this.#s = S.elapsed(),
            this.#e.onState({ kind: "open" }),
            this.#e.onOpen(),
            this.#i?.resolve(),
            this.#i = void 0;
        },
        t.onmessage = ({ data: n }) => this.#u(String(n)),
        t.onclose = () => this.#d(t);
    }
    async ready() {
      this.isOpen || (this.connect(), this.#i ??= Promise.withResolvers(), await this.#i.promise);
    }
    async ask(t) {
      let n = wn(t), r = this.#t;
      if (r === void 0 || !this.isOpen) throw new U("There is no connection");
      let { promise: o, resolve: s, reject: a } = Promise.withResolvers();
      return this.#n.push({ name: t.name, since: S.elapsed(), resolve: s, reject: a }), r.send(n), await o;
    }
    renew() {
      this.#t !== void 0 && this.#d(this.#t), this.#o = 0, this.connect();
    }
    #u(t) {
      this.#s = S.elapsed();
      let n = Math.max(0, this.#r.length - W.length);
      this.#r += t;
      let r = 0;
      for (let o; (o = this.#r.indexOf(W, n)) >= 0; n = r) this.#l(this.#r.slice(r, o)), r = o + W.length;
      this.#r = this.#r.slice(r), this.#r.length > fo && this.#t !== void 0 && this.#d(this.#t);
    }
    #l(t) {
      try {
        if (en(t)) {
          let r = tn(t);
          r !== void 0 && this.#e.onEvent(r);
          return;
        }
      } catch {
        return;
      }
      let n = this.#n.shift();
      try {
        let r = on(t, n?.name ?? "hello");
        this.#a = r.kind === "error" ? r : void 0,
          r.kind === "error" ? this.#e.onRefused(r) : this.#o = 0,
          n?.resolve(r);
      } catch (r) {
        n?.reject(r);
      }
    }
    #d(t) {
      if (this.#t !== t) return;
      this.#t = void 0, t.onopen = t.onmessage = t.onclose = null, t.close();
      for (let { reject: r } of this.#n.splice(0)) r(new U("The connection was lost"));
      if (this.#i?.reject(new U("The server cannot be reached")), this.#i = void 0, !this.#e.onLost(this.#a)) {
        return this.#e.onState({ kind: "resting" });
      }
      let n = Vt(++this.#o, Math.random());
      this.#e.onState({ kind: "waiting", until: S.wall() + n }),
        clearTimeout(this.#c),
        this.#c = setTimeout(() => this.connect(), n);
    }
    #f() {
      let t = this.#t;
      if (t === void 0) return;
      let n = S.elapsed(), r = n - this.#s, o = this.#n[0];
      if (t.readyState === WebSocket.CONNECTING ? r > lo : o && Math.min(r, n - o.since) > uo) return this.#d(t);
      this.isOpen && o === void 0 && r > ao && this.ask({ name: "hello" }).catch(() => {});
    }
  };
async function K(e, t, n) {
  try {
    let r = await e.link.ask(n);
    return r.kind === t || r.kind === "error" ? r : ot(e.texts.errors.internal);
  } catch (r) {
    if (r instanceof U) return ot(e.texts.noConnection);
    if (r instanceof A) return ot(r.message);
    throw r;
  }
}
function H(e, t, n) {
  let r = e.store.state.login?.token ?? "";
  return K(e, t, { ...n, token: r });
}
function ot(e) {
  return { kind: "error", message: e };
}
function $(e, { code: t, message: n }) {
  let r = e.texts.errors;
  return (t === void 0 ? void 0 : r[t]) ?? n;
}
var mo = 0, po = 3;
function R(e, t, n = "calm") {
  let r = { id: ++mo, text: t, tone: n };
  e.store.update((o) => ({ ...o, notices: [...o.notices, r].slice(-po) }));
}
function st(e, t) {
  e.store.update((n) => ({ ...n, notices: n.notices.filter((r) => r.id !== t) }));
}
function k(e, t) {
  e.store.update(t);
}
function de() {
  let e = crypto.getRandomValues(new Uint8Array(16));
  return e[6] = e[6] & 15 | 64,
    e[8] = e[8] & 63 | 128,
    Array.from(e, (n) => n.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
var le = class {
  at;
  #e;
  #t;
  #n;
  constructor(t, n = S) {
    let r = n.wall();
    this.at = t ?? r, this.#e = n, this.#t = n.elapsed(), this.#n = this.at > r ? 1 / 0 : r - this.at;
  }
  get age() {
    let { wall: t, elapsed: n } = this.#e;
    return Math.max(this.#n + n() - this.#t, t() - this.at);
  }
};
var _n = 5e3,
  ho = 24 * 60 * 60 * 1e3,
  fe = class {
    #e;
    #t;
    #n = !1;
    #r = !1;
    #o = !1;
    constructor(t) {
      this.#e = t, this.#t = t.clocks ?? S;
    }
    async wake() {
      if (this.#r = !0, !this.#n) {
        this.#n = !0;
        try {
          for (; this.#r && !this.#o;) this.#r = !1, await this.#s();
        } finally {
          this.#n = !1;
        }
      }
    }
    end() {
      this.#o = !0;
    }
    async #s() {
      let { storage: t, user: n, tab: r, wait: o } = this.#e;
      try {
        let s = (await t.all(n)).filter(({ problem: a }) => a === void 0);
        for (let a of s) {
          let c = this.#t.wall();
          if (this.#o) return;
          if (!await t.takeTurn(n, r, c, c + _n)) return o(_n);
          if (!await this.#a(a)) return;
        }
        s.length > 0 && (this.#r = !0);
      } finally {
        let s = this.#t.wall();
        await t.takeTurn(n, r, s, s);
      }
    }
    async #a(t) {
      let { storage: n, post: r, keyLife: o, onChange: s, wait: a } = this.#e, c = o() ?? ho;
      if (t.tried !== void 0 && new le(t.tried, this.#t).age >= c) {
        return await this.#c(t, { code: "old", message: "" }), !0;
      }
      if (!await n.change({ ...t, tried: t.tried ?? this.#t.wall() })) return !0;
      let d;
      try {
        d = await r(t);
      } catch {
        return !1;
      }
      if (d.kind === "posted") return s(t, { id: d.id, at: d.at }), await n.remove([t.n]), !0;
      if (d.kind !== "error") return !1;
      let { code: l, message: h, retrySeconds: u } = d;
      if (l === "no_login" || l === "kicked" || l === "stopping") return !1;
      if (u !== void 0 && l !== "muted" && l !== "locked") return a(u * 1e3), !1;
      let f = u === void 0 ? void 0 : this.#t.wall() + u * 1e3;
      return await this.#c(t, { code: l, message: h, until: f }), !0;
    }
    async #c(t, n) {
      let r = { ...t, problem: n };
      await this.#e.storage.change(r), this.#e.onChange(r);
    }
  };
var it = 1e4,
  me = class {
    #e;
    #t;
    #n = new BroadcastChannel("ngobrol outbox");
    #r = [];
    #o;
    constructor(t) {
      let { storage: n, user: r, post: o, keyLife: s, onSent: a } = t;
      this.#e = t,
        this.#t = new fe({
          storage: n,
          user: r,
          tab: de(),
          post: o,
          keyLife: s,
          onChange: (c, d) => {
            let l = this.#r.filter(({ n: h }) => h !== c.n);
            d !== void 0
              ? (a(c, d), this.#u(l), this.#i({ user: r, gone: c.n }))
              : (this.#u(this.#r.map((h) => h.n === c.n ? c : h)), this.#i({ user: r }));
          },
          wait: (c) => {
            clearTimeout(this.#o), this.#o = setTimeout(() => this.wake(), c);
          },
        }),
        this.#n.onmessage = ({ data: c }) => this.#c(c),
        this.#a();
    }
    get isKept() {
      return this.#e.storage.isKept;
    }
    async add(t, n) {
      let r = S.wall(), { storage: o, user: s } = this.#e;
      await o.add(n.map((a) => ({ user: s, to: t, text: a, at: r, key: de() }))), await this.#s();
    }
    async retry(t) {
      for (let { problem: n, tried: r, ...o } of t) {
        await this.#e.storage.change(n?.code === "old" ? { ...o, key: de() } : o);
      }
      await this.#s();
    }
    async discard(t) {
      await this.#e.storage.remove(t.map(({ n }) => n)), await this.#s();
    }
    wake() {
      this.#t.wake().catch(() => {});
    }
    close() {
      this.#t.end(), clearTimeout(this.#o), this.#n.close();
    }
    async #s() {
      this.#u(await this.#e.storage.all(this.#e.user)), this.#i({ user: this.#e.user }), this.wake();
    }
    #a() {
      this.#e.storage.all(this.#e.user).then((t) => this.#u(t)).catch(() => {});
    }
    #c({ user: t, gone: n }) {
      t === this.#e.user && (n === void 0 ? this.#a() : this.#u(this.#r.filter(({ n: r }) => r !== n)), this.wake());
    }
    #i(t) {
      this.#n.postMessage(t);
    }
    #u(t) {
      this.#r = t, this.#e.onChange(t);
    }
  };
function pe(e, t) {
  let n = Math.max(e.lastAt, t.at);
  return e.isCut
    ? { ...e, lastAt: n }
    : e.lines.some(({ id: r }) => r === t.id)
    ? go(e, t)
    : { ...e, lines: [...e.lines, ut(e, t)], lastAt: n };
}
function go(e, t) {
  return dt(e, t.id, (n) => ({ ...n, ...t }));
}
function at(e, { messages: t, more: n, gone: r = !1 }) {
  let o = new Set(t.map(({ id: _ }) => _)),
    { lines: s, isCut: a } = e,
    c = a ? -1 : s.findIndex(({ id: _ }) => o.has(_)),
    d = c < 0 ? [] : s.slice(0, c),
    l = t.at(-1),
    h = a ? [] : s.filter(({ id: _ }, y) => y > c && !o.has(_) && (!l || _ > l.id)),
    u = [...d, ...t.map((_) => ut(e, _)), ...h],
    f = Math.max(e.lastAt, u.at(-1)?.at ?? 0),
    v = d.length > 0 ? e.hasOlder : n;
  return { ...ct(e, t), lines: u, hasOlder: v, isCut: !1, gone: r, lastAt: f };
}
function kn(e, t, { messages: n, more: r }) {
  let { lines: o } = e;
  if (o[0]?.id !== t) return e;
  let s = [...n, ...o], a = s.length > 2e4;
  return { ...e, lines: a ? s.slice(0, 2e4) : s, hasOlder: r, isCut: e.isCut || a };
}
function yn(e) {
  let t = e.isCut, n = t ? [] : e.lines.slice(-200), r = n.length < e.lines.length ? !0 : e.hasOlder;
  return { ...e, lines: n, hasOlder: t ? void 0 : r, isCut: !1, divider: void 0 };
}
function ct(e, t) {
  let { name: n } = e;
  if (n.startsWith("#")) return e;
  let r = t.findLast(({ from: s, to: a }) => s === n || a === n),
    o = r === void 0 ? e.title : r.from === n ? r.fromName : r.toName;
  return o === e.title ? e : { ...e, title: o };
}
function xn(e, { id: t, state: n, at: r }) {
  let o = e.reach[n], s = o !== void 0 && o.id >= t ? e.reach : { ...e.reach, [n]: { id: t, at: r } };
  return { ...e, reach: s, lines: e.lines.map((a) => ut({ ...e, reach: s }, a)) };
}
function ut({ name: e, reach: { delivered: t, read: n } }, r) {
  return r.from === e || r.readAt !== void 0
    ? r
    : n !== void 0 && r.id <= n.id
    ? { ...r, deliveredAt: r.deliveredAt ?? n.at, readAt: n.at }
    : t !== void 0 && r.deliveredAt === void 0 && r.id <= t.id
    ? { ...r, deliveredAt: t.at }
    : r;
}
function bn(e, t, n) {
  return dt(e, t, (r) => ({ ...r, progress: n }));
}
function vn(e, { id: t, text: n, at: r, removed: o }) {
  return dt(
    e,
    t,
    ({ file: s, removed: a, ...c }) => ({
      ...c,
      text: n,
      editedAt: r,
      ...o || a === !0 ? { removed: !0 } : s && { file: s },
    }),
  );
}
function dt(e, t, n) {
  return e.lines.some((r) => r.id === t) ? { ...e, lines: e.lines.map((r) => r.id === t ? n(r) : r) } : e;
}
function lt({ readAt: e, deliveredAt: t }) {
  return e !== void 0 ? "read" : t !== void 0 ? "delivered" : "sent";
}
function ee() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
var ft = new Map();
function wo(e) {
  let t = ft.get(e);
  return t === void 0 &&
    (t = new Intl.DateTimeFormat("sv-SE", { timeZone: e, dateStyle: "short", timeStyle: "medium" }),
      ft.size < 50 && ft.set(e, t)),
    t;
}
function _o(e, t) {
  return wo(t).format(e);
}
function P(e, t) {
  return _o(e, t).slice(0, 10);
}
var te = {
  link: { kind: "connecting" },
  server: void 0,
  login: void 0,
  ended: void 0,
  active: new Set(),
  conversations: new Map(),
  current: void 0,
  isWatching: !1,
  arrivals: [],
  pending: [],
  notices: [],
  pane: void 0,
};
function m(e) {
  return e.toLowerCase();
}
function E(e) {
  return e.startsWith("#");
}
function ne(e) {
  return {
    name: e,
    title: E(e) ? e.slice(1) : e,
    lines: [],
    hasOlder: void 0,
    isCut: !1,
    unread: [],
    divider: void 0,
    lastAt: 0,
    reach: {},
    gone: !1,
  };
}
function C(e, t, n) {
  let r = m(t), o = e.conversations.get(r) ?? ne(t), s = n(o);
  return s === o && e.conversations.has(r) ? e : { ...e, conversations: new Map(e.conversations).set(r, s) };
}
function I({ current: e, conversations: t }) {
  return e === void 0 ? void 0 : t.get(e);
}
function mt(e, { from: t, to: n }) {
  return E(n) || m(t) === m(e) ? n : t;
}
var ko = 5 * 6e4, yo = 1500, he = "\u2800";
function Sn(e, t, n) {
  let r = [], o = "";
  for (let s = 0; s < e.length;) {
    let a = e[s], c = P(a.at, n);
    c !== o && r.push({ kind: "day", key: `day ${c} ${a.id}`, at: a.at });
    let d = a.id === t;
    d && r.push({ kind: "divider", key: "divider" });
    let l = xo(e, s, t), h = e[s + l - 1], u = e[s + l];
    r.push({
      kind: "messages",
      key: a.id,
      lines: e.slice(s, s + l),
      isCode: l > 1,
      isFirst: c !== o || d || !On(e[s - 1], a),
      isLast: !On(h, u) || u.id === t || P(u.at, n) !== c,
    }),
      o = c,
      s += l;
  }
  return r;
}
function On(e, t) {
  return e !== void 0 && t !== void 0 && e.from === t.from && t.at - e.at < ko;
}
function xo(e, t, n) {
  let r = t + 1;
  for (; r < e.length && bo(e[r - 1], e[r]) && e[r].id !== n;) r++;
  return r - t > 1 && e.slice(t, r).some(({ text: o }) => vo(o)) ? r - t : 1;
}
function bo(e, t) {
  return e.from === t.from && Math.abs(t.at - e.at) < yo &&
    [e, t].every(({ file: r, removed: o }) => r === void 0 && o === void 0);
}
function vo(e) {
  return /^[ \t]/.test(e);
}
function ge(e) {
  return e.map(({ text: t }) => t === he ? "" : t).join(`
`);
}
function we(e) {
  let t = e.replaceAll(
      `\r
`,
      `
`,
    ).split(/[\n\r\u2028\u2029]/).map((o) => o.trimEnd()),
    n = t.findIndex((o) => o !== "");
  if (n < 0) return [];
  let r = t.findLastIndex((o) => o !== "");
  return n === r ? [t[n].trim()] : t.slice(n, r + 1).map((o) => o === "" ? he : o);
}
function _e(e, { name: t }) {
  return e.filter(({ to: n }) => m(n) === m(t));
}
var Oo = /\bhttps?:\/\/[^\s<>"'`]+/gi;
function Tn(e) {
  let t = [], n = 0;
  for (let r of e.matchAll(Oo)) {
    let o = So(r[0]);
    URL.canParse(o) &&
      (r.index > n && t.push({ text: e.slice(n, r.index) }), t.push({ text: o, href: o }), n = r.index + o.length);
  }
  return n < e.length && t.push({ text: e.slice(n) }), t;
}
function So(e) {
  let t = e;
  for (;;) {
    let n = t.at(-1), r = n === ")" && t.split("(").length >= t.split(")").length;
    if (!/[.,;:!?)\]}*_]/.test(n) || r) return t;
    t = t.slice(0, -1);
  }
}
function Cn({ conversations: e }) {
  let t = 0;
  for (let { unread: n } of e.values()) t += n.length;
  return t;
}
function An(e, t, n, r) {
  let o = m(t);
  if (e.arrivals.some((a) => a.id === n)) return e;
  let s = { ...e, arrivals: [...e.arrivals, { id: n, key: o }] };
  return r || e.isWatching && e.current === o
    ? s
    : C(s, t, (a) => ({ ...a, unread: [...a.unread, n], divider: e.current === o ? a.divider ?? n : a.divider }));
}
function En(e) {
  let t = I(e);
  return t === void 0 || t.divider === t.unread[0] ? e : C(e, t.name, (n) => ({ ...n, divider: n.unread[0] }));
}
function Nn(e, t, n) {
  let r = e.conversations.get(t);
  if (r === void 0 || r.unread.length === 0) return e;
  let o = new Map(r.lines.map((c, d) => [c.id, d])),
    s = o.get(n) ?? -1,
    a = r.unread.filter((c) => (o.get(c) ?? -1) > s);
  return a.length === r.unread.length ? e : C(e, r.name, () => ({ ...r, unread: a }));
}
function Ln(e) {
  let t = ({ id: o, key: s }) => !e.conversations.get(s)?.unread.includes(o),
    n = e.arrivals.findIndex((o) => !t(o)),
    r = n < 0 ? e.arrivals.length : n;
  return r === 0
    ? { state: e, id: void 0 }
    : { state: { ...e, arrivals: e.arrivals.slice(r) }, id: e.arrivals[r - 1].id };
}
function Mn(e, t) {
  let n = m(t);
  if (e.current === n) return e;
  let r = pt(e);
  return { ...C(r, t, (s) => ({ ...s, divider: s.unread[0] })), current: n, isWatching: !1 };
}
function pt(e) {
  let t = e.current === void 0 ? void 0 : e.conversations.get(e.current);
  return t === void 0
    ? { ...e, current: void 0, isWatching: !1 }
    : { ...C(e, t.name, yn), current: void 0, isWatching: !1 };
}
var To = 128, wt = 200;
async function ke(e, t) {
  let n = e.store.state.conversations.has(m(t));
  k(e, (o) => Mn(o, t));
  let r = await H(e, "history", { name: "history", user: t, limit: wt });
  if (r.kind === "history") {
    k(e, (o) => C(o, t, (s) => at(s, r)));
    return;
  }
  (r.code === "no_user" || r.code === "no_group" || r.code === "not_a_member") &&
    (R(e, $(e, r), "bad"), k(e, (o) => n ? C(o, t, Co) : Ao(o, t)));
}
function Co(e) {
  return { ...e, gone: !0 };
}
function Ao(e, t) {
  let n = new Map(e.conversations);
  return n.delete(m(t)), { ...e, conversations: n, current: e.current === m(t) ? void 0 : e.current };
}
function $n(e) {
  k(e, pt);
}
async function ye(e) {
  let t = I(e.store.state);
  if (t === void 0) return;
  let { name: n } = t, r = await H(e, "history", { name: "history", user: n, limit: wt });
  r.kind === "history" && k(e, (o) => C(o, n, (s) => at(s, r)));
}
var ht = new Set();
async function Rn(e) {
  let t = I(e.store.state), n = t?.lines[0]?.id;
  if (t === void 0 || n === void 0 || !t.hasOlder) return;
  let { name: r } = t;
  if (!ht.has(m(r))) {
    ht.add(m(r));
    try {
      let o = await H(e, "history", { name: "history", user: r, before: n, limit: wt });
      if (o.kind === "error") return;
      k(e, (s) => C(s, r, (a) => kn(a, n, o)));
    } finally {
      ht.delete(m(r));
    }
  }
}
async function xe(e) {
  let t = await H(e, "done", { name: "getgroups" });
  if (t.kind === "error") return;
  let n = t.data?.groups;
  Array.isArray(n) &&
    k(
      e,
      (r) =>
        n.filter((o) => typeof o == "string").reduce(
          (o, s) => C(o, `#${s}`, (a) => a.gone ? { ...a, gone: !1 } : a),
          r,
        ),
    );
}
async function In(e, t) {
  let n = we(t), r = I(e.store.state);
  if (n.length === 0 || r === void 0 || e.outbox === void 0) return !1;
  if (
    Math.max(...n.map((s) => new TextEncoder().encode(s).length)) > (e.store.state.server?.limits.line ?? Ye.line) - To
  ) return R(e, e.texts.tooLong, "bad"), !1;
  if (e.store.state.pending.length + n.length > it) return R(e, e.texts.outboxFull(it), "bad"), !1;
  try {
    await e.outbox.add(r.name, n);
  } catch {
    return R(e, e.texts.cannotKeep, "bad"), !1;
  }
  return k(e, (s) => C(s, r.name, (a) => ({ ...a, divider: void 0 }))), !0;
}
function jn(e, t, n) {
  k(e, (r) => Nn(r, t, n)), be(e);
}
function _t(e, t) {
  k(e, (n) => n.isWatching === t ? n : { ...n, isWatching: t });
}
function Dn(e) {
  k(e, (t) => En(t.isWatching ? { ...t, isWatching: !1 } : t));
}
var gt = !1;
async function be(e) {
  if (!gt) {
    gt = !0;
    try {
      for (;;) {
        let { state: t, id: n } = Ln(e.store.state);
        if (n === void 0 || (await H(e, "acknowledged", { name: "ack", id: n })).kind === "error") return;
        let o = e.store.state.arrivals.findIndex((s) => s.id === n) + 1;
        if (k(e, (s) => ({ ...s, arrivals: s.arrivals.slice(o) })), t.arrivals.length === 0) return;
      }
    } finally {
      gt = !1;
    }
  }
}
var Eo = 200;
function ve(e, t) {
  try {
    return e().getItem(t) ?? void 0;
  } catch {
    return;
  }
}
function Oe(e, t, n) {
  try {
    n === void 0 ? e().removeItem(t) : e().setItem(t, n);
  } catch {}
}
var Pn = () => sessionStorage, B = () => localStorage;
function Kn(e) {
  try {
    return e === void 0 ? void 0 : JSON.parse(e);
  } catch {
    return;
  }
}
function Se() {
  return Kn(ve(Pn, "login"));
}
function Te(e) {
  Oe(Pn, "login", e && JSON.stringify({ token: e.token, role: e.role }));
}
function Hn(e, t) {
  return ve(B, Fn(e, t)) ?? "";
}
function kt(e, t, n) {
  Oe(B, Fn(e, t), n === "" ? void 0 : n);
}
function Fn(e, t) {
  return `draft ${m(e)} ${m(t)}`;
}
function re(e) {
  let t = Kn(ve(B, `conversations ${m(e)}`));
  return new Map(Array.isArray(t) ? t.map((n) => [m(n.name), n]) : []);
}
function Un(e, t) {
  let n = [...t].sort((r, o) => o.lastAt - r.lastAt).slice(0, Eo);
  Oe(B, `conversations ${m(e)}`, JSON.stringify(n));
}
function Wn(e) {
  Te(void 0);
  try {
    let t = Object.keys(localStorage).filter((n) => n === `conversations ${m(e)}` || n.startsWith(`draft ${m(e)} `));
    for (let n of t) localStorage.removeItem(n);
  } catch {}
}
function Bn() {
  return ve(B, "language");
}
function Gn(e) {
  Oe(B, "language", e);
}
async function Yn(e, t, n) {
  return await e.link.ready().catch(() => {}),
    await zn(e, await K(e, "token", { name: "auth", user: t.trim(), password: n }));
}
async function qn(e, { code: t, user: n, password: r, fullName: o }) {
  if (await e.link.ready().catch(() => {}), t.trim() !== "") {
    let a = await K(e, "done", { name: "join", code: t.trim() });
    if (a.kind === "error") return $(e, a);
  }
  let s = [n.trim(), r, o.trim()].join(" ").trim();
  return await zn(e, await K(e, "token", { name: "register", account: s }));
}
async function zn(e, t) {
  if (t.kind === "error") return $(e, t);
  let n = { token: t.token, role: t.role ?? "student" };
  return Te(n), await yt(e);
}
async function yt(e) {
  let t = Se();
  if (t === void 0) return;
  let n = await K(e, "live", { name: "live", token: t.token });
  if (n.kind === "error") return n.code === "no_login" && oe(e, n), $(e, n);
  let { user: r, active: o } = n, s = e.store.state.login?.user !== r;
  k(
    e,
    (a) => ({
      ...s ? No({ ...te, link: a.link, server: a.server }, r) : a,
      login: { user: r, ...t },
      active: new Set(o),
      ended: void 0,
    }),
  ),
    s && Lo(e, r),
    e.outbox?.wake(),
    await Promise.all([xe(e), ye(e)]);
}
function No(e, t) {
  let n = new Map(
    [...re(t).values()].map(({ name: r, title: o, lastAt: s }) => [m(r), { ...ne(r), title: o, lastAt: s }]),
  );
  return { ...e, conversations: n };
}
function Lo(e, t) {
  e.outbox?.close(),
    e.outbox = new me({
      storage: e.storage,
      user: t,
      post: ({ key: n, to: r, text: o }) =>
        e.link.ask({ name: "post", token: e.store.state.login?.token ?? "", key: n, user: r, text: o }).catch((s) => {
          if (s.name === "ChatError") return { kind: "error", message: s.message };
          throw s;
        }),
      keyLife: () => {
        let n = e.store.state.server?.limits.post_key_seconds;
        return n === void 0 ? void 0 : n * 1e3;
      },
      onChange: (n) => k(e, (r) => ({ ...r, pending: n })),
      onSent: ({ to: n, text: r }, { id: o, at: s }) =>
        k(
          e,
          (a) => C(a, n, (c) => pe(c, { id: o, at: s, from: t, fromName: t, to: c.name, toName: c.title, text: r })),
        ),
    });
}
function oe(e, t) {
  e.outbox?.close(),
    e.outbox = void 0,
    Te(void 0),
    k(e, (n) => ({ ...te, link: n.link, server: n.server, ended: t && { code: t.code, message: t.message } }));
}
async function Vn(e) {
  let { login: t, pending: n } = e.store.state;
  if (t === void 0) return;
  let r = await H(e, "logged out", { name: "logout" });
  r.kind === "error" && r.code !== "no_login" && R(e, e.texts.loggedOutHere, "bad"),
    await e.storage.remove(n.map(({ n: o }) => o)).catch(() => {}),
    oe(e, void 0),
    Wn(t.user);
}
function Jn({ login: e, conversations: t }) {
  if (e === void 0) return;
  let n = re(e.user);
  Un(
    e.user,
    [...t].filter(([, r]) => r.lastAt > 0).map(([r, { name: o, title: s, lastAt: a, lines: c, unread: d }]) => {
      let l = c.findLast(({ id: h, from: u }) => u !== e.user && !d.includes(h))?.id;
      return { name: o, title: s, lastAt: a, seen: l ?? n.get(r)?.seen };
    }),
  );
}
var xt = {
  language: "English",
  tag: "en-GB",
  name: "ngobrol",
  tagline: "Chat with everybody in the room",
  logIn: "Log in",
  newHere: "New here",
  user: "User name",
  userHint: "Letters, digits, - _ and .",
  password: "Password",
  fullName: "Full name",
  optional: "optional",
  code: "Class code",
  codeHint: "It is on the board, or leave it empty if there is none",
  enter: "Log in",
  join: "Join the class",
  entering: "One moment\u2026",
  plain: "This connection is not encrypted: use a password that you have nowhere else.",
  scan: (e) => `Open ${e} on a phone`,
  logOut: "Log out",
  logOutUnsent: (e) =>
    `${e === 1 ? "A message was" : `${e} messages were`} not sent yet and would be lost. Log out all the same?`,
  loggedOutHere: "You are logged out here; the server could not be told",
  conversations: "Conversations",
  groups: "Groups",
  others: "Also here",
  find: "Find or write to\u2026",
  findLabel: "Find a conversation, or type a name to write to",
  writeTo: (e) => `Write to ${e}`,
  nobody: "Nobody else is here yet",
  noneFound: "No such name here",
  unread: (e) => `${e} unread`,
  active: "here now",
  away: "away",
  group: "group",
  gone: "Nothing can be sent here any more",
  back: "Back to the list",
  choose: "Choose somebody to write to",
  chooseHint: "Alt and the arrow keys go from one conversation to the next",
  you: "you",
  toYourself: "notes to yourself",
  messages: (e) => `Messages with ${e}`,
  begin: "This is where it begins",
  loadingOlder: "Older messages\u2026",
  newMessages: "new",
  toNewest: (e) => e === 0 ? "To the newest" : `${e} new`,
  today: "Today",
  yesterday: "Yesterday",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  readAt: (e) => `read ${e}`,
  readBy: (e, t) => `read by ${e} of ${t}`,
  deliveredTo: (e, t) => `delivered to ${e} of ${t}`,
  edited: "edited",
  removed: "This message was removed",
  waiting: "waiting",
  copy: "Copy",
  copied: "Copied",
  copyCode: (e) => `Copy ${e} lines`,
  code_: "Code",
  write: (e) => `Write to ${e}`,
  send: "Send",
  sendLines: (e) => `Send ${e} lines`,
  sending: (e, t) => `Sending ${e} of ${t}`,
  keys: "Enter sends, Shift+Enter begins a new line",
  tooLong: "This line is too long to be sent",
  notSent: "Not sent",
  until: (e) => `until ${e}`,
  tryAgain: "Try again",
  discard: "Discard",
  old: "This was written so long ago that the server may have it already. Send it again?",
  outboxFull: (e) => `More than ${e} messages cannot wait`,
  cannotKeep: "This browser cannot keep the message: it was not sent",
  connecting: "Connecting\u2026",
  lost: (e) => `No connection. Trying again in ${e} s`,
  kept: "What you write is kept and sent as soon as it can be.",
  again: "Try now",
  noConnection: "There is no connection to the server",
  reconnected: "Connected",
  dismiss: "Dismiss",
  from: (e) => `New message from ${e}`,
  menu: "Menu",
  languages: "Language",
  shortcuts: "Keys",
  close: "Close",
  errors: {
    no_login: "Your login has ended. Log in again",
    no_user: "Nobody has that name",
    wrong_password: "Wrong password",
    registration_closed: "New accounts are not taken here: ask your teacher for one",
    wrong_code: "That is not the code of the class",
    name_taken: "Somebody has that name already",
    inbox_full: "The inbox of the other one is full",
    locked: "A teacher has locked this: you can write to teachers only",
    muted: "A teacher has muted you",
    closed: "The class is closed: nobody new gets in until a teacher opens it",
    no_group: "There is no group of that name",
    not_a_member: "You are not in that group",
    stopping: "The server was stopped",
    server_full: "The server is full. It is tried again",
    too_many_connections: "You have too many pages and programs open: this one was idle for longest",
    internal: "The server made a mistake",
  },
};
var Zn = {
  language: "Bahasa Indonesia",
  tag: "id-ID",
  name: "ngobrol",
  tagline: "Ngobrol dengan semua orang di kelas",
  logIn: "Masuk",
  newHere: "Baru di sini",
  user: "Nama pengguna",
  userHint: "Huruf, angka, - _ dan .",
  password: "Kata sandi",
  fullName: "Nama lengkap",
  optional: "boleh kosong",
  code: "Kode kelas",
  codeHint: "Lihat di papan tulis; kosongkan jika tidak ada",
  enter: "Masuk",
  join: "Ikut kelas",
  entering: "Sebentar\u2026",
  plain: "Sambungan ini tidak dienkripsi: pakai kata sandi yang tidak Anda pakai di tempat lain.",
  scan: (e) => `Buka ${e} di ponsel`,
  logOut: "Keluar",
  logOutUnsent: (e) => `${e} pesan belum terkirim dan akan hilang. Tetap keluar?`,
  loggedOutHere: "Anda sudah keluar di sini; server tidak dapat diberi tahu",
  conversations: "Percakapan",
  groups: "Grup",
  others: "Juga di sini",
  find: "Cari atau tulis ke\u2026",
  findLabel: "Cari percakapan, atau ketik nama untuk menulis kepadanya",
  writeTo: (e) => `Tulis ke ${e}`,
  nobody: "Belum ada orang lain di sini",
  noneFound: "Tidak ada nama itu di sini",
  unread: (e) => `${e} belum dibaca`,
  active: "sedang di sini",
  away: "tidak di sini",
  group: "grup",
  gone: "Di sini tidak dapat dikirim apa pun lagi",
  back: "Kembali ke daftar",
  choose: "Pilih orang untuk diajak ngobrol",
  chooseHint: "Alt dan tombol panah berpindah dari satu percakapan ke yang lain",
  you: "Anda",
  toYourself: "catatan untuk diri sendiri",
  messages: (e) => `Pesan dengan ${e}`,
  begin: "Di sinilah percakapan ini bermula",
  loadingOlder: "Pesan yang lebih lama\u2026",
  newMessages: "baru",
  toNewest: (e) => e === 0 ? "Ke yang terbaru" : `${e} baru`,
  today: "Hari ini",
  yesterday: "Kemarin",
  sent: "terkirim",
  delivered: "sampai",
  read: "dibaca",
  readAt: (e) => `dibaca ${e}`,
  readBy: (e, t) => `dibaca ${e} dari ${t}`,
  deliveredTo: (e, t) => `sampai ke ${e} dari ${t}`,
  edited: "disunting",
  removed: "Pesan ini dihapus",
  waiting: "menunggu",
  copy: "Salin",
  copied: "Tersalin",
  copyCode: (e) => `Salin ${e} baris`,
  code_: "Kode",
  write: (e) => `Tulis ke ${e}`,
  send: "Kirim",
  sendLines: (e) => `Kirim ${e} baris`,
  sending: (e, t) => `Mengirim ${e} dari ${t}`,
  keys: "Enter mengirim, Shift+Enter membuat baris baru",
  tooLong: "Baris ini terlalu panjang untuk dikirim",
  notSent: "Tidak terkirim",
  until: (e) => `sampai ${e}`,
  tryAgain: "Coba lagi",
  discard: "Buang",
  old: "Ini ditulis sudah lama sekali; mungkin server sudah menerimanya. Kirim lagi?",
  outboxFull: (e) => `Lebih dari ${e} pesan tidak dapat menunggu`,
  cannotKeep: "Peramban ini tidak dapat menyimpan pesan: tidak dikirim",
  connecting: "Menyambung\u2026",
  lost: (e) => `Tidak ada sambungan. Dicoba lagi dalam ${e} detik`,
  kept: "Yang Anda tulis disimpan dan dikirim begitu bisa.",
  again: "Coba sekarang",
  noConnection: "Tidak ada sambungan ke server",
  reconnected: "Tersambung",
  dismiss: "Tutup",
  from: (e) => `Pesan baru dari ${e}`,
  menu: "Menu",
  languages: "Bahasa",
  shortcuts: "Tombol",
  close: "Tutup",
  errors: {
    no_login: "Sesi Anda sudah berakhir. Masuk lagi",
    no_user: "Tidak ada yang bernama itu",
    wrong_password: "Kata sandi salah",
    registration_closed: "Di sini tidak dapat membuat akun baru: mintalah kepada guru",
    wrong_code: "Itu bukan kode kelasnya",
    name_taken: "Nama itu sudah dipakai orang",
    inbox_full: "Kotak masuk orang itu penuh",
    locked: "Guru menguncinya: Anda hanya dapat menulis kepada guru",
    muted: "Guru membisukan Anda",
    closed: "Kelas ditutup: tidak ada yang baru boleh masuk sampai guru membukanya",
    no_group: "Tidak ada grup bernama itu",
    not_a_member: "Anda bukan anggota grup itu",
    stopping: "Server dihentikan",
    server_full: "Server penuh. Akan dicoba lagi",
    too_many_connections: "Terlalu banyak halaman dan program Anda yang terbuka: yang ini paling lama diam",
    internal: "Server membuat kesalahan",
  },
};
var Ce = { en: xt, id: Zn };
function Xn(e) {
  for (let t of e) {
    let n = Ce[t.toLowerCase().split("-")[0]];
    if (n !== void 0) return n;
  }
  return xt;
}
function bt(e, t, n) {
  return e !== void 0 && e.owner !== t && e.until > n && e.until < n + 6e4;
}
var Ae = class {
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
  takeTurn(t, n, r, o) {
    let s = !bt(this.#n.get(t), n, r);
    return s && this.#n.set(t, { owner: n, until: o }), Promise.resolve(s);
  }
};
var G = "messages",
  Qn = "turns",
  vt = class {
    isKept = !0;
    #e;
    constructor(t) {
      this.#e = t;
    }
    add(t) {
      return this.#t(G, (n) => t.forEach((r) => n.add(r)));
    }
    async all(t) {
      let n = this.#e.transaction(G).objectStore(G);
      return (await er(n.getAll())).filter((o) => o.user === t);
    }
    async change(t) {
      let n = !1;
      return await this.#t(G, (r) => {
        let o = r.getKey(t.n);
        o.onsuccess = () => {
          n = o.result !== void 0, n && r.put(t);
        };
      }),
        n;
    }
    remove(t) {
      return this.#t(G, (n) => t.forEach((r) => n.delete(r)));
    }
    async takeTurn(t, n, r, o) {
      let s = !1;
      return await this.#t(Qn, (a) => {
        let c = a.get(t);
        c.onsuccess = () => {
          s = !bt(c.result, n, r), s && a.put({ owner: n, until: o }, t);
        };
      }),
        s;
    }
    #t(t, n) {
      let { promise: r, resolve: o, reject: s } = Promise.withResolvers(),
        a = this.#e.transaction(t, "readwrite", { durability: "strict" });
      return a.oncomplete = () => o(),
        a.onabort = a.onerror = () => s(a.error ?? new Error("Nothing can be kept")),
        n(a.objectStore(t)),
        r;
    }
  };
function er(e) {
  let { promise: t, resolve: n, reject: r } = Promise.withResolvers();
  return e.onsuccess = () => n(e.result), e.onerror = () => r(e.error), t;
}
async function tr() {
  try {
    let e = indexedDB.open("ngobrol", 1);
    return e.onupgradeneeded = () => {
      e.result.createObjectStore(G, { keyPath: "n", autoIncrement: !0 }), e.result.createObjectStore(Qn);
    },
      new vt(await er(e));
  } catch {
    return new Ae();
  }
}
function nr(e, t, n) {
  switch (t.kind) {
    case "message":
      return Mo(e, t.message, n);
    case "receipt":
      return Ot(e, t.by, (r) => xn(r, t));
    case "receipts": {
      let { id: r, delivered: o, read: s, members: a } = t;
      return Ot(e, `#${t.group.replace(/^#/, "")}`, (c) => bn(c, r, { delivered: o, read: s, members: a }));
    }
    case "edit":
      return e.login === void 0 ? e : Ot(e, mt(e.login.user, t), (r) => vn(r, t));
    case "group":
      return $o(e, t);
    case "presence": {
      let r = new Set(e.active);
      return t.active ? r.add(t.user) : r.delete(t.user), { ...e, active: r };
    }
    case "notice":
    case "ping":
    case "frame":
    case "left out":
      return e;
  }
}
function Ot(e, t, n) {
  return e.conversations.has(m(t)) ? C(e, t, n) : e;
}
function Mo(e, t, n) {
  let r = e.login?.user;
  if (r === void 0) return e;
  let o = mt(r, t), s = C(e, o, (c) => ct(pe(c, t), [t]));
  return m(t.from) === m(r) && m(t.to) !== m(r) ? s : An(s, o, t.id, n(m(o), t.id));
}
function $o(e, t) {
  let n = `#${t.group.replace(/^#/, "")}`, r = t.before === void 0 ? e : Ro(e, `#${t.before.replace(/^#/, "")}`, n);
  return C(r, n, (o) => o.gone === !t.member ? o : { ...o, gone: !t.member });
}
function Ro(e, t, n) {
  let r = e.conversations.get(m(t));
  if (r === void 0) return e;
  let o = new Map(e.conversations);
  o.delete(m(t)), o.set(m(n), { ...r, name: n, title: n.slice(1) });
  let s = e.current === m(t) ? m(n) : e.current, a = e.arrivals.map((c) => c.key === m(t) ? { ...c, key: m(n) } : c);
  return { ...e, conversations: o, current: s, arrivals: a };
}
var Ee = class {
  #e = te;
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
var Io = 2e3;
async function rr() {
  let e = new Ee(),
    t = await tr(),
    n = location.protocol === "https:" ? "wss" : "ws",
    r = {
      store: e,
      storage: t,
      texts: Xn([Bn() ?? "", ...navigator.languages]),
      outbox: void 0,
      link: new ue({
        url: `${n}://${location.host}/chat`,
        onState: (o) => k(r, (s) => ({ ...s, link: o })),
        onOpen: () => void jo(r),
        onEvent: (o) => Do(r, o),
        onRefused: ({ code: o, message: s }) => {
          o === "no_login" && e.state.login !== void 0 && oe(r, { code: o, message: s });
        },
        onLost: (o) => Po(r, o),
      }),
    };
  return r.link.connect(),
    Ho(r),
    Ko(),
    globalThis.addEventListener("online", () => r.link.renew()),
    document.addEventListener("visibilitychange", () => {
      !document.hidden && !r.link.isOpen && r.link.connect();
    }),
    r;
}
async function jo(e) {
  let [t] = await Promise.all([K(e, "hello", { name: "hello" }), yt(e)]);
  t.kind === "hello" && k(e, (n) => ({ ...n, server: t.server })), be(e);
}
function Do(e, t) {
  let n = e.store.state.login?.user, r = n === void 0 ? void 0 : re(n);
  k(e, (o) => nr(o, t, (s, a) => a <= (r?.get(s)?.seen ?? ""))),
    t.kind === "message"
      ? be(e)
      : t.kind === "notice"
      ? (R(e, t.message), xe(e))
      : t.kind === "ping" && e.link.ask({ name: "hello" }).catch(() => {});
}
function Po(e, t) {
  let { login: n } = e.store.state;
  return t?.code === "kicked"
    ? oe(e, { code: void 0, message: t.message })
    : t !== void 0 && n !== void 0 && R(e, t.message, "bad"),
    Se() !== void 0 || t?.code !== "login_timeout";
}
function Ko() {
  let e = globalThis.visualViewport;
  e?.addEventListener("resize", () => {
    let t = e.scale === 1 && innerHeight - e.height > 80;
    document.body.style.height = t ? `${e.height}px` : "", t && scrollTo(0, 0);
  });
}
function Ho(e) {
  let t = e.store.state,
    n = () => {
      e.store.state !== t && (t = e.store.state, Jn(t));
    };
  setInterval(n, Io), globalThis.addEventListener("pagehide", n), document.addEventListener("visibilitychange", n);
}
var or = (e) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 5a3 3 0 0 1 3-3h20a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H14l-7 7v-7H6a3 3 0 0 1-3-3z" fill="#3a4fa3"/><path d="M9 9h14M9 15h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/>${e}</svg>`,
  Fo = or(""),
  Uo = or('<circle cx="25" cy="7" r="7" fill="#c2571a" stroke="#fff" stroke-width="2"/>');
function sr(e, { name: t }) {
  let n = Cn(e), r = I(e), o = r === void 0 ? t : `${r.title} \xB7 ${t}`;
  document.title = n > 0 ? `(${n}) ${o}` : o;
  let s = document.querySelector("link[rel=icon]"), a = `data:image/svg+xml,${encodeURIComponent(n > 0 ? Uo : Fo)}`;
  s !== null && s.href !== a && (s.href = a);
}
var St = Ke(void 0);
function g() {
  let e = Be(St);
  if (e === void 0) throw new Error("A view is outside of the page");
  return e;
}
function Ne({ conversations: e, active: t, current: n, login: r }, o) {
  let s = m(o.trim()),
    a = [...e.values()],
    c = (u) => m(u.name) === n,
    d = (u) => u.lastAt > 0 || u.unread.length > 0 || c(u),
    l = [...t].filter((u) => u !== r?.user && !e.has(m(u))).map(ne),
    h = ({ name: u, title: f }) => m(`${u} ${f}`).includes(s);
  return {
    recent: a.filter((u) => d(u) && h(u)).sort((u, f) => f.lastAt - u.lastAt || Tt(u, f)),
    groups: a.filter((u) => !d(u) && E(u.name) && !u.gone && h(u)).sort(Tt),
    others: [...a.filter((u) => !d(u) && !E(u.name) && t.has(u.name)), ...l].filter(h).sort(Tt),
  };
}
function Tt(e, t) {
  return m(e.title).localeCompare(m(t.title));
}
function Le({ recent: e, groups: t, others: n }) {
  return [...e, ...t, ...n];
}
var Wo = [".entry[aria-current=true], .find input", ".log", ".composer textarea", ".pane"];
function ir(e) {
  let t = (n) => {
    n.key === "F6" && !n.altKey && !n.ctrlKey
      ? (n.preventDefault(), Bo(n.shiftKey ? -1 : 1))
      : n.altKey && (n.key === "ArrowUp" || n.key === "ArrowDown") &&
        (n.preventDefault(), qo(e, n.key === "ArrowUp" ? -1 : 1));
  };
  return addEventListener("keydown", t), () => removeEventListener("keydown", t);
}
function Bo(e) {
  let t = Wo.map((o) => [...document.querySelectorAll(o)].find(Yo)).filter((o) => o !== void 0),
    n = t.findIndex((o) => Go(o).contains(document.activeElement)),
    r = t[(n < 0 ? e > 0 ? 0 : -1 : n + e + t.length) % t.length] ?? t.at(-1);
  r?.matches(".pane") ? r.querySelector("button, input, [tabindex]")?.focus() : r?.focus();
}
function Go(e) {
  return e.closest(".sidebar, .log, .composer, .pane") ?? e;
}
function Yo(e) {
  return e.getClientRects().length > 0;
}
function qo(e, t) {
  let n = Le(Ne(e.store.state, ""));
  if (n.length === 0) return;
  let r = n.findIndex(({ name: s }) => m(s) === e.store.state.current),
    o = n[r < 0 ? t > 0 ? 0 : n.length - 1 : (r + t + n.length) % n.length];
  ke(e, o.name);
}
var zo = 8e3;
function ar() {
  let e = g(), { notices: t } = e.store.state;
  return i("div", {
    class: "notices",
    role: "status",
    "aria-live": "polite",
    children: t.map(({ id: n, text: r, tone: o }) => i(Vo, { id: n, text: r, tone: o }, n)),
  });
}
function Vo({ id: e, text: t, tone: n }) {
  let r = g();
  return T(() => {
    if (n === "bad") return;
    let o = setTimeout(() => st(r, e), zo);
    return () => clearTimeout(o);
  }, [e]),
    i("p", {
      class: `notice ${n}`,
      children: [
        i("span", { children: t }),
        i("button", {
          type: "button",
          class: "quiet",
          onClick: () => st(r, e),
          children: r.texts.dismiss,
        }),
      ],
    });
}
function Me() {
  let e = g(), { link: t } = e.store.state, [n, r] = b(!1), o = t.kind === "open";
  T(() => {
    if (r(!1), o) return;
    let c = setTimeout(() => r(!0), 700);
    return () => clearTimeout(c);
  }, [o]);
  let [, s] = b(0);
  if (
    T(() => {
      if (t.kind !== "waiting") return;
      let c = setInterval(() => s((d) => d + 1), 1e3);
      return () => clearInterval(c);
    }, [t.kind]), o || !n
  ) return i("div", { role: "status", class: "hidden" });
  let a = t.kind === "waiting" ? Math.max(1, Math.ceil((t.until - S.wall()) / 1e3)) : 0;
  return i("div", {
    class: "banner",
    children: [
      i("p", {
        role: "status",
        children: [i("span", { class: "hidden", children: [e.texts.noConnection, "."] }), " ", e.texts.kept],
      }),
      i("p", { "aria-hidden": "true", children: t.kind === "waiting" ? e.texts.lost(a) : e.texts.connecting }),
      i("button", { type: "button", onClick: () => e.link.renew(), children: e.texts.again }),
    ],
  });
}
function $e({ load: e, props: t }) {
  let [n, r] = b();
  return T(() => {
    e().then((o) => r({ view: o }), () => {});
  }, []),
    n === void 0 ? null : i(n.view, { ...t });
}
var Jo = {};
function Zo(e, t) {
  k(e, (n) => ({ ...n, pane: n.pane === t ? void 0 : t }));
}
function cr() {
  let e = g(), { pane: t } = e.store.state, n = t && Jo[t];
  if (t === void 0 || n === void 0) return null;
  let r = n.title(e.texts);
  return i("aside", {
    class: "pane",
    "aria-label": r,
    children: [
      i("header", {
        children: [
          i("h2", { children: r }),
          i("button", {
            type: "button",
            class: "quiet",
            onClick: () => Zo(e, t),
            children: e.texts.close,
          }),
        ],
      }),
      i($e, { load: n.load, props: {} }, t),
    ],
  });
}
var Xo = 8;
function Ct(e) {
  let t = 2166136261;
  for (let n of e.toLowerCase()) t = Math.imul(t ^ n.codePointAt(0), 16777619) >>> 0;
  return `tone-${(t >>> 8) % Xo}`;
}
function Qo(e) {
  let t = e.split(/[\s._-]+/).filter((r) => r !== "");
  return (t.length > 1 ? [t[0], t.at(-1)] : t).map((r) => Array.from(r)[0]).join("").toUpperCase();
}
function Y({ name: e, title: t, isActive: n }) {
  return i("span", {
    class: `avatar ${Ct(e)} ${E(e) ? "of-group" : ""}`,
    "aria-hidden": "true",
    children: [E(e) ? "#" : Qo(t), n && i("i", { class: "here" })],
  });
}
function Re() {
  let e = g(),
    t = (n) => {
      e.texts = Ce[n], document.documentElement.lang = n, Gn(n), k(e, (r) => ({ ...r }));
    };
  return i("div", {
    class: "languages",
    role: "group",
    "aria-label": e.texts.languages,
    children: Object.entries(Ce).map(([n, r]) =>
      i("button", {
        type: "button",
        lang: n,
        class: "quiet",
        "aria-pressed": r === e.texts,
        onClick: () => t(n),
        children: r.language,
      }, n)
    ),
  });
}
function ur() {
  let e = g(), { texts: t, store: n } = e, { login: r, pending: o } = n.state;
  if (r === void 0) return null;
  let s = () => {
    (o.length === 0 || confirm(t.logOutUnsent(o.length))) && Vn(e);
  };
  return i("header", {
    class: "menu",
    children: [
      i("b", { class: "brand", children: t.name }),
      i("button", {
        type: "button",
        class: "me",
        popovertarget: "menu",
        "aria-label": `${t.menu}: ${r.user}`,
        children: [
          i(Y, { name: r.user, title: r.user, isActive: n.state.link.kind === "open" }),
          i("span", { children: r.user }),
        ],
      }),
      i("div", {
        id: "menu",
        popover: "auto",
        children: [
          i("p", { class: "meta", children: t.languages }),
          i(Re, {}),
          i("p", { class: "meta", children: [t.keys, i("br", {}), t.chooseHint] }),
          i("button", { type: "button", onClick: s, children: t.logOut }),
        ],
      }),
    ],
  });
}
var es = 24 * 60 * 60 * 1e3, dr = new Map();
function Ie(e, t, n) {
  let r = t + JSON.stringify(n), o = dr.get(r) ?? new Intl.DateTimeFormat(t, n);
  return dr.set(r, o), o.format(e);
}
function q(e, { tag: t }) {
  return Ie(e, t, { hour: "2-digit", minute: "2-digit" });
}
function lr(e, { tag: t, today: n, yesterday: r }) {
  let o = ee(), s = S.wall(), a = P(e, o);
  return a === P(s, o)
    ? n
    : a === P(s - es, o)
    ? r
    : Ie(e, t, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
function fr(e, t) {
  let n = ee();
  return P(e, n) === P(S.wall(), n) ? q(e, t) : Ie(e, t.tag, { day: "numeric", month: "short" });
}
function mr(e, { tag: t }) {
  return Ie(e, t, { dateStyle: "full", timeStyle: "medium" });
}
function pr() {
  let e = g(), { texts: t, store: n } = e, [r, o] = b(""), s = N(null);
  T(() => void (matchMedia("(pointer: fine)").matches && s.current?.focus()), []);
  let a = Ne(n.state, r),
    c = Le(a),
    d = c.some(({ name: f }) => m(f) === m(r.trim())),
    l = qt(r.trim()) && !d,
    h = (f) => {
      o(""), ke(e, f);
    },
    u = (f) => {
      f.preventDefault();
      let v = c.find(({ name: _ }) => m(_) === m(r.trim())) ?? c[0];
      v !== void 0 ? h(v.name) : l && h(r.trim());
    };
  return i("nav", {
    class: "sidebar",
    "aria-label": t.conversations,
    children: [
      i(ur, {}),
      i("form", {
        class: "find",
        role: "search",
        onSubmit: u,
        children: i("input", {
          ref: s,
          type: "search",
          "aria-label": t.findLabel,
          placeholder: t.find,
          value: r,
          autocomplete: "off",
          autocapitalize: "none",
          spellcheck: !1,
          onInput: (f) => o(f.currentTarget.value),
        }),
      }),
      i("div", {
        class: "lists",
        tabIndex: -1,
        children: [
          i(At, { title: t.conversations, talks: a.recent, onChoose: h }),
          i(At, { title: t.groups, talks: a.groups, onChoose: h }),
          i(At, { title: t.others, talks: a.others, onChoose: h }),
          r !== "" && l && i("p", {
            class: "write-to",
            children: i("button", { type: "button", onClick: () => h(r.trim()), children: t.writeTo(r.trim()) }),
          }),
          c.length === 0 && i("p", { class: "meta", children: r === "" ? t.nobody : l ? "" : t.noneFound }),
        ],
      }),
    ],
  });
}
function At({ title: e, talks: t, onChoose: n }) {
  return t.length === 0 ? null : i("section", {
    children: [
      i("h2", { children: e }),
      i("ul", { children: t.map((r) => i("li", { children: i(ts, { talk: r, onChoose: n }) }, r.name)) }),
    ],
  });
}
function ts({ talk: e, onChoose: t }) {
  let { texts: n, store: r } = g(),
    { name: o, title: s, unread: a, lines: c, lastAt: d } = e,
    { active: l, current: h, login: u } = r.state,
    f = c.at(-1),
    v = o === u?.user,
    _ = E(o) ? n.group : l.has(o) ? n.active : n.away,
    y = f === void 0 ? v ? n.toYourself : _ : f.removed ? n.removed : f.text.trim();
  return i("button", {
    type: "button",
    class: "entry",
    "data-talk": o,
    "aria-current": m(o) === h ? "true" : void 0,
    onClick: () => t(o),
    children: [
      i(Y, { name: o, title: s, isActive: l.has(o) }),
      i("span", { class: "who", children: [i("b", { children: s }), d > 0 && i("time", { children: fr(d, n) })] }),
      i("span", {
        class: "what",
        children: [
          f?.from === u?.user && f !== void 0 && i("span", { children: `${n.you}: ` }),
          i("span", { children: y }),
        ],
      }),
      f !== void 0 && i("span", { class: "hidden", children: [", ", _] }),
      a.length > 0 &&
      i("span", {
        class: "count",
        children: [
          i("span", { "aria-hidden": "true", children: a.length }),
          i("span", { class: "hidden", children: [", ", n.unread(a.length)] }),
        ],
      }),
    ],
  });
}
var ns = 10;
function hr({ talk: e }) {
  let t = g(),
    { texts: n, store: r } = t,
    o = r.state.login.user,
    [s, a] = b(() => Hn(o, e.name)),
    c = N(null),
    d = (f) => {
      a(f), kt(o, e.name, f);
    };
  T(() => void (matchMedia("(pointer: fine)").matches && c.current?.focus()), []);
  let l = async (f) => {
      f?.preventDefault(), c.current?.focus();
      let v = s;
      await In(t, v) && a((_) => {
        let y = _.startsWith(v) ? _.slice(v.length) : _;
        return kt(o, e.name, y), y;
      });
    },
    h = we(s).length,
    u = Math.min(
      ns,
      s.split(`
`).length,
    );
  return i("form", {
    class: "composer",
    onSubmit: l,
    children: [
      i(rs, { talk: e }),
      i("textarea", {
        ref: c,
        rows: u,
        value: s,
        enterkeyhint: "send",
        "aria-label": n.write(e.title),
        placeholder: n.write(e.title),
        title: n.keys,
        class: h > 1 ? "is-code" : "",
        onInput: (f) => d(f.currentTarget.value),
        onKeyDown: (f) => {
          f.key !== "Enter" || f.shiftKey || f.isComposing || (f.preventDefault(), l());
        },
      }),
      i("button", {
        type: "submit",
        class: "primary",
        "aria-disabled": h === 0,
        children: h > 1 ? n.sendLines(h) : n.send,
      }),
    ],
  });
}
function rs({ talk: e }) {
  let { texts: t, store: n } = g(),
    r = _e(n.state.pending, e).filter(({ problem: a }) => a === void 0).length,
    o = N(0);
  if (o.current = r === 0 ? 0 : Math.max(o.current, r), o.current < 5 || n.state.link.kind !== "open") return null;
  let s = o.current - r;
  return i("p", {
    class: "progress meta",
    children: [
      i("label", { for: "progress", children: t.sending(s, o.current) }),
      i("progress", { id: "progress", value: s, max: o.current }),
    ],
  });
}
async function gr(e) {
  try {
    if (navigator.clipboard !== void 0) return await navigator.clipboard.writeText(e), !0;
  } catch {}
  let t = document.activeElement, n = document.createElement("textarea");
  n.value = e, n.className = "hidden", document.body.append(n), n.select();
  let r = document.execCommand("copy");
  return n.remove(), t instanceof HTMLElement && t.focus(), r;
}
function je({ text: e }) {
  return e === he ? i("span", { class: "text", children: "\xA0" }) : i("span", {
    class: "text",
    dir: "auto",
    children: Tn(e).map(({ text: t, href: n }, r) =>
      n === void 0 ? t : i("a", { href: n, target: "_blank", rel: "noopener noreferrer", children: t }, r)
    ),
  });
}
function wr({ lines: e, isCode: t, isFirst: n, isLast: r }) {
  let { texts: o, store: s } = g(),
    a = e[0],
    c = e.at(-1),
    d = a.from === s.state.login?.user,
    l = ["said", d ? "own" : "", n ? "first" : "", r ? "last" : ""].join(" ");
  return i("li", {
    class: l,
    "data-id": c.id,
    children: [
      i("p", { class: n && !d && E(a.to) ? `from ${Ct(a.from)}` : "hidden", children: d ? o.you : a.fromName }),
      t ? i(Et, { text: ge(e), count: e.length }) : i(os, { line: a }),
      i("p", {
        class: r ? "meta under" : "hidden",
        children: [
          i("time", { dateTime: new Date(c.at).toISOString(), title: mr(c.at, o), children: q(c.at, o) }),
          d && i("span", { class: lt(c), children: ss(c, o) }),
        ],
      }),
    ],
  });
}
function os({ line: e }) {
  let { texts: t } = g();
  return e.removed ? i("div", { class: "bubble is-removed", children: t.removed }) : i("div", {
    class: "bubble",
    children: [i(je, { text: e.text }), e.editedAt !== void 0 && i("small", { class: "edited", children: t.edited })],
  });
}
function Et({ text: e, count: t }) {
  let { texts: n } = g(), [r, o] = b(!1), s = async () => o(await gr(e));
  return i("figure", {
    class: "code",
    children: [
      i("figcaption", {
        children: [
          i("span", { children: n.code_ }),
          i("button", { type: "button", class: "quiet", onClick: s, children: r ? n.copied : n.copyCode(t) }),
        ],
      }),
      i("pre", { tabIndex: 0, children: i("code", { children: e }) }),
    ],
  });
}
function ss(e, t) {
  let { progress: n, readAt: r } = e;
  if (e.from === e.to) return "";
  if (n !== void 0 && n.members > 0) {
    let { read: s, delivered: a, members: c } = n;
    return s > 0 ? t.readBy(s, c) : a > 0 ? t.deliveredTo(a, c) : t.sent;
  }
  let o = lt(e);
  return o === "read" && r !== void 0 ? t.readAt(q(r, t)) : t[o];
}
function _r({ messages: e }) {
  let t = g(),
    { texts: n, outbox: r } = t,
    o = e[0],
    s = e.find(({ problem: c }) => c !== void 0)?.problem,
    a = e.filter(({ problem: c }) => c !== void 0);
  return i("li", {
    class: `said own first last ${s ? "failed" : "waits"}`,
    children: [
      e.length > 1
        ? i(Et, { text: ge(e), count: e.length })
        : i("div", { class: "bubble", children: i(je, { text: o.text }) }),
      s === void 0 ? i("p", { class: "meta under", children: n.waiting }) : i("p", {
        class: "under problem",
        children: [
          i("span", {
            children: [
              s.code === "old" ? n.old : `${n.notSent}: ${$(t, s)}`,
              s.until !== void 0 && ` (${n.until(q(s.until, n))})`,
            ],
          }),
          i("button", { type: "button", class: "quiet", onClick: () => void r?.retry(a), children: n.tryAgain }),
          i("button", { type: "button", class: "quiet", onClick: () => void r?.discard(a), children: n.discard }),
        ],
      }),
    ],
  });
}
var se = 600, Nt = 200, kr = 800, is = 32;
function yr(e, t) {
  let n = Math.max(0, e.length - se), r = t === void 0 ? -1 : e.findIndex(({ id: o }) => o === t);
  return r < 0 ? n : Math.min(r, n);
}
function xr(e, t) {
  let n = e.findIndex(({ id: r }) => r === t);
  return n < 0 || n >= e.length - se ? void 0 : e[Math.max(0, n - Nt)].id;
}
function br(e, t, n) {
  if (e === null) return;
  let r = Math.max(0, t.length - se);
  if (e.scrollTop < kr && n > 0) return t[Math.max(0, n - Nt)].id;
  if (e.scrollHeight - e.clientHeight - e.scrollTop < kr && n < r) return t[Math.min(r, n + Nt)].id;
}
function as(e) {
  let t = e.getBoundingClientRect().top, n = e.querySelectorAll("li[data-id]"), [r, o] = [0, n.length - 1];
  for (; r < o;) {
    let a = r + o >> 1;
    n[a].getBoundingClientRect().bottom > t ? o = a : r = a + 1;
  }
  let s = n[r];
  return s && { element: s, top: s.getBoundingClientRect().top - t };
}
function cs(e) {
  let t = e.getBoundingClientRect().bottom + 4, n = e.querySelectorAll("li[data-id]"), [r, o] = [0, n.length];
  for (; r < o;) {
    let s = r + o >> 1;
    n[s].getBoundingClientRect().bottom <= t ? r = s + 1 : o = s;
  }
  return n[r - 1]?.dataset.id;
}
function vr(e, t, n, r) {
  let [o, s] = b(!0),
    a = N(!0),
    c = N(!1),
    d = t.current === null || a.current ? void 0 : as(t.current),
    l = () => {
      let u = t.current;
      if (u === null || !c.current) return;
      let f = r && u.scrollHeight - u.clientHeight - u.scrollTop < is;
      if (a.current = f, s(f), document.hidden || u.clientHeight === 0) return Dn(e);
      _t(e, f);
      let v = cs(u);
      v !== void 0 && jn(e, m(n.name), v);
    },
    h = () => t.current?.scrollTo({ top: t.current.scrollHeight, behavior: "instant" });
  return J(() => {
    let u = t.current;
    if (!c.current && n.lines.length > 0) {
      c.current = !0;
      let f = u.querySelector(".divider");
      f === null ? h() : u.scrollTop = f.offsetTop - u.clientHeight / 5;
    } else if (a.current) h();
    else if (d?.element.isConnected) {
      let f = d.element.getBoundingClientRect().top - u.getBoundingClientRect().top - d.top;
      Math.abs(f) >= 1 && (u.scrollTop += f);
    }
  }),
    us(t, l, () => a.current && h(), () => _t(e, !1)),
    {
      isAtEnd: o,
      look: l,
      follow() {
        a.current = !0, h();
      },
    };
}
function us(e, t, n, r) {
  let o = N(t);
  o.current = t,
    T(() => o.current()),
    T(() => {
      let s = () => o.current(),
        a = new ResizeObserver(() => {
          n(), s();
        });
      return a.observe(e.current), document.addEventListener("visibilitychange", s), () => {
        a.disconnect(), document.removeEventListener("visibilitychange", s), r();
      };
    }, []);
}
function Or({ talk: e }) {
  let t = g(),
    { texts: n, store: r } = t,
    o = N(null),
    [s, a] = b(() => xr(e.lines, e.divider)),
    c = yr(e.lines, s),
    d = e.lines.slice(c, c + se),
    l = c + d.length === e.lines.length && !e.isCut,
    h = Sn(d, e.divider, ee()),
    u = l ? fs(_e(r.state.pending, e)) : [],
    f = vr(t, o, e, l),
    v = () => {
      let y = br(o.current, e.lines, c);
      y !== void 0 ? a(y) : o.current.scrollTop < ds && c === 0 && Rn(t);
    };
  J(v);
  let _ = async () => {
    e.isCut && await ye(t), a(void 0), f.follow();
  };
  return i("div", {
    class: "log-frame",
    children: [
      i("div", {
        class: "log",
        role: "log",
        "aria-label": n.messages(e.title),
        "aria-live": f.isAtEnd ? "polite" : "off",
        "aria-busy": e.hasOlder === void 0,
        tabIndex: 0,
        ref: o,
        onKeyDown: (y) => y.key === "End" && void _(),
        onScroll: () => {
          f.look(), v();
        },
        children: i("ol", {
          children: [
            c === 0 && e.hasOlder !== void 0 &&
            i("li", { class: "top meta", children: e.hasOlder ? n.loadingOlder : n.begin }, "top"),
            h.map((y) => i(ls, { row: y }, y.key)),
            u.map((y) => i(_r, { messages: y }, y[0].key)),
          ],
        }),
      }),
      !f.isAtEnd && e.lines.length > 0 &&
      i("button", {
        type: "button",
        class: "to-newest",
        onClick: _,
        children: [n.toNewest(e.unread.length), " ", i("span", { "aria-hidden": "true", children: "\u2193" })],
      }),
    ],
  });
}
var ds = 800;
function ls({ row: e }) {
  let { texts: t } = g();
  return e.kind === "day"
    ? i("li", { class: "day", children: i("span", { children: lr(e.at, t) }) })
    : e.kind === "divider"
    ? i("li", { class: "divider", children: i("span", { children: t.newMessages }) })
    : i(wr, { ...e });
}
function fs(e) {
  return [...Map.groupBy(e, ({ at: t, problem: n }) => `${t} ${n?.code} ${n?.message}`).values()];
}
function Sr({ talk: e }) {
  let { texts: t } = g();
  return i($t, {
    children: [
      i(ms, { talk: e }),
      i(Or, { talk: e }),
      e.gone ? i("p", { class: "gone meta", children: t.gone }) : i(hr, { talk: e }),
    ],
  });
}
function ms({ talk: { name: e, title: t } }) {
  let n = g(),
    { texts: r, store: o } = n,
    { active: s, login: a } = o.state,
    c = E(e) ? r.group : e === a?.user ? r.toYourself : s.has(e) ? r.active : r.away;
  return i("header", {
    class: "talk-header",
    children: [
      i("button", {
        type: "button",
        class: "back quiet",
        "aria-label": r.back,
        onClick: () => $n(n),
        children: i("svg", {
          viewBox: "0 0 16 16",
          "aria-hidden": "true",
          children: i("path", { d: "M10 2 4 8l6 6" }),
        }),
      }),
      i(Y, { name: e, title: t, isActive: s.has(e) }),
      i("div", {
        children: [i("h2", { children: t }), i("p", { class: "meta", children: t === e || E(e) ? c : `${e}, ${c}` })],
      }),
    ],
  });
}
function Tr() {
  let e = g(), { store: t, texts: n } = e, { pane: r } = t.state, o = I(t.state);
  return T(() => ir(e), []),
    i("div", {
      class: `chat ${o === void 0 ? "" : "in"} ${r === void 0 ? "" : "with-pane"}`,
      children: [
        i("h1", { class: "hidden", children: n.name }),
        i(ps, {}),
        i(pr, {}),
        i("main", {
          class: "talk",
          "aria-label": o?.title ?? n.choose,
          children: [i(Me, {}), o === void 0 ? i(hs, {}) : i(Sr, { talk: o }, o.name)],
        }),
        i(cr, {}),
      ],
    });
}
function ps() {
  let { texts: e, store: t } = g(),
    { conversations: n, current: r } = t.state,
    o = [...n].filter(([c, { unread: d }]) => c !== r && d.length > 0),
    [s] = o.map(([, c]) => c).sort((c, d) => d.lastAt - c.lastAt),
    a = s === void 0 ? "" : `${e.from(s.title)}, ${e.unread(s.unread.length)}`;
  return i("p", { class: "hidden", role: "status", children: a });
}
function hs() {
  let { texts: e } = g();
  return i("div", {
    class: "nothing",
    children: [i("p", { children: e.choose }), i("p", { class: "meta", children: e.chooseHint })],
  });
}
function gs(e) {
  return /^#(?:code=)?([A-Za-z0-9-]{4,20})$/.exec(e)?.[1] ?? "";
}
function De({ name: e, label: t, hint: n, input: r = {} }) {
  return i("p", {
    class: "field",
    children: [
      i("label", { for: `field-${e}`, children: t }),
      i("input", { id: `field-${e}`, name: e, "aria-describedby": n && `hint-${e}`, ...r }),
      n && i("small", { id: `hint-${e}`, children: n }),
    ],
  });
}
var ws = { autocapitalize: "none", autocorrect: "off", spellcheck: !1, required: !0, maxLength: 32 };
function Ar() {
  let e = g(),
    { texts: t, store: n } = e,
    r = N(gs(location.hash)),
    [o, s] = b(r.current !== ""),
    [a, c] = b(),
    [d, l] = b(!1),
    h = async (f) => {
      f.preventDefault();
      let v = new FormData(f.currentTarget), _ = (Mr) => String(v.get(Mr) ?? "");
      l(!0);
      let [y, Lt] = [_("user"), _("password")],
        Lr = { code: _("code"), user: y, password: Lt, fullName: _("fullName") };
      c(await (o ? qn(e, Lr) : Yn(e, y, Lt))), l(!1);
    },
    { ended: u } = n.state;
  return i("main", {
    class: "login",
    children: [
      i("header", { children: [i("h1", { children: t.name }), i("p", { children: t.tagline })] }),
      i(Me, {}),
      i("div", {
        class: "choice",
        role: "group",
        "aria-label": t.enter,
        children: [
          i(Cr, { isChosen: !o, onChoose: () => s(!1), children: t.logIn }),
          i(Cr, {
            isChosen: o,
            onChoose: () => s(!0),
            children: t.newHere,
          }),
        ],
      }),
      i("form", {
        onSubmit: h,
        children: [
          o && i(_s, { code: r.current }),
          i(De, {
            name: "user",
            label: t.user,
            hint: o ? t.userHint : void 0,
            input: { ...ws, autocomplete: "username", pattern: "[A-Za-z0-9_.\\-]{1,32}", title: t.userHint },
          }),
          i(De, {
            name: "password",
            label: t.password,
            input: { type: "password", required: !0, autocomplete: o ? "new-password" : "current-password" },
          }),
          o &&
          i(De, {
            name: "fullName",
            label: `${t.fullName} (${t.optional})`,
            input: { autocomplete: "name", maxLength: 100 },
          }),
          i("button", {
            type: "submit",
            class: "primary",
            disabled: d,
            children: d ? t.entering : o ? t.join : t.enter,
          }),
          i("p", { class: "refusal", role: "alert", children: a ?? (u && !d ? $(e, u) : "") }),
        ],
      }, String(o)),
      i(ys, { code: r.current }),
    ],
  });
}
function _s({ code: e }) {
  let { texts: t } = g();
  return i(De, {
    name: "code",
    label: t.code,
    hint: t.codeHint,
    input: { defaultValue: e, autocomplete: "off", autocapitalize: "characters", spellcheck: !1, maxLength: 40 },
  });
}
function Cr({ isChosen: e, onChoose: t, children: n }) {
  return i("button", { type: "button", "aria-pressed": e, onClick: t, children: n });
}
var ks = async () => (await import("./qr-PBLLUDBQ.js")).Qr;
function ys({ code: e }) {
  let { texts: t } = g(), n = e === "" ? location.origin : `${location.origin}/#${e}`;
  return i("footer", {
    children: [
      location.protocol === "http:" && i("p", { class: "plain", children: t.plain }),
      i("div", {
        class: "invite",
        children: [i($e, { load: ks, props: { text: n } }), i("p", { children: t.scan(location.host) })],
      }),
      i(Re, {}),
    ],
  });
}
function Er({ app: e }) {
  let [, t] = b({});
  return T(() => e.store.subscribe(() => t({})), [e]),
    T(() => sr(e.store.state, e.texts)),
    i(St.Provider, { value: e, children: [e.store.state.login === void 0 ? i(Ar, {}) : i(Tr, {}), i(ar, {})] });
}
var Nr = await rr();
document.documentElement.lang = Nr.texts.tag.split("-")[0];
Pe(i(Er, { app: Nr }), document.body);
