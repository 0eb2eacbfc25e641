/**
 * The flags of `ngobrol`, each once, with its help in each language. Its help, manual page, completions, configuration and
 * permissions are made of this table; `flags.ts` says what a client makes of the values.
 *
 * @module
 */

import { DEFAULT_PORT, DEFAULT_TLS_PORT } from "../chat.ts";
import type { FlagTable } from "../flags.ts";
import type { Language } from "./i18n/texts.ts";

/** The flags, in the order of the help. */
export const CLIENT_FLAGS = {
  host: { value: "SERVER[,SERVER...]", help: { en: "The same, for any name", id: "Sama saja, untuk nama apa pun" } },
  port: {
    value: "PORT",
    help: {
      en: `Where it listens (${DEFAULT_PORT}; with --tls ${DEFAULT_TLS_PORT})`,
      id: `Port server (${DEFAULT_PORT}; dengan --tls ${DEFAULT_TLS_PORT})`,
    },
  },
  tls: {
    help: {
      en: "Connect by TLS, if the server's certificate is trusted",
      id: "Tersambung lewat TLS, kalau sertifikat server dipercaya",
    },
  },
  ca: {
    value: "FILE",
    help: {
      en:
        "Trust the certificates in FILE (PEM) as well, such as a copy of the server's own; without it, those of Mozilla's " +
        "list, or of the system if the environment has DENO_TLS_CA_STORE=system",
      id:
        "Percayai juga sertifikat dalam FILE (PEM), misalnya salinan milik server; tanpa itu, hanya daftar Mozilla, atau " +
        "daftar sistem kalau lingkungan berisi DENO_TLS_CA_STORE=system",
    },
  },
  user: {
    value: "NAME",
    help: {
      en: "Log in first; the password is that of NGOBROL_PASSWORD, or asked for",
      id: "Masuk dulu; kata sandi diambil dari NGOBROL_PASSWORD, atau ditanyakan",
    },
  },
  wire: {
    help: {
      en:
        "Show every request and reply on standard error as sent, passwords masked; a terminal shows the first 8 characters " +
        "of a token, a pipe all of it, with --json and without",
      id:
        "Tampilkan setiap permintaan dan balasan di galat baku apa adanya, kata sandi disamarkan; terminal menampilkan 8 " +
        "karakter pertama token, pipa seluruhnya, dengan --json pun tanpa",
    },
  },
  json: {
    help: {
      en:
        "Print each reply as it is: one line of JSON; help becomes one, too. With --user and without a command, events as " +
        "well: what others write, receipts, who comes and goes",
      id:
        "Cetak setiap balasan apa adanya: satu baris JSON; help juga. Dengan --user dan tanpa perintah, kejadian juga " +
        "dicetak: pesan orang lain, tanda terima, siapa datang dan pergi",
    },
  },
  plain: {
    help: {
      en:
        "Only append lines, without one escape byte: for screen readers; so it is with TERM=dumb. The terminal edits the " +
        "line: after news, its Ctrl-R shows again what you have typed",
      id:
        "Hanya menambah baris, tanpa satu pun bita escape: untuk pembaca layar; begitu juga TERM=dumb. Barisnya disunting " +
        "oleh terminal: setelah ada kabar, Ctrl-R menampilkan lagi yang sudah diketik",
    },
  },
  color: {
    value: "WHEN",
    choices: ["auto", "always", "never"],
    default: "auto",
    help: { en: "auto, always or never; auto heeds NO_COLOR", id: "auto, always atau never; auto mematuhi NO_COLOR" },
  },
  bell: {
    help: {
      en: "Ring the terminal's bell for each message of somebody else",
      id: "Bunyikan bel terminal untuk setiap pesan orang lain",
    },
  },
  lang: {
    value: "LANG",
    choices: ["en", "id"],
    help: {
      en: "en or id; without it, what LC_ALL, LC_MESSAGES or LANG say, and English in a pipe",
      id: "en atau id; tanpa itu, menurut LC_ALL, LC_MESSAGES atau LANG, dan bahasa Inggris dalam pipa",
    },
  },
  config: {
    value: "FILE",
    help: {
      en:
        'Read options from FILE (TOML), by their names: user = "maya"; each may also be in the environment, which counts for ' +
        "more: NGOBROL_USER=maya; what is typed counts most. ngobrol config shows what holds. A password stands in no file",
      id:
        'Baca opsi dari FILE (TOML), menurut namanya: user = "maya"; semuanya juga bisa dari lingkungan, yang lebih ' +
        "diutamakan: NGOBROL_USER=maya; yang diketik paling diutamakan. ngobrol config menampilkan yang berlaku. Kata sandi " +
        "tidak boleh ada di berkas",
    },
  },
  help: { isOnce: true, help: { en: "Print this", id: "Cetak ini" } },
  version: { isOnce: true, help: { en: "Print the version", id: "Cetak versi" } },
} as const satisfies FlagTable<Readonly<Record<Language, string>>>;
