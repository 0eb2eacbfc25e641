/**
 * What the client says, in Indonesian, but for what the terminal adds to messages. Pure.
 *
 * @module
 */

import type { ENGLISH } from "./en.ts";

type Said = typeof ENGLISH;

const HELP: Said["help"] = {
  auth: "Masuk; kata sandi yang tidak ditulis akan ditanyakan",
  join: "Buat akun di sebuah kelas: menanyakan kodenya, lalu nama dan kata sandi pilihanmu",
  register: "Buat akun di server yang terbuka untuk semua; menanyakan nama dan kata sandi",
  send: "Kirim pesan ke seorang pengguna, yang tidak harus sedang aktif",
  with: "Kirim yang diketik berikutnya ke NAME; with saja untuk berhenti; perintah ditulis /inbox, dan //x mengirim /x",
  inbox: "Baca pesan yang belum dibaca",
  history: "Baca percakapan dengan NAME; dengan more, yang sebelumnya",
  who: "Lihat siapa yang aktif",
  list: "Daftar pengguna yang aktif",
  passwd: "Ganti kata sandi; kamu keluar di tempat lain",
  logout: "Keluar dari akun, tetapi tetap tersambung",
  exit: "Keluar dari akun dan program; begitu juga Ctrl-D dan Ctrl-C pada baris kosong",
  help: "Jelaskan semua perintah, atau salah satunya",
};

const TLS: Said["tls"] = {
  untrusted: "sertifikatnya tidak dipercaya; kalau itu milik server sendiri, sebutkan salinannya dengan --ca FILE",
  otherName: "sertifikatnya untuk nama lain",
  expired: "sertifikatnya sudah kedaluwarsa",
  tooEarly: "sertifikatnya belum berlaku",
  authority: "sertifikatnya milik sebuah otoritas, bukan server; ngobrol-server cert membuat yang cocok",
  otherKey: "sertifikatnya bukan yang disebut --ca, meskipun namanya sama",
  badFile: "berkas yang disebut --ca tidak berisi sertifikat yang bisa dibaca",
  noTls: "TLS tidak aktif di sana",
  closed: "sambungan ditutup olehnya saat jabat tangan TLS",
};

const USAGE: Said["usageErrors"] = {
  unknownFlag: (flag) => `Opsi ${flag} tidak dikenal; lihat --help`,
  needsValue: (flag) => `--${flag} harus diberi nilai`,
  caNeedsTls: "--ca hanya bersama --tls",
  port: (port) => `--port harus angka dari 1 sampai 65535, bukan ${port}`,
  host: (host) => `Server harus HOST, HOST:PORT atau [IPV6]:PORT, bukan ${host}`,
  twoHosts: (first, second) => `Server disebut dua kali: ${first} dan --host ${second}`,
  twoPorts: (first, second) =>
    `Server disebut dengan port ${first}, sedangkan --port berisi ${second}: pilih salah satu`,
  choice: (flag, choices, value) => `--${flag} harus ${choices}, bukan ${value}`,
  passwordNeeded: "Kata sandi tidak bisa ditanyakan di sini: isi NGOBROL_PASSWORD",
  noFile: "berkas itu tidak ada",
  cannotRead: (path, reason) => `${path} tidak bisa dibaca: ${reason}`,
  noCertificate: (path) => `${path} tidak bisa dipakai: isinya bukan sertifikat dalam format PEM`,
  cannotReadInput: (reason) => `Masukan standar tidak bisa dibaca: ${reason}`,
  notUtf8: (name) => `Isi ${name} di lingkungan bukan UTF-8 yang sah`,
  cannotWrite: (reason) => `Hasil tidak bisa ditulis: ${reason}`,
};

const WAY = {
  lost: (address) => `Sambungan ke ${address} terputus`,
  wasClosed: (address) => `Sambungan ke ${address} ditutup`,
  dropped: (reason) => `${reason}; sambungan diputus`,
  replyTooLong: (limit) => `Balasannya lebih dari ${limit} bita`,
  replyTooMany: "Balasan berisi bagian yang lebih banyak daripada pesan di obrolan mana pun",
  noReply: (address, seconds) => `Tidak ada balasan dari ${address} dalam ${seconds} detik`,
  noEnd: (bytes, shown) => `Ada ${bytes} bita yang datang, tetapi tanpa CRLF CRLF yang mengakhiri balasan: ${shown}`,
  onlyEnds: (shown) => `Yang datang hanya akhir baris, yang tempatnya di belakang balasan: ${shown}`,
  unasked: "Ada yang datang tanpa diminta",
  strayBytes: (bytes, shown) => `${shown} (${bytes} bita tanpa CRLF CRLF yang mengakhiri balasan)`,
  strayFrame: (shown) => `${shown} (tidak ada yang meminta itu)`,
  cannotConnect: (address, reason) => `Tidak bisa tersambung ke ${address}: ${reason}`,
  noAnswer: (seconds) => `tidak ada jawaban dalam ${seconds} detik`,
  stopped: "dihentikan",
  refused: "sambungan ditolak",
  unknownHost: "host tidak dikenal",
  noAddress: (seconds) => `dalam ${seconds} detik tidak diketahui alamatnya`,
  notKnown: (reason) => `${reason}; tidak diketahui apakah pesan terkirim`,
  tooLate: "Sambungan terputus terlalu lama untuk dicoba lagi",
  connectedAgain: (address) => `Sambungan sempat terputus; tersambung lagi ke ${address}`,
  tryingAgain: (address) => `Sambungan ke ${address} terputus; sedang dicoba lagi`,
  back: (address) => `Tersambung lagi ke ${address}`,
  loginWaits: (reason, seconds) => `${reason}; menunggu ${seconds} dtk, lalu masuk dengan sendirinya`,
  loginEnded: "Masa login sudah habis; masuk lagi dengan auth",
  notAuthorized: "belum masuk",
} satisfies Partial<Said>;

const STRANGERS: (typeof ENGLISH)["strangers"] = {
  http: "adalah server web (HTTP), bukan server obrolan",
  tls: "hanya menerima TLS; coba --tls",
  ssh: "adalah server SSH, bukan server obrolan",
  mail: "adalah server surat atau berkas (SMTP, FTP), bukan server obrolan",
  mailbox: "adalah server kotak surat (POP3, IMAP), bukan server obrolan",
  redis: "adalah server Redis, bukan server obrolan",
};

const ANSWERS = {
  error: (message) => `Gagal, ${message}`,
  loggedIn: (user, token) => `pengguna ${user} sudah masuk, token ${token}`,
  messageSent: (user) => `pesan terkirim ke ${user}`,
  loggedOut: '"Sudah keluar"',
  exit: "Keluar dari program",
  perhapsHost: (word) => `Kalau ${word} itu server: ngobrol --host ${word}`,
  unknownCommand: "*Maaf, perintah tidak dikenal",
  didYouMean: (word) => ` (maksudnya ${word}?)`,
  missingParameter: "-Maaf, perintah tidak lengkap",
  noMessages: "Tidak ada pesan baru",
  noHistory: (user) => `Belum ada pesan dengan ${user}`,
  noOlder: (user) => `Tidak ada pesan yang lebih lama dengan ${user}`,
  gone: (user) => `${user} sudah tidak punya akun`,
  older: (user) => `Masih ada yang lebih lama: history ${user} more`,
  notThisServer: (command) => `Server ini tidak mengenal ${command}`,
  terminalOnly: (command) => `${command} hanya bisa dipakai di terminal`,
  active: (names) => `Aktif: ${names}`,
  nobody: "Tidak ada yang aktif",
  connected: (server, address) => `Tersambung ke ${server} di ${address}`,
  connectedOld: (address) => `Tersambung ke ${address} (server yang hanya mengenal perintah dasar)`,
} satisfies Partial<Said>;

const TERMINAL = {
  prompt: "Perintah : ",
  promptOf: (user) => `Perintah ${user}: `,
  promptWith: (user, other) => `${user} ke ${other}: `,
  passwordOf: (user) => `Kata sandi ${user}: `,
  codeQuestion: "Kode kelas: ",
  userQuestion: "Nama pengguna: ",
  fullNameQuestion: "Nama lengkap (Enter kalau sama): ",
  oldPassword: "Kata sandi lama: ",
  newPassword: "Kata sandi baru: ",
  sameAgain: "Sekali lagi: ",
  noSpaces: "Kata sandi tidak boleh berisi spasi; tidak ada yang dilakukan",
  passwordsDiffer: "Kedua kata sandi berbeda; tidak ada yang dilakukan",
  passwordChanged: "Kata sandi sudah diganti; kamu sudah keluar di tempat lain",
  withNow: (user) => `Yang kamu ketik sekarang dikirim ke ${user}; ketik with saja untuk berhenti`,
  withOver: (user) => `Yang kamu ketik tidak lagi dikirim ke ${user}`,
  withNobody: "Belum ada penerima; pilih dengan with NAME",
  badName: (name) => `${name} tidak bisa menjadi nama pengguna`,
  notUtf8: "Yang dimasukkan bukan UTF-8 yang sah, jadi tidak ada yang dikirim: atur terminal ke UTF-8",
  control: "Pesan tidak boleh berisi karakter kendali",
  tooLong: (bytes, limit) => `Pesan terlalu panjang: ${bytes} bita, paling banyak ${limit}; tidak ada yang dikirim`,
  notSent: (user, reason, count) => `${count} pesan ke ${user} tidak terkirim: ${reason}`,
  helpNote: "Setiap perintah boleh diawali garis miring, seperti /list; di dalam with NAME harus. //x adalah pesan: /x",
  commandOffer: (command, user) =>
    `${command} juga perintah. Kirim ke ${user} sebagai pesan? (y: kirim, t: jalankan perintahnya) `,
  unknownSlash: "*Maaf, perintah tidak dikenal; untuk mengirim pesan yang diawali /, tulis //",
  pasteRefused:
    "Beberapa baris hanya bisa ditempel sebagai pesan: setelah with NAME, atau di belakang send NAME; tidak ada yang dilakukan",
  pasteOffer: (lines, user, blank) =>
    `Kirim ${lines} baris ke ${user} sebagai ${lines} pesan${
      blank === 0 ? "" : `, tanpa ${blank} baris kosong`
    }? (y/t) `,
  messagesSent: (user, count) => `${count} pesan terkirim ke ${user}`,
  pasteDropped: "Tidak ada yang dikirim",
  draftCleared: "Baris dihapus; Ctrl-Y mengembalikannya, Ctrl-C sekali lagi keluar dari program",
  quitsNext: "Ctrl-C sekali lagi keluar dari program",
  plainHint: "Barisnya disunting oleh terminal: setelah ada kabar, Ctrl-R menampilkan lagi yang sudah diketik",
  passwordSeen:
    "Kata sandi itu tampak di layar seperti yang diketik; auth NAMA saja menanyakannya tanpa menampilkannya",
  cannotStop: "Ctrl-Z tidak berlaku di sini, karena deno task tidak ikut berhenti; program jadinya bisa dihentikan",
  draftFull: (limit) => `Satu baris paling banyak ${limit} karakter; sisanya tidak ikut`,
  unsentOffer: (count, doubtful) =>
    `${count} pesan belum terkirim.` +
    (doubtful === 0 ? "" : ` ${doubtful} di antaranya mungkin sudah sampai, dan akan ada dua kali.`) +
    " Kirim sekarang? (y/t) ",
  doubtful: (user) =>
    `Satu pesan ke ${user} sudah terlalu lama untuk dikirim ulang begitu saja: mungkin sudah sampai; tekan Enter untuk memilih`,
  outboxFull: "sudah terlalu banyak yang menunggu",
  unsentKept: "Pesan itu disimpan sampai program dijalankan lagi",
  unsentDropped: "Pesan itu dibuang",
  stillUnsent: (count) => `${count} pesan belum terkirim; akan ditawarkan saat program dijalankan lagi`,
  lostUnsent: (count) => `${count} pesan tidak terkirim`,
  notShown: (count) => `${count} baris tidak ditampilkan selama terminal dihentikan; history NAMA menampilkan pesannya`,
  notKept: (reason) => `Tidak ada yang disimpan untuk lain kali: ${reason}`,
  noHome: "lingkungan tidak punya HOME",
  yes: /^y(?:a|es)?$/i,
  no: /^(?:t(?:idak)?|no?)$/i,
} satisfies Partial<Said>;

function usage(version: string, options: string, commands: string): string {
  return `ngobrol ${version}: klien untuk server obrolan keluarga ngobrol

Pemakaian: ngobrol [SERVER] [--port PORT] [--tls] [--user NAME] [--wire] [--json] [COMMAND ...]
           ngobrol [--config FILE] config   tampilkan yang berlaku: setiap opsi, dan dari mana asalnya

${options}

Perintah:
${commands}

Di terminal, pesan datang sendiri, dan yang kamu tulis dikirim begitu ada sambungan. Tab melengkapi perintah dan nama,
tombol panah memanggil dan menyunting baris. Dari pipa, setiap baris adalah perintah dan setiap hasil satu baris; kode
keluarnya 1 kalau ada yang gagal. Perintah pada baris perintah dijalankan sendiri.

  ngobrol 192.168.1.10
  ngobrol --user maya send izza apa kabar?
  printf 'auth maya surabaya\\ninbox\\n' | ngobrol
  NGOBROL_PASSWORD=surabaya ngobrol --user maya --json inbox
  ngobrol --user maya --json | jq

Kode keluar: 0, atau 1 kalau ada yang gagal, atau 2 kalau program dipanggil dengan cara yang salah.`;
}

/** The Indonesian texts. */
export const INDONESIAN: typeof ENGLISH = {
  ...WAY,
  ...ANSWERS,
  ...TERMINAL,
  help: HELP,
  tls: TLS,
  strangers: STRANGERS,
  usageErrors: USAGE,
  usage,
  serverOption:
    "Tempat server berjalan (127.0.0.1): HOST, HOST:PORT, IPV6 atau [IPV6]:PORT; beberapa server dari satu chat " +
    "dipisahkan koma: salah satu dipakai, dan yang lain kalau itu hilang. Yang tanpa titik dan titik dua dianggap perintah, " +
    "kecuali localhost",
  byDefault: (value) => `bawaan ${value}`,
  configuration: {
    takesBoolean: (where) => `${where} harus true atau false`,
    takesText: (where) => `${where} harus teks atau angka`,
    inFile: (name, file) => `${name} di ${file}`,
    noOption: (name, file) => `Tidak ada opsi ${name} untuk ${file}`,
    noPassword: (file) => `Kata sandi tidak boleh ada di berkas, padahal ada di ${file}: isi NGOBROL_PASSWORD`,
    cannotUse: (file, reason) => `Konfigurasi ${file} tidak bisa dipakai: ${reason}`,
    file: {
      none: "berkas itu tidak ada",
      noFile: "bukan berkas",
      tooLarge: (kib) => `lebih dari ${kib} KiB`,
      notUtf8: (form) => `isinya bukan UTF-8: simpan sebagai ${form}`,
    },
    line: (line, reason) => `baris ${line}: ${reason}`,
    didYouMean: (word) => ` (maksudnya ${word}?)`,
    commandLine: "baris perintah",
    notSet: "tidak diisi",
    byDefault: "bawaan",
  },
};
