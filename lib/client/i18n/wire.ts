/**
 * What the client says about the wire, in each of its languages. Pure.
 *
 * @module
 */

/** In English. */
export const ENGLISH_WIRE = {
  /** In which language the table of commands explains a field. */
  language: "en" as "en" | "id",
  wireHelp: {
    wire:
      "Show what goes over the wire of your own programs, or, to a teacher, of NAME or all, a line a frame; show N " +
      "explains one byte by byte, copy N tells how to send it by hand, pause and go stop and go on, off ends it",
    provoke:
      "Let what the server sends come as a network may bring it: split 10 (bytes), merge 3 (writes), delay 50 (ms), " +
      "cut 20 (bytes); for your own programs, or, by a teacher, NAME or all; off ends it",
  },
  wireOpened: "connects",
  wireClosed: "has gone",
  wireNoEnd: "... (no end yet: CRLF or LF)",
  wireLeftOut: (count: number) => `${count} frames were left out: they came too fast`,
  wireReads: (size: number, count: number, pieces: string) =>
    count < 2 ? `${size} bytes, in one read` : `${size} bytes, in ${count} reads: ${pieces}`,
  wireWrites: (size: number, count: number, pieces: string) =>
    count < 2 ? `${size} bytes, in one write` : `${size} bytes, in ${count} writes: ${pieces}`,
  wireProvoked: (how: string) => `The server was made to write it so: ${how}`,
  wireAtByte: (at: number) => `byte ${at}`,
  wireOn: (of: string) => `The wire of ${of}; wire show N explains a line, wire off ends it`,
  wireOnLengths: (of: string) =>
    `The wire of ${of}, of texts only how long they are; wire show N explains a line, wire off ends it`,
  wireWatched: (by: string) => `${by} looks at what goes over your wire`,
  wireWatchedAll: (by: string) => `${by} looks at what goes over everybody's wire`,
  wireWithTexts: "texts as well, but no password",
  wireWithLengths: "no password, and of texts only how long they are",
  wireUnwatched: (by: string) => `${by} looks at your wire no more`,
  wireUnwatchedAll: (by: string) => `${by} looks at everybody's wire no more`,
  wireOff: "The wire is shown no more",
  wirePaused: "Nothing of the wire is shown until wire go",
  wireNoFrame: (n: number) => `There is no frame ${n}, or it is too old`,
  wireNoRequest: (n: number) => `Frame ${n} is no request`,
};

/** In Indonesian. */
export const INDONESIAN_WIRE: typeof ENGLISH_WIRE = {
  language: "id",
  wireHelp: {
    wire: "Perlihatkan apa yang lewat di kabel programmu sendiri, atau bagi guru milik NAME atau all, sebaris tiap " +
      "bingkai; show N menjelaskannya bita demi bita, copy N cara mengirimnya dengan tangan, pause dan go berhenti dan " +
      "lanjut, off mengakhiri",
    provoke:
      "Kiriman server datang seperti dibawa jaringan: split 10 (bita), merge 3 (tulisan), delay 50 (md), cut 20 " +
      "(bita); untuk programmu sendiri, atau oleh guru NAME atau all; off mengakhiri",
  },
  wireOpened: "tersambung",
  wireClosed: "sudah pergi",
  wireNoEnd: "... (belum ada akhirnya: CRLF atau LF)",
  wireLeftOut: (count) => `${count} bingkai dilewati: datangnya terlalu cepat`,
  wireReads: (size, count, pieces) =>
    count < 2 ? `${size} bita, sekali baca` : `${size} bita, ${count} kali baca: ${pieces}`,
  wireWrites: (size, count, pieces) =>
    count < 2 ? `${size} bita, sekali tulis` : `${size} bita, ${count} kali tulis: ${pieces}`,
  wireProvoked: (how) => `Server dibuat menulisnya begitu: ${how}`,
  wireAtByte: (at) => `bita ${at}`,
  wireOn: (of) => `Kabel ${of}; wire show N menjelaskan sebaris, wire off mengakhiri`,
  wireOnLengths: (of) => `Kabel ${of}, teks hanya panjangnya; wire show N menjelaskan sebaris, wire off mengakhiri`,
  wireWatched: (by) => `${by} melihat apa yang lewat di kabelmu`,
  wireWatchedAll: (by) => `${by} melihat apa yang lewat di kabel semua orang`,
  wireWithTexts: "juga teks, tetapi tanpa kata sandi",
  wireWithLengths: "tanpa kata sandi, dan dari teks hanya panjangnya",
  wireUnwatched: (by) => `${by} tidak lagi melihat kabelmu`,
  wireUnwatchedAll: (by) => `${by} tidak lagi melihat kabel semua orang`,
  wireOff: "Kabel tidak diperlihatkan lagi",
  wirePaused: "Kabel tidak diperlihatkan sampai wire go",
  wireNoFrame: (n) => `Tidak ada bingkai ${n}, atau sudah terlalu lama`,
  wireNoRequest: (n) => `Bingkai ${n} bukan permintaan`,
};
