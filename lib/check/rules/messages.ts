/** R4, the first part: what is sent. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const SEND = 'C: send <maya> izza hallo izza\nS: {"status": "OK", "message": "Message Sent"}';
const INBOX =
  'C2: inbox <izza>\nS2: {"status": "OK", "messages": {"maya": [{"msg_from": "Maya", "msg_to": "Izza", "msg": "hallo izza"}]}}';

function text(
  id: string,
  kind: readonly [string, string],
  why: readonly [string, string],
  hint: readonly [string, string],
): Rule {
  return {
    ...{ id, level: "must", profile: "base" },
    text: words(`A text arrives as it was sent: ${kind[0]}.`, `Teks tiba seperti dikirim: ${kind[1]}.`),
    why: words(...why),
    hint: words(...hint),
    example: `${SEND}\n${INBOX}`,
  };
}

/** The rules of messages. */
export const MESSAGES: readonly Rule[] = [
  {
    ...{ id: "R4.1", level: "must", profile: "base" },
    text: words(
      "`send TOKEN USER TEXT` is OK, and the message stands in the inbox of the user, under the sender's user name.",
      "`send TOKEN USER TEXT` menghasilkan OK, dan pesannya ada di inbox pengguna itu, di bawah nama pengirimnya.",
    ),
    why: words("It is what a chat is for.", "Untuk itulah sebuah chat."),
    hint: words(
      "Follow one message through your server, step by step.",
      "Ikuti satu pesan melalui server Anda, langkah demi langkah.",
    ),
    example: `${SEND}\n${INBOX}`,
  },
  {
    ...{ id: "R4.2", level: "must", profile: "base" },
    text: words("A message has `msg_from`, `msg_to` and `msg`.", "Pesan punya `msg_from`, `msg_to`, dan `msg`."),
    why: words("Clients read all three.", "Klien membaca ketiganya."),
    hint: words("Compare with the example, key by key.", "Bandingkan dengan contoh, kunci demi kunci."),
    example: INBOX,
  },
  text(
    "R4.3",
    ["words with several spaces between them", "kata-kata dengan beberapa spasi di antaranya"],
    ["A text is the rest of the line, not a list of words.", "Teks adalah sisa baris, bukan daftar kata."],
    ["What does your split do with two spaces?", "Apa yang dilakukan split Anda dengan dua spasi?"],
  ),
  text(
    "R4.4",
    ["with quotes and backslashes", "dengan tanda kutip dan garis miring terbalik"],
    ["JSON made by hand breaks there.", "JSON buatan tangan rusak di situ."],
    ["Does a library make your JSON?", "Apakah JSON Anda dibuat pustaka?"],
  ),
  text(
    "R4.5",
    ["with characters beyond ASCII, such as an emoji", "dengan karakter di luar ASCII, misalnya emoji"],
    [
      "Bytes and characters are not the same: an emoji has four.",
      "Bita dan karakter tidak sama: emoji punya empat bita.",
    ],
    [
      "In which encoding do you read, and in which do you write?",
      "Dengan encoding apa Anda membaca, dan dengan apa menulis?",
    ],
  ),
  text(
    "R4.6",
    ["3,000 bytes long", "sepanjang 3.000 bita"],
    [
      "A long line comes in several `recv`, of whatever size.",
      "Baris panjang datang dalam beberapa `recv`, berapa pun ukurannya.",
    ],
    ["What if a request is longer than your buffer?", "Bagaimana jika permintaan lebih panjang dari buffer Anda?"],
  ),
  {
    ...{ id: "R4.7", level: "must", profile: "base" },
    text: words("A `send` to a user whom nobody knows is an error.", "`send` ke pengguna yang tidak ada adalah ERROR."),
    why: words(
      "The sender would wait for an answer that never comes.",
      "Pengirim akan menunggu jawaban yang tidak pernah datang.",
    ),
    hint: words("Look the receiver up first.", "Cari penerimanya dulu."),
    example: 'C: send <maya> iis hi\nS: {"status": "ERROR", "message": "User is not found"}',
  },
  {
    ...{ id: "R4.8", level: "must", profile: "base" },
    text: words("One may write to oneself.", "Orang boleh menulis kepada dirinya sendiri."),
    why: words(
      "People keep notes that way; and a lock that is taken twice hangs there.",
      "Orang menyimpan catatan begitu; dan kunci yang diambil dua kali macet di situ.",
    ),
    hint: words(
      "Are sender and receiver locked or looked up one after the other?",
      "Apakah pengirim dan penerima dikunci atau dicari satu per satu?",
    ),
    example: 'C: send <maya> maya a note\nS: {"status": "OK", "message": "Message Sent"}',
  },
  {
    ...{ id: "R4.9", level: "must", profile: "base" },
    text: words(
      "A `send` without a text is answered, and does no harm.",
      "`send` tanpa teks dijawab, dan tidak merusak apa pun.",
    ),
    why: words("People press Enter too early.", "Orang menekan Enter terlalu cepat."),
    hint: words("Is there a third parameter?", "Apakah parameter ketiga ada?"),
    example: 'C: send <maya> izza\nS: {"status": "ERROR", "message": "--Wrong protocol"}',
  },
];
