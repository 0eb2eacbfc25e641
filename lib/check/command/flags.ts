/**
 * The flags of `ngobrol check`, each once, and what it is called with.
 *
 * @module
 */

import type { FlagTable } from "../../flags.ts";
import { PROFILES } from "../rule.ts";
import { type Words, words } from "../words.ts";

/** The flags, in the order of the help. */
export const CHECK_FLAGS = {
  users: {
    value: "NAME:PASSWORD,...",
    default: "maya:surabaya,izza:surabaya,nania:surabaya",
    help: words("Two accounts of the program or more, better three", "Dua akun program atau lebih, sebaiknya tiga"),
  },
  profile: {
    value: "PROFILE",
    default: "base",
    choices: PROFILES,
    help: words(
      "What it is checked for: base, live, class or all, each with those before it",
      "Apa yang diperiksa: base, live, class, atau all, masing-masing dengan yang sebelumnya",
    ),
  },
  only: {
    value: "R2,R4.1,CASE,...",
    help: words("These sections, rules or cases only", "Hanya bagian, aturan, atau kasus ini"),
  },
  timeout: {
    value: "SECONDS",
    default: "5",
    help: words("The longest that a step may take", "Waktu paling lama untuk satu langkah"),
  },
  seed: {
    value: "NUMBER",
    least: 0,
    help: words(
      "Make the same random choices as the check with this seed",
      "Buat pilihan acak yang sama seperti pemeriksaan dengan seed ini",
    ),
  },
  slow: {
    help: words("Play the cases that take minutes, too", "Mainkan juga kasus yang perlu beberapa menit"),
  },
  restart: {
    value: "COMMAND",
    help: words(
      "Start the program with this command, and kill and start it again for R8 (needs the right to run programs)",
      "Jalankan program dengan perintah ini, lalu matikan dan jalankan lagi untuk R8 (perlu hak menjalankan program)",
    ),
  },
  run: {
    value: "COMMAND",
    help: words(
      "check client: start the client with this command (needs the right to run programs)",
      "check client: jalankan klien dengan perintah ini (perlu hak menjalankan program)",
    ),
  },
  script: {
    value: "FILE",
    help: words(
      "check client: what is typed for each command, in TOML",
      "check client: apa yang diketik untuk tiap perintah, dalam TOML",
    ),
  },
  port: {
    value: "PORT",
    default: "8889",
    help: words("check client: where the client connects to", "check client: port yang dituju klien"),
  },
  score: {
    value: "FILE",
    help: words(
      "What rules are worth, in TOML or JSON, by rule (R2.1), section (R2) or level (must)",
      "Bobot aturan, dalam TOML atau JSON, menurut aturan (R2.1), bagian (R2), atau tingkat (must)",
    ),
  },
  json: { help: words("Print the report as JSON", "Cetak laporan sebagai JSON") },
  junit: { value: "FILE", help: words("Write it in JUnit's XML as well", "Tulis juga dalam XML JUnit") },
  html: {
    value: "FILE",
    help: words(
      "Write it as a page to print as well; check many: a folder",
      "Tulis juga sebagai halaman untuk dicetak; check many: sebuah folder",
    ),
  },
  csv: {
    value: "FILE",
    help: words("Add it as a row to this table as well", "Tambahkan juga sebagai baris pada tabel ini"),
  },
  list: {
    help: words(
      "Show the rules that would be checked, and check nothing",
      "Tampilkan aturan yang akan diperiksa, tanpa memeriksa",
    ),
  },
  plain: { help: words("No colours, no line that is drawn anew", "Tanpa warna, tanpa baris yang digambar ulang") },
  lang: { value: "LANGUAGE", choices: ["en", "id"], help: words("en or id", "en atau id") },
  help: { help: words("Show this help", "Tampilkan bantuan ini") },
} as const satisfies FlagTable<Words>;

/** How it is called, and what that does. */
export const CHECK_CALLS: readonly (readonly [call: string, does: Words])[] = [
  ["check server HOST:PORT", words("Check a server, rule by rule", "Periksa server, aturan demi aturan")],
  [
    "check client",
    words(
      "Play a server for a client, and judge the client",
      "Berperan sebagai server untuk klien, dan menilai kliennya",
    ),
  ],
  [
    "check many LIST.csv",
    words(
      "Check all servers of a table: name,address[,users]",
      "Periksa semua server dalam tabel: name,address[,users]",
    ),
  ],
  ["check explain RULE", words("Show a rule, its reason and an example", "Tampilkan aturan, alasannya, dan contohnya")],
];
