/** R3 and R6: logins, tokens and their ends. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const AUTH = 'C: auth maya surabaya\nS: {"status": "OK", "tokenid": "<token>"}';
const DEAD = '{"status": "ERROR", "message": "Cannot find the information"}';
const OUT = '{"status": "OK", "messages": "Logged out"}';

/** The rules of logins. */
export const LOGINS: readonly Rule[] = [
  {
    ...{ id: "R3.1", level: "must", profile: "base" },
    text: words(
      "`auth USER PASSWORD` of an account is OK and gives a token without a space, under `tokenid`.",
      "`auth USER PASSWORD` yang benar menghasilkan OK dan token tanpa spasi, di bawah `tokenid`.",
    ),
    why: words("All other commands need the token.", "Semua perintah lain memerlukan token itu."),
    hint: words(
      "Compare your reply with the example, key by key.",
      "Bandingkan balasan Anda dengan contoh, kunci demi kunci.",
    ),
    example: AUTH,
  },
  {
    ...{ id: "R3.2", level: "must", profile: "base" },
    text: words("`auth` of a user whom nobody knows is an error.", "`auth` pengguna yang tidak ada adalah ERROR."),
    why: words("Else anybody gets in.", "Kalau tidak, siapa saja bisa masuk."),
    hint: words("Look the name up before the password.", "Cari namanya dulu sebelum kata sandinya."),
    example: 'C: auth iis surabaya\nS: {"status": "ERROR", "message": "User is not found"}',
  },
  {
    ...{ id: "R3.3", level: "must", profile: "base" },
    text: words("`auth` with a wrong password is an error.", "`auth` dengan kata sandi salah adalah ERROR."),
    why: words("Else anybody gets in.", "Kalau tidak, siapa saja bisa masuk."),
    hint: words("Compare the whole password.", "Bandingkan seluruh kata sandi."),
    example: 'C: auth maya wrong\nS: {"status": "ERROR", "message": "Wrong password"}',
  },
  {
    ...{ id: "R3.4", level: "should", profile: "base" },
    text: words(
      "The two errors say `User is not found` and `Wrong password`.",
      "Kedua ERROR itu berbunyi `User is not found` dan `Wrong password`.",
    ),
    why: words(
      "Clients know the errors of the five commands by their texts.",
      "Klien mengenal ERROR kelima perintah dari teksnya.",
    ),
    hint: words("Compare letter by letter.", "Bandingkan huruf demi huruf."),
    example: 'C: auth iis surabaya\nS: {"status": "ERROR", "message": "User is not found"}',
  },
  {
    ...{ id: "R3.5", level: "must", profile: "base" },
    text: words("A token works on any connection.", "Token berlaku di koneksi mana pun."),
    why: words(
      "Many clients open a connection for each request.",
      "Banyak klien membuka koneksi untuk tiap permintaan.",
    ),
    hint: words(
      "Where do you keep tokens: with a connection, or with the server?",
      "Di mana token disimpan: pada koneksi, atau pada server?",
    ),
    example: `${AUTH}\nC2: inbox <token>\nS2: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R3.6", level: "must", profile: "base" },
    text: words(
      "A token outlives the connection on which it was given.",
      "Token tetap berlaku setelah koneksi tempat ia diberikan berakhir.",
    ),
    why: words("Connections break; the person is still logged in.", "Koneksi bisa putus; orangnya masih login."),
    hint: words("What do you forget when a connection ends?", "Apa yang Anda lupakan saat koneksi berakhir?"),
    example: `${AUTH}\nC: <CLOSE>\nC2: inbox <token>\nS2: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R3.7", level: "must", profile: "base" },
    text: words(
      "A user may be logged in several times: a second `auth` ends no login.",
      "Pengguna boleh login beberapa kali: `auth` kedua tidak mengakhiri login.",
    ),
    why: words("People have a phone and a PC.", "Orang punya telepon dan komputer."),
    hint: words(
      "Is a session found by its token or by its user?",
      "Apakah sesi dicari lewat token atau lewat pengguna?",
    ),
    example:
      `${AUTH}\nC2: auth maya surabaya\nS2: {"status": "OK", "tokenid": "<other>"}\nC: inbox <token>\nS: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R3.8", level: "should", profile: "base" },
    text: words("A token cannot be guessed from others.", "Token tidak dapat ditebak dari token lain."),
    why: words("Who has a token acts for its user.", "Siapa yang punya token bertindak atas nama penggunanya."),
    hint: words("The standard library has random identifiers.", "Pustaka standar punya pengenal acak."),
    example: 'C: auth maya surabaya\nS: {"status": "OK", "tokenid": "8f14e45f-ceea-467f-9d3c-2b7f0a9c1e55"}',
  },
  {
    ...{ id: "R3.9", level: "must", profile: "base" },
    text: words("A token that was never given is an error.", "Token yang tidak pernah diberikan adalah ERROR."),
    why: words("Else anybody reads anybody's messages.", "Kalau tidak, siapa saja bisa membaca pesan orang lain."),
    hint: words(
      "What happens if the token is not in your table?",
      "Apa yang terjadi jika token tidak ada di tabel Anda?",
    ),
    example: `C: inbox nope\nS: ${DEAD}`,
  },
  {
    ...{ id: "R6.1", level: "must", profile: "base" },
    text: words(
      "`logout TOKEN` is OK, and the token is dead after it.",
      "`logout TOKEN` menghasilkan OK, dan token itu mati sesudahnya.",
    ),
    why: words(
      "Who gets up from a shared PC must be gone.",
      "Orang yang meninggalkan komputer bersama harus benar-benar keluar.",
    ),
    hint: words("Which table still has it?", "Tabel mana yang masih memuatnya?"),
    example: `${AUTH}\nC: logout <token>\nS: ${OUT}\nC: inbox <token>\nS: ${DEAD}`,
  },
  {
    ...{ id: "R6.2", level: "must", profile: "base" },
    text: words(
      "`logout` of a dead token is an error, and a reply like any other.",
      "`logout` token yang mati adalah ERROR, dan balasan seperti yang lain.",
    ),
    why: words(
      "A client that was not answered the first time asks again.",
      "Klien yang tidak mendapat jawaban pertama akan bertanya lagi.",
    ),
    hint: words("What does that branch return?", "Apa yang dikembalikan cabang itu?"),
    example: `C: logout <token>\nS: ${DEAD}`,
  },
  {
    ...{ id: "R6.3", level: "must", profile: "base" },
    text: words("`logout TOKEN` ends that login only.", "`logout TOKEN` hanya mengakhiri login itu."),
    why: words("The person's other programs go on.", "Program lain milik orang itu berjalan terus."),
    hint: words("Do you look for the token or for the user?", "Yang dicari token atau pengguna?"),
    example: `C: logout <token>\nS: ${OUT}\nC2: inbox <other>\nS2: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R6.4", level: "should", profile: "base" },
    text: words(
      "`logout` without a token ends the login of the connection, and no other.",
      "`logout` tanpa token mengakhiri login koneksi itu, dan tidak yang lain.",
    ),
    why: words(
      "Fifteen programs of the family send it bare.",
      "Lima belas program sekeluarga mengirimnya tanpa token.",
    ),
    hint: words("Which login belongs to this connection?", "Login mana yang milik koneksi ini?"),
    example: `${AUTH}\nC: logout\nS: ${OUT}`,
  },
  {
    ...{ id: "R6.5", level: "should", profile: "base" },
    text: words(
      "The text `Logged out` stands under `messages` or `message`.",
      "Teks `Logged out` ada di bawah `messages` atau `message`.",
    ),
    why: words("Clients show it.", "Klien menampilkannya."),
    hint: words("Compare with the example.", "Bandingkan dengan contoh."),
    example: `C: logout <token>\nS: ${OUT}`,
  },
];
