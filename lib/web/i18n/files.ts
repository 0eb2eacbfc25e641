/**
 * What is said about files. Pure.
 *
 * @module
 */

import { chosen } from "./chosen.ts";

/** In English. */
export const en = {
  sending: (name: string) => `Sending ${name}`,
  waiting: "waiting",
  cancel: "Cancel",
  cancelIt: (name: string) => `Cancel ${name}`,
  download: "Download",
  downloadIt: (name: string, size: string) => `Download ${name}, ${size}`,
  coming: (percent: number) => `${percent} %`,
  show: "Show picture",
  hide: "Hide picture",
  noPicture: "This is no picture that can be shown",
  tooLarge: (name: string, limit: string) => `${name} is larger than ${limit}, the most that this server takes`,
  tooMany: (most: number) => `More than ${most} files cannot wait`,
  unreadable: "It cannot be read: it was changed or moved, or it is a folder",
  otherContent: "What came is not what was sent",
  attach: "Send files: choose, paste or drop them",
};

const id: typeof en = {
  sending: (name) => `Mengirim ${name}`,
  waiting: "menunggu",
  cancel: "Batal",
  cancelIt: (name) => `Batalkan ${name}`,
  download: "Unduh",
  downloadIt: (name, size) => `Unduh ${name}, ${size}`,
  coming: (percent) => `${percent} %`,
  show: "Tampilkan gambar",
  hide: "Sembunyikan gambar",
  noPicture: "Ini bukan gambar yang dapat ditampilkan",
  tooLarge: (name, limit) => `${name} lebih besar dari ${limit}, batas server ini`,
  tooMany: (most) => `Lebih dari ${most} berkas tidak dapat menunggu`,
  unreadable: "Tidak dapat dibaca: berkas diubah atau dipindah, atau itu folder",
  otherContent: "Yang sampai bukan yang dikirim",
  attach: "Kirim berkas: pilih, tempel, atau lepaskan",
};

/** The texts in the language of a page. */
export function fileTexts(page: { readonly tag: string }): typeof en {
  return chosen(page, { en, id });
}
