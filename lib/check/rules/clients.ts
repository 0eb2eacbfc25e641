/** C1 and C2: what a client sends, and what it must bear. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const LIST = 'C: list\nS: {"status": "OK", "messages": ["izza", "maya"]}';

type Text = readonly [en: string, id: string];

function rule(id: string, level: Rule["level"], text: Text, why: Text, hint: Text, example = LIST): Rule {
  return { id, level, profile: "client", text: words(...text), why: words(...why), hint: words(...hint), example };
}

/** The rules of clients. */
export const CLIENTS: readonly Rule[] = [
  rule(
    "C1.1",
    "must",
    ["A request ends in CRLF.", "Permintaan diakhiri CRLF."],
    ["The server waits for the end of the line before it answers.", "Server menunggu akhir baris sebelum menjawab."],
    ["Look at the last two bytes that you send.", "Lihat dua bita terakhir yang Anda kirim."],
  ),
  rule(
    "C1.2",
    "must",
    [
      "`auth` is sent with the name and the password as they were typed.",
      "`auth` dikirim dengan nama dan kata sandi seperti diketik.",
    ],
    ["A space too many is a part of a parameter.", "Satu spasi berlebih menjadi bagian parameter."],
    ["Which words does your client split off?", "Kata mana yang dipisah klien Anda?"],
    'C: auth maya surabaya\nS: {"status": "OK", "tokenid": "<token>"}',
  ),
  rule(
    "C1.3",
    "must",
    [
      "`send`, `inbox` and `logout` carry the token of the login.",
      "`send`, `inbox`, dan `logout` membawa token dari login.",
    ],
    ["The token says who asks, on whatever connection.", "Token menunjukkan siapa yang meminta, di koneksi mana pun."],
    ["Where do you keep the token of the reply?", "Di mana Anda menyimpan token dari balasan?"],
    'C: inbox <token>\nS: {"status": "OK", "messages": {}}',
  ),
  rule(
    "C1.4",
    "must",
    ["A text is sent as it was typed, in UTF-8.", "Teks dikirim seperti diketik, dalam UTF-8."],
    ["The receiver sees what was sent, and nothing else.", "Penerima melihat yang dikirim, tidak yang lain."],
    [
      "What does your client do with two spaces, and with an e with an accent?",
      "Apa yang dilakukan klien Anda dengan dua spasi, dan dengan huruf beraksen?",
    ],
    'C: send <token> izza caf\\u00e9\nS: {"status": "OK", "message": "Message Sent"}',
  ),
  rule(
    "C1.5",
    "should",
    [
      "The next request is sent after the reply to the one before.",
      "Permintaan berikut dikirim setelah balasan sebelumnya.",
    ],
    [
      "Some servers take two requests in one piece for one.",
      "Sebagian server menganggap dua permintaan dalam satu potongan sebagai satu.",
    ],
    ["Does your client wait for each reply?", "Apakah klien Anda menunggu tiap balasan?"],
  ),
  rule(
    "C2.1",
    "must",
    [
      "A reply is read to its CRLF CRLF, in however many pieces it comes.",
      "Balasan dibaca sampai CRLF CRLF, berapa pun potongannya.",
    ],
    [
      "`recv` gives what has come: a part of a reply, or two of them.",
      "`recv` memberi yang sudah datang: sebagian balasan, atau dua balasan.",
    ],
    ["How often do you call `recv` for a reply?", "Berapa kali Anda memanggil `recv` untuk satu balasan?"],
  ),
  rule(
    "C2.2",
    "must",
    ["The CRLF CRLF itself may come in pieces.", "CRLF CRLF sendiri boleh datang terpotong."],
    ["A segment may end between any two bytes.", "Segmen dapat berakhir di antara dua bita mana pun."],
    [
      "Do you look at the end of all that came, or of the newest piece?",
      "Anda melihat akhir dari semua yang datang, atau dari potongan terbaru?",
    ],
  ),
  rule(
    "C2.3",
    "must",
    ["A long reply, of a megabyte, is read whole.", "Balasan panjang, satu megabita, dibaca utuh."],
    ["An inbox after the holidays is long.", "Inbox setelah liburan itu panjang."],
    ["Which number stands in your `recv`?", "Angka berapa dalam `recv` Anda?"],
  ),
  rule(
    "C2.4",
    "must",
    [
      "The list and the text of a logout are found under `messages` and under `message`.",
      "Daftar dan teks logout ditemukan di bawah `messages` maupun `message`.",
    ],
    ["The family's servers use either.", "Server sekeluarga memakai salah satunya."],
    ["What if the key that you read is missing?", "Bagaimana jika kunci yang Anda baca tidak ada?"],
  ),
  rule(
    "C2.5",
    "must",
    ["Keys that the client does not know are passed over.", "Kunci yang tidak dikenal klien dilewati."],
    ["Servers get new keys every year.", "Server mendapat kunci baru tiap tahun."],
    ["Do you read keys by name?", "Apakah Anda membaca kunci dengan namanya?"],
    'C: list\nS: {"status": "OK", "messages": ["maya"], "colour": [1, {"x": null}]}',
  ),
  rule(
    "C2.6",
    "must",
    [
      "An error, to whichever command, is shown by its `message`, and the client goes on.",
      "ERROR, untuk perintah apa pun, ditampilkan `message`-nya, dan klien berjalan terus.",
    ],
    [
      "The person wants to know what went wrong, and to try again.",
      "Orangnya ingin tahu apa yang salah, dan mencoba lagi.",
    ],
    ["Which keys do you read before you look at `status`?", "Kunci apa yang Anda baca sebelum melihat `status`?"],
    'C: list\nS: {"status": "ERROR", "message": "Cannot find the information"}',
  ),
  rule(
    "C2.7",
    "should",
    ["A reply that takes three seconds is waited for.", "Balasan yang perlu tiga detik tetap ditunggu."],
    ["Phones and disks are slow at times.", "Telepon dan cakram kadang lambat."],
    ["What is your timeout?", "Berapa timeout Anda?"],
  ),
  rule(
    "C2.8",
    "must",
    [
      "A close in the middle of a reply is told, and the client neither hangs nor crashes.",
      "Koneksi yang tertutup di tengah balasan diberitahukan, dan klien tidak macet atau rusak.",
    ],
    [
      "An empty `recv` is the end: who waits on reads it for ever.",
      "`recv` kosong adalah akhir: yang terus menunggu akan membacanya selamanya.",
    ],
    ["What does your loop do with an empty `recv`?", "Apa yang dilakukan loop Anda dengan `recv` kosong?"],
    'C: list\nS: {"status": "O<EOF>',
  ),
  rule(
    "C2.9",
    "must",
    [
      "A connection that was lost between two requests is told, and the client neither hangs nor crashes.",
      "Koneksi yang putus di antara dua permintaan diberitahukan, dan klien tidak macet atau rusak.",
    ],
    [
      "Servers are started again, and cables are pulled: the next `send` or `recv` shows it.",
      "Server dijalankan ulang, dan kabel dicabut: `send` atau `recv` berikutnya menunjukkannya.",
    ],
    [
      "`send` may throw, and `recv` may give nothing at all.",
      "`send` bisa melempar exception, dan `recv` bisa tidak memberi apa-apa.",
    ],
    "S: <EOF>\nC: list",
  ),
  rule(
    "C2.10",
    "should",
    [
      "Control characters in what others wrote do not reach the terminal.",
      "Karakter kendali dalam tulisan orang lain tidak sampai ke terminal.",
    ],
    [
      "An escape sequence can clear the screen, or change what was there.",
      "Urutan escape bisa menghapus layar, atau mengubah isinya.",
    ],
    ["What do you print of a message with the byte 1b?", "Apa yang Anda cetak dari pesan dengan bita 1b?"],
    'C: inbox <token>\nS: {"status": "OK", "messages": {"izza": [{"msg_from": "Izza", "msg_to": "Maya", "msg": "\\u001b[2J"}]}}',
  ),
  rule(
    "C2.11",
    "must",
    ["What the inbox and the list hold is shown.", "Isi inbox dan daftar ditampilkan."],
    ["It is what the person asked for.", "Itulah yang diminta orangnya."],
    ["Which key do you print?", "Kunci mana yang Anda cetak?"],
    'C: inbox <token>\nS: {"status": "OK", "messages": {"izza": [{"msg_from": "Izza", "msg_to": "Maya", "msg": "hallo"}]}}',
  ),
  rule(
    "C2.12",
    "must",
    ["`exit` ends the connection.", "`exit` mengakhiri koneksi."],
    ["A server keeps a place for each connection.", "Server menyediakan satu tempat untuk tiap koneksi."],
    ["Is the socket closed, and the program ended?", "Apakah socket ditutup, dan program berakhir?"],
    "C: logout <token>\nC: <CLOSE>",
  ),
];
