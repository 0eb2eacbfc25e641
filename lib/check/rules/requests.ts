/** R2: what a request is, however it comes. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const UNKNOWN = 'C: what\nS: {"status": "ERROR", "message": "**Wrong protocol"}';
const LIST = 'C: list\nS: {"status": "OK", "messages": ["maya"]}';

/** The rules of requests. */
export const REQUESTS: readonly Rule[] = [
  {
    ...{ id: "R2.1", level: "must", profile: "base" },
    text: words(
      "A request is one line, in however many pieces it comes.",
      "Permintaan adalah satu baris, berapa pun potongannya.",
    ),
    why: words(
      "One `send` of the client may come in many `recv`: TCP carries bytes, and cuts where it likes.",
      "Satu `send` dari klien dapat datang dalam banyak `recv`: TCP membawa bita, dan memotong sesukanya.",
    ),
    hint: words(
      "Keep what came until the end of the line is there, for each connection.",
      "Simpan yang sudah datang sampai akhir barisnya ada, untuk tiap koneksi.",
    ),
    example: `C: au|th m|aya surabaya (three segments)\nS: {"status": "OK", "tokenid": "<token>"}`,
  },
  {
    ...{ id: "R2.2", level: "must", profile: "base" },
    text: words(
      "The CR and the LF of a line's end may come in two pieces.",
      "CR dan LF di akhir baris boleh datang dalam dua potongan.",
    ),
    why: words(
      "A segment may end between any two bytes, also between these.",
      "Segmen dapat berakhir di antara dua bita mana pun, juga di antara keduanya.",
    ),
    hint: words(
      "Look for the end of the line in all that you have, not in the newest piece.",
      "Cari akhir baris dalam semua yang ada, bukan hanya dalam potongan terbaru.",
    ),
    example: 'C: list\\r|\\n (two segments)\nS: {"status": "OK", "messages": ["maya"]}',
  },
  {
    ...{ id: "R2.3", level: "must", profile: "base" },
    text: words(
      "Two requests in one piece are two requests, answered in their order.",
      "Dua permintaan dalam satu potongan adalah dua permintaan, dijawab menurut urutannya.",
    ),
    why: words(
      "TCP joins what is sent in quick succession.",
      "TCP menggabungkan apa yang dikirim berurutan dengan cepat.",
    ),
    hint: words(
      "What becomes of the bytes behind the first line's end?",
      "Apa yang terjadi dengan bita di belakang akhir baris pertama?",
    ),
    example: `${LIST}\n${LIST}`,
  },
  {
    ...{ id: "R2.4", level: "must", profile: "base" },
    text: words(
      "A request may be cut inside a character of several bytes.",
      "Permintaan boleh terpotong di tengah karakter yang terdiri dari beberapa bita.",
    ),
    why: words(
      "Who decodes each piece by itself spoils the character, or ends with an exception.",
      "Mendekode tiap potongan sendiri-sendiri merusak karakternya, atau berakhir dengan exception.",
    ),
    hint: words(
      "When do you decode: before or after the line is whole?",
      "Kapan Anda mendekode: sebelum atau sesudah barisnya utuh?",
    ),
    example: 'C: send <token> izza caf\\xc3|\\xa9 (two segments)\nS: {"status": "OK", "message": "Message Sent"}',
  },
  {
    ...{ id: "R2.5", level: "must", profile: "base" },
    text: words("White space before the line's end does not count.", "Spasi sebelum akhir baris tidak dihitung."),
    why: words(
      "Most clients of the family send a space before CRLF.",
      "Kebanyakan klien sekeluarga mengirim spasi sebelum CRLF.",
    ),
    hint: words(
      "Is it a part of the last parameter, such as the password?",
      "Apakah spasi itu menjadi bagian parameter terakhir, misalnya kata sandi?",
    ),
    example: 'C: auth maya surabaya \nS: {"status": "OK", "tokenid": "<token>"}',
  },
  {
    ...{ id: "R2.6", level: "extra", profile: "base" },
    text: words("A bare LF ends a request as well.", "LF saja juga mengakhiri permintaan."),
    why: words("A person who types into `nc` sends LF.", "Orang yang mengetik di `nc` mengirim LF."),
    hint: words("Look for LF, and take away CR with the white space.", "Cari LF, dan buang CR bersama spasinya."),
    example: 'C: list\\n\nS: {"status": "OK", "messages": ["maya"]}',
  },
  {
    ...{ id: "R2.7", level: "must", profile: "base" },
    text: words(
      "A line that is not UTF-8 is answered, and the connection goes on.",
      "Baris yang bukan UTF-8 tetap dijawab, dan koneksi berjalan terus.",
    ),
    why: words(
      "One wrong byte, from whatever program, must not make a client wait for ever.",
      "Satu bita salah, dari program apa pun, tidak boleh membuat klien menunggu selamanya.",
    ),
    hint: words("What does your decoder do with the byte ff?", "Apa yang dilakukan dekoder Anda dengan bita ff?"),
    example: 'C: send <token> izza \\xff\nS: {"status": "ERROR", "message": "The request is not valid UTF-8"}',
  },
  {
    ...{ id: "R2.8", level: "must", profile: "base" },
    text: words(
      "Whatever one connection sends, the others are served.",
      "Apa pun yang dikirim satu koneksi, yang lain tetap dilayani.",
    ),
    why: words(
      "A server has many clients; the worst of them must not end the chat of all.",
      "Server punya banyak klien; yang terburuk pun tidak boleh mengakhiri obrolan semua.",
    ),
    hint: words("Where does an exception go that nobody catches?", "Ke mana perginya exception yang tidak ditangkap?"),
    example: `C: \\xff\\xff\\xff\nC2: auth maya surabaya\nS2: {"status": "OK", "tokenid": "<token>"}`,
  },
  {
    ...{ id: "R2.9", level: "must", profile: "base" },
    text: words("An empty line is answered.", "Baris kosong dijawab."),
    why: words("A client that sent it waits for its reply.", "Klien yang mengirimnya menunggu balasan."),
    hint: words("Is there a first word in a line without words?", "Apakah ada kata pertama di baris tanpa kata?"),
    example: 'C:\nS: {"status": "ERROR", "message": "**Wrong protocol"}',
  },
  {
    ...{ id: "R2.10", level: "must", profile: "base" },
    text: words("An unknown command is an error.", "Perintah yang tidak dikenal adalah ERROR."),
    why: words(
      "Newer clients ask by `hello` what a server can do, and go on with the five commands after an error.",
      "Klien baru bertanya lewat `hello` apa yang bisa dilakukan server, lalu lanjut dengan lima perintah setelah ERROR.",
    ),
    hint: words(
      "Which branch takes all that you do not know?",
      "Cabang mana yang menerima semua yang tidak Anda kenal?",
    ),
    example: UNKNOWN,
  },
  {
    ...{ id: "R2.11", level: "should", profile: "base" },
    text: words(
      "The message for an unknown command begins with `**`, that for a missing parameter with `--`.",
      "Pesan untuk perintah tak dikenal dimulai dengan `**`, untuk parameter yang kurang dengan `--`.",
    ),
    why: words(
      "Clients tell by it whether to try another name for a command.",
      "Dari situ klien tahu apakah perlu mencoba nama perintah lain.",
    ),
    hint: words(
      "The seed's server says `**Wrong protocol` and `--Wrong protocol`.",
      "Server asal mengatakan `**Wrong protocol` dan `--Wrong protocol`.",
    ),
    example: `${UNKNOWN}\nC: auth maya\nS: {"status": "ERROR", "message": "--Wrong protocol"}`,
  },
  {
    ...{ id: "R2.12", level: "must", profile: "base" },
    text: words(
      "A command whose parameters are missing is an error, and nothing else happens.",
      "Perintah yang parameternya kurang adalah ERROR, dan tidak ada akibat lain.",
    ),
    why: words(
      "A line can be cut by a client that dies, or by a person who types.",
      "Baris bisa terputus oleh klien yang mati, atau oleh orang yang mengetik.",
    ),
    hint: words("How many words does each command need?", "Berapa kata yang diperlukan tiap perintah?"),
    example: 'C: auth maya\nS: {"status": "ERROR", "message": "--Wrong protocol"}',
  },
  {
    ...{ id: "R2.13", level: "must", profile: "base" },
    text: words(
      "NUL and other control characters are answered.",
      "NUL dan karakter kendali lain dijawab.",
    ),
    why: words(
      "They come from broken programs, and from attackers.",
      "Itu datang dari program rusak, dan dari penyerang.",
    ),
    hint: words("Does anything on the way take NUL for an end?", "Apakah ada yang menganggap NUL sebagai akhir?"),
    example: 'C: send <token> izza \\x00\nS: {"status": "ERROR", "message": "Control characters are not allowed"}',
  },
  {
    ...{ id: "R2.14", level: "must", profile: "base" },
    text: words(
      "A line without an end harms nobody else: a megabyte of it neither ends nor stops the server.",
      "Baris tanpa akhir tidak merugikan yang lain: satu megabita pun tidak menghentikan server.",
    ),
    why: words(
      "Who sends without end could otherwise fill the memory, or keep the others waiting.",
      "Pengirim tanpa akhir bisa memenuhi memori, atau membuat yang lain menunggu.",
    ),
    hint: words(
      "How much of a line do you keep at most?",
      "Berapa banyak dari satu baris yang Anda simpan paling banyak?",
    ),
    example: 'C: xxxx... (a megabyte)\nC2: auth maya surabaya\nS2: {"status": "OK", "tokenid": "<token>"}',
  },
];
