import { a as B, b as K, d as W, e as P, g as I, i as w, j as y, k as J, l as $, m as H, n as E } from "./chunk_2.js";
import { a as q } from "./chunk_3.js";
import { a as f, b as O, c as T, d as C, j as A, p as D, t as g } from "./chunk_9.js";
import { b, e as a } from "./chunk_10.js";
var z = {
    auth: "Masuk; balasannya berisi token untuk perintah lain",
    send: "Kirim pesan kepada seorang pengguna",
    inbox: "Baca pesan yang belum dibaca",
    list: "Daftar pengguna yang aktif",
    logout: "Akhiri sebuah login",
    hello: "Apa server ini dan apa yang dapat dilakukannya",
    live: "Terima pesan dan lainnya begitu datang",
    ack: "Tandai pesan sampai yang ini sebagai sudah dibaca",
    post: "Kirim pesan satu kali, berapa kali pun diminta dengan kunci ini",
    history: "Baca satu halaman percakapan dengan seorang pengguna",
    edit: "Beri teks lain kepada pesan sendiri",
    delete: "Hapus pesan sendiri",
    join: "Berikan kode kelas, sebelum register",
    register: "Buat akun dan masuk; balasannya berisi token untuk perintah lain",
    passwd: "Ganti kata sandi; login lain akun itu berakhir",
    addgroup: "Buat grup, dan jadi anggota pertamanya",
    joingroup: "Bergabung dengan grup",
    leavegroup: "Keluar dari grup",
    getgroups: "Daftar grup",
    sendgroup: "Kirim pesan ke grup, atau satu kepada masing-masing pengguna",
    inboxgroup: "Baca pesan terbaru sebuah grup, sudah dibaca atau belum",
    invitegroup: "Jadikan seorang pengguna anggota grup",
    removemember: "Keluarkan seorang pengguna dari grup",
    members: "Daftar anggota grup",
    setgroup: "Ganti nama grup, siapa yang boleh bergabung, apa yang dilihat anggota baru",
    receipts: "Siapa yang sudah menerima dan membaca pesan sendiri",
    announce: "Beri tahu semua orang, juga yang masuk nanti hari ini",
    lock: "Siswa hanya dapat menulis kepada guru, atau hanya guru yang dapat menulis ke grup",
    unlock: "Akhiri kuncian",
    mute: "Seorang siswa tidak dapat menulis kepada siapa pun, beberapa menit atau sampai dicabut",
    unmute: "Seorang siswa dapat menulis lagi",
    kick: "Akhiri koneksi dan login seorang siswa",
    remove: "Hapus pesan di mana-mana; hanya tandanya yang tinggal",
    close: "Siswa tidak dapat masuk atau mendaftar",
    open: "Siswa dapat masuk lagi",
    sessions: "Siapa yang terhubung, dari mana, dan sejak kapan",
    attendance: "Siapa yang hadir pada hari apa, dan berapa lama",
    transcript: "Baca apa yang ditulis",
    audit: "Daftar apa yang dilakukan guru",
    sendfile: "Kirim berkas, dalam Base64, kepada seorang pengguna",
    sendgroupfile: "Kirim berkas, dalam Base64, ke grup atau beberapa pengguna",
    downloadfile: "Baca seluruh isi berkas, dalam Base64",
    downloadgroupfile: "Baca seluruh isi berkas sebuah grup, dalam Base64",
    put: "Mulai, lanjutkan, atau akhiri pengiriman berkas, berapa kali pun diminta dengan kunci ini",
    chunk: "Kirim sebagian berkas, dalam Base64",
    get: "Baca sebagian berkas, dalam Base64",
    files: "Daftar berkas yang dikirim dan diterima",
    watch: "Terima apa yang lewat di kabel koneksi sendiri; guru, milik siapa pun",
    unwatch: "Tidak menerimanya lagi",
    provoke: "Kiriman server datang seperti dibawa jaringan: terpotong, tergabung, terlambat, atau terputus",
    unprovoke: "Kiriman server datang apa adanya lagi",
  },
  U = {
    status: {
      en: "OK, or ERROR: whether the request was carried out",
      id: "OK atau ERROR: apakah permintaan dilaksanakan",
    },
    message: { en: "a sentence for people", id: "kalimat untuk orang" },
    messages: { en: "messages, or for the programs of the family names", id: "pesan, atau nama bagi program lama" },
    code: { en: "what kind of error it is, for programs", id: "jenis kesalahan, untuk program" },
    hint: { en: "what would have been right", id: "yang seharusnya benar" },
    retry_seconds: { en: "after so many seconds it may do better", id: "setelah sekian detik boleh dicoba lagi" },
    token: {
      en: "shows later requests to be of this login; nobody is shown it",
      id: "menunjukkan login ini; dirahasiakan",
    },
    tokenid: { en: "the same under the name that old clients know", id: "sama, dengan nama yang dikenal klien lama" },
    token_id: { en: "the same under a name that others know", id: "sama, dengan nama lain" },
    role: { en: "teacher: the login is one of a teacher", id: "teacher: login seorang guru" },
    event: { en: "what happened; no reply has this key", id: "apa yang terjadi; balasan tidak punya kunci ini" },
    id: { en: "the id of a message", id: "id pesan" },
    at: { en: "when, in UTC", id: "kapan, dalam UTC" },
    from: { en: "who wrote it", id: "siapa yang menulis" },
    to: { en: "to whom", id: "kepada siapa" },
    msg: { en: "what was written", id: "yang ditulis" },
    msg_from: { en: "the full name of who wrote it", id: "nama lengkap penulis" },
    msg_to: { en: "the full name of who gets it", id: "nama lengkap penerima" },
    user: { en: "the name of a user", id: "nama pengguna" },
    active: { en: "who is active, or whether somebody is", id: "siapa yang aktif, atau apakah seseorang aktif" },
    receipt: { en: "how far a message has come", id: "sejauh mana pesan sampai" },
    by: { en: "who did it", id: "siapa yang melakukannya" },
    group: { en: "the name of a group", id: "nama grup" },
    limits: { en: "what the server allows", id: "yang diizinkan server" },
    commands: { en: "what the server understands", id: "yang dimengerti server" },
    more: { en: "whether there is more", id: "apakah masih ada lagi" },
    protocol: { en: "the version of the protocol", id: "versi protokol" },
    version: { en: "the version of the server", id: "versi server" },
  };
var re = {
    user: { en: "the name of a user, or # and that of a group", id: "nama pengguna, atau # dan nama grup" },
    password: { en: "the password; nobody is shown it", id: "kata sandi; tidak diperlihatkan kepada siapa pun" },
    token: { en: "shows who asks: what auth answered with", id: "menunjukkan siapa yang meminta: jawaban dari auth" },
    text: { en: "what is written, to the end of the line", id: "yang ditulis, sampai akhir baris" },
    id: { en: "the id of a message, or the number of a file", id: "id sebuah pesan, atau nomor sebuah berkas" },
    key: { en: "makes a repetition the same message", id: "membuat pengulangan menjadi pesan yang sama" },
    before: { en: "the page ends before this one", id: "halaman berakhir sebelum ini" },
    limit: { en: "how many at most", id: "paling banyak berapa" },
    code: { en: "the code of the class", id: "kode kelas" },
    account: { en: "name, password and more; nobody is shown it", id: "nama, kata sandi, dan lain-lain; dirahasiakan" },
    old: { en: "the password until now", id: "kata sandi sampai sekarang" },
    group: { en: "the name of a group", id: "nama grup" },
    minutes: { en: "for how many minutes", id: "selama berapa menit" },
    rename: { en: "the new name", id: "nama baru" },
    entry: { en: "who may join: open or invited", id: "siapa yang boleh bergabung: open atau invited" },
    history: { en: "what new members see: all or joined", id: "yang dilihat anggota baru: all atau joined" },
    content: { en: "none: without what is in files", id: "none: tanpa isi berkas" },
    file: { en: "the name of a file", id: "nama berkas" },
    data: { en: "what is in the file, as Base64", id: "isi berkas, sebagai Base64" },
    size: { en: "bytes of the file", id: "bita berkas itu" },
    sha256: { en: "the hash of what is in the file", id: "hash isi berkas itu" },
    offset: { en: "from which byte on", id: "mulai dari bita ke berapa" },
    with: { en: "of whom: a user, or # and a group", id: "dengan siapa: pengguna, atau # dan grup" },
    after: { en: "the page begins after this one", id: "halaman dimulai sesudah ini" },
    from: { en: "the first day", id: "hari pertama" },
    to: { en: "the last day", id: "hari terakhir" },
    zone: { en: "the time zone of the days", id: "zona waktu hari-hari itu" },
    how: {
      en: "how the network behaves: split, merge, delay or cut",
      id: "perilaku jaringan: split, merge, delay, atau cut",
    },
    amount: {
      en: "bytes of a piece, writes in one, milliseconds, or bytes before the cut",
      id: "bita sepotong, tulisan sekaligus, milidetik, atau bita sebelum putus",
    },
  },
  X = {
    command: { en: "the command", id: "perintah" },
    space: {
      en: "white space between two words, or around the line",
      id: "spasi di antara dua kata, atau di tepi baris",
    },
    name: { en: "the name of the parameter behind it", id: "nama parameter sesudahnya" },
    extra: { en: "more than the command takes", id: "lebih dari yang diterima perintah ini" },
    line: { en: "a line that cannot be read", id: "baris yang tidak dapat dibaca" },
    control: { en: "a control character", id: "karakter kontrol" },
    begun: {
      en: "a request whose end has not come: CRLF or LF",
      id: "permintaan yang akhirnya belum datang: CRLF atau LF",
    },
    mark: { en: "a mark of JSON", id: "tanda JSON" },
    key: { en: "a key of the JSON object", id: "kunci objek JSON" },
    string: { en: "a text of JSON", id: "teks JSON" },
    number: { en: "a number of JSON", id: "angka JSON" },
    word: { en: "true or false", id: "true atau false" },
    more: { en: "the rest, too long to be told in parts", id: "sisanya, terlalu panjang untuk dirinci" },
  },
  Y = {
    "\r\n": { en: "CRLF, the end of the request", id: "CRLF, akhir permintaan" },
    "\n": { en: "LF alone, which ends a request as well", id: "LF saja, juga mengakhiri permintaan" },
    "\r\n\r\n": { en: "CRLF CRLF, the end of the reply", id: "CRLF CRLF, akhir balasan" },
  },
  oe = {
    "**Wrong protocol": { en: "there is no such command", id: "tidak ada perintah seperti itu" },
    "--Wrong protocol": {
      en: "a parameter is missing, empty, or not of the form that it must have",
      id: "sebuah parameter tidak ada, kosong, atau bentuknya salah",
    },
    "Control characters are not allowed": {
      en: "no byte below 20 but the tab",
      id: "tidak boleh ada bita di bawah 20 selain tab",
    },
  },
  R = "the-shape-of-it";
function L({ kind: e, name: n, text: t }, s, i) {
  if (e === "command") {
    let o = A(s ?? "");
    return o === void 0 ? X[e][i] : i === "en" ? o.help : z[o.name];
  }
  return e === "parameter" ? re[n]?.[i] ?? "" : e === "end"
    ? (Y[t ?? ""] ?? Y[
      `
`
    ])[i]
    : ((e === "string" || e === "number" || e === "word" || e === "key") && U[n ?? ""] || X[e])?.[i] ?? "";
}
function _(e, n) {
  return oe[e]?.[n] ?? e;
}
function F({ kind: e, error: n }, t) {
  return n === "**Wrong protocol"
    ? "what-is-no-command"
    : n !== void 0 || e === "control" || e === "space" || e === "end" || e === "begun" || e === "mark" || e === "line"
    ? R
    : A(t ?? "")?.name ?? (e === "command" ? "commands" : R);
}
var v = 8;
var G = new TextEncoder();
function V({ text: e, size: n }) {
  return `${
    (e === void 0
      ? new Array(Math.min(n, v)).fill("**")
      : Array.from(G.encode(e).subarray(0, v), (s) => s.toString(16).padStart(2, "0"))).join(" ")
  }${n > v ? " .." : ""}`.padEnd(3 * v + 2);
}
function Q({ kind: e, fields: n }, t) {
  if (e !== "request") return;
  let [, s = "", i = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(t) ?? [],
    o = n.map(({ text: r, name: l, size: u }) => r ?? (u === 0 ? "" : (l ?? "WORD").toUpperCase())).join("").replaceAll(
      "\\",
      "\\\\",
    ).replaceAll("%", "%%").replaceAll("'", "'\\''").replaceAll("\r", "\\r").replaceAll(
      `
`,
      "\\n",
    ).replaceAll("	", "\\t");
  return `printf '${Array.from(o, (r) => /[\x20-\x7e]/.test(r) ? r : de(r)).join("")}' | nc ${s} ${i}`;
}
function de(e) {
  return Array.from(G.encode(e), (n) => `\\${n.toString(8).padStart(3, "0")}`).join("");
}
var le = {
    mine: "Mine",
    everybody: "Everybody",
    start: "Watch",
    stop: "Stop watching",
    whose: "Whose wire",
    pause: "Pause",
    goOn: "Go on",
    waiting: (e) => `${e} more since`,
    clear: "Clear",
    filter: "Show",
    anybody: "anybody",
    anyCommand: "any command",
    both: "both ways",
    incoming: "to the server",
    outgoing: "from the server",
    errorsOnly: "errors only",
    play: "Replay, a line a second",
    stopPlaying: "Stop the replay",
    nothing: "Nothing went over the wire yet. Type something anywhere, and it stands here.",
    frames: "What went over the wire, the newest last",
    leftOut: (e) => `${e} were left out: too many came at once`,
    details: (e) => `Frame ${e}, field by field`,
    offset: "Byte",
    hex: "Hex",
    text: "Text",
    meaning: "What it is",
    reads: (e, n) => e === 1 ? `came in one read: ${n}` : `came in ${e} reads: ${n}`,
    writes: (e, n) => e === 1 ? `went in one write: ${n}` : `went in ${e} writes: ${n}`,
    provoked: (e) => `provoked: ${e}`,
    answers: (e) => `answers frame ${e}`,
    hidden: "hidden",
    atByte: (e) => `byte ${e}`,
    rule: "the rule",
    copy: "Copy as printf \u2026 | nc",
    copied: "Copied",
    opened: "the connection was opened",
    closed: "the connection was closed",
    unfinished: "no end yet",
    provoke: "Let it come as a network may bring it",
    split: "split",
    merge: "merge",
    delay: "delay",
    cut: "cut",
    off: "as it is",
    amountOf: { split: "bytes a piece", merge: "writes at once", delay: "ms later", cut: "bytes, then the end" },
    projector: "Projector",
    leave: "Leave the projector",
    larger: "Larger",
    smaller: "Smaller",
    here: (e) => `${e} here`,
    noTalk: "Open a conversation before, and its last messages stand here",
  },
  ue = {
    mine: "Milikku",
    everybody: "Semua orang",
    start: "Amati",
    stop: "Berhenti mengamati",
    whose: "Kabel milik siapa",
    pause: "Jeda",
    goOn: "Lanjut",
    waiting: (e) => `${e} lagi sejak itu`,
    clear: "Bersihkan",
    filter: "Tampilkan",
    anybody: "siapa saja",
    anyCommand: "perintah apa saja",
    both: "dua arah",
    incoming: "ke server",
    outgoing: "dari server",
    errorsOnly: "hanya yang salah",
    play: "Putar ulang, satu baris per detik",
    stopPlaying: "Hentikan putar ulang",
    nothing: "Belum ada yang lewat. Ketik sesuatu di mana saja, dan itu muncul di sini.",
    frames: "Yang lewat di kabel, yang terbaru terakhir",
    leftOut: (e) => `${e} dilewatkan: terlalu banyak datang sekaligus`,
    details: (e) => `Bingkai ${e}, bidang demi bidang`,
    offset: "Bita",
    hex: "Hex",
    text: "Teks",
    meaning: "Artinya",
    reads: (e, n) => e === 1 ? `datang dalam satu pembacaan: ${n}` : `datang dalam ${e} pembacaan: ${n}`,
    writes: (e, n) => e === 1 ? `pergi dalam satu penulisan: ${n}` : `pergi dalam ${e} penulisan: ${n}`,
    provoked: (e) => `diganggu: ${e}`,
    answers: (e) => `menjawab bingkai ${e}`,
    hidden: "dirahasiakan",
    atByte: (e) => `bita ${e}`,
    rule: "aturannya",
    copy: "Salin sebagai printf \u2026 | nc",
    copied: "Tersalin",
    opened: "koneksi dibuka",
    closed: "koneksi ditutup",
    unfinished: "belum ada akhirnya",
    provoke: "Biarkan datang seperti mungkin dibawa jaringan",
    split: "pecah",
    merge: "gabung",
    delay: "tunda",
    cut: "putus",
    off: "apa adanya",
    amountOf: { split: "bita sepotong", merge: "tulisan sekaligus", delay: "ms kemudian", cut: "bita, lalu akhir" },
    projector: "Proyektor",
    leave: "Keluar dari proyektor",
    larger: "Lebih besar",
    smaller: "Lebih kecil",
    here: (e) => `${e} hadir`,
    noTalk: "Buka percakapan dulu, maka pesan terakhirnya muncul di sini",
  },
  Z = { en: le, id: ue };
function M() {
  return g().texts.tag.startsWith("id") ? "id" : "en";
}
function m() {
  return Z[M()];
}
var ce = 120;
function ee({ frame: e }) {
  let n = g(), t = m(), { n: s, address: i, size: d, pieces: o, morePieces: c = 0, provoked: r, answers: l } = e;
  if ($(e)) return a("p", { class: "meta", children: `${w(e)}, ${i}` });
  let u = `${o.join(" + ")}${c > 0 ? " + \u2026" : ""} B`,
    h = (y(e) ? t.reads : t.writes)(o.length + c, u),
    k = Q(e, `${location.hostname}:8889`),
    S = async () => {
      await q(k) && D(n, t.copied);
    },
    x = [`${w(e)}, ${i}`, `${d} B`, h, ...r === void 0 ? [] : [t.provoked(r)], ...l === void 0 ? [] : [t.answers(l)]];
  return a("section", {
    class: "details",
    children: [
      a("h3", { children: t.details(s) }),
      a("p", { class: "meta", children: x.join(" \xB7 ") }),
      a("table", {
        children: [
          a("thead", {
            children: a("tr", {
              children: [t.offset, t.hex, t.text, t.meaning].map((p) => a("th", { scope: "col", children: p }, p)),
            }),
          }),
          a("tbody", { children: e.fields.map((p) => a(pe, { field: p, frame: e }, p.at)) }),
        ],
      }),
      k !== void 0 && a("button", { type: "button", class: "quiet", onClick: S, children: t.copy }),
    ],
  });
}
function pe({ field: e, frame: n }) {
  let t = m(),
    s = M(),
    { at: i, size: d, kind: o, name: c, text: r, hidden: l, error: u } = e,
    h = o === "parameter" || o === "string" || o === "number",
    k = r ?? (l === void 0 ? "" : `(${t.hidden}, ${d} B)`);
  return a(b, {
    children: [
      a("tr", {
        class: u === void 0 ? "" : "wrong",
        children: [
          a("td", { children: i }),
          a("td", { children: a("code", { children: V(e).trim() }) }),
          a("td", {
            children: a("code", { children: JSON.stringify(k.slice(0, ce)).slice(1, -1).replaceAll('\\"', '"') }),
          }),
          a("td", { children: `${h && c !== void 0 ? `${c}: ` : ""}${L(e, n.command, s)}` }),
        ],
      }),
      u !== void 0 &&
      a("tr", {
        class: "why",
        children: a("td", {
          colSpan: 4,
          children: `^ ${t.atByte(i)}: ${u} (${_(u, s)}; ${t.rule}: protocol.md#${F(e, n.command)})`,
        }),
      }),
    ],
  });
}
function ae({ frames: e, filter: n, onChange: t }) {
  let s = m(),
    { who: i, commands: d } = H(e),
    o = (r) => t({ ...n, ...r }),
    c = { both: s.both, in: s.incoming, out: s.outgoing };
  return a("div", {
    class: "bar",
    role: "group",
    "aria-label": s.filter,
    children: [
      a("select", {
        "aria-label": s.anybody,
        value: n.who,
        onChange: ({ currentTarget: r }) => o({ who: r.value }),
        children: [
          a("option", { value: "", children: s.anybody }),
          i.map((r) => a("option", { value: r, children: r }, r)),
        ],
      }),
      a("select", {
        "aria-label": s.anyCommand,
        value: n.command,
        onChange: ({ currentTarget: r }) => o({ command: r.value }),
        children: [
          a("option", { value: "", children: s.anyCommand }),
          d.map((r) => a("option", { value: r, children: r }, r)),
        ],
      }),
      a("select", {
        "aria-label": s.both,
        value: n.direction,
        onChange: ({ currentTarget: r }) => o({ direction: r.value }),
        children: Object.entries(c).map(([r, l]) => a("option", { value: r, children: l }, r)),
      }),
      a("label", {
        class: "check",
        children: [
          a("input", {
            type: "checkbox",
            checked: n.errors,
            onChange: ({ currentTarget: r }) => o({ errors: r.checked }),
          }),
          s.errorsOnly,
        ],
      }),
    ],
  });
}
var N = 300;
function ne({ frames: e, chosen: n, onChoose: t, onStep: s }) {
  let i = m(), d = C(null), o = C(!0);
  T(() => {
    let l = d.current;
    n === void 0 && o.current && (l.scrollTop = l.scrollHeight);
  }), T(() => d.current.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [n]);
  let c = (l) => {
      l.key !== "ArrowDown" && l.key !== "ArrowUp" || (l.preventDefault(), s(l.key === "ArrowDown" ? 1 : -1));
    },
    r = ({ currentTarget: l }) => {
      let { scrollTop: u, scrollHeight: h, clientHeight: k } = l;
      o.current = h - u - k < 4;
    };
  return a("div", {
    class: "frames",
    ref: d,
    role: "listbox",
    tabIndex: 0,
    "aria-label": i.frames,
    onKeyDown: c,
    onScroll: r,
    children: [
      e.length === 0 && a("p", { class: "meta", children: i.nothing }),
      me(e, n).map((l) => a(he, { frame: l, isChosen: l.n === n, onChoose: t }, l.n)),
    ],
  });
}
function me(e, n) {
  let t = n === void 0 ? -1 : e.findIndex(({ n: i }) => i === n),
    s = t === -1 ? e.length : Math.min(e.length, Math.max(t + N / 2, N));
  return e.slice(Math.max(0, s - N), s);
}
function he({ frame: e, isChosen: n, onChoose: t }) {
  let { n: s, at: i, size: d, error: o } = e;
  return a("div", {
    class: `frame ${o === void 0 ? "" : "wrong"} ${y(e) ? "in" : "out"}`,
    role: "option",
    "aria-selected": n,
    onClick: () => t(s),
    children: [
      a("time", { children: fe(i) }),
      a("b", { children: w(e) }),
      a("span", { class: "arrow", children: $(e) ? "\xB7" : y(e) ? "\u2192" : "\u2190" }),
      a("span", { class: "size", children: $(e) ? "" : `${d} B` }),
      a("code", { children: a(ge, { frame: e }) }),
    ],
  });
}
function ge({ frame: e }) {
  let n = m(), { kind: t, fields: s, error: i } = e;
  if (t === "opened" || t === "closed") return a(b, { children: n[t] });
  if (t === "unfinished") return a(b, { children: n.unfinished });
  let d = s.filter(({ kind: o }) => o !== "end").map(({ text: o, hidden: c, size: r }) =>
    o ?? (c === "private" ? `[${r} B]` : c === "secret" ? "***" : "")
  ).join("");
  return a(b, { children: [d.slice(0, 200), i !== void 0 && y(e) && a("em", { children: ` ${i}` })] });
}
function fe(e) {
  let n = new Date(e), t = (i) => String(i).padStart(2, "0");
  return `${[n.getHours(), n.getMinutes(), n.getSeconds()].map(t).join(":")}.${
    String(n.getMilliseconds()).padStart(3, "0")
  }`;
}
var te = { split: 10, merge: 3, delay: 100, cut: 20 };
function ie() {
  let e = g(), n = m(), [t, s] = f(te), { of: i = "" } = e.frames;
  return a("details", {
    class: "provoke",
    children: [
      a("summary", { children: n.provoke }),
      Object.keys(te).map((d) =>
        a("div", {
          class: "bar",
          children: [
            a("button", { type: "button", onClick: () => W(e, d, t[d], i), children: n[d] }),
            a("label", {
              children: [
                a("input", {
                  type: "number",
                  min: "1",
                  value: t[d],
                  onInput: ({ currentTarget: o }) => s({ ...t, [d]: Number(o.value) }),
                }),
                a("span", { class: "meta", children: n.amountOf[d] }),
              ],
            }),
          ],
        }, d)
      ),
      a("button", { type: "button", onClick: () => P(e, i), children: n.off }),
    ],
  });
}
var ke = 1e3;
function ha() {
  let e = g(), n = m(), [t, s] = f(I), [i, d] = f(), [o, c] = f(), [r, l] = f(!1);
  be();
  let u = o ?? e.frames.all, h = J(u, t), k = (p) => d(E(h, i, p)?.n);
  O(() => {
    if (!r) return;
    let p = setInterval(() => {
      let j = E(h, i, 1);
      j === void 0 || j.n === i ? l(!1) : d(j.n);
    }, ke);
    return () => clearInterval(p);
  }, [r, i]);
  let S = () => {
      r || (c(u), d(i ?? h[0]?.n)), l(!r);
    },
    x = u.find(({ n: p }) => p === i);
  return a("div", {
    class: "wire",
    children: [
      a(ye, {}),
      a(ae, { frames: u, filter: t, onChange: s }),
      a("div", {
        class: "bar",
        children: [
          a("button", {
            type: "button",
            "aria-pressed": o !== void 0,
            onClick: () => [c(o ? void 0 : u), l(!1)],
            children: o === void 0 ? n.pause : n.goOn,
          }),
          a("button", {
            type: "button",
            "aria-pressed": r,
            disabled: h.length === 0,
            onClick: S,
            children: r ? n.stopPlaying : n.play,
          }),
          a("button", {
            type: "button",
            class: "quiet",
            onClick: () => [e.frames.clear(), c(void 0), d(void 0)],
            children: n.clear,
          }),
          o !== void 0 && e.frames.all !== o &&
          a("span", {
            class: "meta",
            children: n.waiting(e.frames.all.filter(({ n: p }) => p > (o.at(-1)?.n ?? 0)).length),
          }),
        ],
      }),
      a(ne, { frames: h, chosen: i, onChoose: d, onStep: k }),
      e.frames.leftOut > 0 && a("p", { class: "meta", children: n.leftOut(e.frames.leftOut) }),
      x !== void 0 && a(ee, { frame: x }),
      a(ie, {}),
    ],
  });
}
function be() {
  let { frames: e } = g(), [, n] = f({});
  O(() => e.subscribe(() => n({})), [e]);
}
function ye() {
  let e = g(),
    n = m(),
    { login: t, active: s } = e.store.state,
    { of: i } = e.frames,
    [d, o] = f(i ?? ""),
    c = t?.role === "teacher",
    r = [...s].filter((u) => u !== t?.user).sort(),
    l = (u) => {
      o(u), i !== void 0 && B(e, u);
    };
  return a("div", {
    class: "bar",
    children: [
      c && a("label", {
        children: [
          a("span", { class: "hidden", children: n.whose }),
          a("select", {
            value: d,
            onChange: ({ currentTarget: u }) => l(u.value),
            children: [
              a("option", { value: "", children: n.mine }),
              a("option", { value: "all", children: n.everybody }),
              r.map((u) => a("option", { value: u, children: u }, u)),
            ],
          }),
        ],
      }),
      a("button", {
        type: "button",
        class: i === void 0 ? "primary" : "",
        onClick: () => i === void 0 ? B(e, d) : K(e),
        children: i === void 0 ? n.start : n.stop,
      }),
    ],
  });
}
export { be as d, ge as b, ha as c, m as a };
