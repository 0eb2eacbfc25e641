/**
 * What is said about what can be done with a message. Pure.
 *
 * @module
 */

import { chosen } from "./chosen.ts";

/** In English. */
export const en = {
  title: "This message",
  edit: "Edit",
  save: "Save",
  cancel: "Cancel",
  editLabel: "New text of the message",
  remove: "Remove",
  removeLines: (lines: number) => `Remove all ${lines} lines`,
  sureRemove: (lines: number) =>
    `Remove ${lines === 1 ? "this message" : `these ${lines} messages`} for everybody? It cannot be undone.`,
  tooOld: "A message can be changed for 15 minutes",
  who: "Who has read it",
  read: "Read",
  delivered: "Delivered",
  waiting: "Not yet there",
  nobody: "nobody",
  close: "Close",
};

const id: typeof en = {
  title: "Pesan ini",
  edit: "Ubah",
  save: "Simpan",
  cancel: "Batal",
  editLabel: "Teks baru pesan ini",
  remove: "Hapus",
  removeLines: (lines) => `Hapus ke-${lines} baris`,
  sureRemove: (lines) =>
    `Hapus ${lines === 1 ? "pesan ini" : `${lines} pesan ini`} untuk semua? Tidak dapat dibatalkan.`,
  tooOld: "Pesan dapat diubah selama 15 menit",
  who: "Siapa yang sudah membaca",
  read: "Dibaca",
  delivered: "Sampai",
  waiting: "Belum sampai",
  nobody: "belum ada",
  close: "Tutup",
};

/** The texts in the language of a page. */
export function messageActTexts(page: { readonly tag: string }): typeof en {
  return chosen(page, { en, id });
}
