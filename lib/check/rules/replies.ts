/** R1: what a reply is. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

/** The rules of replies. */
export const REPLIES: readonly Rule[] = [
  {
    ...{ id: "R1.1", level: "must", profile: "base" },
    text: words("A reply ends in CRLF CRLF.", "Balasan diakhiri CRLF CRLF."),
    why: words(
      "TCP has no messages: a client knows only by these four bytes that it has read the whole reply.",
      "TCP tidak mengenal pesan: hanya dari empat bita ini klien tahu bahwa balasan sudah terbaca seluruhnya.",
    ),
    hint: words(
      "Look at the last four bytes that you send, in hex.",
      "Lihat empat bita terakhir yang Anda kirim, dalam heksadesimal.",
    ),
    example: 'C: list\nS: {"status": "OK", "messages": ["maya"]}\\r\\n\\r\\n',
  },
  {
    ...{ id: "R1.2", level: "must", profile: "base" },
    text: words("CRLF stands nowhere else in a reply.", "CRLF tidak ada di tempat lain dalam balasan."),
    why: words(
      "A client that reads up to CRLF CRLF would take a part of the reply for all of it.",
      "Klien yang membaca sampai CRLF CRLF akan mengira sebagian balasan sebagai seluruhnya.",
    ),
    hint: words(
      "A JSON text is one line; line ends in a message are written as escapes.",
      "Teks JSON adalah satu baris; akhir baris di dalam pesan ditulis sebagai escape.",
    ),
    example: 'C: inbox <token>\nS: {"status": "OK", "messages": {"maya": [{"msg": "one"}]}}',
  },
  {
    ...{ id: "R1.3", level: "must", profile: "base" },
    text: words(
      "A reply is one JSON object whose `status` is `OK` or `ERROR`.",
      "Balasan adalah satu objek JSON yang `status`-nya `OK` atau `ERROR`.",
    ),
    why: words(
      "A client reads `status` before all else: without it, it cannot tell success from failure.",
      "Klien membaca `status` lebih dahulu: tanpa itu berhasil dan gagal tidak bisa dibedakan.",
    ),
    hint: words(
      "Which of your replies is not made from the same kind of object?",
      "Balasan mana yang tidak dibuat dari objek yang sama bentuknya?",
    ),
    example: 'C: auth maya wrong\nS: {"status": "ERROR", "message": "Wrong password"}',
  },
  {
    ...{ id: "R1.4", level: "should", profile: "base" },
    text: words(
      "A reply is pure ASCII: other characters are written `\\uXXXX`.",
      "Balasan hanya ASCII: karakter lain ditulis `\\uXXXX`.",
    ),
    why: words(
      "A client may then decode each piece that `recv` gives it, wherever TCP has cut.",
      "Dengan begitu klien dapat mendekode tiap potongan dari `recv`, di mana pun TCP memotong.",
    ),
    hint: words(
      "Most JSON libraries have an option for it; some do it unasked.",
      "Kebanyakan pustaka JSON punya pilihan untuk itu; sebagian melakukannya tanpa diminta.",
    ),
    example: 'C: inbox <token>\nS: {"status": "OK", "messages": {"maya": [{"msg": "caf\\u00e9"}]}}',
  },
  {
    ...{ id: "R1.5", level: "must", profile: "base" },
    text: words(
      "An error has a `message`, a sentence for people.",
      "Balasan ERROR punya `message`, kalimat untuk manusia.",
    ),
    why: words(
      "Clients show it; many end with an exception where it is missing.",
      "Klien menampilkannya; banyak yang berhenti dengan exception jika tidak ada.",
    ),
    hint: words("Look for errors that use another key.", "Cari ERROR yang memakai kunci lain."),
    example: 'C: auth iis surabaya\nS: {"status": "ERROR", "message": "User is not found"}',
  },
  {
    ...{ id: "R1.6", level: "must", profile: "base" },
    text: words(
      "Each request gets one reply, and nothing comes that was not asked for.",
      "Tiap permintaan mendapat satu balasan, dan tidak ada yang datang tanpa diminta.",
    ),
    why: words(
      "A byte too many is read as the beginning of the next reply, and all after it is off by one.",
      "Satu bita terlalu banyak akan terbaca sebagai awal balasan berikutnya, lalu semua bergeser.",
    ),
    hint: words(
      "Do you send a greeting, or answer twice on some path?",
      "Apakah Anda mengirim salam, atau menjawab dua kali di suatu jalur?",
    ),
    example: 'C: list\nS: {"status": "OK", "messages": ["maya"]}\nC: list\nS: {"status": "OK", "messages": ["maya"]}',
  },
  {
    ...{ id: "R1.7", level: "must", profile: "base" },
    text: words(
      "A request that came whole is answered before the connection is closed.",
      "Permintaan yang datang utuh dijawab sebelum koneksi ditutup.",
    ),
    why: words(
      "To a client an end without a reply looks like a broken network: it cannot tell what became of its request.",
      "Bagi klien, akhir tanpa balasan tampak seperti jaringan putus: ia tidak tahu nasib permintaannya.",
    ),
    hint: words(
      "Which exception ends the thread of a connection before it has written?",
      "Exception mana yang mengakhiri thread koneksi sebelum sempat menulis?",
    ),
    example: 'C: what\nS: {"status": "ERROR", "message": "**Wrong protocol"}',
  },
  {
    ...{ id: "R1.8", level: "must", profile: "base" },
    text: words("A connection serves many requests.", "Satu koneksi melayani banyak permintaan."),
    why: words(
      "A connection costs a round trip and a place; clients keep theirs for a whole chat.",
      "Koneksi memakan satu perjalanan pulang-pergi dan satu tempat; klien memakai koneksinya selama obrolan.",
    ),
    hint: words("Is there a loop around reading and answering?", "Apakah ada loop di sekitar membaca dan menjawab?"),
    example:
      'C: auth maya surabaya\nS: {"status": "OK", "tokenid": "<token>"}\nC: list\nS: {"status": "OK", "messages": ["maya"]}',
  },
];
