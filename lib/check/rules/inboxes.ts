/** R4, the second part, and R5: inboxes and the list. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const SEND = 'C: send <maya> izza hallo izza\nS: {"status": "OK", "message": "Message Sent"}';
const INBOX =
  'C2: inbox <izza>\nS2: {"status": "OK", "messages": {"maya": [{"msg_from": "Maya", "msg_to": "Izza", "msg": "hallo izza"}]}}';
const LIST = 'C: list\nS: {"status": "OK", "messages": ["izza", "maya"]}';

/** The rules of inboxes and of the list. */
export const INBOXES: readonly Rule[] = [
  {
    ...{ id: "R4.10", level: "must", profile: "base" },
    text: words(
      "The messages of a sender stand in the order in which they were sent.",
      "Pesan dari satu pengirim urut menurut waktu kirimnya.",
    ),
    why: words("An answer before its question makes no sense.", "Jawaban sebelum pertanyaan tidak masuk akal."),
    hint: words(
      "At which end do you put in, and at which do you take out?",
      "Di ujung mana Anda memasukkan, dan di ujung mana mengambil?",
    ),
    example: 'C2: inbox <izza>\nS2: {"status": "OK", "messages": {"maya": [{"msg": "one"}, {"msg": "two"}]}}',
  },
  {
    ...{ id: "R4.11", level: "must", profile: "base" },
    text: words(
      "Each sender's messages stand under that sender's name.",
      "Pesan tiap pengirim ada di bawah nama pengirim itu.",
    ),
    why: words("Else nobody knows who has said what.", "Kalau tidak, tidak ada yang tahu siapa mengatakan apa."),
    hint: words("What is the key of your table?", "Apa kunci tabel Anda?"),
    example:
      'C2: inbox <izza>\nS2: {"status": "OK", "messages": {"maya": [{"msg": "one"}], "nania": [{"msg": "two"}]}}',
  },
  {
    ...{ id: "R4.12", level: "must", profile: "base" },
    text: words("An inbox has only what was sent to its user.", "Inbox hanya berisi yang dikirim kepada penggunanya."),
    why: words("Messages are nobody else's business.", "Pesan bukan urusan orang lain."),
    hint: words(
      "Whose inbox do you read: that of the token's user?",
      "Inbox siapa yang Anda baca: milik pengguna token itu?",
    ),
    example: `${SEND}\nC: inbox <maya>\nS: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R4.13", level: "must", profile: "base" },
    text: words(
      "What an inbox has returned it does not return again on the same connection.",
      "Yang sudah dikembalikan inbox tidak dikembalikan lagi di koneksi yang sama.",
    ),
    why: words(
      "A client that asks every second would show it every second.",
      "Klien yang bertanya tiap detik akan menampilkannya tiap detik.",
    ),
    hint: words("When is a message read?", "Kapan sebuah pesan dianggap terbaca?"),
    example: `${INBOX}\nC2: inbox <izza>\nS2: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R4.14", level: "must", profile: "base" },
    text: words(
      "After an inbox was read, the next message of the same sender arrives like the first.",
      "Setelah inbox dibaca, pesan berikutnya dari pengirim yang sama tiba seperti yang pertama.",
    ),
    why: words("The second day of a chat is like the first.", "Hari kedua obrolan sama seperti hari pertama."),
    hint: words(
      "What is left of a sender when the inbox is empty?",
      "Apa yang tersisa dari pengirim ketika inbox kosong?",
    ),
    example: `${INBOX}\n${SEND}\n${INBOX}`,
  },
  {
    ...{ id: "R4.15", level: "extra", profile: "base" },
    text: words(
      "An inbox whose reply was lost with its connection comes again.",
      "Inbox yang balasannya hilang bersama koneksinya datang lagi.",
    ),
    why: words(
      "What TCP took from you is not yet with the client.",
      "Yang sudah diambil TCP dari Anda belum tentu sampai di klien.",
    ),
    hint: words("What shows that a reply has arrived?", "Apa yang menunjukkan bahwa balasan sudah sampai?"),
    example:
      `C2: inbox <izza>\nC2: <RESET>\nC3: inbox <izza>\nS3: {"status": "OK", "messages": {"maya": [{"msg": "hallo izza"}]}}`,
  },
  {
    ...{ id: "R4.16", level: "must", profile: "base" },
    text: words(
      "Two inboxes of a user at once lose no message.",
      "Dua inbox dari satu pengguna sekaligus tidak menghilangkan pesan.",
    ),
    why: words(
      "Two threads that empty one list can lose what comes between.",
      "Dua thread yang mengosongkan satu daftar bisa menghilangkan yang datang di antaranya.",
    ),
    hint: words("Read and empty in one step.", "Baca dan kosongkan dalam satu langkah."),
    example: `${INBOX}\nC3: inbox <izza>\nS3: {"status": "OK", "messages": {}}`,
  },
  {
    ...{ id: "R5.1", level: "must", profile: "base" },
    text: words(
      "`list` gives the user names of those who are logged in, under `messages` or `message`.",
      "`list` memberi nama pengguna yang sedang login, di bawah `messages` atau `message`.",
    ),
    why: words("One must know whom one can write to.", "Orang perlu tahu kepada siapa ia bisa menulis."),
    hint: words("Is it the list of logins, or of accounts?", "Daftar login, atau daftar akun?"),
    example: LIST,
  },
  {
    ...{ id: "R5.2", level: "should", profile: "base" },
    text: words("`list` on a connection without a login is an error.", "`list` di koneksi tanpa login adalah ERROR."),
    why: words(
      "Who is there is nobody's business who is not.",
      "Siapa yang hadir bukan urusan orang yang tidak hadir.",
    ),
    hint: words("The document asks for a login first.", "Dokumen meminta login dahulu."),
    example: 'C: list\nS: {"status": "ERROR", "message": "Cannot find the information"}',
  },
  {
    ...{ id: "R5.3", level: "should", profile: "base" },
    text: words("Each user stands in the list once.", "Tiap pengguna ada satu kali dalam daftar."),
    why: words("It is a list of users, not of logins.", "Itu daftar pengguna, bukan daftar login."),
    hint: words("What if somebody logs in twice?", "Bagaimana jika seseorang login dua kali?"),
    example: LIST,
  },
  {
    ...{ id: "R5.4", level: "must", profile: "base" },
    text: words("Who has logged out stands in the list no more.", "Yang sudah logout tidak ada lagi dalam daftar."),
    why: words("A ghost in the list never answers.", "Hantu dalam daftar tidak pernah menjawab."),
    hint: words("Are all of the user's logins gone?", "Apakah semua login pengguna itu sudah hilang?"),
    example:
      'C2: logout <izza>\nS2: {"status": "OK", "messages": "Logged out"}\nC: list\nS: {"status": "OK", "messages": ["maya"]}',
  },
  {
    ...{ id: "R5.5", level: "extra", profile: "base" },
    text: words(
      "Whose connection was cut stands in the list no more after 75 seconds.",
      "Yang koneksinya terputus tidak ada lagi dalam daftar setelah 75 detik.",
    ),
    why: words("Programs die without a word.", "Program bisa mati tanpa pamit."),
    hint: words(
      "What do you do when `recv` gives nothing?",
      "Apa yang Anda lakukan ketika `recv` tidak memberi apa-apa?",
    ),
    example: 'C2: <CLOSE>\nC: list (75 seconds later)\nS: {"status": "OK", "messages": ["maya"]}',
  },
];
