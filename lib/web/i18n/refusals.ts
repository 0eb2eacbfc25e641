/**
 * Refusals that few meet, in Indonesian; in English the server's own sentence says more. Pure.
 *
 * @module
 */

/** By the code of an error. */
export const RARE_REFUSALS: Readonly<Partial<Record<string, string>>> = {
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
