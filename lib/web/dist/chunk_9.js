import { e as A } from "./chunk_8.js";
var m = ((
    s,
  ) => (s[s.Border = -1] = "Border",
    s[s.Data = 0] = "Data",
    s[s.Function = 1] = "Function",
    s[s.Position = 2] = "Position",
    s[s.Timing = 3] = "Timing",
    s[s.Alignment = 4] = "Alignment",
    s))(m || {}),
  j = [0, 1],
  R = [1, 0],
  F = [2, 3],
  N = [3, 2],
  x = { L: j, M: R, Q: F, H: N },
  D = /^\d*$/,
  H = /^[A-Z0-9 $%*+./:-]*$/,
  P = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
  y = 1,
  I = 40,
  _ = 3,
  K = 3,
  M = 40,
  W = 10,
  v = [[
    -1,
    7,
    10,
    15,
    20,
    26,
    18,
    20,
    24,
    30,
    18,
    20,
    24,
    26,
    30,
    22,
    24,
    28,
    30,
    28,
    28,
    28,
    28,
    30,
    30,
    26,
    28,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
  ], [
    -1,
    10,
    16,
    26,
    18,
    24,
    16,
    18,
    22,
    22,
    26,
    30,
    22,
    22,
    24,
    24,
    28,
    28,
    26,
    26,
    26,
    26,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
  ], [
    -1,
    13,
    22,
    18,
    26,
    18,
    24,
    18,
    22,
    20,
    24,
    28,
    26,
    24,
    20,
    30,
    24,
    28,
    28,
    26,
    30,
    28,
    30,
    30,
    30,
    30,
    28,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
  ], [
    -1,
    17,
    28,
    22,
    16,
    22,
    28,
    26,
    26,
    24,
    28,
    24,
    28,
    22,
    24,
    24,
    30,
    28,
    28,
    26,
    28,
    30,
    24,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
  ]],
  L = [[
    -1,
    1,
    1,
    1,
    1,
    1,
    2,
    2,
    2,
    2,
    4,
    4,
    4,
    4,
    4,
    6,
    6,
    6,
    6,
    7,
    8,
    8,
    9,
    9,
    10,
    12,
    12,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    19,
    20,
    21,
    22,
    24,
    25,
  ], [
    -1,
    1,
    1,
    1,
    2,
    2,
    4,
    4,
    4,
    5,
    5,
    5,
    8,
    9,
    9,
    10,
    10,
    11,
    13,
    14,
    16,
    17,
    17,
    18,
    20,
    21,
    23,
    25,
    26,
    28,
    29,
    31,
    33,
    35,
    37,
    38,
    40,
    43,
    45,
    47,
    49,
  ], [
    -1,
    1,
    1,
    2,
    2,
    4,
    4,
    6,
    6,
    8,
    8,
    8,
    10,
    12,
    16,
    12,
    17,
    16,
    18,
    21,
    20,
    23,
    23,
    25,
    27,
    29,
    34,
    34,
    35,
    38,
    40,
    43,
    45,
    48,
    51,
    53,
    56,
    59,
    62,
    65,
    68,
  ], [
    -1,
    1,
    1,
    2,
    4,
    4,
    4,
    5,
    6,
    8,
    8,
    11,
    11,
    16,
    16,
    18,
    16,
    19,
    21,
    25,
    25,
    25,
    34,
    30,
    32,
    35,
    37,
    40,
    42,
    45,
    48,
    51,
    54,
    57,
    60,
    63,
    66,
    70,
    74,
    77,
    81,
  ]],
  z = class {
    constructor(e, t, n, o) {
      if (this.version = e, this.ecc = t, e < y || e > I) throw new RangeError("Version value out of range");
      if (o < -1 || o > 7) throw new RangeError("Mask value out of range");
      this.size = e * 4 + 17;
      let i = Array.from({ length: this.size }).fill(!1);
      for (let l = 0; l < this.size; l++) this.modules.push(i.slice()), this.types.push(i.map(() => 0));
      this.drawFunctionPatterns();
      let r = this.addEccAndInterleave(n);
      if (this.drawCodewords(r), o === -1) {
        let l = 1e9;
        for (let a = 0; a < 8; a++) {
          this.applyMask(a), this.drawFormatBits(a);
          let c = this.getPenaltyScore();
          c < l && (o = a, l = c), this.applyMask(a);
        }
      }
      this.mask = o, this.applyMask(o), this.drawFormatBits(o);
    }
    size;
    mask;
    modules = [];
    types = [];
    getModule(e, t) {
      return e >= 0 && e < this.size && t >= 0 && t < this.size && this.modules[t][e];
    }
    drawFunctionPatterns() {
      for (let n = 0; n < this.size; n++) {
        this.setFunctionModule(6, n, n % 2 === 0, m.Timing), this.setFunctionModule(n, 6, n % 2 === 0, m.Timing);
      }
      this.drawFinderPattern(3, 3), this.drawFinderPattern(this.size - 4, 3), this.drawFinderPattern(3, this.size - 4);
      let e = this.getAlignmentPatternPositions(), t = e.length;
      for (let n = 0; n < t; n++) {
        for (let o = 0; o < t; o++) {
          n === 0 && o === 0 || n === 0 && o === t - 1 || n === t - 1 && o === 0 ||
            this.drawAlignmentPattern(e[n], e[o]);
        }
      }
      this.drawFormatBits(0), this.drawVersion();
    }
    drawFormatBits(e) {
      let t = this.ecc[1] << 3 | e, n = t;
      for (let i = 0; i < 10; i++) n = n << 1 ^ (n >>> 9) * 1335;
      let o = (t << 10 | n) ^ 21522;
      for (let i = 0; i <= 5; i++) this.setFunctionModule(8, i, d(o, i));
      this.setFunctionModule(8, 7, d(o, 6)),
        this.setFunctionModule(8, 8, d(o, 7)),
        this.setFunctionModule(7, 8, d(o, 8));
      for (let i = 9; i < 15; i++) this.setFunctionModule(14 - i, 8, d(o, i));
      for (let i = 0; i < 8; i++) this.setFunctionModule(this.size - 1 - i, 8, d(o, i));
      for (let i = 8; i < 15; i++) this.setFunctionModule(8, this.size - 15 + i, d(o, i));
      this.setFunctionModule(8, this.size - 8, !0);
    }
    drawVersion() {
      if (this.version < 7) return;
      let e = this.version;
      for (let n = 0; n < 12; n++) e = e << 1 ^ (e >>> 11) * 7973;
      let t = this.version << 12 | e;
      for (let n = 0; n < 18; n++) {
        let o = d(t, n), i = this.size - 11 + n % 3, r = Math.floor(n / 3);
        this.setFunctionModule(i, r, o), this.setFunctionModule(r, i, o);
      }
    }
    drawFinderPattern(e, t) {
      for (let n = -4; n <= 4; n++) {
        for (let o = -4; o <= 4; o++) {
          let i = Math.max(Math.abs(o), Math.abs(n)), r = e + o, l = t + n;
          r >= 0 && r < this.size && l >= 0 && l < this.size &&
            this.setFunctionModule(r, l, i !== 2 && i !== 4, m.Position);
        }
      }
    }
    drawAlignmentPattern(e, t) {
      for (let n = -2; n <= 2; n++) {
        for (let o = -2; o <= 2; o++) {
          this.setFunctionModule(e + o, t + n, Math.max(Math.abs(o), Math.abs(n)) !== 1, m.Alignment);
        }
      }
    }
    setFunctionModule(e, t, n, o = m.Function) {
      this.modules[t][e] = n, this.types[t][e] = o;
    }
    addEccAndInterleave(e) {
      let t = this.version, n = this.ecc;
      if (e.length !== b(t, n)) throw new RangeError("Invalid argument");
      let o = L[n[0]][t],
        i = v[n[0]][t],
        r = Math.floor(B(t) / 8),
        l = o - r % o,
        a = Math.floor(r / o),
        c = [],
        u = tt(i);
      for (let f = 0, p = 0; f < o; f++) {
        let w = e.slice(p, p + a - i + (f < l ? 0 : 1));
        p += w.length;
        let U = et(w, u);
        f < l && w.push(0), c.push(w.concat(U));
      }
      let h = [];
      for (let f = 0; f < c[0].length; f++) {
        c.forEach((p, w) => {
          (f !== a - i || w >= l) && h.push(p[f]);
        });
      }
      return h;
    }
    drawCodewords(e) {
      if (e.length !== Math.floor(B(this.version) / 8)) throw new RangeError("Invalid argument");
      let t = 0;
      for (let n = this.size - 1; n >= 1; n -= 2) {
        n === 6 && (n = 5);
        for (let o = 0; o < this.size; o++) {
          for (let i = 0; i < 2; i++) {
            let r = n - i, a = (n + 1 & 2) === 0 ? this.size - 1 - o : o;
            !this.types[a][r] && t < e.length * 8 && (this.modules[a][r] = d(e[t >>> 3], 7 - (t & 7)), t++);
          }
        }
      }
    }
    applyMask(e) {
      if (e < 0 || e > 7) throw new RangeError("Mask value out of range");
      for (let t = 0; t < this.size; t++) {
        for (let n = 0; n < this.size; n++) {
          let o;
          switch (e) {
            case 0:
              o = (n + t) % 2 === 0;
              break;
            case 1:
              o = t % 2 === 0;
              break;
            case 2:
              o = n % 3 === 0;
              break;
            case 3:
              o = (n + t) % 3 === 0;
              break;
            case 4:
              o = (Math.floor(n / 3) + Math.floor(t / 2)) % 2 === 0;
              break;
            case 5:
              o = n * t % 2 + n * t % 3 === 0;
              break;
            case 6:
              o = (n * t % 2 + n * t % 3) % 2 === 0;
              break;
            case 7:
              o = ((n + t) % 2 + n * t % 3) % 2 === 0;
              break;
            default:
              throw new Error("Unreachable");
          }
          !this.types[t][n] && o && (this.modules[t][n] = !this.modules[t][n]);
        }
      }
    }
    getPenaltyScore() {
      let e = 0;
      for (let i = 0; i < this.size; i++) {
        let r = !1, l = 0, a = [0, 0, 0, 0, 0, 0, 0];
        for (let c = 0; c < this.size; c++) {
          this.modules[i][c] === r
            ? (l++, l === 5 ? e += _ : l > 5 && e++)
            : (this.finderPenaltyAddHistory(l, a),
              r || (e += this.finderPenaltyCountPatterns(a) * M),
              r = this.modules[i][c],
              l = 1);
        }
        e += this.finderPenaltyTerminateAndCount(r, l, a) * M;
      }
      for (let i = 0; i < this.size; i++) {
        let r = !1, l = 0, a = [0, 0, 0, 0, 0, 0, 0];
        for (let c = 0; c < this.size; c++) {
          this.modules[c][i] === r
            ? (l++, l === 5 ? e += _ : l > 5 && e++)
            : (this.finderPenaltyAddHistory(l, a),
              r || (e += this.finderPenaltyCountPatterns(a) * M),
              r = this.modules[c][i],
              l = 1);
        }
        e += this.finderPenaltyTerminateAndCount(r, l, a) * M;
      }
      for (let i = 0; i < this.size - 1; i++) {
        for (let r = 0; r < this.size - 1; r++) {
          let l = this.modules[i][r];
          l === this.modules[i][r + 1] && l === this.modules[i + 1][r] && l === this.modules[i + 1][r + 1] && (e += K);
        }
      }
      let t = 0;
      for (let i of this.modules) t = i.reduce((r, l) => r + (l ? 1 : 0), t);
      let n = this.size * this.size, o = Math.ceil(Math.abs(t * 20 - n * 10) / n) - 1;
      return e += o * W, e;
    }
    getAlignmentPatternPositions() {
      if (this.version === 1) return [];
      {
        let e = Math.floor(this.version / 7) + 2,
          t = this.version === 32 ? 26 : Math.ceil((this.version * 4 + 4) / (e * 2 - 2)) * 2,
          n = [6];
        for (let o = this.size - 7; n.length < e; o -= t) n.splice(1, 0, o);
        return n;
      }
    }
    finderPenaltyCountPatterns(e) {
      let t = e[1], n = t > 0 && e[2] === t && e[3] === t * 3 && e[4] === t && e[5] === t;
      return (n && e[0] >= t * 4 && e[6] >= t ? 1 : 0) + (n && e[6] >= t * 4 && e[0] >= t ? 1 : 0);
    }
    finderPenaltyTerminateAndCount(e, t, n) {
      return e && (this.finderPenaltyAddHistory(t, n), t = 0),
        t += this.size,
        this.finderPenaltyAddHistory(t, n),
        this.finderPenaltyCountPatterns(n);
    }
    finderPenaltyAddHistory(e, t) {
      t[0] === 0 && (e += this.size), t.pop(), t.unshift(e);
    }
  };
function g(s, e, t) {
  if (e < 0 || e > 31 || s >>> e) throw new RangeError("Value out of range");
  for (let n = e - 1; n >= 0; n--) t.push(s >>> n & 1);
}
function d(s, e) {
  return (s >>> e & 1) !== 0;
}
var E = class {
    constructor(e, t, n) {
      if (this.mode = e, this.numChars = t, this.bitData = n, t < 0) throw new RangeError("Invalid argument");
      this.bitData = n.slice();
    }
    getData() {
      return this.bitData.slice();
    }
  },
  V = [1, 10, 12, 14],
  Y = [2, 9, 11, 13],
  G = [4, 8, 16, 16];
function k(s, e) {
  return s[Math.floor((e + 7) / 17) + 1];
}
function $(s) {
  let e = [];
  for (let t of s) g(t, 8, e);
  return new E(G, s.length, e);
}
function X(s) {
  if (!S(s)) throw new RangeError("String contains non-numeric characters");
  let e = [];
  for (let t = 0; t < s.length;) {
    let n = Math.min(s.length - t, 3);
    g(Number.parseInt(s.substring(t, t + n), 10), n * 3 + 1, e), t += n;
  }
  return new E(V, s.length, e);
}
function q(s) {
  if (!O(s)) throw new RangeError("String contains unencodable characters in alphanumeric mode");
  let e = [], t;
  for (t = 0; t + 2 <= s.length; t += 2) {
    let n = P.indexOf(s.charAt(t)) * 45;
    n += P.indexOf(s.charAt(t + 1)), g(n, 11, e);
  }
  return t < s.length && g(P.indexOf(s.charAt(t)), 6, e), new E(Y, s.length, e);
}
function Z(s) {
  return s === "" ? [] : S(s) ? [X(s)] : O(s) ? [q(s)] : [$(Q(s))];
}
function S(s) {
  return D.test(s);
}
function O(s) {
  return H.test(s);
}
function J(s, e) {
  let t = 0;
  for (let n of s) {
    let o = k(n.mode, e);
    if (n.numChars >= 1 << o) return Number.POSITIVE_INFINITY;
    t += 4 + o + n.bitData.length;
  }
  return t;
}
function Q(s) {
  s = encodeURI(s);
  let e = [];
  for (let t = 0; t < s.length; t++) {
    s.charAt(t) !== "%" ? e.push(s.charCodeAt(t)) : (e.push(Number.parseInt(s.substring(t + 1, t + 3), 16)), t += 2);
  }
  return e;
}
function B(s) {
  if (s < y || s > I) throw new RangeError("Version number out of range");
  let e = (16 * s + 128) * s + 64;
  if (s >= 2) {
    let t = Math.floor(s / 7) + 2;
    e -= (25 * t - 10) * t - 55, s >= 7 && (e -= 36);
  }
  return e;
}
function b(s, e) {
  return Math.floor(B(s) / 8) - v[e[0]][s] * L[e[0]][s];
}
function tt(s) {
  if (s < 1 || s > 255) throw new RangeError("Degree out of range");
  let e = [];
  for (let n = 0; n < s - 1; n++) e.push(0);
  e.push(1);
  let t = 1;
  for (let n = 0; n < s; n++) {
    for (let o = 0; o < e.length; o++) e[o] = C(e[o], t), o + 1 < e.length && (e[o] ^= e[o + 1]);
    t = C(t, 2);
  }
  return e;
}
function et(s, e) {
  let t = e.map((n) => 0);
  for (let n of s) {
    let o = n ^ t.shift();
    t.push(0), e.forEach((i, r) => t[r] ^= C(i, o));
  }
  return t;
}
function C(s, e) {
  if (s >>> 8 || e >>> 8) throw new RangeError("Byte out of range");
  let t = 0;
  for (let n = 7; n >= 0; n--) t = t << 1 ^ (t >>> 7) * 285, t ^= (e >>> n & 1) * s;
  return t;
}
function nt(s, e, t = 1, n = 40, o = -1, i = !0) {
  if (!(y <= t && t <= n && n <= I) || o < -1 || o > 7) throw new RangeError("Invalid value");
  let r, l;
  for (r = t;; r++) {
    let h = b(r, e) * 8, f = J(s, r);
    if (f <= h) {
      l = f;
      break;
    }
    if (r >= n) throw new RangeError("Data too long");
  }
  for (let h of [R, F, N]) i && l <= b(r, h) * 8 && (e = h);
  let a = [];
  for (let h of s) {
    g(h.mode[0], 4, a), g(h.numChars, k(h.mode, r), a);
    for (let f of h.getData()) a.push(f);
  }
  let c = b(r, e) * 8;
  g(0, Math.min(4, c - a.length), a), g(0, (8 - a.length % 8) % 8, a);
  for (let h = 236; a.length < c; h ^= 253) g(h, 8, a);
  let u = Array.from({ length: Math.ceil(a.length / 8) }, () => 0);
  return a.forEach((h, f) => u[f >>> 3] |= h << 7 - (f & 7)), new z(r, e, u, o);
}
function T(s, e) {
  let { ecc: t = "L", boostEcc: n = !1, minVersion: o = 1, maxVersion: i = 40, maskPattern: r = -1, border: l = 1 } =
      e || {},
    a = typeof s == "string" ? Z(s) : Array.isArray(s) ? [$(s)] : void 0;
  if (!a) throw new Error(`uqr only supports encoding string and binary data, but got: ${typeof s}`);
  let c = nt(a, x[t], o, i, r, n),
    u = st({ version: c.version, maskPattern: c.mask, size: c.size, data: c.modules, types: c.types }, l);
  return e?.invert && (u.data = u.data.map((h) => h.map((f) => !f))), e?.onEncoded?.(u), u;
}
function st(s, e = 1) {
  if (!e) return s;
  let { size: t } = s, n = t + e * 2;
  s.size = n,
    s.data.forEach((i) => {
      for (let r = 0; r < e; r++) i.unshift(!1), i.push(!1);
    });
  for (let i = 0; i < e; i++) {
    s.data.unshift(Array.from({ length: n }, (r) => !1)), s.data.push(Array.from({ length: n }, (r) => !1));
  }
  let o = m.Border;
  s.types.forEach((i) => {
    for (let r = 0; r < e; r++) i.unshift(o), i.push(o);
  });
  for (let i = 0; i < e; i++) {
    s.types.unshift(Array.from({ length: n }, (r) => o)), s.types.push(Array.from({ length: n }, (r) => o));
  }
  return s;
}
function lt({ text: s }) {
  let { data: e, size: t } = T(s, { border: 2 }),
    n = e.flatMap((o, i) => o.map((r, l) => r ? `M${l} ${i}h1v1h-1z` : "")).join("");
  return A("svg", {
    class: "qr",
    viewBox: `0 0 ${t} ${t}`,
    role: "img",
    "aria-label": s,
    "shape-rendering": "crispEdges",
    children: [A("rect", { width: t, height: t, fill: "#fff" }), A("path", { d: n, fill: "#000" })],
  });
}
export { lt as a };
