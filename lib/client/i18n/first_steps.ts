/**
 * What the client says to who has just started it, in each of its languages. Pure.
 *
 * @module
 */

/** In English. */
export const ENGLISH_FIRST_STEPS = {
  firstStep: "auth NAME logs you in, join makes an account in a class, help tells more",
  noneHere: "start one with ngobrol-server, or name one: ngobrol 192.168.1.10",
  looking: (address: string) => `No server at ${address}; looking for one on this network ...`,
  foundHere: "On this network:",
  foundWithTls: "TLS",
  foundWarning: "Anybody on the network can announce a server: take the one that the server's own screen shows.",
  whichFound: (count: number) =>
    count === 1 ? "Which one? 1, or Enter for none: " : `Which one? 1 to ${count}, or Enter for none: `,
  foundThere: (calls: string) => `there are on this network: ${calls}; name the one that is meant`,
  noneThere: "is that what the server shows, and does it run there with --class or --host 0.0.0.0?",
};

/** In Indonesian. */
export const INDONESIAN_FIRST_STEPS: typeof ENGLISH_FIRST_STEPS = {
  firstStep: "auth NAMA untuk masuk, join untuk membuat akun di kelas, help untuk lainnya",
  noneHere: "jalankan ngobrol-server, atau sebutkan servernya: ngobrol 192.168.1.10",
  looking: (address) => `Tidak ada server di ${address}; mencari di jaringan ini ...`,
  foundHere: "Di jaringan ini:",
  foundWithTls: "memakai TLS",
  foundWarning: "Siapa pun di jaringan ini bisa mengumumkan server: pilih yang ditampilkan layar server itu sendiri.",
  whichFound: (count) =>
    count === 1
      ? "Yang mana? 1, atau Enter kalau bukan: "
      : `Yang mana? 1 sampai ${count}, atau Enter kalau bukan semuanya: `,
  foundThere: (calls) => `di jaringan ini ada: ${calls}; sebutkan yang dimaksud`,
  noneThere: "apakah itu yang ditampilkan server, dan apakah ia dijalankan dengan --class atau --host 0.0.0.0?",
};
