import { n as i, o as s, p as r } from "./chunk_9.js";
var o = {
  teachers_only: "Hanya guru yang dapat melakukan itu",
  too_late: "Pesan itu sudah terlalu lama untuk diubah",
  no_message: "Pesan itu tidak ada atau sudah dihapus",
  not_allowed: "Itu tidak diizinkan untuk Anda",
  group_full: "Tidak ada tempat lagi: grup atau server sudah penuh",
  quota: "Anda mengirim terlalu banyak sekaligus: coba lagi nanti",
  too_many_attempts: "Terlalu banyak kata sandi salah: tunggu sebentar",
  wrong_parameters: "Isiannya tidak benar",
  file_too_large: "Berkas itu terlalu besar untuk server ini",
  files_full: "Tidak ada tempat lagi untuk berkas di server",
  no_file: "Berkas itu tidak ada lagi",
  store_failed: "Server tidak dapat menyimpannya: disknya bermasalah",
  line_too_long: "Teks itu terlalu panjang",
};
async function y(a, t, n) {
  let e = await i(a, "done", t);
  return e.kind === "error" ? void r(a, u(a, e), "bad") : (n !== void 0 && r(a, n), e.data ?? {});
}
function u(a, t) {
  let n = s(a, t);
  return (n === t.message && a.texts.tag.startsWith("id") ? o[t.code ?? ""] : void 0) ?? n;
}
function f(a) {
  return Array.isArray(a) ? a.filter((t) => typeof t == "object" && !Array.isArray(t)) : [];
}
function g(a) {
  return Array.isArray(a) ? a.filter((t) => typeof t == "string") : [];
}
export { f as c, g as d, u as b, y as a };
