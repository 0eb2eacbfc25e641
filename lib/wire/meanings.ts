/**
 * What the fields of a frame mean, in the languages of the programs, and where `docs/protocol.md` says so. Pure: it runs in
 * a browser as well.
 *
 * @module
 */

import type { FrameField } from "../chat.ts";
import { type Command, commandOf } from "./command.ts";
import type { Parameter } from "./commands/spec.ts";
import { COMMANDS_ID, KEYS } from "./meaning_texts.ts";

/** A sentence in each language. */
export type Meaning = Readonly<Record<"en" | "id", string>>;

/** Of each parameter. */
export const PARAMETERS: Readonly<Record<Parameter["name"], Meaning>> = {
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
};

/** Of what is no parameter and no key. */
const KINDS: Readonly<Record<string, Meaning>> = {
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
};

const ENDS: Readonly<Record<string, Meaning>> = {
  "\r\n": { en: "CRLF, the end of the request", id: "CRLF, akhir permintaan" },
  "\n": { en: "LF alone, which ends a request as well", id: "LF saja, juga mengakhiri permintaan" },
  "\r\n\r\n": { en: "CRLF CRLF, the end of the reply", id: "CRLF CRLF, akhir balasan" },
};

/** What the errors that a field can have say. */
const ERRORS: Readonly<Record<string, Meaning>> = {
  "**Wrong protocol": { en: "there is no such command", id: "tidak ada perintah seperti itu" },
  "--Wrong protocol": {
    en: "a parameter is missing, empty, or not of the form that it must have",
    id: "sebuah parameter tidak ada, kosong, atau bentuknya salah",
  },
  "Control characters are not allowed": {
    en: "no byte below 20 but the tab",
    id: "tidak boleh ada bita di bawah 20 selain tab",
  },
};

/** The rules that hold for every line. */
const SHAPE = "the-shape-of-it";

/**
 * What a field means.
 *
 * @param command That of the frame, if it has one.
 *
 * @example The same field in two languages
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const field = { at: 9, size: 2, kind: "end", text: "\r\n" };
 * assertEquals(meaningOf(field, "list", "en"), "CRLF, the end of the request");
 * assertEquals(meaningOf(field, "list", "id"), "CRLF, akhir permintaan");
 * ```
 */
export function meaningOf(
  { kind, name, text }: FrameField,
  command: string | undefined,
  language: "en" | "id",
): string {
  if (kind === "command") {
    const spec = commandOf(command ?? "");
    return spec === undefined ? KINDS[kind]![language] : language === "en" ? spec.help : COMMANDS_ID[spec.name];
  }
  if (kind === "parameter") return PARAMETERS[name as Parameter["name"]]?.[language] ?? "";
  if (kind === "end") return (ENDS[text ?? ""] ?? ENDS["\n"]!)[language];
  const isOfKey = kind === "string" || kind === "number" || kind === "word" || kind === "key";
  return (isOfKey && KEYS[name ?? ""] || KINDS[kind])?.[language] ?? "";
}

/** What an error of a field says, in other words than the server's. */
export function describeError(error: string, language: "en" | "id"): string {
  return ERRORS[error]?.[language] ?? error;
}

/** The heading of `docs/protocol.md` with the rule for a field: what stands behind the # of its address. */
export function ruleOf({ kind, error }: FrameField, command: Command["name"] | string | undefined): string {
  if (error === "**Wrong protocol") return "what-is-no-command";
  if (error !== undefined || kind === "control" || kind === "space" || kind === "end" || kind === "begun") return SHAPE;
  if (kind === "mark" || kind === "line") return SHAPE;
  return commandOf(command ?? "")?.name ?? (kind === "command" ? "commands" : SHAPE);
}
