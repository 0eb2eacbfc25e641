/**
 * What is said when somebody looks for something in a conversation. Pure.
 *
 * @module
 */

import { chosen } from "./chosen.ts";

/** In English. */
export const en = {
  label: (title: string) => `Search messages with ${title}`,
  search: "Search",
  further: "Search further back",
  stop: "Stop",
  looking: (messages: number, found: number) => `${found} found in ${messages} messages so far…`,
  found: (found: number, messages: number) => `${found} found in ${messages} messages`,
  all: "That is all of the conversation",
  bound: "It goes back further than this page can hold",
  failed: "There is no connection: older messages could not be searched",
  noTalk: "Open a conversation to search in it",
};

const id: typeof en = {
  label: (title) => `Cari pesan dengan ${title}`,
  search: "Cari",
  further: "Cari lebih jauh ke belakang",
  stop: "Berhenti",
  looking: (messages, found) => `${found} ditemukan dalam ${messages} pesan sejauh ini…`,
  found: (found, messages) => `${found} ditemukan dalam ${messages} pesan`,
  all: "Itu seluruh percakapan",
  bound: "Percakapan ini lebih panjang daripada yang dapat dimuat halaman ini",
  failed: "Tidak ada sambungan: pesan yang lebih lama tidak dapat dicari",
  noTalk: "Buka percakapan untuk mencari di dalamnya",
};

/** The texts in the language of a page. */
export function searchTexts(page: { readonly tag: string }): typeof en {
  return chosen(page, { en, id });
}
