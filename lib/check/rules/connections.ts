/** R7 and R8: many connections at once, and restarts. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const SERVED = 'C2: auth maya surabaya\nS2: {"status": "OK", "tokenid": "<token>"}';

/** The rules of connections. */
export const CONNECTIONS: readonly Rule[] = [
  {
    ...{ id: "R7.1", level: "must", profile: "base" },
    text: words(
      "A second client is served while the first is connected and says nothing.",
      "Klien kedua dilayani selagi yang pertama terhubung dan diam.",
    ),
    why: words(
      "`accept` and `recv` wait: who waits for one client serves no other.",
      "`accept` dan `recv` menunggu: yang menunggu satu klien tidak melayani yang lain.",
    ),
    hint: words(
      "Who waits for the first client while the second comes?",
      "Siapa yang menunggu klien pertama saat yang kedua datang?",
    ),
    example: `C: (connected, silent)\n${SERVED}`,
  },
  {
    ...{ id: "R7.2", level: "must", profile: "base" },
    text: words(
      "A slow client, in the middle of its line, holds up no quick one.",
      "Klien lambat, di tengah barisnya, tidak menahan yang cepat.",
    ),
    why: words("Networks of phones stop for seconds.", "Jaringan telepon bisa berhenti beberapa detik."),
    hint: words("Is anything locked while you read?", "Apakah ada yang terkunci selagi Anda membaca?"),
    example: `C: au\n${SERVED}\nC: th izza surabaya\nS: {"status": "OK", "tokenid": "<other>"}`,
  },
  {
    ...{ id: "R7.3", level: "must", profile: "base" },
    text: words("A client that reads nothing holds up no other.", "Klien yang tidak membaca tidak menahan yang lain."),
    why: words("A write to a full socket waits for its reader.", "Menulis ke socket yang penuh menunggu pembacanya."),
    hint: words("Is anything locked while you write?", "Apakah ada yang terkunci selagi Anda menulis?"),
    example: `C: inbox <izza> (many times, reads nothing)\n${SERVED}`,
  },
  {
    ...{ id: "R7.4", level: "must", profile: "base" },
    text: words("Fifty connections at once are served.", "Lima puluh koneksi sekaligus dilayani."),
    why: words("A class comes within a minute.", "Satu kelas datang dalam satu menit."),
    hint: words("How many may wait at your `listen`?", "Berapa yang boleh menunggu di `listen` Anda?"),
    example: `${SERVED}\n(fifty times)`,
  },
  {
    ...{ id: "R7.5", level: "must", profile: "base" },
    text: words(
      "A hundred sends of ten connections at once: each arrives, and once.",
      "Seratus send dari sepuluh koneksi sekaligus: semua tiba, dan satu kali.",
    ),
    why: words(
      "Two threads that change one list at once lose what one of them wrote.",
      "Dua thread yang mengubah satu daftar sekaligus menghilangkan tulisan salah satunya.",
    ),
    hint: words(
      "What do two threads share, and who guards it?",
      "Apa yang dipakai bersama oleh dua thread, dan siapa yang menjaganya?",
    ),
    example: 'C: send <maya> izza one\nS: {"status": "OK", "message": "Message Sent"}',
  },
  {
    ...{ id: "R7.6", level: "must", profile: "base" },
    text: words(
      "A connection that is reset in the middle of a request ends nothing but itself.",
      "Koneksi yang di-reset di tengah permintaan tidak mengakhiri apa pun selain dirinya.",
    ),
    why: words("Programs are killed, and cables are pulled.", "Program dimatikan, dan kabel dicabut."),
    hint: words("`recv` and `send` may throw.", "`recv` dan `send` bisa melempar exception."),
    example: `C: <RESET>\n${SERVED}`,
  },
  {
    ...{ id: "R7.7", level: "should", profile: "base" },
    text: words(
      "A client that ends its half after a request (FIN) gets its reply.",
      "Klien yang menutup separuh koneksinya setelah meminta (FIN) tetap mendapat balasan.",
    ),
    why: words(
      "`printf ... | nc` does so: an end of input is no end of the connection.",
      "`printf ... | nc` begitu: akhir masukan bukan akhir koneksi.",
    ),
    hint: words(
      "What do you do first when `recv` gives nothing?",
      "Apa yang pertama Anda lakukan ketika `recv` tidak memberi apa-apa?",
    ),
    example: `C: auth maya surabaya\nC: <FIN>\nS: {"status": "OK", "tokenid": "<token>"}`,
  },
  {
    ...{ id: "R8.1", level: "extra", profile: "base" },
    text: words(
      "A message whose `send` was OK is in the inbox after the server was killed and started again.",
      "Pesan yang `send`-nya OK ada di inbox setelah server dimatikan paksa dan dijalankan lagi.",
    ),
    why: words("OK is a promise; memory forgets.", "OK adalah janji; memori melupakan."),
    hint: words("Where is the message at the moment of the OK?", "Di mana pesannya saat OK dikirim?"),
    example:
      'C: send <maya> izza hallo\nS: {"status": "OK", "message": "Message Sent"}\n(killed, started)\nC2: inbox <izza>\nS2: {"status": "OK", "messages": {"maya": [{"msg": "hallo"}]}}',
  },
];
