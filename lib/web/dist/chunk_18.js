import { b as C } from "./chunk_14.js";
import { a as Z } from "./chunk_15.js";
import { a as K, b as Y } from "./chunk_7.js";
import { e as W } from "./chunk_8.js";
import { e as g, g as b, i as A, k as v, p as H, r as w } from "./chunk_9.js";
var mt = {
    sending: (t) => `Sending ${t}`,
    waiting: "waiting",
    cancel: "Cancel",
    cancelIt: (t) => `Cancel ${t}`,
    download: "Download",
    downloadIt: (t, e) => `Download ${t}, ${e}`,
    coming: (t) => `${t} %`,
    show: "Show picture",
    hide: "Hide picture",
    noPicture: "This is no picture that can be shown",
    tooLarge: (t, e) => `${t} is larger than ${e}, the most that this server takes`,
    tooMany: (t) => `More than ${t} files cannot wait`,
    unreadable: "It cannot be read: it was changed or moved, or it is a folder",
    otherContent: "What came is not what was sent",
    attach: "Send files: choose, paste or drop them",
  },
  gt = {
    sending: (t) => `Mengirim ${t}`,
    waiting: "menunggu",
    cancel: "Batal",
    cancelIt: (t) => `Batalkan ${t}`,
    download: "Unduh",
    downloadIt: (t, e) => `Unduh ${t}, ${e}`,
    coming: (t) => `${t} %`,
    show: "Tampilkan gambar",
    hide: "Sembunyikan gambar",
    noPicture: "Ini bukan gambar yang dapat ditampilkan",
    tooLarge: (t, e) => `${t} lebih besar dari ${e}, batas server ini`,
    tooMany: (t) => `Lebih dari ${t} berkas tidak dapat menunggu`,
    unreadable: "Tidak dapat dibaca: berkas diubah atau dipindah, atau itu folder",
    otherContent: "Yang sampai bukan yang dikirim",
    attach: "Kirim berkas: pilih, tempel, atau lepaskan",
  };
function y(t) {
  return Z(t, { en: mt, id: gt });
}
var X = ["bytes", "KiB", "MiB", "GiB"];
function _(t) {
  let [e, n] = [t, 0];
  for (; e >= 1024 && n < X.length - 1; n++) e /= 1024;
  return `${n === 0 ? e : e.toFixed(1)} ${X[n]}`;
}
function Gt({ done: t, total: e }) {
  return e === 0 ? 100 : Math.floor(t * 100 / e);
}
var wt = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;
function z(t) {
  let e = (t.split(/[/\\]/).at(-1) ?? "").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "_").trim(),
    n = e === "" || e === "." || e === ".." ? "file" : e,
    o = (s) => new TextEncoder().encode(s).length;
  if (o(n) <= g.fileName) return n;
  let r = /\.[^.]{1,16}$/.exec(n)?.[0] ?? "", i = Array.from(n.slice(0, n.length - r.length));
  for (; o(i.join("") + r) > g.fileName;) i.pop();
  return i.join("") + r;
}
function vt(t) {
  return t.replaceAll(wt, "_").replace(/^\.+/, "_").trim() || "file";
}
function Wt(t) {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(t);
}
var L = void 0,
  yt = [["image/png", [137, 80, 78, 71, 13, 10, 26, 10]], ["image/jpeg", [255, 216, 255]], ["image/gif", [
    71,
    73,
    70,
    56,
  ]], ["image/webp", [82, 73, 70, 70, L, L, L, L, 87, 69, 66, 80]]];
function Kt(t) {
  return yt.find(([, e]) => e.every((n, o) => n === L || t[o] === n))?.[0];
}
var At = 150, Lt = 500, Et = 8 * 1024;
function O(t, e) {
  return e < At ? Math.min(2 * t, g.chunk) : e > Lt ? Math.max(Math.ceil(t / 2), Et) : t;
}
function J(t) {
  let e = "";
  for (let n = 0; n < t.length; n += 8192) e += String.fromCharCode(...t.subarray(n, n + 8192));
  return btoa(e);
}
function q(t) {
  try {
    return Uint8Array.from(atob(t), (e) => e.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
var St = (t) => t / 2 ** 32 | 0, Ht = (t) => t >>> 0;
function Q(t, e, n, o) {
  let r = St(n), i = Ht(n);
  t.setUint32(e, o ? i : r, o), t.setUint32(e + 4, o ? r : i, o);
}
function V(t) {
  return t instanceof Uint8Array ||
    ArrayBuffer.isView(t) && t.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in t &&
      t.BYTES_PER_ELEMENT === 1;
}
var $ = (t) => t ? `"${t}" ` : "";
function Bt(t, e = "") {
  if (typeof t != "number") throw new TypeError($(e) + "expected number, got " + typeof t);
  if (!Number.isSafeInteger(t) || t < 0) throw new RangeError($(e) + "expected integer >= 0, got " + t);
  return t;
}
function M(t, e, n = "") {
  if (V(t) && (e === void 0 || t.length === e)) return t;
  e !== void 0 && Bt(e, "length");
  let o = V(t),
    r = e !== void 0 ? ` of length ${e}` : "",
    i = o ? `length=${t.length}` : `type=${typeof t}`,
    s = $(n) + "expected Uint8Array" + r + ", got " + i;
  throw o ? new RangeError(s) : new TypeError(s);
}
var Tt = (t, e) => {
    if (t === null || typeof t != "object" || Array.isArray(t)) {
      throw new TypeError((e === "object" ? "" : `"${e}" `) + "expected object, got type=" + typeof t);
    }
  },
  tt = (t, e) => {
    Tt(t, e);
    let n = Object.getPrototypeOf(t);
    if (n !== Object.prototype && n !== null) throw new TypeError(`"${e}" expected plain object`);
    if (Object.hasOwn(t, "__proto__")) throw new TypeError(`"${e}.__proto__" is not allowed`);
  };
function F(t, e = !0) {
  if (t.destroyed) throw new Error("hash was destroyed");
  if (e && t.finished) throw new Error("digest() was already called");
}
function et(t, e) {
  M(t, void 0, "output");
  let n = e.outputLen;
  if (!(t.length >= n)) throw new RangeError('"output" expected length >= ' + n);
}
function N(...t) {
  for (let e = 0; e < t.length; e++) t[e].fill(0);
}
function U(t) {
  return new DataView(t.buffer, t.byteOffset, t.byteLength);
}
function h(t, e) {
  return t << 32 - e | t >>> e;
}
function kt(t, e, n = "opts") {
  return tt(t, "defaults"), e !== void 0 && tt(e, n), Object.assign(Object.create(null), t, e);
}
function nt(t, e = {}) {
  if (typeof t != "function") throw new TypeError('"hashCons" expected function, got type=' + typeof t);
  e = kt({}, e, "info");
  let n = (r, i) => t(i).update(r).digest(), o = t(void 0);
  return n.outputLen = o.outputLen,
    n.blockLen = o.blockLen,
    n.canXOF = o.canXOF,
    n.create = (r) => t(r),
    Object.assign(n, e),
    Object.freeze(n);
}
var ot = (t) => ({ oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, t]) });
function rt(t, e, n) {
  return t & e ^ ~t & n;
}
function st(t, e, n) {
  return t & e ^ t & n ^ e & n;
}
var B = class {
    blockLen;
    outputLen;
    canXOF = !1;
    padOffset;
    isLE;
    buffer;
    view;
    finished = !1;
    length = 0;
    pos = 0;
    destroyed = !1;
    constructor(e, n, o, r) {
      this.blockLen = e,
        this.outputLen = n,
        this.padOffset = o,
        this.isLE = r,
        this.buffer = new Uint8Array(e),
        this.view = U(this.buffer);
    }
    update(e) {
      F(this), M(e);
      let { view: n, buffer: o, blockLen: r } = this, i = e.length, s = !1;
      for (let c = 0; c < i;) {
        let a = Math.min(r - this.pos, i - c);
        if (a === r) {
          let d = U(e);
          for (; r <= i - c; c += r) this.process(d, c);
          s = !0;
          continue;
        }
        o.set(c === 0 && a === i ? e : e.subarray(c, c + a), this.pos),
          this.pos += a,
          c += a,
          this.pos === r && (this.process(n, 0), this.pos = 0, s = !0);
      }
      return this.length += e.length, s && this.roundClean(), this;
    }
    digestInto(e) {
      F(this), et(e, this), this.finished = !0;
      let { buffer: n, view: o, blockLen: r, isLE: i } = this, { pos: s } = this;
      n[s++] = 128,
        n.fill(0, s),
        this.padOffset > r - s && (this.process(o, 0), n.fill(0)),
        Q(o, r - 8, this.length * 8, i),
        this.process(o, 0),
        this.roundClean();
      let c = e === n ? o : U(e), a = this.outputLen, d = a / 4, x = this.get();
      if (a % 4 || d > x.length) throw new Error("invalid outputLen");
      for (let f = 0; f < d; f++) c.setUint32(4 * f, x[f], i);
    }
    digest() {
      let { buffer: e, outputLen: n } = this;
      this.digestInto(e);
      let o = e.slice(0, n);
      return this.destroy(), o;
    }
    _cloneIntoMeta(e) {
      let { buffer: n, length: o, finished: r, destroyed: i, pos: s } = this;
      return e.destroyed = i, e.finished = r, e.length = o, e.pos = s, s && e.buffer.set(n), e;
    }
    clone() {
      return this._cloneInto();
    }
  },
  it = Uint32Array.from([
    1779033703,
    3144134277,
    1013904242,
    2773480762,
    1359893119,
    2600822924,
    528734635,
    1541459225,
  ]);
var Ct = Uint32Array.from([
    1116352408,
    1899447441,
    3049323471,
    3921009573,
    961987163,
    1508970993,
    2453635748,
    2870763221,
    3624381080,
    310598401,
    607225278,
    1426881987,
    1925078388,
    2162078206,
    2614888103,
    3248222580,
    3835390401,
    4022224774,
    264347078,
    604807628,
    770255983,
    1249150122,
    1555081692,
    1996064986,
    2554220882,
    2821834349,
    2952996808,
    3210313671,
    3336571891,
    3584528711,
    113926993,
    338241895,
    666307205,
    773529912,
    1294757372,
    1396182291,
    1695183700,
    1986661051,
    2177026350,
    2456956037,
    2730485921,
    2820302411,
    3259730800,
    3345764771,
    3516065817,
    3600352804,
    4094571909,
    275423344,
    430227734,
    506948616,
    659060556,
    883997877,
    958139571,
    1322822218,
    1537002063,
    1747873779,
    1955562222,
    2024104815,
    2227730452,
    2361852424,
    2428436474,
    2756734187,
    3204031479,
    3329325298,
  ]),
  p = new Uint32Array(64),
  D = class extends B {
    A = 0;
    B = 0;
    C = 0;
    D = 0;
    E = 0;
    F = 0;
    G = 0;
    H = 0;
    constructor(e, n) {
      super(64, e, 8, !1),
        this.A = n[0] | 0,
        this.B = n[1] | 0,
        this.C = n[2] | 0,
        this.D = n[3] | 0,
        this.E = n[4] | 0,
        this.F = n[5] | 0,
        this.G = n[6] | 0,
        this.H = n[7] | 0;
    }
    get() {
      let { A: e, B: n, C: o, D: r, E: i, F: s, G: c, H: a } = this;
      return [e, n, o, r, i, s, c, a];
    }
    set(e, n, o, r, i, s, c, a) {
      this.A = e | 0,
        this.B = n | 0,
        this.C = o | 0,
        this.D = r | 0,
        this.E = i | 0,
        this.F = s | 0,
        this.G = c | 0,
        this.H = a | 0;
    }
    _cloneInto(e) {
      return (e ||= new this.constructor()).set(...this.get()), this._cloneIntoMeta(e);
    }
    process(e, n) {
      for (let f = 0; f < 16; f++, n += 4) p[f] = e.getUint32(n, !1);
      for (let f = 16; f < 64; f++) {
        let u = p[f - 15], l = p[f - 2], S = h(u, 7) ^ h(u, 18) ^ u >>> 3, k = h(l, 17) ^ h(l, 19) ^ l >>> 10;
        p[f] = k + p[f - 7] + S + p[f - 16] | 0;
      }
      let { A: o, B: r, C: i, D: s, E: c, F: a, G: d, H: x } = this;
      for (let f = 0; f < 64; f++) {
        let u = h(c, 6) ^ h(c, 11) ^ h(c, 25),
          l = x + u + rt(c, a, d) + Ct[f] + p[f] | 0,
          k = (h(o, 2) ^ h(o, 13) ^ h(o, 22)) + st(o, r, i) | 0;
        x = d, d = a, a = c, c = s + l | 0, s = i, i = r, r = o, o = l + k | 0;
      }
      o = o + this.A | 0,
        r = r + this.B | 0,
        i = i + this.C | 0,
        s = s + this.D | 0,
        c = c + this.E | 0,
        a = a + this.F | 0,
        d = d + this.G | 0,
        x = x + this.H | 0,
        this.set(o, r, i, s, c, a, d, x);
    }
    roundClean() {
      N(p);
    }
    destroy() {
      this.destroyed = !0, this.set(0, 0, 0, 0, 0, 0, 0, 0), N(this.buffer);
    }
  },
  I = class extends D {
    constructor() {
      super(32, it);
    }
  };
var j = nt(() => new I(), ot(1));
function ct(t, e) {
  return { ...t, uploads: [...t.uploads, ...e] };
}
function T(t, e, n) {
  return { ...t, uploads: t.uploads.map((o) => o.key === e ? { ...o, ...n } : o) };
}
function at(t, e) {
  return { ...t, uploads: t.uploads.filter((n) => n.key !== e) };
}
function ft({ uploads: t }) {
  return t.find(({ problem: e }) => e === void 0);
}
var _t = 60,
  m = class extends Error {
    name = "GivenUp";
  };
async function G(t, e, { isWanted: n, expected: o }) {
  for (let r = 0;;) {
    await Ot(t, n);
    let i = t.store.state.login?.token ?? "", s;
    try {
      s = await t.link.ask({ ...e, token: i });
    } catch (x) {
      if (x instanceof v) continue;
      throw x;
    }
    if (!n()) throw new m();
    if (s.kind === "done") return s.data ?? {};
    if (s.kind !== "error") throw new b(t.texts.errors.internal);
    let { code: c, message: a, retrySeconds: d } = s;
    if (c === "stopping") await dt(1);
    else {
      if (c !== void 0 && c === o) return { code: c };
      if (c !== "no_login") {
        if (d === void 0 || (r += d) > _t) throw new b(a, { code: c });
        await dt(d);
      }
    }
  }
}
function dt(t) {
  return new Promise((e) => setTimeout(e, t * 1e3));
}
async function Ot(t, e) {
  let { promise: n, resolve: o } = Promise.withResolvers(),
    r = ({ link: i, login: s } = t.store.state) => !e() || i.kind === "open" && s !== void 0;
  if (!r()) {
    let i = t.store.subscribe(() => {
      r() && (i(), o());
    });
    await n;
  }
  if (!e()) throw new m();
}
var ut = 256 * 1024, $t = 16, E = new Map(), R = !1;
function Me(t, e, n) {
  let o = y(t.texts), { server: r, uploads: i } = t.store.state, s = r?.limits.file ?? 1 / 0;
  for (let { name: d } of n.filter(({ size: x }) => x > s)) H(t, o.tooLarge(d, _(s)), "bad");
  let c = n.filter(({ size: d }) => d <= s);
  if (i.length + c.length > 50) return H(t, o.tooMany(50), "bad");
  let a = c.map((d) => {
    let x = K();
    return E.set(x, d), { key: x, to: e, name: z(d.name), size: d.size, done: 0 };
  });
  w(t, (d) => ct(d, a)), bt(t);
}
function Fe(t, e) {
  w(t, (n) => T(n, e, { problem: void 0 })), bt(t);
}
function ht(t, e) {
  E.delete(e), w(t, (n) => at(n, e));
}
async function bt(t) {
  if (!R) {
    R = !0, addEventListener("beforeunload", lt);
    try {
      for (let e; (e = ft(t.store.state)) !== void 0;) await Mt(t, e);
    } finally {
      R = !1, removeEventListener("beforeunload", lt);
      for (let e of E.keys()) P(t, e) || E.delete(e);
    }
  }
}
function lt(t) {
  t.preventDefault();
}
function P(t, e) {
  return t.store.state.uploads.some((n) => n.key === e);
}
async function Mt(t, e) {
  let { key: n } = e;
  try {
    await Ft(t, e, E.get(n)), ht(t, n);
  } catch (o) {
    if (o instanceof m) return ht(t, n);
    let i = o instanceof b ? { code: o.code, message: C(t, o) } : { code: void 0, message: y(t.texts).unreadable };
    w(t, (s) => T(s, n, { problem: i }));
  }
}
async function Ft(t, e, n) {
  let { key: o, to: r, name: i, size: s } = e,
    c = (f, u) => G(t, f, { isWanted: () => P(t, o), expected: u }),
    a = { name: "put", key: o, user: r, size: s, sha256: await Dt(t, n, o), file: i },
    d = g.defaultChunk,
    x = await c(a);
  for (let f = 0; typeof x.id != "string";) {
    let u = Number(x.offset);
    if (!(u >= 0 && u <= s) || f > $t) throw new b(y(t.texts).otherContent);
    if (w(t, (l) => T(l, o, { done: u })), u === s) x = await c(a);
    else {
      let l = new Uint8Array(await n.slice(u, u + d).arrayBuffer()), S = A.elapsed();
      x = await c({ name: "chunk", key: o, offset: u, data: J(l) }, "no_file"),
        d = O(d, A.elapsed() - S),
        x.code === "no_file" && (x = await c(a));
    }
    f = Number(x.offset) > u ? 0 : f + 1;
  }
  Nt(t, e, a.sha256, x);
}
function Nt(t, { to: e, name: n, size: o }, r, i) {
  let s = t.store.state.login?.user, c = Date.parse(String(i.at));
  if (s === void 0 || Number.isNaN(c)) return;
  let a = { id: Number(i.file), name: n, size: o, sha256: r }, d = `File: ${n} (${_(o)})`;
  w(
    t,
    (x) =>
      W(
        x,
        e,
        (f) => Y(f, { id: String(i.id), at: c, from: s, fromName: s, to: f.name, toName: f.title, text: d, file: a }),
      ),
  );
}
async function Dt(t, e, n) {
  let o = j.create();
  for (let r = 0; r < e.size; r += ut) {
    if (!P(t, n)) throw new m();
    o.update(new Uint8Array(await e.slice(r, r + ut).arrayBuffer()));
  }
  return pt(o.digest());
}
function pt(t) {
  return Array.from(t, (e) => e.toString(16).padStart(2, "0")).join("");
}
async function Ne(t, { id: e, size: n, sha256: o }, { onPart: r, isWanted: i }) {
  let s = new Uint8Array(n), c = g.defaultChunk;
  try {
    for (let a = 0; a < n;) {
      let d = A.elapsed(), x = await G(t, { name: "get", id: e, offset: a, limit: c }, { isWanted: i });
      c = O(c, A.elapsed() - d);
      let f = q(String(x.data ?? ""));
      if (f.length === 0 || a + f.length > n) throw new b(y(t.texts).otherContent);
      s.set(f, a), r(a += f.length);
    }
    if (pt(j(s)) !== o) throw new b(y(t.texts).otherContent);
    return s;
  } catch (a) {
    if (a instanceof m) return;
    if (!(a instanceof b)) throw a;
    return void H(t, C(t, a), "bad");
  }
}
export { _ as b, Fe as h, Gt as c, ht as i, Kt as f, Me as g, Ne as j, vt as d, Wt as e, y as a };
