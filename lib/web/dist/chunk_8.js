var h,
  ee,
  fe,
  S,
  B,
  R,
  _e,
  $,
  ne,
  z,
  V,
  te,
  D = Symbol.for("pv"),
  H = {},
  I = [],
  ae = /^m(i|n|o|s|text|space)$/,
  G = Array.isArray,
  oe = I.slice,
  j = Object.assign;
function U(_) {
  _ && _.parentNode && _.remove();
}
function L(_, e, n, r, i) {
  var t = {
    type: _,
    props: e,
    key: n,
    ref: r,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: D,
    __v: i || ++ee,
    __i: -1,
    __u: 0,
  };
  return !i && h.vnode && h.vnode(t), t;
}
function W(_) {
  return _.children;
}
function N(_, e) {
  this.props = _, this.context = e, this.__g = 0;
}
function P(_, e) {
  if (e == null) return _.__ && P(_.__, _.__i + 1);
  for (var n; e < _.__k.length; e++) if ((n = _.__k[e]) && n.__e) return n.__e;
  return typeof _.type != "function" || _.props.__P ? null : P(_);
}
function pe(_) {
  var e, n = _.__v, r = n.__e, i = [], t = [], l = _.__P;
  l &&
    ((e = j({ constructor: D }, n)).__v = n.__v + 1,
      h.vnode && h.vnode(e),
      J(l, e, n, _.__n, l.namespaceURI, 32 & n.__u ? [r] : null, i, r || P(n), 32 & n.__u, t),
      e.__v = n.__v,
      e.__.__k[e.__i] = e,
      ce(i, e, t),
      n.__ = n.__e = null,
      e.__e != r && re(e));
}
function re(_) {
  if ((_ = _.__) && _.__c && !_.props.__P) {
    return _.__e = null,
      _.__k.some(function (e) {
        return e && (_.__e = e.__e);
      }),
      re(_);
  }
}
function q(_) {
  (8 & _.__g || (_.__g |= 8, S.push(_), R++)) && B == h.debounceRendering ||
    ((B = h.debounceRendering) || queueMicrotask)(ie);
}
function ie() {
  try {
    for (var _, e = 1; S.length;) S.length > e && S.sort(_e), _ = S.shift(), e = S.length, 8 & _.__g && pe(_);
  } finally {
    (R = S.length) && (B || queueMicrotask)(ie);
  }
}
function le(_, e, n, r, i, t, l, u, c, d, s) {
  var m, y, o, f, k, p, v = r.__k || I, a = e.length;
  for (c = he(n, e, v, c, a), m = 0; m < a; m++) {
    (o = n.__k[m]) != null &&
      (y = ~o.__i && v[o.__i] || H,
        o.__i = m,
        p = J(_, o, y, i, t, l, u, c, d, s),
        f = o.__e,
        (y.ref != o.ref || 8 & y.__u) && (y.ref && K(y.ref, null, o, y), o.ref && s.push(o.ref, o.__c || f, o)),
        k = k || f,
        4 & o.__u
          ? (c = ue(o, c, _, !y.__v), y.__e && (y.__e = null))
          : typeof o.type == "function" && p !== void 0
          ? c = p
          : f && (c = f.nextSibling),
        o.__u &= -21);
  }
  return n.__e = k, c;
}
function he(_, e, n, r, i) {
  var t, l, u, c, d, s, m, y, o, f = n.length, k = f, p = 0, v = 0, a = _.__k = Array(i);
  for (t = 0; t < i; t++) {
    (l = e[t]) != null && typeof l != "boolean" && typeof l != "function"
      ? (typeof l != "object" || l.constructor === String
        ? l = a[t] = L(null, l)
        : G(l)
        ? l = a[t] = L(W, { children: l })
        : l.constructor === D && l.__b
        ? l = a[t] = L(l.type, l.props, l.key, l.ref, l.__v)
        : a[t] = l,
        c = t + p,
        l.__ = _,
        l.__b = _.__b + 1,
        u = null,
        ~(d = l.__i = de(l, n, c, k)) && (k--, (u = n[d]) && (u.__u |= 2)),
        u && u.__v
          ? (l.__u |= 16, d == c - 1 ? p-- : d == c + 1 ? p++ : d != c && (d > c ? p-- : p++, v = 1))
          : (~d || (i > f ? p-- : i < f && p++), typeof l.type != "function" && (l.__u |= 4)))
      : a[t] = null;
  }
  if (v) {
    for (s = [], m = [], t = 0; t < i; t++) {
      if ((l = a[t]) && 16 & l.__u) {
        for (p = 0, y = s.length; p < y;) s[o = p + y >> 1] < l.__i ? p = o + 1 : y = o;
        s[p] = l.__i, m[t] = p + 1;
      }
    }
    for (p = s.length; t--;) m[t] && (m[t] == p ? p-- : a[t].__u |= 4);
  }
  if (k) { for (t = 0; t < f; t++) !(u = n[t]) || 2 & u.__u || (u.__e == r && (r = P(u)), Q(u, u)); }
  return r;
}
function ue(_, e, n, r) {
  var i, t, l, u;
  if (typeof _.type == "function") {
    if (_.props.__P) return e;
    if (i = _.__k) { for (t = 0; t < i.length; t++) i[t] && (i[t].__ = _, e = ue(i[t], e, n, !1)); }
    return e;
  }
  for (e && !e.parentNode && (e = P(_)) && !e.parentNode && (e = null), l = _.__e, u = e; u && u.nodeType == 8;) {
    u = u.nextSibling;
  }
  for (
    l != u && (!r && n.moveBefore && l.parentNode ? n.moveBefore(l, e) : n.insertBefore(l, e || null)), e = l;
    (e = e && e.nextSibling) && e.nodeType == 8 && !e.data.startsWith("$s");
  );
  return e;
}
function de(_, e, n, r) {
  var i, t = _.key, l = _.type, u = e[n], c = u && !(2 & u.__u);
  if (u === null && t == null || c && t == u.key && l == u.type) return n;
  if (r > (c ? 1 : 0)) {
    for (i = n - 1; i >= 0; i--) if ((u = e[i]) && !(2 & u.__u) && t == u.key && l == u.type) return i;
    for (i = n + 1; i < e.length; i++) if ((u = e[i]) && !(2 & u.__u) && t == u.key && l == u.type) return i;
  }
  return -1;
}
function Y(_, e, n) {
  n == null && (n = ""), e[0] == "-" ? _.setProperty(e, n) : _[e] = n;
}
function E(_, e, n, r, i) {
  var t, l;
  if (e == "style") {
    if (typeof n == "string") _.style.cssText = n;
    else {
      if (typeof r == "string" && (_.style.cssText = r = ""), r) { for (e in r) n && e in n || Y(_.style, e); }
      if (n) { for (e in n) r && n[e] == r[e] || Y(_.style, e, n[e]); }
    }
  } else if (e[0] == "o" && e[1] == "n") {
    typeof n != "function" && (n = null),
      typeof r != "function" && (r = null),
      (_.__e || (_.__e = {}))[e] = n,
      n && r ||
      (l = V[e] || (V[e] = ye(e)),
        (_.__a || (_.__a = {}))[e] = z,
        t = e != (e = e.replace(ne, "$1")),
        (e = e.slice(2))[0] < "a" && (e = e.toLowerCase()),
        n ? _.addEventListener(e, l, t) : _.removeEventListener(e, l, t));
  } else {
    if (i == "http://www.w3.org/2000/svg") e = e.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
    else if (
      e != "width" && e != "height" && e != "href" && e != "list" && e != "form" && e != "tabIndex" &&
      e != "download" && e != "rowSpan" && e != "colSpan" && e != "role" && e != "popover" && e in _
    ) {
      try {
        return void (_[e] = n ?? "");
      } catch {}
    }
    if (typeof n == "function") return;
    n == null || n === !1 && e[4] != "-" ? _.removeAttribute(e) : _.setAttribute(e, e == "popover" && n == 1 ? "" : n);
  }
}
function ye(_) {
  return function (e) {
    var n = this.__e;
    if (n) {
      if (n = n[_], e[$] == null) e[$] = z++;
      else if (e[$] < this.__a[_]) return;
      return n(h.event ? h.event(e) : e);
    }
  };
}
function J(_, e, n, r, i, t, l, u, c, d) {
  var s, m, y, o, f, k, p, v, a, b, g, O, X, A, T, Z, C, M, w = e.type;
  if (e.constructor !== D) return null;
  128 & n.__u && (c = 32 & n.__u, s = n.__c.__z) &&
  (e.__u |= c, m = t = [], s.nodeType == 8 ? u = F(s, t) : t.push(s), u = t[0] || u), (s = h.__b) && s(e);
  e: if (typeof w == "function") {
    y = l.length;
    try {
      if (
        v = e.props,
          a = (s = w.prototype) && s.render,
          b = (s = w.contextType) && r[s.__c],
          g = s ? b ? b.props.value : s.__ : r,
          (o = n.__c)
            ? (e.__c = o, 2 & o.__g && (o.__g |= 1))
            : (a ? e.__c = o = new w(v, g) : (e.__c = o = new N(v, g), o.constructor = w, o.render = ge),
              b && b.sub(o),
              o.state || (o.state = {}),
              o.__n = r,
              o.__g |= 8,
              o.__h = [],
              o.__k = []),
          a &&
          (o.__s || (o.__s = o.state),
            w.getDerivedStateFromProps &&
            (o.__s == o.state && (o.__s = j({}, o.__s)), j(o.__s, w.getDerivedStateFromProps(v, o.__s)))),
          f = o.props,
          k = o.state,
          o.__v = e,
          n.__c
      ) {
        if (
          v !== f && a && !w.getDerivedStateFromProps && o.componentWillReceiveProps &&
          o.componentWillReceiveProps(v, g),
            e.__v == n.__v && !(8 & o.__g) ||
            !(4 & o.__g) && o.shouldComponentUpdate && o.shouldComponentUpdate(v, o.__s, g) === !1
        ) {
          e.__v != n.__v && (o.props = v, o.state = o.__s, o.__g &= -9),
            e.__e = n.__e,
            e.__k = n.__k,
            e.__k.some(function (x) {
              x && (x.__ = e);
            }),
            I.push.apply(o.__h, o.__k),
            o.__k = [],
            o.__h.length && l.push(o),
            u = P(n);
          break e;
        }
        o.componentWillUpdate && o.componentWillUpdate(v, o.__s, g),
          a && o.componentDidUpdate && o.__h.push(function () {
            o.componentDidUpdate(f, k, p);
          });
      } else {a && !w.getDerivedStateFromProps && o.componentWillMount && o.componentWillMount(),
          a && o.componentDidMount && o.__h.push(o.componentDidMount);}
      o.context = g, o.props = v, o.__P = _, o.__g &= -5, O = h.__r, X = a ? 25 : 0;
      do o.__g &= -9, O && O(e), s = o.render(o.props, o.state = o.__s, o.context); while (8 & o.__g && ++X < 25);
      a && (I.push.apply(o.__h, o.__k), o.__k = []),
        o.state = o.__s,
        o.getChildContext && (r = j({}, r, o.getChildContext())),
        a && n.__c && o.getSnapshotBeforeUpdate && (p = o.getSnapshotBeforeUpdate(f, k)),
        A = s && s.type === W && s.key == null ? s.props.children : s,
        v.__P &&
        (s = u,
          i = (_ = v.__P).namespaceURI,
          c = t = null,
          n.props && n.props.__P != _ && (n.__k.some(function (x) {
            x && Q(x, x);
          }),
            n.__k = null),
          u = n.__k ? P(n, 0) : null),
        u = le(_, G(A) ? A : [A], e, n, r, i, t, l, u, c, d),
        v.__P && (e.__e = null, u = s),
        e.__u &= -161,
        m && m.some(U),
        o.__h.length && l.push(o),
        1 & o.__g && (o.__g &= -4);
    } catch (x) {
      if (l.length = y, e.__v = null, c || t) {
        if (x && x.then) {
          if (e.__u |= 128 | c, t) {
            for (~(C = t.indexOf(u || void 0)) || (C = t.length); (M = t[C - 1]) && M.nodeType == 8;) C--;
            for (; C < t.length; C++) {
              if (M = t[C]) {
                if (t[C] = null, T) { if (M == Z) break; }
                else {
                  if (M.nodeType != 8) break;
                  M.data.startsWith("$s") && (Z = F(T = M));
                }
              }
            }
          }
          if (!T) {
            for (; u && u.nodeType == 8 && u.nextSibling;) u = u.nextSibling;
            T = u;
          }
          (s = F(T = e.__c.__z || (e.__c.__z = T))) ? (e.__e = T, u = s) : e.__e = u, u = u && u.nextSibling;
        } else t && t.some(U);
      } else e.__e = n.__e;
      e.__k || (e.__k = n.__k || []), x && x.then || se(e), h.__e(x, e, n);
    }
  } else u = e.__e = ve(n.__e, e, n, r, i, t, l, c, d, _);
  return (s = h.diffed) && s(e), u;
}
function F(_, e) {
  if (_ && _.nodeType == 8 && _.data.startsWith("$s")) {
    for (var n = 1; _ = _.nextSibling;) {
      if (_.nodeType == 8) {
        if (_.data.startsWith("$s")) n++;
        else if (_.data.startsWith("/$s") && !--n) return _;
      }
      e && e.push(_);
    }
  }
}
function se(_) {
  _ && (_.__c && (_.__c.__g |= 4), _.__k && _.__k.some(se));
}
function ce(_, e, n) {
  for (var r = 0; r < n.length;) K(n[r++], n[r++], n[r++]);
  h.__c && h.__c(e, _),
    _.some(function (i) {
      try {
        _ = i.__h,
          i.__h = [],
          _.some(function (t) {
            t.call(i);
          });
      } catch (t) {
        h.__e(t, i.__v);
      }
    });
}
function ve(_, e, n, r, i, t, l, u, c, d) {
  var s, m, y, o, f, k, p, v, a = n.props || H, b = e.props, g = e.type;
  if (
    g == "svg"
      ? i = "http://www.w3.org/2000/svg"
      : g == "math"
      ? i = "http://www.w3.org/1998/Math/MathML"
      : i || (i = "http://www.w3.org/1999/xhtml"), t
  ) {
    for (s = 0; s < t.length; s++) {
      if ((f = t[s]) && (g ? f.localName == g : f.nodeType == 3)) {
        _ = f, t[s] = null;
        break;
      }
    }
  }
  if (!_) {
    if (v = d.ownerDocument || document, !g) return v.createTextNode(b);
    _ = v.createElementNS(i, g, b.is ? b : d), u && (h.__m && h.__m(e, t), u = !1), t = null;
  }
  if (g) {
    if (
      d = g == "template" && _.content || _,
        t = g == "textarea" && b.defaultValue != null ? null : t && oe.call(d.childNodes),
        !u && t
    ) { for (a = {}, s = 0; s < _.attributes.length; s++) a[(f = _.attributes[s]).name] = f.value; }
    for (s in a) {
      f = a[s],
        s == "dangerouslySetInnerHTML" ? y = f : s == "children" || s in b || s == "value" && "defaultValue" in b ||
          s == "checked" && "defaultChecked" in b || E(_, s, null, f, i);
    }
    for (s in b) {
      f = b[s],
        s == "children"
          ? o = f
          : s == "dangerouslySetInnerHTML"
          ? m = f
          : s == "value"
          ? k = f
          : s == "checked"
          ? p = f
          : u && typeof f != "function" || a[s] === f || E(_, s, f, a[s], i);
    }
    m
      ? (u || y && (m.__html == y.__html || m.__html == _.innerHTML) || (_.innerHTML = m.__html), e.__k = [])
      : (y && (_.textContent = ""),
        (g == "foreignObject" || i == "http://www.w3.org/1998/Math/MathML" && ae.test(g)) &&
        (i = "http://www.w3.org/1999/xhtml"),
        le(d, G(o) ? o : [o], e, n, r, i, t, l, t ? t[0] : n.__k && P(n, 0), u, c),
        t && t.some(U)),
      u && g != "textarea" ||
      (s = "value",
        g == "progress" && k == null
          ? _.removeAttribute(s)
          : k == null || k === _[s] && (g != "progress" || k) || E(_, s, k, a[s], i),
        s = "checked",
        p != null && p != _[s] && E(_, s, p, a[s], i));
  } else a === b || u && _.data == b || (_.data = b);
  return _;
}
function K(_, e, n, r) {
  try {
    typeof _ == "function"
      ? e
        ? e.__x = _(e) || 1
        : r && (r = r.__c || r.__e) && (e = r.__x) && (r.__x = null, typeof e == "function" ? e() : _(null))
      : _.current = e;
  } catch (i) {
    h.__e(i, n);
  }
}
function Q(_, e, n) {
  var r, i, t, l;
  if (h.unmount && h.unmount(_), !(r = _.ref) || r.current && r.current != _.__e || K(r, null, e, _), r = _.__c) {
    if (r.componentWillUnmount) {
      try {
        r.componentWillUnmount();
      } catch (u) {
        h.__e(u, e);
      }
    }
    r.__P = r.__n = null;
  }
  if (r = _.__k) {
    for (l = 0; l < r.length; l++) {
      r[l] && Q(r[l], e, typeof _.type != "function" || n && !_.props.__P);
    }
  }
  !n && (r = _.__c) && (r = r.__z) && (i = F(r, t = [])) && (r == _.__e && t.some(U), U(i), U(r)),
    n || U(_.__e),
    _.__e = _.__c = _.__ = null;
}
function ge(_, e, n) {
  return this.constructor(_, n);
}
function be(_, e) {
  var n, r, i, t;
  h.__ && h.__(_, e),
    e.nodeType == 9 && (e = e.documentElement),
    r = (n = _ && 32 & _.__u) ? null : e.__k,
    e.__k = L(W, { children: [_] }),
    i = [],
    t = [],
    J(
      e,
      e.__k,
      r || H,
      H,
      e.namespaceURI,
      r ? null : e.firstChild ? oe.call(e.childNodes) : null,
      i,
      r ? r.__e : e.firstChild,
      n,
      t,
    ),
    ce(i, e.__k, t),
    e.__k.props.children = null;
}
function xe(_) {
  function e(n) {
    var r, i;
    return this.getChildContext || (r = new Set(),
      (i = {})[e.__c] = this,
      this.getChildContext = function () {
        return i;
      },
      this.shouldComponentUpdate = function (t) {
        this.props.value != t.value && r.forEach(function (l) {
          l.__g |= 4, q(l);
        });
      },
      this.sub = function (t) {
        r.add(t);
        var l = t.componentWillUnmount;
        t.componentWillUnmount = function () {
          r.delete(t), l && l.call(t);
        };
      }),
      n.children;
  }
  return e.__c = "__cC" + te++,
    e.__ = _,
    e.Provider =
      (e.Consumer = function (n, r) {
        return n.children(r);
      }).contextType =
        e,
    e;
}
h = {
  __e: function (_, e, n, r) {
    for (var i, t, l; e = e.__;) {
      if ((i = e.__c) && !(1 & i.__g)) {
        i.__g |= 4;
        try {
          if (
            (l = (t = i.constructor) && t.getDerivedStateFromError) && i.setState(t.getDerivedStateFromError(_)),
              i.componentDidCatch && (i.componentDidCatch(_, r || {}), l = 1),
              l && 8 & i.__g
          ) return void (i.__g |= 2);
        } catch (u) {
          _ = u;
        }
      }
    }
    throw R = 0, _;
  },
},
  ee = 0,
  fe = function (_) {
    return _ != null && _.constructor === D;
  },
  N.prototype.setState = function (_, e) {
    var n = this.__s;
    n && n != this.state || (n = this.__s = j({}, this.state)),
      typeof _ == "function" && (_ = _(j({}, n), this.props)),
      _ && (j(n, _), this.__v && (e && this.__k.push(e), q(this)));
  },
  N.prototype.forceUpdate = function (_) {
    this.__v && (this.__g |= 4, _ && this.__h.push(_), q(this));
  },
  N.prototype.render = W,
  S = [],
  R = 0,
  _e = function (_, e) {
    return _.__v.__b - e.__v.__b;
  },
  $ = Symbol(),
  ne = /(PointerCapture)$|Capture$/i,
  z = 0,
  V = {},
  te = 0;
var me = Symbol.for("pv"), ke = 0, Se = Array.isArray;
function Pe(_, e, n, r, i, t) {
  e || (e = {});
  var l, u, c = e;
  if ("ref" in c && typeof _ != "function") { for (u in c = {}, e) u == "ref" ? l = e[u] : c[u] = e[u]; }
  var d = {
    type: _,
    props: c,
    key: n,
    ref: l,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: me,
    __v: --ke,
    __i: -1,
    __u: 0,
  };
  return (i || t) && (d.__source = i, d.__self = t), h.vnode && h.vnode(d), d;
}
export { be as c, h as a, Pe as e, W as b, xe as d };
