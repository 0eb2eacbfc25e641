/** R9 and R10: what this project's own clients use. Pure. @module */

import type { Rule } from "../rule.ts";
import { words } from "../words.ts";

const GROUP =
  'C: addgroup <maya> kelas\nS: {"status": "OK", "message": "Group kelas added", "group": "kelas", "member": true}';

/** The rules of pushed events, and of a class. */
export const LIVE: readonly Rule[] = [
  {
    ...{ id: "R9.1", level: "must", profile: "live" },
    text: words("`hello` names the commands that the server knows.", "`hello` menyebut perintah yang dikenal server."),
    why: words(
      "Old and new programs find out what they share.",
      "Program lama dan baru mengetahui apa yang sama-sama dikenal.",
    ),
    hint: words("Look at `commands` in the example.", "Lihat `commands` dalam contoh."),
    example: 'C: hello\nS: {"status": "OK", "message": "ngobrol", "protocol": 1, "commands": ["auth", "live"]}',
  },
  {
    ...{ id: "R9.2", level: "must", profile: "live" },
    text: words(
      "After `live` a message comes as an event, without being asked for.",
      "Setelah `live`, pesan datang sebagai peristiwa tanpa diminta.",
    ),
    why: words(
      "Who asks every second wastes the network, and is late.",
      "Bertanya tiap detik memboroskan jaringan, dan terlambat.",
    ),
    hint: words(
      "Who writes to a connection when nobody asks on it?",
      "Siapa yang menulis ke koneksi ketika tidak ada yang bertanya di situ?",
    ),
    example:
      'S2: {"event": "message", "id": "<id>", "from": "maya", "msg_from": "Maya", "to": "izza", "msg_to": "Izza", "msg": "hallo", "at": "<at>"}',
  },
  {
    ...{ id: "R9.3", level: "must", profile: "live" },
    text: words(
      "What was unread comes first after `live`, the oldest first.",
      "Yang belum terbaca datang lebih dulu setelah `live`, yang tertua pertama.",
    ),
    why: words("Who was away must miss nothing.", "Yang sempat pergi tidak boleh kehilangan apa pun."),
    hint: words(
      "Which comes first: the old messages, or following the new ones?",
      "Mana yang lebih dulu: pesan lama, atau mengikuti yang baru?",
    ),
    example:
      'C2: live <izza>\nS2: {"status": "OK", "message": "Live", "user": "izza", "active": ["izza"]}\nS2: {"event": "message", "msg": "before izza came"}',
  },
  {
    ...{ id: "R9.4", level: "must", profile: "live" },
    text: words(
      "An event never stands within a reply, and replies keep their order beside events.",
      "Peristiwa tidak pernah ada di dalam balasan, dan balasan tetap berurutan di samping peristiwa.",
    ),
    why: words("Both go over one stream of bytes.", "Keduanya lewat satu aliran bita."),
    hint: words("Do two threads write to one socket?", "Apakah dua thread menulis ke satu socket?"),
    example: 'S2: {"event": "message", "msg": "one"}\nS2: {"status": "OK", "messages": ["izza"]}',
  },
  {
    ...{ id: "R9.5", level: "must", profile: "live" },
    text: words("What was acknowledged by `ack` does not come again.", "Yang sudah di-`ack` tidak datang lagi."),
    why: words(
      "Only who has shown a message knows that it was shown.",
      "Hanya yang menampilkan pesan tahu bahwa pesan itu sudah tampil.",
    ),
    hint: words("How far has each user read?", "Sampai mana tiap pengguna membaca?"),
    example:
      'C2: ack <izza> <id>\nS2: {"status": "OK", "message": "Acknowledged"}\nC2: inbox <izza>\nS2: {"status": "OK", "messages": {}}',
  },
  {
    ...{ id: "R9.6", level: "must", profile: "live" },
    text: words(
      "A `post` that is repeated with its key is stored once, and answered alike.",
      "`post` yang diulang dengan kuncinya disimpan satu kali, dan dijawab sama.",
    ),
    why: words(
      "A client whose reply was lost can only ask again.",
      "Klien yang balasannya hilang hanya bisa bertanya lagi.",
    ),
    hint: words("Where do you look the key up?", "Di mana Anda mencari kuncinya?"),
    example:
      'C: post <maya> <key> izza once\nS: {"status": "OK", "message": "Message Sent", "id": "<id>", "at": "<at>"}',
  },
  {
    ...{ id: "R9.7", level: "must", profile: "live" },
    text: words(
      "`history` has both directions, the newest last, page by page.",
      "`history` memuat kedua arah, yang terbaru terakhir, halaman demi halaman.",
    ),
    why: words(
      "A long conversation does not fit on a screen, nor into one reply.",
      "Percakapan panjang tidak muat di layar, juga tidak dalam satu balasan.",
    ),
    hint: words("What does `before` leave out?", "Apa yang ditinggalkan oleh `before`?"),
    example:
      'C: history <maya> izza limit 1\nS: {"status": "OK", "messages": [{"id": "<id>", "msg": "two"}], "more": true}',
  },
  {
    ...{ id: "R9.8", level: "must", profile: "live" },
    text: words(
      "A sender who is live gets a receipt when a message is delivered, and when it is read.",
      "Pengirim yang live mendapat tanda terima saat pesan sampai, dan saat terbaca.",
    ),
    why: words(
      "OK says that the server has it; only a receipt says that the person has.",
      "OK berarti server memilikinya; hanya tanda terima berarti orangnya sudah.",
    ),
    hint: words("Whom does an `ack` concern?", "Siapa yang berkepentingan dengan sebuah `ack`?"),
    example: 'S: {"event": "receipt", "id": "<id>", "receipt": "read", "by": "izza", "at": "<at>"}',
  },
  {
    ...{ id: "R10.1", level: "must", profile: "class" },
    text: words(
      "What is sent to a group reaches each member, and nobody else.",
      "Yang dikirim ke grup sampai ke tiap anggota, dan tidak ke yang lain.",
    ),
    why: words("A group is a promise of who reads.", "Grup adalah janji tentang siapa yang membaca."),
    hint: words("Who was a member when it was sent?", "Siapa yang menjadi anggota saat dikirim?"),
    example: GROUP,
  },
  {
    ...{ id: "R10.2", level: "must", profile: "class" },
    text: words(
      "Who is no member can neither write to a group nor read it.",
      "Yang bukan anggota tidak bisa menulis ke grup maupun membacanya.",
    ),
    why: words("A name is no key.", "Nama bukan kunci."),
    hint: words("Which commands take a group?", "Perintah mana yang menerima grup?"),
    example:
      `${GROUP}\nC2: sendgroup <izza> kelas hi\nS2: {"status": "ERROR", "message": "You are not in the group", "code": "not_a_member"}`,
  },
  {
    ...{ id: "R10.3", level: "must", profile: "class" },
    text: words("A file arrives byte for byte.", "Berkas tiba sama, bita demi bita."),
    why: words("One wrong byte spoils an archive.", "Satu bita salah merusak arsip."),
    hint: words("Is it treated as text anywhere?", "Apakah di suatu tempat diperlakukan sebagai teks?"),
    example: 'C: sendfile <maya> izza a.txt aGFsbw==\nS: {"status": "OK", "message": "File Sent"}',
  },
  {
    ...{ id: "R10.4", level: "must", profile: "class" },
    text: words("A teacher's command is refused to a student.", "Perintah guru ditolak bagi siswa."),
    why: words("A class would lock out its teacher.", "Kelas bisa mengunci gurunya."),
    hint: words(
      "Where is the role asked for: once, or in each command?",
      "Di mana peran diperiksa: sekali, atau di tiap perintah?",
    ),
    example: 'C: lock <maya>\nS: {"status": "ERROR", "message": "Only a teacher can do that", "code": "teachers_only"}',
  },
];
